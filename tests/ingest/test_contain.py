import asyncio
import signal
import time

import pytest

from feeds.errors import ParseError
from feeds.ingest.contain import Cells


def double(number):
    return 2 * number


def refuse():
    raise ParseError("not today")


def hang():
    while True:
        time.sleep(0.01)


def swell():
    return len(b"x" * 4_000_000_000)


def die():
    import os

    os._exit(9)


def call(function, *arguments, **limits):
    async def run():
        with Cells(**limits) as cells:
            return await cells.call(function, *arguments)

    return asyncio.run(run())


def test_a_child_gives_the_answer():
    assert call(double, 21) == 42


def test_what_a_child_raises_is_raised():
    with pytest.raises(ParseError, match="not today"):
        call(refuse)


@pytest.mark.parametrize(
    ("function", "limits", "message"),
    [
        pytest.param(hang, {"timeout_seconds": 0.5}, "over 0.5 seconds", id="a child that hangs"),
        pytest.param(swell, {"memory_bytes": 1_000_000_000}, "over 1000 MB", id="a child that swells"),
        pytest.param(die, {}, "broke the reader", id="a child that dies"),
    ],
)
def test_a_child_that_passes_a_limit_is_an_error_that_says_which(function, limits, message):
    with pytest.raises(ParseError, match=message):
        call(function, **limits)


def test_without_a_call_no_child_is_started():
    with Cells() as cells:
        assert cells._pool is None


def test_a_ctrl_c_which_a_terminal_sends_to_all_is_not_for_children():
    assert signal.SIGINT in call(signal.pthread_sigmask, signal.SIG_BLOCK, ())
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())
