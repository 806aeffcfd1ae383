import posixpath
import re
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from lxml import html as lxml_html

from feeds.category import Category
from feeds.model import Entry, Pointer
from feeds.publish.check import check
from feeds.publish.paths import feed_paths
from feeds.publish.render import render
from tests.publish import samples
from tests.publish.page_trees import page
from tests.publish.samples import AT_JOURNAL, NOON, config, feed, filed
from tests.publish.whole_site import whole_site


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
        "assets/icon.png", "assets/scroll.js", "assets/search.js", "assets/search/live.js", "assets/status.css",
        "articles/article-0.html", "articles/article-7.html", "articles/article-8.html",
        "status/entries/index.html",
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
    files = whole_site("https://veille.example/", hostile=True)

    for path, content in files.items():
        if path.endswith(".html"):
            for address in lxml_html.document_fromstring(content.decode()).xpath("//@href | //@src"):
                if not re.match(r"https?:|#", address):
                    assert posixpath.normpath(f"{posixpath.dirname(path)}/{address}").lstrip("/") in files


def test_a_site_of_hostile_names_and_texts_passes_every_check():
    files = whole_site("https://veille.example/", hostile=True)

    for path, content in files.items():
        check(path, content)

    assert len(files) > 250


@pytest.mark.parametrize(
    ("path", "own", "scripts"),
    [
        ("index.html", "all", ["assets/search.js"]),
        ("ia.html", "ia", []),
        ("articles/un-titre.html", "all", ["../assets/scroll.js"]),
        ("subscribe.html", "all", ["assets/copy.js"]),
    ],
)
def test_every_page_announces_every_feed_its_own_first_and_fetches_nothing_from_elsewhere(path, own, scripts):
    document = page(path, filed())

    root = "../" if path.startswith("articles") else ""
    keys = dict.fromkeys((own, "all", "ia", "startups", "marketing"))
    announced = document.xpath("//link[@rel='alternate']/@href")
    assert announced == [root + f for key in keys for f in feed_paths(key)[:3]]
    fetched = document.xpath("//link[@rel='stylesheet' or @rel='icon']/@href | //script/@src | //img/@src")
    assert fetched == [f"{root}assets/style.css", f"{root}assets/favicon.svg", *scripts]
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
    assert english[0].text == "Saturday, 21 November 2026"


@pytest.mark.parametrize(
    ("language", "day", "date"),
    [
        ("fr", "mardi 1er décembre 2026", "1er décembre 2026 à 14:05"),
        ("fr-CA", "mardi 1er décembre 2026", "1er décembre 2026 à 14 h 05"),
        ("en", "Tuesday, December 1, 2026", "December 1, 2026, 2:05\u202fPM"),
        ("en-GB", "Tuesday, 1 December 2026", "1 December 2026, 14:05"),
    ],
)
def test_dates_are_written_as_the_region_of_the_site_does(language, day, date):
    first = NOON.replace(month=12, day=1, hour=13, minute=5)
    entries = [filed(id=f"urn:{n}", sort_date=first, slug=f"{n}") for n in (1, 2)]

    document = page("index.html", *entries, language=language)

    assert document.xpath("string(//section[@class='day']/h2)") == day
    assert document.xpath("string(//*[@class='byline']/time)") == date


@pytest.mark.parametrize(
    ("language", "locale"), [("fr", "fr_FR"), ("fr-CA", "fr_CA"), ("en", "en_US"), ("en-GB", "en_GB"), ("de", "en_US")]
)
def test_the_language_is_told_to_social_networks_with_a_country(language, locale):
    assert page("ia.html", language=language).xpath("//meta[@property='og:locale']/@content") == [locale]


@pytest.mark.parametrize(
    ("language", "shown"), [("fr-CA", "fr-CA"), ("en-GB", "en-GB"), ("de", "en"), ("fr-nowhere", "fr")]
)
def test_the_interface_says_which_language_it_speaks(language, shown):
    assert page("subscribe.html", language=language).get("lang") == shown


def test_a_picture_in_a_list_is_lazy_and_says_nothing_that_the_title_does_not():
    pictured = Entry(title="x", image="https://a.example/i.png")

    [image] = page("ia.html", filed(pictured, "ia")).xpath("//main//img")

    assert (image.get("src"), image.get("alt"), image.get("loading")) == ("https://a.example/i.png", "", "lazy")


def test_a_long_lead_is_cut_in_a_list_and_whole_in_what_machines_read():
    lead = "mot " * 200

    index = page("index.html", filed(Entry(title="x", summary=lead)))
    article = page("articles/un-titre.html", filed(Entry(title="x", summary=lead)))

    shown = index.xpath("string(//*[@class='lead'])")
    assert len(shown) <= 241
    assert shown.endswith("mot…")
    assert article.xpath("//meta[@name='description']/@content") == [lead.strip()]


@pytest.mark.parametrize(
    ("path", "newer", "older"),
    [
        ("index.html", [], ["archive/all-0002.html"]),
        ("ia.html", [], ["archive/ia-0002.html"]),
        ("archive/all-0002.html", ["../index.html"], ["../archive/all-0001.html"]),
        ("archive/ia-0002.html", ["../ia.html"], ["../archive/ia-0001.html"]),
        ("archive/ia-0001.html", ["../archive/ia-0002.html"], []),
        ("marketing.html", [], []),
    ],
)
def test_a_page_leads_to_the_newer_and_the_older_entries(path, newer, older):
    content = whole_site("https://veille.example/")[path]
    check(path, content)

    document = lxml_html.document_fromstring(content.decode())

    for element in ("head/link", "main//a"):
        assert document.xpath(f"//{element}[@rel='prev']/@href") == newer
        assert document.xpath(f"//{element}[@rel='next']/@href") == older


def test_the_pages_of_a_feed_have_each_their_own_name_and_address():
    files = whole_site("https://veille.example/")
    documents = [
        lxml_html.document_fromstring(files[path].decode())
        for path in ("index.html", "ia.html", "archive/all-0001.html", "archive/all-0002.html", "archive/ia-0002.html")
    ]

    assert [d.findtext("head/title") for d in documents] == [
        "Veille tech",
        "IA · Veille tech",
        "Toutes les rubriques · Archives, page 1 · Veille tech",
        "Toutes les rubriques · Archives, page 2 · Veille tech",
        "IA · Archives, page 2 · Veille tech",
    ]
    assert [d.xpath("//link[@rel='canonical']/@href") for d in documents] == [
        [f"https://veille.example/{path}"]
        for path in ("", "ia.html", "archive/all-0001.html", "archive/all-0002.html", "archive/ia-0002.html")
    ]


def test_categories_beyond_the_first_eight_are_folded_in_the_navigation():
    many = tuple(Category(f"c{n}", f"Rubrique {n}") for n in range(60))
    cfg = replace(config(), categories=many)

    document = lxml_html.document_fromstring(render(cfg, [feed()], [])["index.html"].decode())

    bar = document.xpath("//nav/ul/li/a/@href")
    assert bar == ["index.html", *(f"c{n}.html" for n in range(8)), "subscribe.html"]
    assert document.xpath("//nav//details/ul/li/a/@href") == [f"c{n}.html" for n in range(8, 60)]


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
