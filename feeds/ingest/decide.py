"""What a comparison means: ids minted, dates frozen, categories given. Pure."""

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit, urlunsplit

from feeds.changes import Added, Change, Edited, Moved, Restored, Withdrawn
from feeds.config import FeedSource, Site, Source
from feeds.ingest.categorise import Rules, categorise
from feeds.ingest.compare import MAX_EDITS, Comparison, is_meaningful
from feeds.ingest.read import ReadEntry
from feeds.model import Entry, Filing, Origin, ParsedFeed
from feeds.urls import is_iri, slugify, tag_uri

_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)  # nothing was published on the web before

Taken = Callable[[Collection[str]], Collection[str]]  # those of some names that are taken


@dataclass(frozen=True, slots=True)
class Desk:
    """What decisions on a source's entries depend on."""

    source: Source
    site: Site
    rules: Rules
    now: datetime
    taken_ids: Taken
    taken_slugs: Taken
    live_limit: int | None = None  # how many new entries may enter the live feeds; None: all


def decide(found: Comparison, contents: Mapping[str, Entry], desk: Desk) -> tuple[Change, ...]:
    """Return the changes that record a comparison, in the order to apply them.

    *contents* holds what is stored of each edited entry, by the key it is stored under.
    """
    return (
        *(Moved(known.key, entry.key, entry.document) for entry, known in found.moved),
        *_edits(found, contents, desk),
        *(Restored(known.key) for known in found.back),
        *(Withdrawn(known.key) for known in found.gone),
        *_additions(found.new, desk),
    )


def credit(source: Source, feed: ParsedFeed, site: Site, now: datetime, previous: Origin | None) -> Origin:
    """Return a source as we credit it: under the title configured, else its own; its id never changes."""
    own_id = feed.id if is_iri(feed.id) else ""
    if isinstance(source, FeedSource):
        address = _without_credentials(source.url)
        return Origin(
            source_id=source.id,
            id=own_id or (previous.id if previous else _address_id(source, address, site, now)),
            title=source.title or feed.title or (urlsplit(address).hostname or source.id),
            link=feed.link,
            feed_link=address,
            rights=feed.rights,
        )
    minted = previous.id if previous else tag_uri(site.host, now.date(), source.id, "")
    return Origin(source.id, minted, source.title or site.title, link=site.base_url)


def _address_id(source: FeedSource, address: str, site: Site, now: datetime) -> str:
    """Return the id of a feed that has none: its address, unless that may not be shown or a key opens it."""
    if source.is_public and not urlsplit(address).query:
        return address
    return tag_uri(site.host, now.date(), source.id, "")


def _edits(found: Comparison, contents: Mapping[str, Entry], desk: Desk) -> Iterator[Change]:
    for seen, known in found.edited:
        assert seen.entry is not None
        old = contents[known.key]
        # The date is frozen at first sight, whatever the source says later.
        entry = replace(seen.entry, published=old.published)
        if entry != old:
            heard = known.edits < MAX_EDITS and is_meaningful(old, entry)
            yield Edited(seen.key, seen.raw_digest, entry, _file(entry, desk), desk.now if heard else None)
        elif known.withdrawn:
            yield Restored(seen.key)


def _additions(new: Collection[ReadEntry], desk: Desk) -> list[Added]:
    """Return the new entries, oldest first, so that the store meets them in the order of publication."""
    dated = [_dated(seen, desk.now - timedelta(microseconds=place)) for place, seen in enumerate(new)]
    dated.sort(key=lambda pair: (pair[1].published, pair[0].key))
    limit = len(dated) if desk.live_limit is None else desk.live_limit
    ids = _mint_ids([seen for seen, _ in dated], desk)
    slugs = _mint_slugs([entry.title for _, entry in dated], ids, desk)
    return [
        Added(
            key=seen.key,
            document=seen.document,
            raw_digest=seen.raw_digest,
            entry=entry,
            filings=_file(entry, desk),
            id=ids[place],
            slug=slugs[place],
            sort_date=entry.published or desk.now,
            updated=entry.updated or entry.published or desk.now,
            live=len(dated) - place <= limit,
        )
        for place, (seen, entry) in enumerate(dated)
    ]


def _dated(seen: ReadEntry, first_seen: datetime) -> tuple[ReadEntry, Entry]:
    """Return the entry with honest dates: a missing, future or absurd one becomes the moment it was first seen.

    *first_seen* lies a microsecond earlier for each place in the document, which keeps the order of undated entries.
    """
    assert seen.entry is not None
    published = seen.entry.published
    if published is None or not _EARLIEST <= published <= first_seen:
        published = first_seen
    updated = seen.entry.updated
    if updated is None or not published <= updated <= first_seen:
        updated = published
    return seen, replace(seen.entry, published=published, updated=updated)


def _file(entry: Entry, desk: Desk) -> tuple[Filing, ...]:
    return categorise(entry, desk.rules, given=desk.source.categories, hints=desk.source.hints)


def _mint_ids(new: Collection[ReadEntry], desk: Desk) -> list[str]:
    """Return an id for each entry: the source's own when it is an IRI that no other entry has, else a tag: of ours."""
    wishes = [wished_ids(seen, desk.source.id, desk.site.host, desk.now) for seen in new]
    taken = set(desk.taken_ids([wish for entry in wishes for wish in entry]))
    return [_first_free(names, taken) for names in wishes]


def wished_ids(seen: ReadEntry, source_id: str, host: str, now: datetime) -> list[str]:
    """Return the ids an entry may have, the best first: its source's own if that is an IRI, then a tag: of ours."""
    minted = tag_uri(host, now.date(), source_id, seen.key)
    guid = seen.entry.guid if seen.entry else ""
    return [guid, minted] if is_iri(guid) else [minted]


def _first_free(names: list[str], taken: set[str]) -> str:
    """Return the first name that is free, else the last with a number, and take it."""
    free = next((name for name in names if name not in taken), "")
    number = 2
    while not free:
        numbered = f"{names[-1]}~{number}"
        free = "" if numbered in taken else numbered
        number += 1
    taken.add(free)
    return free


def _mint_slugs(titles: Collection[str], ids: Collection[str], desk: Desk) -> list[str]:
    """Return the name of each entry's page: its title, with a piece of its id's digest where another has it."""
    wishes = [slugify(title) or "article" for title in titles]
    taken = set(desk.taken_slugs(wishes))
    slugs = []
    for slug, entry_id in zip(wishes, ids, strict=True):
        digest = hashlib.sha256(entry_id.encode()).hexdigest()
        slugs.append(_first_free([slug, f"{slug}-{digest[:8]}"], taken))
    return slugs


def _without_credentials(url: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
