from pathlib import Path

import pytest

from feeds.errors import ParseError
from feeds.ingest.parse import parse_document
from feeds.model import Document

DATA = Path(__file__).resolve().parent.parent / "data"
ADDRESS = "https://example.org/feed"


def answer(content: str | bytes, **said: str) -> Document:
    return Document(content if isinstance(content, bytes) else content.encode(), url=ADDRESS, **said)


def test_a_feed_is_read_from_the_network_and_from_a_file():
    content = (DATA / "feed-rss.xml").read_bytes()

    feeds = {parse_document(Document(content, url=ADDRESS)), parse_document(Document(content, name="a.txt"))}

    [feed] = feeds
    assert (feed.title, feed.is_article) == ("Le fil & la trame", False)


def test_entries_that_say_nothing_are_skipped_with_a_warning():
    feed = parse_document(answer((DATA / "feed-rss.xml").read_bytes()))

    assert [entry.guid for entry in feed.entries] == ["fil-1", "https://example.org/regle", "regle-3"]
    assert feed.warnings == ("skipped 1 of 4 entries: no title, no link, no content",)


def test_an_entry_that_says_nothing_stays_when_it_is_alone():
    feed = parse_document(answer("<rss version='2.0'><channel><item><guid>1</guid></item></channel></rss>"))

    assert [entry.guid for entry in feed.entries] == ["1"]


def test_a_feed_without_entries_is_a_feed():
    feed = parse_document(answer("<rss version='2.0'><channel><title>t</title></channel></rss>"))

    assert (feed.title, feed.entries, feed.warnings) == ("t", (), ())


def test_a_json_feed_is_read():
    feed = parse_document(answer('{"version": "https://jsonfeed.org/version/1.1", "items": [{"title": "un"}]}'))

    assert [entry.title_html for entry in feed.entries] == ["un"]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        pytest.param("Un titre\n\nUn texte.\n", "a.txt", id="pasted text"),
        pytest.param("# Un titre\n\nUn texte.\n", "a.md", id="Markdown"),
        pytest.param("<h1>Un titre</h1><p>Un texte.</p>", "a.html", id="a page"),
    ],
)
def test_a_file_that_is_no_feed_is_an_article(content, name):
    feed = parse_document(Document(content.encode(), name=name))

    [entry] = feed.entries
    assert feed.is_article
    assert entry.title_html == "Un titre"
    assert "Un texte." in entry.content_html


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param("<html><title>Blog</title>", "an HTML page, not a feed: ", id="a page"),
        pytest.param("<html><title>Just a moment...</title>", "a bot challenge, not a feed: ", id="a challenge"),
        pytest.param("<html><form><input name=p type='password'>", "a login form, not a feed: ", id="a form of login"),
        pytest.param("Not found", "plain text, not a feed: ", id="words"),
        pytest.param("# Blog\n\nwords", "Markdown, not a feed: ", id="Markdown"),
        pytest.param("<opml version='2.0'><body/></opml>", "a list of feeds (OPML), not a feed: ", id="OPML"),
        pytest.param(b"%PDF-1.7", "neither text nor a feed: ", id="PDF"),
        pytest.param("", "empty: ", id="nothing"),
        pytest.param("{}", "JSON, but no JSON Feed: ", id="other JSON"),
        pytest.param("<?xml version='1.0'?><urlset/>", "no feed: ", id="other XML"),
    ],
)
def test_what_answers_in_the_place_of_a_feed_is_named(content, message):
    with pytest.raises(ParseError) as raised:
        parse_document(answer(content))

    assert str(raised.value).startswith(message)
