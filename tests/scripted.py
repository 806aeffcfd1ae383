"""A real HTTP server on loopback that plays a script and keeps a log; the proxy to it plays by the same script."""

import select
import socket
import threading
import time
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise


@dataclass
class Answer:
    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    reason: str | None = None  # None: the usual one
    chunks: int = 0  # how often the body is sent, without a Content-Length
    pause: float = 0  # seconds before each further chunk; the end of the test ends it
    hang: bool = False  # keep the connection open and say nothing
    raw: bytes = b""  # the whole answer, byte for byte, in the place of all else


@dataclass
class Asked:
    path: str  # of a proxy: the whole address, or the host and port of a tunnel
    headers: dict[str, str]  # names in lower case
    method: str
    at: float  # on time.monotonic
    host: str  # as the Host header says
    until: float = 0  # when the answer was out; 0: not yet
    body: bytes = b""  # of a POST


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    outer: "ScriptedServer"

    def do_GET(self):
        asked = self._note()
        answer = self.outer.answer(self.path)
        try:
            self._say(answer)
        except OSError:  # the client has heard enough
            self.close_connection = True
        asked.until = time.monotonic()

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        asked = self._note(body)
        with suppress(OSError):
            self._say(self.outer.answer(self.path))
        asked.until = time.monotonic()

    def do_CONNECT(self):
        self._note()
        answer = self.outer.answer(self.path)
        self.send_response(answer.status)
        self.end_headers()
        self.close_connection = True
        if answer.status == 200:
            with socket.create_connection(self.outer.tunnel_to) as far:
                _splice(self.connection, far)

    def log_message(self, *args):
        pass

    def _note(self, body=b""):
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(self.path, headers, self.command, time.monotonic(), headers.get("host", ""), body=body)
        self.outer.log.append(asked)
        return asked

    def _say(self, answer):
        if answer.hang:
            self.outer.release.wait()
        if answer.raw:
            self.wfile.write(answer.raw)
            self.close_connection = True
            return
        self.send_response(answer.status, answer.reason)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.chunks:
            self.send_header("Connection", "close")
            self.close_connection = True
        elif "Content-Length" not in answer.headers:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)
        for _ in range(answer.chunks - 1):
            if answer.pause and self.outer.release.wait(answer.pause):
                return
            self.wfile.write(answer.body)


class ScriptedServer:
    """Each path plays its answers in order; the last one for ever after.

    *host* is a loopback address; *tls* a server's ssl.SSLContext.
    """

    def __init__(self, host="127.0.0.1", *, tls=None):
        self.script: dict[str, list[Answer]] = defaultdict(list)
        self.log: list[Asked] = []
        self.release = threading.Event()
        self.tunnel_to = (host, 0)  # where CONNECT leads, whatever name it asks for
        self._server = ThreadingHTTPServer((host, 0), type("Handler", (_Handler,), {"outer": self}))
        self._server.daemon_threads = True
        self._server.handle_error = lambda *_: None  # a client that went away, or did not trust us
        if tls:
            # The handshake is the handler's, in its own thread.
            plain = self._server.socket
            self._server.socket = tls.wrap_socket(plain, server_side=True, do_handshake_on_connect=False)
        self.port = self._server.server_port
        self.url = f"{'https' if tls else 'http'}://{host}:{self.port}"
        self._serving = threading.Thread(target=self._serve, daemon=True)
        self._serving.start()

    def play(self, path, *answers):
        """Set what *path* answers; of a proxy: a whole address, or the host and port of a tunnel."""
        self.script[path] = list(answers)
        return path if "://" in path else self.url + path

    def answer(self, path):
        answers = self.script[path]
        return (answers.pop(0) if len(answers) > 1 else answers[0]) if answers else Answer(404)

    def was_spared(self, since):
        """Whether requests came one a second at most, and no two at once.

        Counted from a moment before the first: a thread of ours that wakes late then only adds to the time.
        """
        apart = all(asked.at - since >= number for number, asked in enumerate(self.log))
        return apart and all(later.at >= sooner.until for sooner, later in pairwise(self.log))

    def close(self):
        self.release.set()
        self._server.socket.shutdown(socket.SHUT_RDWR)  # wakes who waits for the next request
        self._serving.join()
        self._server.server_close()

    def _serve(self):
        # Not serve_forever, which looks many times a second whether to end: tests have a hundred servers at once.
        while not self.release.is_set():
            self._server.handle_request()


def _splice(one, other):
    pairs = {one: other, other: one}
    while True:
        for ready in select.select(list(pairs), [], [], 30)[0] or [None]:
            data = ready.recv(65536) if ready else b""
            if not data:
                return
            pairs[ready].sendall(data)
