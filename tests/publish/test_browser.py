"""The pages as a reader meets them, in a real Chromium, from a server on loopback."""

import json
import re
from urllib.parse import urlsplit

import pytest
from lxml import etree

from tests.publish.whole_site import KINDS, POINTER

EVERY_KIND = [*KINDS.values(), "pire.html", "articles/pire.html"]
LIGHT, DARK = "rgb(252, 250, 246)", "rgb(21, 22, 26)"


def test_a_reader_walks_from_the_index_to_a_category_an_article_and_subscribing(reader, served_site):
    reader.goto(f"{served_site}index.html")
    reader.get_by_role("navigation").get_by_role("link", name="IA", exact=True).click()
    assert reader.get_by_role("heading", level=1).inner_text() == "IA"

    reader.get_by_role("link", name=re.compile("Combien coûte une réponse")).click()
    assert reader.url == f"{served_site}articles/article-0.html"
    reader.locator(".prose blockquote").wait_for()

    reader.get_by_role("navigation").get_by_role("link", name="S’abonner").click()

    assert reader.url == f"{served_site}subscribe.html"
    assert reader.get_by_role("heading", level=1).inner_text() == "S’abonner"
    assert reader.complaints == []


@pytest.mark.parametrize("key", ["all", "ia"])
def test_a_reader_walks_back_to_the_oldest_entries_and_forth_again(reader, served_site, key):
    live = "index.html" if key == "all" else f"{key}.html"
    pages = [live, f"archive/{key}-0002.html", f"archive/{key}-0001.html"]
    reader.goto(served_site + live)
    visited = [reader.url]

    for label in ("Articles plus anciens", "Articles plus anciens", "Articles plus récents", "Articles plus récents"):
        reader.get_by_role("link", name=label).click()
        visited.append(reader.url)

    assert visited == [served_site + path for path in (*pages, *pages[1::-1])]


def test_an_editor_walks_from_the_status_to_a_source_in_trouble_and_to_why_entries_are_filed_so(reader, served_site):
    reader.goto(f"{served_site}status/index.html")
    reader.get_by_role("link", name="Carnet de fondateurs").click()
    assert reader.url == f"{served_site}status/index.html#source-carnet"

    reader.get_by_role("link", name="Voir pourquoi chaque article est classé ainsi").click()
    reader.get_by_role("link", name="Articles plus anciens").click()
    assert reader.url == f"{served_site}status/entries/0002.html"
    reader.get_by_role("link", name="État du site").click()

    assert reader.url == f"{served_site}status/index.html"
    assert reader.complaints == []


def test_a_plot_has_a_name_and_is_drawn_in_the_colours_of_the_page(reader, served_site):
    reader.goto(f"{served_site}status/index.html")

    plot = reader.get_by_role("img", name="Le Journal du calcul, 30 jours")

    assert plot.bounding_box()["height"] > 30
    assert plot.locator("rect").first.evaluate("bar => getComputedStyle(bar).fill") == "rgb(156, 42, 27)"


def test_the_figures_of_the_plots_unfold_as_tables(reader, served_site):
    reader.goto(f"{served_site}status/index.html")
    tables = reader.get_by_role("table", name=re.compile("30 jours"))
    assert tables.count() == 0

    reader.get_by_text("Les chiffres des graphiques").click()

    assert [tables.nth(n).get_by_role("columnheader").count() for n in range(tables.count())] == [31, 31]


def test_the_page_of_an_article_that_moved_leads_to_it(reader, served_site):
    reader.goto(served_site + POINTER)

    reader.wait_for_url(f"{served_site}articles/article-0.html")


@pytest.mark.parametrize("path", EVERY_KIND)
@pytest.mark.parametrize("width", [320, 768])
def test_no_page_scrolls_sideways(reader, hostile_site, path, width):
    reader.set_viewport_size({"width": width, "height": 800})

    reader.goto(hostile_site + path)

    assert reader.evaluate("document.documentElement.scrollWidth") == width


def test_folded_categories_open_without_scrolling_sideways(reader, hostile_site):
    reader.set_viewport_size({"width": 320, "height": 800})
    reader.goto(f"{hostile_site}index.html")
    folded = reader.locator("nav a", has_text="Rubrique 59")
    assert not folded.is_visible()

    reader.locator("summary").click()

    assert folded.is_visible()
    assert reader.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.parametrize("path", EVERY_KIND)
def test_a_page_loads_whole_from_its_own_site_without_a_complaint(reader, hostile_site, path):
    reader.goto(hostile_site + path, wait_until="networkidle")

    assert reader.evaluate("getComputedStyle(document.querySelector('.masthead')).textAlign") == "center"
    assert reader.evaluate("[...document.images].every((i) => !i.complete || i.naturalWidth > 0)")
    assert reader.complaints == []
    assert reader.hosts == {urlsplit(hostile_site).netloc}


@pytest.mark.parametrize("path", EVERY_KIND)
def test_the_paper_turns_dark_where_the_reader_wants_it(reader, hostile_site, path):
    reader.goto(hostile_site + path)
    paper = []

    for scheme in ("light", "dark"):
        reader.emulate_media(color_scheme=scheme)
        paper.append(reader.evaluate("getComputedStyle(document.body).backgroundColor"))

    assert paper == [LIGHT, DARK]


@pytest.mark.parametrize("path", ["index.html", "ia.html", "archive/all-0002.html", "articles/article-0.html"])
def test_a_picture_holds_its_place_before_it_is_there(browser, served_site, path):
    context = browser.new_context()
    page = context.new_page()
    page.goto(served_site + path)
    whole = page.evaluate("document.documentElement.scrollHeight")

    page.route("**/pictures/*", lambda route: route.abort())
    page.reload()

    assert page.evaluate("document.documentElement.scrollHeight") == whole
    context.close()


ROOTS = {"Atom": "{http://www.w3.org/2005/Atom}feed", "RSS": "rss"}


def title_of(content, name):
    """Return the title of a feed that is in the format of that name."""
    if name == "JSON":
        feed = json.loads(content)
        assert feed["version"] == "https://jsonfeed.org/version/1.1"
        return feed["title"]
    root = etree.fromstring(content)
    assert root.tag == ROOTS[name]
    return root.findtext("{*}title") or root.findtext("channel/title")


def assert_opens(reader, address, name, label):
    title = title_of(reader.request.get(address).body(), name)
    assert title == ("Veille tech" if label == "Toutes les rubriques" else f"{label} · Veille tech")


@pytest.mark.parametrize("path", ["index.html", "ia.html", "articles/article-0.html", "subscribe.html"])
def test_every_feed_that_a_page_announces_is_what_it_is_called(reader, served_site, path):
    reader.goto(served_site + path)
    announced = reader.evaluate("[...document.querySelectorAll('link[rel=alternate]')].map((l) => [l.href, l.title])")

    for address, called in announced:
        label, name = re.fullmatch(r"(.*) \((\w+)\)", called).groups()
        assert_opens(reader, address, name, label)
    assert len(announced) == 12


@pytest.mark.parametrize(("path", "count"), [("index.html", 12), ("ia.html", 3)])
def test_every_feed_link_of_a_page_opens_what_it_names(reader, served_site, path, count):
    reader.goto(served_site + path)
    links = reader.evaluate("[...document.querySelectorAll('.formats a')].map((a) => [a.href, a.ariaLabel])")

    for address, called in links:
        name, label = re.fullmatch(r"Flux (\w+)\s: (.*)", called).groups()
        assert_opens(reader, address, name, label)
    assert len(links) == count


def test_every_address_to_copy_opens_what_stands_beside_it(reader, served_site):
    reader.goto(f"{served_site}subscribe.html")

    for section in reader.locator("section.feed").all()[:-1]:
        label = section.get_by_role("heading").inner_text()
        for row in section.locator("li").all():
            name, address = row.locator(".format").inner_text(), row.locator("a").inner_text()
            assert row.locator("a").evaluate("(a) => a.href") == address
            assert_opens(reader, address, name, label)
    assert reader.locator("section.feed li").count() == 12


def test_the_lists_of_feeds_and_of_sources_open(reader, served_site):
    reader.goto(f"{served_site}subscribe.html")
    links = reader.evaluate("[...document.querySelectorAll('main a[type*=opml]')].map((a) => a.href)")

    titles = [etree.fromstring(reader.request.get(link).body()).findtext("head/title") for link in links]

    assert [urlsplit(link).path for link in links] == ["/feeds.opml", "/sources.opml"]
    assert all("Veille tech" in title for title in titles)


def test_a_button_copies_the_address_of_a_feed(reader, served_site):
    reader.context.grant_permissions(["clipboard-read", "clipboard-write"])
    reader.goto(f"{served_site}subscribe.html")

    reader.get_by_role("button", name="Copier l’adresse du flux RSS : IA").click()

    reader.get_by_role("status").get_by_text("Copié").wait_for(state="attached")
    assert reader.evaluate("navigator.clipboard.readText()") == f"{served_site}ia.rss"


def test_pages_read_without_a_script(browser, served_site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()

    page.goto(f"{served_site}index.html")
    assert page.get_by_role("link", name=re.compile("Combien coûte une réponse")).first.is_visible()
    assert not page.locator("form").is_visible()

    page.goto(f"{served_site}subscribe.html")
    assert page.get_by_role("link", name=f"{served_site}ia.atom").is_visible()
    assert page.get_by_role("button").count() == 0
    context.close()


def test_the_skip_link_is_the_first_stop_of_the_keyboard(reader, served_site):
    reader.goto(f"{served_site}index.html")

    reader.keyboard.press("Tab")

    assert reader.evaluate("document.activeElement.getAttribute('href')") == "#content"
    assert reader.evaluate("document.activeElement.getBoundingClientRect().left") >= 0


def test_the_keyboard_reaches_what_is_wider_than_the_page(reader, hostile_site):
    reader.goto(f"{hostile_site}articles/large.html")

    boxes = reader.locator(".prose :is(table, pre)")

    assert [boxes.nth(n).evaluate("(e) => [e.tabIndex, e.scrollWidth > e.clientWidth]") for n in (0, 1)] == [
        [0, True],
        [0, True],
    ]


def test_a_text_runs_in_the_direction_of_its_script(reader, hostile_site):
    reader.goto(f"{hostile_site}ia.html")

    title = reader.locator("article[lang=ar] h3")

    assert title.evaluate("(e) => getComputedStyle(e).direction") == "rtl"


def test_print_leaves_out_what_paper_cannot_use(reader, served_site):
    reader.goto(f"{served_site}articles/article-0.html")

    reader.emulate_media(media="print")

    assert not reader.get_by_role("navigation").is_visible()
    assert reader.locator(".prose").is_visible()


def test_what_is_too_wide_is_broken_on_paper_where_nobody_can_scroll(reader, hostile_site):
    reader.set_viewport_size({"width": 720, "height": 900})
    reader.emulate_media(media="print")

    reader.goto(f"{hostile_site}articles/large.html")

    assert reader.evaluate("document.documentElement.scrollWidth") == 720
