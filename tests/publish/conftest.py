"""A real Chromium and whole sites on loopback for it to read."""

import shutil
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import sync_playwright

from tests.publish.whole_site import whole_site
from tests.scripted import ScriptedServer
from tests.serving import serve

# Nothing of its own leaves the machine.
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


@pytest.fixture(scope="module")
def browser():
    path = shutil.which("chromium")
    if not path:
        pytest.skip("Chromium is not on this machine")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def served_site():
    """The address of a served site."""
    yield from _served(hostile=False)


@pytest.fixture(scope="module")
def hostile_site():
    """The address of a served site with names and texts that break pages."""
    yield from _served(hostile=True)


def _served(*, hostile):
    server = ScriptedServer()
    serve(server, whole_site(f"{server.url}/", hostile=hostile))
    yield f"{server.url}/"
    server.close()


@pytest.fixture
def reader(browser):
    """A page that keeps what its console says and which hosts it asks."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.complaints, page.hosts = [], set()
    page.on("console", lambda message: page.complaints.append(message.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on("request", lambda request: page.hosts.add(urlsplit(request.url).netloc))
    yield page
    context.close()
