"""The tables of what we remember, alike in SQLite and PostgreSQL."""

from hashlib import blake2b

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    literal_column,
)

from feeds.store.columns import NUMBER, ORDERED, Moment, Plain


def digest(text: str) -> str:
    """Return what an index holds in the place of a text: PostgreSQL indexes none of over 2,704 bytes."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


metadata = MetaData()

sources = Table(
    "sources",
    metadata,
    Column("id", Text, primary_key=True),
    Column("adopted", Boolean, nullable=False),  # false: no longer in sources.toml
    Column("origin", Plain),  # JSON; null: never visited
    Column("etag", Plain, nullable=False),
    Column("last_modified", Plain, nullable=False),
    Column("digest", Text, nullable=False),
    Column("last_visit", Moment),  # null: never visited
    Column("last_success", Moment),  # null: no visit went well
    Column("next_visit", Moment),  # null: due
    Column("failures", Integer, nullable=False),
    Column("error", Plain, nullable=False),
    Column("warnings", Plain, nullable=False),  # JSON
    Column("url", Plain, nullable=False),
    Column("address", Plain, nullable=False),
    Column("moved_to", Plain, nullable=False),
    Column("moved_times", Integer, nullable=False),
    Column("answered_by", Plain, nullable=False),
    Column("is_gone", Boolean, nullable=False),  # true: never due
    Column("pace", Text, nullable=False),  # JSON
    Column("why_then", Text, nullable=False),  # what set next_visit; "" when nothing did
    Column("announced", Plain, nullable=False),  # JSON
    Column("last_push", Moment),  # null: no hub ever pushed
    Column("last_miss", Moment),  # null: none that we know of
    Index("sources_by_next_visit", "next_visit"),  # due
)

# The columns of a source that say nothing before its first visit.
NEVER_VISITED = {
    **dict.fromkeys(("etag", "last_modified", "digest", "error", "url", "address", "moved_to", "answered_by"), ""),
    "why_then": "",
    "warnings": "[]",
    "pace": "{}",
    "announced": "{}",
    "failures": 0,
    "moved_times": 0,
    "is_gone": False,
}

files = Table(
    "files",
    metadata,
    Column("source", Text, ForeignKey("sources.id"), primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),  # in the listing
    Column("path", Plain, nullable=False),
    Column("signature", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("error", Plain, nullable=False),
)

entries = Table(
    "entries",
    metadata,
    Column("pk", NUMBER, primary_key=True),
    Column("id", Plain, nullable=False),
    Column("id_digest", Text, nullable=False, unique=True),
    Column("slug", Text, unique=True),  # null: it was given none
    Column("first_seen", Moment, nullable=False),
    Column("sort_date", Moment, nullable=False),
    Column("updated", Moment, nullable=False),
    Column("edits", Integer, nullable=False),
    Column("withdrawn", Moment),  # null: some source carries it
    Column("is_banned", Boolean, nullable=False),  # withdrawn by hand, for ever
    Column("touched", Boolean, nullable=False),  # its page is behind what is recorded
    Column("merged_into", NUMBER, ForeignKey("entries.pk")),  # null: it is itself; never an entry that is merged, too
    Index("entries_by_date", "sort_date", "pk"),  # entries, settle
)
Index(
    "entries_touched",
    entries.c.pk,
    sqlite_where=entries.c.touched.is_(True),
    postgresql_where=entries.c.touched.is_(True),
)  # pages
Index(
    "entries_withdrawn",
    entries.c.sort_date,
    sqlite_where=entries.c.withdrawn.is_not(None),
    postgresql_where=entries.c.withdrawn.is_not(None),
)  # tombstones
Index(
    "entries_merged",
    entries.c.merged_into,
    sqlite_where=entries.c.merged_into.is_not(None),
    postgresql_where=entries.c.merged_into.is_not(None),
)  # pointers, merge

sightings = Table(
    "sightings",
    metadata,
    Column("pk", NUMBER, primary_key=True),  # in the order of first sight
    Column("source", Text, ForeignKey("sources.id"), nullable=False),
    Column("key", Plain, nullable=False),
    Column("key_digest", Text, nullable=False),
    Column("document", Plain, nullable=False),
    Column("raw_digest", Text, nullable=False),
    Column("entry", NUMBER, ForeignKey("entries.pk"), nullable=False),
    Column("shown", Boolean, nullable=False),  # one of each entry is, also when all have left
    Column("title", Plain, nullable=False),
    Column("link", Plain, nullable=False),
    Column("published", Moment),  # null: the source did not say
    Column("content", Plain, nullable=False),  # JSON of the Entry
    Column("withdrawn", Moment),  # null: its source carries it
    Column("address_digest", Text, nullable=False),  # of its canonical address; "" when that names no article
    Column("title_key", Plain, nullable=False),  # "" when its title tells too little
    Column("rules", Text, nullable=False),  # version of the rules that filed it; "" when none is known
    Column("rank", ORDERED, nullable=False),  # the least of those that are there is shown; of equals, the first
    Column("has_own_id", Boolean, nullable=False),  # false: its source gave none that can be published
    Column("is_dated", Boolean, nullable=False),  # false: its source gave no honest date
    Column("is_forgotten", Boolean, nullable=False),  # true: its text is no longer kept
    Column("as_read", Plain),  # JSON of the Entry before an editor's rules; null: they changed nothing of *content*
    Column("is_dropped", Boolean, nullable=False),  # by an editor's rule
    UniqueConstraint("source", "key_digest"),
    Index("sightings_by_entry", "entry"),  # via
    Index("sightings_by_date", "source", "published"),  # dates
)
Index(
    "sightings_shown",
    sightings.c.entry,
    unique=True,
    sqlite_where=sightings.c.shown.is_(True),
    postgresql_where=sightings.c.shown.is_(True),
)
IS_PAGED = sightings.c.shown.is_(True) & (sightings.c.link == literal_column("''"))  # literal, to match the index
Index("sightings_paged", sightings.c.entry, sqlite_where=IS_PAGED, postgresql_where=IS_PAGED)  # pages, page_slugs
IS_KEPT = sightings.c.is_forgotten.is_(False)
Index(
    "sightings_kept",
    sightings.c.source,
    sightings.c.published,
    sqlite_where=IS_KEPT,
    postgresql_where=IS_KEPT,
)  # forget

HAS_ADDRESS = sightings.c.address_digest != literal_column("''")
HAS_TITLE = sightings.c.title_key != literal_column("''")
Index(
    "sightings_by_address_digest",
    sightings.c.address_digest,
    sqlite_where=HAS_ADDRESS,
    postgresql_where=HAS_ADDRESS,
)  # alike
Index("sightings_by_title_key", sightings.c.title_key, sqlite_where=HAS_TITLE, postgresql_where=HAS_TITLE)  # alike

IS_CARRIED = sightings.c.withdrawn.is_(None) & sightings.c.is_dropped.is_(False)

bands = Table(
    "bands",
    metadata,
    Column("band", BigInteger, primary_key=True, autoincrement=False),  # alike
    Column("sighting", NUMBER, ForeignKey("sightings.pk"), primary_key=True),
    Index("bands_by_sighting", "sighting"),  # an edit
    sqlite_with_rowid=False,
)

filings = Table(
    "filings",
    metadata,
    Column("sighting", NUMBER, ForeignKey("sightings.pk"), primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),  # in the order given, best first
    Column("category", Text, nullable=False),
    Column("score", Double, nullable=False),
    Column("given", Boolean, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("reasons", Plain, nullable=False),  # JSON
)

rulings = Table(
    "rulings",
    metadata,
    Column("sighting", NUMBER, ForeignKey("sightings.pk"), primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),  # in the order in which the rules acted
    Column("verb", Text, nullable=False),  # "removed", "changed" or "dropped"
    Column("rule", Plain, nullable=False),  # as it is told
    Column("made", Moment, nullable=False),
)

hook_faults = Table(
    "hook_faults",
    metadata,
    Column("hook_digest", Text, primary_key=True),
    Column("hook", Plain, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("error", Plain, nullable=False),
)

decorations = Table(
    "decorations",
    metadata,
    Column("entry_digest", Text, primary_key=True),  # of its id
    Column("made_of", Text, nullable=False),  # digest of the hooks and of what they were told
    Column("content", Plain, nullable=False),  # JSON of the Entry that they made
)

pins = Table(
    "pins",
    metadata,
    Column("entry", NUMBER, ForeignKey("entries.pk"), primary_key=True),
    Column("category", Text, primary_key=True),
    Column("given", Boolean, nullable=False),
)

feeds = Table(
    "feeds",
    metadata,
    Column("key", Text, primary_key=True),
    Column("first_known", Moment, nullable=False),
    Column("updated", Moment, nullable=False),
    Column("touched", Boolean, nullable=False),  # its files are behind what is recorded
    Column("last_entered", BigInteger, nullable=False),  # number of the last entry that entered; 0 before the first
    Column("last_archive", Integer, nullable=False),  # number of the last archive; 0 before the first
)

memberships = Table(
    "memberships",
    metadata,
    Column("feed", Text, ForeignKey("feeds.key"), primary_key=True),
    Column("entry", NUMBER, ForeignKey("entries.pk"), primary_key=True),
    Column("entered", BigInteger),  # null: recorded but not settled, or never live
    # null: in the live feed; else its archive; 0: too old to be live, yet in none; -1: live only if it fits by its date
    Column("archive", Integer),
    Column("has_left", Boolean, nullable=False),  # it is filed elsewhere since its archive was closed
    Column("shown", Text),  # how much of it the archive shows; null: it does not, or is not closed yet
    Index("memberships_by_archive", "feed", "archive", "entered"),  # feeds, settle
    Index("memberships_by_entry", "entry"),  # marks
)

archives = Table(
    "archives",
    metadata,
    Column("feed", Text, ForeignKey("feeds.key"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("content", LargeBinary, nullable=False),  # the document as published, deflated
)

told = Table(
    "told",
    metadata,
    Column("hub", Text, primary_key=True),
    Column("feed", Text, ForeignKey("feeds.key"), primary_key=True),
    Column("updated", Moment, nullable=False),  # of the feed when the hub last heard of it
)

runs = Table(
    "runs",
    metadata,
    Column("number", NUMBER, primary_key=True),
    Column("began", Moment, nullable=False),
    Column("took", Double),  # seconds; null: it has not ended, or was killed
    *(Column(name, Integer, nullable=False) for name in ("visited", "new", "edited", "withdrawn", "failed", "written")),
    Column("is_well", Boolean, nullable=False),
    Index("runs_by_date", "began"),  # an old one is forgotten
)

outages = Table(
    "outages",
    metadata,
    Column("number", NUMBER, primary_key=True),
    Column("source", Text, ForeignKey("sources.id"), nullable=False),
    Column("began", Moment, nullable=False),
    Column("ended", Moment),  # null: it goes on
    Column("error", Plain, nullable=False),
    Index("outages_by_date", "began"),  # outages
)
Index(
    "outages_going_on",
    outages.c.source,
    unique=True,
    sqlite_where=outages.c.ended.is_(None),
    postgresql_where=outages.c.ended.is_(None),
)  # a visit

outputs = Table(
    "outputs",
    metadata,
    Column("path", Text, primary_key=True),
    Column("digest", Text, nullable=False),
)

meta = Table(
    "meta",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Plain, nullable=False),
)
