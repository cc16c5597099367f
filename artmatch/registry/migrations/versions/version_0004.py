"""The order in which people want an object's photographs."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; nobody has put any photograph in order yet."""
    op.add_column("photographs", sa.Column("place", sa.Integer))
