"""Texts of old entries, forgotten: the entry stays known, and never returns as new."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from sqlalchemy import Connection, Integer, Select, bindparam, delete, exists, insert, select, update

from feeds.changes import ArchiveName, Keep
from feeds.store.tables import IS_KEPT, bands, entries, filings, memberships, pins, sightings
from feeds.store.values import entry_of, to_text

# What a feed shows, or an archive will but does not yet.
_IS_AWAITED = exists().where(memberships.c.entry == sightings.c.entry, memberships.c.shown.is_(None))
# What an editor filed is what `learn` learns from.
_IS_PINNED = exists().where(pins.c.entry == sightings.c.entry)


def read_excess(connection: Connection, keeps: Mapping[str, Keep]) -> list[int]:
    """Return the sightings, by number, whose text goes beyond what their sources keep and may be forgotten now."""
    found: set[int] = set()
    for source_id, keep in sorted(keeps.items()):
        values = {"source_id": source_id, "since": keep.since, "most": keep.most}
        if keep.since is not None:
            found.update(connection.scalars(_older(with_pages=keep.with_pages), values))
        if keep.most is not None:
            found.update(connection.scalars(_beyond(with_pages=keep.with_pages), values))
    return sorted(found)


@cache  # asked for each source at each run: to make a query takes longer than to run it
def _older(*, with_pages: bool) -> Select[Any]:
    return _kept(with_pages=with_pages).where(sightings.c.published < bindparam("since"), ~_IS_AWAITED, ~_IS_PINNED)


@cache
def _beyond(*, with_pages: bool) -> Select[Any]:
    newest_first = _kept(with_pages=with_pages).order_by(sightings.c.published.desc(), sightings.c.pk.desc())
    beyond = newest_first.offset(bindparam("most", type_=Integer)).subquery()
    return select(sightings.c.pk).where(sightings.c.pk.in_(select(beyond.c.pk)), ~_IS_AWAITED, ~_IS_PINNED)


def _kept(*, with_pages: bool) -> Select[Any]:
    of_source = sightings.c.source == bindparam("source_id")
    there = sightings.c.withdrawn.is_(None) & sightings.c.published.is_not(None)
    kept = select(sightings.c.pk).where(IS_KEPT, of_source, there)
    return kept if with_pages else kept.where(sightings.c.link != "")


def forget(connection: Connection, pks: Sequence[int]) -> None:
    """Forget the texts of sightings, what they were filed for, and their signs but the address."""
    of_them = sightings.c.pk.in_(pks)
    rows = connection.execute(select(sightings).where(of_them).order_by(sightings.c.pk)).mappings().all()
    of_these = filings.c.sighting.in_(pks)
    given = connection.execute(select(filings).where(of_these, filings.c.given.is_(True))).mappings().all()
    # Taken away and put in anew: in SQLite, a row that gets shorter in its place leaves its page half empty for ever.
    connection.execute(delete(bands).where(bands.c.sighting.in_(pks)))
    connection.execute(delete(filings).where(of_these))
    connection.execute(delete(sightings).where(of_them))
    connection.execute(insert(sightings), [_without_text(row) for row in rows])
    if given:
        connection.execute(insert(filings), [{**row, "reasons": "[]"} for row in given])
    # The page of an article of ours, and those that tell why it was filed, are other ones now.
    connection.execute(update(entries).where(entries.c.pk.in_({row["entry"] for row in rows})).values(touched=True))


def _without_text(row: Mapping[Any, Any]) -> dict[str, object]:
    content = to_text(replace(entry_of(row["content"]), content_html=""))
    return {**row, "content": content, "title_key": "", "is_forgotten": True}


def read_keepers(connection: Connection, key: str, number: int) -> list[ArchiveName]:
    """Return the archives whose documents show what is forgotten of the entries of one, that one first."""
    held = memberships.alias()
    query = (
        select(memberships.c.feed, memberships.c.archive)
        .distinct()
        .join(held, held.c.entry == memberships.c.entry)
        .join(sightings, sightings.c.entry == held.c.entry)
        .where(held.c.feed == key, held.c.archive == number, memberships.c.shown.is_not(None))
        .where(sightings.c.shown.is_(True), ~IS_KEPT)
    )
    names = [(row.feed, row.archive) for row in connection.execute(query)]
    return sorted(names, key=lambda name: (name != (key, number), name))
