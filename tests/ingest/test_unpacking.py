"""Compressed bodies, honest and hostile."""

import gzip
import random
import sys
import tracemalloc
import zlib

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.errors import FetchError
from feeds.ingest.unpacking import GZIP, Unpacked, unpack
from tests.effort import at_most

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LIMIT = 1_000_000
BODY = b"<rss>" + random.Random(1).randbytes(5_000) + b"</rss>"


def bare_deflate(body):
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


PACKERS = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress, "zstd": zstd.compress}


@pytest.mark.parametrize(
    ("codings", "packed"),
    [
        *(pytest.param(coding, pack(BODY), id=coding) for coding, pack in PACKERS.items()),
        pytest.param("deflate", bare_deflate(BODY), id="bare deflate, as some servers misread it"),
        pytest.param("x-gzip", gzip.compress(BODY), id="gzip under its old name"),
        pytest.param(" GZip ", gzip.compress(BODY), id="in capitals"),
        pytest.param("gzip, br", brotli.compress(gzip.compress(BODY)), id="one over the other"),
        pytest.param("gzip", gzip.compress(BODY[:9]) + gzip.compress(BODY[9:]), id="gzip in two pieces"),
        pytest.param("zstd", zstd.compress(BODY[:9]) + zstd.compress(BODY[9:]), id="zstd in two pieces"),
        pytest.param("gzip", gzip.compress(BODY) + b"\0" * 500, id="gzip and padding"),
        pytest.param("identity", BODY, id="no coding"),
        pytest.param("utf-8", BODY, id="what is no coding"),
        pytest.param("", BODY, id="nothing"),
    ],
)
def test_a_body_is_unpacked_as_it_says(codings, packed):
    assert unpack(packed, codings, LIMIT) == Unpacked(BODY, True)


@given(st.binary(max_size=2_000), st.lists(st.sampled_from(sorted(PACKERS)), max_size=3))
def test_what_was_packed_comes_back(body, codings):
    packed = body
    for coding in codings:
        packed = PACKERS[coding](packed)

    assert unpack(packed, ", ".join(codings), LIMIT) == Unpacked(body, True)


@pytest.mark.parametrize("coding", sorted(PACKERS))
@pytest.mark.parametrize("kept", [1, 10, 3_000, -1])
def test_a_body_that_breaks_off_is_not_whole(coding, kept):
    unpacked = unpack(PACKERS[coding](BODY)[:kept], coding, LIMIT)

    assert not unpacked.is_whole
    assert BODY.startswith(unpacked.content)


@pytest.mark.parametrize("coding", sorted(PACKERS))
def test_of_a_longer_body_there_is_no_more_than_the_limit(coding):
    assert unpack(PACKERS[coding](b"x" * 50_000_000), coding, LIMIT) == Unpacked(b"x" * LIMIT, False)


def test_a_bomb_of_ten_gigabytes_takes_no_more_memory_than_a_few_times_the_limit():
    packer = zlib.compressobj(wbits=31)
    start = packer.compress(b"") + packer.flush(zlib.Z_FULL_FLUSH)
    ten_megabytes = packer.compress(bytes(10_000_000)) + packer.flush(zlib.Z_FULL_FLUSH)
    bomb = start + ten_megabytes * 1_000  # after a full flush, every piece unfolds alike

    tracemalloc.start()
    unpacked = unpack(bomb, "gzip", LIMIT)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert (len(unpacked.content), unpacked.is_whole) == (LIMIT, False)
    assert peak < len(bomb) + 4 * LIMIT


def test_pieces_count_together():
    piece = gzip.compress(b"x" * 600_000)

    assert unpack(piece * 50, "gzip", LIMIT).content == b"x" * LIMIT


@pytest.mark.parametrize(
    ("packed", "codings", "message"),
    [
        pytest.param(b"<rss/>", "gzip", "not compressed as it says: gzip", id="no gzip"),
        pytest.param(b"<rss/>", "br", "not compressed as it says: br", id="no brotli"),
        pytest.param(b"<rss/>", "zstd", "not compressed as it says: zstd", id="no zstd"),
        pytest.param(b"\x78\x9c\xff\xff", "deflate", "not compressed as it says: deflate", id="no zlib"),
        pytest.param(gzip.compress(BODY)[:-8] + b"x" * 8, "gzip", "not compressed as it says", id="a wrong sum"),
        pytest.param(BODY, ", ".join(["gzip"] * 1000), "compressed 1000 times over", id="many codings"),
        pytest.param(gzip.compress(b"") * 10_000, "gzip", "in over 100 pieces", id="many pieces"),
    ],
)
def test_a_body_that_is_not_what_it_says_is_an_error(packed, codings, message):
    with pytest.raises(FetchError, match=message):
        unpack(packed, codings, LIMIT)


@given(st.binary(max_size=300), st.sampled_from(sorted(PACKERS)), st.sampled_from([b"", GZIP, b"\x28\xb5\x2f\xfd"]))
def test_no_bytes_give_anything_but_content_or_a_fetch_error(content, coding, start):
    try:
        unpacked = unpack(start + content, coding, 1_000)
    except FetchError:
        return

    assert len(unpacked.content) <= 1_000


def test_many_pieces_take_no_time():
    with at_most(3), pytest.raises(FetchError):
        unpack(gzip.compress(b"") * 900_000, "gzip", 20_000_000)  # 18 MB
