"""The server itself: who is asked, what is refused, and how it starts and stops."""

import asyncio
import json
import socket
import threading
import time

import pytest

from feeds.errors import ServeError
from feeds.run import serve
from feeds.run.exchange import Answered
from feeds.run.listening import Address, read_address
from feeds.run.serve import Server
from tests.run.served import ANY_PORT, ask, nothing, serving


async def echo(asked):
    told = {"method": asked.method, "path": asked.path, "query": asked.query, "body": asked.body.decode()}
    told["mine"] = asked.headers["mine"]
    return Answered(200, {"content-type": "application/json"}, json.dumps(told).encode())


def test_a_handler_hears_what_was_asked():
    with serving(handlers={"websub/": echo}) as url:
        heard = ask(url, "/websub/t%C3%A9?hub.mode=x&y=%20", {"Mine": "a"}, "POST", b"pushed")

    wanted = {"method": "POST", "path": "websub/té", "query": "hub.mode=x&y=%20", "body": "pushed", "mine": "a"}
    assert json.loads(heard.body) == wanted


@pytest.mark.parametrize("path", ["/veille/websub/x", "/websub/x"])
def test_the_site_stands_at_the_path_of_base_url_and_at_the_root(path):
    with serving(handlers={"websub/": echo}, base_path="/veille/") as url:
        heard = ask(url, path, {"Mine": "a"})

    assert json.loads(heard.body)["path"] == "websub/x"


@pytest.mark.parametrize("path", ["/websub", "/websubs/x", "/veille/websub/x"])
def test_a_handler_is_asked_for_its_own_paths_only(path):
    with serving(handlers={"websub/": echo}) as url:
        assert ask(url, path).status == 404


def test_a_body_that_is_too_long_is_refused_before_anyone_hears_it(monkeypatch):
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
    assert is_asked.wait(10)
    before = time.monotonic()

    server.stop()

    assert time.monotonic() - before < 6
    with pytest.raises(ConnectionError):
        ask(server.url, "/x")
