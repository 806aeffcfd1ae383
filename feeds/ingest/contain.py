"""Work on bytes of others in child processes that a time and a memory limit can kill."""

import asyncio
import multiprocessing
import os
import resource
import signal
from collections.abc import Callable
from concurrent.futures import TimeoutError as FutureTimeoutError
from multiprocessing import forkserver, resource_tracker
from pathlib import Path
from types import TracebackType
from typing import ParamSpec, Self, TypeVar

from pebble import ProcessExpired, ProcessPool

from feeds.errors import ParseError
from feeds.stopping import Stop

TIMEOUT_SECONDS = 20  # the slowest honest document of the corpora takes 3
MEMORY_BYTES = 2_000_000_000  # of address space, beyond what a child starts with; an honest 10 MB feed takes 600 MB

P = ParamSpec("P")
T = TypeVar("T")


class Cells:
    """A pool of children, started by the first call: a run that finds nothing new starts none."""

    def __init__(
        self, stop: Stop | None = None, *, timeout_seconds: float = TIMEOUT_SECONDS, memory_bytes: int = MEMORY_BYTES
    ) -> None:
        self._stop = stop or Stop()
        self._timeout_seconds = timeout_seconds
        self._memory_bytes = memory_bytes
        self._pool: ProcessPool | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool:
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()

    async def call(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what a top-level function gives in a child.

        Raises:
            ParseError: the child passed a limit or died; or what the function itself raises.
            StoppedError: it died of the signal that asks us to end, too: no fault of what it read.
        """
        future = self._open().schedule(function, args=args, kwargs=kwargs, timeout=self._timeout_seconds)
        try:
            answer: T = await asyncio.wrap_future(future)
        except (FutureTimeoutError, TimeoutError) as exc:
            raise ParseError(f"reading it took over {self._timeout_seconds} seconds: make it smaller") from exc
        except (ProcessExpired, MemoryError) as exc:
            self._stop.check()
            limit = self._memory_bytes // 1_000_000
            raise ParseError(f"reading it broke the reader or took over {limit} MB: make it smaller") from exc
        return answer

    def _open(self) -> ProcessPool:
        if self._pool is None:
            self._pool = ProcessPool(
                max_workers=os.cpu_count() or 1,
                initializer=_limit_memory,
                initargs=(self._memory_bytes,),
                context=_context(),
            )
        return self._pool


def _context() -> multiprocessing.context.BaseContext:
    """Return the way to start children: from a small server, so that no lock of ours is copied while it is held."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["feeds.ingest.read"])
    # A terminal sends Ctrl-C to all of us, and it is ours alone to hear: the server and its children inherit the mask.
    resource_tracker.ensure_running()  # which the server needs, and which ends with all signals let through
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    forkserver.ensure_running()
    signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return context


def _limit_memory(memory_bytes: int) -> None:
    # rensa 0.5.0 reserves 1 GB of addresses when it is imported, and uses none of them.
    reserved = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (reserved + memory_bytes,) * 2)
