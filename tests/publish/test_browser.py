"""The pages as a reader meets them, in a real Chromium and without a server."""

import re
import shutil

import pytest
from playwright.sync_api import sync_playwright

from feeds.publish.render import render
from feeds.publish.write import write
from tests.publish import samples
from tests.publish.samples import config

PAGES = ("index.html", "ia.html", "articles/article-0.html", "subscribe.html")
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
def site(tmp_path_factory):
    """The address of a written site."""
    output = tmp_path_factory.mktemp("site")
    cfg = config()
    assert write(output, render(cfg, *samples.publication(cfg))).failed == ()
    return output.as_uri()


@pytest.fixture
def reader(browser):
    """A page that keeps what its console says and what it asks of the network."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.complaints, page.asked = [], []
    page.on("console", lambda message: page.complaints.append(message.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on("request", lambda request: page.asked.append(request.url))
    yield page
    context.close()


def test_a_reader_walks_from_the_index_to_a_category_an_article_and_subscribing(reader, site):
    reader.goto(f"{site}/index.html")
    reader.get_by_role("navigation").get_by_role("link", name="IA", exact=True).click()
    assert reader.get_by_role("heading", level=1).inner_text() == "IA"

    reader.get_by_role("link", name=re.compile("Combien coûte une réponse")).click()
    assert reader.url == f"{site}/articles/article-0.html"
    assert reader.locator(".prose blockquote").is_visible()

    reader.get_by_role("navigation").get_by_role("link", name="S’abonner").click()

    assert reader.url == f"{site}/subscribe.html"
    assert reader.get_by_role("heading", level=1).inner_text() == "S’abonner"
    assert reader.complaints == []
    assert all(url.startswith("file:") for url in reader.asked)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_no_page_scrolls_sideways(reader, site, path, width):
    reader.set_viewport_size({"width": width, "height": 800})

    reader.goto(f"{site}/{path}")

    assert reader.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("path", PAGES)
def test_the_policy_lets_our_own_style_through(reader, site, path):
    reader.goto(f"{site}/{path}")

    assert reader.evaluate("getComputedStyle(document.querySelector('.masthead')).textAlign") == "center"
    assert reader.complaints == []


# What every pair of text and paper must reach. Source: WCAG 2.2, 1.4.3.
CONTRAST = """() => {
  const channel = (c) => (c /= 255) <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4;
  const light = (rgb) => { const [r, g, b] = rgb.match(/[0-9.]+/g).map(Number).map(channel);
    return .2126 * r + .7152 * g + .0722 * b; };
  const behind = (e) => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor;
    if (!/, 0\\)$/.test(c)) return c; } return "rgb(255, 255, 255)"; };
  const worst = [];
  for (const e of document.querySelectorAll("body *")) {
    if (![...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim())) continue;
    const [a, b] = [light(getComputedStyle(e).color), light(behind(e))].sort((x, y) => y - x);
    const ratio = (a + .05) / (b + .05);
    if (ratio < 4.5) worst.push(`${e.tagName} ${e.className} ${ratio.toFixed(2)}`);
  }
  return worst;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_text_stands_out_in_light_and_dark(reader, site, path, scheme):
    reader.emulate_media(color_scheme=scheme)

    reader.goto(f"{site}/{path}")

    dark = reader.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(21, 22, 26)"
    assert dark == (scheme == "dark")
    assert reader.evaluate(CONTRAST) == []


def test_a_button_copies_the_address_of_a_feed(reader, site):
    reader.context.grant_permissions(["clipboard-read", "clipboard-write"])
    reader.goto(f"{site}/subscribe.html")

    reader.get_by_role("button", name="Copier l’adresse du flux RSS : IA").click()

    reader.get_by_role("status").get_by_text("Copié").wait_for(state="attached")
    assert reader.evaluate("navigator.clipboard.readText()") == "https://veille.example/fil/ia.rss"


def test_pages_read_without_a_script(browser, site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()

    page.goto(f"{site}/subscribe.html")

    assert page.get_by_role("link", name="https://veille.example/fil/ia.atom").is_visible()
    assert page.get_by_role("button").count() == 0
    context.close()


def test_the_skip_link_is_the_first_stop_of_the_keyboard(reader, site):
    reader.goto(f"{site}/index.html")

    reader.keyboard.press("Tab")

    assert reader.evaluate("document.activeElement.getAttribute('href')") == "#content"
    assert reader.evaluate("document.activeElement.getBoundingClientRect().left") >= 0


def test_print_leaves_out_what_paper_cannot_use(reader, site):
    reader.goto(f"{site}/articles/article-0.html")

    reader.emulate_media(media="print")

    assert not reader.get_by_role("navigation").is_visible()
    assert reader.locator(".prose").is_visible()
