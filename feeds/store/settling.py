"""Entries enter the live feeds, and leave them for the archives."""

from collections.abc import Sequence
from itertools import groupby, islice
from typing import Any

from sqlalchemy import Connection, Update, bindparam, func, select, update

from feeds.store.engine import batches
from feeds.store.membership import mark_feeds
from feeds.store.reading import is_live
from feeds.store.tables import entries, feeds, memberships, sightings
from feeds.windows import staying

_OF_A_FEED = memberships.c.feed.in_(select(feeds.c.key))  # true of all; lets the index serve, whose first column it is
_JOINED = memberships.join(entries, entries.c.pk == memberships.c.entry)


def settle(connection: Connection, window: int, max_share: float) -> None:
    """Number the entries that entered their feeds, oldest first; archive what was never live, then what is too many."""
    for key, rows in groupby(connection.execute(_waiting()).all(), lambda row: row.feed):
        waiting = list(rows)
        _enter(connection, key, [row.entry for row in waiting if row.archive is None])
        fitting = _fitting(connection, key, [row for row in waiting if row.archive == -1], window)
        _enter(connection, key, [row.entry for row in waiting if row.entry in fitting])
        old = [row.entry for row in waiting if row.archive is not None and row.entry not in fitting]
        _archive(connection, key, old, window)
    for key, live in connection.execute(_live_counts()).all():
        if live >= 2 * window:
            _close(connection, key, window, max_share)


def _waiting() -> Any:  # Any: a query's type spells its columns
    """Select what was recorded and did not enter yet, and what is too old ever to enter, oldest first."""
    return (
        select(memberships.c.feed, memberships.c.entry, memberships.c.archive, entries.c.sort_date)
        .join(entries, entries.c.pk == memberships.c.entry)
        .where(_OF_A_FEED, memberships.c.entered.is_(None), func.coalesce(memberships.c.archive, 0) <= 0)
        .where(entries.c.withdrawn.is_(None))
        .order_by(memberships.c.feed, entries.c.sort_date, entries.c.id)
    )


def _fitting(connection: Connection, key: str, refiled: list[Any], window: int) -> set[int]:
    """Return the entries filed here since they were published that fit into the live feed by their dates.

    An old one would push out what is news, unless the window has room.
    """
    if not refiled:
        return set()
    live = select(func.count(), func.min(entries.c.sort_date)).select_from(_JOINED)
    count, oldest = connection.execute(live.where(memberships.c.feed == key, is_live)).one()
    recent = {row.entry for row in refiled if count and row.sort_date >= oldest}
    room = max(0, window - count - len(recent))
    newest_first = (row.entry for row in reversed(refiled) if row.entry not in recent)
    return recent | set(islice(newest_first, room))


def _enter(connection: Connection, key: str, pks: list[int]) -> None:
    if not pks:
        return
    last = connection.scalar(select(feeds.c.last_entered).where(feeds.c.key == key)) or 0
    connection.execute(
        _membership(key).values(entered=bindparam("number"), archive=None),
        [{"pk": pk, "number": number} for number, pk in enumerate(pks, last + 1)],
    )
    mark_feeds(connection, [key], touched=True, last_entered=last + len(pks))


def _live_counts() -> Any:  # Any: a query's type spells its columns
    counts = select(memberships.c.feed, func.count()).select_from(_JOINED)
    return counts.where(_OF_A_FEED, is_live).group_by(memberships.c.feed)


def _close(connection: Connection, key: str, window: int, max_share: float) -> None:
    """Archive *window* entries at a time until fewer than twice as many are live: those that entered first.

    A withdrawn entry goes with its neighbours: where it would be, should it come back.
    """
    live = _live(connection, key)
    kept = len(live) - (len(live) // window - 1) * window
    stay = staying([row.source for row in live], kept, max_share)
    leaving = [row for place, row in enumerate(live) if place not in stay]
    for group in batches(leaving, window):
        last = _archive(connection, key, [row.entry for row in group], window)
        waits = (memberships.c.feed == key) & memberships.c.archive.is_(None)
        gone = select(entries.c.pk).where(entries.c.withdrawn.is_not(None))
        neighbours = (memberships.c.entered <= group[-1].entered) & memberships.c.entry.in_(gone)
        connection.execute(update(memberships).where(waits, neighbours).values(archive=last))


def _live(connection: Connection, key: str) -> Sequence[Any]:  # Any: a row's type spells its columns
    """Return the live entries of a feed with their sources, in the order of entering."""
    joined = _JOINED.join(sightings, (sightings.c.entry == entries.c.pk) & sightings.c.shown.is_(True))
    query = select(memberships.c.entry, memberships.c.entered, sightings.c.source).select_from(joined)
    return connection.execute(query.where(memberships.c.feed == key, is_live).order_by(memberships.c.entered)).all()


def _archive(connection: Connection, key: str, pks: list[int], size: int) -> int:
    """Put entries in as many new archives as they fill; return the number of the last one."""
    last = connection.scalar(select(feeds.c.last_archive).where(feeds.c.key == key)) or 0
    for group in batches(pks, size):
        last += 1
        connection.execute(_membership(key).values(archive=last), [{"pk": pk} for pk in group])
    if pks:
        mark_feeds(connection, [key], touched=True, last_archive=last)
    return last


def _membership(key: str) -> Update:
    return update(memberships).where(memberships.c.feed == key, memberships.c.entry == bindparam("pk"))
