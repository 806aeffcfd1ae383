"""When the next run is due, and whether runs end well often enough. Pure."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from feeds.health import Run
from feeds.run.plan import next_tick
from feeds.settings import Config

_MISSED = 3  # runs that may fail or not come before someone should look
_LATE = timedelta(minutes=1)  # a run that is late may end at any moment


def fresh_for(config: Config, last_run: datetime, now: datetime) -> timedelta:
    """Return how long what the last run published will hold: what is left of the time until the next."""
    following = next_tick(config, last_run)
    return min(max(following - now, _LATE), following - last_run)


def last_good_end(runs: Iterable[Run]) -> datetime | None:
    """Return when the last run ended that went well, of runs told newest first."""
    return next((run.began + run.took for run in runs if run.took is not None and run.tally.is_well), None)


def needs_care(config: Config, good: datetime, now: datetime) -> bool:
    """Whether no run has ended well for three intervals since a good moment: the end of one, or the beginning."""
    for _ in range(_MISSED):
        good = next_tick(config, good)
    return now > good
