"""What the tests of reading share: the wire, and the feeds of others."""

import asyncio
from pathlib import Path

import pytest

from feeds.ingest.client import Client
from feeds.ingest.fetch import Request, fetch
from feeds.settings import Http
from tests.certificates import make_authority
from tests.scripted import ScriptedServer

SITE = "https://example.org/"


@pytest.fixture
def get(now):
    """Fetch one address as a run would, but for the spacing; its source may be private unless a test says otherwise."""

    def get(url, *, http=Http(), spacing_seconds=0, allow_private=True, **request):
        async def run():
            async with Client(SITE, http, spacing_seconds=spacing_seconds) as client:
                return await fetch(Request(url, allow_private=allow_private, **request), client, now=now)

        return asyncio.run(run())

    return get


@pytest.fixture
def another_server():
    """A server on another host."""
    server = ScriptedServer("127.0.0.2")
    yield server
    server.close()


@pytest.fixture(scope="session")
def authority(tmp_path_factory):
    """The file of an authority, and the context of a server that it vouches for."""
    return make_authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def secure_server(authority):
    server = ScriptedServer(tls=authority[1])
    yield server
    server.close()


@pytest.fixture(scope="session")
def corpus(shared: Path) -> Path:
    if not (shared / "corpus" / "MANIFEST.csv").is_file():
        pytest.skip("the corpus of feeds is not on this machine")
    return shared / "corpus"
