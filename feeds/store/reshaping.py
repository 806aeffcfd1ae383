"""What is stored, shaped anew by the rules of now."""

from collections.abc import Mapping
from datetime import datetime
from itertools import groupby

from sqlalchemy import Connection, bindparam, update

from feeds.changes import Reshaped
from feeds.store.holders import sightings_under
from feeds.store.membership import Marks, mark, note_withdrawal
from feeds.store.recording import content_columns
from feeds.store.shaping import replace_rulings, shaping_columns
from feeds.store.showing import show
from feeds.store.tables import sightings


def reshape(connection: Connection, wanted: Mapping[tuple[str, str], Reshaped], now: datetime) -> None:
    """Give sightings the content and the shaping that the rules of now make; nothing of it is news of an entry."""
    marks = Marks()
    for source_id, group in groupby(sorted(wanted), lambda name: name[0]):
        made = {key: wanted[source_id, key] for _, key in group}
        found = sightings_under(connection, source_id, made)
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
