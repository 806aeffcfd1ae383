"""Where a redirect leads, and whether the address asked has moved for good."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from feeds.errors import FetchError
from feeds.urls import web_url

REDIRECTS = frozenset({301, 302, 303, 307, 308})
_FOR_GOOD = frozenset({301, 308})
_USER = re.compile(r"//[^/]*@")  # and a password
_RAW_BYTE = re.compile("[\udc80-\udcff]")  # as headers that are not UTF-8 are decoded: PEP 383


@dataclass(frozen=True, slots=True)
class Hop:
    status: int
    target: str  # absolute


def next_hop(url: str, status: int, location: str, *, is_secret: bool) -> Hop:
    """Return where an answer of *url* sends us; user and password in the address are dropped.

    *is_secret* tells that the request carries credentials, which nobody on the way may read.

    Raises:
        FetchError: it leads to no http(s) address, or would lay credentials open.
    """
    # As browsers send on what a sloppy server wrote.
    written = _RAW_BYTE.sub(lambda found: f"%{ord(found[0]) - 0xDC00:02X}", location)
    target = web_url(url, written).partition("#")[0]
    if not target:
        shown = _USER.sub("//", location.partition("?")[0])[:200]  # what follows may be a key
        raise FetchError(f"a redirect leads to {shown!r}: it must be an http(s) address")
    if is_secret and url.startswith("https:") and target.startswith("http:"):
        raise FetchError("a redirect leads from https to http, where credentials can be read: give the right address")
    return Hop(status, target)


def lasting_address(hops: Sequence[Hop]) -> str:
    """Return where the address asked has moved for good: the end of the leading run of 301 and 308; "" for none.

    What comes after another redirect was said of that one's target, not of the address asked.
    """
    lasting = list(takewhile(lambda hop: hop.status in _FOR_GOOD, hops))
    return lasting[-1].target if lasting else ""
