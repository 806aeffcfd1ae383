"""Politeness towards each host, without making the others wait."""

import asyncio
import selectors
from itertools import pairwise

import pytest

from feeds.ingest import turns
from feeds.ingest.turns import Turns


class Hasty(selectors.DefaultSelector):
    """What a loop waits with, here without waiting: its clock goes on by as much, and by nothing else."""

    moment = 0.0

    def select(self, timeout=None):
        self.moment += timeout or 0
        return super().select(0)


def hasty_loop():
    selector = Hasty()
    loop = asyncio.SelectorEventLoop(selector)
    loop.time = lambda: selector.moment
    return loop


class Visitors:
    """Requests that note when they started, how many ran at once, and end when told to."""

    def __init__(self, spacing_seconds):
        self.turns = Turns(spacing_seconds)
        self.starts = []
        self.running = self.most = 0
        self.end = asyncio.Event()

    async def visit(self, host):
        async with self.turns.turn(host):
            self.starts.append((host, asyncio.get_running_loop().time()))
            self.running += 1
            self.most = max(self.most, self.running)
            await self.end.wait()
            self.running -= 1

    async def settle(self):
        for _ in range(20):
            await asyncio.sleep(0)


@pytest.mark.parametrize("ends", ["at once", "late"])
def test_two_requests_to_a_host_start_apart(ends):
    async def run():
        visitors = Visitors(0.05)
        if ends == "at once":
            visitors.end.set()
        else:
            asyncio.get_running_loop().call_later(0.12, visitors.end.set)
        await asyncio.gather(*(visitors.visit("a") for _ in range(4)))
        return [at for _, at in visitors.starts]

    with asyncio.Runner(loop_factory=hasty_loop) as runner:
        starts = runner.run(run())

    assert min(later - sooner for sooner, later in pairwise(starts)) == pytest.approx(0.05)


def test_a_host_has_two_requests_at_once_and_others_have_theirs():
    async def run():
        visitors = Visitors(0)
        tasks = [asyncio.create_task(visitors.visit(host)) for host in "aaaabbb"]
        await visitors.settle()
        running = sorted(host for host, _ in visitors.starts)
        visitors.end.set()
        await asyncio.gather(*tasks)
        return running, visitors.most, len(visitors.starts)

    assert asyncio.run(run()) == (["a", "a", "b", "b"], 4, 7)


def test_a_request_that_waits_for_its_host_keeps_nobody_else_waiting(monkeypatch):
    monkeypatch.setattr(turns, "AT_ONCE", 1)

    async def run():
        visitors = Visitors(3600)
        visitors.end.set()
        await visitors.visit("a")
        waiting = asyncio.create_task(visitors.visit("a"))
        await visitors.settle()
        await visitors.visit("b")
        waiting.cancel()
        return [host for host, _ in visitors.starts]

    assert asyncio.run(run()) == ["a", "b"]


def test_a_request_that_is_given_up_frees_its_place(monkeypatch):
    monkeypatch.setattr(turns, "AT_ONCE", 1)

    async def run():
        visitors = Visitors(0)
        first, second = (asyncio.create_task(visitors.visit(host)) for host in "ab")
        await visitors.settle()
        first.cancel()
        visitors.end.set()
        await second
        return [host for host, _ in visitors.starts]

    assert asyncio.run(run()) == ["a", "b"]
