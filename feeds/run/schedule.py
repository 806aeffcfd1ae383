"""The job at its hours, in one process that stays."""

import logging
import signal
from collections.abc import Callable
from datetime import datetime

from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from feeds.errors import ConfigError, RubriqueError
from feeds.settings import Config

logger = logging.getLogger(__name__)

_JITTER_SECONDS = 10  # so that many sites on one machine do not start in the same second


def keep_running(config: Config, job: Callable[[], None]) -> None:
    """Run *job* now and then as sources.toml says, until SIGTERM or SIGINT; a run under way is finished first.

    A run that fails is logged and the next one comes all the same; a late run is made once, never dropped.
    """
    scheduler = BlockingScheduler(timezone=config.site.timezone)
    scheduler.add_job(
        _guarded,
        trigger(config),
        args=[job],
        next_run_time=datetime.now(config.site.timezone),
        coalesce=True,
        max_instances=1,
        misfire_grace_time=None,  # its default of one second drops a late run silently
    )
    logging.getLogger("apscheduler").setLevel(logging.WARNING)  # it tells of each tick in three lines
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: scheduler.shutdown(wait=False))
    scheduler.start()


def trigger(config: Config) -> CronTrigger | IntervalTrigger:
    """Return when the job runs.

    Raises:
        ConfigError: [schedule] cron says nothing that a clock can follow.
    """
    if not config.cron:
        return IntervalTrigger(seconds=int(config.every.total_seconds()), jitter=_JITTER_SECONDS)
    try:
        return CronTrigger.from_crontab(config.cron, timezone=config.site.timezone)
    except ValueError as exc:
        place = f"{config.path.name}: `cron` in [schedule] cannot be {config.cron!r}"
        raise ConfigError([f"{place}: {exc}"]) from exc


def rhythm(config: Config) -> str:
    """Return when the job runs, in words."""
    return f"at {config.cron} ({config.site.timezone.key})" if config.cron else f"every {config.every}"


def _guarded(job: Callable[[], None]) -> None:
    try:
        job()
    except RubriqueError as exc:
        logger.error("failed run error=%s", exc)
