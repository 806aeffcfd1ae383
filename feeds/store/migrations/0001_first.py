"""The first tables: sources, files, entries, sightings, filings, feeds, memberships, outputs, meta."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    _make_sources()
    _make_entries()
    _make_sightings()
    _make_feeds()
    _make_rest()


def _make_sources() -> None:
    op.create_table(
        "sources",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("adopted", sa.Boolean(), nullable=False),
        sa.Column("origin", sa.Text()),
        sa.Column("etag", sa.Text(), nullable=False),
        sa.Column("last_modified", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("last_visit", _MOMENT),
        sa.Column("last_success", _MOMENT),
        sa.Column("next_visit", _MOMENT),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
    )
    op.create_index("sources_by_next_visit", "sources", ["next_visit"])
    op.create_table(
        "files",
        sa.Column("source", sa.Text(), sa.ForeignKey("sources.id"), primary_key=True),
        sa.Column("place", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
    )


def _make_entries() -> None:
    op.create_table(
        "entries",
        sa.Column("pk", _NUMBER, primary_key=True),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("id_digest", sa.Text(), nullable=False, unique=True),
        sa.Column("slug", sa.Text(), unique=True),
        sa.Column("first_seen", _MOMENT, nullable=False),
        sa.Column("sort_date", _MOMENT, nullable=False),
        sa.Column("updated", _MOMENT, nullable=False),
        sa.Column("edits", sa.Integer(), nullable=False),
        sa.Column("withdrawn", _MOMENT),
        sa.Column("touched", sa.Boolean(), nullable=False),
    )
    op.create_index("entries_by_date", "entries", ["sort_date", "pk"])
    _make_partial_index("entries_touched", "entries", "pk", sa.column("touched", sa.Boolean()).is_(True))
    _make_partial_index("entries_withdrawn", "entries", "sort_date", sa.column("withdrawn").is_not(None))


def _make_sightings() -> None:
    op.create_table(
        "sightings",
        sa.Column("pk", _NUMBER, primary_key=True),
        sa.Column("source", sa.Text(), sa.ForeignKey("sources.id"), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("key_digest", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("raw_digest", sa.Text(), nullable=False),
        sa.Column("entry", _NUMBER, sa.ForeignKey("entries.pk"), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("published", _MOMENT),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("withdrawn", _MOMENT),
        sa.UniqueConstraint("source", "key_digest"),
    )
    op.create_index("sightings_by_entry", "sightings", ["entry"])
    is_shown = sa.column("shown", sa.Boolean()).is_(True)
    is_paged = is_shown & (sa.column("link") == sa.literal_column("''"))
    _make_partial_index("sightings_shown", "sightings", "entry", is_shown, unique=True)
    _make_partial_index("sightings_paged", "sightings", "entry", is_paged)


def _make_feeds() -> None:
    op.create_table(
        "feeds",
        sa.Column("key", sa.Text(), primary_key=True),
        sa.Column("first_known", _MOMENT, nullable=False),
        sa.Column("updated", _MOMENT, nullable=False),
        sa.Column("touched", sa.Boolean(), nullable=False),
        sa.Column("last_entered", sa.BigInteger(), nullable=False),
        sa.Column("last_archive", sa.Integer(), nullable=False),
    )
    op.create_table(
        "memberships",
        sa.Column("feed", sa.Text(), sa.ForeignKey("feeds.key"), primary_key=True),
        sa.Column("entry", _NUMBER, sa.ForeignKey("entries.pk"), primary_key=True),
        sa.Column("entered", sa.BigInteger()),
        sa.Column("archive", sa.Integer()),
    )
    op.create_index("memberships_by_archive", "memberships", ["feed", "archive", "entered"])
    op.create_index("memberships_by_entry", "memberships", ["entry"])


def _make_rest() -> None:
    op.create_table(
        "filings",
        sa.Column("entry", _NUMBER, sa.ForeignKey("entries.pk"), primary_key=True),
        sa.Column("place", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
    )
    op.create_table(
        "outputs",
        sa.Column("path", sa.Text(), primary_key=True),
        sa.Column("digest", sa.Text(), nullable=False),
    )
    op.create_table(
        "meta",
        sa.Column("name", sa.Text(), primary_key=True),
        sa.Column("value", sa.Text(), nullable=False),
    )


def _make_partial_index(
    name: str, table: str, column: str, where: sa.ColumnElement[bool], *, unique: bool = False
) -> None:
    op.create_index(name, table, [column], unique=unique, sqlite_where=where, postgresql_where=where)
