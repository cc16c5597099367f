"""The tables of casework, beside the register's in one database, and the way from their rows to values and back."""

import json
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Double,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    Row,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from artmatch.answers import Band
from artmatch.casework.canonical import canonical
from artmatch.casework.derivation import Derivation
from artmatch.casework.values import (
    Alert,
    Candidate,
    Case,
    Decision,
    DerivedPicture,
    Exhibit,
    ExhibitPhotograph,
    Judgement,
    Reason,
    Search,
    SearchedPhotograph,
    Withdrawal,
)
from artmatch.registry.schema import UtcDateTime

version = 2
"""Of the tables below; the newest revision in ``migrations/versions``."""

metadata = MetaData()

_number = BigInteger().with_variant(Integer, "sqlite")


def _table(name: str, key: str, *columns: Any) -> Table:
    """A table whose rows say who wrote them and when."""
    return Table(
        name,
        metadata,
        Column(key, _number, primary_key=True),
        *columns,
        Column("at", UtcDateTime, nullable=False),
        Column("by", Text, nullable=False),
        sqlite_autoincrement=True,  # a number is never given twice
    )


cases = _table(
    "cases",
    "case_id",
    Column("number", Text, nullable=False, unique=True),
    *(Column(name, Text, nullable=False) for name in ("agency", "officer", "notes")),
)

exhibits = _table(
    "exhibits",
    "exhibit_id",
    Column("case_id", ForeignKey("cases.case_id"), nullable=False),
    *(Column(name, Text, nullable=False) for name in ("number", "place", "date", "notes")),
    UniqueConstraint("case_id", "number"),
)

exhibit_photographs = _table(
    "exhibit_photographs",
    "photograph_id",
    Column("exhibit_id", ForeignKey("exhibits.exhibit_id"), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("file_name", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("byte_count", BigInteger, nullable=False),
    UniqueConstraint("exhibit_id", "sha256"),
)

derived_pictures = _table(
    "derived_pictures",
    "derived_id",
    Column("photograph_id", ForeignKey("exhibit_photographs.photograph_id"), nullable=False, index=True),
    Column("parameters", Text, nullable=False),  # canonical JSON, as settings and queries are
    Column("pixels_sha256", String(64), nullable=False),
)

searches = _table(
    "searches",
    "search_id",
    Column("exhibit_id", ForeignKey("exhibits.exhibit_id"), nullable=False, index=True),
    Column("top", Integer, nullable=False),
    Column("band", Text, nullable=False),
    Column("tied", Integer, nullable=False),
    Column("headline", Text, nullable=False),
    Column("caution", Text, nullable=False),
    Column("object_count", Integer, nullable=False),
    Column("photograph_count", Integer, nullable=False),
    Column("searchable_photographs", Integer, nullable=False),
    Column("index_photographs", Text, nullable=False),
    Column("model_id", Text, nullable=False),
    Column("index_generation", Integer, nullable=False),
    Column("settings", Text, nullable=False),
    Column("queries", Text, nullable=False),
)

candidates = Table(
    "search_candidates",
    metadata,
    Column("search_id", ForeignKey("searches.search_id"), primary_key=True),
    Column("rank", Integer, primary_key=True),
    Column("object_id", Text, nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("record_sha256", String(64), nullable=False),
    Column("photograph_id", BigInteger, nullable=False),
    Column("photograph_sha256", String(64), nullable=False),
    Column("query_number", Integer, nullable=False),
    Column("quarter_turns", Integer, nullable=False),
    Column("score", Double, nullable=False),
    Column("band", Text, nullable=False),
    Column("similarity", Double, nullable=False),
    Column("margin", Double, nullable=False),
    *(Column(name, Integer) for name in ("inliers", "consistent", "cells", "agreeing")),
    Column("sentence", Text, nullable=False),
)

judgements = _table(
    "judgements",
    "judgement_id",
    Column("exhibit_id", ForeignKey("exhibits.exhibit_id"), nullable=False, index=True),
    Column("object_id", Text, nullable=False, index=True),
    Column("search_id", ForeignKey("searches.search_id"), nullable=False),
    Column("decision", Text, nullable=False),
    Column("reasons", Text, nullable=False),  # parted by single spaces, in alphabetical order
    Column("note", Text, nullable=False),
    Column("last_photograph_id", ForeignKey("exhibit_photographs.photograph_id"), nullable=False),
)

withdrawals = _table(
    "withdrawals",
    "withdrawal_id",
    Column("judgement_id", ForeignKey("judgements.judgement_id"), nullable=False, unique=True),
    Column("note", Text, nullable=False),
)

alerts = _table(
    "alerts",
    "alert_id",
    Column("exhibit_id", ForeignKey("exhibits.exhibit_id"), nullable=False),
    Column("object_id", Text, nullable=False),
    Column("search_id", ForeignKey("searches.search_id"), nullable=False),
    Column("exhibit_photograph_id", ForeignKey("exhibit_photographs.photograph_id"), nullable=False),
    Column("object_photograph_id", BigInteger, nullable=False),
    UniqueConstraint("exhibit_id", "object_id", "exhibit_photograph_id", "object_photograph_id"),
)

ledger = Table(
    "ledger",
    metadata,
    Column("number", _number, primary_key=True, autoincrement=False),
    # Bytes, not text: what verification reads is what was hashed, and a changed byte can always be read.
    Column("entry", LargeBinary, nullable=False),
    Column("hash", String(64), nullable=False),
)

changeable = (cases, exhibits)
"""Their rows may be corrected, with an entry that has the former ones; no row of any table is ever deleted."""


def key_of(table: Table, row: Row[Any]) -> str:
    """What the ledger calls ``row`` of ``table``: ``judgements/17``, ``search_candidates/5/1``."""
    numbers = (str(row._mapping[column.name]) for column in table.primary_key.columns)
    return "/".join((table.name, *numbers))


def stored(value: Any) -> str:
    """``value`` as the JSON of a text column."""
    return canonical(value).decode()


def case_of(row: Row[Any]) -> Case:
    """The case in ``row`` of :data:`cases`."""
    return Case(**row._mapping)


def exhibit_of(row: Row[Any]) -> Exhibit:
    """The exhibit in ``row`` of :data:`exhibits`."""
    return Exhibit(**row._mapping)


def photograph_of(row: Row[Any]) -> ExhibitPhotograph:
    """The photograph in ``row`` of :data:`exhibit_photographs`."""
    return ExhibitPhotograph(**row._mapping)


def derived_of(row: Row[Any]) -> DerivedPicture:
    """The derived picture in ``row`` of :data:`derived_pictures`."""
    values = dict(row._mapping)
    return DerivedPicture(derivation=Derivation.of(json.loads(values.pop("parameters"))), **values)


def candidate_of(row: Row[Any]) -> Candidate:
    """The candidate in ``row`` of :data:`candidates`."""
    values = dict(row._mapping) | {"band": Band(row.band)}
    del values["search_id"]
    return Candidate(**values)


def search_of(row: Row[Any], found: tuple[Candidate, ...]) -> Search:
    """The search in ``row`` of :data:`searches`, with what it found."""
    values = dict(row._mapping) | {"band": Band(row.band), "settings": json.loads(row.settings)}
    queries = tuple(
        SearchedPhotograph(**query | {"derivation": Derivation.of(query["derivation"])})
        for query in json.loads(row.queries)
    )
    return Search(**values | {"queries": queries}, candidates=found)


def judgement_of(row: Row[Any], withdrawal: Withdrawal | None) -> Judgement:
    """The judgement in ``row`` of :data:`judgements`, and whether it was withdrawn."""
    reasons = tuple(Reason(reason) for reason in row.reasons.split())
    values = dict(row._mapping) | {"decision": Decision(row.decision), "reasons": reasons}
    return Judgement(**values, withdrawn=withdrawal)


def withdrawal_of(row: Row[Any]) -> Withdrawal:
    """The withdrawal in ``row`` of :data:`withdrawals`."""
    return Withdrawal(**row._mapping)


def alert_of(row: Row[Any]) -> Alert:
    """The alert in ``row`` of :data:`alerts`."""
    return Alert(**row._mapping)
