import json

import pytest

from feeds.errors import ParseError
from feeds.ingest.jsonfeed import parse_json_feed
from feeds.model import Announced, Document, Enclosure, ParsedFeed, Person, RawEntry, Tag

VERSION = "https://jsonfeed.org/version/1.1"


def document(*items: object, **feed: object) -> Document:
    return Document(json.dumps({"version": VERSION, "items": items} | feed).encode())


def test_a_feed_is_read_whole():
    given = document(
        {
            "id": "1",
            "url": "https://example.org/1",
            "title": "Un & deux",
            "content_html": "<p>Un texte</p>",
            "content_text": "Un texte bien plus long",
            "summary": "Un < deux",
            "image": "https://example.org/1.png",
            "date_published": "2026-11-01T10:00:00+01:00",
            "date_modified": "2026-11-02T10:00:00+01:00",
            "authors": [{"name": "Ada", "url": "https://example.org/ada"}],
            "tags": ["IA", " "],
            "language": "fr",
            "attachments": [
                {
                    "url": "https://example.org/1.mp3",
                    "mime_type": "audio/mpeg",
                    "size_in_bytes": 12,
                    "duration_in_seconds": 61.5,
                }
            ],
        },
        title="Un flux",
        description="Ce qu'il dit",
        home_page_url="https://example.org/",
        feed_url="https://example.org/feed.json",
        language="fr-FR",
        next_url="feed.json?page=2",
        hubs=[{"type": "rssCloud", "url": "https://cloud.example/"}, {"type": "WebSub", "url": "https://hub.example/"}],
        authors=[{"name": "La rédaction"}],
    )

    feed = parse_json_feed(given)

    assert feed == ParsedFeed(
        id="https://example.org/feed.json",
        title="Un flux",
        subtitle="Ce qu'il dit",
        link="https://example.org/",
        language="fr-FR",
        authors=(Person("La rédaction"),),
        older="https://example.org/feed.json?page=2",
        announced=Announced(("https://hub.example/",), "https://example.org/feed.json"),
        entries=(
            RawEntry(
                guid="1",
                link="https://example.org/1",
                title_html="Un &amp; deux",
                summary_html="Un &lt; deux",
                content_html="<p>Un texte</p>",
                authors=(Person("Ada", uri="https://example.org/ada"),),
                published="2026-11-01T10:00:00+01:00",
                updated="2026-11-02T10:00:00+01:00",
                tags=(Tag("IA"),),
                duration="61.5",
                enclosures=(Enclosure("https://example.org/1.mp3", "audio/mpeg", 12),),
                image="https://example.org/1.png",
                language="fr",
            ),
        ),
    )


def test_the_first_version_is_read_too():
    given = document(
        {"id": 7, "external_url": "https://example.com/", "content_text": "un\n\ndeux", "author": {"name": "Ada"}},
        version="https://jsonfeed.org/version/1",
    )

    [entry] = parse_json_feed(given).entries

    assert entry == RawEntry(
        guid="7", link="https://example.com/", content_html="<p>un</p><p>deux</p>", authors=(Person("Ada"),)
    )


def test_items_that_are_no_objects_are_skipped_with_a_warning():
    feed = parse_json_feed(document(1, {"title": "a"}, None))

    assert [entry.title_html for entry in feed.entries] == ["a"]
    assert feed.warnings == ("skipped 2 of 3 items: an entry is an object",)


@pytest.mark.parametrize("wrong", [None, 1.5, True, [], {}, [[]], [{}], [None], {"name": []}, "\ud800"])
def test_values_of_a_wrong_type_say_nothing(wrong):
    keys = ("id", "url", "content_html", "summary", "authors", "author", "tags", "attachments", "date_published")

    [entry] = parse_json_feed(document({"title": "a", **dict.fromkeys(keys, wrong)}, language=wrong)).entries

    assert entry.title_html == "a"
    assert (entry.authors, entry.enclosures) == ((), ())
    entry.guid.encode()


@pytest.mark.parametrize("size", ["12", -1, 10**30, True, None, float("inf")])
def test_a_size_that_is_none_is_zero(size):
    [entry] = parse_json_feed(document({"attachments": [{"url": "u", "size_in_bytes": size}, {"url": ""}]})).entries

    assert entry.enclosures in ((Enclosure("u"),), (Enclosure("u", length=1),))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32-le"])
def test_every_encoding_of_json_is_read(encoding):
    content = json.dumps({"version": VERSION, "items": [{"title": "é"}]}, ensure_ascii=False).encode(encoding)

    [entry] = parse_json_feed(Document(content)).entries

    assert entry.title_html == "é"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "JSON that is not well-formed: "),
        ("{" * 100_000, "JSON that is not well-formed: "),
        ('{"items":' + "[" * 100_000, "JSON that is not well-formed: "),
        ('{"a": ' + "9" * 10_000 + "}", "JSON that is not well-formed: "),
        ("[]", "JSON, but no JSON Feed: "),
        ('{"rss": {}}', "JSON, but no JSON Feed: "),
        ('{"items": []}', "JSON, but no JSON Feed: "),
        ('{"title": "a", "items": {}}', "JSON, but no JSON Feed: "),
    ],
)
def test_what_is_no_feed_is_refused(content, message):
    with pytest.raises(ParseError) as raised:
        parse_json_feed(Document(content.encode()))

    assert str(raised.value).startswith(message)


def test_a_mistaken_version_is_forgiven():
    feed = parse_json_feed(document({"title": "a"}, version="1.0", title="Un flux"))

    assert (feed.title, len(feed.entries)) == ("Un flux", 1)
