"""The command that runs the job once, and what a run tells people."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

import typer

from feeds import pipeline
from feeds.cli import console
from feeds.cli.logs import LogFormat, start_logging
from feeds.cli.options import AsJson, ConfigFile, clock, opened, read_config
from feeds.health import Misconfigured
from feeds.pipeline import RunReport
from feeds.plural import counted
from feeds.publish.write import Report as Publication
from feeds.run import signals
from feeds.run.notify import notify
from feeds.run.websub import tell_hubs
from feeds.settings import Config
from feeds.stopping import Stop
from feeds.store import Store

NOT_PUBLISHED = 1
SOME_FAILED = 3
_NAMED = 5  # files, of those that one reason kept from being published

Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Log what happens, to stderr.")]
Format = Annotated[LogFormat, typer.Option("--log-format", help="Write the log as lines of key=value, or of JSON.")]


def run(
    config_file: ConfigFile = None,
    *,
    every_source: Annotated[bool, typer.Option("--all", help="Visit feeds that are not due, too.")] = False,
    accept_deletions: Annotated[
        bool, typer.Option("--accept-deletions", help="Withdraw the entries of files that are gone, however many.")
    ] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Exit 3 when any source failed.")] = False,
    as_json: AsJson = False,
    verbose: Verbose = False,
    log_format: Format = LogFormat.TEXT,
) -> None:
    """Make one pass: visit what is due, file what is new, publish what changed.

    Example: rubrique run --config /srv/veille/sources.toml
    """
    start_logging(log_format, verbose=verbose)
    config, stop = read_config(config_file), Stop()
    with signals.heard(stop):
        report = _run(config, stop, every_source=every_source, accept_deletions=accept_deletions)
    if as_json:
        console.say_json(_as_json(report))
    else:
        console.say(closing_line(report))
    raise typer.Exit(exit_code(report, strict=strict))


def exit_code(report: RunReport, *, strict: bool = False) -> int:
    """Return 1 when something was not published or every source failed, 3 when strict and any failed, else 0."""
    if not report.is_well:
        return NOT_PUBLISHED
    return SOME_FAILED if strict and report.failed else 0


def closing_line(report: RunReport) -> str:
    """Return the line that ends a run, fit for a mail of cron's."""
    outcomes = report.outcomes
    parts = [f"{counted(len(outcomes), 'source')} visited"]
    parts += [f"{sum(getattr(o, name) for o in outcomes)} {name}" for name in ("new", "edited", "withdrawn")]
    failed = [o.source_id for o in outcomes if o.error]
    parts += [f"failed: {' '.join(failed)}"] if failed else []
    return ", ".join([*parts, *files_line(report.publication)])


def files_line(publication: Publication) -> list[str]:
    """Return the parts of a closing line that tell what became of the files."""
    written, removed = len(publication.written), len(publication.removed)
    parts = [f"{counted(written, 'file')} written"]
    parts += [f"{removed} removed"] if removed else []
    failed = len(publication.failed)
    return [*parts, f"{counted(failed, 'file')} not published"] if failed else parts


def _run(config: Config, stop: Stop, *, every_source: bool, accept_deletions: bool) -> RunReport:
    with opened(config) as store:
        return run_once(config, store, clock(), stop, every_source=every_source, accept_deletions=accept_deletions)


def run_once(
    config: Config,
    store: Store,
    now: datetime,
    stop: Stop,
    *,
    every_source: bool = False,
    accept_deletions: bool = False,
    misconfigured: Misconfigured | None = None,
) -> RunReport:
    """Make a run, show how it gets on, and tell those who are to hear of it once the files are in their places."""
    with console.visits(len(config.sources) + len(config.lists)) as visits:
        report = pipeline.run(
            config,
            store,
            now,
            every_source=every_source,
            accept_deletions=accept_deletions,
            on_visit=visits.ended,
            stop=stop,
            misconfigured=misconfigured,
        )
        note_failures(report.publication)
        tell(config, store, stop)
    return report


def note_failures(publication: Publication) -> None:
    """Tell which files were not published, and why; of many for one reason, as on a full disk, a few and how many."""
    by_reason: dict[str, list[str]] = {}
    for path, reason in publication.failed:
        by_reason.setdefault(reason, []).append(path)
    for reason, paths in by_reason.items():
        for path in paths[:_NAMED]:
            console.note(f"not published: {path}: {reason}")
        if len(paths) > _NAMED:
            console.note(f"not published: {counted(len(paths) - _NAMED, 'other file')}: {reason}")


def tell(config: Config, store: Store, stop: Stop | None = None) -> None:
    """Tell the hubs and the hooks what is new, and the operator which of them did not listen."""
    for warning in (*tell_hubs(config, store, stop), *notify(config, store, clock(), stop)):
        console.note(f"warning: {warning}")


def _as_json(report: RunReport) -> dict[str, Any]:
    publication = report.publication
    return {
        "sources": [asdict(outcome) for outcome in report.outcomes],
        "written": sorted(publication.written),
        "removed": sorted(publication.removed),
        "failed": dict(publication.failed),
    }
