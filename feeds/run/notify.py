"""The operator's hooks told of new entries and of outages. It never fails a run, and never keeps one long."""

import asyncio
import logging
from datetime import datetime, timedelta
from uuid import uuid4

from feeds.ingest.client import Client
from feeds.news import Delivery
from feeds.plural import counted
from feeds.run.messages import compose, wanted
from feeds.run.program import hand
from feeds.run.webhook import post
from feeds.settings import Config, Hook
from feeds.stopping import Stop
from feeds.store import Store

logger = logging.getLogger(__name__)

_FAILURES = 3  # in a row, until an outage is told: with waits that double, an hour and a half of half-hourly visits
_PATIENCE_SECONDS = 10  # for one delivery
_PASS_SECONDS = 10  # after which no further delivery of a hook is begun: the next run goes on
_FIRST_WAIT = timedelta(minutes=5)  # doubled with each attempt
_LONGEST_WAIT = timedelta(hours=1)  # so that a hook that is back is told within the hour
_KEPT = timedelta(days=3)  # a long weekend


def notify(config: Config, store: Store, now: datetime, stop: Stop | None = None) -> tuple[str, ...]:
    """Tell each hook what it has not been told; return a warning for each that did not listen.

    What is to be told is remembered first: a kill loses nothing, and repeats at most the delivery under way, under
    its id. What a hook did not take is tried again by later runs. Call this after the files are in their places.

    Raises:
        StoppedError: *stop* was asked for before all had heard.
    """
    for hook in config.hooks:
        _remember(config, store, hook, now)
    if not any(_due(store, hook, now) for hook in config.hooks):
        return ()
    return (stop or Stop()).run(_tell_all(config, store, now))


def _remember(config: Config, store: Store, hook: Hook, now: datetime) -> None:
    news = wanted(hook, store.news(hook.id, _FAILURES))
    if not news.is_empty:
        # Of two processes that come here together, one remembers.
        store.enqueue(hook.id, news, compose(config, hook, news, now, lambda: f"msg_{uuid4().hex}"))


def _due(store: Store, hook: Hook, now: datetime) -> Delivery | None:
    """Return the next delivery of a hook, if its time has come: no other goes before it."""
    first = next(iter(store.waiting(hook.id, 1)), None)
    return first if first and (first.next_try is None or first.next_try <= now) else None


async def _tell_all(config: Config, store: Store, now: datetime) -> tuple[str, ...]:
    # No spacing: a hook takes messages for its living.
    async with Client(config.site.base_url, config.http, spacing_seconds=0) as client:
        warnings = await asyncio.gather(*(_tell(config, store, client, hook, now) for hook in config.hooks))
    return tuple(warning for warning in warnings if warning)


async def _tell(config: Config, store: Store, client: Client, hook: Hook, now: datetime) -> str:
    """Tell one hook what waits for it, and return what went wrong, "" for nothing."""
    clock = asyncio.get_running_loop().time
    began = clock()
    while clock() - began < _PASS_SECONDS and (delivery := _due(store, hook, now)):
        # Counted before it is made: a kill must not let a delivery be tried without end.
        if not store.claim(delivery, now + _wait(delivery.attempts)):
            break  # another process is at it
        if fault := await _carry(config, client, hook, delivery, now):
            return _failed(store, hook, delivery, now, fault)
        store.drop(delivery)
        logger.info("told hook=%s delivery=%s", hook.id, delivery.id)
    return ""


async def _carry(config: Config, client: Client, hook: Hook, delivery: Delivery, now: datetime) -> str:
    """Make one attempt; return why it failed, "" when the hook took it."""
    if hook.command:
        return await hand(hook.command, delivery.body, config.path.parent, _PATIENCE_SECONDS)
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            return await post(client, hook, delivery, now)
    except TimeoutError:
        return f"no answer within {_PATIENCE_SECONDS} seconds"


def _failed(store: Store, hook: Hook, delivery: Delivery, now: datetime, fault: str) -> str:
    attempt = delivery.attempts + 1
    logger.warning("failed hook=%s delivery=%s attempt=%d error=%s", hook.id, delivery.id, attempt, fault)
    lost = store.give_up(hook.id, now - _KEPT)
    if not lost:
        return f"hook {hook.id}: {fault}: a later run tries again"
    logger.error("given up hook=%s deliveries=%d", hook.id, lost)
    return f"hook {hook.id}: {fault}: {counted(lost, 'delivery', 'deliveries')} given up after {_KEPT.days} days"


def _wait(attempts: int) -> timedelta:
    """Return how long to wait after an attempt that follows so many."""
    return min(_LONGEST_WAIT, _FIRST_WAIT * (1 << min(attempts, 10)))
