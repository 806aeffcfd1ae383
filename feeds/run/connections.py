"""Connections to our server: how they are taken, kept and ended."""

import asyncio
import resource
from typing import Any

from h11 import IDLE, SEND_RESPONSE
from uvicorn import Config
from uvicorn import Server as HttpServer
from uvicorn.protocols.http.h11_impl import H11Protocol

__all__ = ["HttpServer", "http_server"]

_STILL_SECONDS = 20  # that a connection is kept on which nothing moves
_MOST_CONNECTIONS = 1000  # with 256 kB of an answer each, all that a small machine has to spare


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
            backlog=most_connections(),  # asyncio accepts as many at once
            timeout_graceful_shutdown=stop_seconds,
        )
    )


def most_connections() -> int:
    """Return how many connections are kept: a quarter of the files that we may have open, 1,000 at most.

    As many again may be accepted before the first is seen, and as many files be sent; the rest is for a run beside.
    Without a descriptor left, none of this works, and asyncio logs a thousand tracebacks a second.
    """
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return _MOST_CONNECTIONS if files == resource.RLIM_INFINITY else min(_MOST_CONNECTIONS, max(1, files // 4))


class _Connection(H11Protocol):
    """A connection, closed when nothing moves on it: no whole request comes, or nothing of an answer is taken.

    Else a client that sends a byte a minute keeps it for ever, and one that does not read keeps an answer, too.
    h11 rather than httptools, which is faster: it bounds the head of a request.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        self._seen: object = self._state()
        self._still_since = self.loop.time()
        self._look_later()
        if len(self.connections) > most_connections():
            self._make_room()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._next_look.cancel()

    def on_response_complete(self) -> None:
        self._still_since = self.loop.time()
        super().on_response_complete()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is malformed, though it be the body of a request that is being answered."""
        if self.conn.our_state not in (IDLE, SEND_RESPONSE):  # too late to say so
            self.transport.close()
            return
        if self.cycle is not None:  # this is its answer
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        super().send_400_response(msg)

    def _make_room(self) -> None:
        """End the connection that waits longest for its client: whoever keeps many of them shuts nobody else out."""
        waiting = (one for one in self.connections if isinstance(one, _Connection) and one._state())
        longest = min(waiting, key=lambda one: one._still_since)
        self.connections.discard(longest)  # it is lost only later, and another may come before
        longest.transport.abort()

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
