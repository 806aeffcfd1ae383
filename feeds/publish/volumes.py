"""Volumes over time: the last thirty days, the last twelve months, and the bars that draw them. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from feeds.health import Days

WIDTH, HEIGHT = 180, 36  # of a plot, in its own units
_DAYS, _MONTHS = 30, 12
_GAP = 0.25  # of a bar's room
_LEAST_HEIGHT = 1.5  # or one entry beside a hundred would not be seen

Volume = tuple[tuple[date, int], ...]  # each day or month, by its first day, oldest first


@dataclass(frozen=True, slots=True)
class Bar:
    x: float
    y: float
    width: float
    height: float


def last_days(days: Days, moment: datetime) -> Volume:
    """Return how many entries there are of each of the thirty days that end with the one of *moment*."""
    today = moment.date()
    wanted = (today - timedelta(days=n) for n in reversed(range(_DAYS)))
    return tuple((day, days.get(day, 0)) for day in wanted)


def last_months(days: Days, moment: datetime) -> Volume:
    """Return how many entries there are of each of the twelve months that end with the one of *moment*."""
    this = moment.year * 12 + moment.month - 1
    counts: Counter[int] = Counter()
    for day, count in days.items():
        counts[day.year * 12 + day.month - 1] += count
    wanted = range(this - _MONTHS + 1, this + 1)
    return tuple((date(number // 12, number % 12 + 1, 1), counts[number]) for number in wanted)


def bars(volume: Sequence[tuple[date, int]]) -> tuple[Bar, ...]:
    """Return the bars of a plot, as high as it where there are most entries; none where there is no entry.

    >>> bars([(date(2026, 11, 1), 2), (date(2026, 12, 1), 0)])
    (Bar(x=11.2, y=0.0, width=67.5, height=36.0),)
    """
    most = max((count for _, count in volume), default=0)
    room = WIDTH / max(len(volume), 1)
    return tuple(
        _bar(place * room, room, max(HEIGHT * count / most, _LEAST_HEIGHT))
        for place, (_, count) in enumerate(volume)
        if count
    )


def _bar(x: float, room: float, height: float) -> Bar:
    figures = (x + room * _GAP / 2, HEIGHT - height, room * (1 - _GAP), height)
    return Bar(*(round(figure, 1) for figure in figures))
