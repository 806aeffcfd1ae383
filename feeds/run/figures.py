"""The figures of a site that a monitor watches, read from the store."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from feeds.changes import SourceState
from feeds.health import Run
from feeds.lists import sources_on
from feeds.settings import Config, FeedSource
from feeds.store import Store

STATES = ("ok", "failing", "gone", "unvisited")


@dataclass(frozen=True, slots=True)
class Figures:
    last_run: Run | None = None
    last_good_run: Run | None = None
    sources: Mapping[str, int] = field(default_factory=dict)  # how many are in each of STATES
    failures: Mapping[str, int] = field(default_factory=dict)  # in a row, by the id of each source that fails
    next_visit: datetime | None = None  # the earliest of a feed; None: there is none to come
    entries: Mapping[str, int] = field(default_factory=dict)  # by category
    unfiled: int = 0


def read_figures(config: Config, store: Store) -> Figures:
    """Return the figures of the sources and categories that are configured."""
    states, counts = store.states(), store.counts()
    sources = sources_on(config, store)
    known = {source.id: states.get(source.id) for source in sources}
    told = Counter(_state(state) for state in known.values())
    feeds = [known[source.id] for source in sources if isinstance(source, FeedSource)]
    visits = [state.next_visit for state in feeds if state and state.next_visit and not state.is_gone]
    return Figures(
        last_run=next(iter(store.runs(1)), None),
        last_good_run=next(iter(store.runs(1, well_only=True)), None),
        sources={name: told[name] for name in STATES},
        failures={name: state.failures for name, state in known.items() if state and _state(state) == "failing"},
        next_visit=min(visits, default=None),
        entries={key: counts.by_category.get(key, 0) for key in config.keys},
        unfiled=counts.unfiled,
    )


def _state(state: SourceState | None) -> str:
    if state is None or state.last_visit is None:
        return "unvisited"
    if state.is_gone:
        return "gone"
    return "failing" if state.error else "ok"
