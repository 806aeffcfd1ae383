"""When a source is visited again."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.ingest.rhythm import LONGEST, MAX_WAIT, Due, adaptive_wait, is_relied_on, next_try, next_visit, slowed_down
from feeds.model import Pace

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # a Monday
ZERO = timedelta(0)


def visit(*, now=NOW, every=None, least=30 * MINUTE, dates=(), fresh_for=ZERO, pace=Pace(), seed="s"):
    """The moment of the next visit; what is not named asks nothing."""
    return plan(now=now, every=every, least=least, dates=dates, fresh_for=fresh_for, pace=pace, seed=seed).moment


def plan(*, now=NOW, every=None, least=30 * MINUTE, dates=(), fresh_for=ZERO, pace=Pace(), seed="s"):
    """The next visit and what set its moment."""
    return next_visit(now, every=every, least=least, dates=dates, fresh_for=fresh_for, pace=pace, seed=seed)


def each(gap, *, since=ZERO, count=10):
    """The dates of a source that published each *gap*, the last time *since* ago."""
    return [NOW - since - n * gap for n in range(count)]


# -- the wait -----------------------------------------------------------------------------------------------------


def test_a_source_is_due_a_tenth_early_or_a_little_less():
    waits = {visit(every=HOUR, seed=str(n)) - NOW for n in range(200)}

    assert 54 * MINUTE <= min(waits) < 54.2 * MINUTE
    assert 56.8 * MINUTE < max(waits) <= 57 * MINUTE


def test_the_same_visit_gives_the_same_moment_and_another_source_another():
    assert visit(seed="a") == visit(seed="a") != visit(seed="b")


@pytest.mark.parametrize(
    ("dates", "wait"),
    [
        pytest.param([], 30 * MINUTE, id="no dates"),
        pytest.param([NOW - HOUR], 30 * MINUTE, id="one of today"),
        pytest.param([NOW - 365 * DAY], DAY, id="one of last year"),
        pytest.param(each(MINUTE), 30 * MINUTE, id="a wire: as often as we run"),
        pytest.param(each(10 * HOUR, since=10 * HOUR), 2.5 * HOUR, id="a few times between two entries"),
        pytest.param(each(DAY, since=DAY), 6 * HOUR, id="a daily"),
        pytest.param(each(7 * DAY, since=7 * DAY), DAY, id="a weekly: a day at most"),
        pytest.param(each(MINUTE, since=10 * DAY), 6 * HOUR + 9 * MINUTE / 40, id="a burst, then silence"),
        pytest.param(each(HOUR, since=365 * DAY), DAY, id="a sleeper"),
        pytest.param([*each(DAY, since=DAY), datetime(1970, 1, 1, tzinfo=UTC)], 6 * HOUR, id="the newest ten count"),
        pytest.param([NOW + DAY] * 5, 30 * MINUTE, id="dates to come"),
        pytest.param([NOW - 4 * DAY] * 10, 2.4 * HOUR, id="all at once"),
    ],
)
def test_a_source_without_a_rhythm_of_ours_is_asked_in_its_own(dates, wait):
    assert adaptive_wait(NOW, dates, 30 * MINUTE) == wait


@given(st.lists(st.integers(-(10**9), 10**9), max_size=12), st.integers(1, 10**6))
def test_a_wait_is_never_below_the_least_nor_above_a_day(ages, seconds):
    least = timedelta(seconds=seconds)
    dates = [NOW - timedelta(seconds=age) for age in sorted(ages)]

    assert least <= adaptive_wait(NOW, dates, least) <= max(least, LONGEST)


@given(st.integers(1, 10), st.integers(1, 10**7), st.integers(0, 10**7), st.integers(0, 10**7))
def test_a_longer_silence_never_makes_a_source_asked_more(count, gap, silence, more):
    a_while, longer = (
        each(timedelta(seconds=gap), since=timedelta(seconds=s), count=count) for s in (silence, silence + more)
    )

    assert adaptive_wait(NOW, a_while, MINUTE) <= adaptive_wait(NOW, longer, MINUTE)


# -- what servers and feeds ask -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "earliest", "latest"),
    [
        pytest.param({"fresh_for": 2 * HOUR}, 2 * HOUR, 2.1 * HOUR, id="max-age"),
        pytest.param({"pace": Pace(3 * HOUR)}, 3 * HOUR, 3.15 * HOUR, id="ttl"),
        pytest.param({"fresh_for": 2 * HOUR, "pace": Pace(3 * HOUR)}, 3 * HOUR, 3.15 * HOUR, id="the longer of both"),
        pytest.param({"pace": Pace(365 * DAY)}, DAY, 1.05 * DAY, id="a day at most"),
        pytest.param({"fresh_for": 10 * MINUTE, "every": HOUR}, 54 * MINUTE, 57 * MINUTE, id="less than ours"),
        pytest.param({"fresh_for": HOUR, "every": HOUR}, HOUR, HOUR, id="ours: cron's rhythm is not halved"),
        pytest.param({"fresh_for": 2 * HOUR, "every": HOUR}, 2 * HOUR, 2.1 * HOUR, id="more than ours"),
        pytest.param({"every": 7 * DAY, "pace": Pace(DAY)}, 6.3 * DAY, 6.65 * DAY, id="ours is longer"),
    ],
)
def test_a_source_is_not_asked_before_it_wishes(asked, earliest, latest):
    waits = [visit(seed=str(n), **asked) - NOW for n in range(50)]

    assert earliest <= min(waits)
    assert max(waits) <= latest


@pytest.mark.parametrize(
    ("pace", "now", "hour"),
    [
        pytest.param(Pace(skip_hours=(9, 10, 11)), NOW, NOW + 3 * HOUR, id="hours"),
        pytest.param(Pace(skip_hours=(12,)), NOW, NOW, id="an hour that is far"),
        pytest.param(Pace(skip_hours=tuple(range(9, 24))), NOW, NOW + 15 * HOUR, id="until midnight"),
        pytest.param(Pace(skip_days=(0,)), NOW, NOW + 15 * HOUR, id="a day"),
        pytest.param(Pace(skip_hours=(0, 1), skip_days=(0,)), NOW, NOW + 17 * HOUR, id="a day and hours"),
        pytest.param(Pace(skip_hours=(23,)), NOW + 14 * HOUR, NOW + 15 * HOUR, id="into the next day"),
    ],
)
def test_a_feed_is_not_asked_when_it_says_so(pace, now, hour):
    due = visit(now=now, least=MINUTE, pace=pace)

    assert due.replace(minute=0, second=0, microsecond=0) == hour
    assert due - hour <= 3 * MINUTE


@pytest.mark.parametrize(
    ("pace", "every", "wait"),
    [
        pytest.param(Pace(skip_hours=tuple(range(24))), HOUR, DAY, id="every hour"),
        pytest.param(Pace(skip_days=tuple(range(7))), HOUR, DAY, id="every day"),
        pytest.param(Pace(skip_days=(0, 1, 2)), HOUR, DAY, id="many days"),
    ],
)
def test_a_feed_that_skips_too_much_is_asked_once_a_day(pace, every, wait):
    assert visit(every=every, pace=pace) - NOW == wait


def test_a_long_wait_avoids_what_is_skipped_too():
    due = visit(every=7 * DAY, pace=Pace(skip_days=(6,)))  # in 6.3 to 6.65 days: a Sunday

    assert (due.weekday(), due.hour) == (0, 0)


PACES = st.builds(
    Pace,
    st.timedeltas(ZERO, 400 * DAY),
    st.lists(st.integers(0, 23), max_size=24).map(tuple),
    st.lists(st.integers(0, 6), max_size=7).map(tuple),
)


@given(
    st.none() | st.timedeltas(timedelta(seconds=1), 30 * DAY),
    st.timedeltas(timedelta(seconds=1), 2 * DAY),
    st.timedeltas(ZERO, 400 * DAY),
    PACES,
    st.text(max_size=5),
)
def test_a_visit_comes_neither_too_soon_nor_too_late(every, least, fresh_for, pace, seed):
    due = visit(every=every, least=least, fresh_for=fresh_for, pace=pace, seed=seed)

    assert due - NOW >= min(max(fresh_for, pace.period), DAY)
    assert due - NOW >= 0.9 * (every or least)
    assert due - NOW <= max(every or least, 1.05 * DAY) + DAY
    skips = pace.skip_hours or pace.skip_days
    if not skips and every and max(fresh_for, pace.period) <= every:
        assert due - NOW <= every


# -- after failures -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("failures", "interval", "wait"),
    [
        pytest.param(1, HOUR, 2 * HOUR, id="a failure doubles the wait"),
        pytest.param(3, HOUR, 8 * HOUR, id="each failure doubles it again"),
        pytest.param(10**9, HOUR, MAX_WAIT, id="the wait stops at two days"),
        pytest.param(5, 7 * DAY, 7 * DAY, id="or at the interval if that is longer"),
        pytest.param(99, 7 * 99_999 * DAY, 7 * 99_999 * DAY, id="however long"),
    ],
)
def test_a_failing_source_is_asked_later(failures, interval, wait):
    due = next_try(NOW, interval=interval, failures=failures, retry_after=ZERO, seed="s").moment

    assert 0.9 * wait <= due - NOW <= 0.95 * wait


@given(
    st.timedeltas(timedelta(seconds=1), 30 * DAY),
    st.integers(1, 100),
    st.timedeltas(ZERO, 7 * DAY),
    st.text(max_size=5),
)
def test_a_retry_comes_after_what_the_server_asked_and_within_bounds(interval, failures, retry_after, seed):
    due = next_try(NOW, interval=interval, failures=failures, retry_after=retry_after, seed=seed).moment
    more = next_try(NOW, interval=interval, failures=failures + 1, retry_after=retry_after, seed=seed).moment

    assert due - NOW >= retry_after
    assert due - NOW <= max(MAX_WAIT, interval, 1.05 * retry_after)
    assert more >= due


# -- why then -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        pytest.param({"every": HOUR}, "interval", id="the editor's interval"),
        pytest.param({"dates": each(DAY)}, "rhythm", id="its own rhythm"),
        pytest.param({"fresh_for": 6 * HOUR}, "fresh", id="the server's max-age"),
        pytest.param({"pace": Pace(period=6 * HOUR)}, "pace", id="the feed's ttl"),
        pytest.param({"fresh_for": HOUR, "pace": Pace(skip_hours=(10, 11, 12))}, "pace", id="hours that it skips"),
        pytest.param({"every": HOUR, "fresh_for": 10 * MINUTE}, "interval", id="freshness shorter than the interval"),
    ],
)
def test_the_reason_of_a_next_visit_is_what_set_its_moment(asked, why):
    assert plan(**asked).why == why


@pytest.mark.parametrize(
    ("retry_after", "why"),
    [
        pytest.param(ZERO, "failing", id="the server says nothing"),
        pytest.param(MINUTE, "failing", id="it asks for less than we wait"),
        pytest.param(9 * HOUR, "asked", id="it asks for more"),
    ],
)
def test_the_reason_of_a_next_try_is_the_longer_wait(retry_after, why):
    assert next_try(NOW, interval=HOUR, failures=1, retry_after=retry_after, seed="s").why == why


# -- pushes -------------------------------------------------------------------------------------------------------


def slowed(*, usual=HOUR, every=None, pace=Pace(), lease=10 * DAY):
    """The next visit of a source whose hub tells of its news, asked now."""
    due = Due(NOW + usual, "interval")
    return slowed_down(due, NOW, every=every, pace=pace, lease_end=NOW + lease, seed="s")


@pytest.mark.parametrize(
    ("asked", "least", "most"),
    [
        pytest.param({}, 0.9 * DAY, 0.95 * DAY, id="once a day"),
        pytest.param({"every": HOUR}, 0.9 * DAY, 0.95 * DAY, id="whatever its interval"),
        pytest.param({"every": 7 * DAY}, 6.3 * DAY, 6.65 * DAY, id="or less often, if that is its interval"),
        pytest.param({"lease": 5 * HOUR}, 5 * HOUR, 5 * HOUR, id="at the end of the lease"),
        pytest.param({"pace": Pace(skip_hours=(5, 6, 7))}, 23 * HOUR, 24 * HOUR, id="not when the feed skips"),
    ],
)
def test_a_source_whose_hub_tells_of_its_news_is_asked_seldom(asked, least, most):
    due = slowed(**asked)

    assert (least <= due.moment - NOW <= most, due.why) == (True, "pushed")


@pytest.mark.parametrize("asked", [{"usual": 2 * DAY}, {"lease": 30 * MINUTE}, {"lease": -DAY}])
def test_a_hub_never_has_a_source_asked_earlier(asked):
    assert slowed(**asked).why == "interval"


@pytest.mark.parametrize(
    ("last_push", "last_miss", "is_so"),
    [
        pytest.param(None, None, False, id="it never pushed"),
        pytest.param(NOW - 90 * DAY, None, True, id="it pushed, and nothing else came"),
        pytest.param(NOW, NOW - 6 * DAY, False, id="it kept something back this week"),
        pytest.param(NOW - DAY, NOW - 8 * DAY, True, id="it kept something back once"),
        pytest.param(NOW - 9 * DAY, NOW - 8 * DAY, False, id="it told of nothing since it kept something back"),
    ],
)
def test_a_hub_is_relied_on_that_pushed_and_kept_nothing_back_for_a_week(last_push, last_miss, is_so):
    assert is_relied_on(last_push, last_miss, NOW) is is_so
