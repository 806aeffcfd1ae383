"""Whether a source has fallen silent. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

_LEAST_KNOWN = 5  # moments, to the minute: fewer have no rhythm
_SHORTEST = timedelta(days=7)  # a weekend, a holiday: nobody's silence yet
# Of ten entries that come by chance, the longest gap is some 2.8 times the usual one: twice that passes without an
# entry once in 280 times. And who once took a month off may do so again.
_TIMES_THE_LONGEST = 2


def is_stale(now: datetime, dates: Sequence[datetime]) -> bool:
    """Whether the time since the newest entry is unlike the rhythm of the newest ten.

    *dates* are when they were published, newest first.

    >>> weekly = [datetime(2026, 6, 1) - timedelta(weeks=n) for n in range(10)]
    >>> is_stale(datetime(2026, 6, 14), weekly), is_stale(datetime(2026, 6, 16), weekly)
    (False, True)
    """
    # Undated entries have the moment of the visit that found them all; so has a batch, and neither is a rhythm.
    moments = sorted({date.replace(second=0, microsecond=0) for date in dates}, reverse=True)
    if len(moments) < _LEAST_KNOWN:
        return False
    longest = max(newer - older for newer, older in pairwise(moments))
    return now - dates[0] > max(_TIMES_THE_LONGEST * longest, _SHORTEST)
