"""The feeds that pages announce."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.errors import ParseError
from feeds.ingest.discover import Announcement, read_front
from feeds.ingest.parse import parse_document
from feeds.model import Document
from tests.effort import at_most

PAGE = "https://a.example/blog/index.html"
RSS, ATOM, JSON = "application/rss+xml", "application/atom+xml", "application/feed+json"


def link(href, media_type=RSS, rel="alternate", title=""):
    return f'<link rel="{rel}" type="{media_type}" href="{href}" title="{title}">'


def page(*parts):
    return (
        f"<!doctype html><html><head><title>Un blog</title>{''.join(parts)}</head><body><p>Des mots.</p></body></html>"
    )


def urls(html, url=PAGE):
    return [announcement.url for announcement in read_front(html.encode(), url).feeds]


def test_a_feed_is_announced_with_its_title_and_type():
    html = page(link("/feed.xml", title="Un  blog\n(RSS)"))

    assert read_front(html.encode(), PAGE).feeds == (
        Announcement("https://a.example/feed.xml", "Un blog (RSS)", "application/rss+xml"),
    )


@pytest.mark.parametrize(
    "html",
    [
        pytest.param(page(link("feed.xml")), id="in the head"),
        pytest.param(f"<html><body><p>x</p>{link('feed.xml')}</body></html>", id="in the body"),
        pytest.param(link("feed.xml"), id="alone"),
        pytest.param(page(link("feed.xml", ATOM)), id="Atom"),
        pytest.param(page(link("feed.xml", JSON)), id="JSON Feed"),
        pytest.param(page(link("feed.xml", "application/rdf+xml")), id="RDF"),
        pytest.param(page(link("feed.xml", "application/x.atom+xml")), id="a type of old"),
        pytest.param(page(link("feed.xml", "Application/RSS+XML; charset=utf-8")), id="a type with more"),
        pytest.param(page(link("feed.xml", "text/xml")), id="a vague type, but a telling address"),
        pytest.param(page(link("feed.xml", "")), id="no type, but a telling address"),
        pytest.param(page(link("feed.xml", rel="home Alternate")), id="among other relations"),
        pytest.param(page(link("feed.xml", rel="feed")), id="as HTML 5 once had it"),
        pytest.param(page("<LINK REL=alternate TYPE=application/rss+xml HREF=feed.xml>"), id="in capitals"),
        pytest.param(page(link("feed:https://a.example/blog/feed.xml")), id="feed:https:"),
        pytest.param(page(link("feed://a.example/blog/feed.xml")), id="feed:"),
        pytest.param(page('<base href="/blog/">', link("feed.xml")), id="from a base"),
        pytest.param(page(link(" feed.xml#top ")), id="with spaces and a fragment"),
        pytest.param(page(link("https://user:secret@a.example/blog/feed.xml")), id="with a password, which is dropped"),
    ],
)
def test_an_announcement_is_found(html):
    assert urls(html) == ["https://a.example/blog/feed.xml"]


@pytest.mark.parametrize(
    "html",
    [
        pytest.param(page(), id="none"),
        pytest.param(page(link("/style.css", "text/css", "alternate stylesheet")), id="a style"),
        pytest.param(page(link("/en/", "text/html")), id="another language"),
        pytest.param(page('<link rel="alternate" hreflang="en" href="/en/">'), id="another language without type"),
        pytest.param(page(link("/wp-json/wp/v2/posts/1", "application/json")), id="what WordPress offers to programs"),
        pytest.param(page(link("/oembed?url=x", "application/json+oembed")), id="a preview"),
        pytest.param(page(link("android-app://a.example/x", RSS)), id="an app"),
        pytest.param(page(link("javascript:alert(1)")), id="a script"),
        pytest.param(page(link("")), id="nowhere"),
        pytest.param(page(link("index.html")), id="the page itself"),
        pytest.param("<p>feed.xml</p>", id="words"),
        pytest.param("", id="nothing"),
        pytest.param("<a href='/feeding-cats'>cats</a> <a href='/atoms'>atoms</a>", id="links that look alike"),
    ],
)
def test_what_is_no_announcement_is_none(html):
    assert urls(html) == []


def test_the_main_feed_comes_before_those_of_comments():
    html = page(
        link("/comments/feed/", title="Flux des commentaires"),
        link("/feed/", title="Flux"),
        link("/un-article/feed/", title="Un article : commentaires"),
        link("/atom.xml", ATOM, title="Atom"),
    )

    assert [url.removeprefix("https://a.example") for url in urls(html)] == [
        *("/feed/", "/atom.xml"),
        *("/comments/feed/", "/un-article/feed/"),
    ]


def test_a_feed_announced_twice_is_one_where_it_stood_first():
    html = page(link("/feed", title="first"), link("/b"), link("https://a.example:443/feed", ATOM))

    assert [(a.url, a.title) for a in read_front(html.encode(), PAGE).feeds] == [
        ("https://a.example/feed", "first"),
        ("https://a.example/b", ""),
    ]


@pytest.mark.parametrize(
    "href",
    [
        *("/feed", "/feed/", "/rss", "/atom/", "/rss.xml", "/atom.xml", "/feed.xml", "/index.xml", "/index.rss"),
        *("/blog.atom", "/feed.json", "/?feed=rss2", "/feeds/posts/default.xml", "/feed/rss2/", "/rss2", "/x.rdf"),
        *("/feed?format=xml", "/spip.php?page=backend&feed=rss"),
    ],
)
def test_links_in_the_text_count_where_no_other_is(href):
    html = page(f'<a href="/about">us</a><a href="{href}">Notre <b>flux</b></a>')

    [announcement] = read_front(html.encode(), PAGE).feeds

    assert announcement == Announcement("https://a.example" + href, "Notre flux", "")


def test_links_in_the_text_do_not_count_beside_an_announcement():
    assert urls(page(link("/a"), '<a href="/feed">others</a>')) == ["https://a.example/a"]


def test_the_refusal_of_a_page_says_what_to_write():
    document = Document(page(link("../feed.xml")).encode(), url=PAGE, media_type="text/html")

    with pytest.raises(ParseError) as raised:
        parse_document(document)

    assert str(raised.value) == ('an HTML page, not a feed: it announces one: write url = "https://a.example/feed.xml"')


@given(st.text(alphabet='<>="/ abefhiklnorst\n#:.&;', max_size=300) | st.binary(max_size=300))
def test_no_page_breaks_the_search(content):
    content = content if isinstance(content, bytes) else content.encode()

    for announcement in read_front(b"<link rel=alternate type=application/rss+xml href=" + content, PAGE).feeds:
        assert announcement.url.startswith(("http://", "https://"))


@pytest.mark.parametrize(
    "html",
    [
        pytest.param('<a href="/feed/">' * 20_000, id="deep"),
        pytest.param("".join(f'<a href="/{n}/feed/">x</a>' for n in range(20_000)), id="many"),
        pytest.param("".join(link(f"/{n}") for n in range(20_000)), id="many announcements"),
        pytest.param('<a href="' + "/feed/rss" * 100_000 + 'x">x</a>', id="a long address"),
        pytest.param("<link " + "a=b " * 100_000 + ">", id="many attributes"),
    ],
)
def test_hostile_pages_are_searched_in_bounded_time_with_bounded_results(html):
    with at_most(5):
        found = read_front(html.encode(), PAGE).feeds

    assert len(found) <= 100
