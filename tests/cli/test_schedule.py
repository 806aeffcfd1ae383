"""The daemon's rhythm, and what it outlives."""

import os
import signal
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from feeds.config import default_config
from feeds.errors import ConfigError, StoreError
from feeds.run.schedule import keep_running, rhythm, trigger

CONFIG = default_config(Path("/srv"))


def test_an_interval_is_kept():
    first = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

    following = trigger(replace(CONFIG, every=timedelta(hours=2))).get_next_fire_time(first, first)

    assert abs(following - first - timedelta(hours=2)) <= timedelta(seconds=10)


def test_cron_runs_in_the_sites_own_zone():
    before = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

    following = trigger(replace(CONFIG, cron="30 6 * * *")).get_next_fire_time(None, before)

    assert following == datetime(2026, 11, 24, 5, 30, tzinfo=UTC)


def test_a_cron_that_no_clock_can_follow_is_a_fault():
    with pytest.raises(ConfigError, match="`cron` in \\[schedule\\] cannot be '99 \\* \\* \\* \\*'"):
        trigger(replace(CONFIG, cron="99 * * * *"))


@pytest.mark.parametrize(
    ("change", "words"),
    [({}, "every 0:30:00"), ({"cron": "*/20 6-22 * * *"}, "at */20 6-22 * * * (Europe/Paris)")],
)
def test_the_rhythm_is_told_in_words(change, words):
    assert rhythm(replace(CONFIG, **change)) == words


@pytest.fixture
def handlers():
    """Give the signals back to the test runner."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("handlers")
def test_a_failed_run_is_followed_by_the_next(caplog):
    runs = []

    def job():
        runs.append(datetime.now(UTC))
        if len(runs) == 2:
            os.kill(os.getpid(), signal.SIGTERM)
        raise StoreError("the disk is full")

    keep_running(replace(CONFIG, every=timedelta(seconds=1)), job)

    assert len(runs) == 2
    assert "failed run error=the disk is full" in caplog.text
    assert threading.current_thread() is threading.main_thread()
