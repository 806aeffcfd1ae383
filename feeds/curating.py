"""What an editor does to what is stored: entries withdrawn, filed by hand, filed anew, all of it published again."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice

from feeds.changes import Filed
from feeds.config import Config
from feeds.ingest.categorise import Rules, categorise, compile_rules
from feeds.model import Filing
from feeds.publish.write import Report as Publication
from feeds.publishing import adopt, publish, publish_status
from feeds.store import Store

_AT_ONCE = 1_000  # sightings in a transaction


@dataclass(frozen=True, slots=True)
class Turn:
    """An entry that moves into a category or out of it."""

    id: str
    title: str
    before: Filing  # not given, if it moves in
    after: Filing


@dataclass(frozen=True, slots=True)
class Doubt:
    """A guess that an editor should look at."""

    id: str
    title: str
    lead: str
    filing: Filing


@dataclass(frozen=True, slots=True)
class Refiled:
    """What the rules of now change: every turn, by entry in the order of first sight."""

    entries: int  # looked at
    turns: tuple[Turn, ...]
    publication: Publication | None = None  # None: nothing was changed, by order


def withdraw(config: Config, store: Store, entry_id: str, now: datetime) -> Publication:
    """Withdraw an entry for ever and publish what that changes.

    Raises:
        LockedError: a run is under way.
        StoreError: no entry has this id.
    """
    with _at_work(config, store, now):
        store.withdraw(entry_id, now)
        return _publish(config, store, now, has_withdrawn=True)


def pin(config: Config, store: Store, decisions: Mapping[str, Mapping[str, bool]], now: datetime) -> Publication:
    """Give entries, by id, these categories, or take them away, for ever, and publish that.

    Raises:
        LockedError: a run is under way.
        StoreError: no entry has this id.
    """
    with _at_work(config, store, now):
        for entry_id, decided in decisions.items():
            store.pin(entry_id, decided, now)
        return _publish(config, store, now)


def doubts(config: Config, store: Store) -> tuple[Doubt, ...]:
    """Return the guesses to check, of the newest entries first; what an editor decided is none."""
    keys = {category.key for category in config.categories}
    found = [
        Doubt(filed.id, filed.entry.title, filed.entry.summary, filing)
        for filed in store.entries()
        for filing in filed.filings
        if filing.verdict == "to check" and filing.category in keys
    ]
    return tuple(reversed(found))


def recategorise(config: Config, store: Store, now: datetime, *, dry_run: bool = False) -> Refiled:
    """File every stored entry by the rules of now and publish what moves, or only tell it.

    What an editor decided stands.

    Raises:
        LockedError: a run is under way.
    """
    if dry_run:
        return _refile(config, store, None)
    with _at_work(config, store, now):
        refiled = _refile(config, store, now)
        return replace(refiled, publication=_publish(config, store, now))


def rebuild(config: Config, store: Store, now: datetime) -> Publication:
    """Publish everything anew from what is stored, offline; closed archives stand as they are.

    Raises:
        LockedError: a run is under way.
    """
    with _at_work(config, store, now):
        return _publish(config, store, now, everything=True)


@contextmanager
def _at_work(config: Config, store: Store, now: datetime) -> Iterator[None]:
    with store.lock():
        adopt(config, store, now)
        yield


def _publish(
    config: Config, store: Store, now: datetime, *, has_withdrawn: bool = False, everything: bool = False
) -> Publication:
    store.settle(config.site.window, config.site.max_share)
    publication = publish(config, store, has_withdrawn=has_withdrawn, everything=everything)
    return publication.failing_with(publish_status(config, store, now))


@dataclass(slots=True)
class _Ledger:
    """The filings of an entry before and after, of all its sightings that count: the best of each category."""

    title: str
    before: dict[str, Filing] = field(default_factory=dict)
    after: dict[str, Filing] = field(default_factory=dict)

    def turns(self, entry_id: str) -> Iterator[Turn]:
        for key in {**self.before, **self.after}:
            before, after = (side.get(key, Filing(key, 0.0, False, "no")) for side in (self.before, self.after))
            if before.given != after.given:
                yield Turn(entry_id, self.title, before, after)


def _refile(config: Config, store: Store, now: datetime | None) -> Refiled:
    """Look at every sighting; record what is decided of it anew, unless *now* is None."""
    rules = compile_rules(config.categories)
    ledgers: dict[str, _Ledger] = {}
    sightings = iter(store.filed())
    while some := tuple(islice(sightings, _AT_ONCE)):
        anew = {(one.source_id, one.key): _categorise(one, config, rules) for one in some}
        for one in some:
            _note(ledgers.setdefault(one.id, _Ledger(one.entry.title)), one, anew[one.source_id, one.key])
        if now is not None:
            store.refile(anew, rules.version, now)
    turns = tuple(turn for entry_id, ledger in ledgers.items() for turn in ledger.turns(entry_id))
    return Refiled(len(ledgers), turns)


def _categorise(one: Filed, config: Config, rules: Rules) -> tuple[Filing, ...]:
    source = config.source(one.source_id)
    given, hints = (source.categories, source.hints) if source else ((), ())
    return categorise(one.entry, rules, given=given, hints=hints)


def _note(ledger: _Ledger, one: Filed, anew: Iterable[Filing]) -> None:
    if not one.counts:
        return
    for side, filings in ((ledger.before, one.filings), (ledger.after, anew)):
        for filing in filings:
            best = side.get(filing.category)
            if filing.category not in one.pinned and (
                best is None or (filing.given, filing.score) > (best.given, best.score)
            ):
                side[filing.category] = filing
