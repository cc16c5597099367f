"""What a batch is made of: photographs on their way into the register, and what became of each."""

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from pathlib import Path

from artmatch.errors import ArtmatchError, RecordError
from artmatch.imaging import Limits, UprightImage, read_bytes, sha256
from artmatch.matching.intake import Entry, PhotographInput, Refused
from artmatch.messages import _
from artmatch.records import ArtworkRecord, Photograph
from artmatch.registry import DatedStatus, Registry

_BATCH_BYTES = 256 * 2**20
"""A batch ends early at this many bytes of originals: two of them are in memory at a time."""


class State(StrEnum):
    """What became of an input."""

    INDEXED = "indexed"
    UPDATED = "updated"
    """The photograph, if there is one, was known; what is said of it or of its object was replaced."""
    KNOWN = "already known"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One input of a batch, accounted for."""

    name: str
    object_id: str
    state: State
    reason: str = ""
    """Why it failed."""
    row: int | None = None
    """Row of the table that it came from."""

    @classmethod
    def of_refused(cls, refused: Refused) -> "Outcome":
        """Of an input that could not even be tried."""
        return cls(refused.name, refused.object_id, State.FAILED, refused.reason, refused.row)


@dataclass(slots=True)
class Work:
    """A photograph, or an object without any, on its way through a batch; ``reason`` is set once it has failed."""

    entry: Entry
    photograph: PhotographInput | None
    record: ArtworkRecord
    """As it is to be registered."""
    changes: bool = False
    """Whether the object is registered with other fields, which are to be replaced."""
    known_statuses: tuple[DatedStatus, ...] = ()
    """Those of the registered object; empty where the batch tells none."""
    redescribed: Photograph | None = None
    """The registered photograph with what is to be said of it instead."""
    revision: int = 0
    """Of the registered record, as it was read."""
    data: bytes = b""
    sha256: str = ""
    known: bool = False
    image: Future[tuple[UprightImage, bytes]] | None = None
    """What was decoded, and its local features."""
    reason: str = ""

    @property
    def name(self) -> str:
        """What messages call it."""
        return self.record.object_id if self.photograph is None else self.photograph.name

    @property
    def has_new_statuses(self) -> bool:
        """Whether the batch tells of statuses that the registered object has not had."""
        known = Counter((one.status, one.since) for one in self.known_statuses)
        return bool(known) and bool(Counter((one.status, one.since) for one in self.entry.statuses) - known)

    def outcome(self) -> Outcome:
        """What became of it."""
        state = State.INDEXED
        if self.reason:
            state = State.FAILED
        elif self.known:
            state = State.UPDATED if self.changes or self.redescribed or self.has_new_statuses else State.KNOWN
        row = self.entry.row if self.photograph is None else self.photograph.row
        return Outcome(self.name, self.record.object_id, state, self.reason, row)


def works_of(batch: Sequence[Entry]) -> list[Work]:
    """One a photograph, and one for each object without any."""
    return [Work(entry, photograph, entry.record) for entry in batch for photograph in entry.photographs or (None,)]


def batches(entries: Sequence[Entry], photographs: int) -> Iterator[list[Entry]]:
    """``entries`` in their order, cut by ``photographs`` and bytes; an object is never cut."""
    batch: list[Entry] = []
    count = size = 0
    for entry in entries:
        batch.append(entry)
        count += max(1, len(entry.photographs))
        size += sum(_size(photograph.content) for photograph in entry.photographs)
        if count >= photographs or size >= _BATCH_BYTES:
            yield batch
            batch, count, size = [], 0, 0
    if batch:
        yield batch


def read(work: Work, *, limits: Limits) -> None:
    """Read the original file of ``work``, or note why that cannot be."""
    if work.photograph is None:
        return
    content = work.photograph.content
    try:
        work.data = content if isinstance(content, bytes) else read_bytes(content, limits=limits)
    except ArtmatchError as error:
        work.reason = str(error)
        return
    work.sha256 = sha256(work.data)
    if work.photograph.sha256 not in ("", work.sha256):
        work.reason = _(
            "The photograph {name} is not the one that the file of records means: its SHA-256 is "
            "{sha256}, not {expected}; copy it again from where it came from."
        ).format(name=work.name, sha256=work.sha256, expected=work.photograph.sha256)


def group_by_object(works: Sequence[Work]) -> dict[str, list[Work]]:
    """``works`` by the numbers of their objects."""
    grouped: dict[str, list[Work]] = {}
    for work in works:
        grouped.setdefault(work.record.object_id, []).append(work)
    return grouped


def recognise(works: Sequence[Work], registry: Registry) -> None:
    """Mark what is registered already, what is to be replaced, and what contradicts what is registered.

    Of an object that was merged into another one the fields are left alone.
    """
    object_ids = {work.record.object_id for work in works}
    registered, standings = registry.records(object_ids), registry.standings(object_ids)
    statuses = registry.statuses({work.record.object_id for work in works if work.entry.statuses})
    same_bytes = registry.find_by_sha256({work.sha256 for work in works if work.sha256})
    here: set[tuple[str, str]] = set()
    for work in works:
        object_id = work.record.object_id
        holders = {object_id}
        if object_id in registered:
            work.revision = standings[object_id].revision
            merged_into = standings[object_id].merged_into
            if merged_into is None:
                work.known_statuses = statuses.get(object_id, ())
                _compare(work, registered[object_id])
            else:
                work.record = registered[object_id]
                holders.add(merged_into)
        if work.photograph is None:
            work.known = object_id in registered
        elif work.sha256:
            held = [one for one in same_bytes.get(work.sha256, ()) if one.object_id in holders]
            work.known = bool(held) or (object_id, work.sha256) in here
            work.redescribed = _redescribed(work.photograph, held[0]) if held else None
            here.add((object_id, work.sha256))


def _redescribed(given: PhotographInput, known: Photograph) -> Photograph | None:
    """The photograph that is ``known`` with what is ``given`` of it instead; None if that says the same."""
    wanted = replace(known, **{name: getattr(given, name) for name in given.given})
    return None if wanted == known else wanted


def _compare(work: Work, registered: ArtworkRecord) -> None:
    """Set what ``work`` makes of the record of its object that is ``registered``, or why it contradicts that."""
    given = work.entry.given
    if given is not None:
        try:
            work.record = replace(registered, **{name: getattr(work.record, name) for name in given})
        except RecordError as error:  # what is given does not agree with what stays
            work.reason = work.reason or str(error)
        work.changes = work.record != registered
        return
    names = (field.name for field in fields(registered))
    differing = [name for name in names if getattr(work.record, name) != getattr(registered, name)]
    if differing:
        work.reason = _(
            "Object {object_id} is registered already with another {differing}: give it another object_id "
            "or correct the record."
        ).format(object_id=registered.object_id, differing=", ".join(differing))


def _size(content: Path | bytes) -> int:
    """Bytes of a photograph; 0 for a file that cannot be read, which fails later with its reason."""
    if isinstance(content, bytes):
        return len(content)
    try:
        return content.stat().st_size
    except (OSError, ValueError):
        return 0
