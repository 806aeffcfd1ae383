"""The server itself: who is asked, what is refused, and how it starts and stops."""

import asyncio
import io
import json
import logging
import resource
import socket
import threading
import time
from contextlib import ExitStack, suppress
from urllib.parse import urlsplit

import pytest

from feeds.errors import ServeError
from feeds.run import connections, serve
from feeds.run.exchange import PIECE_BYTES, Answered, Asked, Part, is_local
from feeds.run.listening import Address, read_address
from feeds.run.serve import Server
from tests.run.served import ANY_PORT, ask, nothing, serving


async def echo(asked):
    told = {"method": asked.method, "path": asked.path, "query": asked.query}
    told["body"] = (await asked.read()).decode()
    told["mine"] = asked.headers["mine"]
    return Answered(200, {"content-type": "application/json"}, json.dumps(told).encode())


def test_a_handler_hears_what_was_asked():
    with serving(handlers={"websub/": echo}) as url:
        heard = ask(url, "/websub/t%C3%A9?hub.mode=x&y=%20", {"Mine": "a"}, "POST", b"pushed")

    wanted = {"method": "POST", "path": "websub/té", "query": "hub.mode=x&y=%20", "body": "pushed", "mine": "a"}
    assert json.loads(heard.body) == wanted


@pytest.mark.parametrize("path", ["/veille/websub/x", "/websub/x"])
def test_the_site_stands_at_the_path_of_base_url_and_at_the_root(path):
    with serving(handlers={"websub/": echo}, base_path=lambda: "/veille/") as url:
        heard = ask(url, path, {"Mine": "a"})

    assert json.loads(heard.body)["path"] == "websub/x"


def test_the_path_of_base_url_without_its_slash_leads_to_it_with_one():
    with serving(base_path=lambda: "/été/") as url:
        heard = ask(url, "/%C3%A9t%C3%A9")

    assert (heard.status, heard.headers["location"]) == (301, "/%C3%A9t%C3%A9/")


@pytest.mark.parametrize(
    ("target", "path", "host"),
    [
        ("http://veille.example/websub/x", "websub/x", "veille.example"),
        ("HTTP://veille.example:80/veille/websub/x", "websub/x", "veille.example:80"),
        ("/websub/http://elsewhere.example/", "websub/http://elsewhere.example/", "localhost"),
    ],
)
def test_a_whole_address_asks_for_its_path_at_its_host(target, path, host):
    async def mirror(asked):
        return Answered(200, {}, f"{asked.path} {asked.headers['host']}".encode())

    with serving(handlers={"websub/": mirror}, base_path=lambda: "/veille/") as url:
        assert ask(url, target, {"Host": "localhost"}).body.decode() == f"{path} {host}"


@pytest.mark.parametrize("path", ["/websub", "/websubs/x", "/veille/websub/x"])
def test_a_handler_is_asked_for_its_own_paths_only(path):
    with serving(handlers={"websub/": echo}) as url:
        assert ask(url, path).status == 404


def test_a_body_that_is_too_long_is_refused(monkeypatch):
    monkeypatch.setattr(serve, "MAX_BODY_BYTES", 1000)

    with serving(handlers={"websub/": echo}) as url:
        assert ask(url, "/websub/x", {"Mine": "a"}, "POST", b"x" * 1000).status == 200
        assert ask(url, "/websub/x", {"Mine": "a"}, "POST", b"x" * 1001).status == 413


def test_an_address_that_is_taken_is_told_to_whoever_starts_the_server():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(ServeError, match=f"127.0.0.1:{port}: Address already in use"):
            Server(Address("127.0.0.1", port), nothing).start()


@pytest.mark.parametrize(
    "text", ["", "8000", "127.0.0.1", "127.0.0.1:http", "example.org:80", "127.0.0.1:65536", "::1"]
)
def test_what_is_no_address_is_refused(text):
    with pytest.raises(ServeError, match="an address and a port are needed"):
        read_address(text)


def test_a_stopped_server_ends_within_seconds_though_an_answer_never_does():
    is_asked = threading.Event()

    async def endless(asked):
        is_asked.set()
        await asyncio.sleep(60)

    server = Server(ANY_PORT, endless)
    server.start()
    threading.Thread(target=ask, args=(server.url, "/x"), daemon=True).start()
    assert is_asked.wait(30)
    before = time.monotonic()

    server.stop()

    assert time.monotonic() - before < 20  # and not the sixty of the answer
    with pytest.raises(ConnectionError):
        ask(server.url, "/x")


def test_a_body_that_does_not_arrive_is_given_up(monkeypatch):
    monkeypatch.setattr(serve, "_BODY_SECONDS", 0.2)

    with serving(handlers={"websub/": echo}) as url, socket.create_connection(address_of(url), timeout=10) as client:
        client.sendall(b"POST /websub/x HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf")

        assert client.recv(100).startswith(b"HTTP/1.1 408")


@pytest.mark.parametrize("host", ["[", "[::1", "]", "a:b:c", ""])
def test_a_host_that_is_none_harms_nobody(host):
    with serving() as url:
        assert ask(url, "/x?y", {"Host": host}).status == 404


def test_the_log_tells_what_was_answered_but_no_secret(caplog):
    caplog.set_level(logging.INFO, "feeds.run.serve")

    with serving(handlers={"websub/": echo}) as url:
        ask(url, "/websub/s3cret?key=s3cret", {"Mine": "a"}, "POST", b"s3cret")
        ask(url, "/ia.atom?key=s3cret")

    lines = [record.getMessage().rpartition(" bytes=")[0] for record in caplog.records[1:]]
    assert lines == ["answered status=200 method=POST path=/websub", "answered status=404 method=GET path=/ia.atom"]
    assert "s3cret" not in caplog.text


@pytest.mark.parametrize(
    ("client", "headers", "is_ours"),
    [
        ("127.0.0.1", {"host": "127.0.0.1:8000"}, True),
        ("127.5.5.5", {"host": "localhost"}, True),
        ("::1", {"host": "[::1]:8000"}, True),
        ("::ffff:127.0.0.1", {"host": "localhost:80"}, True),
        ("192.168.1.7", {"host": "127.0.0.1"}, False),
        ("127.0.0.1", {"host": "veille.example"}, False),
        ("127.0.0.1", {"host": "127.0.0.1.evil.example"}, False),
        ("127.0.0.1", {"host": "[::1"}, False),
        ("127.0.0.1", {}, False),
        ("127.0.0.1", {"host": "localhost", "x-forwarded-for": "203.0.113.9"}, False),
        ("127.0.0.1", {"host": "localhost", "forwarded": "for=203.0.113.9"}, False),
        ("127.0.0.1", {"host": "localhost", "via": "1.1 proxy"}, False),
        ("", {"host": "localhost"}, False),
    ],
)
def test_a_program_of_this_machine_is_told_from_all_others(client, headers, is_ours):
    assert is_local(Asked("GET", "status/", headers=headers, client=client)) == is_ours


@pytest.fixture
def hasty(monkeypatch):
    monkeypatch.setattr(connections, "_STILL_SECONDS", 0.5)


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize(
    "said",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ", id="half a request"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: x\r\n\r\nGET / HT", id="a request and a half"),
    ],
)
def test_a_connection_that_asks_for_nothing_is_closed(said):
    with serving() as url, socket.create_connection(address_of(url), timeout=10) as client:
        client.sendall(said)

        while client.recv(10_000):
            pass  # up to the end, which is all that is awaited


@pytest.mark.usefixtures("hasty")
def test_a_connection_whose_answer_takes_long_is_not_closed():
    async def slow(asked):
        await asyncio.sleep(1.7)
        return Answered(200, {}, b"at last")

    with serving(slow) as url:
        assert ask(url, "/x").body == b"at last"


class Tape(io.BytesIO):
    """Bytes that tell how many of them were read, and when nobody wants more."""

    def __init__(self, size):
        super().__init__(bytes(size))
        self.taken, self.is_let_go = 0, threading.Event()

    def read(self, size=-1):
        piece = super().read(size)
        self.taken += len(piece)
        return piece

    def close(self):
        self.is_let_go.set()


@pytest.mark.usefixtures("hasty")
def test_a_client_that_does_not_take_its_answer_costs_little_and_is_left():
    tape = Tape(50_000_000)

    async def long(asked):
        return Answered(200, {}, Part(tape, range(50_000_000)))

    with serving(long) as url, socket.create_connection(address_of(url), timeout=10) as client:
        client.sendall(b"GET /x HTTP/1.1\r\nHost: x\r\n\r\n")

        assert tape.is_let_go.wait(30)
        assert tape.taken < 25_000_000  # most of it the kernel's, on both sides


def test_whoever_keeps_many_connections_shuts_nobody_else_out(monkeypatch):
    monkeypatch.setattr(connections, "_MOST_CONNECTIONS", 10)

    with serving() as url, ExitStack() as leaving:
        idle = [leaving.enter_context(socket.create_connection(address_of(url), timeout=10)) for _ in range(30)]
        assert ask(url, "/x").status == 404

        assert [client.recv(1) for client in idle[:20]] == [b""] * 20  # those that came first, and at once
        idle[-1].sendall(b"GET /x HTTP/1.1\r\nHost: x\r\n\r\n")
        assert idle[-1].recv(100).startswith(b"HTTP/1.1 404")


def test_connections_leave_files_to_open_to_everything_else():
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (1024, before[1]))
        assert connections.most_connections() == 256
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


def test_an_answer_of_many_pieces_comes_whole():
    body = bytes(range(256)) * (3 * PIECE_BYTES // 256 + 1)

    async def long(asked):
        return Answered(200, {}, body)

    with serving(long) as url:
        got, told = ask(url, "/x"), ask(url, "/x", method="HEAD")

    assert got.body == body
    assert (told.body, told.headers["content-length"]) == (b"", str(len(body)))


def test_what_is_sent_to_a_file_is_not_waited_for():
    with serving() as url, socket.create_connection(address_of(url), timeout=10) as client:
        client.sendall(b"POST /ia.atom HTTP/1.1\r\nHost: x\r\nContent-Length: 20000000\r\n\r\n")

        assert client.recv(100).startswith(b"HTTP/1.1 404")


@pytest.mark.parametrize("path", ["/x", "/websub/x"], ids=["nobody reads it", "somebody reads it"])
@pytest.mark.parametrize("is_late", [False, True], ids=["at once", "after its head"])
def test_a_body_that_is_malformed_is_the_clients_fault_and_none_of_ours(path, is_late, caplog):
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nMine: a\r\nTransfer-Encoding: chunked\r\n\r\n".encode()

    with serving(handlers={"websub/": echo}) as url, socket.create_connection(address_of(url), timeout=10) as client:
        client.sendall(head if is_late else head + b"no size\r\n")
        heard = client.recv(1000) if is_late and path == "/x" else b""
        client.sendall(b"no size\r\n" if is_late else b"")
        while piece := client.recv(1000):
            heard += piece

    assert heard.startswith(b"HTTP/1.1 404" if is_late and path == "/x" else b"HTTP/1.1 400")
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []


def test_a_head_without_end_is_refused():
    with serving() as url, socket.create_connection(address_of(url), timeout=10) as client:
        with suppress(ConnectionError):  # it is refused before all of it is sent
            client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + b"x" * 100_000)

        assert client.recv(100).startswith(b"HTTP/1.1 400")


def address_of(url):
    parts = urlsplit(url)
    return parts.hostname, parts.port
