"""The wish to end, which a signal brings and work hears at its next safe point."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

from feeds.errors import StoppedError

P = ParamSpec("P")
T = TypeVar("T")


class Stop:
    """Whether a run is to end. Asked from a signal's handler, so nothing here takes a lock."""

    def __init__(self) -> None:
        self.number = 0  # of the signal; 0: nobody asked
        self._cancel: Callable[[], object] | None = None

    @property
    def is_asked(self) -> bool:
        return self.number > 0

    def ask(self, number: int) -> None:
        """End what can be ended by now, and let the rest end at its next check."""
        self.number = number
        if self._cancel:
            self._cancel()

    def check(self) -> None:
        """Go on, unless we are to end.

        Raises:
            StoppedError: we are.
        """
        if self.is_asked:
            raise StoppedError(self.number)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Return what a coroutine gives in a loop of its own; whatever it awaits then is dropped when we are to end.

        Raises:
            StoppedError: it was dropped.
        """
        try:
            return asyncio.run(self._cancellable(work))
        except asyncio.CancelledError:
            raise StoppedError(self.number) from None

    async def _cancellable(self, work: Coroutine[Any, Any, T]) -> T:
        loop, task, beat = asyncio.get_running_loop(), asyncio.ensure_future(work), asyncio.ensure_future(_beat())
        loop.set_default_executor(_Threads())
        # Thread-safe, for a handler runs between any two lines of ours, and must wake a loop that sleeps.
        self._cancel = lambda: loop.call_soon_threadsafe(task.cancel)
        if self.is_asked:
            task.cancel()
        try:
            return await task
        finally:
            self._cancel = None
            beat.cancel()


async def _beat() -> None:
    """Wake the loop now and then: a signal that the kernel hands to another thread runs no handler while it sleeps."""
    while True:
        await asyncio.sleep(0.5)


class _Threads(ThreadPoolExecutor):
    """Threads that nobody waits for: a name server that does not answer must not keep a process from ending."""

    def submit(self, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> "Future[T]":
        future: Future[T] = Future()

        def settle() -> None:
            try:
                future.set_result(work(*args, **kwargs))
            except Exception as exc:  # noqa: BLE001  whoever awaits the future gets it
                future.set_exception(exc)

        future.set_running_or_notify_cancel()
        threading.Thread(target=settle, daemon=True).start()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Leave the threads to themselves."""
