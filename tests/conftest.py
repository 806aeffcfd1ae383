"""What every test may ask for."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings

from tests.effort import uncounted
from tests.scripted import ScriptedServer
from tests.sites import Site, fill

# The same examples in every run: a suite that fails by chance teaches nobody. `make fuzz` looks for others.
settings.register_profile("fuzz", max_examples=3_000, deadline=None, print_blob=True)
settings.load_profile("ci")

REPOSITORY = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of corpora, where it exists."""
    folder = REPOSITORY.parent / "shared"
    if not (folder / "seed").is_dir():
        pytest.skip("the shared corpora are not on this machine")
    return folder


@pytest.fixture(name="uncounted")
def _uncounted():
    """Count no lines run in this test, which takes as long again by that, and whose lines others count."""
    with uncounted():
        yield


@pytest.fixture(scope="session")
def now() -> datetime:
    return datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def site(tmp_path, now):
    """A site that has one folder, articles/."""
    return Site(tmp_path, now)


@pytest.fixture(scope="session")
def archived_once(tmp_path_factory, now):
    site = Site(tmp_path_factory.mktemp("archived"), now)
    site.window = 3
    fill(site, range(1, 10))
    site.run()
    return site


@pytest.fixture
def archived(archived_once, tmp_path):
    """A site whose feed "all" has two archives of three entries and three live ones."""
    return archived_once.copied(tmp_path)


@pytest.fixture
def server():
    """A real HTTP server on loopback: `server.play("/feed", Answer(...))` gives its address."""
    server = ScriptedServer()
    yield server
    server.close()


@pytest.fixture
def new_server():
    """`new_server()` gives a server on a host of its own, whose sources wait for no other's turn."""
    made = []

    def start():
        made.append(ScriptedServer(f"127.0.4.{len(made) + 1}"))
        return made[-1]

    yield start
    for server in made:
        server.close()
