"""A feed's document over HTTP: conditional, bounded, one redirect at a time, to public addresses only."""

import ipaddress
import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit

import aiohttp

from feeds.errors import FetchError
from feeds.model import Document, Validators
from feeds.urls import is_public

MAX_BYTES = 20_000_000  # of a body, decompressed; the largest honest feed of the corpora has 5 MB
MAX_REDIRECTS = 5  # as browsers count, an honest chain has one or two
TIMEOUT = aiohttp.ClientTimeout(total=60, connect=10, sock_read=20)
Session = aiohttp.ClientSession
_ACCEPT = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"
_REDIRECTS = {301, 302, 303, 307, 308}


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer. *document* is None when the server says that it is unchanged."""

    document: Document | None
    validators: Validators
    fresh_for: timedelta = timedelta(0)  # the server's max-age; zero when not given


class RefusedAddressError(OSError):
    """The address that a name led to is not public."""


class RetryLaterError(FetchError):
    """The server asks to be left alone for *retry_after*."""

    def __init__(self, message: str, retry_after: timedelta) -> None:
        super().__init__(message)
        self.retry_after = retry_after


def new_session(site_url: str, *, allow_private: bool) -> Session:
    """Return a session that keeps no cookies, follows nothing by itself and dials public addresses only.

    *site_url* is where a server's owner finds out who we are.
    """
    factory = _any_socket if allow_private else public_socket
    return Session(
        connector=aiohttp.TCPConnector(socket_factory=factory, limit=50, limit_per_host=2),
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=TIMEOUT,
        headers={"User-Agent": f"Rubrique (+{site_url})", "Accept": _ACCEPT},
        raise_for_status=False,
    )


async def fetch_feed(url: str, known: Validators, session: Session, *, now: datetime) -> Fetched:
    """Return the document at *url*, or none when the server says that it is unchanged.

    Raises:
        RetryLaterError: 429 or 503 with a Retry-After.
        FetchError: no answer, a status of 400 or more, a redirect that leads nowhere, or a body over MAX_BYTES.
    """
    headers = _conditions(known)
    for _ in range(MAX_REDIRECTS + 1):
        try:
            # Not followed by the client: it would carry our headers to other origins and skip the checks of a hop.
            async with session.get(url, headers=headers, allow_redirects=False) as answer:
                if answer.status not in _REDIRECTS:
                    return await _read(answer, known, now)
                url = _next_hop(url, answer.headers.get("Location", ""))
        except TimeoutError as exc:
            raise FetchError(f"no whole answer within {TIMEOUT.total:.0f} seconds") from exc
        except (aiohttp.ClientError, OSError, ValueError) as exc:
            raise FetchError(_why(exc)) from exc
    raise FetchError(f"over {MAX_REDIRECTS} redirects: open the address in a browser and give where it ends")


def public_socket(info: tuple[object, ...]) -> socket.socket:
    """Return a socket for one resolved address, the one really dialled; the place to refuse private ones.

    Raises:
        RefusedAddressError: the address is not public.
    """
    address = str(info[4][0])  # type: ignore[index]
    if not is_public(ipaddress.ip_address(address.partition("%")[0])):
        raise RefusedAddressError(f"{address} is not a public address: set allow_private = true if it is meant")
    return _any_socket(info)


def _any_socket(info: tuple[object, ...]) -> socket.socket:
    family, kind, protocol, *_ = info
    return socket.socket(family=family, type=kind, proto=protocol)  # type: ignore[arg-type]


def _conditions(known: Validators) -> dict[str, str]:
    headers = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: value for name, value in headers.items() if value}


def _next_hop(url: str, location: str) -> str:
    target = urljoin(url, location)
    if not location or urlsplit(target).scheme not in ("http", "https"):
        raise FetchError(f"a redirect leads to {location[:200]!r}: it must be an http(s) address")
    if urlsplit(url).scheme == "https" and urlsplit(target).scheme == "http":
        raise FetchError("a redirect leads from https to http: give the address that works")
    return target


async def _read(answer: aiohttp.ClientResponse, known: Validators, now: datetime) -> Fetched:
    if answer.status == 304:
        return Fetched(None, known, _fresh_for(answer.headers))
    if answer.status != 200:
        raise _refusal(answer, now)
    content = bytearray()
    async for chunk in answer.content.iter_chunked(65536):
        content += chunk
        if len(content) > MAX_BYTES:
            raise FetchError(f"over {MAX_BYTES} bytes")
    document = Document(
        bytes(content), url=str(answer.url), media_type=_media_type(answer), charset=answer.charset or ""
    )
    validators = Validators(answer.headers.get("ETag", ""), answer.headers.get("Last-Modified", ""))
    return Fetched(document, validators, _fresh_for(answer.headers))


def _media_type(answer: aiohttp.ClientResponse) -> str:
    # Not answer.content_type, which says application/octet-stream when the server says nothing.
    return answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()


def _refusal(answer: aiohttp.ClientResponse, now: datetime) -> FetchError:
    message = f"the server answered {answer.status} {answer.reason or ''}".rstrip()
    wait = _retry_after(answer.headers.get("Retry-After", ""), now) if answer.status in (429, 503) else timedelta(0)
    return RetryLaterError(message, wait) if wait else FetchError(message)


def _retry_after(value: str, now: datetime) -> timedelta:
    """Return the wait that a Retry-After asks for, in either form, a week at most. Source: RFC 9110, 10.2.3."""
    if re.fullmatch(r"\d{1,9}", value.strip()):
        wait = timedelta(seconds=int(value))
    else:
        try:
            moment = parsedate_to_datetime(value)
        except ValueError:
            return timedelta(0)
        wait = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now
    return max(timedelta(0), min(wait, timedelta(days=7)))


def _fresh_for(headers: Mapping[str, str]) -> timedelta:
    """Return the max-age of an answer, a day at most. Source: RFC 9111, 5.2.2.1."""
    found = re.search(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,9})", headers.get("Cache-Control", ""), re.IGNORECASE)
    return min(timedelta(seconds=int(found[1])), timedelta(days=1)) if found else timedelta(0)


def _why(exc: BaseException) -> str:
    refused = exc.__cause__ if isinstance(exc.__cause__, RefusedAddressError) else exc
    if isinstance(exc, aiohttp.ClientConnectorError) and isinstance(exc.os_error, RefusedAddressError):
        refused = exc.os_error
    if isinstance(exc, aiohttp.ClientResponseError):
        said = f"the server's answer is not valid HTTP: {exc.message}"  # whose own text tells the address, key and all
    elif isinstance(exc, aiohttp.InvalidURL):
        said = "the address is not valid: correct `url`"
    else:
        said = str(refused) or type(exc).__name__
    return " ".join(said.split())[:300]
