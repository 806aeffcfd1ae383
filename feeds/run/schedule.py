"""The job at its hours, in one process that stays."""

import logging
from collections.abc import Iterable
from contextlib import AbstractContextManager, ExitStack
from datetime import datetime, timedelta
from typing import Protocol

from feeds.errors import LockedError, RubriqueError, StoppedError
from feeds.run.plan import first_plan, put_off, rescheduled, seen_at, ticked
from feeds.run.reloading import LiveConfig
from feeds.run.waking import Bell, Clock
from feeds.settings import Config
from feeds.stopping import Stop

logger = logging.getLogger(__name__)

_UNITS = ((86_400, "d"), (3600, "h"), (60, "m"), (1, "s"))


class Job(Protocol):
    """A run."""

    def __call__(self, live: LiveConfig, now: datetime) -> datetime | None:
        """Run, and return when the first source with a rhythm of its own falls due, None for none.

        Raises:
            StoppedError: it was asked to end.
            RubriqueError: it could not; the next one is made all the same.
        """


def keep_running(
    live: LiveConfig,
    job: Job,
    *,
    clock: Clock,
    bell: Bell,
    stop: Stop,
    beside: Iterable[AbstractContextManager[object]] = (),
) -> None:
    """Run *job* now, whenever sources.toml says so, and whenever *bell* is rung, until *stop* is asked for.

    A run that fails is logged and the next one comes all the same; what is late is done once, never dropped.
    *beside* is entered before the first run, and left after the last. Who asks for the stop rings the bell, too.
    """
    with ExitStack() as companions:
        for companion in beside:
            companions.enter_context(companion)
        _Keeper(live, job, clock, stop).keep(bell)
    logger.info("ended signal=%d", stop.number)


class _Keeper:
    """A schedule under way."""

    def __init__(self, live: LiveConfig, job: Job, clock: Clock, stop: Stop) -> None:
        self._live, self._job, self._clock, self._stop = live, job, clock, stop
        self._plan = first_plan(clock.now())

    @property
    def _config(self) -> Config:
        return self._live.config

    def keep(self, bell: Bell) -> None:
        while not self._stop.is_asked:
            now = self._clock.now()
            self._plan = seen_at(self._plan, now)
            if bell.was_rung() or self._plan.moment <= now:
                self._tick(now)
            else:
                self._clock.wait(bell, self._plan.moment)

    def _tick(self, now: datetime) -> None:
        if self._stop.is_asked:  # that is what the bell was rung for
            return
        before = self._config
        self._live.refresh(now)
        self._plan = rescheduled(self._plan, before, self._config, now)
        own: datetime | None = None
        try:
            own = self._job(self._live, now)
        except StoppedError:
            return
        except LockedError as exc:
            if not self._plan.held:  # said once, however long the other takes
                logger.warning("waiting error=%s", exc)
            self._plan = put_off(self._plan, now)
            return
        except RubriqueError as exc:
            logger.error("failed run error=%s", exc)
        self._plan = ticked(self._plan, self._config, now, own)


def rhythm(config: Config) -> str:
    """Return when the job runs, in words."""
    return f"at {config.cron} ({config.site.timezone.key})" if config.cron else f"every {_written(config.every)}"


def _written(wait: timedelta) -> str:
    """Return a time between two runs much as sources.toml writes it.

    >>> _written(timedelta(minutes=90)), _written(timedelta(days=1))
    ('90m', '1d')
    """
    seconds = int(wait.total_seconds())
    return next(f"{seconds // size}{unit}" for size, unit in _UNITS if seconds % size == 0)
