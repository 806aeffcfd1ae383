"""A document all the way to entries: what a child process does with bytes of others."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from feeds.changes import NO_SHAPING, Shaping, Signs
from feeds.ingest.identity import Keys, feed_keys, raw_digests, with_rules
from feeds.ingest.listing import parse_listing
from feeds.ingest.markup import plain_text
from feeds.ingest.normalise import Context, normalise_entry
from feeds.ingest.parse import parse_document
from feeds.ingest.removing import without
from feeds.ingest.signs import Told, read_signs
from feeds.ingest.ties import untied
from feeds.model import Document, Entry, ParsedFeed, Person, RawEntry
from feeds.settings import Select
from feeds.shape_rules import Removal
from feeds.urls import absolute_url

# Part of every raw digest: raise it when entries must be read again because we read them better.
READER = 4

# Under its key, for a copy says the same and is another entry.
KnownDigests = frozenset[tuple[str, str]]  # key and raw digest


@dataclass(frozen=True, slots=True)
class Reading:
    """How the documents of one source are to be read."""

    timezone: ZoneInfo
    language: str = ""  # of entries that declare none
    author: str = ""  # of entries that name none
    is_degraded: bool = False  # do its guids repeat?
    select: Select | None = None  # of a page that lists articles; None for a feed or a file
    remove: tuple[Removal, ...] = ()  # from the markup of its entries
    rules: str = ""  # the version of what the editor has its entries read by, here and after


@dataclass(frozen=True, slots=True)
class ReadEntry:
    """An entry of a document under its key; *entry* is None when its raw digest was known."""

    key: str
    document: str  # name of the file that holds it; "" for a feed over HTTP
    raw_digest: str
    raw: RawEntry
    entry: Entry | None
    signs: Signs = Signs()  # none while *entry* is None
    former_digests: frozenset[str] = frozenset()  # of the same bytes, as earlier readers gave them
    shaping: Shaping = NO_SHAPING

    @property
    def title(self) -> str:
        return self.entry.title if self.entry else ""

    @property
    def link(self) -> str:
        return self.entry.link if self.entry else ""

    @property
    def published(self) -> datetime | None:
        return self.entry.published if self.entry else None


@dataclass(frozen=True, slots=True)
class Read:
    """What a document gave: its own words on itself (without entries), and its entries under their keys."""

    feed: ParsedFeed
    entries: tuple[ReadEntry, ...]
    warnings: tuple[str, ...] = ()


def read_document(document: Document, reading: Reading, known: KnownDigests = frozenset()) -> Read:
    """Return the entries of *document* in its order; those that *known* has, unchanged under their keys, stay raw.

    Raises:
        ParseError: it holds no entry that can be read.
    """
    feed = _parsed(document, reading)
    found = Keys((document.name,)) if feed.is_article else feed_keys(feed.entries, is_degraded=reading.is_degraded)
    entries = [
        _read_entry(key, raw, document, feed, reading, known)
        for key, raw in zip(found.keys, feed.entries, strict=True)
        if key
    ]
    warnings = feed.warnings + ((found.warning,) if found.warning else ())
    read = _signed(_dated(entries, reading), document.url or feed.link)
    return Read(replace(feed, entries=(), warnings=()), read, warnings)


def read_all(document: Document, reading: Reading) -> Read:
    """Return every entry of *document* normalised and none merged, repeated guids and all: for `try`."""
    feed = _parsed(document, reading)
    entries = tuple(
        _read_entry(raw.guid or document.name, raw, document, feed, reading, frozenset()) for raw in feed.entries
    )
    return Read(replace(feed, entries=(), warnings=()), entries, feed.warnings)


def _parsed(document: Document, reading: Reading) -> ParsedFeed:
    if reading.select is None:
        return parse_document(document)
    return parse_listing(document, reading.select, reading.timezone)


def _read_entry(
    key: str, raw: RawEntry, document: Document, feed: ParsedFeed, reading: Reading, known: KnownDigests
) -> ReadEntry:
    context = Context(
        base_url=document.url or feed.link,
        timezone=reading.timezone,
        language=feed.language or reading.language,
        authors=feed.authors or ((Person(reading.author),) if reading.author else ()),
        name=document.name if feed.is_article else "",
    )
    # Not the name: a renamed file says the same.
    said = (str(reading.timezone), context.language, context.authors, context.base_url)
    *former, digest = raw_digests(raw, [(reader, *said) for reader in range(1, READER + 1)])
    digest = with_rules(digest, reading.rules)
    if (key, digest) in known:
        return ReadEntry(key, document.name, digest, raw, None)
    rest, removed = _without(raw, reading.remove)
    entry = normalise_entry(rest, context)
    return ReadEntry(
        key,
        document.name,
        digest,
        raw,
        entry,
        former_digests=frozenset(former),
        shaping=Shaping(removed=removed) if removed else NO_SHAPING,
    )


def _without(raw: RawEntry, removals: Sequence[Removal]) -> tuple[RawEntry, tuple[str, ...]]:
    content_html, of_content = without(raw.content_html, removals)
    summary_html, of_summary = without(raw.summary_html, removals)
    removed = tuple(dict.fromkeys((*of_content, *of_summary)))
    return (replace(raw, content_html=content_html, summary_html=summary_html) if removed else raw), removed


def _dated(entries: list[ReadEntry], reading: Reading) -> list[ReadEntry]:
    dated = untied([e.raw for e in entries], [e.entry for e in entries], reading.timezone)
    return [e if entry is e.entry else replace(e, entry=entry) for e, entry in zip(entries, dated, strict=True)]


def _signed(entries: list[ReadEntry], base_url: str) -> tuple[ReadEntry, ...]:
    signs = read_signs([_told(e, base_url) for e in entries], [e.entry for e in entries])
    return tuple(replace(e, signs=each) for e, each in zip(entries, signs, strict=True))


def _told(read: ReadEntry, base_url: str) -> Told:
    if read.entry:
        return Told(read.entry.link, read.entry.title, read.entry.content_html)
    raw = read.raw
    link = absolute_url(absolute_url(base_url, raw.base_url) or base_url, raw.link) if raw.link.strip() else ""
    return Told(link, plain_text(raw.title_html), raw.content_html or raw.summary_html)
