"""What an editor does to what is stored: entries withdrawn, filed by hand, filed anew, all of it published again."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from html import escape
from itertools import islice

from feeds.changes import Filed, Reshaped, Shaping, Visit, Withdrawn
from feeds.ingest.categorise import categorise
from feeds.ingest.filing_rules import Rules, compile_rules
from feeds.ingest.learn import Proposal, learn
from feeds.ingest.moves import moves
from feeds.ingest.samples import Taught
from feeds.ingest.shape import age_of, shaped
from feeds.lists import with_lists
from feeds.model import Entry, Filing
from feeds.planning import unread
from feeds.publish.write import Report as Publication
from feeds.publishing import adopt, publish, publish_status
from feeds.rulebook import site_rules, write_lessons
from feeds.settings import Config
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
class Reshaping:
    """An entry of a source that the rules of now shape otherwise than it is stored."""

    id: str
    title: str  # as its source gave it
    source_id: str
    before: Shaping
    after: Shaping

    @property
    def leaves(self) -> bool:
        return bool(self.after.dropped and not self.before.dropped)

    @property
    def returns(self) -> bool:
        return bool(self.before.dropped and not self.after.dropped)


@dataclass(frozen=True, slots=True)
class Refiled:
    """What the rules of now change: every turn, by entry in the order of first sight."""

    entries: int  # looked at
    turns: tuple[Turn, ...]
    reshaped: tuple[Reshaping, ...] = ()
    unread: tuple[str, ...] = ()  # ids of the sources whose rules need what they carry, which the next run reads anew
    publication: Publication | None = None  # None: nothing was changed, by order


def withdraw(config: Config, store: Store, entry_id: str, now: datetime) -> Publication:
    """Withdraw an entry for ever and publish what that changes.

    Raises:
        LockedError: a run is under way.
        StoreError: no entry has this id.
    """
    with _at_work(config, store, now) as config:
        store.withdraw(entry_id, now)
        return _publish(config, store, now)


def withdraw_sources(config: Config, store: Store, source_ids: Iterable[str], now: datetime) -> Publication:
    """Withdraw all that these sources carry, and publish it; *config* is the one without them.

    What another source carries as well stays, shown as that one gave it.

    Raises:
        LockedError: a run is under way.
    """
    with _at_work(config, store, now) as config:
        for source_id in source_ids:
            state = store.state(source_id)
            gone = tuple(Withdrawn(known.key) for known in store.known(source_id) if known.withdrawn is None)
            if state and gone:
                store.record(Visit(state, gone), now)
        return _publish(config, store, now)


def pin(config: Config, store: Store, entry_id: str, decided: Mapping[str, bool], now: datetime) -> Publication:
    """Give an entry these categories, or take them away, for ever, and publish that.

    Raises:
        LockedError: a run is under way.
        StoreError: no entry has this id.
    """
    keep_pin(config, store, entry_id, decided, now)
    return publish_kept(config, store, now)


def keep_pin(config: Config, store: Store, entry_id: str, decided: Mapping[str, bool], now: datetime) -> None:
    """Give an entry these categories, or take them away, for ever; the next publication shows it.

    Raises:
        LockedError: a run is under way.
        StoreError: no entry has this id.
    """
    with _at_work(config, store, now):
        store.pin(entry_id, decided, now)


def publish_kept(config: Config, store: Store, now: datetime) -> Publication:
    """Publish what was decided and kept.

    Raises:
        LockedError: a run is under way; it publishes that itself, or the next one does.
    """
    with _at_work(config, store, now) as config:
        return _publish(config, store, now)


def doubts(config: Config, store: Store) -> tuple[Doubt, ...]:
    """Return the guesses to check, of the newest entries first; what an editor decided is none."""
    keys = config.keys
    found = [
        Doubt(filed.id, filed.entry.title, filed.entry.summary, filing)
        for filed in store.entries()
        if not filed.is_forgotten
        for filing in filed.filings
        if filing.verdict == "to check" and filing.category in keys
    ]
    return tuple(reversed(found))


def recategorise(config: Config, store: Store, now: datetime, *, dry_run: bool = False) -> Refiled:
    """File every stored entry by the rules of now and publish what moves, or only tell it.

    What an editor decided stands. What is not stored as its source wrote it waits for the next run.

    Raises:
        LockedError: a run is under way.
    """
    rules = site_rules(config)
    if dry_run:
        return replace(_refile(with_lists(config, store), store, rules, None), unread=_unread(config, store))
    with _at_work(config, store, now) as config:
        refiled = _refile(config, store, rules, now)
        return replace(refiled, unread=_unread(config, store), publication=_publish(config, store, now))


def _unread(config: Config, store: Store) -> tuple[str, ...]:
    return tuple(sorted(unread(config, store)))


@dataclass(frozen=True, slots=True)
class Lessons:
    """What an editor's decisions teach, and what would move if it were applied."""

    proposal: Proposal
    refiled: Refiled


def propose(config: Config, store: Store) -> Lessons:
    """Return what the pins and the examples of categories teach; nothing is changed by it."""
    config = with_lists(config, store)
    proposal = learn(_taught(config, store), config.categories)
    rules = compile_rules(config.categories, proposal.learned)
    return Lessons(proposal, _refile(config, store, rules, None))


def apply(config: Config, store: Store, lessons: Lessons, now: datetime) -> Refiled:
    """Keep what was learned beside sources.toml, and file every stored entry by it.

    Raises:
        LockedError: a run is under way; nothing is changed then.
    """
    with _at_work(config, store, now) as config:
        taught = write_lessons(config, dict(lessons.proposal.learned))
        refiled = _refile(taught, store, site_rules(taught), now)
        return replace(refiled, publication=_publish(taught, store, now))


def rebuild(config: Config, store: Store, now: datetime) -> Publication:
    """Publish everything anew from what is stored, offline; closed archives stand as they are.

    Raises:
        LockedError: a run is under way.
    """
    with _at_work(config, store, now) as config:
        return _publish(config, store, now, everything=True)


@contextmanager
def _at_work(config: Config, store: Store, now: datetime) -> Iterator[Config]:
    """Hold the right to change what is stored; give the configuration with the sources that lists name."""
    with store.lock():
        config = with_lists(config, store)
        adopt(config, store, now)
        yield config


def _publish(config: Config, store: Store, now: datetime, *, everything: bool = False) -> Publication:
    store.settle(config.site.window, config.site.max_share)
    publication = publish(config, store, everything=everything)
    return publication.failing_with(publish_status(config, store, now))


@dataclass(slots=True)
class _Ledger:
    """The filings of an entry before and after, of all its sightings that count: the best of each category."""

    title: str
    before: dict[str, Filing] = field(default_factory=dict)
    after: dict[str, Filing] = field(default_factory=dict)

    def turns(self, entry_id: str) -> Iterator[Turn]:
        for move in moves(tuple(self.before.values()), tuple(self.after.values())):
            yield Turn(entry_id, self.title, move.before, move.after)


def _taught(config: Config, store: Store) -> list[Taught]:
    """Return the entries that an editor decided of, and the examples that are texts of their own."""
    belongs: dict[str, dict[str, bool]] = defaultdict(dict)
    texts: dict[str, dict[str, bool]] = defaultdict(dict)
    for category in config.categories:
        for example in category.examples:
            (belongs if store.find(example) else texts)[example][category.key] = True
    for entry_id, decisions in store.pins().items():
        belongs[entry_id] |= decisions
    taught = [Taught(Entry(content_html=f"<p>{escape(text)}</p>"), "", keys) for text, keys in texts.items()]
    for entry_id, keys in belongs.items():
        if filed := store.find(entry_id):
            source = config.source(filed.origin.source_id)
            taught.append(Taught(filed.entry, filed.origin.source_id, keys, source.hints if source else ()))
    return taught


def _refile(config: Config, store: Store, rules: Rules, now: datetime | None) -> Refiled:
    """Look at every sighting; record what is decided of it anew, unless *now* is None."""
    ledgers: dict[str, _Ledger] = {}
    reshaped: list[Reshaping] = []
    sightings = iter(store.filed())
    while some := tuple(islice(sightings, _AT_ONCE)):
        made = {(one.source_id, one.key): _reshape(one, config) for one in some}
        differing = [one for one in some if made[one.source_id, one.key] != Reshaped(one.entry, one.shaping)]
        reshaped += [_reshaping(one, made[one.source_id, one.key]) for one in differing if one.is_there]
        anew = {name: _categorise(name[0], each.entry, config, rules) for name, each in made.items()}
        for one in some:
            if one.counts:
                _note(ledgers.setdefault(one.id, _Ledger(one.entry.title)), one, anew[one.source_id, one.key])
        if now is not None:
            store.reshape({name: made[name] for one in differing if (name := (one.source_id, one.key))}, now)
            store.refile(anew, rules.version, now)
    turns = tuple(turn for entry_id, ledger in ledgers.items() for turn in ledger.turns(entry_id))
    return Refiled(len(ledgers), turns, tuple(reshaped))


def _categorise(source_id: str, entry: Entry, config: Config, rules: Rules) -> tuple[Filing, ...]:
    source = config.source(source_id)
    given, hints = (source.categories, source.hints) if source else ((), ())
    return categorise(entry, rules, source=source_id, given=given, hints=hints)


def _reshape(one: Filed, config: Config) -> Reshaped:
    """Return what the rules of now make of a stored sighting; that of a source taken out stays as it is.

    Its markup is not stored: what was removed from it stays so, until it is read again.
    """
    source = config.source(one.source_id)
    if source is None:
        return Reshaped(one.entry, one.shaping)
    as_read = one.entry
    if one.shaping.as_read:
        as_read = replace(one.shaping.as_read, published=one.entry.published, updated=one.entry.updated)
    shapes = config.shapes(source)
    entry, shaping = shaped(as_read, one.source_id, shapes, age_of(as_read.published, one.first_seen))
    return Reshaped(entry, replace(shaping, removed=one.shaping.removed))


def _reshaping(one: Filed, made: Reshaped) -> Reshaping:
    title = (one.shaping.as_read or one.entry).title
    return Reshaping(one.id, title, one.source_id, one.shaping, made.shaping)


def _note(ledger: _Ledger, one: Filed, anew: Iterable[Filing]) -> None:
    for side, filings in ((ledger.before, one.filings), (ledger.after, anew)):
        for filing in filings:
            best = side.get(filing.category)
            if filing.category not in one.pinned and (
                best is None or (filing.given, filing.score) > (best.given, best.score)
            ):
                side[filing.category] = filing
