"""Where a hub was told to push to.

Of earlier subscriptions nobody knows, as base_url may have changed: all are asked for anew, and what hubs still hold
of the earlier ones runs out.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.execute("DELETE FROM subscriptions")
    op.add_column("subscriptions", sa.Column("callback", sa.Text(), nullable=False, server_default=""))
