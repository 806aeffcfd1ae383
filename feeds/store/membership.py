"""Which entries are in which feeds, and which feeds and pages that leaves behind what is recorded."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Update, bindparam, func, or_, select, update

from feeds.store.engine import batches
from feeds.store.filing import counts
from feeds.store.reading import is_live
from feeds.store.tables import entries, feeds, filings, memberships, sightings

_EVERYTHING = "all"  # the feed that carries every entry, filed or not
_OF_A_FEED = memberships.c.feed.in_(select(feeds.c.key))  # true of all; lets the index serve, whose first column it is


@dataclass(frozen=True, slots=True)
class Marks:
    """What one transaction did to entries, by their numbers."""

    seen: set[int] = field(default_factory=set)  # published otherwise than before, if only in a detail
    edited: set[int] = field(default_factory=set)  # meaningfully
    crossed: set[int] = field(default_factory=set)  # withdrawn, or back
    merged: set[int] = field(default_factory=set)  # into others; they keep the memberships that tell of their end
    beyond: set[int] = field(default_factory=set)  # new, and too old for the live feeds


def mark(connection: Connection, marks: Marks, now: datetime) -> None:
    """Let the entries seen enter and leave their feeds; mark those feeds and the entries' pages."""
    moved = _refit(connection, marks)
    touched = set(moved)
    for batch in batches(marks.seen):
        connection.execute(update(entries).where(entries.c.pk.in_(batch)).values(touched=True))
        touched |= _feeds_of(connection, batch)
    for batch in batches(marks.edited):
        moved |= _feeds_of(connection, batch, memberships.c.archive.is_(None))
    for batch in batches(marks.merged):
        touched |= _feeds_of(connection, batch)
    for batch in batches(marks.crossed):
        # An archived entry that is withdrawn leaves a tombstone in the live feed; one never live leaves none.
        moved |= _feeds_of(connection, batch, or_(memberships.c.archive.is_(None), memberships.c.archive > 0))
    _mark_feeds(connection, touched, touched=True)
    _mark_feeds(connection, moved, updated=now)


def settle(connection: Connection, window: int) -> None:
    """Number the entries that entered their feeds, oldest first; archive what a feed has too many of."""
    waiting: dict[str, list[int]] = {}
    for row in connection.execute(_waiting()):
        waiting.setdefault(row.feed, []).append(row.entry)
    for key, pks in waiting.items():
        _enter(connection, key, pks)
    for key, live in connection.execute(_live_counts()).all():
        if live >= 2 * window:
            _archive(connection, key, live, window)


def _refit(connection: Connection, marks: Marks) -> set[str]:
    """Make the memberships of the entries seen those that their filings ask for; return the live feeds that changed."""
    known = frozenset(connection.scalars(select(feeds.c.key)))
    moved: set[str] = set()
    for batch in batches(marks.seen):
        wanted = _wanted(connection, batch, known)
        present: dict[tuple[str, int], Row[Any]] = {
            (row.feed, row.entry): row
            for row in connection.execute(select(memberships).where(memberships.c.entry.in_(batch)))
        }
        # What was never live does not become so by being filed elsewhere: it is old.
        beyond = marks.beyond | {pk for (_, pk), row in present.items() if row.archive == 0}
        entering = [pair for pair in wanted if pair not in present]
        leaving = [pair for pair in present if pair not in wanted]
        _insert(connection, entering, beyond)
        _delete(connection, leaving)
        gone = _withdrawn(connection, batch)
        moved |= {key for key, pk in entering if pk not in beyond | gone}
        moved |= {key for key, pk in leaving if present[key, pk].archive is None and pk not in gone}
    return moved


def _wanted(connection: Connection, pks: list[int], known: frozenset[str]) -> dict[tuple[str, int], None]:
    """Return the pairs of feed and entry that the filings ask for, in the entries' order."""
    query = (
        select(filings.c.category, sightings.c.entry)
        .join(sightings, sightings.c.pk == filings.c.sighting)
        .where(sightings.c.entry.in_(pks), counts, filings.c.given.is_(True))
        .order_by(sightings.c.entry, filings.c.place)
    )
    pairs = [(_EVERYTHING, pk) for pk in sorted(pks)] + [(row.category, row.entry) for row in connection.execute(query)]
    return dict.fromkeys(pair for pair in pairs if pair[0] in known)


def _insert(connection: Connection, pairs: list[tuple[str, int]], beyond: set[int]) -> None:
    if pairs:
        rows = [
            {"feed": key, "entry": pk, "entered": None, "archive": 0 if pk in beyond else None} for key, pk in pairs
        ]
        connection.execute(memberships.insert(), rows)


def _delete(connection: Connection, pairs: list[tuple[str, int]]) -> None:
    if pairs:
        one = (memberships.c.feed == bindparam("key")) & (memberships.c.entry == bindparam("pk"))
        connection.execute(memberships.delete().where(one), [{"key": key, "pk": pk} for key, pk in pairs])


def _withdrawn(connection: Connection, pks: list[int]) -> set[int]:
    query = select(entries.c.pk).where(entries.c.pk.in_(pks), entries.c.withdrawn.is_not(None))
    return set(connection.scalars(query))


def _feeds_of(connection: Connection, pks: list[int], *conditions: Any) -> set[str]:  # Any: SQLAlchemy's clauses
    query = select(memberships.c.feed).distinct().where(memberships.c.entry.in_(pks), *conditions)
    return set(connection.scalars(query))


def _mark_feeds(connection: Connection, keys: Iterable[str], **values: object) -> None:
    # In one order: two workers that lock the same rows in two orders wait for each other for ever.
    for key in sorted(keys):
        connection.execute(update(feeds).where(feeds.c.key == key).values(**values))


def _waiting() -> Any:  # Any: a query's type spells its columns
    """Select what was recorded and did not enter yet, oldest first."""
    return (
        select(memberships.c.feed, memberships.c.entry)
        .join(entries, entries.c.pk == memberships.c.entry)
        .where(_OF_A_FEED, memberships.c.archive.is_(None), memberships.c.entered.is_(None))
        .where(entries.c.withdrawn.is_(None))
        .order_by(memberships.c.feed, entries.c.sort_date, entries.c.id)
    )


def _enter(connection: Connection, key: str, pks: list[int]) -> None:
    last = connection.scalar(select(feeds.c.last_entered).where(feeds.c.key == key)) or 0
    connection.execute(
        _membership(key).values(entered=bindparam("number")),
        [{"pk": pk, "number": number} for number, pk in enumerate(pks, last + 1)],
    )
    _mark_feeds(connection, [key], touched=True, last_entered=last + len(pks))


def _membership(key: str) -> Update:
    return update(memberships).where(memberships.c.feed == key, memberships.c.entry == bindparam("pk"))


def _live_counts() -> Any:  # Any: a query's type spells its columns
    joined = memberships.join(entries, entries.c.pk == memberships.c.entry)
    counts = select(memberships.c.feed, func.count()).select_from(joined)
    return counts.where(_OF_A_FEED, is_live).group_by(memberships.c.feed)


def _archive(connection: Connection, key: str, live: int, window: int) -> None:
    """Move the oldest *window* entries to the next archive, until fewer than twice as many are live."""
    numbers = connection.scalars(
        select(memberships.c.entered)
        .join(entries, entries.c.pk == memberships.c.entry)
        .where(memberships.c.feed == key, is_live)
        .order_by(memberships.c.entered)
    ).all()
    last = connection.scalar(select(feeds.c.last_archive).where(feeds.c.key == key)) or 0
    for count in range(live // window - 1):
        last += 1
        # A withdrawn entry goes with its neighbours: where it would be, should it come back.
        of_feed = (memberships.c.feed == key) & memberships.c.archive.is_(None)
        before = memberships.c.entered <= numbers[(count + 1) * window - 1]
        connection.execute(update(memberships).where(of_feed, before).values(archive=last))
    _mark_feeds(connection, [key], touched=True, last_archive=last)
