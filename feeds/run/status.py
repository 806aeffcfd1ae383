"""What an operator wants to know: how each source does, and what each category holds."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from feeds.changes import SourceState
from feeds.config import Config, FeedSource, FolderSource, Source
from feeds.store import Store
from feeds.urls import canonical_url


@dataclass(frozen=True, slots=True)
class SourceStatus:
    id: str
    entries: int  # that it carries, alone or with others
    state: str  # "ok", "never visited", "warning: …", "failed 3 times: …" or "gone: …"
    last_visit: str  # RFC 3339; "" when never
    last_success: str
    next_visit: str  # "" when at every run
    failures: int
    error: str
    warnings: tuple[str, ...]
    advice: tuple[str, ...]  # what to change in sources.toml, and why


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
        by_source.update((filed.origin.source_id, *(origin.source_id for origin in filed.via)))
        by_category.update(filed.categories or ("",))
    twins = _twins(config, states)
    return Status(
        tuple(_source(s, states.get(s.id), by_source[s.id], twins.get(s.id, "")) for s in config.sources),
        tuple(CategoryStatus(c.key, c.label, by_category[c.key]) for c in config.categories),
        by_category[""],
        tuple(line for source in config.sources for line in _refused(source, store)),
    )


def _source(source: Source, state: SourceState | None, entries: int, twin: str) -> SourceStatus:
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
        advice=tuple(_advice(source, state, twin)),
    )


def _advice(source: Source, state: SourceState | None, twin: str) -> Iterator[str]:
    """Yield what the editor should change. Nobody changes sources.toml but its editor."""
    if isinstance(source, FeedSource) and state and state.url == source.url:
        if state.is_gone:
            yield "gone for good (410), and asked no more: give its new address, or remove it"
        if state.address:
            yield f'moved for good: write url = "{_shown(source, state.address)}"'
    if twin:
        yield f"the same feed as {twin}: keep one of the two"


def _shown(source: FeedSource, address: str) -> str:
    """Return an address without what a secret may be in."""
    return urlunsplit(urlsplit(address)._replace(query="${…}", fragment="")) if source.is_secret else address


def _twins(config: Config, states: Mapping[str, SourceState]) -> dict[str, str]:
    """Return, for each source that ends at the address of an earlier one or carries its id, the earlier one's id."""
    first: dict[str, str] = {}
    twins: dict[str, str] = {}
    for source in config.sources:
        state = states.get(source.id)
        if state is None or not isinstance(source, FeedSource):
            continue
        marks = {canonical_url(state.answered_by), state.origin.id} - {""}
        twin = next((first[mark] for mark in sorted(marks) if mark in first), "")
        if twin:
            twins[source.id] = twin
        for mark in marks:
            first.setdefault(mark, source.id)
    return twins


def _state(state: SourceState | None) -> str:
    if state is None or state.last_visit is None:
        return "never visited"
    if state.is_gone:
        return f"gone: {state.error}"
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
