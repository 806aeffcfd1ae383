"""Filings replaced by those of other rules, and what that touches."""

from collections.abc import Collection, Mapping
from datetime import datetime
from itertools import groupby

from sqlalchemy import Connection, update

from feeds.model import Filing
from feeds.store.engine import batches
from feeds.store.filing import read_filings, read_own_filings, replace_filings
from feeds.store.holders import sightings_under
from feeds.store.membership import Marks, mark
from feeds.store.tables import sightings


def refile(
    connection: Connection, wanted: Mapping[tuple[str, str], tuple[Filing, ...]], rules: str, now: datetime
) -> None:
    """Replace the filings of the sightings whose filings differ; the others are not touched."""
    rows = {
        (source_id, key): row
        for source_id, group in groupby(sorted(wanted), lambda name: name[0])
        for key, row in sightings_under(connection, source_id, [key for _, key in group]).items()
    }
    for batch in batches(rows):
        stored = read_own_filings(connection, [rows[name].pk for name in batch])
        changed = [name for name in batch if wanted[name] != stored.get(rows[name].pk, ())]
        concerned = {rows[name].entry for name in changed}
        judged = {rows[name].entry for name in batch if rows[name].rules != rules}
        before = _given(connection, concerned)
        replace_filings(connection, {rows[name].pk: wanted[name] for name in changed})
        numbers = [rows[name].pk for name in batch]
        connection.execute(update(sightings).where(sightings.c.pk.in_(numbers)).values(rules=rules))
        after = _given(connection, concerned)
        moved = {pk for pk in concerned if before[pk] != after[pk]}
        mark(connection, Marks(seen=moved, refiled=moved, explained=concerned - moved, judged=judged), now)


def _given(connection: Connection, pks: Collection[int]) -> dict[int, tuple[str, ...]]:
    """Return the categories that entries are given, in the order in which they are shown, by the entry's number."""
    filed = read_filings(connection, pks)
    return {pk: tuple(filing.category for filing in filed.get(pk, ()) if filing.given) for pk in pks}
