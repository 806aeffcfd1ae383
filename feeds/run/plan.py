"""When a schedule ticks next. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from feeds.settings import Config
from feeds.timetable import next_fire

RETRY = timedelta(seconds=5)  # while another run holds the lock
# Two looks at one clock may differ by the little that a time server corrects; more, and somebody has set it.
_SET_BACK = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to happen, as of the last look at the clock."""

    seen: datetime  # when that was
    site: datetime  # the next tick of the site's own schedule
    own: datetime | None = None  # when the first source with a rhythm of its own falls due; None: with the site's ticks
    held: datetime | None = None  # not before: another run holds the lock

    @property
    def moment(self) -> datetime:
        """When the next tick is."""
        first = min(self.site, self.own) if self.own else self.site
        return max(first, self.held) if self.held else first


def first_plan(now: datetime) -> Plan:
    """Return the plan of a schedule that begins: with a tick, for nobody knows how long it was away."""
    return Plan(now, now)


def seen_at(plan: Plan, now: datetime) -> Plan:
    """Return the plan at a later look; where the clock was set back, it begins anew: what it waits for is past."""
    return replace(plan, seen=now) if plan.seen - now < _SET_BACK else first_plan(now)


def ticked(plan: Plan, config: Config, now: datetime, own: datetime | None) -> Plan:
    """Return the plan after the tick of *now*, which has done at once all that was late."""
    site = next_tick(config, now) if plan.site <= now else plan.site
    return Plan(now, site, own)


def put_off(plan: Plan, now: datetime) -> Plan:
    """Return the plan after a tick that another run's lock prevented: soon again, not at the next interval."""
    return replace(plan, held=now + RETRY)


def rescheduled(plan: Plan, before: Config, after: Config, now: datetime) -> Plan:
    """Return the plan under another configuration; what is due already stays so."""

    def schedule(config: Config) -> object:
        return config.every, config.cron, config.site.timezone

    if schedule(before) == schedule(after) or plan.site <= now:
        return plan
    return replace(plan, site=next_tick(after, now))


def next_tick(config: Config, now: datetime) -> datetime:
    """Return when the site's own schedule has its next tick after one at *now*."""
    return next_fire(config.cron, config.site.timezone, now) if config.cron else now + config.every
