"""WebSub hubs told of the feeds that have news. Source: W3C WebSub, 6; PubSubHubbub 0.4, 7 (the ping)."""

import asyncio
import logging
from collections.abc import Iterable

from feeds.errors import FetchError
from feeds.ingest.client import Client
from feeds.publish.paths import SYNDICATED
from feeds.run.hubs import shown_hub
from feeds.settings import Config
from feeds.stopping import Stop
from feeds.store import Store

logger = logging.getLogger(__name__)

_PATIENCE_SECONDS = 20  # for one hub: a slow one must not keep the next run waiting


def tell_hubs(config: Config, store: Store, stop: Stop | None = None) -> tuple[str, ...]:
    """Tell each hub of the feeds whose news it has not heard; return a warning for each hub that did not listen.

    What a hub did not take is told again after the next run. Call this after the files are in their places.

    Raises:
        StoppedError: *stop* was asked for before all had heard.
    """
    stop = stop or Stop()
    untold = {hub: store.untold(hub) for hub in config.site.hubs}
    if not any(untold.values()):
        return ()
    heard, warnings = stop.run(_tell_all(config, {hub: tuple(feeds) for hub, feeds in untold.items()}))
    for hub, keys in heard.items():
        store.tell(hub, {key: untold[hub][key] for key in keys})
    return warnings


async def _tell_all(config: Config, untold: dict[str, tuple[str, ...]]) -> tuple[dict[str, list[str]], tuple[str, ...]]:
    """Return the feeds that each hub heard of, and the warnings."""
    heard: dict[str, list[str]] = {hub: [] for hub in untold}
    # No spacing: a hub takes pings for its living.
    async with Client(config.site.base_url, config.http, spacing_seconds=0) as client:
        faults = await asyncio.gather(
            *(_tell(client, hub, config.site.base_url, keys, heard[hub]) for hub, keys in untold.items())
        )
    return heard, tuple(fault for fault in faults if fault)


async def _tell(client: Client, hub: str, base_url: str, keys: Iterable[str], heard: list[str]) -> str:
    """Tell one hub of feeds, note those it heard of, and return what went wrong, "" for nothing."""
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            for key in keys:
                for topic in SYNDICATED:
                    await _ping(client, hub, f"{base_url}{key}.{topic}")
                heard.append(key)
                logger.info("told hub=%s feed=%s", shown_hub(hub), key)
    except (FetchError, TimeoutError) as exc:
        reason = str(exc) or f"no answer within {_PATIENCE_SECONDS} seconds"
        logger.warning("failed hub=%s error=%s", shown_hub(hub), reason)
        return f"hub {shown_hub(hub)}: {reason}: it is told again after the next run"
    return ""


async def _ping(client: Client, hub: str, topic: str) -> None:
    form = {"hub.mode": "publish", "hub.url": topic, "hub.topic": topic}  # hubs read one or the other
    # Named by the operator, it may well be a hub of the operator's own network.
    async with client.ask(hub, {}, allow_private=True, form=form) as answer:
        if not 200 <= answer.status < 300:
            raise FetchError(f"{answer.status} {answer.reason}".strip())
