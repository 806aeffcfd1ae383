"""Whose turn it is: requests to one host spaced and few at once, many hosts side by side."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

PER_HOST = 2  # requests at once
AT_ONCE = 50  # requests in all; more hold more documents in memory and make nothing faster


class _Host:
    def __init__(self) -> None:
        self.places = asyncio.Semaphore(PER_HOST)
        self.gate = asyncio.Lock()
        self.free_at = 0.0  # on the loop's clock: when the next request may start


class Turns:
    """The turns of one run; *spacing_seconds* lie between the starts of two requests to one host."""

    def __init__(self, spacing_seconds: float) -> None:
        self._spacing_seconds = spacing_seconds
        self._all = asyncio.Semaphore(AT_ONCE)
        self._hosts: defaultdict[str, _Host] = defaultdict(_Host)

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait for the turn of a request to *host*, and keep its place while the request lasts."""
        queue = self._hosts[host]
        async with queue.places:
            await self._start(queue)
            try:
                yield
            finally:
                self._all.release()

    async def _start(self, queue: _Host) -> None:
        clock = asyncio.get_running_loop().time
        async with queue.gate:
            # Without a place among all: hosts that may be asked now do not wait for this one.
            while (wait := queue.free_at - clock()) > 0:
                await asyncio.sleep(wait)
            await self._all.acquire()
            queue.free_at = clock() + self._spacing_seconds
