"""What an editor decided of an entry, and the rules that filed each sighting."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("sightings", sa.Column("rules", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "pins",
        sa.Column("entry", _NUMBER, sa.ForeignKey("entries.pk"), primary_key=True),
        sa.Column("category", sa.Text(), primary_key=True),
        sa.Column("given", sa.Boolean(), nullable=False),
    )
