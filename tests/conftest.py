"""What every test may ask for."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.scripted import ScriptedServer
from tests.sites import Site

REPOSITORY = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of corpora, where it exists."""
    folder = REPOSITORY.parent / "shared"
    if not (folder / "seed").is_dir():
        pytest.skip("the shared corpora are not on this machine")
    return folder


@pytest.fixture(scope="session")
def now() -> datetime:
    return datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def site(tmp_path, now):
    """A site that has one folder, articles/."""
    return Site(tmp_path, now)


@pytest.fixture
def server():
    """A real HTTP server on loopback: `server.play("/feed", Answer(...))` gives its address."""
    server = ScriptedServer()
    yield server
    server.close()
