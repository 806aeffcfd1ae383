"""The same article from two sources: which entry known already each entry of a visit belongs to. Pure."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from feeds.changes import Alike, Candidates, Signs, Story
from feeds.ingest.likeness import Sight, likeness
from feeds.model import Entry, Origin
from feeds.urls import canonical_url


@dataclass(frozen=True, slots=True)
class Found:
    """An entry of a visit, its date settled."""

    entry: Entry
    signs: Signs
    id: str = ""  # that it is known under; "" for a new one


def find_stories(source_id: str, found: Sequence[Found], candidates: Candidates) -> list[tuple[str, ...]]:
    """Return for each entry found the ids of those that it is one with, itself included, the oldest first.

    () is a new entry; one id a further sighting, or what is known already; of more, the first one stays. Two entries
    that share a source are never one, for within a source the guid rules.
    """
    known = _Known(candidates)
    return [known.place(source_id, each) for each in found]


def rank(entry: Entry, origin: Origin, *, is_dated: bool) -> str:
    """Return what orders the sightings of an entry: originals before copies, then the earliest, then by source.

    An original has its page where its feed is, or, coming from a folder, with us; one whose page is where its feed
    only says that it is at home comes after, for any feed can say so. *is_dated* tells whether its source dated it:
    the moment when we first saw it must not decide, for that depends on who was visited first.
    """
    copy = _distance(entry, origin)
    date = entry.published.astimezone(UTC) if is_dated and entry.published else datetime.max.replace(tzinfo=UTC)
    return f"{copy} {date:%Y-%m-%dT%H:%M:%S} {origin.source_id}"


def _distance(entry: Entry, origin: Origin) -> int:
    """Return 0 for an entry that is at home with its source, 1 where only the source says so, 2 for a copy."""
    if not entry.link:
        return 2 if origin.feed_link else 0
    homes = (origin.feed_link or origin.link, origin.link)
    return next((place for place, home in enumerate(homes) if _are_one_site(_host(entry.link), _host(home))), 2)


def _are_one_site(link: str, home: str) -> bool:
    return bool(home) and (link == home or link.endswith(f".{home}") or home.endswith(f".{link}"))


def _host(url: str) -> str:
    return urlsplit(canonical_url(url)).netloc


class _Known:
    """The candidates, and what was joined so far: each entry that is placed changes where the next may go."""

    def __init__(self, candidates: Candidates) -> None:
        self._stories = dict(candidates.stories)
        self._names: dict[str, list[str]] = defaultdict(list)  # every id that leads to a story now, by the story's
        for name, story in candidates.stories.items():
            self._names[story.id].append(name)
        self._sights: dict[tuple[str, object], list[tuple[Sight, str]]] = defaultdict(list)
        for alike in candidates.sightings:
            sight = Sight(alike.entry, _signs(alike))
            for sign in _each_sign(sight.signs):
                self._sights[sign].append((sight, alike.id))

    def place(self, source_id: str, found: Found) -> tuple[str, ...]:
        """Return the stories that the entry joins, and join them."""
        own = self._stories[found.id] if found.id else Story("", 0, frozenset({source_id}))
        chosen, sources = ([own] if found.id else []), own.source_ids
        for story in self._matching(found):
            if story not in chosen and sources.isdisjoint(story.source_ids):
                chosen.append(story)
                sources |= story.source_ids
        chosen.sort(key=lambda story: story.age)
        if chosen:
            whole = Story(chosen[0].id, chosen[0].age, sources)
            self._names[whole.id] = [name for story in chosen for name in self._names[story.id]]
            self._stories |= dict.fromkeys(self._names[whole.id], whole)
        return tuple(story.id for story in chosen)

    def _matching(self, found: Found) -> Iterator[Story]:
        """Yield the stories that the entry is like, the surest first, then the oldest."""
        sight = Sight(found.entry, found.signs)
        pairs = {id(other): (other, name) for sign in _each_sign(found.signs) for other, name in self._sights[sign]}
        likely = [(likeness(sight, other), self._stories[name]) for other, name in pairs.values()]
        yield from (s for degree, s in sorted(likely, key=lambda pair: (pair[0], pair[1].age)) if degree)


def _signs(alike: Alike) -> Signs:
    address = canonical_url(alike.entry.link) if alike.has_address else ""
    return Signs(address, alike.title, tuple(alike.bands))


def _each_sign(signs: Signs) -> Iterator[tuple[str, object]]:
    if signs.address:
        yield "address", signs.address
    if signs.title:
        yield "title", signs.title
    yield from (("band", band) for band in signs.bands)
