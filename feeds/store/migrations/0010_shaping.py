"""What an editor's rules and hooks made of each sighting, what its source had given, and which hooks fail."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

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
    op.create_table(
        "hook_faults",
        sa.Column("hook_digest", sa.Text(), primary_key=True),
        sa.Column("hook", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
    )
    op.create_table(
        "decorations",
        sa.Column("entry_digest", sa.Text(), primary_key=True),
        sa.Column("made_of", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
    )
