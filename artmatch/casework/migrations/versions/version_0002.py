"""The inbox: alerts of the standing queries, kept as everything else that was written."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_number = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make the table of alerts."""
    op.create_table(
        "alerts",
        sa.Column("alert_id", _number, primary_key=True),
        sa.Column("exhibit_id", _number, sa.ForeignKey("exhibits.exhibit_id"), nullable=False),
        sa.Column("object_id", sa.Text, nullable=False),
        sa.Column("search_id", _number, sa.ForeignKey("searches.search_id"), nullable=False),
        sa.Column("exhibit_photograph_id", _number, sa.ForeignKey("exhibit_photographs.photograph_id"), nullable=False),
        sa.Column("object_photograph_id", sa.BigInteger, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.UniqueConstraint("exhibit_id", "object_id", "exhibit_photograph_id", "object_photograph_id"),
        sqlite_autoincrement=True,
    )
    for statement in ("UPDATE", "DELETE"):
        _refuse(statement)


def _refuse(statement: str) -> None:
    """Have the database itself refuse ``statement`` on alerts."""
    said, name = "alerts keeps what was written: add to it", f"refuse_{statement.lower()}_alerts"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"CREATE TRIGGER {name} BEFORE {statement} ON alerts BEGIN SELECT RAISE(ABORT, '{said}'); END")
        return
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$body$ BEGIN RAISE EXCEPTION '{said}'; END $body$"
    )
    when = f"{statement} OR TRUNCATE" if statement == "DELETE" else statement
    op.execute(f"CREATE TRIGGER {name} BEFORE {when} ON alerts FOR EACH STATEMENT EXECUTE FUNCTION {name}()")
