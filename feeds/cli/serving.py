"""The commands that show a site to others: serve, metrics."""

import signal
import threading
from pathlib import Path
from typing import Annotated

import typer

from feeds.cli import console
from feeds.cli.logs import LogFormat, start_logging
from feeds.cli.options import ConfigFile, opened, read_config
from feeds.cli.running import Format, Verbose
from feeds.cli.server import ShowsMetrics, ShowsStatus, extra, make_server
from feeds.run.figures import read_figures


def serve(
    config_file: ConfigFile = None,
    *,
    listen: Annotated[str, typer.Option("--listen", help="The address and port to answer at.")] = "127.0.0.1:8000",
    shows_status: ShowsStatus = False,
    shows_metrics: ShowsMetrics = False,
    verbose: Verbose = False,
    log_format: Format = LogFormat.TEXT,
) -> None:
    """Hand out output/ over HTTP until SIGTERM or Ctrl-C.

    status/, /metrics and /healthz are for programs of this machine, unless options say otherwise.

    Example: rubrique serve --listen 127.0.0.1:8000
    """
    start_logging(log_format, verbose=verbose)
    config = read_config(config_file)
    server = make_server(lambda: config, listen, shows_status=shows_status, shows_metrics=shows_metrics)
    is_over = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: is_over.set())
    server.start()
    console.note(f"serving {config.site.output} at {server.url}; Ctrl-C ends it")
    is_over.wait()
    server.stop()


def metrics(
    file: Annotated[Path | None, typer.Argument(help="Where to write them, whole or not at all.")] = None,
    config_file: ConfigFile = None,
) -> None:
    """Print the figures that /metrics tells of the site, or write them for node_exporter's textfile collector.

    Example: rubrique metrics /var/lib/prometheus/node-exporter/rubrique.prom
    """
    with extra():
        from feeds.run.metrics import exposition, write_textfile
    config = read_config(config_file)
    with opened(config) as store:
        figures = read_figures(config, store)
    if file:
        write_textfile(file, figures)
    else:
        for line in exposition(figures).decode().splitlines():
            console.say(line)
