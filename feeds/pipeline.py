"""The stages joined: a run visits what is due, files what is new and publishes what changed."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from time import perf_counter
from urllib.parse import urlsplit

from feeds.feed_visit import visit_feed
from feeds.folder_visit import visit_folder
from feeds.health import Tally
from feeds.hooking import Hooks
from feeds.ingest.client import Client
from feeds.ingest.contain import Cells
from feeds.publish.write import Report as Publication
from feeds.publishing import address, adopt, publish, publish_status
from feeds.rulebook import site_rules
from feeds.settings import Config, FolderSource, Source
from feeds.store import Store
from feeds.visiting import Outcome, Round

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
) -> RunReport:
    """Visit the folders and the feeds that are due, record, publish; return what changed.

    *every_source* visits feeds that are not due as well. *on_visit* hears of each visit as it ends.

    Raises:
        LockedError: another run is under way.
        StoreError: what we remember cannot be read or written.
    """
    with store.lock():
        began = perf_counter()
        adopt(config, store, now)
        number = store.begin_run(now)
        is_first = not store.outputs()  # nothing was published yet, even if a first run was killed
        with Cells() as cells:
            rules = site_rules(config)
            hooks = Hooks(config.path.parent, cells)
            trip = Round(config, store, rules, cells, hooks, now, number, is_first, accept_deletions)
            sources = to_visit(config, store, now, every_source=every_source)
            outcomes = asyncio.run(_visit_all(sources, trip, on_visit))
            hooks.note(store)
        store.settle(config.site.window, config.site.max_share)
        report = RunReport(outcomes, publish(config, store))
        _end(store, number, report, perf_counter() - began)
        told = publish_status(config, store, now)
        return replace(report, publication=report.publication.failing_with(told))


def to_visit(config: Config, store: Store, now: datetime, *, every_source: bool) -> tuple[Source, ...]:
    """Return the sources to visit now: every folder, and the feeds that are due, or all that are not gone."""
    due = store.due(None if every_source else now)
    return tuple(s for s in config.sources if isinstance(s, FolderSource) or s.id in due)


async def _visit_all(sources: tuple[Source, ...], trip: Round, on_visit: OnVisit | None) -> tuple[Outcome, ...]:
    outcomes: list[Outcome] = []
    places = asyncio.Semaphore(_AT_ONCE)
    # A host's own limit comes first: its sources wait for each other without a place that others could use.
    lanes: dict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(_AT_ONE_HOST))
    async with Client(trip.config.site.base_url, trip.config.http) as client:

        async def visit(source: Source) -> None:
            async with lanes[_host(source)], places:
                began = perf_counter()
                if isinstance(source, FolderSource):
                    outcome = await visit_folder(source, trip)
                else:
                    outcome = await visit_feed(source, trip, client)
            _log(outcome, trip.number, perf_counter() - began)
            outcomes.append(outcome)
            if on_visit:
                on_visit(outcome)

        # A bug in one visit ends the run after the others have ended: each has recorded its own transaction.
        results = await asyncio.gather(*(visit(source) for source in sources), return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException):
            raise result
    return tuple(outcomes)


def _host(source: Source) -> str:
    return urlsplit(address(source)).hostname or source.id


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
