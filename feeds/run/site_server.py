"""A whole site served: its files, how it does, and what others answer on its behalf."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from urllib.parse import unquote, urlsplit

from feeds.errors import StoreError
from feeds.publish.paths import STATUS_JSON
from feeds.run.exchange import Answered, Asked, Handler, is_local, said
from feeds.run.figures import Figures, read_figures
from feeds.run.files import SiteFiles
from feeds.run.kinds import kind_of
from feeds.run.listening import Address
from feeds.run.metrics import CONTENT_TYPE, Meter
from feeds.run.pulse import fresh_for, needs_care
from feeds.run.serve import Server
from feeds.settings import Config
from feeds.store import open_store


def site_server(
    current: Callable[[], Config],
    address: Address,
    handlers: Mapping[str, Handler] = MappingProxyType({}),
    *,
    shows_status: bool = False,
    shows_metrics: bool = False,
) -> Server:
    """Return a server of a site, to be started and stopped.

    *current* gives the configuration of now, as a schedule may read a new one. *handlers* answer besides, as in Server.
    status/, and /metrics and /healthz, are for programs of this machine unless they are shown to all.
    """
    began, meter = datetime.now(UTC), Meter()

    async def healthz(_: Asked) -> Answered:
        return _health(current(), await _figures(current()), began, datetime.now(UTC))

    async def metrics(_: Asked) -> Answered:
        headers = {"content-type": CONTENT_TYPE, "cache-control": "no-store"}
        return Answered(200, headers, meter.exposition(await _figures(current())))

    watched = {"healthz": _guarded(healthz, shows_metrics), "metrics": _guarded(metrics, shows_metrics)}
    files = SiteFiles(lambda: current().site, lambda: _fresh_for(current()), shows_status=shows_status)
    return Server(
        address,
        meter.measured(files, lambda path: kind_of(path).value),
        {name: meter.measured(handler, _named(name)) for name, handler in {**handlers, **watched}.items()},
        base_path=lambda: unquote(urlsplit(current().site.base_url).path),
    )


def _named(name: str) -> Callable[[str], str]:
    return lambda _: name.rstrip("/")


def _guarded(handler: Handler, is_open: bool) -> Handler:
    """Return a handler that only this machine may ask, unless it is open; it fails when the store cannot be read."""

    async def answer(asked: Asked) -> Answered:
        if not (is_open or is_local(asked)):
            return said(404, "nothing here")
        if asked.method not in ("GET", "HEAD"):
            return said(405, "only GET and HEAD are answered here", {"allow": "GET, HEAD"})
        try:
            return await handler(asked)
        except StoreError as exc:
            return said(503, str(exc))

    return answer


async def _figures(config: Config) -> Figures:
    def read() -> Figures:
        with closing(open_store(config.site.store)) as store:
            return read_figures(config, store)

    return await asyncio.to_thread(read)


def _health(config: Config, figures: Figures, began: datetime, now: datetime) -> Answered:
    good = figures.last_good_run
    if not needs_care(config, good, began, now):
        return said(200, "ok")
    since = f"since {good.ended:%Y-%m-%dT%H:%M:%SZ}" if good else f"in {now - began}"
    return said(503, f"no run has ended well {since}: see `rubrique status`")


def _fresh_for(config: Config) -> timedelta:
    """Return how long what is published will hold. The status is the one file that every run writes."""
    now = datetime.now(UTC)
    try:
        seconds = (config.site.output / STATUS_JSON).stat().st_mtime
    except OSError:
        seconds = 0.0
    return fresh_for(config, datetime.fromtimestamp(seconds, UTC), now)
