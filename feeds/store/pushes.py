"""Subscriptions at hubs and the documents that they push, kept until a run has read them."""

import hashlib
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from feeds.store.message_tables import IS_WAITING, pushes, subscriptions
from feeds.store.tables import sources
from feeds.subscriptions import REPLAYED_FOR, WAITING_BYTES, WAITING_MOST, Push, Subscription


def read_subscriptions(connection: Connection, token: str | None = None) -> tuple[Subscription, ...]:
    """Return every subscription, or that one, the one to be asked next first."""
    query = select(subscriptions).order_by(subscriptions.c.next_try, subscriptions.c.token)
    if token is not None:
        query = query.where(subscriptions.c.token == token)
    return tuple(_subscription(row) for row in connection.execute(query))


def insert_subscription(connection: Connection, subscription: Subscription) -> None:
    row = {name: getattr(subscription, name) for name in Subscription.__slots__}
    connection.execute(insert(subscriptions).values(source=row.pop("source_id"), **row))


def change_subscription(connection: Connection, token: str, **values: Any) -> None:  # Any: a value of each column
    connection.execute(update(subscriptions).where(subscriptions.c.token == token).values(**values))


def end_lease(connection: Connection, token: str) -> None:
    """Take the lease away: its source is asked at once, as nobody tells of its news any more."""
    change_subscription(connection, token, until=None)
    of_token = select(subscriptions.c.source).where(subscriptions.c.token == token)
    connection.execute(update(sources).where(sources.c.id.in_(of_token)).values(next_visit=None, why_then=""))


def delete_subscription(connection: Connection, token: str) -> None:
    connection.execute(delete(subscriptions).where(subscriptions.c.token == token))


def read_lease_ends(connection: Connection) -> dict[str, datetime]:
    query = select(subscriptions.c.source, func.max(subscriptions.c.until, type_=subscriptions.c.until.type))
    granted = subscriptions.c.until.is_not(None) & (subscriptions.c.mode == "subscribe")
    rows = connection.execute(query.where(granted).group_by(subscriptions.c.source))
    return {row[0]: row[1] for row in rows}


def insert_push(connection: Connection, push: Push) -> bool:
    """Keep a document, unless it is known; return False when too much waits already."""
    of_source = pushes.c.source == push.source_id
    connection.execute(delete(pushes).where(of_source, ~IS_WAITING, pushes.c.received < push.received - REPLAYED_FOR))
    digest = hashlib.sha256(push.body).hexdigest()
    if connection.scalar(select(pushes.c.number).where(of_source, pushes.c.digest == digest)) is not None:
        return True
    sizes = select(func.count(), func.coalesce(func.sum(func.length(pushes.c.body)), 0)).where(of_source, IS_WAITING)
    count, size = connection.execute(sizes).one()
    if count >= WAITING_MOST or size + len(push.body) > WAITING_BYTES:
        return False
    row = {name: getattr(push, name) for name in ("received", "body", "content_type", "content_encoding")}
    connection.execute(insert(pushes).values(source=push.source_id, digest=digest, **row))
    return True


def read_pushed(connection: Connection) -> frozenset[str]:
    query = select(pushes.c.source).join(sources, sources.c.id == pushes.c.source).where(IS_WAITING)
    is_asked = sources.c.adopted & sources.c.is_gone.is_(False)
    return frozenset(connection.scalars(query.where(is_asked).distinct()))


def read_next_push(connection: Connection, source_id: str) -> Push | None:
    query = select(pushes).where(pushes.c.source == source_id, IS_WAITING).order_by(pushes.c.number).limit(1)
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    return Push(row.source, row.received, row.body, row.content_type, row.content_encoding, row.number)


def empty_push(connection: Connection, number: int) -> None:
    """Let go of what was pushed; that it was is remembered for a while, as hubs repeat themselves."""
    connection.execute(update(pushes).where(pushes.c.number == number).values(body=None))


def hasten(connection: Connection, source_id: str, moment: datetime) -> None:
    is_later = (sources.c.id == source_id) & (sources.c.next_visit > moment)
    connection.execute(update(sources).where(is_later).values(next_visit=moment, why_then=""))


def _subscription(row: Row[Any]) -> Subscription:
    values = {name: getattr(row, name) for name in Subscription.__slots__ if name != "source_id"}
    return Subscription(source_id=row.source, **values)
