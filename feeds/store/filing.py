"""Filings: kept for each sighting, read for each entry."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func, or_, select

from feeds.changes import Filed, FiledBy, Shaping
from feeds.model import Filing, Reason
from feeds.store.engine import batches
from feeds.store.shaping import read_shapings
from feeds.store.tables import IS_CARRIED, IS_KEPT, entries, filings, memberships, pins, sightings
from feeds.store.values import entry_of, reasons_of, to_text

_BATCH = 200  # sightings held in memory while all are read
# A sighting that left its source, or was dropped, no longer counts, but for the last one: its entry may come back.
counts: ColumnElement[bool] = or_(IS_CARRIED, sightings.c.shown.is_(True))


def read_filings(connection: Connection, pks: Select[Any] | Collection[int]) -> dict[int, tuple[Filing, ...]]:
    """Return the filings of entries, best first, by the entry's number; none for an entry without.

    Of a category it is the best of those of an entry's sightings: given before not given, then by score. What an
    editor decided stands above all of them.
    """
    query = (
        select(sightings.c.entry, filings)
        .join(sightings, sightings.c.pk == filings.c.sighting)
        .where(sightings.c.entry.in_(pks), counts)
        .order_by(sightings.c.entry, sightings.c.rank, sightings.c.pk, filings.c.place)
    )
    found: dict[int, dict[str, Filing]] = defaultdict(dict)
    for row in connection.execute(query):
        filing = _filing(row)
        best = found[row.entry].setdefault(row.category, filing)
        if (filing.given, filing.score) > (best.given, best.score):
            found[row.entry][row.category] = filing
    for row in connection.execute(select(pins).where(pins.c.entry.in_(pks))):
        scored = found[row.entry].get(row.category, Filing(row.category, 0.0, given=False, verdict="no"))
        found[row.entry][row.category] = _pinned(scored, is_given=row.given)
    return {pk: tuple(sorted(each.values(), key=lambda f: -f.score)) for pk, each in found.items()}


def _pinned(filing: Filing, *, is_given: bool) -> Filing:
    why = Reason("given by hand" if is_given else "taken away by hand", "editor", 1, 0.0)
    return replace(filing, given=is_given, verdict="sure" if is_given else "no", reasons=(why, *filing.reasons))


def read_sightings(connection: Connection, after: int) -> dict[int, Filed]:
    """Return the next sightings by number, those after one, each with its own filings; none whose text is forgotten."""
    query = (
        select(*(sightings.c[name] for name in ("pk", "source", "key", "entry", "content", "as_read", "withdrawn")))
        .add_columns(entries.c.id, entries.c.first_seen)
        .add_columns((counts & entries.c.withdrawn.is_(None)).label("counts"))
        .join(entries, entries.c.pk == sightings.c.entry)
        .where(sightings.c.pk > after, IS_KEPT)
        .order_by(sightings.c.pk)
        .limit(_BATCH)
    )
    rows = connection.execute(query).all()
    filed = read_own_filings(connection, [row.pk for row in rows])
    shapings = read_shapings(connection, {row.pk: row.as_read for row in rows})
    decided: dict[int, list[str]] = defaultdict(list)
    for row in connection.execute(select(pins).where(pins.c.entry.in_([row.entry for row in rows]))):
        decided[row.entry].append(row.category)
    return {row.pk: _filed(row, filed.get(row.pk, ()), tuple(decided[row.entry]), shapings[row.pk]) for row in rows}


def _filed(row: Any, filed: tuple[Filing, ...], decided: tuple[str, ...], shaping: Shaping) -> Filed:
    return Filed(
        row.source,
        row.key,
        row.id,
        entry_of(row.content),
        filed,
        decided,
        row.counts,
        first_seen=row.first_seen,
        is_there=row.withdrawn is None,
        shaping=shaping,
    )


def read_own_filings(connection: Connection, pks: Collection[int]) -> dict[int, tuple[Filing, ...]]:
    """Return the filings of sightings, by the sighting's number."""
    query = select(filings).where(filings.c.sighting.in_(pks)).order_by(filings.c.sighting, filings.c.place)
    found: dict[int, list[Filing]] = defaultdict(list)
    for row in connection.execute(query):
        found[row.sighting].append(_filing(row))
    return {pk: tuple(each) for pk, each in found.items()}


def read_rules(connection: Connection) -> FiledBy:
    archived = (memberships.c.feed == "all") & (memberships.c.entry == sightings.c.entry) & (memberships.c.archive > 0)
    archive = func.coalesce(memberships.c.archive, 0)
    query = (
        select(archive, sightings.c.rules, func.count())
        .select_from(sightings.outerjoin(memberships, archived))
        .where(sightings.c.shown.is_(True), IS_KEPT)
        .group_by(archive, sightings.c.rules)
    )
    found = [(number, version, count) for number, version, count in connection.execute(query)]
    totals: Counter[str] = Counter()
    for _, version, count in found:
        totals[version] += count
    most = max(totals, key=lambda version: (totals[version], version), default="")
    return FiledBy(most, frozenset(each for each in found if each[1] != most))


def replace_filings(connection: Connection, by_pk: Mapping[int, tuple[Filing, ...]]) -> None:
    for batch in batches(by_pk):
        connection.execute(filings.delete().where(filings.c.sighting.in_(batch)))
    insert_filings(connection, by_pk)


def insert_filings(connection: Connection, by_pk: Mapping[int, tuple[Filing, ...]]) -> None:
    """Keep the filings of sightings that have none, by the sighting's number."""
    rows = [
        {
            "sighting": pk,
            "place": place,
            "category": filing.category,
            "score": filing.score,
            "given": filing.given,
            "verdict": filing.verdict,
            "reasons": to_text(filing.reasons),
        }
        for pk, filed in by_pk.items()
        for place, filing in enumerate(filed)
    ]
    if rows:
        connection.execute(filings.insert(), rows)


def _filing(row: Row[Any]) -> Filing:
    return Filing(row.category, row.score, row.given, row.verdict, reasons_of(row.reasons))
