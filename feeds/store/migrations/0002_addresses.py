"""Where a source has moved, whether it is gone, and how often it wishes to be asked."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    for name in ("url", "address", "moved_to", "answered_by"):
        op.add_column("sources", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    op.add_column("sources", sa.Column("moved_times", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("sources", sa.Column("is_gone", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("sources", sa.Column("pace", sa.Text(), nullable=False, server_default="{}"))
    op.create_index("sightings_by_date", "sightings", ["source", "published"])
