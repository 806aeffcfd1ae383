"""How a site does, as an operator and an editor want to know it: each source, each category, runs and outages."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit, urlunsplit

from feeds.category import Category
from feeds.changes import SourceState
from feeds.health import CategoryStatus, Counts, Days, SourceStatus, Status, Volume
from feeds.lists import with_lists
from feeds.rulebook import site_rules
from feeds.settings import Config, FeedSource, FolderSource, PageSource, Source, SourceList
from feeds.staleness import is_stale
from feeds.store import Store
from feeds.subscriptions import Subscription
from feeds.urls import canonical_url

RUNS = 20  # the last ones, which tell how today went
OUTAGES = 50  # that ended: a year of a site that is looked after
MONTHS = 12
_WEEKS = 4  # whose mean is "a week"


def read_status(config: Config, store: Store, now: datetime) -> Status:
    """Return how each configured source and category does at a moment."""
    known = _Known(store, now)
    config = with_lists(config, store)
    twins = _twins(config, known.states)
    rules = site_rules(config).version
    return Status(
        moment=now,
        since=store.known_since() or now,
        sources=(
            *(_source(source, known, twins.get(source.id, "")) for source in config.sources),
            *(_list(each, known) for each in config.lists),
        ),
        categories=tuple(_category(category, known) for category in config.categories),
        unfiled=known.counts.unfiled,
        outdated=sum(count for version, count in known.counts.by_rules.items() if version != rules),
        rules=rules,
        hook_faults=tuple(fault for fault in store.hook_faults() if fault.hook in config.hook_labels),
        rule_counts=store.rule_counts(),
        refused=tuple(line for source in config.sources for line in _refused(source, store)),
        runs=store.runs(RUNS),
        outages=store.outages(OUTAGES),
    )


def first_month(now: datetime) -> datetime:
    """Return the beginning of the first of the twelve months that end with the one of *now*.

    >>> first_month(datetime(2026, 11, 24, 9)), first_month(datetime(2026, 12, 31))
    (datetime.datetime(2025, 12, 1, 0, 0), datetime.datetime(2026, 1, 1, 0, 0))
    """
    months = now.year * 12 + now.month - MONTHS
    return now.replace(year=months // 12, month=months % 12 + 1, day=1, hour=0, minute=0, second=0, microsecond=0)


class _Known:
    """All that the store tells, asked once for all sources."""

    def __init__(self, store: Store, now: datetime) -> None:
        self.now = now
        self.states: Mapping[str, SourceState] = store.states()
        self.counts: Counts = store.counts()
        self.volume: Volume = store.volume(first_month(now))
        self.rhythms: Mapping[str, tuple[datetime, ...]] = store.rhythms()
        self.subscriptions: dict[str, list[Subscription]] = defaultdict(list)
        for one in store.subscriptions():
            if one.mode == "subscribe":
                self.subscriptions[one.source_id].append(one)

    def per_week(self, days: Days) -> float:
        """Return the mean of the last weeks, to one decimal."""
        today = self.now.date()
        return round(sum(days.get(today - timedelta(days=n), 0) for n in range(7 * _WEEKS)) / _WEEKS, 1)


def _source(source: Source, known: _Known, twin: str) -> SourceStatus:
    state, counts = known.states.get(source.id), known.counts
    days, dates = known.volume.by_source.get(source.id, {}), known.rhythms.get(source.id, ())
    return SourceStatus(
        id=source.id,
        title=source.title or (state.origin.title if state else "") or source.id,
        entries=counts.by_source.get(source.id, 0),
        state=_state(state) if source.enabled else "off",
        last_visit=state.last_visit if state else None,
        last_success=state.last_success if state else None,
        next_visit=state.next_visit if state and source.enabled and not state.is_gone else None,
        why_then=_why_then(source, state),
        failures=state.failures if state else 0,
        error=state.error if state else "",
        warnings=state.warnings if state else (),
        advice=tuple(_advice(source, state, twin)),
        newest=dates[0] if dates else None,
        is_stale=source.enabled and is_stale(known.now, dates),
        per_week=known.per_week(days),
        repaired_ids=counts.repaired_ids.get(source.id, 0),
        repaired_dates=counts.repaired_dates.get(source.id, 0),
        days=days,
        hub=_hub(known.subscriptions.get(source.id, ()), known.now),
    )


def _hub(subscriptions: Sequence[Subscription], now: datetime) -> str:
    """Return what comes of the hubs that a source announces."""
    if any(one.until and one.until > now for one in subscriptions):
        return "pushes"
    return next((one.error for one in subscriptions if one.error), "asked" if subscriptions else "")


def _list(each: SourceList, known: _Known) -> SourceStatus:
    """Return how the reading of a list does; the feeds that it names are sources of their own."""
    status = _source(each.block, known, "")
    return replace(status, next_visit=None, why_then="run" if each.block.enabled else "off")


def _category(category: Category, known: _Known) -> CategoryStatus:
    days = known.volume.by_category.get(category.key, {})
    entries = known.counts.by_category.get(category.key, 0)
    return CategoryStatus(category.key, category.label, entries, known.per_week(days), days)


def _why_then(source: Source, state: SourceState | None) -> str:
    """Return what sets the next visit: a key of WHY_THEN."""
    if not source.enabled:
        return "off"
    if isinstance(source, FolderSource):
        return "run"
    if state and state.is_gone:
        return "gone"
    return state.why_then if state and state.next_visit and state.why_then else "due"


def _advice(source: Source, state: SourceState | None, twin: str) -> Iterator[str]:
    """Yield what the editor should change. Nobody changes sources.toml but its editor."""
    if isinstance(source, FeedSource) and state and state.url == source.url:
        if state.is_gone:
            yield "gone for good (410), and asked no more: give its new address, or remove it"
        if state.address:
            key = "page" if isinstance(source, PageSource) else "url"
            yield f'moved for good: write {key} = "{_shown(source, state.address)}"'
    if twin:
        yield f"the same feed as {twin}: keep one of the two"


def _shown(source: FeedSource, address: str) -> str:
    """Return an address without what a secret may be in."""
    if not source.is_secret:
        return address
    parts = urlsplit(address)._replace(query="${…}", fragment="")
    return urlunsplit(parts._replace(path="/${…}", query="") if source.base_url else parts)


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
