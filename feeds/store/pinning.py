"""What editors decided of entries: it outlasts every rule."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from feeds.store.membership import Marks, mark
from feeds.store.showing import number_of
from feeds.store.tables import entries, pins


def pin(connection: Connection, entry_id: str, decisions: Mapping[str, bool], now: datetime) -> None:
    """Keep decisions of an entry, or of the one that it was merged into."""
    pk = number_of(connection, entry_id)
    connection.execute(delete(pins).where(pins.c.entry == pk, pins.c.category.in_(list(decisions))))
    rows = [{"entry": pk, "category": key, "given": is_given} for key, is_given in decisions.items()]
    if rows:
        connection.execute(insert(pins), rows)
    mark(connection, Marks(seen={pk}, refiled={pk}), now)


def read_pins(connection: Connection) -> dict[str, dict[str, bool]]:
    query = select(entries.c.id, pins.c.category, pins.c.given).join(entries, entries.c.pk == pins.c.entry)
    found: dict[str, dict[str, bool]] = defaultdict(dict)
    for row in connection.execute(query.order_by(pins.c.entry, pins.c.category)):
        found[row.id][row.category] = row.given
    return dict(found)
