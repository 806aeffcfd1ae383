"""Deliveries that wait for their hooks to take them."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from feeds.news import Delivery
from feeds.store.message_tables import deliveries


def insert_deliveries(connection: Connection, made: Collection[Delivery]) -> None:
    rows = [
        {
            "id": delivery.id,
            "hook": delivery.hook_id,
            "body": delivery.body,
            "made": delivery.made,
            "attempts": delivery.attempts,
            "next_try": delivery.next_try,
        }
        for delivery in made
    ]
    if rows:
        connection.execute(insert(deliveries), rows)


def read_waiting(connection: Connection, hook_id: str, count: int) -> tuple[Delivery, ...]:
    columns = (deliveries.c[name] for name in ("id", "hook", "body", "made", "attempts", "next_try"))
    of_hook = select(*columns).where(deliveries.c.hook == hook_id)
    return tuple(Delivery(*row) for row in connection.execute(of_hook.order_by(deliveries.c.number).limit(count)))


def claim(connection: Connection, delivery: Delivery, next_try: datetime) -> bool:
    untouched = (deliveries.c.id == delivery.id) & (deliveries.c.attempts == delivery.attempts)
    counted = update(deliveries).where(untouched).values(attempts=delivery.attempts + 1, next_try=next_try)
    return bool(connection.execute(counted).rowcount)


def drop(connection: Connection, delivery: Delivery) -> None:
    connection.execute(delete(deliveries).where(deliveries.c.id == delivery.id))


def give_up(connection: Connection, hook_id: str, before: datetime) -> int:
    old = delete(deliveries).where(deliveries.c.hook == hook_id, deliveries.c.made < before)
    return connection.execute(old).rowcount
