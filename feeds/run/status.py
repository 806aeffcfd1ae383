"""What an operator wants to know: how each source does, and what each category holds."""

from collections import Counter
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from feeds.changes import SourceState
from feeds.config import Config, FolderSource, Source
from feeds.store import Store


@dataclass(frozen=True, slots=True)
class SourceStatus:
    id: str
    entries: int
    state: str  # "ok", "never visited", "warning: …" or "failed 3 times: …"
    last_visit: str  # RFC 3339; "" when never
    last_success: str
    next_visit: str  # "" when at every run
    failures: int
    error: str
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CategoryStatus:
    key: str
    label: str
    entries: int


@dataclass(frozen=True, slots=True)
class Status:
    """How a site does."""

    sources: tuple[SourceStatus, ...]
    categories: tuple[CategoryStatus, ...]
    unfiled: int  # entries in no category
    refused: tuple[str, ...]  # files that give no entry, and why

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def read_status(config: Config, store: Store) -> Status:
    """Return how each configured source and category does."""
    states = store.states()
    by_source: Counter[str] = Counter()
    by_category: Counter[str] = Counter()
    for filed in store.entries():
        by_source[filed.origin.source_id] += 1
        by_category.update(filed.categories or ("",))
    return Status(
        tuple(_source(source, states.get(source.id), by_source[source.id]) for source in config.sources),
        tuple(CategoryStatus(c.key, c.label, by_category[c.key]) for c in config.categories),
        by_category[""],
        tuple(line for source in config.sources for line in _refused(source, store)),
    )


def _source(source: Source, state: SourceState | None, entries: int) -> SourceStatus:
    return SourceStatus(
        id=source.id,
        entries=entries,
        state=_state(state),
        last_visit=rfc3339(state.last_visit if state else None),
        last_success=rfc3339(state.last_success if state else None),
        next_visit=rfc3339(state.next_visit if state else None),
        failures=state.failures if state else 0,
        error=state.error if state else "",
        warnings=state.warnings if state else (),
    )


def _state(state: SourceState | None) -> str:
    if state is None or state.last_visit is None:
        return "never visited"
    if state.error:
        times = f"failed {state.failures} times" if state.failures > 1 else "failed"
        return f"{times}: {state.error}" if state.failures else state.error
    return f"warning: {state.warnings[0]}" if state.warnings else "ok"


def _refused(source: Source, store: Store) -> list[str]:
    if not isinstance(source, FolderSource):
        return []
    return [f"{source.id}: {name}: {file.error}" for name, file in store.files(source.id).items() if file.error]


def rfc3339(moment: datetime | None) -> str:
    """Return a moment as readers of JSON expect it, "" for none. Source: RFC 3339."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else ""
