"""Bounds on processor time that hold on a slow or busy machine as on a fast one."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

# What `yardstick` takes on the machine on which the bounds were set, at rest.
STANDARD_SECONDS = 0.3


@contextmanager
def at_most(seconds: float, work: str = "it") -> Iterator[None]:
    """Hold `work`, which runs within, to `seconds` of processor time, or as much longer as the machine is slower than
    it was when the bounds were set.

    The tool that counts the lines run is set aside: it costs as much again and is no part of what is measured.
    """
    with uncounted():
        start = time.process_time()
        yield
        spent = time.process_time() - start
        slowness = max(1.0, yardstick() / STANDARD_SECONDS) if spent > seconds else 1.0
    assert spent <= seconds * slowness, f"{work} took {spent:.2f} s, the machine being {slowness:.1f} times slower"


@contextmanager
def uncounted() -> Iterator[None]:
    """Run without the tool that counts the lines run. (The mark `no_cover` does so in no worker of pytest-xdist.)"""
    tracer = sys.gettrace()
    sys.settrace(None)
    try:
        yield
    finally:
        sys.settrace(tracer)


def yardstick() -> float:
    """Return the seconds of processor time that a fixed piece of work takes: the objects and texts of most programs."""
    start = time.process_time()
    words: dict[str, int] = {}
    for number in range(1_000_000):
        word = f"mot {number % 5_000}"
        words[word] = words.get(word, 0) + len(word.split())
    return time.process_time() - start
