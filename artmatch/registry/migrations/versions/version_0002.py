"""Further fields of objects and photographs."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_texts = ("techniques", "event_place", "event_earliest", "event_latest", "source_number", "consultation_contact")


def upgrade() -> None:
    """Add columns in place: SQLite would alter them by dropping tables that others refer to."""
    number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    of_objects: tuple[sa.Column[Any], ...] = (
        *(sa.Column(name, sa.Text, nullable=False, server_default=sa.text("''")) for name in _texts),
        sa.Column("collection", sa.Text, nullable=False, server_default="objects"),
        sa.Column("sensitivity", sa.Text, nullable=False, server_default="public"),
        sa.Column("earliest_year", sa.Integer),
        sa.Column("latest_year", sa.Integer),
        sa.Column("event_kind", sa.Text),
    )
    for column in of_objects:
        op.add_column("objects", column)
    for column in (
        sa.Column("credit", sa.Text, nullable=False, server_default=sa.text("''")),
        sa.Column("taken", sa.Text, nullable=False, server_default=sa.text("''")),
        sa.Column("included", sa.Boolean, nullable=False, server_default=sa.true()),
    ):
        op.add_column("photographs", column)
    replaced_by = sa.Column(
        "replaced_by", number, sa.ForeignKey("photographs.photograph_id", name="fk_photographs_replaced_by")
    )
    op.add_column("photographs", replaced_by, inline_references=True)
