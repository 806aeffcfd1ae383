"""What WebSub hubs were told, and what they have not heard yet."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, and_, delete, insert, or_, select

from feeds.store.tables import feeds, told


def read_untold(connection: Connection, hub: str) -> dict[str, datetime]:
    """Return the feeds with news that a hub did not hear of, and when each was updated.

    A feed whose files are behind what is recorded has nothing to show yet.
    """
    query = (
        select(feeds.c.key, feeds.c.updated)
        .outerjoin(told, and_(told.c.feed == feeds.c.key, told.c.hub == hub))
        .where(feeds.c.touched.is_(False), or_(feeds.c.last_entered > 0, feeds.c.last_archive > 0))
        .where(or_(told.c.updated.is_(None), told.c.updated != feeds.c.updated))
        .order_by(feeds.c.key)
    )
    return {row.key: row.updated for row in connection.execute(query)}


def keep_told(connection: Connection, hub: str, heard: Mapping[str, datetime]) -> None:
    connection.execute(delete(told).where(told.c.hub == hub, told.c.feed.in_(list(heard))))
    if heard:
        connection.execute(insert(told), [{"hub": hub, "feed": key, "updated": when} for key, when in heard.items()])
