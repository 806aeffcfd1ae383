"""What is no longer kept: the promises of every store."""

from collections.abc import Mapping
from typing import Protocol

from feeds.changes import Keep


class Retention(Protocol):
    """What is no longer kept."""

    def forget(self, keeps: Mapping[str, Keep]) -> int:
        """Forget the texts of what these sources, by id, do not keep, and return of how many sightings.

        An entry stays known with its dates, title, summary, link and categories given. Spared for as long as it lasts
        is what a live feed carries or an archive that is not closed yet, what its source withdrew and may bring back,
        and what an editor filed by hand. In transactions of some hundred each.
        """

    def recall(self, key: str, number: int) -> tuple[bytes, ...]:
        """Return the documents of closed archives that show what an archive's entries have forgotten, its own first."""

    def compact(self) -> None:
        """Give the space of what was deleted back to the disk, if that is worth it."""
