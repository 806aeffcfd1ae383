"""What hubs were asked and what they push: the promises of every store."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from feeds.subscriptions import Mode, Push, Subscription


class Subscriptions(Protocol):
    """What hubs were asked and what they push. Its methods may be called from several threads."""

    def subscriptions(self) -> tuple[Subscription, ...]:
        """Return every subscription, the one to be asked next first."""

    def subscription(self, token: str) -> Subscription | None:
        """Return the subscription that a callback's address names."""

    def subscribe(self, subscription: Subscription) -> None:
        """Remember a new subscription."""

    def note_asked(self, token: str, mode: Mode, next_try: datetime, *, is_signed: bool) -> None:
        """Note that a hub is about to be asked, in vain until it grants that."""

    def note_granted(self, token: str, until: datetime, next_try: datetime) -> None:
        """Note that a hub grants a lease until then."""

    def note_refused(self, token: str, error: str, next_try: datetime) -> None:
        """Note why a hub did not take what it was asked; a lease that it granted stands."""

    def note_denied(self, token: str, error: str, next_try: datetime) -> None:
        """Note that a hub denies a subscription: there is no lease any more, and its source is due."""

    def unsubscribe(self, token: str) -> None:
        """Forget a subscription."""

    def lease_ends(self) -> Mapping[str, datetime]:
        """Return when the last lease of each source ends, or ended, by the source's id."""

    def keep_push(self, push: Push) -> bool:
        """Keep a pushed document until it is read; return False when too many of its source wait, or too much.

        One that was pushed already a short while ago is a repetition, and not kept again.
        """

    def pushed(self) -> frozenset[str]:
        """Return the ids of the sources adopted and not gone that have documents waiting to be read."""

    def next_push(self, source_id: str) -> Push | None:
        """Return the oldest document of a source that waits to be read."""

    def drop_push(self, number: int) -> None:
        """Let go of a pushed document that cannot be read; a visit that read one says so itself."""

    def hasten(self, source_id: str, moment: datetime) -> None:
        """Let a source be due at this moment, if it is not due earlier."""
