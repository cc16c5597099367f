"""JSON lines: one object a line, with every field and every photograph exactly as they are registered."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, BinaryIO, Self

from artmatch import registry
from artmatch.errors import InputError, NotFoundError, RecordError
from artmatch.exchange.links import linked
from artmatch.exchange.problems import Problem, Reading
from artmatch.exchange.relations import NO_RELATIONS, Relations
from artmatch.matching.intake import DESCRIPTIONS, Entry, Intake, PhotographInput, Refused
from artmatch.messages import _
from artmatch.records import ArtworkRecord, Photograph, Status, ViewLabel, check_date, field_text, record_fields
from artmatch.registry import GivenStatus, LinkKind

if TYPE_CHECKING:
    from artmatch.exchange.exporting import Link

VERSION = 1
_KEYS = frozenset({"artmatch", "record", "links", "statuses", "photographs"})
_LINK_KEYS = frozenset({"object_id", "kind"})
_STATUS_KEYS = frozenset({"status", "since", "note", "by", "at"})
_NOT_EXPORTED = frozenset({"photograph_id", "object_id"})
"""Of a photograph: a register numbers its own, and the line says whose it is."""
_PHOTOGRAPH_KEYS = frozenset({"file", *(field.name for field in fields(Photograph) if field.name not in _NOT_EXPORTED)})
_PHOTOGRAPH_TEXTS = ("file", "sha256", "file_name", "view", "credit", "taken", "replaced_by")
_MOST_PLACES = 2**31
"""What a database counts to."""
_MAX_LINE = 2**24
"""Bytes; a record has far less."""


class JsonLinesWriter:
    """Writes objects to a binary stream."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass

    def write(self, record: ArtworkRecord, links: "Sequence[Link]", relations: Relations = NO_RELATIONS) -> None:
        """Add an object."""
        by_number = {link.photograph.photograph_id: link.photograph.sha256 for link in links}
        line = {
            "artmatch": VERSION,
            "record": {field.name: getattr(record, field.name) for field in fields(record)},
            "links": [asdict(one) for one in relations.links],
            "statuses": [
                {"status": one.status, "since": one.since, "note": one.note, "by": one.by, "at": one.at.isoformat()}
                for one in relations.statuses
            ],
            "photographs": [{"file": link.file} | _described(link.photograph, by_number) for link in links],
        }
        self._stream.write(json.dumps(line, ensure_ascii=False).encode("utf-8") + b"\n")


def _described(photograph: Photograph, sha256s: Mapping[int, str]) -> dict[str, Any]:
    values = {
        field.name: getattr(photograph, field.name) for field in fields(photograph) if field.name not in _NOT_EXPORTED
    }
    replacement = None if photograph.replaced_by is None else sha256s.get(photograph.replaced_by)
    return values | {"registered_at": photograph.registered_at.isoformat(), "replaced_by": replacement}


def read_json_lines(file: Path) -> Reading:
    """The objects of ``file``; a wrong line is refused by its number and the others go on.

    Originals are looked for in the folder of the file, and must have the SHA-256 that the line says. Raises
    NotFoundError, or InputError if the file cannot be read.
    """
    entries: list[Entry] = []
    refused: list[Refused] = []
    problems: list[Problem] = []
    lines: dict[str, int] = {}
    try:
        with file.open("rb") as stream:
            number = 0
            while line := stream.readline(_MAX_LINE + 1):
                number += 1
                if not line.strip():
                    continue
                try:
                    entry = _entry(line, number, file.parent)
                    first = lines.setdefault(entry.record.object_id, number)
                    if first != number:
                        raise _WrongLineError(
                            "record",
                            _("Line {first} has object {object_id} already.").format(
                                first=first, object_id=entry.record.object_id
                            ),
                        )
                    entries.append(entry)
                except _WrongLineError as error:
                    problems.append(Problem(str(error), number, error.key, value=error.value))
                    refused.append(Refused(f"line {number}", "", str(error), number))
    except FileNotFoundError as error:
        raise NotFoundError(_("There is no file {file}: check the path.").format(file=file)) from error
    except OSError as error:
        raise InputError(
            _("The file {file} cannot be read from disk ({reason}).").format(file=file, reason=error.strerror)
        ) from error
    return Reading(Intake(tuple(entries), tuple(refused)), tuple(problems), ("photographs", ""))


class _WrongLineError(InputError):
    """A line that cannot be used."""

    def __init__(self, key: str, message: str, value: str = "") -> None:
        super().__init__(message)
        self.key, self.value = key, value


def _entry(line: bytes, number: int, folder: Path) -> Entry:
    if len(line) > _MAX_LINE:
        raise _WrongLineError(
            "", _("The line is longer than {max_line} MB: it is no record.").format(max_line=_MAX_LINE // 2**20)
        )
    try:
        content = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise _WrongLineError(
            "", _("The line is no JSON in UTF-8 ({error}): export it again.").format(error=error)
        ) from error
    if not isinstance(content, dict) or content.get("artmatch") != VERSION:
        raise _WrongLineError(
            "artmatch", _('The line is no object of artmatch: it needs "artmatch": {version}.').format(version=VERSION)
        )
    _check_keys(content, _KEYS, "line")
    record = content.get("record")
    if not isinstance(record, dict):
        raise _WrongLineError("record", _("The line has no record: export it again."))
    photographs = _list(content, "photographs")
    return Entry(
        _record(record),
        tuple(_photograph(one, number, folder) for one in photographs),
        frozenset(record) & frozenset(record_fields),
        number,
        tuple(_link(one) for one in _list(content, "links")),
        tuple(_status(one) for one in _list(content, "statuses")),
    )


def _list(content: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    given = content.get(key, [])
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        raise _WrongLineError(key, _("The {key} are no list of objects: export them again.").format(key=key))
    return given


def _link(values: Mapping[str, Any]) -> registry.Link:
    _check_keys(values, _LINK_KEYS, "link")
    number, kind = values.get("object_id"), values.get("kind")
    if not isinstance(number, str) or not number or kind not in list(LinkKind):
        text = _("The link to {number!r} of the kind {kind!r} needs an object's number and one of {kinds}.").format(
            number=number, kind=kind, kinds=", ".join(LinkKind)
        )
        raise _WrongLineError("links", text)
    return registry.Link(number, LinkKind(kind))


def _status(values: Mapping[str, Any]) -> GivenStatus:
    """Who recorded it when is for people to read: a register says so of itself."""
    _check_keys(values, _STATUS_KEYS, "status")
    status, since, note = (values.get(name, "") for name in ("status", "since", "note"))
    if status not in list(Status) or not isinstance(since, str) or not isinstance(note, str):
        text = _("The dated status {status!r} is none of {known}, or its date or note is no text.").format(
            status=status, known=", ".join(Status)
        )
        raise _WrongLineError("statuses", text)
    try:
        check_date(since, _("date of the status {status}").format(status=status))
    except RecordError as error:
        raise _WrongLineError("statuses", str(error), since) from error
    return GivenStatus(Status(status), since, note)


def _record(values: Mapping[str, Any]) -> ArtworkRecord:
    _check_keys(values, {*record_fields, "demonstration"}, "record")
    if values.get("demonstration", False):
        raise _WrongLineError(
            "demonstration", _("The object was drawn by artmatch and exists nowhere: it is not registered.")
        )
    for name, value in values.items():
        if isinstance(value, dict | list | float | bool) and name != "demonstration":
            raise _WrongLineError(
                name, _("The {name} is neither text nor a whole number: export it again.").format(name=name)
            )
    try:
        return ArtworkRecord.from_texts({name: field_text(values.get(name)) for name in record_fields})
    except RecordError as error:
        raise _WrongLineError("record", str(error)) from error


def _photograph(values: Mapping[str, Any], number: int, folder: Path) -> PhotographInput:
    _check_keys(values, _PHOTOGRAPH_KEYS, "photograph")
    texts = {name: values.get(name) or "" for name in _PHOTOGRAPH_TEXTS}
    wrong = next((name for name, value in texts.items() if not isinstance(value, str)), None)
    if wrong is not None:
        raise _WrongLineError(wrong, _("The {wrong} of a photograph is no text: export it again.").format(wrong=wrong))
    included = values.get("included", True)
    if not isinstance(included, bool):
        raise _WrongLineError("included", _("The included of a photograph is neither true nor false: export it again."))
    place = values.get("place")
    if place is not None and (not isinstance(place, int) or isinstance(place, bool) or not 1 <= place < _MOST_PLACES):
        raise _WrongLineError("place", _("The place of a photograph is no number from 1: export it again."))
    try:
        view = ViewLabel(texts["view"] or ViewLabel.OVERALL)
    except ValueError:
        text = _("The view {texts!r} is none of {views}.").format(texts=texts["view"], views=", ".join(ViewLabel))
        raise _WrongLineError("view", text, texts["view"]) from None
    try:
        check_date(texts["taken"], _("taken of a photograph"))
        content = linked(folder, texts["file"])
    except InputError as error:
        raise _WrongLineError("photographs", str(error), texts["file"]) from error
    return PhotographInput(
        content,
        texts["file_name"] or texts["file"],
        view,
        texts["credit"],
        texts["taken"],
        included,
        frozenset(DESCRIPTIONS) & frozenset(values),
        texts["replaced_by"],
        texts["sha256"],
        number,
        place,
    )


def _check_keys(values: Mapping[str, Any], known: frozenset[str] | set[str], what: str) -> None:
    unknown = sorted(values.keys() - known)
    if unknown:
        raise _WrongLineError(
            unknown[0],
            _("The {what} has the key {unknown!r}, which this artmatch does not know.").format(
                what=what, unknown=unknown[0]
            ),
        )
