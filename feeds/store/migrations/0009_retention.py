"""Whose text is no longer kept."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("sightings", sa.Column("is_forgotten", sa.Boolean(), nullable=False, server_default=sa.false()))
    kept = sa.text("is_forgotten IS false")
    op.create_index(
        "sightings_kept",
        "sightings",
        ["source", "published"],
        sqlite_where=sa.text("is_forgotten IS 0"),
        postgresql_where=kept,
    )
