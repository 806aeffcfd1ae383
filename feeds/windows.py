"""How much of a feed one source may take. Pure."""

from collections import Counter
from collections.abc import Sequence
from math import floor


def staying(sources: Sequence[str], count: int, max_share: float) -> frozenset[int]:
    """Return the places of the *count* entries that stay live when an archive is closed: the last that entered.

    *sources* has each live entry's, in the order of entering. A source keeps at most its share of those that stay,
    while others can take the places.

    >>> sorted(staying(["a", "b", "a", "a"], 2, 0.5))
    [1, 3]
    """
    most = max(1, floor(max_share * count))
    taken: Counter[str] = Counter()
    first: list[int] = []
    later: list[int] = []
    for place in reversed(range(len(sources))):
        taken[sources[place]] += 1
        (first if taken[sources[place]] <= most else later).append(place)
    return frozenset([*first, *later][:count])


def showing(sources: Sequence[str], window: int, max_share: float) -> list[int]:
    """Return the places of the live entries that a feed shows, in their order.

    *sources* has each live entry's, newest first. Of a source with more than its share the oldest are left out, as
    long as *window* entries remain.

    >>> showing(["a", "a", "b", "a"], 2, 0.5)
    [0, 2]
    """
    places = list(range(len(sources)))
    counts = Counter(sources)
    while len(places) > window:
        most = max_share * len(places)
        excess = next((place for place in reversed(places) if counts[sources[place]] > most), None)
        if excess is None:
            break
        places.remove(excess)
        counts[sources[excess]] -= 1
    return places
