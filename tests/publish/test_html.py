import json
import re
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from lxml import html as lxml_html

from feeds.model import Enclosure, Entry, Person, Pointer, Tag
from feeds.publish.check import check
from feeds.publish.paths import feed_paths
from feeds.publish.render import render
from tests.publish import samples
from tests.publish.samples import AT_JOURNAL, NOON, config, feed, filed


def page(path, *entries, **changes):
    """Return a page of a site whose feeds and pages hold these entries."""
    files = render(config(**changes), [feed(*entries), feed(*entries, key="ia")], entries)
    check(path, files[path])
    return lxml_html.document_fromstring(files[path].decode())


def test_the_same_input_gives_the_same_bytes():
    cfg = config()
    feeds, pages = samples.publication(cfg)

    assert render(cfg, feeds, pages) == render(cfg, feeds, pages)


def test_every_file_of_the_layout_is_there():
    cfg = config()

    files = render(cfg, *samples.publication(cfg))

    keys = ("all", "ia", "startups", "marketing")
    assert set(files) == {path for key in keys for path in feed_paths(key)} | {
        "feeds.opml", "sources.opml", "subscribe.html", "assets/style.css", "assets/favicon.svg", "assets/copy.js",
        "assets/icon.png", "articles/article-0.html", "articles/article-7.html", "articles/article-8.html",
    }  # fmt: skip
    for path, content in files.items():
        check(path, content)


def test_only_the_feeds_that_were_touched_are_rendered():
    files = render(config(), [feed(key="ia")], [])

    assert {path for path in files if "." in path and path.startswith(("all", "ia", "index"))} == set(feed_paths("ia"))


@pytest.mark.parametrize(
    ("link", "leads_to"),
    [
        ("https://a.example/x?a=1&b=2", "https://a.example/x?a=1&b=2"),
        ("", config().site.base_url + "articles/old.html"),
        ("javascript:alert(1)", config().site.base_url + "articles/old.html"),
    ],
)
def test_a_pointer_leads_to_an_article_and_is_in_no_index(link, leads_to):
    path = "articles/young.html"

    files = render(config(), [], [], [Pointer("young", "A <b> & c", link, "old")])

    check(path, files[path])
    tree = lxml_html.document_fromstring(files[path].decode())
    assert tree.xpath("//link[@rel='canonical']/@href") == [leads_to]
    assert tree.xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert [(a.get("href"), a.text) for a in tree.xpath("//main//a")] == [(leads_to, "A ‹b› & c")]


class _Balance(HTMLParser):
    """Keeps the open elements of a document, and what closes out of turn."""

    VOID = ("meta", "link", "br", "img", "hr", "input", "source", "wbr")

    def __init__(self):
        super().__init__()
        self.open, self.faults = [], []

    def handle_starttag(self, tag, attrs):
        if tag not in self.VOID:
            self.open.append(tag)
        if len({name for name, _ in attrs}) < len(attrs):
            self.faults.append(f"{tag} repeats an attribute")

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes out of turn")


def test_every_element_is_closed_in_turn():
    cfg = config()

    for path, content in render(cfg, *samples.publication(cfg)).items():
        if path.endswith(".html"):
            balance = _Balance()
            balance.feed(content.decode())
            assert (path, balance.open, balance.faults) == (path, [], [])


def test_every_local_link_leads_to_a_file_of_the_site():
    cfg = config()

    files = render(cfg, *samples.publication(cfg))

    for path, content in files.items():
        if path.endswith(".html"):
            for address in lxml_html.document_fromstring(content).xpath("//@href | //@src"):
                if not re.match(r"https?:|#", address):
                    target = address.removeprefix("../") if path.startswith("articles/") else address
                    assert target in files, f"{path} leads to {address}"


@pytest.mark.parametrize("path", ["index.html", "ia.html", "articles/un-titre.html", "subscribe.html"])
def test_every_page_announces_every_feed_and_fetches_nothing_from_elsewhere(path):
    document = page(path, filed())

    root = "../" if path.startswith("articles") else ""
    announced = document.xpath("//link[@rel='alternate']/@href")
    assert announced == [root + f for key in ("all", "ia", "startups", "marketing") for f in feed_paths(key)[:3]]
    fetched = document.xpath("//link[@rel='stylesheet' or @rel='icon']/@href | //script/@src | //img/@src")
    assert fetched == [f"{root}assets/style.css", f"{root}assets/favicon.svg", f"{root}assets/copy.js"]
    policy = document.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy[0].startswith("default-src 'none'")
    assert document.get("lang") == "fr"
    assert document.xpath("//a[@class='skip']/@href") == ["#content"]
    assert len(document.xpath("//h1")) == len(document.xpath("//main")) == 1
    assert len(document.xpath("//@id")) == len(set(document.xpath("//@id")))


def test_the_index_shows_source_time_categories_and_lead():
    older = filed(
        Entry(title="Ancien", link="https://journal.example/1", summary="Son chapeau.", language="en"), "ia",
        origin=AT_JOURNAL, id="urn:2", sort_date=NOON - timedelta(hours=1),
    )  # fmt: skip

    [entry] = page("index.html", filed(), older).xpath("//article[@class='entry']")

    assert entry.get("lang") == "en"
    assert entry.xpath(".//time/@datetime") == ["2026-11-20T12:00:00+01:00"]
    assert entry.xpath("string(.//time)") == "12:00"
    assert entry.xpath("string(.//*[@class='source'])") == "Le Journal du calcul"
    assert entry.xpath(".//*[@class='kicker']/a/@href") == ["ia.html"]
    assert entry.xpath(".//h3/a/@href") == ["https://journal.example/1"]
    assert entry.xpath("string(.//*[@class='lead'])") == "Son chapeau."


def test_days_are_those_of_the_site_in_its_language():
    late = filed(id="urn:late", sort_date=NOON.replace(hour=23, minute=30))

    french = page("index.html", filed(), late).xpath("//section[@class='day']/h2/time")
    english = page("index.html", filed(), late, language="en-GB").xpath("//section[@class='day']/h2/time")

    assert [(t.text, t.get("datetime")) for t in french] == [("samedi 21 novembre 2026", "2026-11-21")]
    assert english[0].text == "Saturday 21 November 2026"


@pytest.mark.parametrize(
    ("language", "shown"), [("fr-CA", "fr-CA"), ("en-GB", "en-GB"), ("de", "en"), ("fr-nowhere", "fr")]
)
def test_the_interface_says_which_language_it_speaks(language, shown):
    assert page("subscribe.html", language=language).get("lang") == shown


def test_an_article_page_has_its_text_its_credits_and_what_machines_read():
    entry = Entry(
        title="Un </script> titre", summary="Un chapeau.", content_html="<p>Du <em>texte</em>.</p>", language="fr",
        authors=(Person("Une Autrice"),), tags=(Tag("énergie"),), image="https://a.example/i.png",
        enclosures=(Enclosure("https://a.example/le%20son.mp3"),), rights="© Nous",
    )  # fmt: skip

    document = page("articles/un-titre.html", filed(entry, "ia", updated=NOON + timedelta(days=1)))

    data = json.loads(document.xpath("string(//script[@type='application/ld+json'])"))
    assert data["@type"] == "NewsArticle"
    assert data["datePublished"] == "2026-11-20T13:00:00+01:00"
    assert data["author"] == [{"@type": "Person", "name": "Une Autrice"}]
    assert document.xpath("//meta[@property='og:image']/@content") == ["https://a.example/i.png"]
    assert document.xpath("//link[@rel='canonical']/@href") == ["https://veille.example/fil/articles/un-titre.html"]
    assert document.xpath("string(//*[@class='prose']/p/em)") == "texte"
    shown = document.xpath("string(//*[@class='credits'])")
    assert all(text in shown for text in ("Source", "Une Autrice", "© Nous", "le son.mp3", "énergie"))
    assert document.xpath("//*[@class='kicker']/a/@href") == ["../ia.html"]
    assert "Mis à jour le 21 novembre 2026 à 13:00" in document.text_content()


@pytest.mark.parametrize(
    ("site", "robots"),
    [pytest.param("MondeTech.fr", ["noindex"], id="a copy"), pytest.param("", [], id="an article of ours")],
)
def test_only_a_copy_is_kept_out_of_search_engines(site, robots):
    document = page("articles/un-titre.html", filed(Entry(title="x", content_html="<p>y</p>", site=site)))

    assert document.xpath("//meta[@name='robots']/@content") == robots


def test_what_comes_in_is_text_on_the_pages():
    entry = filed(Entry(title="<img src=x onerror=alert(1)>", summary="<script>1</script>"), "ia")

    for path in ("index.html", "ia.html", "articles/un-titre.html"):
        assert page(path, entry, title="<b>Nous</b>").xpath("//img | //b | //script[not(@src or @type)]") == []


def test_a_site_without_entries_says_so_and_invites():
    for path in ("index.html", "ia.html"):
        document = page(path)

        assert "Rien à lire pour le moment." in document.text_content()
        assert document.xpath("//*[@class='empty']//a/@href") == ["subscribe.html"]


def test_the_subscribe_page_offers_every_feed_to_copy():
    document = page("subscribe.html")

    assert document.xpath("//button/@data-copy") == [
        f"https://veille.example/fil/{path}"
        for key in ("all", "ia", "startups", "marketing")
        for path in feed_paths(key)[:3]
    ]
    assert all(button.get("hidden") is not None for button in document.xpath("//button"))
    assert {"feeds.opml", "sources.opml"} <= set(document.xpath("//a/@href"))


def test_no_page_tells_the_time_of_a_run():
    cfg = config()
    first = render(cfg, *samples.publication(cfg))
    entries = samples.stories()

    again = render(cfg, [replace(feed(*entries), updated=NOON + timedelta(days=9))], [])

    assert again["index.html"] == first["index.html"]
