"""The store beside a model of plain lists: whatever is recorded, they tell the same."""

from dataclasses import dataclass, field
from datetime import datetime

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from feeds.changes import Edited, Merged, Moved, Reread, Restored, Withdrawn
from feeds.model import Archive, Entry
from feeds.store import Store, open_store

from .conftest import empty_postgresql
from .factories import HOUR, NO_SIGNS, NOW, added, given, joined, record

CATEGORIES = ("ia", "startups")
KEYS = ("all", *CATEGORIES)
SOURCES = ("a", "b")

categories = st.sets(st.sampled_from(CATEGORIES)).map(sorted)
dates = st.lists(st.integers(-50, 50), min_size=1, max_size=6)  # hours from now
places = st.integers(0, 10**6)
ranks = st.sampled_from("012")


@dataclass
class Sight:
    """A sighting as the model knows it."""

    number: int  # in the order of first sight
    rank: str
    title: str
    categories: list[str]
    is_there: bool = True


@dataclass
class Article:
    """An entry as the model knows it."""

    id: str
    sort_date: datetime
    live: bool
    sightings: dict[tuple[str, str], Sight]
    shown: Sight
    edits: int = 0
    is_merged: bool = False

    @property
    def is_there(self) -> bool:
        return any(sight.is_there for sight in self.sightings.values())

    @property
    def categories(self) -> set[str]:
        counting = [sight for sight in self.sightings.values() if sight.is_there] or [self.shown]
        return {category for sight in counting for category in sight.categories}

    def show(self) -> None:
        there = [sight for sight in self.sightings.values() if sight.is_there]
        if there:
            self.shown = min(there, key=lambda sight: (sight.rank, sight.number))


@dataclass
class Paper:
    """A feed as the model knows it: what entered it, in that order, with the archive of each; None: it is live."""

    entered: dict[str, int | None] = field(default_factory=dict)
    waiting: set[str] = field(default_factory=set)
    never: set[str] = field(default_factory=set)  # too old to have been live, and in no archive yet
    late: set[str] = field(default_factory=set)  # filed here since they were published
    old: dict[str, int] = field(default_factory=dict)  # the same, by their archives
    left: set[str] = field(default_factory=set)  # archived, and filed elsewhere since
    archives: int = 0

    @property
    def archived(self) -> dict[str, int]:
        return self.old | {name: archive for name, archive in self.entered.items() if archive is not None}


class Ledger(RuleBasedStateMachine):
    """Visits at random, on an empty store."""

    store: Store

    @initialize(window=st.integers(1, 4))
    def begin(self, window: int) -> None:
        self.window = window
        self.articles: dict[str, Article] = {}
        self.papers = {key: Paper() for key in KEYS}
        self.time = NOW
        self.sights = 0
        self.store.adopt(dict.fromkeys(SOURCES, ""), KEYS, NOW)

    @rule(
        dates=st.lists(st.integers(-50, 50), min_size=1, max_size=6), filed=categories, live=st.booleans(), rank=ranks
    )
    def add(self, dates: list[int], filed: list[str], live: bool, rank: str) -> None:
        changes = []
        for hours in dates:
            name = f"{len(self.articles):04}"
            sight = self.sight(rank, f"Titre {name}", filed)
            article = Article(f"urn:{name}", NOW + hours * HOUR, live, {("a", name): sight}, sight)
            self.articles[article.id] = article
            changes.append(added(name, sort_date=article.sort_date, filings=given(*filed), live=live, rank=rank))
        self.record("a", *changes)

    @precondition(lambda self: self.articles)
    @rule(place=places, filed=categories, rank=ranks)
    def join(self, place: int, filed: list[str], rank: str) -> None:
        article = self.pick(place)
        key = f"{self.sights} {article.id}"
        article.sightings["b", key] = self.sight(rank, f"Titre {key}", filed)
        article.show()
        self.record("b", joined(key, article.id, filings=given(*filed), rank=rank))

    @precondition(lambda self: self.articles)
    @rule(place=places, other=places)
    def merge(self, place: int, other: int) -> None:
        older, younger = sorted((self.pick(place), self.pick(other)), key=lambda article: article.id)
        if older is younger:
            return
        older.sightings |= younger.sightings
        older.show()
        younger.sightings, younger.is_merged = {}, True
        self.record("a", Merged(younger.id, older.id))

    @precondition(lambda self: self.articles)
    @rule(place=places, other=places)
    def withdraw(self, place: int, other: int) -> None:
        article, (source, key) = self.pick_sighting(place, other)
        article.sightings[source, key].is_there = False
        article.show()
        self.record(source, Withdrawn(key))

    @precondition(lambda self: self.articles)
    @rule(place=places, other=places)
    def restore(self, place: int, other: int) -> None:
        article, (source, key) = self.pick_sighting(place, other)
        article.sightings[source, key].is_there = True
        article.show()
        self.record(source, Restored(key))

    @precondition(lambda self: self.articles)
    @rule(place=places, other=places, filed=categories, is_meant=st.booleans(), rank=ranks)
    def edit(self, place: int, other: int, filed: list[str], is_meant: bool, rank: str) -> None:
        article, (source, key) = self.pick_sighting(place, other)
        sight = article.sightings[source, key]
        sight.is_there, sight.title, sight.categories, sight.rank = True, f"Titre {self.time}", filed, rank
        article.show()
        if article.shown is sight:
            article.edits += is_meant
        moment = self.time if is_meant else None
        self.record(source, Edited(key, "r", Entry(title=sight.title), given(*filed), moment, NO_SIGNS, rank))

    @precondition(lambda self: self.articles)
    @rule(place=places, other=places, rank=ranks)
    def read_again(self, place: int, other: int, rank: str) -> None:
        article, (source, key) = self.pick_sighting(place, other)
        article.sightings[source, key].rank = rank
        article.show()
        self.record(source, Reread(key, "r", NO_SIGNS, rank))

    @precondition(lambda self: self.articles)
    @rule(place=places, other=places)
    def rename(self, place: int, other: int) -> None:
        article, (source, key) = self.pick_sighting(place, other)
        article.sightings[source, f"{key}'"] = article.sightings.pop((source, key))
        self.record(source, Moved(key, f"{key}'", ""))

    @precondition(lambda self: self.articles)
    @rule(place=places, other=places, filed=categories)
    def refile(self, place: int, other: int, filed: list[str]) -> None:
        article, name = self.pick_sighting(place, other)
        article.sightings[name].categories = filed
        self.store.refile({name: given(*filed)}, "rules", self.time)
        self.refit(is_refiled=True)

    @rule()
    def settle(self) -> None:
        for paper in self.papers.values():
            self.enter(paper, paper.waiting)
            self.enter(paper, self.fitting(paper))
            self.archive_the_old(paper)
            while len(live := self.live(paper)) >= 2 * self.window:
                paper.archives += 1
                for name in list(paper.entered)[: list(paper.entered).index(live[self.window - 1]) + 1]:
                    paper.entered[name] = paper.entered[name] or paper.archives
        self.store.settle(self.window)
        self.check_windows()

    def enter(self, paper: Paper, names: set[str]) -> None:
        for article in self.there(names):
            paper.entered[article.id] = None
            paper.waiting.discard(article.id)
            paper.late.discard(article.id)

    def there(self, names: set[str]) -> list[Article]:
        """Those of these articles that are not withdrawn, oldest first."""
        there = [self.articles[name] for name in names if self.articles[name].is_there]
        return sorted(there, key=lambda a: (a.sort_date, a.id))

    def fitting(self, paper: Paper) -> set[str]:
        """Those filed here late that are as new as what is live, and as many others as the window has room for."""
        live = [self.articles[name] for name in self.live(paper)]
        late = self.there(paper.late)[::-1]
        oldest = min((a.sort_date for a in live), default=None)
        recent = {a.id for a in late if oldest and a.sort_date >= oldest}
        room = max(0, self.window - len(live) - len(recent))
        return recent | {a.id for a in [a for a in late if a.id not in recent][:room]}

    def archive_the_old(self, paper: Paper) -> None:
        for place, article in enumerate(self.there(paper.never | paper.late)):
            paper.archives += place % self.window == 0
            paper.old[article.id] = paper.archives
            paper.never.discard(article.id)
            paper.late.discard(article.id)

    def check_windows(self) -> None:
        for key, feed in zip(KEYS, self.store.feeds(KEYS), strict=True):
            assert len(feed.entries) < 2 * self.window, key

    @invariant()
    def feeds_tell_what_the_model_tells(self) -> None:
        for feed in self.store.feeds(KEYS):
            live = [self.articles[name] for name in self.live(self.papers[feed.key])]
            newest_first = sorted(sorted(live, key=lambda a: a.id), key=lambda a: a.sort_date, reverse=True)
            assert [entry.id for entry in feed.entries] == [article.id for article in newest_first]
            assert [e.entry.title for e in feed.entries] == [a.shown.title for a in newest_first]
            assert {tombstone.id for tombstone in feed.tombstones} == self.tombstones(feed.key, newest_first)

    @invariant()
    def archives_hold_what_the_model_holds(self) -> None:
        numbers = self.store.archives()
        for key, paper in self.papers.items():
            assert numbers.get(key, 0) == paper.archives
            found = [self.store.archive(key, number) for number in range(1, paper.archives + 1)]
            held = {name: archive.number for archive in found for name in self.names(archive)}
            assert held == paper.archived
            assert {name for archive in found for name in archive.left} == paper.left
            buried = {tombstone.id for archive in found for tombstone in archive.tombstones}
            assert buried == {name for name in paper.archived if not self.articles[name].is_there}

    @staticmethod
    def names(archive: Archive) -> list[str]:
        return [entry.id for entry in archive.entries] + [tombstone.id for tombstone in archive.tombstones]

    @invariant()
    def nothing_is_lost(self) -> None:
        found = {entry.id: entry for entry in self.store.entries()}
        there = {article.id: article for article in self.articles.values() if article.is_there}
        assert found.keys() == there.keys()
        assert {name: set(entry.categories) for name, entry in found.items()} == {
            name: article.categories for name, article in there.items()
        }
        known = {
            (source, k.key): (k.id, k.withdrawn is None, k.edits)
            for source in SOURCES
            for k in self.store.known(source)
        }
        assert known == {
            name: (article.id, sight.is_there, article.edits)
            for article in self.articles.values()
            for name, sight in article.sightings.items()
        }

    def pick(self, place: int) -> Article:
        there = [article for article in self.articles.values() if not article.is_merged]
        return there[place % len(there)]

    def sight(self, rank: str, title: str, filed: list[str]) -> Sight:
        self.sights += 1
        return Sight(self.sights, rank, title, filed)

    def pick_sighting(self, place: int, other: int) -> tuple[Article, tuple[str, str]]:
        article = self.pick(place)
        return article, list(article.sightings)[other % len(article.sightings)]

    def record(self, source: str, *changes) -> None:
        self.time += HOUR
        record(self.store, *changes, source=source, at=self.time)
        self.refit()

    def refit(self, *, is_refiled: bool = False) -> None:
        """Let the model's articles join and leave its feeds, as their categories say."""
        for key, paper in self.papers.items():
            for article in (a for a in self.articles.values() if not a.is_merged):
                unsettled = paper.waiting | paper.late | paper.never
                present = article.id in unsettled | paper.entered.keys() | paper.old.keys()
                wanted = key == "all" or key in article.categories
                if article.id in paper.archived:  # a closed archive stands
                    (paper.left.discard if wanted else paper.left.add)(article.id)
                elif wanted and not present:
                    waiting = paper.late if is_refiled else paper.waiting
                    (waiting if article.live else paper.never).add(article.id)
                elif present and not wanted:
                    paper.entered.pop(article.id, None)
                    paper.waiting.discard(article.id)
                    paper.late.discard(article.id)
                    paper.never.discard(article.id)

    def live(self, paper: Paper) -> list[str]:
        return [name for name, archive in paper.entered.items() if archive is None and self.articles[name].is_there]

    def tombstones(self, key: str, live: list[Article]) -> set[str]:
        gone = [self.articles[name] for name in self.papers[key].entered if not self.articles[name].is_there]
        return {article.id for article in gone if not live or article.sort_date > live[-1].sort_date}


@pytest.mark.usefixtures("uncounted")
def test_in_memory_sqlite_tells_what_the_model_tells():
    check(lambda: open_store("sqlite://"), examples=30)


@pytest.mark.usefixtures("uncounted")
def test_postgresql_tells_what_the_model_tells(postgresql):
    def empty() -> Store:
        empty_postgresql(postgresql)
        return open_store(postgresql)

    check(empty, examples=6)


def check(make, *, examples):
    class Machine(Ledger):
        def __init__(self):
            super().__init__()
            self.store = make()

        def teardown(self):
            self.store.close()

    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=30,
            suppress_health_check=list(HealthCheck),
        ),
    )
