"""What hubs were asked and what they push, in SQLite or PostgreSQL: each method is one transaction."""

from collections.abc import Mapping
from datetime import datetime

from feeds.store import pushes
from feeds.store.engine import Database
from feeds.store.message_tables import subscriptions
from feeds.subscriptions import Mode, Push, Subscription


class SqlSubscriptions:
    """What `Subscriptions` promises."""

    _database: Database

    def subscriptions(self) -> tuple[Subscription, ...]:
        with self._database.reading() as connection:
            return pushes.read_subscriptions(connection)

    def subscription(self, token: str) -> Subscription | None:
        with self._database.reading() as connection:
            return next(iter(pushes.read_subscriptions(connection, token)), None)

    def subscribe(self, subscription: Subscription) -> None:
        with self._database.writing() as connection:
            pushes.insert_subscription(connection, subscription)

    def note_asked(self, token: str, mode: Mode, next_try: datetime, *, is_signed: bool) -> None:
        failures = subscriptions.c.failures + 1
        with self._database.writing() as connection:
            pushes.change_subscription(
                connection, token, mode=mode, next_try=next_try, is_signed=is_signed, failures=failures
            )

    def note_granted(self, token: str, until: datetime, next_try: datetime) -> None:
        with self._database.writing() as connection:
            pushes.change_subscription(connection, token, until=until, next_try=next_try, failures=0, error="")

    def note_refused(self, token: str, error: str, next_try: datetime) -> None:
        with self._database.writing() as connection:
            pushes.change_subscription(connection, token, error=error, next_try=next_try)

    def note_denied(self, token: str, error: str, next_try: datetime) -> None:
        with self._database.writing() as connection:
            pushes.change_subscription(connection, token, error=error, next_try=next_try)
            pushes.end_lease(connection, token)

    def unsubscribe(self, token: str) -> None:
        with self._database.writing() as connection:
            pushes.delete_subscription(connection, token)

    def lease_ends(self) -> Mapping[str, datetime]:
        with self._database.reading() as connection:
            return pushes.read_lease_ends(connection)

    def keep_push(self, push: Push) -> bool:
        with self._database.writing() as connection:
            return pushes.insert_push(connection, push)

    def pushed(self) -> frozenset[str]:
        with self._database.reading() as connection:
            return pushes.read_pushed(connection)

    def next_push(self, source_id: str) -> Push | None:
        with self._database.reading() as connection:
            return pushes.read_next_push(connection, source_id)

    def drop_push(self, number: int) -> None:
        with self._database.writing() as connection:
            pushes.empty_push(connection, number)

    def hasten(self, source_id: str, moment: datetime) -> None:
        with self._database.writing() as connection:
            pushes.hasten(connection, source_id, moment)
