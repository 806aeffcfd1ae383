"""What every visit of a source shares: the run it belongs to, how it decides, and what it tells."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from feeds.changes import Added, Change, Edited, Restored, SourceState, Withdrawn
from feeds.hooking import Hooks
from feeds.ingest.compare import Comparison
from feeds.ingest.contain import Cells
from feeds.ingest.decide import Desk, decide
from feeds.ingest.filing_rules import Rules
from feeds.ingest.origin import credit
from feeds.ingest.read import ReadEntry, Reading
from feeds.model import Origin, ParsedFeed
from feeds.rereading import entry_rules
from feeds.settings import Config, PageSource, Source
from feeds.store import Store


@dataclass(frozen=True, slots=True)
class Agenda:
    """What waits to be done at a moment, by the ids of sources."""

    due: frozenset[str]  # to be asked
    pushed: frozenset[str] = frozenset()  # with documents that their hubs pushed
    lease_ends: Mapping[str, datetime] = field(default_factory=dict)  # until when a hub tells of their news


@dataclass(frozen=True, slots=True)
class Round:
    """What all visits of one run share."""

    config: Config
    store: Store
    rules: Rules
    cells: Cells
    hooks: Hooks
    now: datetime
    agenda: Agenda
    number: int  # of the run
    is_first: bool  # the site's first run fills the window by date
    accept_deletions: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one visit did, for people."""

    source_id: str
    new: int = 0
    edited: int = 0
    withdrawn: int = 0
    error: str = ""  # why the visit failed; what was known stands
    withheld: int = 0  # files gone whose entries stay until the deletions are accepted
    refused: tuple[tuple[str, str], ...] = ()  # files newly found that give no entry, and why
    warnings: tuple[str, ...] = ()

    def followed_by(self, later: "Outcome") -> "Outcome":
        """Return what this visit and a later one of the same source did."""
        return replace(
            later,
            new=self.new + later.new,
            edited=self.edited + later.edited,
            warnings=(*self.warnings, *later.warnings),
        )


def never_visited(source: Source, trip: Round) -> SourceState:
    """Return the state of a source of which nothing is known."""
    return SourceState(source.id, credit(source, ParsedFeed(), trip.config.site, trip.now, None))


def reading(source: Source, config: Config, *, is_degraded: bool = False) -> Reading:
    """Return how a source's documents are read; *is_degraded* tells that its guids repeat."""
    select = source.select if isinstance(source, PageSource) else None
    removals = config.removals(source)
    rules = entry_rules(source, config)
    return Reading(config.site.timezone, source.language, source.author, is_degraded, select, removals, rules)


def distinct(seen: Iterable[ReadEntry]) -> list[ReadEntry]:
    """Return the entries without those that repeat the key of an earlier one, in another page or file."""
    first: dict[str, ReadEntry] = {}
    for entry in seen:
        first.setdefault(entry.key, entry)
    return list(first.values())


def decide_found(source: Source, origin: Origin, found: Comparison, trip: Round, *, is_new: bool) -> tuple[Change, ...]:
    """Return the changes that a comparison means, to be recorded before anything is awaited."""
    contents = {known.key: trip.store.entry(source.id, known.key) for _, known in found.edited}
    shapings = {known.key: trip.store.shaping(source.id, known.key) for _, known in found.edited}
    is_late = is_new and not trip.is_first
    desk = Desk(
        source,
        origin,
        trip.config.site,
        trip.rules,
        trip.now,
        trip.store.taken,
        trip.store.taken_slugs,
        trip.store.alike,
        trip.config.site.first_import if is_late else None,
    )
    return decide(found, contents, desk, shapings)


def outcome_of(
    source: Source,
    changes: tuple[Change, ...],
    *,
    withheld: int = 0,
    refused: tuple[tuple[str, str], ...] = (),
    warnings: tuple[str, ...] = (),
) -> Outcome:
    """Return what a visit that went well did."""
    return Outcome(
        source.id,
        new=sum(isinstance(c, Added) for c in changes),
        edited=sum(isinstance(c, Edited | Restored) for c in changes),
        withdrawn=sum(isinstance(c, Withdrawn) for c in changes),
        withheld=withheld,
        refused=refused,
        warnings=warnings,
    )
