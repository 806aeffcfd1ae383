"""When the next run is due, how long files hold until then, and when someone should look."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from feeds.config import default_config
from feeds.health import Run, Tally
from feeds.run.plan import next_tick
from feeds.run.pulse import fresh_for, needs_care
from feeds.settings import FeedSource

HALF_HOURLY = replace(default_config(Path("/srv")), every=timedelta(minutes=30))
BY_DAY = replace(HALF_HOURLY, cron="0 8-20 * * *")  # Europe/Paris: an hour ahead of UTC in November
NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("config", "after", "wanted"),
    [
        pytest.param(HALF_HOURLY, NINE, NINE + 30 * MINUTE, id="an interval"),
        pytest.param(BY_DAY, NINE, NINE + 60 * MINUTE, id="cron, at an hour of its own"),
        pytest.param(BY_DAY, NINE + MINUTE, NINE + 60 * MINUTE, id="cron, between two"),
        pytest.param(BY_DAY, NINE.replace(hour=19), NINE.replace(day=24, hour=7), id="cron, after the last of a day"),
    ],
)
def test_the_next_run_is_when_sources_toml_says(config, after, wanted):
    assert next_tick(config, after) == wanted


@pytest.mark.parametrize(
    ("minutes", "left"),
    [
        pytest.param(0, 30, id="just run"),
        pytest.param(18, 12, id="some time ago"),
        pytest.param(30, 1, id="a run is due"),
        pytest.param(500, 1, id="runs stay away"),
        pytest.param(-10, 30, id="a clock that was set back"),
    ],
)
def test_files_hold_until_the_next_run(minutes, left):
    assert fresh_for(HALF_HOURLY, NINE, NINE + minutes * MINUTE) == left * MINUTE


@pytest.mark.parametrize(
    ("changes", "left"),
    [
        pytest.param({"every": 10 * MINUTE}, 10, id="often"),
        pytest.param({"cron": "5 * * * *"}, 5, id="by a cron"),
        pytest.param({"every": 90 * MINUTE}, 30, id="more rarely than the site: at its ticks"),
        pytest.param({}, 30, id="as it publishes: at the site's ticks"),
    ],
)
def test_files_hold_until_a_source_that_sets_its_own_hours_falls_due(changes, left):
    sources = tuple(FeedSource(id=name, url=f"https://{name}.example/", **changes) for name in ("colle", "voisins"))

    assert fresh_for(replace(HALF_HOURLY, sources=sources), NINE, NINE) == left * MINUTE


def test_files_hold_no_longer_than_the_interval():
    brief = replace(HALF_HOURLY, every=timedelta(seconds=20))

    assert fresh_for(brief, NINE, NINE + 5 * MINUTE) == timedelta(seconds=20)


@pytest.mark.parametrize(
    ("config", "after", "wanted"),
    [
        pytest.param(HALF_HOURLY, 91 * MINUTE, False, id="three intervals, and time for the third run to end"),
        pytest.param(HALF_HOURLY, 92 * MINUTE, True, id="more than that"),
        pytest.param(BY_DAY, timedelta(hours=14, minutes=1), False, id="a night without runs is no fault"),
        pytest.param(BY_DAY, timedelta(hours=14, minutes=2), True, id="but three runs of the next morning are"),
    ],
)
@pytest.mark.parametrize("good", [None, Run(1, NINE, timedelta(0), Tally()), Run(1, NINE, MINUTE / 2, Tally())])
def test_someone_should_look_when_three_runs_did_not_end_well(config, after, wanted, good):
    evening = NINE.replace(hour=18) if config.cron else NINE
    good = good and replace(good, began=evening - good.took)

    assert needs_care(config, good, evening if good is None else NINE - timedelta(days=9), evening + after) == wanted


def test_a_run_that_takes_hours_may_take_them_again():
    good = Run(1, NINE, timedelta(hours=2), Tally())

    assert not needs_care(HALF_HOURLY, good, NINE, good.ended + timedelta(hours=3.5))
    assert needs_care(HALF_HOURLY, good, NINE, good.ended + timedelta(hours=3.6))
