"""When to visit a source next: as often as it publishes, as seldom as its server and the feed itself ask."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b

from feeds.model import Pace

MAX_WAIT = timedelta(days=2)  # a source that failed for weeks is still asked this often
LONGEST = timedelta(days=1)  # between two good visits, whatever the server, the feed or its silence ask
_VISITS_PER_GAP = 4  # an entry is then found, on average, after an eighth of the time between two
_MOST_DATES = 10  # of the newest: a rhythm is of these weeks, not of the founding years
_SOONER = 0.1  # of the interval: so that cron's own rhythm, a little early or late, never halves ours
_JITTER = 0.05  # of the wait: so that sources seen together once do not stay together
_HOUR = timedelta(hours=1)
_OURS = ("interval", "rhythm", "cron")  # what sets a moment when neither the server nor the feed does
_PROBATION = timedelta(days=7)  # after a hub kept something from us

Fires = Callable[[datetime], datetime]  # the first fire of a source's own cron after a moment


@dataclass(frozen=True, slots=True)
class Due:
    """When a source is visited next, and what set that moment."""

    moment: datetime
    why: str  # a key of WHY_THEN in feeds/health.py


def next_visit(
    now: datetime,
    *,
    every: timedelta | None,
    least: timedelta,
    dates: Sequence[datetime],
    fresh_for: timedelta,
    pace: Pace,
    seed: str,
    fires: Fires | None = None,
) -> Due:
    """Return when a source is due again after a visit that went well.

    *every* is the editor's wish. Without one, *dates*, the published moments of the newest entries, newest first, tell
    how often it publishes, and the wait is between *least* and a day. Either way it is not visited before the answer
    is stale (*fresh_for*, RFC 9111) nor when *pace* asks not to, each of which counts for a day at most.
    *seed* spreads the sources: the same moment and seed give the same result. Where the editor gave a cron, *fires*,
    its hours stand: whoever names them knows why.
    """
    if fires:
        return Due(fires(now), "cron")
    share = _share(seed, now)
    due = now + _early(every or adaptive_wait(now, dates, least), share)
    floor = min(max(fresh_for, pace.period, timedelta(0)), LONGEST)
    allowed = now + floor * (1 + _JITTER * share)
    if every and floor <= every:
        allowed = min(allowed, now + every)
    moment = _past_skipped(max(due, allowed), now, pace, share)
    if moment <= due:
        return Due(moment, "interval" if every else "rhythm")
    return Due(moment, "fresh" if moment == allowed and fresh_for > pace.period else "pace")


def slowed_down(
    due: Due, asked: datetime, *, every: timedelta | None, pace: Pace, lease_end: datetime, seed: str
) -> Due:
    """Return *due*, or later where a hub tells of news: once a day, in case it keeps something from us.

    *asked* is when the source was last asked. It is asked at the end of the lease, too, as nobody tells us then.
    """
    share = _share(seed, asked)
    moment = asked + _early(max(every or LONGEST, LONGEST), share)
    moment = min(_past_skipped(moment, asked, pace, share), lease_end)
    return Due(moment, "pushed") if moment > due.moment else due


def is_relied_on(last_push: datetime | None, last_miss: datetime | None, now: datetime) -> bool:
    """Whether a source's hubs tell of its news: they did, and for a week it gave nothing that they had not told of."""
    if last_push is None or last_miss is None:
        return last_push is not None
    return last_push > last_miss and now - last_miss > _PROBATION


def next_try(
    now: datetime,
    *,
    interval: timedelta,
    failures: int,
    retry_after: timedelta,
    seed: str,
    fires: Fires | None = None,
) -> Due:
    """Return when to ask again after *failures* in a row: the wait doubles with each and stops at MAX_WAIT.

    *retry_after* is the server's own wish, zero when it has none, and is never cut short. Source: RFC 9110, 10.2.3.
    A source with a cron, *fires*, is asked at the first of its hours after that.
    """
    share = _share(seed, now)
    wait = interval
    if interval < MAX_WAIT:
        wait = min(MAX_WAIT, interval * 2 ** min(failures, 20))
    doubled, asked = _early(wait, share), retry_after * (1 + _JITTER * share)
    due = now + max(doubled, asked)
    return Due(fires(due) if fires else due, "asked" if asked > doubled else "failing")


def replanned(last_visit: datetime, due: Due, *, every: timedelta | None, fires: Fires | None, seed: str) -> Due | None:
    """Return when a source is due whose `every` or `cron` was changed since *due* was set; None where that stands.

    What its server or the feed asked stands in any case, and so does the wait after a failure.
    """
    if fires:
        fire = Due(fires(last_visit), "cron")
        return fire if due.why not in ("failing", "asked", "pushed") and due != fire else None
    if due.why not in _OURS:
        return None
    if every is None:
        return Due(last_visit, "rhythm") if due.why != "rhythm" else None
    early = last_visit + _early(every, _share(seed, last_visit))
    return Due(early, "interval") if due != Due(early, "interval") else None


def adaptive_wait(now: datetime, dates: Sequence[datetime], least: timedelta) -> timedelta:
    """Return a part of the time that is likely to pass between two entries, from *least* to a day.

    The silence since the newest entry is one gap among the others: a source that fell asleep is asked less and less.
    """
    known = dates[:_MOST_DATES]
    if not known:
        return least
    gap = (now - min(known)) / len(known)
    return max(least, min(gap / _VISITS_PER_GAP, LONGEST))


def _early(wait: timedelta, share: float) -> timedelta:
    return wait * (1 - _SOONER + _JITTER * share)


def _past_skipped(due: datetime, now: datetime, pace: Pace, share: float) -> datetime:
    """Return *due*, or the first moment after it that the feed does not skip.

    A feed that skips every hour is asked once a day all the same, or a day late if its wait is longer than one.
    Source: RSS 2.0, skipHours and skipDays.
    """
    last = (now if due < now + LONGEST else due) + LONGEST
    moment = due
    while moment.hour in pace.skip_hours or moment.weekday() in pace.skip_days:
        start = moment.replace(minute=0, second=0, microsecond=0) + _HOUR
        if start >= last:
            return last
        moment = start + _HOUR * _JITTER * share
    return moment


def _share(seed: str, now: datetime) -> float:
    """Return a number from 0 to 1 that looks like chance, and is always the same for the same visit."""
    digest = blake2b(f"{seed} {now.isoformat()}".encode(), digest_size=4).digest()
    return int.from_bytes(digest, "big") / 2**32
