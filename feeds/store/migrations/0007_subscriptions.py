"""Subscriptions at hubs, what they push, and what sources announce of them."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_ORDERED = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.add_column("sources", sa.Column("announced", sa.Text(), nullable=False, server_default="{}"))
    for name in ("last_push", "last_miss"):
        op.add_column("sources", sa.Column(name, _ORDERED))
    op.create_table(
        "subscriptions",
        sa.Column("token", sa.Text(), primary_key=True),
        sa.Column("source", sa.Text(), sa.ForeignKey("sources.id"), nullable=False),
        sa.Column("hub", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("next_try", _ORDERED, nullable=False),
        sa.Column("allow_private", sa.Boolean(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("is_signed", sa.Boolean(), nullable=False),
        sa.Column("until", _ORDERED),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
    )
    op.create_table(
        "pushes",
        sa.Column("number", _NUMBER, primary_key=True),
        sa.Column("source", sa.Text(), sa.ForeignKey("sources.id"), nullable=False),
        sa.Column("received", _ORDERED, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary()),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("content_encoding", sa.Text(), nullable=False),
    )
    op.create_index("pushes_by_digest", "pushes", ["source", "digest"], unique=True)
    waiting = sa.text("body IS NOT NULL")
    op.create_index("pushes_waiting", "pushes", ["source", "number"], sqlite_where=waiting, postgresql_where=waiting)
