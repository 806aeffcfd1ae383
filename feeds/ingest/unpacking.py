"""A body unpacked as its Content-Encoding says, and no further than a limit; and packed, for what we send.

aiohttp would do it as the body comes, but keeps silent about a body that breaks off inside its compression, and waits
for the rest of a cut deflate until the time is up.
"""

import gzip
import sys
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import brotli

from feeds.errors import FetchError

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

ACCEPT_ENCODING = "gzip, deflate, br, zstd"
GZIP = b"\x1f\x8b\x08"

_MOST_CODINGS = 3  # one over the other; each may cost a second
_MOST_MEMBERS = 100  # one after the other; each costs a copy of the rest
_PACKING = 6  # 1 MB of feed takes some 25 ms; 9 takes twice that, for a hundredth of the size
_ZSTD = b"\x28\xb5\x2f\xfd"
_ZSTD_WINDOW_LOG = 23  # 8 MB, as RFC 9659 has it


@dataclass(frozen=True, slots=True)
class Unpacked:
    content: bytes
    is_whole: bool  # False: it broke off, or there is more than the limit


class _Decompressor(Protocol):
    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...
    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...


def unpack(content: bytes, codings: str, limit: int) -> Unpacked:
    """Return at most *limit* bytes of what *content* is without its *codings*, a Content-Encoding.

    What is no coding, such as the "utf-8" of some servers, counts for nothing. Source: RFC 9110, 8.4.

    Raises:
        FetchError: it is not compressed as it says.
    """
    names = [name.strip().lower() for name in codings.split(",")]
    decoders = [_DECODERS[name] for name in reversed(names) if name in _DECODERS]
    if len(decoders) > _MOST_CODINGS:
        raise FetchError(f"compressed {len(decoders)} times over: at most {_MOST_CODINGS} are undone")
    is_whole = True
    for decode in decoders:
        try:
            unpacked = decode(content, limit) if content else Unpacked(b"", True)
        except (zlib.error, brotli.error, zstd.ZstdError) as exc:
            raise FetchError(f"the answer is not compressed as it says: {codings[:100]}") from exc
        content, is_whole = unpacked.content, is_whole and unpacked.is_whole
    return Unpacked(content, is_whole)


def pack(content: bytes, coding: str) -> bytes:
    """Return what *content* is in a coding, "br" or "gzip": for the same bytes, always the same."""
    if coding == "br":
        packed: bytes = brotli.compress(content, quality=_PACKING)
        return packed
    return gzip.compress(content, _PACKING, mtime=0)


def _gzip(content: bytes, limit: int) -> Unpacked:
    return _members(lambda: zlib.decompressobj(zlib.MAX_WBITS | 16), GZIP, content, limit)


def _deflate(content: bytes, limit: int) -> Unpacked:
    """Return a body of zlib's format (RFC 1950), or of bare deflate, which some servers take it for."""
    is_zlib = content[0] & 0x0F == 8 and int.from_bytes(content[:2], "big") % 31 == 0
    unpacker = zlib.decompressobj(zlib.MAX_WBITS if is_zlib else -zlib.MAX_WBITS)
    return Unpacked(unpacker.decompress(content, limit), unpacker.eof)


def _zstd(content: bytes, limit: int) -> Unpacked:
    options: dict[int, int] = {zstd.DecompressionParameter.window_log_max: _ZSTD_WINDOW_LOG}
    return _members(lambda: zstd.ZstdDecompressor(options=options), _ZSTD, content, limit)


def _members(start: Callable[[], _Decompressor], mark: bytes, content: bytes, limit: int) -> Unpacked:
    """Return what the members of a body hold, one after the other; what follows them without *mark* is padding."""
    unpacked = bytearray()
    for _ in range(_MOST_MEMBERS):
        unpacker = start()
        unpacked += unpacker.decompress(content, limit - len(unpacked))
        content = unpacker.unused_data
        if not unpacker.eof or len(unpacked) >= limit or not content.startswith(mark):
            return Unpacked(bytes(unpacked), unpacker.eof)
    raise FetchError(f"compressed in over {_MOST_MEMBERS} pieces")


def _brotli(content: bytes, limit: int) -> Unpacked:
    unpacker = brotli.Decompressor()
    unpacked = bytearray(unpacker.process(content, output_buffer_limit=limit))
    while len(unpacked) < limit and not unpacker.can_accept_more_data():
        unpacked += unpacker.process(b"", output_buffer_limit=limit - len(unpacked))
    return Unpacked(bytes(unpacked[:limit]), unpacker.is_finished())


_DECODERS: dict[str, Callable[[bytes, int], Unpacked]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
