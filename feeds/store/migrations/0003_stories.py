"""The signs of sightings, filings of each sighting, and entries merged into others."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_ORDERED = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    _add_signs()
    _add_bands()
    _move_filings()
    _add_merges()
    _forget_what_was_read()


def _add_signs() -> None:
    for name, kind in (("address_digest", sa.Text()), ("title_key", sa.Text()), ("rank", _ORDERED)):
        op.add_column("sightings", sa.Column(name, kind, nullable=False, server_default=""))
    for name in ("address_digest", "title_key"):
        _make_partial_index(f"sightings_by_{name}", "sightings", name, sa.column(name) != sa.literal_column("''"))


def _add_bands() -> None:
    op.create_table(
        "bands",
        sa.Column("band", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("sighting", _NUMBER, sa.ForeignKey("sightings.pk"), primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_index("bands_by_sighting", "bands", ["sighting"])


def _move_filings() -> None:
    """Give the filings of each entry to the sighting that it is shown by."""
    op.execute(
        "CREATE TEMPORARY TABLE moving AS "
        "SELECT sightings.pk AS sighting, place, category, score, given, verdict, reasons "
        "FROM filings JOIN sightings ON sightings.entry = filings.entry AND sightings.shown"
    )
    op.drop_table("filings")
    op.create_table(
        "filings",
        sa.Column("sighting", _NUMBER, sa.ForeignKey("sightings.pk"), primary_key=True),
        sa.Column("place", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
    )
    op.execute("INSERT INTO filings SELECT * FROM moving")
    op.drop_table("moving")


def _add_merges() -> None:
    # In plain SQL: Alembic would copy the whole table for SQLite, which takes a reference with a new column.
    number = _NUMBER.compile(op.get_bind().dialect)
    op.execute(f"ALTER TABLE entries ADD COLUMN merged_into {number} REFERENCES entries (pk)")
    _make_partial_index("entries_merged", "entries", "merged_into", sa.column("merged_into").is_not(None))


def _forget_what_was_read() -> None:
    """Let every document be read again, for its entries have no signs yet."""
    op.execute("UPDATE sources SET etag = '', last_modified = '', digest = ''")
    op.execute("UPDATE files SET signature = '', digest = ''")


def _make_partial_index(name: str, table: str, column: str, where: sa.ColumnElement[bool]) -> None:
    op.create_index(name, table, [column], sqlite_where=where, postgresql_where=where)
