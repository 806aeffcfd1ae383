"""What a comparison means: ids minted, dates frozen, categories given, stories joined. Pure."""

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import chain, count
from types import MappingProxyType

from feeds.changes import (
    NO_SHAPING,
    Added,
    Candidates,
    Change,
    Edited,
    Joined,
    Known,
    Merged,
    Moved,
    Reread,
    Restored,
    Shaping,
    Signs,
    Withdrawn,
)
from feeds.ingest.categorise import categorise
from feeds.ingest.compare import MAX_EDITS, Comparison, is_meaningful
from feeds.ingest.filing_rules import Rules
from feeds.ingest.identity import without_rules
from feeds.ingest.likeness import WINDOW
from feeds.ingest.read import ReadEntry
from feeds.ingest.stories import Found, find_stories, rank
from feeds.model import Entry, Filing, Origin
from feeds.settings import Site, Source
from feeds.urls import is_iri, slugify, tag_uri

_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)  # nothing was published on the web before

Taken = Callable[[Collection[str]], Collection[str]]  # those of some names that are taken
FindAlike = Callable[[str, Collection[Signs], Collection[str], datetime, datetime], Candidates]  # as Store.alike


@dataclass(frozen=True, slots=True)
class Desk:
    """What decisions on a source's entries depend on."""

    source: Source
    origin: Origin  # the source as credited
    site: Site
    rules: Rules
    now: datetime
    taken_ids: Taken
    taken_slugs: Taken
    alike: FindAlike
    live_limit: int | None = None  # how many new entries may enter the live feeds; None: all


@dataclass(frozen=True, slots=True)
class _Sighting:
    """An entry read, as it will be stored: its date settled."""

    seen: ReadEntry
    entry: Entry
    rank: str
    is_dated: bool = True  # by its source, honestly


@dataclass(frozen=True, slots=True, kw_only=True)
class _Again(_Sighting):
    """A known sighting read again, and how it is stored."""

    known: Known
    old: Entry
    shaping: Shaping

    @property
    def says_other(self) -> bool:
        """Whether the entry is other than it is stored, or other rules acted on it."""
        return self.entry != self.old or replace(self.seen.shaping, as_read=None) != replace(self.shaping, as_read=None)


def decide(
    found: Comparison,
    contents: Mapping[str, Entry],
    desk: Desk,
    shapings: Mapping[str, Shaping] = MappingProxyType({}),
) -> tuple[Change, ...]:
    """Return the changes that record a comparison, in the order to apply them.

    *contents* holds what is stored of each edited entry, by the key it is stored under; *shapings*, what rules did
    to those on which any acted. An edit of an entry whose text is forgotten changes nothing: what it says now cannot
    be held against what it said.
    """
    again = [
        _again(seen, known, contents[known.key], shapings.get(known.key, NO_SHAPING), desk)
        for seen, known in found.edited
    ]
    kept = [each for each in again if not each.known.is_forgotten]
    new = _in_order(found.new, desk)
    stories = _find_stories([*kept, *new], desk)
    return (
        *(Moved(known.key, entry.key, entry.document) for entry, known in found.moved),
        *(_edit(each, desk) for each in kept if each.says_other),
        *_rereads([each for each in kept if not each.says_other]),
        *_rereads([_by_address(each) for each in again if each.known.is_forgotten]),
        *(Restored(known.key) for known in found.back),
        *(Withdrawn(known.key) for known in found.gone),
        *_additions(new, stories[len(kept) :], desk),
        *(Merged(younger, ids[0]) for ids in stories for younger in ids[1:]),
    )


def _again(seen: ReadEntry, known: Known, old: Entry, shaping: Shaping, desk: Desk) -> _Again:
    assert seen.entry is not None
    # The date is frozen at first sight, whatever the source says later; so is an update that it does not tell.
    updated = seen.entry.updated
    if updated is None or not (old.published or updated) <= updated <= desk.now:
        updated = old.updated
    entry = replace(seen.entry, published=old.published, updated=updated)
    return _Again(seen, entry, _rank(seen.entry, entry, desk), known=known, old=old, shaping=shaping)


def _in_order(new: Collection[ReadEntry], desk: Desk) -> list[_Sighting]:
    """Return the new entries, oldest first, so that the store meets them in the order of publication."""
    dated = [_dated(seen, desk.now - timedelta(microseconds=place), desk) for place, seen in enumerate(new)]
    return sorted(dated, key=lambda each: (each.entry.published or desk.now, each.seen.key))


def _dated(seen: ReadEntry, first_seen: datetime, desk: Desk) -> _Sighting:
    """Return the entry with honest dates: a missing, future or absurd one becomes the moment it was first seen.

    *first_seen* lies a microsecond earlier for each place in the document, which keeps the order of undated entries.
    """
    assert seen.entry is not None
    published = seen.entry.published
    is_dated = published is not None and _is_honest(published, first_seen)
    if published is None or not is_dated:
        published = first_seen
    updated = seen.entry.updated
    if updated is None or not published <= updated <= first_seen:
        updated = published
    entry = replace(seen.entry, published=published, updated=updated)
    return _Sighting(seen, entry, _rank(seen.entry, entry, desk), is_dated=is_dated)


def _is_honest(published: datetime | None, now: datetime) -> bool:
    return published is not None and _EARLIEST <= published <= now


def _rank(said: Entry, settled: Entry, desk: Desk) -> str:
    if not desk.site.prefer_original:
        return ""
    return rank(settled, desk.origin, is_dated=_is_honest(said.published, desk.now))


def _find_stories(sightings: Sequence[_Sighting], desk: Desk) -> list[tuple[str, ...]]:
    """Return for each sighting the entries that it is one with, the oldest first; () for a new one."""
    if not sightings:
        return []
    signs = [each.seen.signs for each in sightings]
    ids = [each.known.id if isinstance(each, _Again) else "" for each in sightings]
    dates = [each.entry.published or desk.now for each in sightings]
    known_ids = [entry_id for entry_id in ids if entry_id]
    candidates = desk.alike(desk.source.id, signs, known_ids, min(dates) - WINDOW, max(dates) + WINDOW)
    found = [Found(each.entry, each.seen.signs, entry_id) for each, entry_id in zip(sightings, ids, strict=True)]
    return find_stories(desk.source.id, found, candidates)


def _edit(again: _Again, desk: Desk) -> Edited:
    seen, known = again.seen, again.known
    # The same bytes, read better since, are no news; nor is what an editor's rules make of them.
    is_reread = without_rules(known.raw_digest) in {*seen.former_digests, without_rules(seen.raw_digest)}
    told = is_meaningful(again.shaping.as_read or again.old, seen.shaping.as_read or again.entry)
    updated = desk.now if told and not is_reread and known.edits < MAX_EDITS else None
    filings = _file(again.entry, desk)
    return Edited(seen.key, seen.raw_digest, again.entry, filings, updated, seen.signs, again.rank, seen.shaping)


def _rereads(same: Sequence[_Again]) -> list[Change]:
    """Return what was read again and changes nothing, but comes back if it was withdrawn."""
    return [
        *(Reread(each.seen.key, each.seen.raw_digest, each.seen.signs, each.rank) for each in same),
        *(Restored(each.seen.key) for each in same if each.known.withdrawn),
    ]


def _by_address(forgotten: _Again) -> _Again:
    """Return a sighting without the signs of a text that is not kept: others know it by its address alone."""
    return replace(forgotten, seen=replace(forgotten.seen, signs=Signs(forgotten.seen.signs.address)))


def _additions(new: Sequence[_Sighting], stories: Sequence[tuple[str, ...]], desk: Desk) -> list[Added | Joined]:
    limit = len(new) if desk.live_limit is None else desk.live_limit
    live = {id(each) for each in new[max(0, len(new) - limit) :]}
    alone = [each for each, ids in zip(new, stories, strict=True) if not ids]
    ids = _mint_ids([each.seen for each in alone], desk)
    slugs = _mint_slugs([each.entry.title for each in alone], ids, desk)
    return [
        *(
            _added(each, entry_id, slug, desk, live=id(each) in live)
            for each, entry_id, slug in zip(alone, ids, slugs, strict=True)
        ),
        *(_joined(each, ids[0], desk) for each, ids in zip(new, stories, strict=True) if ids),
    ]


def _added(new: _Sighting, entry_id: str, slug: str, desk: Desk, *, live: bool) -> Added:
    seen, entry = new.seen, new.entry
    return Added(
        key=seen.key,
        document=seen.document,
        raw_digest=seen.raw_digest,
        entry=entry,
        filings=_file(entry, desk),
        id=entry_id,
        slug=slug,
        sort_date=entry.published or desk.now,
        updated=entry.updated or entry.published or desk.now,
        live=live,
        signs=seen.signs,
        rank=new.rank,
        has_own_id=_has_own_id(seen, is_usable=entry_id == entry.guid),
        is_dated=new.is_dated,
        shaping=seen.shaping,
    )


def _joined(new: _Sighting, entry_id: str, desk: Desk) -> Joined:
    seen = new.seen
    return Joined(
        key=seen.key,
        document=seen.document,
        raw_digest=seen.raw_digest,
        entry=new.entry,
        filings=_file(new.entry, desk),
        id=entry_id,
        signs=seen.signs,
        rank=new.rank,
        has_own_id=_has_own_id(seen, is_usable=is_iri(new.entry.guid)),
        is_dated=new.is_dated,
        shaping=seen.shaping,
    )


def _has_own_id(seen: ReadEntry, *, is_usable: bool) -> bool:
    """Whether its source gave an id that can be published; an article's file is known by its path, and needs none."""
    assert seen.entry is not None
    return is_usable or bool(seen.document and not seen.entry.guid)


def _file(entry: Entry, desk: Desk) -> tuple[Filing, ...]:
    source = desk.source
    return categorise(entry, desk.rules, source=source.id, given=source.categories, hints=source.hints)


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
    numbered = (f"{names[-1]}~{number}" for number in count(2))
    free = next(name for name in chain(names, numbered) if name not in taken)
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
