"""A server of ours on loopback, and what a client hears from it, byte for byte."""

import http.client
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from feeds.run.exchange import said
from feeds.run.listening import Address
from feeds.run.serve import Server

ANY_PORT = Address("127.0.0.1", 0)


@dataclass
class Heard:
    status: int
    headers: dict[str, str]  # names in lower case
    body: bytes


async def nothing(asked):
    return said(404, "nothing here")


@contextmanager
def serving(files=nothing, handlers=None, **options):
    """Serve from a bare thread, and give the address."""
    server = Server(ANY_PORT, files, handlers or {}, **options)
    server.start()
    try:
        yield server.url
    finally:
        server.stop()


def ask(url, path, headers=None, method="GET", body=None):
    """Ask for a path exactly as it is written: no client of ours tidies it."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=10)
    try:
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        told = {name.lower(): value for name, value in answer.getheaders()}
        return Heard(answer.status, told, answer.read())
    finally:
        connection.close()
