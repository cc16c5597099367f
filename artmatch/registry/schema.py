"""The tables, and the way from their rows to records and back."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Row,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
    true,
)

from artmatch.records import ArtworkRecord, Collection, EventKind, Photograph, Sensitivity, Status, ViewLabel

version = 4
"""Of the tables below; the newest revision in ``migrations/versions``."""


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, kept as UTC without saying so, since not every database keeps a time zone."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To what is stored."""
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From what is stored."""
        return None if value is None else value.replace(tzinfo=UTC)


metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

_record_fields = tuple(field.name for field in fields(ArtworkRecord))
_other_than_text = {"object_id", "earliest_year", "latest_year", "event_kind", "demonstration"}
_EMPTY = text("''")
_number = BigInteger().with_variant(Integer, "sqlite")
_added_later = {
    **dict.fromkeys(
        ("techniques", "event_place", "event_earliest", "event_latest", "source_number", "consultation_contact"), _EMPTY
    ),
    "collection": text(f"'{Collection.OBJECTS}'"),
    "sensitivity": text(f"'{Sensitivity.PUBLIC}'"),
}
"""What older records have in these columns."""
_enums = {"status": Status, "event_kind": EventKind, "collection": Collection, "sensitivity": Sensitivity}

objects = Table(
    "objects",
    metadata,
    Column("object_id", Text, primary_key=True),
    *(
        Column(name, Text, nullable=False, server_default=_added_later.get(name))
        for name in _record_fields
        if name not in _other_than_text
    ),
    Column("earliest_year", Integer),
    Column("latest_year", Integer),
    Column("event_kind", Text),
    Column("demonstration", Boolean, nullable=False),
    Column("search_text", Text, nullable=False),  # derived by search.search_text; to be made again where that changes
    Column("stage", Text, nullable=False, server_default=text("'live'")),
    Column("revision", Integer, nullable=False, server_default=text("1")),
    Column("merged_into", ForeignKey("objects.object_id"), index=True),
    info={"about": "One row an object: the fields of its record, and where it stands."},
)

measurements = Table(
    "measurements",
    metadata,
    Column("object_id", ForeignKey("objects.object_id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("dimension", Text, nullable=False),
    Column("value", Float, nullable=False),
    Column("unit", Text, nullable=False),
    Column("size", Float, nullable=False),  # millimetres or grams
    Index("ix_measurements_dimension_size", "dimension", "size"),
    info={"about": "Derived from the measurements of objects, so that they are found by their size."},
)

words = Table(
    "words",
    metadata,
    Column("word", Text, primary_key=True),
    info={"about": "Derived from records: every word that any of them has or had, folded, so that slips are forgiven."},
)

photographs = Table(
    "photographs",
    metadata,
    Column("photograph_id", _number, primary_key=True),
    Column("object_id", ForeignKey("objects.object_id"), nullable=False),
    Column("sha256", String(64), nullable=False, index=True),
    Column("view", Text, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("byte_count", BigInteger, nullable=False),
    Column("registered_at", UtcDateTime, nullable=False),
    Column("credit", Text, nullable=False, server_default=_EMPTY),
    Column("taken", Text, nullable=False, server_default=_EMPTY),
    Column("included", Boolean, nullable=False, server_default=true()),
    Column("replaced_by", ForeignKey("photographs.photograph_id")),
    Column("place", Integer),
    UniqueConstraint("object_id", "sha256"),
    sqlite_autoincrement=True,  # a number is never given twice
    info={"about": "One row a photograph of an object; its bytes lie in the folder photographs under their SHA-256."},
)

embeddings = Table(
    "embeddings",
    metadata,
    # The model comes first, so that counting one model's embeddings and reading those after a number is a walk
    # along the key.
    Column("model_id", Text, primary_key=True),
    Column("photograph_id", ForeignKey("photographs.photograph_id"), primary_key=True),
    Column("vector", LargeBinary, nullable=False),  # float32, little-endian
    info={"about": "What a model made of a photograph: float32, little-endian."},
)


local_features = Table(
    "local_features",
    metadata,
    Column("features_id", Text, primary_key=True),
    Column("photograph_id", ForeignKey("photographs.photograph_id"), primary_key=True),
    Column("data", LargeBinary, nullable=False),
    info={"about": "What a photograph is found by: keypoints, visual words, embeddings of its parts, places."},
)


revisions = Table(
    "revisions",
    metadata,
    Column("object_id", ForeignKey("objects.object_id"), primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("action", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("note", Text, nullable=False),
    info={"about": "Who did what to a record and when; only ever added to."},
)

changes = Table(
    "changes",
    metadata,
    Column("object_id", Text, primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("photograph_id", ForeignKey("photographs.photograph_id")),  # of the object itself where there is none
    Column("field", Text, nullable=False),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    ForeignKeyConstraint(["object_id", "revision"], ["revisions.object_id", "revisions.revision"]),
    info={"about": "What a revision altered, of the record or of one of its photographs; only ever added to."},
)

statuses = Table(
    "statuses",
    metadata,
    Column("object_id", Text, primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("status", Text, nullable=False),
    Column("since", Text, nullable=False),  # ISO 8601, as precise as known
    ForeignKeyConstraint(["object_id", "revision"], ["revisions.object_id", "revisions.revision"]),
    info={"about": "Every status that an object was given, with its date; only ever added to."},
)

links = Table(
    "links",
    metadata,
    Column("one_id", ForeignKey("objects.object_id"), primary_key=True),
    Column("other_id", ForeignKey("objects.object_id"), primary_key=True, index=True),
    Column("kind", Text, nullable=False),
    info={"about": "Objects that belong together; one_id sorts before other_id."},
)

told_apart = Table(
    "told_apart",
    metadata,
    Column("one_id", ForeignKey("objects.object_id"), primary_key=True),
    Column("other_id", ForeignKey("objects.object_id"), primary_key=True, index=True),
    Column("by", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("note", Text, nullable=False),
    info={"about": "Objects that somebody compared and found to be two; one_id sorts before other_id."},
)

merges = Table(
    "merges",
    metadata,
    Column("merge_id", _number, primary_key=True),
    Column("kept_id", Text, nullable=False),
    Column("kept_revision", Integer, nullable=False),
    Column("merged_id", Text, nullable=False, index=True),
    Column("merged_revision", Integer, nullable=False),
    Column("undone", Boolean, nullable=False),
    ForeignKeyConstraint(["kept_id", "kept_revision"], ["revisions.object_id", "revisions.revision"]),
    ForeignKeyConstraint(["merged_id", "merged_revision"], ["revisions.object_id", "revisions.revision"]),
    info={"about": "Two objects that turned out to be one, with the revisions that this made of both."},
)

openings = Table(
    "openings",
    metadata,
    Column("opening_id", _number, primary_key=True),
    Column("photograph_id", ForeignKey("photographs.photograph_id"), nullable=False, index=True),
    Column("by", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("reason", Text, nullable=False),
    info={"about": "Who looked at a photograph that is not shown to everybody, and why; only ever added to."},
)

counters = Table(
    "counters",
    metadata,
    Column("name", Text, primary_key=True),
    Column("number", BigInteger, nullable=False),
    info={"about": "searchable: grows whenever a photograph is taken out of the search or put back into it."},
)


def row_of(record: ArtworkRecord) -> dict[str, Any]:
    """The columns of ``record``, but the derived ones."""
    values = {name: getattr(record, name) for name in _record_fields}
    return values | {name: None if values[name] is None else values[name].value for name in _enums}


def record_of(row: Row[Any]) -> ArtworkRecord:
    """The record in ``row`` of :data:`objects`."""
    values = _values(row, _record_fields)
    return ArtworkRecord(
        **values | {name: None if values[name] is None else enum(values[name]) for name, enum in _enums.items()}
    )


def photograph_of(row: Row[Any]) -> Photograph:
    """The photograph in ``row`` of :data:`photographs`."""
    values = _values(row, photographs.c.keys())
    return Photograph(**values | {"view": ViewLabel(values["view"])})


def _values(row: Row[Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: row._mapping[name] for name in names}
