"""`try` of what is no feed: a page, a sitemap, JSON, of a source or of nobody."""

import json

import pytest

from feeds.cli import main
from tests.scripted import Answer

LIST = "".join(
    f"<article><h2><a href=/{n}>Un titre de liste, {n}</a></h2><time datetime=2026-11-0{n}>le {n}</time></article>"
    for n in (3, 2, 1)
)
PAGE = f"<!doctype html><html><head><title>La page</title>{{}}</head><body>{LIST}</body></html>"
FEED = '<link rel="alternate" type="application/rss+xml" href="/flux.xml">'
TEXT = "<p>Un paragraphe qui raconte longuement ce que la rédaction a vu ce jour-là, et ce qu'elle en pense.</p>" * 4


@pytest.fixture
def folder(tmp_path, monkeypatch, server):
    """A folder whose site asks the web through a proxy, which is what nobody's addresses can be answered by here."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("RUBRIQUE_CONFIG", raising=False)
    (tmp_path / "sources.toml").write_text(
        f'[site]\ntitle = "Veille"\nbase_url = "https://veille.example/"\n[http]\nproxy = "{server.url}"\n'
        '[[sources]]\nid = "revue"\npage = "http://revue.example/"\nselect = { list = "article", title = "time" }\n'
    )
    return tmp_path


def lines(capsys):
    return [line.strip() for line in capsys.readouterr().out.splitlines()]


def test_a_page_of_nobody_shows_the_list_that_is_found(folder, server, capsys):
    server.play("http://site.example/blog", Answer(body=PAGE.format("").encode()))

    assert main(["try", "http://site.example/blog"]) == 0

    assert lines(capsys) == [
        "http://site.example/blog: La page, 3 entries",
        *(
            line
            for n in (3, 2, 1)
            for line in (f"2026-11-0{n}  Un titre de liste, {n}", f"no category - http://site.example/{n}")
        ),
    ]


def test_a_page_that_announces_a_feed_says_so(folder, server, capsys):
    server.play("http://site.example/blog", Answer(body=PAGE.format(FEED).encode()))

    main(["try", "http://site.example/blog"])

    told = 'warning: it announces a feed, which says more: write url = "http://site.example/flux.xml"'
    assert lines(capsys)[1] == told


def test_a_page_of_a_source_is_read_as_the_source_says(folder, server, capsys):
    server.play("http://revue.example/", Answer(body=PAGE.format("").encode()))

    main(["try", "revue", "--json"])

    [line] = capsys.readouterr().out.splitlines()
    assert [entry["title"] for entry in json.loads(line)["entries"]] == ["le 3", "le 2", "le 1"]


def test_a_sitemap_is_gone_the_whole_way_to_its_articles(folder, server, capsys):
    ns = "http://www.sitemaps.org/schemas/sitemap/0.9"
    url = "<url><loc>http://site.example/un</loc><lastmod>2026-11-01</lastmod></url>"
    index = f'<sitemapindex xmlns="{ns}"><sitemap><loc>http://site.example/posts.xml</loc></sitemap></sitemapindex>'
    server.play("http://site.example/sitemap.xml", Answer(body=index.encode()))
    server.play("http://site.example/posts.xml", Answer(body=f'<urlset xmlns="{ns}">{url}</urlset>'.encode()))
    page = f"<html><head><title>Un seul article</title></head><body><h1>Un seul article</h1>{TEXT}</body></html>"
    server.play("http://site.example/un", Answer(body=page.encode()))

    main(["try", "http://site.example/sitemap.xml"])

    assert lines(capsys) == [
        "http://site.example/sitemap.xml: no title, 1 entry",
        "2026-11-01  Un seul article",
        "no category - http://site.example/un",
    ]


def test_a_page_without_a_list_is_named(folder, server, capsys):
    server.play("http://site.example/", Answer(body=b"<!doctype html><title>Vide</title><p>Rien."))

    main(["try", "http://site.example/"])

    [line] = lines(capsys)
    assert line.startswith('http://site.example/: the page "Vide" shows no list of articles')
