"""The stages joined: a run visits what is due, files what is new and publishes what changed."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from time import perf_counter
from urllib.parse import urlsplit

from feeds.errors import StoppedError
from feeds.feed_visit import visit_feed
from feeds.folder_visit import visit_folder
from feeds.health import Misconfigured, Tally
from feeds.hooking import Hooks
from feeds.ingest.client import Client
from feeds.ingest.contain import Cells
from feeds.lists import read_lists, with_lists
from feeds.planning import replan, unread
from feeds.publish.write import Report as Publication
from feeds.publishing import address, adopt, publish, publish_status
from feeds.push_visit import read_pushed
from feeds.retaining import forget
from feeds.rulebook import site_rules
from feeds.settings import Config, FolderSource, Source
from feeds.stopping import Stop
from feeds.store import Store
from feeds.visiting import Agenda, Outcome, Round

logger = logging.getLogger(__name__)

_AT_ONCE = 40  # visits; more keep no core busier and hold more documents in memory
_AT_ONE_HOST = 2  # visits

OnVisit = Callable[[Outcome], None]


@dataclass(frozen=True, slots=True)
class RunReport:
    """What a run did: one outcome for each source visited, in the order they ended, and what was published."""

    outcomes: tuple[Outcome, ...]
    publication: Publication

    @property
    def failed(self) -> int:
        """How many sources failed."""
        return sum(bool(outcome.error) for outcome in self.outcomes)

    @property
    def is_well(self) -> bool:
        """Whether all was published, nothing waits for the editor, and not every source failed."""
        withheld = any(outcome.withheld for outcome in self.outcomes)
        return not (self.publication.failed or withheld or (self.failed and self.failed == len(self.outcomes)))

    @property
    def tally(self) -> Tally:
        return Tally(
            visited=len(self.outcomes),
            new=sum(outcome.new for outcome in self.outcomes),
            edited=sum(outcome.edited for outcome in self.outcomes),
            withdrawn=sum(outcome.withdrawn for outcome in self.outcomes),
            failed=self.failed,
            written=len(self.publication.written),
            is_well=self.is_well,
        )


def run(
    config: Config,
    store: Store,
    now: datetime,
    *,
    every_source: bool = False,
    accept_deletions: bool = False,
    on_visit: OnVisit | None = None,
    stop: Stop | None = None,
    misconfigured: Misconfigured | None = None,
) -> RunReport:
    """Visit the folders and the feeds that are due, record, publish; return what changed.

    *every_source* visits feeds that are not due as well. *on_visit* hears of each visit as it ends. Once *stop* is
    asked for, no visit begins and those that wait are dropped; what is recorded and not published is the next run's.

    Raises:
        LockedError: another run is under way.
        StoppedError: it was asked to end, and has not done all.
        StoreError: what we remember cannot be read or written.
    """
    stop = stop or Stop()
    with store.lock():
        began = perf_counter()
        config = _adopted(config, store, now)
        number = store.begin_run(now)
        with _telling_of_a_stop(number):
            is_first = not store.outputs()  # nothing was published yet, even if a first run was killed
            with Cells(stop) as cells:
                told = stop.run(read_lists(config, store, cells, now))
                for outcome in told:
                    _tell(outcome, number, perf_counter() - began, on_visit)
                config = _adopted(config, store, now) if config.lists else config
                due = store.due(None if every_source else now) | unread(config, store)
                agenda = Agenda(due, store.pushed(), store.lease_ends())
                hooks = Hooks(config.path.parent, cells)
                rules = site_rules(config)
                trip = Round(config, store, rules, cells, hooks, now, agenda, number, is_first, accept_deletions)
                outcomes = (*told, *stop.run(_visit_all(to_visit(config, agenda), trip, on_visit)))
                hooks.note(store)
            stop.check()
            store.settle(config.site.window, config.site.max_share)
            if forgotten := forget(config, store, now):
                logger.info("forgot run=%d texts=%d", number, forgotten)
            report = RunReport(outcomes, publish(config, store, stop=stop))
        _end(store, number, report, perf_counter() - began)
        status = publish_status(config, store, now, misconfigured)
        store.compact()
        return replace(report, publication=report.publication.failing_with(status))


def _adopted(config: Config, store: Store, now: datetime) -> Config:
    """Return a configuration with the feeds that its lists name, once the store knows all of it."""
    config = with_lists(config, store)
    adopt(config, store, now)
    replan(config, store)
    return config


@contextmanager
def _telling_of_a_stop(number: int) -> Iterator[None]:
    """Log that a run was asked to end; the diary shows it as one that has not ended."""
    try:
        yield
    except StoppedError:
        logger.warning("interrupted run=%d", number)
        raise


def to_visit(config: Config, agenda: Agenda) -> tuple[Source, ...]:
    """Return the sources to visit: every folder, and the feeds that are due or have something pushed."""
    waiting = agenda.due | agenda.pushed
    return tuple(s for s in config.sources if s.enabled and (isinstance(s, FolderSource) or s.id in waiting))


async def _visit_all(sources: tuple[Source, ...], trip: Round, on_visit: OnVisit | None) -> tuple[Outcome, ...]:
    outcomes: list[Outcome] = []
    places = asyncio.Semaphore(_AT_ONCE)
    # A host's own limit comes first: its sources wait for each other without a place that others could use.
    lanes: dict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(_AT_ONE_HOST))
    async with Client(trip.config.site.base_url, trip.config.http) as client:

        async def visit(source: Source) -> None:
            async with lanes[_host(source)], places:
                began = perf_counter()
                outcome = await _visit(source, trip, client)
            outcomes.append(outcome)
            _tell(outcome, trip.number, perf_counter() - began, on_visit)

        # A bug in one visit ends the run after the others have ended: each has recorded its own transaction.
        results = await asyncio.gather(*(visit(source) for source in sources), return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException):
            raise result
    return tuple(outcomes)


async def _visit(source: Source, trip: Round, client: Client) -> Outcome:
    if isinstance(source, FolderSource):
        return await visit_folder(source, trip)
    if source.id not in trip.agenda.pushed:
        return await visit_feed(source, trip, client)
    pushed = await read_pushed(source, trip, client)
    if pushed.is_settled and source.id not in trip.agenda.due:
        return pushed.outcome
    return pushed.outcome.followed_by(await visit_feed(source, trip, client))


def _host(source: Source) -> str:
    return urlsplit(address(source)).hostname or source.id


def _tell(outcome: Outcome, run: int, took: float, on_visit: OnVisit | None) -> None:
    _log(outcome, run, took)
    if on_visit:
        on_visit(outcome)


def _log(outcome: Outcome, run: int, took: float) -> None:
    if outcome.error:
        logger.warning("failed run=%d source=%s took=%.3f error=%s", run, outcome.source_id, took, outcome.error)
        return
    logger.info(
        "ingested run=%d source=%s new=%d edited=%d withdrawn=%d took=%.3f",
        run,
        outcome.source_id,
        outcome.new,
        outcome.edited,
        outcome.withdrawn,
        took,
    )


def _end(store: Store, number: int, report: RunReport, took: float) -> None:
    """Remember what a run did, and log it."""
    tally = report.tally
    store.end_run(number, tally, timedelta(seconds=took))
    logger.info(
        "ended run=%d visited=%d failed=%d new=%d written=%d took=%.3f",
        number,
        tally.visited,
        tally.failed,
        tally.new,
        tally.written,
        took,
    )
