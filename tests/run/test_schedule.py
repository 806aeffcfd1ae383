"""The daemon's rhythm, and what it outlives."""

import threading
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from feeds.config import default_config
from feeds.errors import LockedError, StoppedError, StoreError
from feeds.run.reloading import LiveConfig
from feeds.run.schedule import keep_running, rhythm
from feeds.run.waking import Bell
from feeds.stopping import Stop

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


class SetClock:
    """A clock that a wait moves to the moment waited for, and a test wherever it likes."""

    def __init__(self, moment=NOON):
        self.moment = moment

    def now(self):
        return self.moment

    def wait(self, bell, until):
        assert until > self.moment, "a wait for what is due already would never end"
        self.moment = until


class Daemon:
    """A schedule whose runs are written down; each step of *script* is what one run does, and the last one ends it."""

    def __init__(self, config, *script):
        self.clock, self.bell, self.stop = SetClock(), Bell(), Stop()
        self.live_config = LiveConfig(config, lambda path: self.live_config.config)
        self.script, self.ticks = list(script), []

    def job(self, live, now):
        self.ticks.append(now - NOON)
        step = self.script.pop(0)
        if not self.script:
            self.stop.ask(15)
        return step(self) if step else None

    def run(self, **options):
        keep_running(self.live_config, self.job, clock=self.clock, bell=self.bell, stop=self.stop, **options)
        self.bell.close()
        return self.ticks


@pytest.fixture
def config(tmp_path):
    return default_config(tmp_path)


def failing(error):
    def step(daemon):
        raise error

    return step


def lasting(time):
    def step(daemon):
        daemon.clock.moment += time

    return step


def owing(time):
    """A run after which a source of its own rhythm is due this long after noon."""
    return lambda daemon: NOON + time


def test_a_tick_comes_at_once_and_then_at_each_interval(config):
    assert Daemon(config, None, None, None).run() == [0 * MINUTE, 30 * MINUTE, 60 * MINUTE]


def test_a_cron_is_followed_in_the_sites_own_zone(config):
    ticks = Daemon(replace(config, cron="30 14 * * *"), None, None, None).run()

    assert ticks == [0 * MINUTE, 90 * MINUTE, (24 * 60 + 90) * MINUTE]


def test_a_failed_run_is_followed_by_the_next(config, caplog):
    daemon = Daemon(config, failing(StoreError("the disk is full")), None)

    assert daemon.run() == [0 * MINUTE, 30 * MINUTE]
    assert "failed run error=the disk is full" in caplog.text


def test_a_bug_ends_the_schedule(config):
    with pytest.raises(ZeroDivisionError):
        Daemon(config, failing(ZeroDivisionError()), None).run()


def test_a_run_that_outlasts_its_interval_is_followed_at_once_and_by_one_only(config):
    daemon = Daemon(config, lasting(100 * MINUTE), None, None)

    assert daemon.run() == [0 * MINUTE, 100 * MINUTE, 130 * MINUTE]


def test_what_was_due_while_the_machine_slept_is_done_once(config):
    daemon = Daemon(replace(config, cron="0 * * * *"), None, lasting(8 * 60 * MINUTE), None, None)

    assert daemon.run() == [0 * MINUTE, 60 * MINUTE, 9 * 60 * MINUTE, 10 * 60 * MINUTE]


def test_a_source_of_its_own_rhythm_brings_ticks_between_those_of_the_site(config):
    daemon = Daemon(config, owing(5 * MINUTE), owing(10 * MINUTE), owing(200 * MINUTE), None)

    assert daemon.run() == [0 * MINUTE, 5 * MINUTE, 10 * MINUTE, 30 * MINUTE]


def test_another_runs_lock_is_told_once_and_tried_again_soon(config, caplog):
    locked = failing(LockedError("another run holds the lock"))
    daemon = Daemon(config, None, locked, locked, locked, None, None)

    late = timedelta(seconds=15)
    assert [tick - 30 * MINUTE for tick in daemon.run()[1:]] == [timedelta(seconds=n) for n in (0, 5, 10, 15)] + [
        30 * MINUTE + late
    ]
    assert caplog.text.count("another run holds the lock") == 1


@pytest.mark.parametrize("back", [timedelta(hours=5), timedelta(days=900)])
def test_a_clock_that_is_set_back_brings_one_tick_and_stops_none(config, back):
    daemon = Daemon(config, None, lasting(-back), None, None)

    assert daemon.run() == [0 * MINUTE, 30 * MINUTE, 30 * MINUTE - back, 60 * MINUTE - back]


def test_a_clock_that_is_set_forth_brings_one_tick(config):
    year = timedelta(days=365)

    assert Daemon(config, lasting(year), None, None).run() == [0 * MINUTE, year, year + 30 * MINUTE]


def test_a_ring_makes_a_tick_at_once_and_moves_no_other(config):
    def ringing(daemon):
        for _ in range(3):
            thread = threading.Thread(target=daemon.bell.ring)
            thread.start()
            thread.join()
        daemon.clock.moment += MINUTE

    assert Daemon(config, ringing, None, None).run() == [0 * MINUTE, MINUTE, 30 * MINUTE]


def test_who_waits_hears_the_bell_and_no_earlier_one():
    bell = Bell()
    for _ in range(100_000):  # more than a pipe holds
        bell.ring()

    assert bell.was_rung()
    assert not bell.was_rung()
    bell.ring()
    bell.wait(60)  # or the test would last that long
    assert bell.was_rung()
    bell.close()


def test_a_stop_ends_the_schedule_with_the_run_that_heard_of_it(config):
    daemon = Daemon(config, None, failing(StoppedError(15)))

    assert daemon.run() == [0 * MINUTE, 30 * MINUTE]


def test_what_stands_beside_is_there_from_before_the_first_run_until_after_the_last(config):
    told = []

    @contextmanager
    def server():
        told.append("up")
        yield
        told.append("down")

    Daemon(config, lambda _: told.append("run")).run(beside=[server()])

    assert told == ["up", "run", "down"]


@pytest.mark.parametrize(
    ("change", "words"),
    [({}, "every 30m"), ({"cron": "*/20 6-22 * * *"}, "at */20 6-22 * * * (Europe/Paris)")],
)
def test_the_rhythm_is_told_in_words(change, words):
    assert rhythm(replace(default_config(Path("/srv")), **change)) == words
