"""What we remember, behind one interface for both databases."""

from contextlib import AbstractContextManager
from typing import Protocol

from feeds.store.of_deliveries import Deliveries
from feeds.store.of_diary import Diary
from feeds.store.of_publication import Publication
from feeds.store.of_retention import Retention
from feeds.store.of_subscriptions import Subscriptions
from feeds.store.of_visits import Visits


class Store(Visits, Publication, Diary, Deliveries, Subscriptions, Retention, Protocol):
    """Decisions remembered. Every method raises StoreError when the database fails."""

    def lock(self) -> AbstractContextManager[None]:
        """Hold the right to run, which ends with the process; LockedError when another run has it."""

    def close(self) -> None:
        """Let go of the database."""


def open_store(url: str) -> Store:
    """Return the store at an SQLAlchemy URL, its tables made or brought up to date.

    Raises:
        StoreError: it cannot be opened, or a newer Rubrique wrote it.
    """
    from feeds.store.sql import SqlStore  # SQLAlchemy costs 200 ms to import

    return SqlStore(url)
