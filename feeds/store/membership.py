"""Which entries are in which feeds, and which feeds and pages that leaves behind what is recorded."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, or_, select, update

from feeds.store.engine import batches
from feeds.store.filing import counts
from feeds.store.tables import entries, feeds, filings, memberships, meta, pins, sightings

_EVERYTHING = "all"  # the feed that carries every entry, filed or not
_MAY_BE_LIVE = func.coalesce(memberships.c.archive, -1) < 0
_EXPLAINED = meta.c.name == "explained"
_PAIR = (memberships.c.feed == bindparam("key")) & (memberships.c.entry == bindparam("pk"))


@dataclass(frozen=True, slots=True)
class Marks:
    """What one transaction did to entries, by their numbers."""

    seen: set[int] = field(default_factory=set)  # published otherwise than before, if only in a detail
    edited: set[int] = field(default_factory=set)  # meaningfully
    crossed: set[int] = field(default_factory=set)  # withdrawn, or back
    merged: set[int] = field(default_factory=set)  # into others; they keep the memberships that tell of their end
    beyond: set[int] = field(default_factory=set)  # new, and too old for the live feeds
    refiled: set[int] = field(default_factory=set)  # known, and filed otherwise than before
    explained: set[int] = field(default_factory=set)  # filed as before, with other points or reasons
    judged: set[int] = field(default_factory=set)  # filed by other rules than before


def mark(connection: Connection, marks: Marks, now: datetime) -> None:
    """Let the entries seen enter and leave their feeds; mark those feeds and the entries' pages."""
    moved = _refit(connection, marks)
    touched = set(moved)
    for batch in batches(marks.seen):
        connection.execute(update(entries).where(entries.c.pk.in_(batch)).values(touched=True))
        touched |= _feeds_of(connection, batch)
    for batch in batches(marks.explained | marks.judged):  # what a live feed says of it, and no page or archive
        touched |= _feeds_of(connection, batch, memberships.c.archive.is_(None))
    for batch in batches(marks.edited):
        moved |= _feeds_of(connection, batch, memberships.c.archive.is_(None))
    for batch in batches(marks.merged):
        touched |= _feeds_of(connection, batch)
    for batch in batches(marks.crossed):
        # An archived entry that is withdrawn leaves a tombstone in the live feed; one never live leaves none.
        moved |= _feeds_of(connection, batch, or_(_MAY_BE_LIVE, memberships.c.entered.is_not(None)))
    mark_feeds(connection, touched, touched=True)
    mark_feeds(connection, moved, updated=now)
    _note_explained(connection, marks.explained)


def note_withdrawal(connection: Connection) -> None:
    """Remember that published files may show what is withdrawn; before the first publication there are none."""
    connection.execute(update(meta).where(meta.c.name == "withdrawn").values(value="yes"))


def _note_explained(connection: Connection, pks: Collection[int]) -> None:
    """Remember the archives whose pages for the editor are behind; before the first publication there are none."""
    known = frozenset[int](json.loads(connection.scalar(select(meta.c.value).where(_EXPLAINED)) or "[]"))
    held = (memberships.c.feed == _EVERYTHING) & (memberships.c.archive > 0)
    found = {
        number
        for batch in batches(pks)
        for number in connection.scalars(select(memberships.c.archive).where(held, memberships.c.entry.in_(batch)))
    }
    if not found <= known:
        connection.execute(update(meta).where(_EXPLAINED).values(value=json.dumps(sorted(found | known))))


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
        beyond = marks.beyond | {pk for (_, pk), row in present.items() if row.archive is not None and not row.entered}
        entering = [pair for pair in wanted if pair not in present]
        leaving = [pair for pair in present if pair not in wanted]
        _insert(connection, entering, beyond, marks.refiled)
        # What an archive holds stays known: a withdrawal must find it there.
        _delete(connection, [pair for pair in leaving if not present[pair].archive])
        _let_leave(connection, [pair for pair in leaving if present[pair].archive], has_left=True)
        _let_leave(connection, [pair for pair in wanted if pair in present and present[pair].has_left], has_left=False)
        gone = _withdrawn(connection, batch)
        moved |= {key for key, pk in entering if pk not in beyond | gone}
        moved |= {key for key, pk in leaving if present[key, pk].archive is None and pk not in gone}
    return moved


def _wanted(connection: Connection, pks: list[int], known: frozenset[str]) -> dict[tuple[str, int], None]:
    """Return the pairs of feed and entry that the filings and the editors ask for, in the entries' order."""
    query = (
        select(filings.c.category, sightings.c.entry)
        .join(sightings, sightings.c.pk == filings.c.sighting)
        .where(sightings.c.entry.in_(pks), counts, filings.c.given.is_(True))
        .order_by(sightings.c.entry, filings.c.place)
    )
    pairs = [(_EVERYTHING, pk) for pk in sorted(pks)] + [(row.category, row.entry) for row in connection.execute(query)]
    decided = connection.execute(select(pins).where(pins.c.entry.in_(pks)).order_by(pins.c.entry, pins.c.category))
    by_hand = {(row.category, row.entry): row.given for row in decided}
    pairs = [pair for pair in pairs if by_hand.get(pair, True)] + [pair for pair, given in by_hand.items() if given]
    return dict.fromkeys(pair for pair in pairs if pair[0] in known)


def _insert(connection: Connection, pairs: list[tuple[str, int]], beyond: set[int], refiled: set[int]) -> None:
    def archive(pk: int) -> int | None:
        return 0 if pk in beyond else -1 if pk in refiled else None

    if pairs:
        blank = {"entered": None, "has_left": False, "shown": None}
        rows = [{"feed": key, "entry": pk, "archive": archive(pk), **blank} for key, pk in pairs]
        connection.execute(memberships.insert(), rows)


def _delete(connection: Connection, pairs: list[tuple[str, int]]) -> None:
    if pairs:
        connection.execute(memberships.delete().where(_PAIR), [{"key": key, "pk": pk} for key, pk in pairs])


def _let_leave(connection: Connection, pairs: list[tuple[str, int]], *, has_left: bool) -> None:
    if pairs:
        changed = update(memberships).where(_PAIR).values(has_left=has_left)
        connection.execute(changed, [{"key": key, "pk": pk} for key, pk in pairs])


def _withdrawn(connection: Connection, pks: list[int]) -> set[int]:
    query = select(entries.c.pk).where(entries.c.pk.in_(pks), entries.c.withdrawn.is_not(None))
    return set(connection.scalars(query))


def _feeds_of(connection: Connection, pks: list[int], *conditions: Any) -> set[str]:  # Any: SQLAlchemy's clauses
    query = select(memberships.c.feed).distinct().where(memberships.c.entry.in_(pks), *conditions)
    return set(connection.scalars(query))


def mark_feeds(connection: Connection, keys: Iterable[str], **values: object) -> None:
    # In one order: two workers that lock the same rows in two orders wait for each other for ever.
    for key in sorted(keys):
        connection.execute(update(feeds).where(feeds.c.key == key).values(**values))
