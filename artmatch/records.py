"""Frozen values that every layer shares: what is registered, what is searched, what is answered.

The words are the glossary's (CONTRIBUTING.md). The fields of :class:`ArtworkRecord` are the categories of
Object ID (ICOM, "Object ID: guidelines for making records that describe art, antiques and antiquities", 1999).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from artmatch.errors import RecordError
from artmatch.messages import _

type_separator = " > "
"""Stands between the two levels of an object type: ``painting > portrait``."""

Outline = tuple[tuple[float, float], ...]
"""Four corners x, y of a part of a photograph, in fractions of its width and height; clockwise from the upper left."""


class ViewLabel(StrEnum):
    """What a photograph shows of its object."""

    OVERALL = "overall"
    DETAIL = "detail"
    MARK = "mark"
    DAMAGE = "damage"
    VERSO = "verso"
    SCALE = "scale"
    ARCHIVE = "archive"


class Status(StrEnum):
    """Where an object stands."""

    STOLEN = "stolen"
    MISSING = "missing"
    FOUND = "found"
    RECOVERED = "recovered"
    DISPUTED = "disputed"
    WITHDRAWN = "withdrawn"


class EventKind(StrEnum):
    """How an object was lost, or came to light."""

    THEFT = "theft"
    ROBBERY = "robbery"
    LOSS = "loss"
    LOOTING = "looting"
    EXCAVATION = "excavation"
    EXPORT = "export"
    SEIZURE = "seizure"
    OTHER = "other"


class Collection(StrEnum):
    """Which part of the register an object belongs to."""

    OBJECTS = "objects"
    FAKES = "fakes and replicas"


class Sensitivity(StrEnum):
    """Who may see an object's photographs; every object is searched."""

    PUBLIC = "public"
    RESTRICTED = "restricted"
    SENSITIVE = "culturally sensitive"


@dataclass(frozen=True, slots=True, kw_only=True)
class ArtworkRecord:
    """One physical item with its Object ID fields; text as entered, empty where unknown.

    Raises :class:`~artmatch.errors.RecordError` if ``object_id`` or ``title`` is empty, ``object_id`` holds white
    space at its ends, a line break or a control character, or a year or a date of the event is none or comes after
    the latest one.
    """

    object_id: str
    """The register's own number for the object; unique, e.g. ``KBI-2026-0117``."""
    title: str
    object_type: str = ""
    """Two levels, general first: ``sculpture > reliquary bust``."""
    materials: str = ""
    techniques: str = ""
    measurements: str = ""
    """With dimension and unit, any number of them: ``height 41 cm, width 22 cm``."""
    inscriptions: str = ""
    distinguishing_features: str = ""
    subject: str = ""
    date_or_period: str = ""
    earliest_year: int | None = None
    """The first year that ``date_or_period`` means; astronomical, so that 0 is 1 BC and -1 is 2 BC."""
    latest_year: int | None = None
    maker: str = ""
    """Person, company or cultural group."""
    description: str = ""
    inventory_number: str = ""
    related_material: str = ""
    place_of_origin: str = ""
    related_objects: str = ""
    date_documented: str = ""
    status: Status = Status.STOLEN
    event_kind: EventKind | None = None
    event: str = ""
    """Theft, loss or excavation in words: place, date and circumstances as known."""
    event_place: str = ""
    event_earliest: str = ""
    """ISO 8601, as precise as known: ``2004``, ``2004-03`` or ``2004-03-12``."""
    event_latest: str = ""
    owner: str = ""
    contact: str = ""
    """Whom to ask before a match is used."""
    source: str = ""
    """The register that the record comes from."""
    source_number: str = ""
    """The object's number there."""
    collection: Collection = Collection.OBJECTS
    sensitivity: Sensitivity = Sensitivity.PUBLIC
    consultation_contact: str = ""
    """The community or office to consult before a photograph is shown."""
    demonstration: bool = False
    """True for objects that artmatch drew itself; they exist nowhere."""

    def __post_init__(self) -> None:
        if not self.object_id or self.object_id != self.object_id.strip() or not self.object_id.isprintable():
            raise RecordError(
                _(
                    "The object number {object_id!r} cannot be used: give printable text without spaces at its ends."
                ).format(object_id=self.object_id)
            )
        if not self.title.strip():
            raise RecordError(
                _("The record of object {object_id} has no title: give the name it is known by.").format(
                    object_id=self.object_id
                )
            )
        if self.earliest_year is not None and self.latest_year is not None and self.earliest_year > self.latest_year:
            raise RecordError(
                _("Object {object_id} was made from {earliest_year} to {latest_year}: exchange the years.").format(
                    object_id=self.object_id, earliest_year=self.earliest_year, latest_year=self.latest_year
                )
            )
        for name in ("event_earliest", "event_latest"):
            check_date(
                getattr(self, name), _("{field} of object {object_id}").format(field=name, object_id=self.object_id)
            )
        if self.event_latest and self.event_earliest[: len(self.event_latest)] > self.event_latest:
            raise RecordError(
                _(
                    "The event of object {object_id} lies between {event_earliest} and {event_latest}: exchange "
                    "the dates."
                ).format(object_id=self.object_id, event_earliest=self.event_earliest, event_latest=self.event_latest)
            )

    @classmethod
    def from_texts(cls, texts: Mapping[str, str], *, demonstration: bool = False) -> Self:
        """The record that ``texts``, by field, write down; a field that is missing or empty is not known.

        Raises RecordError as the class does and for a text that its field cannot have; TypeError for a text of no
        field.
        """
        values = {name: field_value(name, text) for name, text in texts.items() if text}
        return cls(**{"object_id": "", "title": ""} | values, demonstration=demonstration)

    def texts(self) -> dict[str, str]:
        """Every field of :data:`record_fields` as text; what :meth:`from_texts` reads."""
        return {name: field_text(getattr(self, name)) for name in record_fields}


record_fields: tuple[str, ...] = tuple(one.name for one in fields(ArtworkRecord) if one.name != "demonstration")
"""The fields that can be given, in their order; the columns of tables are called so."""

_enums = {"status": Status, "event_kind": EventKind, "collection": Collection, "sensitivity": Sensitivity}
_years = frozenset({"earliest_year", "latest_year"})


def field_value(name: str, text: str) -> Any:
    """What ``text``, which is not empty, means in the field ``name``. Raises RecordError if nothing."""
    try:
        if name in _years:
            return int(text)
        return _enums[name](text) if name in _enums else text
    except ValueError:
        if name in _years:
            raise RecordError(
                _("The {name} {text!r} is no year: give a whole number, below 1 before Christ.").format(
                    name=name, text=text
                )
            ) from None
        raise RecordError(
            _("The {name} {text!r} is none of {names}.").format(name=name, text=text, names=", ".join(_enums[name]))
        ) from None


def field_text(value: Any) -> str:
    """A field's ``value`` as text; empty where it is not known."""
    return "" if value is None else str(value)


def check_date(text: str, name: str) -> None:
    """Raise RecordError if ``text`` is neither empty nor a year, month or day in ISO 8601, naming it ``name``."""
    try:
        if text and re.fullmatch(r"\d{4}(-\d\d){0,2}", text):
            date.fromisoformat(text + "-01-01"[len(text) - 4 :])
            return
    except ValueError:
        pass
    if text:
        raise RecordError(
            _("The {name}, {text!r}, is no date: give it as 2004, 2004-03 or 2004-03-12.").format(name=name, text=text)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Photograph:
    """One registered image of an object. Its original bytes are kept untouched under their SHA-256."""

    photograph_id: int
    object_id: str
    sha256: str
    view: ViewLabel
    file_name: str
    """As the file was called when it came; shown escaped, never used as a path."""
    media_type: str
    width: int
    """Pixels, upright."""
    height: int
    byte_count: int
    registered_at: datetime
    """UTC."""
    credit: str = ""
    """Who made it, or whom it was had from."""
    taken: str = ""
    """When it was made; ISO 8601, as precise as known."""
    included: bool = True
    """Whether queries are compared with it."""
    replaced_by: int | None = None
    """The photograph that was registered in its place; this one is kept, but no longer compared."""
    place: int | None = None
    """Where somebody put it among its object's photographs, from 1; those without a place come after, as they came."""


@dataclass(frozen=True, slots=True, eq=False)
class Embeddings:
    """Global descriptors of photographs, all by one model."""

    model_id: str
    photograph_ids: NDArray[np.int64]
    """(N,)"""
    vectors: NDArray[np.float32]
    """(N, D), unit norm."""

    def __len__(self) -> int:
        return len(self.photograph_ids)


class Embedded(NamedTuple):
    """What a model makes of N photographs."""

    parts: NDArray[np.float32]
    """(N, 1 + R, D), unit norm: the embedding of the whole, and of R parts of it."""
    places: NDArray[np.float32]
    """(N, K, C), unit norm: descriptors of the places that show the object most likely."""
    chances: NDArray[np.float32]
    """(N, K): that each of these shows it."""

    def split(self, part: slice, counts: Sequence[int]) -> "list[Embedded]":
        """The photographs of ``part``, so many together each time."""
        ends = np.cumsum(counts)[:-1]
        return [Embedded(*arrays) for arrays in zip(*(np.split(of_all[part], ends) for of_all in self), strict=True)]
