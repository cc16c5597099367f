"""Further fields of objects and photographs, their history, the steps of intake, links, merges and measurements."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_texts = ("techniques", "event_place", "event_earliest", "event_latest", "source_number", "consultation_contact")


_number = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Add columns and tables, and begin the history of what is registered.

    Columns are added in place: SQLite would alter them by dropping tables that others refer to.
    """
    _add_columns()
    _make_tables()
    _begin_histories()


def _add_columns() -> None:
    of_objects: tuple[sa.Column[Any], ...] = (
        *(sa.Column(name, sa.Text, nullable=False, server_default=sa.text("''")) for name in _texts),
        sa.Column("collection", sa.Text, nullable=False, server_default="objects"),
        sa.Column("sensitivity", sa.Text, nullable=False, server_default="public"),
        sa.Column("earliest_year", sa.Integer),
        sa.Column("latest_year", sa.Integer),
        sa.Column("event_kind", sa.Text),
        sa.Column("stage", sa.Text, nullable=False, server_default=sa.text("'live'")),
        sa.Column("revision", sa.Integer, nullable=False, server_default=sa.text("1")),
    )
    for column in of_objects:
        op.add_column("objects", column)
    for column in (
        sa.Column("credit", sa.Text, nullable=False, server_default=sa.text("''")),
        sa.Column("taken", sa.Text, nullable=False, server_default=sa.text("''")),
        sa.Column("included", sa.Boolean, nullable=False, server_default=sa.true()),
    ):
        op.add_column("photographs", column)
    for table, name, target in (
        ("objects", "merged_into", "objects.object_id"),
        ("photographs", "replaced_by", "photographs.photograph_id"),
    ):
        kind = sa.Text() if table == "objects" else _number
        column = sa.Column(name, kind, sa.ForeignKey(target, name=f"fk_{table}_{name}"))
        op.add_column(table, column, inline_references=True)
    op.create_index("ix_objects_merged_into", "objects", ["merged_into"])


def _make_tables() -> None:
    op.create_table(
        "measurements",
        *_key("measurements", sa.Column("object_id", sa.Text), sa.Column("number", sa.Integer)),
        sa.Column("dimension", sa.Text, nullable=False),
        sa.Column("value", sa.Float, nullable=False),
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("size", sa.Float, nullable=False),
        _of_object("measurements", "object_id"),
    )
    op.create_index("ix_measurements_dimension_size", "measurements", ["dimension", "size"])
    op.create_table(
        "revisions",
        *_key("revisions", sa.Column("object_id", sa.Text), sa.Column("revision", sa.Integer)),
        *_who_and_when(),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        _of_object("revisions", "object_id"),
    )
    op.create_table(
        "changes",
        *_key(
            "changes",
            sa.Column("object_id", sa.Text),
            sa.Column("revision", sa.Integer),
            sa.Column("number", sa.Integer),
        ),
        sa.Column("photograph_id", _number),
        sa.Column("field", sa.Text, nullable=False),
        sa.Column("before", sa.Text, nullable=False),
        sa.Column("after", sa.Text, nullable=False),
        _of_revision("changes", "object_id", "revision"),
        _of_photograph("changes"),
    )
    op.create_table(
        "statuses",
        *_key("statuses", sa.Column("object_id", sa.Text), sa.Column("revision", sa.Integer)),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("since", sa.Text, nullable=False),
        _of_revision("statuses", "object_id", "revision"),
    )
    for name, columns in (
        ("links", [sa.Column("kind", sa.Text, nullable=False)]),
        ("told_apart", [*_who_and_when(), sa.Column("note", sa.Text, nullable=False)]),
    ):
        op.create_table(
            name,
            *_key(name, sa.Column("one_id", sa.Text), sa.Column("other_id", sa.Text)),
            *columns,
            _of_object(name, "one_id"),
            _of_object(name, "other_id"),
        )
        op.create_index(f"ix_{name}_other_id", name, ["other_id"])
    op.create_table(
        "merges",
        sa.Column("merge_id", _number, nullable=False),
        sa.Column("kept_id", sa.Text, nullable=False),
        sa.Column("kept_revision", sa.Integer, nullable=False),
        sa.Column("merged_id", sa.Text, nullable=False),
        sa.Column("merged_revision", sa.Integer, nullable=False),
        sa.Column("undone", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("merge_id", name="pk_merges"),
        _of_revision("merges", "kept_id", "kept_revision"),
        _of_revision("merges", "merged_id", "merged_revision"),
    )
    op.create_index("ix_merges_merged_id", "merges", ["merged_id"])
    op.create_table(
        "openings",
        sa.Column("opening_id", _number, nullable=False),
        sa.Column("photograph_id", _number, nullable=False),
        *_who_and_when(),
        sa.Column("reason", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("opening_id", name="pk_openings"),
        _of_photograph("openings"),
    )
    op.create_index("ix_openings_photograph_id", "openings", ["photograph_id"])
    op.create_table(
        "counters",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_counters"),
    )


def _begin_histories() -> None:
    """A first revision and status for every object; who registered it was not asked then."""
    objects = sa.table("objects", sa.column("object_id"), sa.column("status"))
    photographs = sa.table("photographs", sa.column("object_id"), sa.column("registered_at", sa.DateTime))
    columns = ("object_id", "revision", "action", "by", "note")
    revisions = sa.table("revisions", *(sa.column(name) for name in columns), sa.column("at", sa.DateTime))
    statuses = sa.table("statuses", *(sa.column(name) for name in ("object_id", "revision", "status", "since")))
    first = (
        sa.select(sa.func.min(photographs.c.registered_at))
        .where(photographs.c.object_id == objects.c.object_id)
        .scalar_subquery()
    )
    now = sa.literal(datetime.now(UTC).replace(tzinfo=None), sa.DateTime)
    words = (sa.literal(1), sa.literal("registered"), sa.literal(""), sa.literal(""))
    registered = sa.select(objects.c.object_id, *words, sa.func.coalesce(first, now))
    op.execute(revisions.insert().from_select([*columns, "at"], registered))
    stated = sa.select(objects.c.object_id, sa.literal(1), objects.c.status, sa.literal(""))
    op.execute(statuses.insert().from_select(["object_id", "revision", "status", "since"], stated))
    counters = sa.table("counters", sa.column("name"), sa.column("number"))
    op.execute(counters.insert().values(name="searchable", number=0))


def _key(table: str, *columns: sa.Column[Any]) -> list[sa.Column[Any] | sa.PrimaryKeyConstraint]:
    for column in columns:
        column.nullable, column.autoincrement = False, False
    return [*columns, sa.PrimaryKeyConstraint(*(column.name for column in columns), name=f"pk_{table}")]


def _who_and_when() -> list[sa.Column[Any]]:
    return [sa.Column("by", sa.Text, nullable=False), sa.Column("at", sa.DateTime, nullable=False)]


def _of_object(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["objects.object_id"], name=f"fk_{table}_{column}")


def _of_photograph(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["photograph_id"], ["photographs.photograph_id"], name=f"fk_{table}_photograph_id")


def _of_revision(table: str, *columns: str) -> sa.ForeignKeyConstraint:
    target = ["revisions.object_id", "revisions.revision"]
    return sa.ForeignKeyConstraint(list(columns), target, name=f"fk_{table}_{columns[0]}")
