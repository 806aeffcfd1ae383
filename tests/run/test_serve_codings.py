"""Which coding is chosen, and what is compressed how often."""

import asyncio

import brotli
import pytest

from feeds.run.codings import Shelf, choose_coding


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        pytest.param("", "identity", id="nothing said"),
        pytest.param("gzip", "gzip", id="gzip alone"),
        pytest.param("x-gzip", "gzip", id="its old name"),
        pytest.param("GZip , BR", "br", id="the shorter of equals, in any case"),
        pytest.param("br;q=0.5, gzip;q=0.8", "gzip", id="the one liked better"),
        pytest.param("br; q=0, gzip; q=0", "identity", id="both refused"),
        pytest.param("*", "br", id="anything"),
        pytest.param("*, br;q=0", "gzip", id="anything but"),
        pytest.param("*;q=0", "identity", id="nothing, which leaves the plain bytes"),
        pytest.param("identity, gzip;q=0.5", "identity", id="the plain bytes liked better"),
        pytest.param("identity;q=0.5, gzip;q=0.5", "gzip", id="as much liked, and shorter"),
        pytest.param("identity;q=0", "identity", id="nothing left but what is refused"),
        pytest.param("deflate, zstd", "identity", id="what we have not"),
        pytest.param("gzip;q=much, br;q=7", "identity", id="no weight"),
        pytest.param("gzip;q=nan", "identity", id="no number"),
        pytest.param(",,;;q=1,gzip", "gzip", id="holes in the list"),
    ],
)
def test_the_coding_liked_best_is_chosen(accepted, coding):
    assert choose_coding(accepted) == coding


def test_a_version_is_compressed_once_however_many_ask_at_once():
    reads = []

    def content():
        reads.append(1)
        return b"x" * 1000

    async def ask_for_it(shelf, version):
        return await asyncio.gather(*(shelf.compressed("ia.atom", version, "br", content) for _ in range(20)))

    async def all_of_it():
        shelf = Shelf(10_000)
        return [await ask_for_it(shelf, version) for version in ("v1", "v1", "v2")]

    answers = asyncio.run(all_of_it())

    assert len(reads) == 2
    assert {brotli.decompress(made) for answer in answers for made in answer} == {b"x" * 1000}


def test_what_was_asked_for_longest_ago_makes_room():
    reads = []

    def reading(name):
        def content():
            reads.append(name)
            return name.encode() * 1000

        return content

    async def ask_in_turn():
        room = 2 * len(brotli.compress(b"a" * 1000, quality=6))
        shelf = Shelf(room)
        for name in ("a", "b", "a", "c", "a", "b"):
            await shelf.compressed(name, "v1", "br", reading(name))

    asyncio.run(ask_in_turn())

    assert reads == ["a", "b", "c", "b"]


def test_what_is_larger_than_all_the_room_is_sent_but_not_kept():
    reads = []

    async def ask_twice():
        shelf = Shelf(3)
        for _ in range(2):
            made = await shelf.compressed("a", "v1", "gzip", lambda: reads.append(1) or b"y" * 500)
        return made

    assert asyncio.run(ask_twice()).startswith(b"\x1f\x8b")
    assert len(reads) == 2
