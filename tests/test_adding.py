"""What an address or a path would bring, before it is a source."""

import asyncio
import time
from datetime import timedelta
from pathlib import Path

import pytest

from feeds import pipeline
from feeds.adding import Wishes, find_candidates, new_block
from feeds.config import load_config
from feeds.errors import FetchError
from feeds.finding import Search
from feeds.importing import new_id
from feeds.ingest.client import Client
from feeds.ingest.contain import Cells
from feeds.ingest.discover import feeds_in_sitemap
from feeds.store import open_store
from tests.outlines import opml, outline
from tests.scripted import Answer
from tests.sites import ARTICLE, rss

SITE = '[site]\ntitle = "Veille"\nbase_url = "https://veille.example/"\n\n'


def page(*parts, lang="fr", body=""):
    return Answer(body=f'<html lang="{lang}"><head><title>Un blog</title>{"".join(parts)}</head>{body}'.encode())


def link(href, kind="rss", title=""):
    return f'<link rel="alternate" type="application/{kind}+xml" href="{href}" title="{title}">'


def atom(numbers, language="fr"):
    entries = "".join(
        f"<entry><id>urn:isbn:{n}</id><title>Article {n}</title><link href='https://ailleurs.example/{n}'/>"
        f"<updated>2026-10-{n:02}T08:00:00Z</updated></entry>"
        for n in numbers
    )
    return (
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{language}"><id>urn:uuid:1</id><title>Atome</title>'
        f"<updated>2026-10-01T00:00:00Z</updated>{entries}</feed>"
    ).encode()


@pytest.fixture
def look(tmp_path, now, monkeypatch):
    """Find what a place could become, in a site of these sources."""
    monkeypatch.chdir(tmp_path)

    def find(place, sources="", store=None):
        Path("sources.toml").write_text(SITE + sources)
        config = load_config(Path("sources.toml"))
        return asyncio.run(find_candidates(config, store, place, now, allow_private=True))

    return find


@pytest.fixture
def search(look, now):
    """Find what stands at an address as `look` does, but by a client that waits for nobody's turn."""

    async def ask(url):
        config = load_config(Path("sources.toml"))
        async with Client(config.site.base_url, spacing_seconds=0) as client:
            return await Search(config, client, cells, now, allow_private=True).find(url)

    Path("sources.toml").write_text(SITE)
    with Cells() as cells:
        yield lambda url: asyncio.run(ask(url))


def places(server, found):
    return [(one.kind, one.place.removeprefix(server.url)) for one in found]


def addresses(server, found):
    return [(one.kind, one.url.removeprefix(server.url)) for one in found]


# -- from an address ----------------------------------------------------------------------------------------------


def test_a_feed_is_what_it_is_with_its_newest_entries_first(look, server, now):
    url = server.play("/f.xml", Answer(body=rss([3, 9, 5, 7])))

    [found] = look(url)

    assert (found.kind, found.place, found.title) == ("feed", url, "Ailleurs")
    assert [one.found.title for one in found.sample] == ["Article 9", "Article 7", "Article 5"]
    assert found.per_week == pytest.approx(4 / ((now - found.sample[-1].sort_date + timedelta(days=2)) / timedelta(7)))
    assert timedelta(hours=1) < found.wait <= timedelta(days=1)


def test_the_feeds_that_a_page_announces_are_ranked(search, server):
    server.play("/comments.xml", Answer(body=rss([1])))
    server.play("/english.xml", Answer(body=atom([2], "en")))
    server.play("/fr.xml", Answer(body=atom([3], "fr")))
    links = (link("/comments.xml", title="Commentaires"), link("/english.xml", "atom"), link("/fr.xml", "atom"))
    server.play("/", page(*links))

    found = search(server.url + "/")

    assert addresses(server, found) == [("feed", "/fr.xml"), ("feed", "/english.xml"), ("feed", "/comments.xml")]


def test_atom_and_rss_of_the_same_entries_are_one(search, server):
    server.play("/f.rss", Answer(body=rss([1, 2, 3])))
    server.play("/f.atom", Answer(body=atom([1, 2, 3, 4])))
    server.play("/", page(link("/f.atom", "atom"), link("/f.rss")))

    assert addresses(server, search(server.url + "/")) == [("feed", "/f.atom")]


def test_a_link_in_the_text_counts_where_none_is_announced(search, server):
    server.play("/flux/rss.xml", Answer(body=rss([1])))
    server.play("/", page(body='<p>Notre <a href="/flux/rss.xml">flux</a></p>'))

    assert addresses(server, search(server.url + "/")) == [("feed", "/flux/rss.xml")]


def test_what_is_announced_and_dead_is_passed_over(search, server):
    server.play("/vrai.xml", Answer(body=rss([1])))
    server.play("/page.xml", Answer(body=b"<html>Rien</html>"))
    server.play("/", page(link("/mort.xml"), link("/page.xml"), link("/vrai.xml")))

    assert addresses(server, search(server.url + "/")) == [("feed", "/vrai.xml")]


def test_usual_places_are_tried_one_at_a_time_until_one_is_a_feed(look, server):
    server.play("/blog/", page())
    server.play("/blog/atom.xml", Answer(body=atom([1])))
    began = time.monotonic()

    assert places(server, look(server.url + "/blog/")) == [("feed", "/blog/atom.xml")]

    assert [asked.path for asked in server.log] == ["/blog/", "/blog/feed", "/blog/rss.xml", "/blog/atom.xml"]
    assert server.was_spared(began)


def test_the_feeds_of_a_sitemap_are_found(search, server):
    server.play("/", page())
    server.play("/deep/rss.xml", Answer(body=rss([1])))
    locations = "".join(f"<url><loc>{server.url}/{path}</loc></url>" for path in ("un-article", "deep/rss.xml"))
    server.play("/sitemap.xml", Answer(body=f"<urlset>{locations}</urlset>".encode()))

    assert addresses(server, search(server.url + "/")) == [("feed", "/deep/rss.xml")]


def test_the_list_that_a_page_names_is_found(search, server):
    server.play("/", page('<link rel="outline" type="text/x-opml" href="/nos.opml">'))
    server.play("/nos.opml", Answer(body=opml(outline("https://a.example/f"), outline("https://b.example/f"))))

    [found] = search(server.url + "/")

    assert (found.kind, found.url, len(found.feeds.feeds)) == ("list", f"{server.url}/nos.opml", 2)


def test_a_page_without_any_feed_is_itself_what_can_be_had(search, server):
    articles = [f'<article><h2><a href="/{n}">Un article de plus, {n}</a></h2></article>' for n in range(3)]
    server.play("/", page(*articles))

    [found] = search(server.url + "/")

    assert (found.kind, found.url, found.title) == ("page", f"{server.url}/", "Un blog")
    assert {entry.title for entry in found.read.entries} == {f"Un article de plus, {n}" for n in range(3)}
    assert len(server.log) == 8


def test_a_page_that_lists_nothing_is_no_source(search, server):
    server.play("/", page())

    with pytest.raises(FetchError, match=r'no feed is to be found there, and .* the page "Un blog" shows no list'):
        search(server.url + "/")


def test_the_address_after_a_lasting_redirect_is_written_down_and_no_passing_one(search, server):
    server.play("/neuf", Answer(body=rss([1])))
    server.play("/vieux", Answer(301, headers={"Location": "/neuf"}))
    server.play("/detour", Answer(302, headers={"Location": "/neuf"}))

    assert addresses(server, [*search(f"{server.url}/vieux"), *search(f"{server.url}/detour")]) == [
        ("feed", "/neuf"),
        ("feed", "/detour"),
    ]


@pytest.mark.parametrize("place", ["rien", "", "ftp://a.example/", "a b.example"])
def test_what_is_neither_an_address_nor_a_path_is_refused(look, place):
    with pytest.raises(FetchError, match="no such file, and it is no http"):
        look(place)


def test_a_sitemap_names_only_what_looks_like_a_feed():
    content = b"<urlset><url><loc> https://a.example/feed/ </loc></url><url><loc><![CDATA[https://a.example/x]]></loc>"

    assert feeds_in_sitemap(content) == ("https://a.example/feed/",)


# -- from a path --------------------------------------------------------------------------------------------------


def test_a_folder_shows_the_newest_of_its_articles(look, tmp_path):
    (tmp_path / "textes").mkdir()
    for day in (1, 2, 3, 4):
        text = f"Date: 2026-10-0{day}\n\n" + ARTICLE.format(title=f"Article {day}", lead="Début.")
        (tmp_path / "textes" / f"{day}.txt").write_text(text)

    [found] = look("textes")

    assert (found.kind, found.title) == ("folder", "textes")
    assert [one.found.title for one in found.sample] == ["Article 4", "Article 3", "Article 2"]


def test_a_feed_in_a_file_is_a_file_of_its_name(look, tmp_path):
    (tmp_path / "flux.xml").write_bytes(rss([1, 2]))

    [found] = look("flux.xml")

    assert (found.kind, found.title, len(found.sample)) == ("file", "Ailleurs", 2)


def test_a_file_that_holds_nothing_is_refused(look, tmp_path):
    (tmp_path / "vide.xml").write_bytes(b"")

    with pytest.raises(FetchError):
        look("vide.xml")


# -- what is there already ----------------------------------------------------------------------------------------


def warnings(found):
    return [reason for one in found for reason in one.duplicates]


def source(name, url):
    return f'[[sources]]\nid = "{name}"\nurl = "{url}"\nallow_private = true\n'


def test_the_same_address_in_another_spelling_is_told(look, server):
    url = server.play("/f/", Answer(body=rss([1])))

    assert warnings(look(url, source("un", f"{server.url}/f?utm_source=x"))) == ["source un has this address"]


@pytest.fixture
def stored(look, now):
    """A store in which a site of one source was run."""

    def run(sources):
        Path("sources.toml").write_text(SITE + sources)
        config = load_config(Path("sources.toml"))
        store = open_store(config.site.store)
        pipeline.run(config, store, now)
        return store

    return run


def test_the_same_feed_behind_a_redirect_is_told(look, stored, server):
    server.play("/f", Answer(body=rss([1])))
    old = server.play("/alias", Answer(302, headers={"Location": "/f"}))
    sources = source("un", old)

    store = stored(sources)

    assert "source un leads to the same address" in warnings(look(f"{server.url}/f", sources, store))
    store.close()


def test_entries_that_are_stored_already_are_told(look, stored, server):
    sources = source("un", server.play("/f", Answer(body=rss([1, 2]))))
    other = server.play("/g", Answer(body=rss([1, 2, 3])))

    store = stored(sources)

    assert warnings(look(other, sources, store)) == ["2 of its 3 entries stored already, from source un"]
    store.close()


def test_a_folder_within_that_of_a_source_is_told(look, tmp_path):
    (tmp_path / "articles" / "ia").mkdir(parents=True)
    sources = '[[sources]]\nid = "redaction"\npath = "articles"\n'

    assert warnings(look("articles", sources)) == ["source redaction reads it"]
    assert warnings(look("articles/ia", sources)) == ["source redaction reads the folder that it lies in"]


# -- the block ----------------------------------------------------------------------------------------------------


def test_a_block_says_only_what_differs_from_the_defaults(look, server):
    url = server.play("/f", Answer(body=rss([1])))
    [found] = look(url)
    config = load_config(Path("sources.toml"))

    assert new_block(found, Wishes(), config) == {"id": "ailleurs", "url": url}
    wishes = Wishes("mien", "Le mien", ("ia", "ia"), "2h", allow_private=True)
    assert new_block(found, wishes, config) == {
        "id": "mien",
        "title": "Le mien",
        "url": url,
        "categories": ["ia"],
        "every": "2h",
        "allow_private": True,
    }


def test_a_path_is_written_from_the_folder_of_the_file(look, tmp_path):
    inside, outside = tmp_path / "textes", tmp_path.parent / f"{tmp_path.name}-ailleurs"
    for folder in (inside, outside):
        folder.mkdir()

    [one], [other] = look("./textes"), look(str(outside))
    config = load_config(Path("sources.toml"))

    assert new_block(one, Wishes(), config)["path"] == "textes"
    assert new_block(other, Wishes(), config)["path"] == str(outside)


@pytest.mark.parametrize(
    ("title", "url", "taken", "expected"),
    [
        ("L'Été de l'IA", "https://a.example/", (), "l-ete-de-l-ia"),
        ("Actu", "https://a.example/", ("actu", "actu-2"), "actu-3"),
        ("日本", "https://www.a.example/f", (), "a-example"),
        ("", "textes", (), "source"),
    ],
)
def test_an_id_is_made_of_the_title_and_is_no_others(title, url, taken, expected):
    assert new_id(title, url, taken) == expected
