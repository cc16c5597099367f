"""Cases, exhibits, searches, judgements and the ledger, with the triggers that keep what was written."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_changeable = ("cases", "exhibits")
_kept = (
    "exhibit_photographs",
    "derived_pictures",
    "searches",
    "search_candidates",
    "judgements",
    "withdrawals",
    "ledger",
)


def upgrade() -> None:
    """Make the first tables."""
    _create("cases", "case_id", *_texts("number", "agency", "officer", "notes"), sa.UniqueConstraint("number"))
    _create(
        "exhibits",
        "exhibit_id",
        _reference("case_id", "cases.case_id"),
        *_texts("number", "place", "date", "notes"),
        sa.UniqueConstraint("case_id", "number"),
    )
    _create(
        "exhibit_photographs",
        "photograph_id",
        _reference("exhibit_id", "exhibits.exhibit_id"),
        _hash("sha256"),
        *_texts("file_name", "media_type"),
        *_integers("width", "height"),
        sa.Column("byte_count", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("exhibit_id", "sha256"),
    )
    _create(
        "derived_pictures",
        "derived_id",
        _reference("photograph_id", "exhibit_photographs.photograph_id", index=True),
        *_texts("parameters"),
        _hash("pixels_sha256"),
    )
    _create_searches()
    _create(
        "judgements",
        "judgement_id",
        _reference("exhibit_id", "exhibits.exhibit_id", index=True),
        sa.Column("object_id", sa.Text, nullable=False, index=True),
        _reference("search_id", "searches.search_id"),
        *_texts("decision", "reasons", "note"),
        _reference("last_photograph_id", "exhibit_photographs.photograph_id"),
    )
    _create(
        "withdrawals",
        "withdrawal_id",
        _reference("judgement_id", "judgements.judgement_id"),
        *_texts("note"),
        sa.UniqueConstraint("judgement_id"),
    )
    op.create_table(
        "ledger",
        sa.Column("number", _number, primary_key=True, autoincrement=False),
        sa.Column("entry", sa.LargeBinary, nullable=False),
        _hash("hash"),
    )
    for table in _changeable:
        _refuse(table, "DELETE")
    for table in _kept:
        _refuse(table, "UPDATE")
        _refuse(table, "DELETE")


def _create_searches() -> None:
    _create(
        "searches",
        "search_id",
        _reference("exhibit_id", "exhibits.exhibit_id", index=True),
        *_integers("top", "tied", "object_count", "photograph_count", "searchable_photographs", "index_generation"),
        *_texts("band", "headline", "caution", "index_photographs", "model_id", "settings", "queries"),
    )
    op.create_table(
        "search_candidates",
        sa.Column("search_id", _number, sa.ForeignKey("searches.search_id"), primary_key=True),
        sa.Column("rank", sa.Integer, primary_key=True),
        sa.Column("object_id", sa.Text, nullable=False, index=True),
        *_texts("title", "band", "sentence"),
        *(_hash(name) for name in ("record_sha256", "photograph_sha256")),
        sa.Column("photograph_id", sa.BigInteger, nullable=False),
        *_integers("query_number", "quarter_turns"),
        *(sa.Column(name, sa.Double, nullable=False) for name in ("score", "similarity", "margin")),
        *(sa.Column(name, sa.Integer) for name in ("inliers", "consistent", "cells", "agreeing")),
    )


def _create(name: str, key: str, *columns: sa.schema.SchemaItem) -> None:
    op.create_table(
        name,
        sa.Column(key, _number, primary_key=True),
        *columns,
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _integers(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer, nullable=False) for name in names]


def _hash(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(64), nullable=False)


def _reference(name: str, other: str, *, index: bool = False) -> sa.Column[int]:
    return sa.Column(name, _number, sa.ForeignKey(other), nullable=False, index=index)


def _refuse(table: str, statement: str) -> None:
    """Have the database itself refuse ``statement`` on ``table``."""
    said = f"{table} keeps what was written: add to it"
    name = f"refuse_{statement.lower()}_{table}"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"CREATE TRIGGER {name} BEFORE {statement} ON {table} BEGIN SELECT RAISE(ABORT, '{said}'); END")
        return
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$body$ BEGIN RAISE EXCEPTION '{said}'; END $body$"
    )
    when = f"{statement} OR TRUNCATE" if statement == "DELETE" else statement
    op.execute(f"CREATE TRIGGER {name} BEFORE {when} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {name}()")
