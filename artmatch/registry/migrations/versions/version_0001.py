"""Objects, photographs, embeddings and local features."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_texts = (
    "title",
    "object_type",
    "materials",
    "measurements",
    "inscriptions",
    "distinguishing_features",
    "subject",
    "date_or_period",
    "maker",
    "description",
    "inventory_number",
    "related_material",
    "place_of_origin",
    "related_objects",
    "date_documented",
    "status",
    "event",
    "owner",
    "contact",
    "source",
)


def upgrade() -> None:
    """Make the first tables."""
    op.create_table(
        "objects",
        sa.Column("object_id", sa.Text, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in _texts),
        sa.Column("demonstration", sa.Boolean, nullable=False),
        sa.Column("search_text", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("object_id", name="pk_objects"),
    )
    number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "photographs",
        sa.Column("photograph_id", number, nullable=False),
        sa.Column("object_id", sa.Text, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("view", sa.Text, nullable=False),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("media_type", sa.Text, nullable=False),
        sa.Column("width", sa.Integer, nullable=False),
        sa.Column("height", sa.Integer, nullable=False),
        sa.Column("byte_count", sa.BigInteger, nullable=False),
        sa.Column("registered_at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("photograph_id", name="pk_photographs"),
        sa.ForeignKeyConstraint(["object_id"], ["objects.object_id"], name="fk_photographs_object_id"),
        sa.UniqueConstraint("object_id", "sha256", name="uq_photographs_object_id_sha256"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_photographs_sha256", "photographs", ["sha256"])
    op.create_table(
        "embeddings",
        sa.Column("model_id", sa.Text, nullable=False),
        sa.Column("photograph_id", number, nullable=False),
        sa.Column("vector", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("model_id", "photograph_id", name="pk_embeddings"),
        sa.ForeignKeyConstraint(["photograph_id"], ["photographs.photograph_id"], name="fk_embeddings_photograph_id"),
    )
    op.create_table(
        "local_features",
        sa.Column("features_id", sa.Text, nullable=False),
        sa.Column("photograph_id", number, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("features_id", "photograph_id", name="pk_local_features"),
        sa.ForeignKeyConstraint(
            ["photograph_id"], ["photographs.photograph_id"], name="fk_local_features_photograph_id"
        ),
    )
