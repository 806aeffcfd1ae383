"""When a job of cron runs, by the clock of a place whose hour may change.

APScheduler reads the fields and counts on a calendar whose days all have 24 hours; what a change of clocks does is our
matter: its CronTrigger 3.11.3, given the zone itself, runs a job of 02:30 twice in autumn, and an hour late in spring.
"""

import re
from bisect import bisect_left
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from apscheduler.triggers.cron import CronTrigger

_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
_ANY_YEAR = datetime(2000, 1, 1, tzinfo=UTC)


def next_fire(cron: str, zone: ZoneInfo, after: datetime) -> datetime:
    """Return the first moment after *after*, in UTC, at which a job runs whose five fields are good.

    A time that a change of clocks skips is made good once, as the clocks jump; one that comes twice counts the first
    time. But a job of every hour runs by the time that passes: it misses no hour that was not, and one whose minute or
    hour is `*` or `*/n` runs in both hours of the same name. Source: cron(8) of ISC cron.
    """
    minute, hour, *_ = cron.split()
    triggers = _triggers(cron)
    start = after.astimezone(UTC) + _SECOND - timedelta(microseconds=after.microsecond)
    while True:
        offset = _offset(zone, start)
        wall = _first(triggers, start + offset)
        moment = wall - offset
        change = _first_change(zone, start, moment)
        if change is None:
            if "*" in minute[0] + hour[0] or not moment.astimezone(zone).fold:
                return moment
            start = moment + _SECOND
        elif wall < change + _offset(zone, change) and hour not in ("*", "*/1"):
            return change
        else:
            start = change


def check_cron(cron: str) -> None:
    """Refuse what no clock can follow.

    Raises:
        ValueError: a field is out of its range, or the days never come.
    """
    _first(_triggers(cron), _ANY_YEAR)


def _triggers(cron: str) -> "list[CronTrigger]":
    """Return what a job follows: two where both a day of the month and of the week are given, for either will do."""
    from apscheduler.triggers.cron import CronTrigger  # 40 ms, which few sites need

    minute, hour, day, month, weekday = cron.split()
    fields = {"minute": minute, "hour": hour, "month": month, "timezone": UTC}
    either = not (day.startswith("*") or weekday.startswith("*"))
    days = [(day, "*"), ("*", weekday)] if either else [(day, weekday)]
    return [CronTrigger(day=d, day_of_week=_weekdays(w), **fields) for d, w in days]


def _weekdays(field: str) -> str:
    """Return days of the week by name: for cron 0 and 7 are Sunday, for APScheduler 0 is Monday."""
    if field == "*":
        return field
    numbers = re.sub("[a-z]+", lambda found: str(_DAYS.index(found[0])), field.lower())
    days: set[int] = set()
    for part in numbers.split(","):
        span, _, step = part.partition("/")
        first, _, last = ("0-6" if span == "*" else span).partition("-")
        low, high = int(first), int(last or ("6" if step else first))
        days.update(range(low, (high or 7 * bool(low)) + 1, int(step or 1)))
    if not days or max(days) > 7:
        raise ValueError(f"days of the week are 0 to 7, or sun to sat, not {field}")
    return ",".join(sorted({_DAYS[day % 7] for day in days}))


def _first(triggers: "list[CronTrigger]", wall: datetime) -> datetime:
    """Return the first time that a clock shows, from *wall* on, at which one of them fires."""
    found: list[datetime] = [moment for t in triggers if (moment := t.get_next_fire_time(None, wall))]
    if not found:
        raise ValueError("there is no such day in any year")
    return min(found)


def _first_change(zone: ZoneInfo, start: datetime, end: datetime) -> datetime | None:
    """Return when the clocks are next changed, if that is after *start* and not after *end*."""
    while start < end:
        until = min(start + _DAY, end)  # no zone changes its clocks twice in a day
        before = _offset(zone, start)
        if _offset(zone, until) != before:
            seconds = range(int((until - start).total_seconds()) + 1)
            return start + _SECOND * bisect_left(
                seconds, True, key=lambda n: _offset(zone, start + _SECOND * n) != before
            )
        start = until
    return None


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta(0)
