"""Values for tests of the store, of which a test names what matters."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from feeds.changes import Added, Change, Joined, Signs, SourceState, Visit
from feeds.model import Entry, Filing, Origin
from feeds.store import Store

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
NO_SIGNS = Signs()


def origin(source_id: str = "a", title: str = "Journal") -> Origin:
    return Origin(source_id, f"https://{source_id}.example/", title)


def state(source_id: str = "a", **values: object) -> SourceState:
    return SourceState(**{"source_id": source_id, "origin": origin(source_id), "last_visit": NOW} | values)  # type: ignore[arg-type]


def given(*categories: str) -> tuple[Filing, ...]:
    return tuple(Filing(category, 3.0, given=True, verdict="sure") for category in categories)


def added(
    name: str,
    *,
    sort_date: datetime = NOW,
    filings: Sequence[Filing] = (),
    live: bool = True,
    signs: Signs = NO_SIGNS,
    rank: str = "",
    **content: object,
) -> Added:
    """Return a new entry with the key *name* and the id urn:*name*."""
    entry = Entry(**{"title": f"Titre {name}"} | content)  # type: ignore[arg-type]
    decided = (f"urn:{name}", name, sort_date, sort_date, live, signs, rank)
    return Added(name, "", f"raw {name}", entry, tuple(filings), *decided)


def joined(
    name: str,
    entry_id: str,
    *,
    filings: Sequence[Filing] = (),
    signs: Signs = NO_SIGNS,
    rank: str = "",
    **content: object,
) -> Joined:
    entry = Entry(**{"title": f"Titre {name}"} | content)  # type: ignore[arg-type]
    return Joined(name, "", f"raw {name}", entry, tuple(filings), entry_id, signs, rank)


def record(store: Store, *changes: Change, source: str = "a", at: datetime = NOW) -> None:
    store.record(Visit(state(source), changes), at)


def adopt(store: Store, *categories: str, at: datetime = NOW) -> None:
    store.adopt({"a": "", "b": ""}, ["all", *categories], at)


def ids(store: Store, key: str = "all") -> list[str]:
    """Return the ids of a feed's live entries, in the order published."""
    [feed] = store.feeds([key])
    return [entry.id for entry in feed.entries]
