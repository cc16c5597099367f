"""The words of records, which are filled in with everything else that is derived."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of words."""
    op.create_table(
        "words", sa.Column("word", sa.Text, nullable=False), sa.PrimaryKeyConstraint("word", name="pk_words")
    )
