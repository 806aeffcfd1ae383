"""What is asked of our server and what it answers, as plain values."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

MAX_BODY_BYTES = 20_000_000  # of what is sent to us: a feed that a hub pushes is a feed that we could have fetched


@dataclass(frozen=True, slots=True)
class Asked:
    """A request."""

    method: str  # in capitals
    path: str  # inside the site: decoded, without the path of base_url and the slash that opens it
    query: str = ""  # as it was sent, without "?"
    headers: Mapping[str, str] = field(default_factory=dict)  # names in lower case; one sent twice is joined by ", "
    body: bytes = b""  # at most MAX_BODY_BYTES: what is longer was answered 413 already
    client: str = ""  # the address that connected: of a proxy, its own; "" where there is none


@dataclass(frozen=True, slots=True)
class Answered:
    """A response; its length, its date, and what HEAD leaves out are the server's business."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


Handler = Callable[[Asked], Awaitable[Answered]]


def said(status: int, text: str) -> Answered:
    """Return an answer of one line of plain text, that nobody keeps."""
    headers = {"content-type": "text/plain; charset=utf-8", "cache-control": "no-store"}
    return Answered(status, headers, f"{text}\n".encode())
