"""Texts of old entries, forgotten: the entry stays known, and never returns as new."""

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Integer, Select, bindparam, delete, exists, insert, select, update

from feeds.changes import ArchiveName, Keep
from feeds.store.tables import (
    IS_KEPT,
    bands,
    decorations,
    digest,
    entries,
    filings,
    memberships,
    pins,
    rulings,
    sightings,
)
from feeds.store.values import without_text

# What a feed shows, or an archive will but does not yet; never what a rule dropped.
_IS_AWAITED = sightings.c.is_dropped.is_(False) & exists().where(
    memberships.c.entry == sightings.c.entry, memberships.c.shown.is_(None)
)
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
            # What a rule drops takes no place of what is let through, and comes back if the rule soon goes.
            for is_dropped in (False, True):
                query = _beyond(with_pages=keep.with_pages, is_dropped=is_dropped)
                found.update(connection.scalars(query, values))
    return sorted(found)


@cache  # asked for each source at each run: to make a query takes longer than to run it
def _older(*, with_pages: bool) -> Select[Any]:
    return _kept(with_pages=with_pages).where(sightings.c.published < bindparam("since"), ~_IS_AWAITED, ~_IS_PINNED)


@cache
def _beyond(*, with_pages: bool, is_dropped: bool) -> Select[Any]:
    alike = _kept(with_pages=with_pages).where(sightings.c.is_dropped.is_(is_dropped))
    newest_first = alike.order_by(sightings.c.published.desc(), sightings.c.pk.desc())
    beyond = newest_first.offset(bindparam("most", type_=Integer)).subquery()
    return select(sightings.c.pk).where(sightings.c.pk.in_(select(beyond.c.pk)), ~_IS_AWAITED, ~_IS_PINNED)


def _kept(*, with_pages: bool) -> Select[Any]:
    of_source = sightings.c.source == bindparam("source_id")
    there = sightings.c.withdrawn.is_(None) & sightings.c.published.is_not(None)
    kept = select(sightings.c.pk).where(IS_KEPT, of_source, there)
    return kept if with_pages else kept.where(sightings.c.link != "")


def forget(connection: Connection, pks: Sequence[int]) -> None:
    """Forget the texts of sightings, what they were filed for, and their signs but the address.

    The text as it was before an editor's rules goes with it, and so does what a hook made of it.
    """
    of_them = sightings.c.pk.in_(pks)
    rows = connection.execute(select(sightings).where(of_them).order_by(sightings.c.pk)).mappings().all()
    of_these = filings.c.sighting.in_(pks)
    given = connection.execute(select(filings).where(of_these, filings.c.given.is_(True))).mappings().all()
    ruled = connection.execute(select(rulings).where(rulings.c.sighting.in_(pks))).mappings().all()
    # Taken away and put in anew: in SQLite, a row that gets shorter in its place leaves its page half empty for ever.
    connection.execute(delete(bands).where(bands.c.sighting.in_(pks)))
    connection.execute(delete(filings).where(of_these))
    connection.execute(delete(rulings).where(rulings.c.sighting.in_(pks)))
    connection.execute(delete(sightings).where(of_them))
    connection.execute(insert(sightings), [_without_text(row) for row in rows])
    if given:
        connection.execute(insert(filings), [{**row, "reasons": "[]"} for row in given])
    if ruled:
        connection.execute(insert(rulings), [{**row} for row in ruled])
    _forget_decorations(connection, {row["entry"] for row in rows})
    # The page of an article of ours, and those that tell why it was filed, are other ones now.
    connection.execute(update(entries).where(entries.c.pk.in_({row["entry"] for row in rows})).values(touched=True))


def _without_text(row: Mapping[Any, Any]) -> dict[str, object]:
    texts = {"content": without_text(row["content"]), "as_read": row["as_read"] and without_text(row["as_read"])}
    return {**row, **texts, "title_key": "", "is_forgotten": True}


def _forget_decorations(connection: Connection, entry_pks: Collection[int]) -> None:
    ids = connection.scalars(select(entries.c.id).where(entries.c.pk.in_(entry_pks))).all()
    connection.execute(delete(decorations).where(decorations.c.entry_digest.in_(map(digest, ids))))


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
