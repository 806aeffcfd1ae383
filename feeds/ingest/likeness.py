"""Whether two sightings are of one article: by address, then by title, then by text."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from urllib.parse import urlsplit

from feeds.changes import Signs
from feeds.ingest.markup import text_of_clean
from feeds.ingest.signs import shingles, words
from feeds.model import Entry

WINDOW = timedelta(days=7)  # between two publications of one article; an address knows no such limit

# Of all 274,911 pairs of the labelled articles, these merge none (tests/ingest/test_likeness_corpus.py): the most alike
# of two articles are two under the menus of one site, with 0.49 of their shingles in common, 0.79 of the shorter's.
_SAME = 0.6  # of all shingles: what is left when a word in twelve was changed
_CONTAINED = 0.9  # of the shorter's: it was cut, or framed by a site's own words
_LEAST_PART = 0.2  # of the longer that the shorter must be: a digest contains the beginnings of many articles
_NEARLY_THE_SAME = 0.9  # of all: two addresses of one host are two articles
_SUPPORT = 0.3  # of the shorter's, where titles agree that prove nothing alone
_WHOLE = 80  # shingles: no lead is that long, and two texts that are say themselves whether they are of one article
_LEAST_IN_COMMON = 0.05  # of the shorter's: names, figures and quotations stay when a report is written anew
_OF_ITS_TITLE = 0.25  # of a title's words stand in the article, or in its other title; in a cookie notice, hardly one

_LONG = 4  # letters: shorter words, in French or in English, are mostly grammar
_LEAST_LONG_WORDS = 3  # in a title that proves something alone; "Newsletter de la semaine" has two
# Words of titles that come again and again, on many sites.
_ROUTINE = frozenset({
    "agenda", "alternance", "apprentissage", "bulletin", "cdd", "cdi", "chronique", "daily", "digest", "direct",
    "edito", "edition", "editorial", "emploi", "emplois", "episode", "hebdo", "hebdomadaire", "hiring", "horoscope",
    "infolettre", "job", "jobs", "live", "meteo", "monthly", "newsletter", "numero", "podcast", "presse", "programme",
    "quotidien", "quotidienne", "recap", "recrute", "recrutement", "replay", "revue", "roundup", "semaine", "sommaire",
    "stage", "thread", "week", "weekly",
})  # fmt: skip


@dataclass(frozen=True)
class Sight:
    """A sighting as it is compared; what costs time is made when it is asked for."""

    entry: Entry
    signs: Signs

    @cached_property
    def host(self) -> str:
        return urlsplit(self.signs.address).netloc

    @cached_property
    def shingles(self) -> frozenset[str]:
        return shingles(text_of_clean(self.entry.content_html))

    @cached_property
    def long_words(self) -> frozenset[str]:
        """The words of its title that tell something."""
        return frozenset(word for word in words(self.entry.title) if len(word) >= _LONG)


def likeness(one: Sight, other: Sight) -> int:
    """Return 1 for the same article by its address, 2 by its title, 3 by its text; 0 for two articles."""
    tests = (_same_address, _same_title, _same_text)
    return next((place for place, is_same in enumerate(tests, 1) if is_same(one, other)), 0)


def _same_address(one: Sight, other: Sight) -> bool:
    return bool(one.signs.address) and one.signs.address == other.signs.address


def _same_title(one: Sight, other: Sight) -> bool:
    if not one.signs.title or one.signs.title != other.signs.title:
        return False
    if not _is_near(one, other) or _are_neighbours(one, other):
        return False
    if _shorter(one, other) >= _WHOLE and _contained(one, other) < _LEAST_IN_COMMON:
        return False  # "Compte rendu du conseil municipal", of two towns
    return _proves(one) or _contained(one, other) >= _SUPPORT


def _same_text(one: Sight, other: Sight) -> bool:
    if not _is_near(one, other) or not set(one.signs.bands) & set(other.signs.bands):
        return False
    return _is_nearly_one(one, other) and _is_of_both_titles(one, other)


def _is_nearly_one(one: Sight, other: Sight) -> bool:
    common = len(one.shingles & other.shingles)
    share = common / len(one.shingles | other.shingles)
    if _are_neighbours(one, other):
        return share >= _NEARLY_THE_SAME
    part = _shorter(one, other) / max(len(one.shingles), len(other.shingles))
    return share >= _SAME or (_contained(one, other) >= _CONTAINED and part >= _LEAST_PART)


def _is_of_both_titles(one: Sight, other: Sight) -> bool:
    """Whether the text in common is an article under these titles, and not a notice that stands in its place."""
    said = {word for shingle in one.shingles & other.shingles for word in shingle.split()}
    said |= one.long_words & other.long_words
    return all(len(s.long_words & said) >= _OF_ITS_TITLE * len(s.long_words) for s in (one, other))


def _is_near(one: Sight, other: Sight) -> bool:
    if one.entry.published is None or other.entry.published is None:
        return False
    return abs(one.entry.published - other.entry.published) <= WINDOW


def _are_neighbours(one: Sight, other: Sight) -> bool:
    """Whether they have two addresses of one host, which knows best what its articles are."""
    return bool(one.host) and one.host == other.host and one.signs.address != other.signs.address


def _proves(one: Sight) -> bool:
    found = words(one.entry.title)
    return sum(len(word) >= _LONG for word in found) >= _LEAST_LONG_WORDS and _ROUTINE.isdisjoint(found)


def _contained(one: Sight, other: Sight) -> float:
    return len(one.shingles & other.shingles) / (_shorter(one, other) or 1)


def _shorter(one: Sight, other: Sight) -> int:
    return min(len(one.shingles), len(other.shingles))
