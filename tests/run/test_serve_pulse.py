"""When the next run is due, how long files hold until then, and when someone should look."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from feeds.config import default_config
from feeds.health import Run, Tally
from feeds.run.plan import next_tick
from feeds.run.pulse import fresh_for, last_good_end, needs_care
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


def test_the_last_good_run_is_one_that_ended_and_went_well():
    well, ill, killed = (
        Run(1, NINE, MINUTE, Tally()),
        Run(2, NINE + 30 * MINUTE, MINUTE, Tally(is_well=False)),
        Run(3, NINE + 60 * MINUTE),
    )

    assert last_good_end((killed, ill, well)) == NINE + MINUTE
    assert last_good_end((killed, ill)) is None


@pytest.mark.parametrize(
    ("config", "after", "wanted"),
    [
        pytest.param(HALF_HOURLY, 90 * MINUTE, False, id="three intervals"),
        pytest.param(HALF_HOURLY, 91 * MINUTE, True, id="more than three"),
        pytest.param(BY_DAY, timedelta(hours=14), False, id="a night without runs is no fault"),
        pytest.param(BY_DAY, timedelta(hours=14, minutes=1), True, id="but three runs of the next morning are"),
    ],
)
def test_someone_should_look_when_three_runs_did_not_end_well(config, after, wanted):
    evening = NINE.replace(hour=18) if config.cron else NINE
    assert needs_care(config, evening, evening + after) == wanted
