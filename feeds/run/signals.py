"""The signals that an operator, a terminal or systemd sends to a process of ours."""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from feeds.stopping import Stop

_ENDING = (signal.SIGTERM, signal.SIGINT)


@contextmanager
def heard(
    stop: Stop, *, on_end: Callable[[], None] | None = None, on_hangup: Callable[[], None] | None = None
) -> Iterator[None]:
    """Let SIGTERM and SIGINT ask for the stop, and a second one end the process at once; SIGHUP calls *on_hangup*."""

    def end(number: int, _frame: FrameType | None) -> None:
        if stop.is_asked:
            _end_at_once(number)
        stop.ask(number)
        if on_end:
            on_end()

    handlers: dict[signal.Signals, Callable[[int, FrameType | None], None]] = dict.fromkeys(_ENDING, end)
    if on_hangup:
        handlers[signal.SIGHUP] = lambda *_: on_hangup()
    before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _end_at_once(number: int) -> None:
    """End as the signal does when nobody handles it, and leave no child to work on for nobody."""
    for child in multiprocessing.active_children():
        child.kill()
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)
