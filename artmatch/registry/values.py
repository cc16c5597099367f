"""What goes into a register and what it says about itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from artmatch.imaging import UprightImage
from artmatch.records import ArtworkRecord, Collection, Photograph, Status, ViewLabel


class Stage(StrEnum):
    """How far a record has come on its way into the register; only what is live is searched."""

    DRAFT = "draft"
    REVIEWED = "reviewed"
    LIVE = "live"


LIVE = frozenset({Stage.LIVE})
"""The stages that are searched unless somebody asks otherwise."""


class Action(StrEnum):
    """What made a revision."""

    REGISTERED = "registered"
    EDITED = "edited"
    EXTENDED = "photographs added"
    REVIEWED = "reviewed"
    RETURNED = "returned"
    RELEASED = "released"
    LINKED = "linked"
    UNLINKED = "unlinked"
    MERGED = "merged"
    UNMERGED = "merge undone"


class LinkKind(StrEnum):
    """How two objects belong together."""

    PAIR = "pair"
    SET = "set"
    CAST = "cast"
    EDITION = "edition"
    REPLICA = "replica"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Link:
    """An object that belongs to another one."""

    object_id: str
    kind: LinkKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a record stands beside what it says."""

    object_id: str
    stage: Stage
    revision: int
    """Of the record as it is now, from 1; an edit names the one that it is made from."""
    merged_into: str | None
    """The object that it turned out to be; None for an object in its own right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One field before and after a revision, as text."""

    field: str
    before: str
    after: str
    photograph_id: int | None
    """Of that photograph; None for a field of the record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One step in the history of a record."""

    object_id: str
    number: int
    """From 1."""
    action: Action
    by: str
    """Empty where nobody was asked."""
    at: datetime
    """UTC."""
    note: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedStatus:
    """A status that an object was given."""

    status: Status
    since: str
    """ISO 8601, as precise as known; empty where it is not."""
    revision: int
    by: str
    at: datetime
    """When it was recorded, UTC."""
    note: str


@dataclass(frozen=True, slots=True)
class GivenStatus:
    """A status that an object has had, as a file tells it."""

    status: Status
    since: str = ""
    """ISO 8601, as precise as known; empty where it is not."""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """Somebody looked at a photograph that is not shown to everybody."""

    photograph_id: int
    by: str
    at: datetime
    """UTC."""
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NewPhotograph:
    """A photograph on its way into the register."""

    data: bytes
    """The original file, kept untouched."""
    image: UprightImage
    """``data`` decoded; its pixels may be reduced, a thumbnail is made of them."""
    view: ViewLabel = ViewLabel.OVERALL
    credit: str = ""
    taken: str = ""
    """ISO 8601, as precise as known."""
    included: bool = True
    """Whether queries are compared with it."""
    place: int | None = None
    """Where it stands among its object's photographs, from 1."""
    file_name: str
    """As the file was called when it came; what cannot be stored as text is replaced."""
    vector: NDArray[np.float32] | None = None
    """(D,), unit norm: its embedding, if there is one already."""
    local_features: Mapping[str, bytes] = field(default_factory=dict)
    """Its local features as they are stored, by their kind, as far as there are some already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """What became of one object given to the register."""

    object_id: str
    outcome: Literal["new", "extended", "updated", "known"]
    """A new object; a known one with further photographs; one whose fields were replaced; nothing new."""
    photographs: tuple[Photograph, ...]
    """Those that were given, in their order, as they are registered; one given twice comes twice."""


@dataclass(frozen=True, slots=True)
class Resemblance:
    """A registered object whose record says nearly the same as another one."""

    object_id: str
    reason: str
    """In a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFilter:
    """Which records are wanted; what is left empty leaves nothing out."""

    text: str = ""
    """Every word must stand in the record, whatever accents and case."""
    near: bool = False
    """Words that are spelt nearly so are as good; where nothing is found otherwise they are in any case."""
    object_type: str = ""
    """The general level, or both."""
    material: str = ""
    """Stands in the field, as do maker, place and source."""
    maker: str = ""
    place: str = ""
    """Of origin or of the event."""
    source: str = ""
    status: Status | None = None
    stage: Stage | None = None
    collection: Collection | None = None
    earliest_year: int | None = None
    """Made in this year or later, as far as the record's years tell."""
    latest_year: int | None = None
    size: float | None = None
    """One of its measurements, in millimetres or, of a weight, grams, ..."""
    dimension: str = ""
    """... this one if it is named, ..."""
    tolerance: float = 0.1
    """... give or take this share."""


EVERYTHING = RecordFilter()


@dataclass(frozen=True, slots=True)
class Found:
    """A page of the records that were wanted."""

    records: list[ArtworkRecord]
    count: int
    """How many there are in all."""
    spellings: tuple[str, ...] = ()
    """Words of records, folded, that were as good as those asked for; empty where all were taken as they stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How much is registered."""

    objects: int
    """In their own right: one that was merged into another is not counted."""
    unreleased: int
    """Objects among them that are not live yet."""
    photographs: int
    searchable: int
    """Photographs that queries are compared with: included ones of live objects."""
    embeddings: Mapping[str, int]
    """Embedded photographs by model id; models without any are left out."""


@dataclass(frozen=True, slots=True)
class EmbeddingState:
    """How far the embeddings of one model have come; a later, different stage means that there are more."""

    count: int
    last_photograph_id: int
    """0 if there is none."""
    searchable_changes: int = 0
    """How often photographs were taken out of the search or put back into it."""
