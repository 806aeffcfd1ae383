"""What is stored, decided anew by the rules of now."""

from collections.abc import Mapping
from datetime import datetime
from itertools import groupby

from sqlalchemy import Connection, bindparam, update

from feeds.changes import Reshaped
from feeds.model import Filing
from feeds.store.engine import batches
from feeds.store.filing import read_own_filings, replace_filings
from feeds.store.membership import Marks, mark, note_withdrawal
from feeds.store.recording import content_columns, known_sightings
from feeds.store.shaping import replace_rulings, shaping_columns
from feeds.store.showing import show
from feeds.store.tables import sightings


def refile(
    connection: Connection, wanted: Mapping[tuple[str, str], tuple[Filing, ...]], rules: str, now: datetime
) -> None:
    """Replace the filings of the sightings whose filings differ; the others are not touched."""
    rows = {
        (source_id, key): row
        for source_id, group in groupby(sorted(wanted), lambda name: name[0])
        for key, row in known_sightings(connection, source_id, [key for _, key in group]).items()
    }
    for batch in batches(rows):
        stored = read_own_filings(connection, [rows[name].pk for name in batch])
        changed = [name for name in batch if wanted[name] != stored.get(rows[name].pk, ())]
        replace_filings(connection, {rows[name].pk: wanted[name] for name in changed})
        numbers = [rows[name].pk for name in batch]
        connection.execute(update(sightings).where(sightings.c.pk.in_(numbers)).values(rules=rules))
        moved = {rows[name].entry for name in changed}
        mark(connection, Marks(seen=moved, refiled=moved), now)


def reshape(connection: Connection, wanted: Mapping[tuple[str, str], Reshaped], now: datetime) -> None:
    """Give sightings the content and the shaping that the rules of now make; nothing of it is news of an entry."""
    marks = Marks()
    for source_id, group in groupby(sorted(wanted), lambda name: name[0]):
        made = {key: wanted[source_id, key] for _, key in group}
        found = known_sightings(connection, source_id, made)
        rows = [
            {"pk_": found[key].pk, **content_columns(one.entry), **shaping_columns(one.shaping)}
            for key, one in made.items()
        ]
        connection.execute(update(sightings).where(sightings.c.pk == bindparam("pk_")), rows)
        replace_rulings(connection, {found[key].pk: one.shaping for key, one in made.items()}, now)
        show(connection, {row.entry for row in found.values()}, now, marks)
    if marks.seen:
        mark(connection, marks, now)
        note_withdrawal(connection)
