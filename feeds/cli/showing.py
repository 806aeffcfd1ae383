"""Entries and decisions as lines for people, and as JSON for scripts."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from feeds.changes import Shaping
from feeds.model import Enclosure, FiledEntry, Filing, ParsedFeed, Person, Tag
from feeds.plural import counted
from feeds.publish.status_json import rfc3339
from feeds.settings import Config
from feeds.trying import Tried, TriedEntry


def tried_json(tried: Tried, zone: ZoneInfo) -> dict[str, Any]:
    """Return what a document would bring, in the form that DESIGN.md gives for `try --json`.

    A source's date keeps the offset that it was written with; *zone* stands for one that was written without.
    """
    if tried.read is None:
        return {"path": tried.path, "error": tried.error}
    return {
        "path": tried.path,
        "feed": _feed_json(tried.read.feed, tried),
        "entries": [_entry_json(one, zone) for one in tried.entries],
        "warnings": list(tried.read.warnings),
    }


def tried_lines(tried: Tried, config: Config) -> Iterator[str]:
    """Yield what a document would bring, for people."""
    if tried.read is None:
        yield f"{tried.path}: {tried.error}"
        return
    count = len(tried.entries)
    feed = tried.read.feed
    title = feed.title or ("an article" if feed.is_article else "no title")
    yield f"{tried.path}: {title}, {counted(count, 'entry', 'entries')}"
    for warning in tried.read.warnings:
        yield f"  warning: {warning}"
    for one in tried.entries:
        given = [config.category(f.category).label for f in one.filings if f.given]
        entry = one.found.entry
        assert entry is not None
        yield f"  {one.sort_date.astimezone(config.site.timezone):%Y-%m-%d}  {entry.title}"
        yield f"              {', '.join(given) or 'no category'}" + (f" - {entry.link}" if entry.link else "")
        yield from (f"              {line}" for line in shaping_lines(one.found.shaping))


def shaping_lines(shaping: Shaping) -> Iterator[str]:
    """Yield what the editor's rules did to an entry."""
    if shaping.dropped:
        yield f"dropped by {shaping.dropped}"
    yield from (f"changed by {rule}" for rule in (*shaping.removed, *shaping.changed))


def entry_lines(filed: FiledEntry) -> Iterator[str]:
    """Yield what is known of a stored entry."""
    entry = filed.entry
    yield entry.title
    facts = {
        "id": filed.id,
        "source": filed.origin.source_id,
        "link": entry.link,
        "author": ", ".join(person.name for person in entry.authors),
        "published": rfc3339(entry.published),
        "updated": rfc3339(filed.updated),
        "first seen": rfc3339(filed.first_seen),
        "language": entry.language,
        "tags": ", ".join(tag.term for tag in entry.tags),
        "filed by rules": filed.rules,
        "text": "no longer kept, nor why it was filed so" if filed.is_forgotten else "",
        "withdrawn": f"{rfc3339(filed.withdrawn)}, and in no feed" if filed.withdrawn else "",
        "also from": ", ".join(origin.source_id for origin in filed.via),
    }
    yield from (f"  {name}: {value}" for name, value in facts.items() if value)
    yield ""


def filing_lines(filings: Sequence[Filing], config: Config) -> Iterator[str]:
    """Yield each category's decision and the terms that made it."""
    labels = {category.key: category.label for category in config.categories}
    for filing in filings:
        decision = "given" if filing.given else "not given"
        label = labels.get(filing.category, f"{filing.category} (no longer configured)")
        yield f"{label}: {decision}, {filing.verdict}, {filing.score:.2f} points"
        for reason in filing.reasons:
            yield f"  {reason.points:6.2f}  {reason.term} - {reason.place}, {counted(reason.count, 'time')}"


def _feed_json(feed: ParsedFeed, tried: Tried) -> dict[str, Any]:
    return {
        "title": feed.title,
        "subtitle": feed.subtitle,
        "rights": feed.rights,
        "link": feed.link,
        "id": feed.id,
        "language": feed.language,
        "updated": rfc3339(tried.feed_updated) or None,
        "published": rfc3339(tried.feed_published) or None,
        "authors": [_person(person) for person in feed.authors],
        "categories": [_tag(tag) for tag in feed.tags],
    }


def _entry_json(one: TriedEntry, zone: ZoneInfo) -> dict[str, Any]:
    entry, raw = one.found.entry, one.found.raw
    assert entry is not None
    return {
        "id": entry.guid,
        "title": entry.title,
        "link": entry.link,
        "published": _own_date(entry.published, raw.published, zone),
        "updated": _own_date(entry.updated, raw.updated, zone),
        "authors": [_person(person) for person in entry.authors],
        "categories": [_tag(tag) for tag in entry.tags],
        "enclosures": [_enclosure(enclosure) for enclosure in entry.enclosures],
        "content": entry.content_html,
        "summary": entry.summary,
        "rights": entry.rights,
        "site": entry.site,
        "image": entry.image,
        "duration_seconds": entry.duration_seconds,
        "season": entry.season,
        "episode": entry.episode,
        "published_id": one.published_id,
        "sort_date": rfc3339(one.sort_date),
        "language": entry.language,
        "filed": [_filing(filing) for filing in one.filings],
        "dropped": one.found.shaping.dropped,
        "changed": [*one.found.shaping.removed, *one.found.shaping.changed],
    }


def _own_date(moment: datetime | None, written: str, zone: ZoneInfo) -> str | None:
    """Return a source's date with the offset it was written with, so that its day is the day its readers saw."""
    if moment is None:
        return None
    try:
        own = datetime.fromisoformat(written.strip())
    except ValueError:
        own = moment
    offset = own.tzinfo if own.tzinfo and own == moment and own is not moment else zone
    return moment.astimezone(offset).isoformat(timespec="seconds")


def _filing(filing: Filing) -> dict[str, Any]:
    return {
        "category": filing.category,
        "score": filing.score,
        "given": filing.given,
        "verdict": filing.verdict,
        "reasons": [{"term": r.term, "place": r.place, "count": r.count, "points": r.points} for r in filing.reasons],
    }


def _person(person: Person) -> dict[str, str]:
    return {"name": person.name, "email": person.email, "uri": person.uri}


def _tag(tag: Tag) -> dict[str, str]:
    return {"term": tag.term, "scheme": tag.scheme, "label": tag.label}


def _enclosure(enclosure: Enclosure) -> dict[str, Any]:
    return {"url": enclosure.url, "type": enclosure.type, "length": enclosure.length}
