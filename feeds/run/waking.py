"""How a schedule waits: for a moment, or for whoever has news."""

import os
import select
from contextlib import suppress
from datetime import UTC, datetime
from typing import Protocol

# A wait is measured by a clock that stands still while the machine sleeps, and knows nothing of a clock that was set.
_LONGEST_SECONDS = 10.0


class Bell:
    """What makes a tick happen at once. Rung from any thread, and from a signal's handler, where a lock would hang."""

    def __init__(self) -> None:
        self._hears, self._rings = os.pipe()
        os.set_blocking(self._hears, False)
        os.set_blocking(self._rings, False)

    def ring(self) -> None:
        with suppress(BlockingIOError):  # full of rings that nobody has heard yet
            os.write(self._rings, b"!")

    def was_rung(self) -> bool:
        """Whether it was rung since this was last asked."""
        was_rung = False
        with suppress(BlockingIOError):
            while os.read(self._hears, 4096):
                was_rung = True
        return was_rung

    def wait(self, seconds: float) -> None:
        """Return after this time, or when it is rung."""
        select.select([self._hears], [], [], max(0, seconds))

    def close(self) -> None:
        os.close(self._hears)
        os.close(self._rings)


class Clock(Protocol):
    """What tells a schedule the time; a test brings its own."""

    def now(self) -> datetime:
        """Return the moment, in UTC."""

    def wait(self, bell: Bell, until: datetime) -> None:
        """Return at *until*, when the bell is rung, or before."""


class WallClock:
    """The machine's own."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def wait(self, bell: Bell, until: datetime) -> None:
        bell.wait(min((until - self.now()).total_seconds(), _LONGEST_SECONDS))
