"""Which sighting of an entry is shown, and two entries made one."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, func, select, update

from feeds.changes import Merged
from feeds.errors import StoreError
from feeds.store.engine import batches
from feeds.store.membership import Marks
from feeds.store.tables import IS_CARRIED, digest, entries, pins, sightings


def show(connection: Connection, pks: set[int], now: datetime, marks: Marks) -> None:
    """Let each entry be shown by its sighting of least rank that is there, or withdraw it when none is."""
    marks.seen.update(pks)
    for batch in batches(pks):
        query = (
            select(*(sightings.c[name] for name in ("entry", "pk", "shown")), IS_CARRIED.label("is_carried"))
            .add_columns(entries.c.withdrawn.label("entry_withdrawn"), entries.c.is_banned)
            .join(entries, entries.c.pk == sightings.c.entry)
            .where(sightings.c.entry.in_(batch))
            .order_by(sightings.c.entry, sightings.c.rank, sightings.c.pk)
        )
        rows = connection.execute(query).all()
        _choose(connection, rows)
        for entry, each in groupby(rows, lambda row: row.entry):
            _come_or_go(connection, entry, list(each), now, marks)


def shown_of(connection: Connection, pks: set[int]) -> set[int]:
    """Return the numbers of the sightings that these entries are shown by."""
    query = select(sightings.c.pk).where(sightings.c.shown.is_(True))
    return {pk for batch in batches(pks) for pk in connection.scalars(query.where(sightings.c.entry.in_(batch)))}


def merge(connection: Connection, merged: Iterable[Merged], now: datetime, marks: Marks) -> None:
    """Give all sightings of each younger entry to the older, and withdraw it."""
    for change in merged:
        names = change.younger, change.older
        numbers = numbers_of(connection, names)
        younger, older = (numbers[name] for name in names)
        if _is_any_banned(connection, (younger, older)):
            continue  # withdrawn by hand: one of them must not take the other along, nor bring it back
        of_younger = sightings.c.entry == younger
        connection.execute(update(sightings).where(of_younger).values(shown=False))
        connection.execute(update(sightings).where(of_younger).values(entry=older))
        known = select(pins.c.category).where(pins.c.entry == older)
        own = (pins.c.entry == younger) & pins.c.category.not_in(known)
        connection.execute(update(pins).where(own).values(entry=older))
        into = update(entries).values(merged_into=older)
        connection.execute(into.where(entries.c.merged_into == younger))
        connection.execute(into.where(entries.c.pk == younger).values(touched=True))
        end = update(entries).where(entries.c.pk == younger, entries.c.withdrawn.is_(None)).values(withdrawn=now)
        if connection.execute(end).rowcount:
            marks.crossed.add(younger)
        marks.merged.add(younger)
        marks.seen.discard(younger)
        show(connection, {older}, now, marks)


def ban(connection: Connection, entry_id: str, now: datetime, marks: Marks) -> None:
    """Withdraw an entry for ever, whoever carries it; by the id of a merged one, the entry that it is now."""
    pk = number_of(connection, entry_id)
    connection.execute(update(entries).where(entries.c.pk == pk).values(is_banned=True))
    show(connection, {pk}, now, marks)


def number_of(connection: Connection, entry_id: str) -> int:
    """Return the number of an entry by its id, or of the one that it was merged into; it must be there."""
    named = entries.c.pk == numbers_of(connection, [entry_id])[entry_id]
    now: int = connection.scalar(select(func.coalesce(entries.c.merged_into, entries.c.pk)).where(named))
    return now


def numbers_of(connection: Connection, ids: Sequence[str]) -> dict[str, int]:
    """Return the numbers of entries, by their ids; each must be there."""
    query = select(entries.c.id, entries.c.pk)
    found: dict[str, int] = {
        row.id: row.pk
        for batch in batches(ids)
        for row in connection.execute(query.where(entries.c.id_digest.in_([digest(name) for name in batch])))
    }
    for name in ids:
        if name not in found:
            raise StoreError(f"no entry has the id {name[:200]!r}")
    return found


def _is_any_banned(connection: Connection, pks: Sequence[int]) -> bool:
    return bool(connection.scalar(select(func.count()).where(entries.c.pk.in_(pks), entries.c.is_banned)))


def _choose(connection: Connection, rows: Sequence[Row[Any]]) -> None:
    """Show the first sighting of each entry that is there; with none, the last one shown stays."""
    first = {row.entry: row.pk for row in reversed(rows) if row.is_carried}
    last = {row.entry: row.pk for row in rows if row.shown}
    changed = [entry for entry, pk in first.items() if last.get(entry) != pk]
    for pks, is_shown in (({last[e] for e in changed if e in last}, False), ({first[e] for e in changed}, True)):
        for batch in batches(sorted(pks)):
            connection.execute(update(sightings).where(sightings.c.pk.in_(batch)).values(shown=is_shown))


def _come_or_go(connection: Connection, entry: int, rows: list[Row[Any]], now: datetime, marks: Marks) -> None:
    is_there = any(row.is_carried for row in rows) and not rows[0].is_banned
    was_there = rows[0].entry_withdrawn is None
    if is_there != was_there:
        left = None if is_there else now
        connection.execute(update(entries).where(entries.c.pk == entry).values(withdrawn=left))
        marks.crossed.add(entry)
