"""When to visit a source next."""

from datetime import datetime, timedelta

MAX_WAIT = timedelta(days=2)  # a source that failed for weeks is still asked this often
_SOONER = 0.1  # of the interval: so that cron's own rhythm, a little early or late, never halves ours


def next_visit(
    now: datetime, every: timedelta, *, failures: int = 0, retry_after: timedelta = timedelta(0)
) -> datetime:
    """Return when a source is due again: after its interval, later after each failure in a row.

    *now* is aware, in UTC. The wait doubles with each failure and stops at MAX_WAIT; *retry_after* is the
    server's own wish, zero when it has none, and is never cut short. Source: RFC 9110, 10.2.3.
    """
    wait = every * (1 - _SOONER)
    if failures:
        wait = min(max(MAX_WAIT, every), every * 2 ** min(failures, 20))
    return now + max(wait, retry_after)
