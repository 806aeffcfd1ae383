"""A WebSub hub, a program of its own on loopback: it takes subscriptions, verifies intents, signs what it pushes.

What it would dial on the internet it finds behind *doors*: the beginnings of public addresses, and where they are here.
"""

import hashlib
import hmac
import http.client
import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlencode, urlsplit

CHALLENGE = "Zq3-challenge"


@dataclass
class Lease:
    topic: str
    callback: str
    secret: str
    until: datetime


@dataclass
class Heard:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Ways:
    """How a hub treats those who ask; the defaults are those of a good one."""

    status: int = 202
    text: str = ""  # of its answer
    headers: dict[str, str] = field(default_factory=dict)
    lease_seconds: str | None = None  # that it grants; None: as asked; "": it does not say
    verifies_first: bool = False  # does it verify before it answers?
    answers: bool = True  # in time, that is
    method: str = "sha256"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    hub: "Hub"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        form = dict(parse_qsl(body.decode(), strict_parsing=True))
        self.hub.asked.append(form)
        ways = self.hub.ways
        if 200 <= ways.status < 300:
            self.hub.pending.append(form)
            if ways.verifies_first:
                self.hub.verify()
        if not ways.answers:
            self.rfile.read(1)  # until whoever asked goes away
        self.send_response(ways.status)
        for name, value in {"Content-Type": "text/plain", **ways.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(ways.text)))
        self.end_headers()
        self.wfile.write(ways.text.encode())

    def log_message(self, *args):
        pass


class Hub:
    """A hub at `url`. *tls* is a server's ssl.SSLContext; *clock* tells the moment by which leases end."""

    def __init__(self, clock, *, tls=None, host="127.0.7.1"):
        self.clock, self.ways = clock, Ways()
        self.doors: dict[str, str] = {}
        self.asked: list[dict[str, str]] = []  # the forms received
        self.pending: list[dict[str, str]] = []  # those not verified yet
        self.leases: dict[tuple[str, str], Lease] = {}  # by topic and callback
        self._server = ThreadingHTTPServer((host, 0), type("Handler", (_Handler,), {"hub": self}))
        self._server.daemon_threads = True
        self._server.handle_error = lambda *_: None
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self.url = f"{'https' if tls else 'http'}://{host}:{self._server.server_port}/"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    # -- intents --

    def verify(self):
        """Ask each callback whether it meant what was asked in its name, and do it; return what they said."""
        pending, self.pending = self.pending, []
        return [self._verify(form) for form in pending]

    def _verify(self, form):
        mode, topic, callback = (form[f"hub.{name}"] for name in ("mode", "topic", "callback"))
        query = {"hub.mode": mode, "hub.topic": topic, "hub.challenge": CHALLENGE}
        seconds = (
            form.get("hub.lease_seconds", "864000") if self.ways.lease_seconds is None else self.ways.lease_seconds
        )
        if mode == "subscribe" and seconds:
            query["hub.lease_seconds"] = seconds
        heard = self.get(callback, query)
        if heard.status // 100 == 2 and heard.body == CHALLENGE.encode():
            if mode == "subscribe":
                until = self.clock() + timedelta(seconds=int(seconds or 864000))
                self.leases[topic, callback] = Lease(topic, callback, form.get("hub.secret", ""), until)
            else:
                self.leases.pop((topic, callback), None)
        return heard

    def deny(self, reason=""):
        """Deny what was asked last, whatever was said before."""
        form = self.asked[-1]
        self.pending.clear()
        self.leases.pop((form["hub.topic"], form["hub.callback"]), None)
        query = {"hub.mode": "denied", "hub.topic": form["hub.topic"]} | ({"hub.reason": reason} if reason else {})
        return self.get(form["hub.callback"], query)

    # -- documents --

    def push(self, topic, body, headers=(), **signing):
        """Send a document to all who have a lease on a topic; one who says 410 is dropped."""
        heard = []
        for key, lease in list(self.leases.items()):
            if lease.topic == topic and lease.until > self.clock():
                heard.append(self.push_to(lease.callback, body, headers, topic=topic, secret=lease.secret, **signing))
                if heard[-1].status == 410:
                    del self.leases[key]
        return heard

    def push_to(self, callback, body, headers=(), *, topic="", secret="", method=None):
        told = {"Content-Type": "application/rss+xml", "Link": f'<{self.url}>; rel="hub", <{topic}>; rel="self"'}
        if secret:
            told["X-Hub-Signature"] = signature(secret, body, method or self.ways.method)
        return self._dial("POST", callback, body, told | dict(headers))

    def get(self, callback, query):
        return self._dial("GET", f"{callback}{'&' if '?' in callback else '?'}{urlencode(query)}")

    def _dial(self, method, address, body=None, headers=None):
        [(door, here)] = [(door, here) for door, here in self.doors.items() if address.startswith(door)]
        parts = urlsplit(here + address.removeprefix(door))
        connection = http.client.HTTPConnection(parts.netloc, timeout=20)
        try:
            path = f"{parts.path}?{parts.query}" if parts.query else parts.path
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return Heard(answer.status, {n.lower(): v for n, v in answer.getheaders()}, answer.read())
        finally:
            connection.close()


def signature(secret, body, method="sha256"):
    return f"{method}={hmac.new(secret.encode(), body, getattr(hashlib, method)).hexdigest()}"


def modes(hub):
    """What a hub was asked, in order."""
    return [form["hub.mode"] for form in hub.asked]
