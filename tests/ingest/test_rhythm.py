from datetime import timedelta

import pytest

from feeds.ingest.rhythm import next_visit

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("failures", "retry_after", "wait"),
    [
        pytest.param(0, 0, 54, id="a tenth early, so that cron never halves the rhythm"),
        pytest.param(0, 90, 90, id="never before the server's wish"),
        pytest.param(1, 0, 120, id="a failure doubles the wait"),
        pytest.param(3, 0, 480, id="each failure doubles it again"),
        pytest.param(99, 0, 2880, id="the wait stops at two days"),
        pytest.param(1, 10_000, 10_000, id="the server's wish is never cut short"),
    ],
)
def test_a_source_is_asked_again_in_due_time(now, failures, retry_after, wait):
    due = next_visit(now, HOUR, failures=failures, retry_after=timedelta(minutes=retry_after))

    assert due - now == timedelta(minutes=wait)


def test_a_failing_source_of_a_long_interval_is_not_asked_sooner(now):
    due = next_visit(now, timedelta(days=7), failures=5)

    assert due - now == timedelta(days=7)
