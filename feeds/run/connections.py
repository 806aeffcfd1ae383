"""Connections to our server: how they are taken, kept and ended."""

import asyncio
from typing import Any

from uvicorn import Config
from uvicorn import Server as HttpServer
from uvicorn.protocols.http.h11_impl import H11Protocol

__all__ = ["HttpServer", "http_server"]

_STILL_SECONDS = 20  # that a connection is kept on which nothing moves


def http_server(application: Any, *, stop_seconds: int) -> HttpServer:  # Any: ASGI's own form
    """Return what speaks HTTP for an application; its answers under way have *stop_seconds* when it is to end."""
    return HttpServer(
        Config(
            application,
            http=_Connection,
            ws="none",
            lifespan="off",
            interface="asgi3",
            log_config=None,
            access_log=False,
            proxy_headers=False,  # who connects is who we talk to, whatever is claimed
            server_header=False,
            timeout_graceful_shutdown=stop_seconds,
        )
    )


class _Connection(H11Protocol):
    """A connection, closed when nothing moves on it: no whole request comes, or nothing of an answer is taken.

    Else a client that sends a byte a minute keeps it for ever, and one that does not read keeps an answer, too.
    h11 rather than httptools, which is faster: it bounds the head of a request.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        self._seen: object = self._state()
        self._look_later()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._next_look.cancel()

    def _look_later(self) -> None:
        self._next_look = self.loop.call_later(_STILL_SECONDS, self._look)

    def _look(self) -> None:
        state = self._state()
        if state and state == self._seen:
            self.transport.abort()  # close() would wait until all is taken
            return
        self._seen = state
        self._look_later()

    def _state(self) -> tuple[object, ...]:
        """Return the answer and how much of it is yet to be taken; nothing while we are the ones to move."""
        untaken = self.transport.get_write_buffer_size()
        is_ours = self.cycle is not None and not self.cycle.response_complete and not untaken
        return () if is_ours else (self.cycle, untaken)
