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
    ForeignKey,
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

version = 2
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
)

photographs = Table(
    "photographs",
    metadata,
    Column("photograph_id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
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
    UniqueConstraint("object_id", "sha256"),
    sqlite_autoincrement=True,  # a number is never given twice
)

embeddings = Table(
    "embeddings",
    metadata,
    # The model comes first, so that counting one model's embeddings and reading those after a number is a walk
    # along the key.
    Column("model_id", Text, primary_key=True),
    Column("photograph_id", ForeignKey("photographs.photograph_id"), primary_key=True),
    Column("vector", LargeBinary, nullable=False),  # float32, little-endian
)


local_features = Table(
    "local_features",
    metadata,
    Column("features_id", Text, primary_key=True),
    Column("photograph_id", ForeignKey("photographs.photograph_id"), primary_key=True),
    Column("data", LargeBinary, nullable=False),
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
