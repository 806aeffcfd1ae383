"""Three weeks of a schedule in some seconds: the real loop, pipeline, store and server, by a clock that a test sets.

What is expected is reckoned another way: minute by minute, from what the documents promise.
"""

from collections import defaultdict
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from feeds.cli.keeping import scheduled_run
from feeds.config import load_config
from feeds.errors import ConfigError
from feeds.run.reloading import LiveConfig
from feeds.run.schedule import keep_running
from feeds.run.waking import Bell
from feeds.stopping import Stop
from tests.scripted import Answer, ScriptedServer
from tests.sites import Site, rss
from tests.test_killed import killed

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
PARIS = ZoneInfo("Europe/Paris")
LENGTH = 21 * DAY
SITE = 12 * HOUR
EVERY = {"quotidien": 12 * HOUR, "vif": 6 * HOUR, "lent": 12 * HOUR}
SLOWER = 8 * HOUR  # what "vif" asks for later

# What happens, and how long after the beginning.
ASLEEP = (2 * DAY + 18 * HOUR, 3 * DAY + 11 * HOUR + 5 * MINUTE)
SLOW = (5 * DAY, 300 * MINUTE)  # the first visit of "lent" after that takes so long
BROKEN = 8 * DAY + 40 * MINUTE
MENDED = 9 * DAY + 40 * MINUTE  # and "vif" is to be visited less
KILLED = 11 * DAY  # in the first run after that, at its first connection
RESTARTED = 11 * DAY + 11 * HOUR
ASTRAY = (14 * DAY + 3 * HOUR, 14 * DAY + 7 * HOUR, 400 * DAY)  # the clock is set far ahead, and then right again
SET_BACK = (17 * DAY + HOUR, -5 * HOUR)  # and back for good, so that a morning comes twice


def error_of_the_clock(after):
    """What the machine's clock shows beyond the time that has truly passed."""
    if ASTRAY[0] <= after < ASTRAY[1]:
        return ASTRAY[2]
    return SET_BACK[1] if after >= SET_BACK[0] else timedelta(0)


class KilledError(BaseException):
    """The process is no more."""


class Feed(ScriptedServer):
    """A feed that never changes, and may take long to answer."""

    def __init__(self, number, name):
        super().__init__(f"127.0.6.{number}")
        self.name, self.delay = name, lambda: None
        self.play("/feed", Answer(body=rss([number]).replace(b"urn:isbn:", f"urn:isbn:{number}:".encode())))

    def answer(self, path):
        self.delay()
        return super().answer(path)


class World:
    """A machine with a site, and what happens to it."""

    def __init__(self, root, start, feeds):
        self.start, self.moment, self.feeds = start, start, feeds
        self.site = Site(root, start)
        self.site.extra = '[schedule]\nevery = "12h"'
        self.site.sources = "".join(self._table(feed) for feed in feeds)
        self.stop, self.visits, self.runs = Stop(), defaultdict(list), 0
        self.is_slow = self.is_killed = False
        self.events = [
            (ASLEEP[0], self.sleep),
            (BROKEN, lambda: self.rewrite("url", "ulr")),
            (MENDED, lambda: (self.rewrite("ulr", "url"), self.rewrite('every = "6h"', 'every = "8h"'))),
            *((after, lambda: None) for after in (*ASTRAY[:2], SET_BACK[0])),
            (LENGTH, lambda: self.stop.ask(15)),
        ]
        assert self.site.config
        self.open()

    @staticmethod
    def _table(feed):
        rhythm = {"quotidien": 'every = "12h"', "vif": 'every = "6h"', "lent": 'every = "12h"'}
        rhythm["matinal"] = 'cron = "30 2 * * *"'
        return f'[[sources]]\nid = "{feed.name}"\nurl = "{feed.url}/feed"\nallow_private = true\n{rhythm[feed.name]}\n'

    def open(self):
        """Start a process."""
        self.live_config, self.bell = LiveConfig(load_config(self.site.root / "sources.toml"), load_config), Bell()

    # -- the clock

    def now(self):
        return self.moment + self.error

    @property
    def error(self):
        return error_of_the_clock(self.moment - self.start)

    def wait(self, bell, until):
        until -= self.error
        if self.events and self.start + self.events[0][0] <= until:
            after, happen = self.events.pop(0)
            self.moment = self.start + after
            happen()
        else:
            self.moment = until

    # -- what happens

    def sleep(self):
        self.moment = self.start + ASLEEP[1]

    def rewrite(self, old, new):
        self.site.sources = self.site.sources.replace(old, new)
        with suppress(ConfigError):
            assert self.site.config  # written
        self.bell.ring()  # as the watch does

    def slowly(self):
        if not self.is_slow and self.moment >= self.start + SLOW[0]:
            self.is_slow = True
            self.moment += SLOW[1]

    def run(self, live, now):
        self.runs += 1
        if not self.is_killed and self.moment >= self.start + KILLED:
            self.is_killed, self.site.now = True, now
            assert killed(self.site, "socket.connect", 1)
            raise KilledError
        before = [len(feed.log) for feed in self.feeds]
        own = scheduled_run(live, self.stop, now)
        for feed, count in zip(self.feeds, before, strict=True):
            self.visits[feed.name] += [now] * (len(feed.log) - count)
        return own

    def live(self):
        """Keep the schedule for three weeks, with a new process after the kill."""
        try:
            keep_running(self.live_config, self.run, clock=self, bell=self.bell, stop=self.stop)
        except KilledError:
            self.bell.close()
            self.moment = self.start + RESTARTED
            self.open()
            keep_running(self.live_config, self.run, clock=self, bell=self.bell, stop=self.stop)
        self.bell.close()
        return self.visits


def reckoned(start, mornings):
    """The visits that are promised, found by looking at a watch each minute; *mornings* are those of "matinal"."""
    visits, every, last = defaultdict(list), dict(EVERY), {}
    site = seen = start
    free = timedelta(0)
    was_slow = was_killed = False
    for after in (n * MINUTE for n in range(int(LENGTH / MINUTE))):
        if after < free or ASLEEP[0] <= after < ASLEEP[1]:
            continue
        now = start + after + error_of_the_clock(after)
        site, seen = now if now < seen else site, now
        is_morning = "matinal" not in last or any(last["matinal"] < morning <= now for morning in mornings)
        is_vif = "vif" in last and every["vif"] < SITE and now >= last["vif"] + every["vif"]
        is_rung = after in (BROKEN, MENDED)
        every["vif"] = SLOWER if after == MENDED else every["vif"]
        if not (now >= site or is_morning or is_vif or is_rung):
            continue
        if not was_killed and after >= KILLED:
            was_killed, site, free = True, start + RESTARTED, RESTARTED
            continue
        astray = {name for name in last if last[name] > now}  # visited in times to come: nobody knows when
        due = [name for name in every if name not in last or name in astray or now >= last[name] + 0.95 * every[name]]
        undecided = [n for n in last if n in every and 0.89 * every[n] < now - last[n] < 0.96 * every[n]]
        assert undecided == [], "a moment at which a source may be due or not proves nothing"
        for name in [*due, *["matinal"][: is_morning or "matinal" in astray]]:
            visits[name].append(now)
            last[name] = now
        site = now + SITE if now >= site else site
        if "lent" in due and not was_slow and after >= SLOW[0]:
            was_slow, free = True, after + SLOW[1]
    return visits


def each_morning(first, changed):
    """02:30 in Paris on each of the days, but for the day on which that is another moment."""
    days = [first + n * DAY for n in range(23)]
    return [changed.get(day.date().isoformat(), day.replace(hour=2, minute=30, tzinfo=PARIS)) for day in days]


@pytest.mark.parametrize(
    ("start", "changed"),
    [
        # On the 25th of October 02:30 comes twice, and the first time counts: 00:30 in UTC.
        pytest.param(
            datetime(2026, 10, 12, 4, 0, tzinfo=UTC), {"2026-10-25": datetime(2026, 10, 25, 0, 30, tzinfo=UTC)},
            id="in autumn",
        ),
        # On the 29th of March 02:30 does not come, and the clocks jump at 01:00 in UTC.
        pytest.param(
            datetime(2026, 3, 16, 4, 0, tzinfo=UTC), {"2026-03-29": datetime(2026, 3, 29, 1, 0, tzinfo=UTC)},
            id="in spring",
        ),
    ],
)  # fmt: skip
def test_three_weeks_make_exactly_the_visits_promised(tmp_path, start, changed):
    feeds = [Feed(number, name) for number, name in enumerate([*EVERY, "matinal"], 1)]
    world = World(tmp_path, start, feeds)
    next(feed for feed in feeds if feed.name == "lent").delay = world.slowly

    visits = world.live()

    expected = reckoned(start, each_morning(start - DAY, changed))
    assert dict(visits) == dict(expected)
    assert world.is_slow
    assert world.is_killed
    # The beginning, 21 mornings, one of them after the sleep, and whenever the clock is set.
    assert len(visits["matinal"]) == 25
    print(f"\n{world.runs} runs, {sum(map(len, visits.values()))} visits")
    for feed in feeds:
        feed.close()
