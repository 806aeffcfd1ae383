"""What hooks are to be told, and were, in SQLite or PostgreSQL: each method is one transaction."""

from collections.abc import Collection, Mapping
from datetime import datetime

from feeds.news import Delivery, News
from feeds.store import delivering, hooking
from feeds.store.engine import Database


class SqlDeliveries:
    """What `Deliveries` promises."""

    _database: Database

    def adopt_hooks(self, listening: Mapping[str, Collection[str]]) -> None:
        with self._database.writing() as connection:
            hooking.adopt_hooks(connection, listening)

    def news(self, hook_id: str, failures: int) -> News:
        with self._database.reading() as connection:
            return hooking.read_news(connection, hook_id, failures)

    def enqueue(self, hook_id: str, news: News, deliveries: Collection[Delivery]) -> bool:
        with self._database.writing() as connection:
            if not hooking.take_turn(connection, hook_id, news):
                return False
            delivering.insert_deliveries(connection, deliveries)
            return True

    def waiting(self, hook_id: str, count: int) -> tuple[Delivery, ...]:
        with self._database.reading() as connection:
            return delivering.read_waiting(connection, hook_id, count)

    def claim(self, delivery: Delivery, next_try: datetime) -> bool:
        with self._database.writing() as connection:
            return delivering.claim(connection, delivery, next_try)

    def drop(self, delivery: Delivery) -> None:
        with self._database.writing() as connection:
            delivering.drop(connection, delivery)

    def give_up(self, hook_id: str, before: datetime) -> int:
        with self._database.writing() as connection:
            return delivering.give_up(connection, hook_id, before)
