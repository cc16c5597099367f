"""Frozen values of casework: cases, exhibits, their photographs, searches and judgements."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from artmatch.answers import Band
from artmatch.casework.derivation import Derivation
from artmatch.imaging import UprightImage


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One investigation."""

    case_id: int
    number: str
    """The agency's own, unique here: ``KBI-2026-0117``."""
    agency: str
    officer: str
    notes: str
    at: datetime
    """When (UTC) it was opened; later changes stand in the ledger."""
    by: str
    """Who opened it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """One seized item of a case."""

    exhibit_id: int
    case_id: int
    number: str
    """Unique in its case: ``3`` or ``A-17``."""
    place: str
    """Where it was seized."""
    date: str
    """When it was seized, as entered."""
    notes: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExhibitPhotograph:
    """One photograph of an exhibit. Its original bytes are kept untouched under their SHA-256."""

    photograph_id: int
    """Of exhibits; the register counts its own."""
    exhibit_id: int
    sha256: str
    file_name: str
    """As the file was called when it came; shown escaped, never used as a path."""
    media_type: str
    width: int
    """Pixels, upright."""
    height: int
    byte_count: int
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, eq=False)
class NewExhibitPhotograph:
    """A photograph on its way into an exhibit."""

    data: bytes
    """The original file."""
    image: UprightImage
    """``data`` decoded; its pixels may be reduced."""
    file_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DerivedPicture:
    """What is searched and shown in place of a photograph: derived from it, marked as such, made again at will."""

    derived_id: int
    photograph_id: int
    derivation: Derivation
    pixels_sha256: str
    """Of its pixels, as :func:`artmatch.casework.derivation.pixels_hash` counts them."""
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchedPhotograph:
    """One query of a stored search, with what it takes to make it again."""

    photograph_id: int
    sha256: str
    """Of the original bytes."""
    derivation: Derivation
    pixels_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An object that a stored search proposed, as it was told then."""

    rank: int
    """From 1."""
    object_id: str
    title: str
    record_sha256: str
    """Of the canonical form of the object's record at that time."""
    photograph_id: int
    """The registered photograph that it was compared with."""
    photograph_sha256: str
    query_number: int
    """Which of the search's photographs agrees with it, from 0."""
    quarter_turns: int
    score: float
    band: Band
    similarity: float
    margin: float
    inliers: int | None
    """As on a flat object; None if the two were not compared point by point, as for the next two."""
    consistent: int | None
    cells: int | None
    agreeing: int | None
    """How many points are shown as evidence."""
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """A stored search: what was asked of what, and what was answered."""

    search_id: int
    exhibit_id: int
    at: datetime
    by: str
    top: int
    """How many objects were asked for."""
    band: Band
    tied: int
    headline: str
    caution: str
    object_count: int
    photograph_count: int
    """Photographs in the index."""
    searchable_photographs: int
    """Photographs in the register that queries are compared with."""
    index_photographs: str
    """The numbers of those in the index as :func:`artmatch.casework.ranges.written` writes them."""
    model_id: str
    index_generation: int
    settings: Mapping[str, Any]
    queries: tuple[SearchedPhotograph, ...]
    candidates: tuple[Candidate, ...] = field(default=())
    """Best first."""


class Decision(StrEnum):
    """What a person says of an exhibit and a registered object."""

    SAME = "same object"
    DIFFERENT = "not the same"
    UNSURE = "cannot tell"
    TO_CONFIRM = "needs confirmation"


class Reason(StrEnum):
    """What a judgement rests on, for or against."""

    SHAPE = "shape"
    DECORATION = "decoration"
    MARKS = "marks"
    """Marks, inscriptions, signatures."""
    DAMAGE = "damage"
    """Damage and repairs."""
    MEASUREMENTS = "measurements"
    MATERIAL = "material"
    PAPERS = "papers"
    OWNER = "owner"
    """What the owner or the contact said."""
    COPY = "copy"
    """A copy, a cast, another of an edition or a pair."""
    PHOTOGRAPHS = "photographs"
    """The photographs show too little."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What one person decided on one exhibit and one object. Never changed; at most withdrawn."""

    judgement_id: int
    exhibit_id: int
    object_id: str
    search_id: int
    """The search that proposed the object."""
    decision: Decision
    reasons: tuple[Reason, ...]
    note: str
    last_photograph_id: int
    """The exhibit's newest photograph at that time."""
    at: datetime
    by: str
    withdrawn: "Withdrawal | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """That a judgement no longer counts; it stays visible."""

    withdrawal_id: int
    judgement_id: int
    note: str
    at: datetime
    by: str


class Standing(StrEnum):
    """What the judgements on an exhibit and an object come to."""

    OPEN = "not judged"
    CONFIRMED = "same object, confirmed"
    AWAITING = "same object, waits for a second person"
    DISPUTED = "judged differently"
    DISMISSED = "dismissed"
    ASK_AGAIN = "dismissed before the newest photograph"
    UNSURE = "cannot tell"
    TO_CONFIRM = "needs confirmation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A likely match that the standing queries found, told once."""

    alert_id: int
    exhibit_id: int
    object_id: str
    search_id: int
    """The search that proposed it."""
    exhibit_photograph_id: int
    """The exhibit's newest photograph at that time, and the object's: with a newer one it may be told again."""
    object_photograph_id: int
    at: datetime
    by: str
    """Who had the exhibits watched."""
