"""A document of others, published again as the only source of a site: the way of `run`, with nothing stored."""

from dataclasses import replace
from datetime import UTC, datetime

from feeds.ingest.categorise import categorise
from feeds.ingest.decide import wished_ids
from feeds.ingest.filing_rules import compile_rules
from feeds.ingest.origin import credit
from feeds.ingest.read import Read, ReadEntry, read_document
from feeds.model import Archive, Document, Feed, FiledEntry, Origin
from feeds.publish.render import render, render_archive
from feeds.settings import Config, FeedSource
from feeds.urls import slugify
from feeds.visiting import reading
from tests.publish.samples import HALF_HOUR, config

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SITE = config(sources=())
RULES = compile_rules(SITE.categories)


def republish(document: Document) -> dict[str, bytes]:
    """Return the files of a site that has this feed for its only source; none when it has no entries.

    Raises:
        ParseError: the document is no feed.
    """
    source = FeedSource(id="found", url=document.url, every=HALF_HOUR)
    cfg = replace(SITE, sources=(source,))
    read = read_document(document, reading(source, cfg))
    entries = filed_entries(read, source, cfg)
    if not entries:
        return {}
    by_key = {c.key: tuple(e for e in entries if c.key in e.categories) for c in cfg.categories}
    feeds = [Feed("all", NOW, entries, last_archive=1), *(Feed(key, NOW, found) for key, found in by_key.items())]
    files = render(cfg, feeds, [e for e in entries if not e.entry.link])
    return files | {"archive/all-0001.atom": render_archive(cfg, Archive("all", 1, 1, entries))}


def filed_entries(read: Read, source: FeedSource, cfg: Config) -> tuple[FiledEntry, ...]:
    """Return a feed's entries under ids of their own, newest first."""
    origin = credit(source, read.feed, cfg.site, NOW, None)
    entries: dict[str, FiledEntry] = {}
    for place, found in enumerate(read.entries):
        wishes = (wish for wish in wished_ids(found, source.id, cfg.site.host, NOW) if wish not in entries)
        filed = _file(found, next(wishes), origin, place)
        entries[filed.id] = filed
    return tuple(sorted(entries.values(), key=lambda e: e.sort_date, reverse=True))


def _file(found: ReadEntry, entry_id: str, origin: Origin, place: int) -> FiledEntry:
    entry = found.entry
    assert entry is not None
    published = min(entry.published or NOW, NOW)
    updated = max(published, min(entry.updated or published, NOW))
    slug = f"{slugify(entry.title)}-{place}"
    return FiledEntry(entry_id, entry, origin, NOW, published, updated, categorise(entry, RULES), slug)
