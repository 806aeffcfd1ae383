"""What the tests of hubs share: a site that is served, one that publishes, and the hub between them."""

import pytest

from tests.certificates import make_authority
from tests.hub import Hub
from tests.run.subscribed import Subscribed
from tests.scripted import ScriptedServer


@pytest.fixture(scope="session")
def hub_authority(tmp_path_factory):
    """The file of an authority, and the context of a hub that it vouches for."""
    return make_authority(tmp_path_factory.mktemp("authority"), address="127.0.7.1", name="hub.example")


@pytest.fixture
def publisher():
    server = ScriptedServer("127.0.7.2")
    yield server
    server.close()


@pytest.fixture
def neighbour():
    """A server at another address: a run asks it without waiting after a request to the publisher."""
    server = ScriptedServer("127.0.7.4")
    yield server
    server.close()


@pytest.fixture
def hub(site, hub_authority):
    """A hub that speaks TLS, as good ones do."""
    hub = Hub(lambda: site.now, tls=hub_authority[1])
    yield hub
    hub.close()


@pytest.fixture
def plain_hub(site):
    hub = Hub(lambda: site.now, host="127.0.7.3")
    yield hub
    hub.close()


@pytest.fixture
def subscribed(site, publisher, hub, hub_authority):
    """A site, served, with one source that announces the hub."""
    site.extra = f'[http]\nca_file = "{hub_authority[0]}"'
    with Subscribed(site, publisher, hub) as served:
        yield served
