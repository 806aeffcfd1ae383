"""What hooks are to be told, and were: the promises of every store."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Protocol

from feeds.news import Delivery, News


class Deliveries(Protocol):
    """What hooks are to be told, and were."""

    def adopt_hooks(self, listening: Mapping[str, Collection[str]]) -> None:
        """Know these hooks from now on, by id with the feeds whose entries they are to hear of.

        A hook hears of what enters a feed from now on. One no longer among them is forgotten with all that waits
        for it; those known already keep all they have.
        """

    def news(self, hook_id: str, failures: int) -> News:
        """Return what a hook has not been told of.

        An entry counts when it entered one of the hook's feeds, whose files are not behind what is recorded, and was
        in none of the others before. An outage counts as begun after this many failures in a row, or when no further
        visit will be made before someone acts.
        """

    def enqueue(self, hook_id: str, news: News, deliveries: Collection[Delivery]) -> bool:
        """Remember, in one transaction, these deliveries and that the hook need not be told the news again.

        Return false, and remember nothing, when another process was faster.
        """

    def waiting(self, hook_id: str, count: int) -> tuple[Delivery, ...]:
        """Return the deliveries of a hook that wait, at most *count*, in the order of making."""

    def claim(self, delivery: Delivery, next_try: datetime) -> bool:
        """Count an attempt before it is made, with the moment of the next; false when another process makes it."""

    def drop(self, delivery: Delivery) -> None:
        """Forget a delivery that was taken."""

    def give_up(self, hook_id: str, before: datetime) -> int:
        """Forget the deliveries of a hook that were made before a moment; return how many."""
