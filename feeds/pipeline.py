"""The stages joined: a run visits what is due, files what is new and publishes what changed."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from feeds.config import Config, FolderSource, Source
from feeds.feed_visit import visit_feed
from feeds.folder_visit import visit_folder
from feeds.ingest.client import Client
from feeds.ingest.contain import Cells
from feeds.publish.write import Report as Publication
from feeds.publishing import address, adopt, publish
from feeds.rulebook import site_rules
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
        adopt(config, store, now)
        is_first = not store.outputs()  # nothing was published yet, even if a first run was killed
        with Cells() as cells:
            rules = site_rules(config)
            trip = Round(config, store, rules, cells, now, is_first, accept_deletions)
            sources = to_visit(config, store, now, every_source=every_source)
            outcomes = asyncio.run(_visit_all(sources, trip, on_visit))
        store.settle(config.site.window, config.site.max_share)
        return RunReport(outcomes, publish(config, store))


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
                if isinstance(source, FolderSource):
                    outcome = await visit_folder(source, trip)
                else:
                    outcome = await visit_feed(source, trip, client)
            _log(outcome)
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


def _log(outcome: Outcome) -> None:
    if outcome.error:
        logger.warning("failed source=%s error=%s", outcome.source_id, outcome.error)
        return
    logger.info(
        "ingested source=%s new=%d edited=%d withdrawn=%d",
        outcome.source_id,
        outcome.new,
        outcome.edited,
        outcome.withdrawn,
    )
