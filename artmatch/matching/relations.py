"""What a batch says of objects beside their records: which belong together, and the statuses that they have had."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from artmatch.errors import ArtmatchError
from artmatch.matching.intake import Entry
from artmatch.matching.work import Outcome, State
from artmatch.messages import _
from artmatch.records import ArtworkRecord
from artmatch.registry import Curator, DatedStatus, GivenStatus, LinkKind, Registry

Pair = tuple[str, str]


def add_statuses(
    curator: Curator,
    record: ArtworkRecord,
    given: Sequence[GivenStatus],
    known: Sequence[DatedStatus],
    revision: int,
) -> int:
    """Write those ``given`` that are not ``known`` of the object into its history; returns its revision.

    ``record`` is the registered one, at ``revision``. Raises as :meth:`Curator.edit`.
    """
    there = [(one.status, one.since) for one in known]
    for one in given:
        if (one.status, one.since) in there:
            there.remove((one.status, one.since))
            continue
        revision = curator.edit(
            replace(record, status=one.status), revision=revision, note=one.note, status_since=one.since
        )
    return revision


def link(entries: Sequence[Entry], registry: Registry, by: str) -> Iterator[Outcome]:
    """Have all objects belong together that ``entries`` say do; yields only what cannot be, with its reason."""
    pairs = _pairs(entries)
    known = _known(registry, pairs)
    registered = registry.records({number for pair in pairs for number in pair})
    for pair, (kind, row) in pairs.items():
        if known.get(pair) is kind:
            continue
        reason = _missing(pair, registered)
        if not reason:
            try:
                registry.curator(by).link(*pair, kind)
            except ArtmatchError as error:
                reason = str(error)
        if reason:
            yield _failed(pair, reason, row)


def preview_links(entries: Sequence[Entry], registry: Registry) -> Iterator[Outcome]:
    """What :func:`link` would yield once ``entries`` are registered."""
    pairs = _pairs(entries)
    there = {entry.record.object_id for entry in entries}
    there |= registry.records({number for pair in pairs for number in pair}).keys()
    for pair, (_kind, row) in pairs.items():
        reason = _missing(pair, there)
        if reason:
            yield _failed(pair, reason, row)


def _pairs(entries: Sequence[Entry]) -> dict[Pair, tuple[LinkKind, int | None]]:
    """How two objects belong together, said by either of them, and the row that says so."""
    pairs: dict[Pair, tuple[LinkKind, int | None]] = {}
    for entry in entries:
        for one in entry.links:
            first, second = sorted((entry.record.object_id, one.object_id))
            pairs.setdefault((first, second), (one.kind, entry.row))
    return pairs


def _known(registry: Registry, pairs: dict[Pair, tuple[LinkKind, int | None]]) -> dict[Pair, LinkKind]:
    linked = registry.links({first for first, _other in pairs})
    return {(first, one.object_id): one.kind for first, links in linked.items() for one in links}


def _missing(pair: Pair, there: Collection[str]) -> str:
    number = next((number for number in pair if number not in there), None)
    if number is None:
        return ""
    return _(
        "Objects {one} and {other} belong together, but {number} is not registered: import it, then this again."
    ).format(one=pair[0], other=pair[1], number=number)


def _failed(pair: Pair, reason: str, row: int | None) -> Outcome:
    return Outcome(
        _("link of {one} and {other}").format(one=pair[0], other=pair[1]), pair[0], State.FAILED, reason, row
    )
