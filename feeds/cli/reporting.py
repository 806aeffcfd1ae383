"""The command `status`: how the site does, as tables or as JSON."""

from collections.abc import Iterator
from datetime import datetime

from feeds.cli import console
from feeds.cli.options import AsJson, ConfigFile, clock, opened, read_config
from feeds.health import WHY_THEN, Run, SourceStatus, Status
from feeds.plural import counted
from feeds.publish.status_json import rfc3339, status_form
from feeds.status import read_status

_RUNS = 5  # of those known: the page has more, and --json has all


def status(config_file: ConfigFile = None, *, as_json: AsJson = False) -> None:
    """Show how each source and category does, the last runs, and what to look at.

    Example: rubrique status --json
    """
    config = read_config(config_file)
    with opened(config) as store:
        found = read_status(config, store, clock())
    if as_json:
        console.say_json(status_form(found))
    else:
        _show(found)


def _show(found: Status) -> None:
    console.table(
        ["source", "last success", "next visit", "hub", "a week", "entries", "repaired", "state"],
        [_source_row(source) for source in found.sources],
    )
    console.say()
    console.table(
        ["category", "a week", "entries"], [[c.label, f"{c.per_week:.1f}", str(c.entries)] for c in found.categories]
    )
    if found.runs:
        console.say()
        console.table(
            ["run", "began", "took", "sources", "new", "edited", "withdrawn", "failed", "files", "outcome"],
            [_run_row(run) for run in found.runs[:_RUNS]],
        )
    if found.rule_counts:
        console.say()
        console.table(
            ["source", "rule", "effect", "entries", "last time"],
            [[c.source_id, c.rule, c.verb, str(c.entries), _moment(c.last)] for c in found.rule_counts],
        )
    for line in _remarks(found):
        console.say(line)


def _source_row(source: SourceStatus) -> list[str]:
    why = WHY_THEN[source.why_then]
    next_visit = f"{_moment(source.next_visit)}, {why}" if source.next_visit else why
    repaired = [f"{count} {name}" for count, name in _repairs(source) if count]
    return [
        source.id,
        _moment(source.last_success),
        next_visit,
        source.hub,
        f"{source.per_week:.1f}",
        str(source.entries),
        ", ".join(repaired),
        source.state,
    ]


def _repairs(source: SourceStatus) -> tuple[tuple[int, str], ...]:
    return (source.repaired_ids, "ids"), (source.repaired_dates, "dates")


def _run_row(run: Run) -> list[str]:
    tally = run.tally
    took = f"{run.took.total_seconds():.1f} s" if run.took is not None else ""
    outcome = "interrupted" if run.took is None else "well" if tally.is_well else "incomplete"
    counts = (tally.visited, tally.new, tally.edited, tally.withdrawn, tally.failed, tally.written)
    return [str(run.number), _moment(run.began), took, *map(str, counts), outcome]


def _remarks(found: Status) -> Iterator[str]:
    """Yield what an operator or an editor should look at."""
    for source in found.sources:
        if source.is_stale:
            yield f"{source.id}: silent since {_moment(source.newest)}, a time unlike its rhythm"
        for line in source.advice:
            yield f"{source.id}: {line}"
    for fault in found.hook_faults:
        yield f"{fault.hook}: failed {counted(fault.failures, 'time')}, and entries go on without it: {fault.error}"
    yield from found.refused
    if found.outdated:
        entries = counted(found.outdated, "entry is", "entries are")
        yield f"{entries} filed under older rules than those of now: see `rubrique recategorise`"


def _moment(moment: datetime | None) -> str:
    return rfc3339(moment).replace("T", " ").removesuffix("Z") or "never"
