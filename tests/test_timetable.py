"""When a job of cron runs, on days of 23, 24 and 25 hours."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.timetable import check_cron, next_fire


def fires(cron, zone, since, count):
    """The first fires of a job, as the clocks of a place show them and how far these are from UTC."""
    place = ZoneInfo(zone)
    moment, found = datetime.fromisoformat(since).replace(tzinfo=place), []
    for _ in range(count):
        moment = next_fire(cron, place, moment)
        found.append(moment.astimezone(place).strftime("%d %H:%M %z"))
    return found


@pytest.mark.parametrize(
    ("cron", "zone", "since", "expected"),
    [
        pytest.param(
            "30 2 * * *", "Europe/Paris", "2026-03-28T12:00", ["29 03:00 +0200", "30 02:30 +0200"],
            id="Paris in spring: a time that is not runs at the jump",
        ),
        pytest.param(
            "30 2 * * *", "Europe/Paris", "2026-10-24T12:00", ["25 02:30 +0200", "26 02:30 +0100"],
            id="Paris in autumn: a time that is twice runs once",
        ),
        pytest.param(
            "*/20 * * * *", "Europe/Paris", "2026-03-29T01:30",
            ["29 01:40 +0100", "29 03:00 +0200", "29 03:20 +0200", "29 03:40 +0200"],
            id="Paris in spring: every 20 minutes goes on",
        ),
        pytest.param(
            "*/20 * * * *", "Europe/Paris", "2026-10-25T01:45",
            ["25 02:00 +0200", "25 02:20 +0200", "25 02:40 +0200",
             "25 02:00 +0100", "25 02:20 +0100", "25 02:40 +0100", "25 03:00 +0100"],
            id="Paris in autumn: every 20 minutes runs in both hours",
        ),
        pytest.param(
            "5 * * * *", "Europe/Paris", "2026-03-29T00:30", ["29 01:05 +0100", "29 03:05 +0200"],
            id="Paris in spring: a job of every hour misses none that was",
        ),
        pytest.param(
            "5 * * * *", "Europe/Paris", "2026-10-25T01:30", ["25 02:05 +0200", "25 02:05 +0100", "25 03:05 +0100"],
            id="Paris in autumn: a job of every hour has one more",
        ),
        pytest.param(
            "*/20 2 * * *", "Europe/Paris", "2026-03-28T12:00", ["29 03:00 +0200", "30 02:00 +0200"],
            id="Paris in spring: three times that are not run once",
        ),
        pytest.param(
            "0 3 * * *", "Europe/Paris", "2026-03-28T12:00", ["29 03:00 +0200", "30 03:00 +0200"],
            id="Paris in spring: the hour that follows the jump is itself",
        ),
        pytest.param(
            "0 2,3 * * *", "Europe/Paris", "2026-03-28T12:00", ["29 03:00 +0200", "30 02:00 +0200"],
            id="Paris in spring: what falls on one moment runs once",
        ),
        pytest.param(
            "30 2 * * *", "America/New_York", "2026-03-07T12:00", ["08 03:00 -0400", "09 02:30 -0400"],
            id="New York in spring",
        ),
        pytest.param(
            "30 1 * * *", "America/New_York", "2026-10-31T12:00", ["01 01:30 -0400", "02 01:30 -0500"],
            id="New York in autumn",
        ),
        pytest.param(
            "15 2 * * *", "Australia/Lord_Howe", "2026-10-03T12:00", ["04 02:30 +1100", "05 02:15 +1100"],
            id="Lord Howe in spring: the jump is of half an hour",
        ),
        pytest.param(
            "45 2 * * *", "Australia/Lord_Howe", "2026-10-03T12:00", ["04 02:45 +1100"],
            id="Lord Howe in spring: what lies beyond the jump is itself",
        ),
        pytest.param(
            "45 1 * * *", "Australia/Lord_Howe", "2026-04-04T12:00", ["05 01:45 +1100", "06 01:45 +1030"],
            id="Lord Howe in autumn",
        ),
        pytest.param(
            "*/15 * * * *", "Australia/Lord_Howe", "2026-04-05T01:40",
            ["05 01:45 +1100", "05 01:30 +1030", "05 01:45 +1030", "05 02:00 +1030"],
            id="Lord Howe in autumn: every quarter of an hour runs in both halves",
        ),
        pytest.param(
            "30 0 * * *", "America/Santiago", "2026-09-05T12:00", ["06 01:00 -0300", "07 00:30 -0300"],
            id="Santiago in spring: midnight itself is jumped over",
        ),
        pytest.param(
            "0 9 30 12 *", "Pacific/Apia", "2011-12-29T12:00", ["31 00:00 +1400", "30 09:00 +1400"],
            id="Samoa crossed the date line: a whole day was not",
        ),
        pytest.param("30 2 * * *", "Asia/Tokyo", "2026-03-28T12:00", ["29 02:30 +0900", "30 02:30 +0900"], id="Tokyo"),
        pytest.param("30 2 * * *", "UTC", "2026-10-24T12:00", ["25 02:30 +0000", "26 02:30 +0000"], id="UTC"),
    ],
)  # fmt: skip
def test_clocks_that_are_changed_neither_double_a_job_nor_lose_it(cron, zone, since, expected):
    assert fires(cron, zone, since, len(expected)) == expected


@pytest.mark.parametrize(
    ("cron", "days"),
    [
        pytest.param("0 9 * * 0", ["04", "11"], id="0 is Sunday"),
        pytest.param("0 9 * * 7", ["04", "11"], id="so is 7"),
        pytest.param("0 9 * * 1-5", ["01", "02", "05"], id="Monday to Friday"),
        pytest.param("0 9 * * fri-sun", ["02", "03", "04", "09"], id="a weekend by name"),
        pytest.param("0 9 * * */2", ["01", "03", "04", "06"], id="every second day from Sunday on"),
        pytest.param("0 9 * * 2-6/2", ["01", "03", "06"], id="every second of a span"),
        pytest.param("0 9 13 * Fri", ["02", "09", "13", "16"], id="the thirteenth, and every Friday"),
        pytest.param("0 9 1-3 jan *", ["01", "02", "03", "01"], id="a month by name"),
        pytest.param("0 0 29 2 *", ["29", "29"], id="the 29th of February"),
    ],
)
def test_days_are_counted_as_cron_counts_them(cron, days):
    assert [fire[:2] for fire in fires(cron, "UTC", "2026-01-01T00:00", len(days))] == days


@pytest.mark.parametrize(
    "cron",
    ["60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "* * * * 8", "* * * * lundi", "* * * * 1/0", "0 0 31 2 *"],
)
def test_what_no_clock_can_follow_is_refused(cron):
    with pytest.raises(ValueError, match=r"\w"):
        check_cron(cron)


@given(st.integers(0, 365 * 86400), st.sampled_from(["30 2 * * *", "*/7 1-4 * * *"]))
def test_a_fire_is_always_later_and_none_lies_before_it(second, cron):
    paris, now = ZoneInfo("Europe/Paris"), datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=second)

    fire = next_fire(cron, paris, now)

    assert fire > now
    middle = now + (fire - now) / 2
    assert next_fire(cron, paris, middle) == fire
    assert next_fire(cron, paris, fire - timedelta(microseconds=1)) == fire
