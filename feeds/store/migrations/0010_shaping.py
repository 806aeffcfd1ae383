"""What an editor's rules did to each sighting, and what its source had given."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0006"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_ORDERED = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.add_column("sightings", sa.Column("as_read", sa.Text()))
    op.add_column("sightings", sa.Column("is_dropped", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "rulings",
        sa.Column("sighting", _NUMBER, sa.ForeignKey("sightings.pk"), primary_key=True),
        sa.Column("place", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("made", _ORDERED, nullable=False),
    )
