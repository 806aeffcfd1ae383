"""Hooks, how far they have been told, and the deliveries that wait for them."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_ORDERED = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "hooks",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("turn", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "heard",
        sa.Column("hook", sa.Text(), sa.ForeignKey("hooks.id"), primary_key=True),
        sa.Column("feed", sa.Text(), sa.ForeignKey("feeds.key", ondelete="CASCADE"), primary_key=True),
        sa.Column("last", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "alarms",
        sa.Column("hook", sa.Text(), sa.ForeignKey("hooks.id"), primary_key=True),
        sa.Column("outage", _NUMBER, sa.ForeignKey("outages.number", ondelete="CASCADE"), primary_key=True),
    )
    op.create_table(
        "deliveries",
        sa.Column("number", _NUMBER, primary_key=True),
        sa.Column("id", sa.Text(), nullable=False, unique=True),
        sa.Column("hook", sa.Text(), sa.ForeignKey("hooks.id"), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("made", _ORDERED, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try", _ORDERED),
    )
    op.create_index("deliveries_by_hook", "deliveries", ["hook", "number"])
