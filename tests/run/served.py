"""A server of ours on loopback, and what a client hears from it, byte for byte."""

import http.client
import os
from contextlib import contextmanager
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from feeds.config import default_config
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
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
    try:
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        told = {name.lower(): value for name, value in answer.getheaders()}
        return Heard(answer.status, told, answer.read())
    finally:
        connection.close()


FEED = b"<feed>" + b"une veille quotidienne, " * 200 + b"</feed>"
MODIFIED = 1_763_900_000  # Sun, 23 Nov 2025 12:13:20 GMT
FILES = {
    "index.html": b"<!doctype html><title>Veille</title>",
    "ia.atom": FEED,
    "ia.rss": FEED,
    "ia.json": b'{"version": "https://jsonfeed.org/version/1.1"}',
    "ia.html": b"<!doctype html><title>IA</title>" + b"<p>Un paragraphe.</p>" * 100,
    "feeds.opml": b"<opml/>",
    "assets/style.css": b"body { margin: 0 }",
    "assets/search/live.js": b"add([])",
    "archive/ia-0001.atom": FEED,
    "articles/un-été.html": b"<!doctype html><title>Un \xc3\xa9t\xc3\xa9</title>",
    "status/index.html": b"<!doctype html><title>Etat</title>",
    "status/status.json": b'{"version": 1}',
    "status/entries/index.html": b"<!doctype html><title>Articles</title>",
    "son.mp3": bytes(range(256)) * 20,
    ".0123456789abcdef.rubrique-new": b"half a file",
    "notes/.htpasswd": b"secret",
}


def make_output(folder, files=FILES):
    """Write the files of a site, each of the same moment."""
    for path, content in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        os.utime(file, (MODIFIED, MODIFIED))
    return folder


def site_of(output, **more):
    config = default_config(output.parent)
    return replace(config.site, output=output, title="Veille & co", **more)
