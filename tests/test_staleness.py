"""When a source is called silent."""

from datetime import UTC, datetime, timedelta

import pytest

from feeds.staleness import is_stale

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def each(gap, *, since, count=10):
    return [NOW - since - n * gap for n in range(count)]


@pytest.mark.parametrize(
    ("dates", "silent"),
    [
        pytest.param([], False, id="nothing is known of one without entries"),
        pytest.param(each(DAY, since=99 * DAY, count=4), False, id="four entries are no rhythm"),
        pytest.param(each(DAY, since=99 * DAY, count=5), True, id="five are"),
        pytest.param(each(HOUR, since=7 * DAY), False, id="a week's holiday of a wire is no silence"),
        pytest.param(each(HOUR, since=7 * DAY + HOUR), True, id="more than a week of a wire is"),
        pytest.param(each(30 * DAY, since=60 * DAY), False, id="a monthly that misses one"),
        pytest.param(each(30 * DAY, since=61 * DAY), True, id="a monthly that misses two"),
        pytest.param(
            [*each(DAY, since=50 * DAY, count=5), *each(DAY, since=84 * DAY, count=5)], False,
            id="one that took a month off may do so again",
        ),
        pytest.param(each(timedelta(microseconds=1), since=80 * DAY), False, id="all of one visit, or a batch"),
        pytest.param([NOW + DAY] * 10, False, id="dates to come"),
    ],
)  # fmt: skip
def test_a_silence_is_measured_by_the_rhythm_of_the_newest_ten(dates, silent):
    assert is_stale(NOW, dates) is silent
