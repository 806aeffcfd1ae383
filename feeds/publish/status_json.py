"""The status as JSON: `rubrique status --json`, and status/status.json. docs/operating.md describes the form."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any

from feeds.health import CategoryStatus, HookFault, Misconfigured, Outage, RuleCount, Run, SourceStatus, Status
from feeds.publish.volumes import Volume, last_days, last_months

VERSION = 1  # of the form: another one where a script would stumble
_LISTS = ("sources", "categories", "runs", "outages", "refused", "hook_faults", "rule_counts")


def rfc3339(moment: datetime | None) -> str:
    """Return a moment as readers of JSON expect it, "" for none. Source: RFC 3339."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else ""


def render_status_json(status: Status) -> bytes:
    return (json.dumps(status_form(status), ensure_ascii=False, indent=1) + "\n").encode()


def status_form(status: Status) -> dict[str, Any]:
    """Return the status as JSON has it: moments in RFC 3339, "" for none."""
    return {
        "version": VERSION,
        "moment": rfc3339(status.moment),
        "rules": status.rules,
        "outdated": status.outdated,
        "unfiled": status.unfiled,
        "sources": [_measured(source, status) for source in status.sources],
        "categories": [_measured(category, status) for category in status.categories],
        "runs": [_run(run) for run in status.runs],
        "outages": [_form(outage) for outage in status.outages],
        "refused": list(status.refused),
        "configuration": _configuration(status.misconfigured),
        "hook_faults": [_form(fault) for fault in status.hook_faults],
        "rule_counts": [_form(count) for count in status.rule_counts],
    }


def status_faults(found: Any) -> Iterator[str]:  # Any: whatever JSON there is
    """Yield what is wrong with a status of ours, read back."""
    if found["version"] != VERSION:
        yield "not a status of this version"
    for name in _LISTS:
        if not isinstance(found[name], list):
            yield f"no list of {name}"


def _measured(one: SourceStatus | CategoryStatus, status: Status) -> dict[str, Any]:
    """Return a source or a category with its volumes."""
    days, months = last_days(one.days, status.moment), last_months(one.days, status.moment)
    own = {name: value for name, value in _form(one).items() if name != "days"}
    return own | {"days": _by_name(days, "%Y-%m-%d"), "months": _by_name(months, "%Y-%m")}


def _form(one: SourceStatus | CategoryStatus | Outage | HookFault | RuleCount) -> dict[str, Any]:
    """Return a value by the names of its fields."""
    named = {("source" if name == "source_id" else name): value for name, value in asdict(one).items()}
    return {name: rfc3339(value) if isinstance(value, datetime | None) else value for name, value in named.items()}


def _by_name(volume: Volume, form: str) -> dict[str, int]:
    return {date.strftime(day, form): count for day, count in volume}


def _run(run: Run) -> dict[str, Any]:
    took = run.took.total_seconds() if run.took is not None else None
    return {"number": run.number, "began": rfc3339(run.began), "took_seconds": took, **asdict(run.tally)}


def _configuration(trouble: Misconfigured | None) -> dict[str, Any] | None:
    if trouble is None:
        return None
    since, lines = rfc3339(trouble.since), list(trouble.lines)
    return {"broken_since": since, "file": trouble.file, "faults": trouble.faults, "lines": lines}
