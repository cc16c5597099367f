"""Cells of objects that belong together, and of statuses that one has had: one a line, or between semicolons."""

import re
from collections.abc import Iterable

from artmatch.errors import RecordError
from artmatch.messages import _
from artmatch.records import Status, check_date
from artmatch.registry import DatedStatus, GivenStatus, Link, LinkKind

_KINDS = "|".join(LinkKind)
_STATUSES = "|".join(Status)
_BETWEEN_LINKS = re.compile(rf"\s*\n\s*|\s*;\s+(?=(?:{_KINDS})\s)")
"""A number may have a semicolon in it, but then no kind follows."""
_BETWEEN_STATUSES = re.compile(r"\s*[\n;]\s*")
_LINK = re.compile(rf"({_KINDS})\s+(\S.*)")
_STATUS = re.compile(rf"({_STATUSES})(?:\s+(\S+))?")


def read_links(text: str) -> tuple[Link, ...]:
    """The objects that ``text`` names: ``pair KBI-2; set KBI-3``. Raises RecordError for what is none."""
    found: dict[str, Link] = {}
    for part in filter(None, _BETWEEN_LINKS.split(text.strip())):
        read = _LINK.fullmatch(part)
        if read is None:
            raise RecordError(
                _("The link {part!r} cannot be read: give one of {kinds}, then the object's number.").format(
                    part=part, kinds=", ".join(LinkKind)
                )
            )
        found.setdefault(read[2], Link(read[2], LinkKind(read[1])))
    return tuple(found.values())


def read_statuses(text: str) -> tuple[GivenStatus, ...]:
    """The statuses that ``text`` tells, oldest first: ``stolen 2004-03-12; recovered 2026``. Raises RecordError."""
    found = []
    for part in filter(None, _BETWEEN_STATUSES.split(text.strip())):
        read = _STATUS.fullmatch(part)
        if read is None:
            raise RecordError(
                _("The status {part!r} cannot be read: give one of {statuses}, then from when it held.").format(
                    part=part, statuses=", ".join(Status)
                )
            )
        check_date(read[2] or "", _("date of the status {status}").format(status=read[1]))
        found.append(GivenStatus(Status(read[1]), read[2] or ""))
    return tuple(found)


def links_cell(links: Iterable[Link]) -> str:
    """What :func:`read_links` reads as ``links``."""
    return "; ".join(f"{one.kind} {one.object_id}" for one in links)


def statuses_cell(statuses: Iterable[DatedStatus]) -> str:
    """What :func:`read_statuses` reads as ``statuses``, without their notes."""
    return "; ".join(f"{one.status} {one.since}".strip() for one in statuses)
