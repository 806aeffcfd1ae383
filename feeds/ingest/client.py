"""The way to the web: one request and its answer, through the right sockets, in turn, with errors in plain words."""

import errno
import ipaddress
import os
import re
import socket
import ssl
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path
from typing import Self
from urllib.parse import unquote, urlsplit, urlunsplit

import aiohttp
from yarl import URL

from feeds.errors import ConfigError, FetchError
from feeds.ingest.credentials import basic
from feeds.ingest.turns import Turns
from feeds.ingest.unpacking import ACCEPT_ENCODING
from feeds.settings import Http
from feeds.urls import is_public

SPACING_SECONDS = 1.0  # between two requests to one host: what a person clicking would do
TIMEOUT = aiohttp.ClientTimeout(total=60, connect=10, sock_read=20)
_ACCEPT = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"
_CHUNK = 65_536  # bytes


class RefusedAddressError(OSError):
    """The address that a name led to is not public."""

    def __init__(self, address: str) -> None:
        super().__init__(f"{address} is not a public address: set allow_private = true if it is meant")


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one request, its body still to come."""

    status: int
    reason: str
    headers: Mapping[str, str]  # by name in lower case
    _content: aiohttp.StreamReader

    async def read(self, limit: int) -> bytes:
        """Return the body as it was sent; of a longer one its first *limit* bytes.

        Raises:
            FetchError: it breaks off, or takes too long.
        """
        content = bytearray()
        with _in_words():
            async for chunk in self._content.iter_chunked(_CHUNK):
                content += chunk
                if len(content) >= limit:
                    break
        del content[limit:]
        return bytes(content)


class Client:
    """The requests of one run. It keeps no cookies, follows nothing by itself, and tells only who we are.

    *site_url* is where a server's owner finds out who that is.

    Raises:
        ConfigError: the file of certificates cannot be used.
    """

    def __init__(self, site_url: str, http: Http = Http(), *, spacing_seconds: float = SPACING_SECONDS) -> None:
        self._headers = {
            "User-Agent": f"Rubrique (+{site_url})",
            "Accept": _ACCEPT,
            "Accept-Encoding": ACCEPT_ENCODING,
        }
        self._proxy, self._proxy_headers = _proxy(http.proxy)
        self._tls = _trust(http.ca_file)
        self._turns = Turns(spacing_seconds)
        self._sessions: dict[bool, aiohttp.ClientSession] = {}  # by whether private addresses are allowed
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        # Two, so that no connection to a private address is ever reused for a source that may not have it.
        for allow_private in (False, True):
            self._sessions[allow_private] = await self._stack.enter_async_context(self._session(allow_private))
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    def _session(self, allow_private: bool) -> aiohttp.ClientSession:
        # A proxy is the operator's own, and may well stand on this machine.
        factory = any_socket if allow_private or self._proxy else public_socket
        return aiohttp.ClientSession(
            # No limits here: a request that waits for its turn must not run against the time to connect.
            connector=aiohttp.TCPConnector(socket_factory=factory, ssl=self._tls, limit=0),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=TIMEOUT,
            headers=self._headers,
            auto_decompress=False,
        )

    @asynccontextmanager
    async def ask(
        self,
        url: str,
        headers: Mapping[str, str],
        *,
        allow_private: bool,
        form: Mapping[str, str] | bytes | None = None,
    ) -> AsyncIterator[Answer]:
        """Give the answer to one GET of *url*, or to one POST of *form*, whatever its status.

        A form in bytes is sent as it is.

        Raises:
            FetchError: there is none, or the address is private and *allow_private* is not set.
        """
        host = urlsplit(url).hostname or ""
        if not allow_private and is_private(host):
            raise FetchError(str(RefusedAddressError(host)))
        async with self._turns.turn(host):
            with _in_words():
                answer = await self._request(url, headers, allow_private, form)
            async with answer:
                yield Answer(answer.status, _one_line(answer.reason or ""), _merged(answer), answer.content)

    async def _request(
        self, url: str, headers: Mapping[str, str], allow_private: bool, form: Mapping[str, str] | bytes | None
    ) -> aiohttp.ClientResponse:
        plain = self._proxy_headers if url.startswith("http:") else {}  # for https they open the tunnel
        return await self._sessions[allow_private].request(
            "GET" if form is None else "POST",
            URL(url, encoded=True),  # as it is: the signature of an address may cover its every byte
            data=form,
            headers={**headers, **plain},
            allow_redirects=False,  # followed by aiohttp, our headers would reach other origins, and no hop be checked
            proxy=self._proxy or None,
            proxy_headers=self._proxy_headers or None,
        )


def _proxy(address: str) -> tuple[str, dict[str, str]]:
    """Return the proxy's address without the user and the password in it, and the header that carries these."""
    parts = urlsplit(address)
    userinfo, at, host = parts.netloc.rpartition("@")
    user, _, password = userinfo.partition(":")
    headers = {"Proxy-Authorization": basic(unquote(user), unquote(password))} if at else {}
    return urlunsplit(parts._replace(netloc=host)), headers


def _trust(ca_file: Path | None) -> ssl.SSLContext | bool:
    """Return what certificates are held against: the usual authorities, and those of *ca_file*."""
    if ca_file is None:
        return True
    context = ssl.create_default_context()
    context.set_alpn_protocols(("http/1.1",))
    try:
        context.load_verify_locations(cafile=ca_file)
    except OSError as exc:  # of which ssl.SSLError is one
        what = "holds no certificate" if isinstance(exc, ssl.SSLError) else f"cannot be read: {exc.strerror}"
        remedy = "give a file of certificates in PEM, or remove `ca_file` from [http]"
        raise ConfigError([f"{ca_file}: {what}: {remedy}"]) from exc
    return context


# -- addresses ----------------------------------------------------------------------------------------------------


def is_private(host: str) -> bool:
    """Whether *host* is private by its own word: to be known before a proxy is asked, which would dial it for us.

    Source: RFC 6761, 6.3 (localhost).
    """
    literal = _literal(host)
    if literal:
        return not is_public(literal)
    return host.rstrip(".").lower().rpartition(".")[2] == "localhost"


def _literal(host: str) -> IPv4Address | IPv6Address | None:
    """Return the address that *host* is in any notation, "127.1" and "0x7f000001" as well; None for a name."""
    try:
        return ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        try:
            return IPv4Address(socket.inet_aton(host))
        except (OSError, ValueError):
            return None


def public_socket(info: tuple[object, ...]) -> socket.socket:
    """Return a socket for one resolved address, the one really dialled; the place to refuse private ones.

    Raises:
        RefusedAddressError: the address is not public.
    """
    address = str(info[4][0])  # type: ignore[index]
    if not is_public(ipaddress.ip_address(address.partition("%")[0])):
        raise RefusedAddressError(address)
    return any_socket(info)


def any_socket(info: tuple[object, ...]) -> socket.socket:
    """Return a socket for one resolved address."""
    family, kind, protocol, *_ = info
    return socket.socket(family=family, type=kind, proto=protocol)  # type: ignore[arg-type]


# -- answers ------------------------------------------------------------------------------------------------------


def _merged(answer: aiohttp.ClientResponse) -> dict[str, str]:
    """Return the headers by name in lower case: of a repeated one the first, but all of a list."""
    headers: dict[str, str] = {}
    for name, value in answer.headers.items():
        known = headers.setdefault(name.lower(), value)
        if known is not value and name.lower() in ("cache-control", "link"):
            headers[name.lower()] = f"{known}, {value}"
    return headers


@contextmanager
def _in_words() -> Iterator[None]:
    """Turn what goes wrong on the wire into a FetchError that says what it was."""
    try:
        yield
    except aiohttp.ConnectionTimeoutError as exc:
        raise FetchError(f"no connection within {TIMEOUT.connect:.0f} seconds") from exc
    except aiohttp.SocketTimeoutError as exc:
        raise FetchError(f"the server said nothing for {TIMEOUT.sock_read:.0f} seconds") from exc
    except TimeoutError as exc:
        raise FetchError(f"no whole answer within {TIMEOUT.total:.0f} seconds") from exc
    except (aiohttp.ClientError, OSError, ValueError) as exc:
        raise FetchError(_one_line(_why(exc))) from exc


def _why(exc: BaseException) -> str:
    """Return what went wrong, without the address: it may hold a key."""
    match exc:
        case aiohttp.ClientConnectorCertificateError(certificate_error=ssl.SSLCertVerificationError() as reason):
            said = reason.verify_message.rstrip(".")
            return f"its certificate is not trusted: {said}: if it is meant, name its authority's file as `ca_file`"
        case aiohttp.ClientConnectorError(os_error=RefusedAddressError() as refused):
            return str(refused)
        case aiohttp.ClientProxyConnectionError():
            return f"the proxy cannot be reached: {_reason(exc.os_error)}: see `proxy` in [http]"
        case aiohttp.ClientHttpProxyError():
            return f"the proxy answered {exc.status} {exc.message}: see `proxy` in [http]"
        case aiohttp.ClientConnectorDNSError():
            return f"no address is known for {exc.host}: {_reason(exc.os_error)}"
        case aiohttp.ClientConnectorError():
            return f"no connection to {exc.host}, port {exc.port}: {_reason(exc.os_error)}"
        case aiohttp.ClientResponseError():
            return f"the answer is not valid HTTP: {exc.message}"
        case aiohttp.ClientPayloadError():
            return f"the answer broke off: {exc}"
        case aiohttp.InvalidURL():
            return "the address is not valid: correct `url`"
        case _:
            return str(exc) or type(exc).__name__


def _reason(exc: OSError) -> str:
    if isinstance(exc, ssl.SSLError):
        return (exc.reason or "TLS failed").replace("_", " ").lower()
    if exc.errno and exc.errno in errno.errorcode:  # those of name servers are numbered otherwise
        return os.strerror(exc.errno)
    return exc.strerror or str(exc) or type(exc).__name__


def _one_line(text: str) -> str:
    return re.sub(r"[\s\x00-\x1f\x7f\ud800-\udfff]+", " ", text).strip()[:300]
