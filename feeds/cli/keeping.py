"""The command that keeps running: schedule."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated

import typer

from feeds.cli import console
from feeds.cli.logs import LogFormat, start_logging
from feeds.cli.options import ConfigFile, clock, opened, read_config
from feeds.cli.running import Format, Verbose, closing_line, run_once
from feeds.cli.server import ShowsMetrics, ShowsStatus, make_server
from feeds.planning import next_own
from feeds.rulebook import load_site
from feeds.run import reloading, signals, watching
from feeds.run import schedule as scheduling
from feeds.run.callback import CALLBACKS, callback
from feeds.run.reloading import LiveConfig
from feeds.run.subscriber import ask_hubs
from feeds.run.waking import Bell, WallClock
from feeds.run.watching import Watch
from feeds.stopping import Stop


def schedule(
    config_file: ConfigFile = None,
    *,
    serve: Annotated[
        str, typer.Option("--serve", metavar="ADDRESS:PORT", help="Hand out output/ there, too, and hear hubs.")
    ] = "",
    shows_status: ShowsStatus = False,
    shows_metrics: ShowsMetrics = False,
    verbose: Verbose = False,
    log_format: Format = LogFormat.TEXT,
) -> None:
    """Keep running: one pass now, then one whenever sources.toml says so, until SIGTERM or Ctrl-C.

    Example: rubrique schedule --config /srv/veille/sources.toml
    """
    # What a daemon's owner must hear of: what waits, what is read anew, what cannot be watched.
    always = [module.__name__ for module in (scheduling, reloading, watching)]
    start_logging(log_format, verbose=verbose, always=always)
    live, stop, bell = LiveConfig(read_config(config_file), load_site), Stop(), Bell()

    def reload() -> None:
        live.ask()
        bell.ring()

    def job(live: LiveConfig, now: datetime) -> datetime | None:
        return scheduled_run(live, stop, now, hears_hubs=bool(serve))

    served = [_served(live, bell, serve, shows_status=shows_status, shows_metrics=shows_metrics)] if serve else []
    console.note(f"running {scheduling.rhythm(live.config)}; Ctrl-C ends it")
    with signals.heard(stop, on_end=bell.ring, on_hangup=reload):
        scheduling.keep_running(live, job, clock=WallClock(), bell=bell, stop=stop, beside=[*served, Watch(live, bell)])


def scheduled_run(live: LiveConfig, stop: Stop, now: datetime, *, hears_hubs: bool = False) -> datetime | None:
    """Make a run of the schedule, and return when the first source with a rhythm of its own falls due."""
    config = live.config
    with opened(config) as store:
        report = run_once(config, store, now, stop, misconfigured=live.trouble)
        if hears_hubs:
            ask_hubs(config, store, now, stop)
        console.note(closing_line(report))
        return next_own(config, store)


@contextmanager
def _served(live: LiveConfig, bell: Bell, listen: str, *, shows_status: bool, shows_metrics: bool) -> Iterator[None]:
    """Serve the site for a while; what hubs push has a run begin."""
    with opened(live.config) as store:
        hears = {CALLBACKS: callback(store, clock, bell.ring)}
        server = make_server(lambda: live.config, listen, hears, shows_status=shows_status, shows_metrics=shows_metrics)
        server.start()
        console.note(f"serving {live.config.site.output} at {server.url}")
        try:
            yield
        finally:
            server.stop()
