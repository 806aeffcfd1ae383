"""Subscriptions at the hubs that our sources announce: asked for, renewed, and given up.

Source: W3C WebSub, 4 and 5. What the hubs answer comes to the callbacks.
"""

import asyncio
import logging
import secrets
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from feeds.changes import SourceState
from feeds.ingest.client import Client, is_private
from feeds.ingest.rhythm import next_try
from feeds.lists import sources_on
from feeds.run.callback import CALLBACKS
from feeds.run.hubs import HubError, address_to_ask, ask_hub, request_form, shown_hub
from feeds.settings import Access, Config, FeedSource, Source
from feeds.stopping import Stop
from feeds.store import Store
from feeds.subscriptions import Mode, Subscription

logger = logging.getLogger(__name__)

_AGAIN = timedelta(minutes=10)  # after the first vain request; doubled with each
_FAREWELLS = 3  # requests to end a subscription: then its lease may run out
_MOST = 500  # requests in one go
_PATIENCE_SECONDS = 20  # for one of them
_BUDGET_SECONDS = 60  # for all: what is not asked by then is asked after the next run
_PRIVATE_DOMAINS = (".local", ".internal", ".home.arpa", ".lan")  # RFC 6762; ICANN, 2024; RFC 8375; routers' own


def ask_hubs(config: Config, store: Store, now: datetime, stop: Stop | None = None) -> None:
    """Ask hubs for what is due: new subscriptions, renewals, and an end to those that nobody wants any more.

    Call this after each run of a process that serves the callbacks. A hub that fails is asked later, and later each
    time; what it said is kept with the subscription.

    Raises:
        StoppedError: *stop* was asked for before all were asked.
    """
    base_url = config.site.base_url
    sources = sources_on(config, store) if is_served_publicly(base_url) else ()
    wanted = Wanted(wanted_subscriptions(sources, store.states()), f"{base_url}{CALLBACKS}")
    known = store.subscriptions()
    for subscription in forgettable(known, wanted, now):
        store.unsubscribe(subscription.token)
    for (source_id, hub), address in missing(known, wanted):
        store.subscribe(_new(source_id, hub, address, config, now))
    due = list(_requests(store.subscriptions(), wanted, now))[:_MOST]
    if due:
        (stop or Stop()).run(_ask_all(due, config, store, now))


def is_served_publicly(base_url: str) -> bool:
    """Whether hubs can reach us at *base_url*, as far as its name tells."""
    host = (urlsplit(base_url).hostname or "").rstrip(".")
    return "." in host and not is_private(host) and not host.endswith(_PRIVATE_DOMAINS)


# -- what is wanted -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Wanted:
    """The subscriptions that there should be."""

    addresses: Mapping[tuple[str, str], str]  # by source and hub: the address that the hub knows the feed by
    callbacks: str  # what the callbacks' addresses begin with

    def includes(self, one: Subscription) -> bool:
        return self.addresses.get(_name(one)) == one.address and one.callback == self.callbacks + one.token


def wanted_subscriptions(sources: Iterable[Source], states: Mapping[str, SourceState]) -> dict[tuple[str, str], str]:
    """Return the hubs that the sources announce. What a key opens is told to nobody: such a source is only asked."""
    wanted: dict[tuple[str, str], str] = {}
    for source in sources:
        if not isinstance(source, FeedSource) or source.is_secret or source.access != Access():
            continue
        state = states.get(source.id)
        if state and state.url == source.url and not state.is_gone:
            wanted |= {(source.id, hub): state.announced.self_link for hub in state.announced.hubs}
    return wanted


def missing(known: Sequence[Subscription], wanted: Wanted) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield what is wanted and was never asked for."""
    there = {_name(one) for one in known if wanted.includes(one) and one.mode == "subscribe"}
    yield from ((name, address) for name, address in wanted.addresses.items() if name not in there)


def forgettable(known: Sequence[Subscription], wanted: Wanted, now: datetime) -> Iterator[Subscription]:
    """Yield what nobody wants and no hub holds, or was told often enough that we want no more of it."""
    for one in known:
        is_over = one.until is None or one.until <= now
        is_told = one.mode == "unsubscribe" and one.failures >= _FAREWELLS
        if (not wanted.includes(one) or one.mode == "unsubscribe") and (is_over or is_told):
            yield one


def _new(source_id: str, hub: str, address: str, config: Config, now: datetime) -> Subscription:
    source, token = config.source(source_id), secrets.token_urlsafe(32)
    return Subscription(
        token=token,
        source_id=source_id,
        hub=hub,
        address=address,
        callback=f"{config.site.base_url}{CALLBACKS}{token}",
        secret=secrets.token_urlsafe(32),
        next_try=now,
        allow_private=isinstance(source, FeedSource) and source.allow_private,
    )


def _name(one: Subscription) -> tuple[str, str]:
    return one.source_id, one.hub


# -- asking -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Request:
    subscription: Subscription
    mode: Mode


def _requests(known: Sequence[Subscription], wanted: Wanted, now: datetime) -> Iterator[_Request]:
    """Yield what is to be asked now; a subscription that is not wanted any more is ended at once."""
    for one in known:
        is_ending = one.mode == "unsubscribe" or not wanted.includes(one)
        if one.next_try <= now or (is_ending and one.mode == "subscribe"):
            yield _Request(one, "unsubscribe" if is_ending else "subscribe")


async def _ask_all(requests: Sequence[_Request], config: Config, store: Store, now: datetime) -> None:
    """Ask each hub one thing after the other, many hubs side by side."""
    lanes: dict[str, list[_Request]] = defaultdict(list)
    for request in requests:
        lanes[urlsplit(request.subscription.hub).netloc].append(request)
    # No spacing: a hub takes requests for its living, and we wait for each answer.
    async with Client(config.site.base_url, config.http, spacing_seconds=0) as client:
        desk = _Desk(client, config, store, now)
        try:
            async with asyncio.timeout(_BUDGET_SECONDS):
                await asyncio.gather(*(desk.ask_in_turn(lane) for lane in lanes.values()))
        except TimeoutError:
            logger.warning("late hubs=%d", len(lanes))


@dataclass(frozen=True, slots=True)
class _Desk:
    """Who asks."""

    client: Client
    config: Config
    store: Store
    now: datetime

    async def ask_in_turn(self, lane: Sequence[_Request]) -> None:
        for request in lane:
            if not await self._ask(request):
                return

    async def _ask(self, request: _Request) -> bool:
        """Ask a hub, and return whether it may be asked more. It is noted before: it may answer before it accepts."""
        one, mode = request.subscription, request.mode
        address = address_to_ask(one)
        is_signed = address.startswith("https:")
        self.store.note_asked(one.token, mode, self._again(one), is_signed=is_signed)
        form = request_form(one, mode, is_signed=is_signed)
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                await ask_hub(self.client, address, form, allow_private=self._allow_private(one), now=self.now)
        except (HubError, TimeoutError) as exc:
            refusal = exc if isinstance(exc, HubError) else HubError("no answer in time", is_down=True)
            self.store.note_refused(one.token, str(refusal), self._again(one, refusal.retry_after))
            logger.warning("failed hub=%s source=%s error=%s", shown_hub(one.hub), one.source_id, refusal)
            return not refusal.is_down
        logger.info("asked hub=%s source=%s mode=%s", shown_hub(one.hub), one.source_id, mode)
        return True

    def _again(self, one: Subscription, retry_after: timedelta = timedelta(0)) -> datetime:
        failures = one.failures + 1
        return next_try(self.now, interval=_AGAIN, failures=failures, retry_after=retry_after, seed=one.token).moment

    def _allow_private(self, one: Subscription) -> bool:
        source = self.config.source(one.source_id)
        return source.allow_private if isinstance(source, FeedSource) else one.allow_private
