"""A document over HTTP: asked for conditionally, followed to where it is, and what else may be answered told apart."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from feeds.errors import FetchError
from feeds.ingest.announced import announced_in_header
from feeds.ingest.client import Answer, Client
from feeds.ingest.credentials import carried_headers
from feeds.ingest.freshness import fresh_for, retry_after
from feeds.ingest.redirects import REDIRECTS, Hop, lasting_address, next_hop
from feeds.ingest.refusals import LOOKED_AT, find_refusal
from feeds.ingest.unpacking import GZIP, unpack
from feeds.model import Announced, Document, Validators
from feeds.settings import Access
from feeds.urls import absolute_url

MAX_BYTES = 20_000_000  # of a body, decompressed; the largest honest feed of the corpora has 5 MB
MAX_REDIRECTS = 5  # as browsers count, an honest chain has one or two

_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_UNSENDABLE = re.compile("[\x00-\x08\x0a-\x1f\x7f\ud800-\udfff]")
_MEANINGS = {
    204: "an empty answer",
    205: "an empty answer",
    206: "a part, though the whole was asked for",
    304: "though nothing is known of the document",
    401: "give `user` and `password`, or `token`, that it accepts",
    407: "see `proxy` in [http]",
}


@dataclass(frozen=True, slots=True)
class Request:
    url: str
    known: Validators = Validators()
    access: Access = Access()
    home: str = ""  # the address whose origin *access* is for, and nothing else is; "" means *url*
    allow_private: bool = False


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer. *document* is None when the server says that it is unchanged."""

    document: Document | None
    validators: Validators
    fresh_for: timedelta  # how long the server wishes not to be asked
    url: str  # the address that answered, after all redirects
    moved_to: str = ""  # where the address asked has moved for good; "" when it has not
    announced: Announced = Announced()  # in its headers


class RetryLaterError(FetchError):
    """The server asks to be left alone for *retry_after*."""

    def __init__(self, message: str, retry_after: timedelta) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class GoneError(FetchError):
    """The server says that the document is gone and will not come back. Source: RFC 9110, 15.5.11."""


async def fetch(request: Request, client: Client, *, now: datetime) -> Fetched:
    """Return the document asked for, or none when the server says that it is unchanged.

    Raises:
        RetryLaterError: 429 or 503 with a Retry-After.
        GoneError: 410.
        FetchError: no answer, another status, redirects that lead nowhere, or a body over MAX_BYTES.
    """
    url = start = absolute_url("", request.url).partition("#")[0]
    hops: list[Hop] = []
    while len(hops) <= MAX_REDIRECTS:
        carried = carried_headers(request.access, request.home or start, url)
        headers = carried | _conditions(request.known)
        async with client.ask(url, headers, allow_private=request.allow_private) as answer:
            if answer.status not in REDIRECTS:
                return await _read(answer, request.known, url, hops, now)
            location = answer.headers.get("location", "")
        hop = next_hop(url, answer.status, location, is_secret=bool(carried))
        if hop.target in (start, *(earlier.target for earlier in hops)):
            raise FetchError("the redirects lead in a loop: open the address in a browser and give where it ends")
        hops.append(hop)
        url = hop.target
    raise FetchError(f"over {MAX_REDIRECTS} redirects: open the address in a browser and give where it ends")


def _conditions(known: Validators) -> dict[str, str]:
    headers = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: value for name, value in headers.items() if value}


async def _read(answer: Answer, known: Validators, url: str, hops: Sequence[Hop], now: datetime) -> Fetched:
    moved_to = lasting_address(hops)
    announced = announced_in_header(answer.headers.get("link", ""), url)
    if answer.status == 304 and known != Validators():
        return Fetched(None, known, fresh_for(answer.headers, now), url, moved_to, announced)
    if answer.status not in (200, 203):  # 203: a proxy on the way has changed it, and is as good as any
        raise await _refused(answer, now, is_own=not hops or url == moved_to)
    document = document_of(await _body(answer), answer.headers, url)
    return Fetched(document, _validators(answer), fresh_for(answer.headers, now), url, moved_to, announced)


def document_of(body: bytes, headers: Mapping[str, str], url: str) -> Document:
    """Return the document that a body is by its *headers*, names in lower case, of an answer or of what a hub pushes.

    Raises:
        FetchError: it has over MAX_BYTES, or is not compressed as it says.
    """
    content_type = headers.get("content-type", "")
    charset = _CHARSET.search(content_type)
    return Document(
        _unpacked(body, headers.get("content-encoding", "")),
        url=url,
        media_type=content_type.partition(";")[0].strip().lower(),
        charset=charset[1] if charset else "",
    )


async def _body(answer: Answer) -> bytes:
    declared = answer.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > MAX_BYTES:
        raise FetchError(f"{declared} bytes: at most {MAX_BYTES} are read")
    return await answer.read(MAX_BYTES + 1)


def _unpacked(body: bytes, codings: str) -> bytes:
    """Return the whole body, unpacked; a gzip file, or what was compressed twice and says once, is unpacked as well."""
    unpacked = unpack(body, codings, MAX_BYTES + 1)
    if unpacked.content.startswith(GZIP) and len(body) <= MAX_BYTES:
        unpacked = unpack(unpacked.content, "gzip", MAX_BYTES + 1)
    if max(len(body), len(unpacked.content)) > MAX_BYTES:
        raise FetchError(f"over {MAX_BYTES} bytes")
    if not unpacked.is_whole:
        raise FetchError("the answer broke off inside its compression")
    return unpacked.content


def _validators(answer: Answer) -> Validators:
    """Return what to ask again with, verbatim: what could not be sent back as it came is none."""
    etag, last_modified = (answer.headers.get(name, "") for name in ("etag", "last-modified"))
    return Validators(*("" if _UNSENDABLE.search(value) else value for value in (etag, last_modified)))


async def _refused(answer: Answer, now: datetime, *, is_own: bool) -> FetchError:
    """Return the error that an answer without a document is, with what its page says of why.

    *is_own* tells that it speaks of the address asked, or of where that has moved; else nothing of ours is gone.
    """
    try:
        page = await answer.read(LOOKED_AT)
        page = unpack(page, answer.headers.get("content-encoding", ""), LOOKED_AT).content
    except FetchError:
        page = b""  # whatever is wrong with it, the status says more
    found = find_refusal(page, answer.headers)
    meaning = f"{found.what}: {found.remedy}" if found else _MEANINGS.get(answer.status, "")
    said = f"the server answered {answer.status} {answer.reason}".rstrip()
    message = f"{said}: {meaning}" if meaning else said
    if answer.status == 410 and is_own:
        return GoneError(message)
    wait = retry_after(answer.headers.get("retry-after", ""), now) if answer.status in (429, 503) else timedelta(0)
    return RetryLaterError(message, wait) if wait else FetchError(message)
