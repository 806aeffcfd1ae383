"""When the next run is due, and whether runs end well often enough. Pure."""

from datetime import datetime, timedelta

from feeds.health import Run
from feeds.planning import sets_hours
from feeds.run.plan import next_tick
from feeds.settings import Config, FeedSource
from feeds.timetable import next_fire

_MISSED = 3  # runs that may fail or not come before someone should look
_LATE = timedelta(minutes=1)  # a run that is late may end at any moment


def fresh_for(config: Config, last_run: datetime, now: datetime) -> timedelta:
    """Return how long what the last run published will hold: what is left of the time until the next."""
    following = min({next_tick(config, last_run), *_own_ticks(config, last_run)})
    return min(max(following - now, _LATE), following - last_run)


def _own_ticks(config: Config, last_run: datetime) -> set[datetime]:
    """Return when the sources that set their own hours fall due, each at the earliest."""
    feeds = [source for source in config.sources if isinstance(source, FeedSource) and sets_hours(source, config)]
    zone = config.site.timezone
    by_cron = {next_fire(cron, zone, last_run) for cron in {source.cron for source in feeds} if cron}
    return by_cron | {last_run + source.every for source in feeds if source.every}


def needs_care(config: Config, last_good: Run | None, began: datetime, now: datetime) -> bool:
    """Whether no run has ended well for three intervals since the last good one, or since we *began*.

    The run at the end of the third may end well, too: it is given as long as the good one took.
    """
    moment = (last_good and last_good.ended) or began
    for _ in range(_MISSED):
        moment = next_tick(config, moment)
    took = (last_good and last_good.took) or _LATE
    return now > moment + max(took, _LATE)
