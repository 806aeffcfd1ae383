"""Runs and outages, what sets a source's next visit, and what its entries lacked."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_ORDERED = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.add_column("sources", sa.Column("why_then", sa.Text(), nullable=False, server_default=""))
    for name in ("has_own_id", "is_dated"):  # of entries known before nobody noted it
        op.add_column("sightings", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.true()))
    counts = ("visited", "new", "edited", "withdrawn", "failed", "written")
    op.create_table(
        "runs",
        sa.Column("number", _NUMBER, primary_key=True),
        sa.Column("began", _ORDERED, nullable=False),
        sa.Column("took", sa.Double()),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in counts),
        sa.Column("is_well", sa.Boolean(), nullable=False),
    )
    op.create_index("runs_by_date", "runs", ["began"])
    op.create_table(
        "outages",
        sa.Column("number", _NUMBER, primary_key=True),
        sa.Column("source", sa.Text(), sa.ForeignKey("sources.id"), nullable=False),
        sa.Column("began", _ORDERED, nullable=False),
        sa.Column("ended", _ORDERED),
        sa.Column("error", sa.Text(), nullable=False),
    )
    op.create_index("outages_by_date", "outages", ["began"])
    going_on = sa.text("ended IS NULL")
    op.create_index(
        "outages_going_on", "outages", ["source"], unique=True, sqlite_where=going_on, postgresql_where=going_on
    )
