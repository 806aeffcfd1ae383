"""The wish to end, heard at the next safe point."""

import asyncio
import os
import signal
import socket
import threading
import time

import pytest

from feeds.errors import StoppedError
from feeds.run.signals import heard
from feeds.stopping import Stop


@pytest.fixture
def late():
    """What a thread may wait for that the test lets go at its end."""
    event = threading.Event()
    yield event
    event.set()


def test_work_that_nobody_stops_gives_what_it_gives():
    async def work():
        return await asyncio.get_running_loop().getaddrinfo("127.0.0.1", 80, type=socket.SOCK_STREAM)

    [(_, _, _, _, address)] = Stop().run(work())

    assert address == ("127.0.0.1", 80)


def test_an_error_of_a_thread_is_the_works_own():
    async def work():
        await asyncio.to_thread(lambda: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        Stop().run(work())


def test_who_waits_is_stopped_and_may_tidy_up():
    stop, tidied = Stop(), []

    async def work():
        asyncio.get_running_loop().call_later(0.01, stop.ask, 15)
        try:
            await asyncio.sleep(60)
        finally:
            tidied.append(True)

    with pytest.raises(StoppedError) as raised:
        stop.run(work())

    assert raised.value.number == 15
    assert tidied == [True]


def test_a_name_server_that_does_not_answer_keeps_nobody(late):
    stop, before = Stop(), set(threading.enumerate())

    async def work():
        asyncio.get_running_loop().call_later(0.01, stop.ask, 15)
        await asyncio.to_thread(late.wait, 60)

    began = time.monotonic()
    with pytest.raises(StoppedError):
        stop.run(work())

    assert time.monotonic() - began < 30
    assert [thread.daemon for thread in threading.enumerate() if thread not in before] == [True]


def test_once_it_is_asked_no_work_begins():
    stop, began = Stop(), []
    stop.check()
    stop.ask(2)

    async def work():
        began.append(True)

    with pytest.raises(StoppedError):
        stop.check()
    with pytest.raises(StoppedError):
        stop.run(work())

    assert began == []


def test_a_signal_wakes_a_loop_that_sleeps_and_is_given_back_after():
    stop, before = Stop(), signal.getsignal(signal.SIGTERM)

    async def work():
        threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGTERM)).start()
        await asyncio.sleep(60)

    with heard(stop), pytest.raises(StoppedError):
        stop.run(work())

    assert stop.number == signal.SIGTERM
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_hangup_is_heard_by_who_wishes_to():
    heard_of = []

    with heard(Stop(), on_hangup=lambda: heard_of.append(True)):
        os.kill(os.getpid(), signal.SIGHUP)

    assert heard_of == [True]
