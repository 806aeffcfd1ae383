"""The server: connections, threads and stopping; what is answered is the handlers' part."""

import asyncio
import logging
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse

from feeds.errors import ServeError
from feeds.run.connections import HttpServer, http_server
from feeds.run.exchange import MAX_BODY_BYTES, PIECE_BYTES, Answered, Asked, BodyError, Handler, Part, said
from feeds.run.listening import Address, shown

logger = logging.getLogger(__name__)

_BODY_SECONDS = 30  # that sending a body to us may take
_STOP_SECONDS = 3  # that answers under way are given; what lasts longer is cut


class Server:
    """A site served from a thread of its own, between start() and stop().

    *files* answers whatever no other handler does. A handler's name is a path inside the site, or, ending in "/", the
    beginning of one. The site stands at what *base_path* gives, the path of base_url decoded, and at "/" as well: a
    proxy in front may pass the path on or take it away.
    """

    def __init__(
        self,
        address: Address,
        files: Handler,
        handlers: Mapping[str, Handler] = MappingProxyType({}),
        *,
        base_path: Callable[[], str] = lambda: "/",
    ) -> None:
        self._address, self._files, self._handlers, self._base_path = address, files, dict(handlers), base_path
        self._thread: threading.Thread | None = None
        self._server: HttpServer | None = None
        self.url = ""  # where it answers, once it is started

    def start(self) -> None:
        """Answer from now on.

        Raises:
            ServeError: the address is taken, or not ours to take.
        """
        listener = _listen(self._address)
        self.url = f"http://{shown(Address(self._address.host, listener.getsockname()[1]))}/"
        self._server = http_server(self._application, stop_seconds=_STOP_SECONDS)
        self._thread = threading.Thread(target=self._server.run, args=([listener],), name="serve", daemon=True)
        self._thread.start()
        logger.info("serving address=%s", self.url)

    def stop(self) -> None:
        """Answer no more: what is under way has a few seconds to end."""
        if self._server and self._thread:
            self._server.should_exit = True
            self._thread.join(_STOP_SECONDS + 2)

    async def _application(self, scope: Any, receive: Any, send: Any) -> None:  # Any: ASGI's own messages
        began, scope = time.monotonic(), _in_origin_form(scope)
        request = Request(scope, receive)
        answered = await self._answer(request)
        try:
            await _response(answered, is_head=request.method == "HEAD")(scope, receive, send)
        finally:
            if isinstance(answered.body, Part):
                answered.body.file.close()
        logger.info(
            "answered status=%d method=%s path=%s bytes=%d took=%.3f",
            answered.status, request.method, self._told(scope["path"]), len(answered.body), time.monotonic() - began,
        )  # fmt: skip

    async def _answer(self, request: Request) -> Answered:
        base_path = self._base_path()
        if f"{request.scope['path']}/" == base_path:
            return said(301, "with a slash", {"location": quote(base_path)})
        path = _inner_path(request.scope["path"], base_path)
        try:
            return await self._handler(path)(_asked(request, path))
        except BodyError as exc:
            return exc.answered

    def _handler(self, path: str) -> Handler:
        folder = path[: path.find("/") + 1]
        return self._handlers.get(path) or self._handlers.get(folder) or self._files

    def _told(self, path: str) -> str:
        """Return a path as the log may have it: what follows a handler's name may be a secret between two programs."""
        inner = _inner_path(path, self._base_path())
        return path if self._handler(inner) is self._files else f"/{inner.partition('/')[0]}"


def _listen(address: Address) -> socket.socket:
    """Return a socket that listens: bound here, so that whoever starts us hears what is wrong with the address."""
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    try:
        listener = socket.create_server((address.host, address.port), family=family, backlog=1024)
    except (OSError, OverflowError) as exc:
        reason = getattr(exc, "strerror", None) or str(exc)
        raise ServeError(f"{shown(address)}: {reason}: an address of this machine with a free port is needed") from exc
    # What connects inherits it. asyncio sets it on sockets that know they are TCP's, which these do not: head and body
    # would go out 40 ms apart (Nagle's algorithm against delayed acknowledgements).
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


async def _body(request: Request) -> bytes:
    """Return what is sent with a request.

    Raises:
        BodyError: it is too long or too slow, or breaks off.
    """
    body = bytearray()
    try:
        async with asyncio.timeout(_BODY_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > MAX_BODY_BYTES:
                    raise BodyError(said(413, f"a body of at most {MAX_BODY_BYTES} bytes is read"))
    except TimeoutError:
        raise BodyError(said(408, f"the body did not arrive within {_BODY_SECONDS} seconds")) from None
    except ClientDisconnect:
        raise BodyError(said(400, "the body broke off")) from None
    return bytes(body)


def _response(answered: Answered, *, is_head: bool) -> Response:
    body, headers = answered.body, dict(answered.headers)
    if isinstance(body, bytes) and len(body) <= PIECE_BYTES:
        return Response(body, answered.status, headers)
    headers["content-length"] = str(len(body))
    if is_head:
        return Response(b"", answered.status, headers)
    pieces = body if isinstance(body, Part) else _pieces(body)
    return StreamingResponse(pieces, answered.status, headers)


async def _pieces(body: bytes) -> AsyncIterator[bytes]:
    """Yield a body bit by bit: a connection copies what its client does not take, and each would copy all of it."""
    for start in range(0, len(body), PIECE_BYTES):
        yield body[start : start + PIECE_BYTES]


def _in_origin_form(scope: Any) -> Any:  # Any: as above
    """Return a request for a whole address as one for its path at its host. Source: RFC 9112, 3.2.2."""
    scheme, mark, rest = scope["path"].partition("://")
    if not mark or "/" in scheme:
        return scope
    host, _, path = rest.partition("/")
    fields = [(name, value) for name, value in scope["headers"] if name != b"host"]
    return {**scope, "path": f"/{path}", "headers": [*fields, (b"host", host.encode())]}


def _inner_path(path: str, base_path: str) -> str:
    """Return a path inside the site, which stands at the path of base_url and at the root."""
    return path.removeprefix(base_path if path.startswith(base_path) else "/")


def _asked(request: Request, path: str) -> Asked:
    headers: dict[str, str] = {}
    for name, value in request.headers.items():
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    client = request.client.host if request.client else ""
    # Not request.url, which puts the Host field into an address and fails when it fits into none.
    query = request.scope["query_string"].decode("latin-1")
    return Asked(request.method, path, query, headers, partial(_body, request), client)
