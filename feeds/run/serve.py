"""The server: connections, threads and stopping; what is answered is the handlers' part."""

import asyncio
import logging
import socket
import threading
import time
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import uvicorn
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from feeds.errors import ServeError
from feeds.run.exchange import MAX_BODY_BYTES, Answered, Asked, Handler, said
from feeds.run.listening import Address, shown

logger = logging.getLogger(__name__)

_BODY_SECONDS = 30  # that sending a body to us may take
_STOP_SECONDS = 3  # that answers under way are given; what lasts longer is cut


class Server:
    """A site served from a thread of its own, between start() and stop().

    *files* answers whatever no other handler does. A handler's name is a path inside the site, or, ending in "/", the
    beginning of one. The site stands at *base_path*, the path of base_url, and at "/" as well: a proxy in front may
    pass the path on or take it away.
    """

    def __init__(
        self,
        address: Address,
        files: Handler,
        handlers: Mapping[str, Handler] = MappingProxyType({}),
        *,
        base_path: str = "/",
    ) -> None:
        self._address, self._files, self._handlers, self._base_path = address, files, dict(handlers), base_path
        self._thread: threading.Thread | None = None
        self._server: uvicorn.Server | None = None
        self.url = ""  # where it answers, once it is started

    def start(self) -> None:
        """Answer from now on.

        Raises:
            ServeError: the address is taken, or not ours to take.
        """
        listener = _listen(self._address)
        self.url = f"http://{shown(Address(self._address.host, listener.getsockname()[1]))}/"
        self._server = uvicorn.Server(
            uvicorn.Config(
                self._application,
                http="h11",
                ws="none",
                lifespan="off",
                interface="asgi3",
                log_config=None,
                access_log=False,
                proxy_headers=False,  # who connects is who we talk to, whatever is claimed
                server_header=False,
                timeout_graceful_shutdown=_STOP_SECONDS,
            )
        )
        self._thread = threading.Thread(target=self._server.run, args=([listener],), name="serve", daemon=True)
        self._thread.start()
        logger.info("serving address=%s", self.url)

    def stop(self) -> None:
        """Answer no more: what is under way has a few seconds to end."""
        if self._server and self._thread:
            self._server.should_exit = True
            self._thread.join(_STOP_SECONDS + 2)

    async def _application(self, scope: Any, receive: Any, send: Any) -> None:  # Any: ASGI's own messages
        began = time.monotonic()
        request = Request(scope, receive)
        try:
            answered = await self._answer(request)
        except ClientDisconnect:
            return
        await Response(answered.body, answered.status, answered.headers)(scope, receive, send)
        logger.info(
            "answered status=%d method=%s path=%s bytes=%d took=%.3f",
            answered.status, request.method, request.url.path, len(answered.body), time.monotonic() - began,
        )  # fmt: skip

    async def _answer(self, request: Request) -> Answered:
        try:
            async with asyncio.timeout(_BODY_SECONDS):
                body = await _body(request)
        except TimeoutError:
            return said(408, f"the body did not arrive within {_BODY_SECONDS} seconds")
        if body is None:
            return said(413, f"a body of at most {MAX_BODY_BYTES} bytes is read")
        asked = _asked(request, body, self._base_path)
        return await self._handler(asked.path)(asked)

    def _handler(self, path: str) -> Handler:
        folder = path[: path.find("/") + 1]
        return self._handlers.get(path) or self._handlers.get(folder) or self._files


def _listen(address: Address) -> socket.socket:
    """Return a socket that listens: bound here, so that whoever starts us hears what is wrong with the address."""
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    try:
        return socket.create_server((address.host, address.port), family=family, backlog=1024)
    except (OSError, OverflowError) as exc:
        reason = getattr(exc, "strerror", None) or str(exc)
        raise ServeError(f"{shown(address)}: {reason}: an address of this machine with a free port is needed") from exc


async def _body(request: Request) -> bytes | None:
    """Return what was sent with a request; None when it is too long."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            return None
    return bytes(body)


def _asked(request: Request, body: bytes, base_path: str) -> Asked:
    headers: dict[str, str] = {}
    for name, value in request.headers.items():
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    path = request.scope["path"]
    path = path.removeprefix(base_path if path.startswith(base_path) else "/")
    client = request.client.host if request.client else ""
    return Asked(request.method, path, request.url.query, headers, body, client)
