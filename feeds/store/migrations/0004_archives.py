"""Closed archives, what hubs were told, and entries withdrawn for ever."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_ORDERED = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    for table, name in (("entries", "is_banned"), ("memberships", "has_left")):
        op.add_column(table, sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("memberships", sa.Column("shown", sa.Text()))
    op.create_table(
        "archives",
        sa.Column("feed", sa.Text(), sa.ForeignKey("feeds.key"), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "told",
        sa.Column("hub", sa.Text(), primary_key=True),
        sa.Column("feed", sa.Text(), sa.ForeignKey("feeds.key"), primary_key=True),
        sa.Column("updated", _ORDERED, nullable=False),
    )
