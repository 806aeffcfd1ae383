"""What runs did, and what there is: the promises of every store."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from feeds.health import Counts, HookFault, Outage, RuleCount, Run, Tally, Volume


class Diary(Protocol):
    """What runs did, and what there is."""

    def begin_run(self, now: datetime) -> int:
        """Note that a run begins and return its number; what is over thirteen months old is forgotten.

        Until it is told to have ended, it is one that was killed.
        """

    def end_run(self, number: int, tally: Tally, took: timedelta) -> None:
        """Note what a run did, and how long it took."""

    def known_since(self) -> datetime | None:
        """Return when the site's feeds were first adopted; None before that."""

    def runs(self, count: int, *, well_only: bool = False) -> tuple[Run, ...]:
        """Return the last runs, or those that ended well, newest first."""

    def outages(self, count: int) -> tuple[Outage, ...]:
        """Return the outages of the sources adopted that go on, and the last *count* that ended, newest first.

        One begins with a visit that is recorded with an error, and ends with one that is not, or with its source.
        """

    def counts(self) -> Counts:
        """Return how many entries there are, those withdrawn excluded, and of what kind."""

    def volume(self, since: datetime) -> Volume:
        """Return how many entries each source and each feed has of each day, from the day of *since* on.

        The day is that of an entry's sort date; the feed "all" is among the categories.
        """

    def rule_counts(self) -> tuple[RuleCount, ...]:
        """Return what each of the editor's rules did to the entries of each source adopted that are stored."""

    def note_hooks(self, faults: Sequence[HookFault], well: Collection[str]) -> None:
        """Count further failures of the editor's hooks; those of which *well* has the labels did well last."""

    def hook_faults(self) -> tuple[HookFault, ...]:
        """Return the hooks that failed when they were last called, by label."""

    def rhythms(self) -> Mapping[str, tuple[datetime, ...]]:
        """Return when the newest ten entries of each source adopted were published, newest first."""
