"""What is asked of our server and what it answers, as plain values."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from types import MappingProxyType
from typing import BinaryIO
from urllib.parse import urlsplit

MAX_BODY_BYTES = 20_000_000  # of what is sent to us: a feed that a hub pushes is a feed that we could have fetched
PIECE_BYTES = 256_000  # of an answer, held in memory for a client that does not take them
# What a proxy says of whom it asks for; ours, in docs/serving.md, all say one of them.
_FORWARDED = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip")


async def _nothing() -> bytes:
    return b""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request."""

    method: str  # in capitals
    path: str  # inside the site: decoded, without the path of base_url and the slash that opens it
    query: str = ""  # as it was sent, without "?"
    headers: Mapping[str, str] = field(default_factory=dict)  # names in lower case; one sent twice is joined by ", "
    # What is sent along, at most MAX_BODY_BYTES. Whoever calls it wants it, and may get a BodyError: nothing is read of
    # what nobody wants, else anyone could have us hold as much.
    read: Callable[[], Awaitable[bytes]] = _nothing
    client: str = ""  # the address that connected: of a proxy, its own; "" where there is none


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a file too long to be read at once; whoever gets it closes it."""

    file: BinaryIO
    positions: range

    def __len__(self) -> int:
        return len(self.positions)

    def __iter__(self) -> Iterator[bytes]:
        self.file.seek(self.positions.start)
        left = len(self.positions)
        while left and (piece := self.file.read(min(left, PIECE_BYTES))):
            left -= len(piece)
            yield piece


@dataclass(frozen=True, slots=True)
class Answered:
    """A response; its length, its date, and what HEAD leaves out are the server's business."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | Part = b""


class BodyError(Exception):
    """What is sent along with a request is not read to its end."""

    def __init__(self, answered: Answered) -> None:
        super().__init__()
        self.answered = answered  # which says why


Handler = Callable[[Asked], Awaitable[Answered]]


def said(status: int, text: str, more: Mapping[str, str] = MappingProxyType({})) -> Answered:
    """Return an answer of one line of plain text, that nobody keeps, with *more* header fields."""
    headers = {"content-type": "text/plain; charset=utf-8", "cache-control": "no-store", **more}
    return Answered(status, headers, f"{text}\n".encode())


def is_local(asked: Asked) -> bool:
    """Whether a program of this very machine asks, for itself: not a proxy, nor a page that a browser was led to.

    Such a page may have any name lead to 127.0.0.1, but not under a name of this machine (DNS rebinding).
    """
    host = _host(asked.headers.get("host", ""))
    is_forwarded = any(name in asked.headers for name in _FORWARDED)
    return _is_loopback(asked.client) and (host == "localhost" or _is_loopback(host)) and not is_forwarded


def _host(field: str) -> str:
    """Return the name or the address in a Host field."""
    try:
        return urlsplit(f"//{field}").hostname or ""
    except ValueError:  # a bracket that is not closed
        return ""


def _is_loopback(host: str) -> bool:
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback
