"""Volumes over time, and the bars that draw them."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from feeds.publish.volumes import HEIGHT, WIDTH, bars, last_days, last_months

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
TODAY = NOW.date()
DAYS = st.dictionaries(st.integers(0, 400).map(lambda n: TODAY - timedelta(days=n)), st.integers(0, 500))


def test_the_last_thirty_days_end_with_today_and_have_a_place_for_each():
    found = last_days({TODAY: 4, date(2026, 10, 26): 1, date(2026, 10, 25): 9}, NOW)

    assert len(found) == 30
    assert (found[0], found[-1]) == ((date(2026, 10, 26), 1), (TODAY, 4))
    assert sum(count for _, count in found) == 5


def test_the_last_twelve_months_end_with_this_one_and_cross_the_year():
    found = last_months({TODAY: 4, date(2026, 11, 1): 2, date(2025, 12, 31): 3, date(2025, 11, 30): 9}, NOW)

    assert [first.strftime("%Y-%m") for first, _ in found] == ["2025-12", *(f"2026-{n:02}" for n in range(1, 12))]
    assert (found[0][1], found[-1][1]) == (3, 6)


@given(DAYS)
def test_every_day_with_entries_has_a_bar_that_is_seen_and_none_leaves_the_plot(days):
    volume = last_days(days, NOW)

    drawn = bars(volume)

    assert len(drawn) == sum(1 for _, count in volume if count)
    assert all(bar.x >= 0 and bar.x + bar.width <= WIDTH + 0.1 and bar.height >= 1 for bar in drawn)
    assert all(abs(bar.y + bar.height - HEIGHT) < 0.2 for bar in drawn)
    assert max((bar.height for bar in drawn), default=HEIGHT) == HEIGHT


@given(DAYS)
def test_a_higher_bar_is_more_entries(days):
    volume = [each for each in last_months(days, NOW) if each[1]]

    heights = [bar.height for bar in bars(volume)]

    by_count = [height for _, height in sorted(zip((count for _, count in volume), heights, strict=True))]
    assert by_count == sorted(heights)
