"""What a site finds when its reader has become a better one: nothing that a subscriber hears of."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from feeds.changes import Known
from feeds.ingest.compare import compare_feed
from feeds.ingest.identity import raw_digests
from feeds.ingest.read import READER, Reading, read_document
from feeds.model import Document

URL = "https://example.org/feed"
READING = Reading(ZoneInfo("Europe/Paris"), language="fr")
ITEM = """<item><title>Titre {0}</title><link>https://example.org/{0}?utm_source=rss&amp;n={0}</link>{1}
<description><![CDATA[<p>Le texte {0}, <a href="https://example.com/{0}?fbclid=x">lié</a>.</p>
<p>The post <a href="/{0}">Titre {0}</a> appeared first on <a href="/">Un site</a>.</p>]]></description></item>"""
SEEN = datetime(2026, 11, 1, tzinfo=UTC)


def feed(guid):
    items = "".join(ITEM.format(n, guid.format(n)) for n in range(4))
    return Document(f'<rss version="2.0"><channel><title>t</title>{items}</channel></rss>'.encode(), url=URL)


def as_the_reader_before_left(read):
    """What is known of an entry that the reader before this one read from the same bytes."""
    [digest] = raw_digests(read.raw, [(READER - 1, "Europe/Paris", "fr", (), URL)])
    link = f"{read.raw.link}"
    return Known(read.key, "", digest, f"urn:x:{read.key}", read.title, link, read.published, SEEN, SEEN, 0)


def test_every_entry_is_known_again_under_its_key_and_digest():
    for guid in ("<guid>urn:x:{}</guid>", ""):
        read = read_document(feed(guid), READING).entries

        found = compare_feed(read, [as_the_reader_before_left(each) for each in read])

        assert len(found.edited) == 4
        assert replace(found, edited=()) == replace(found, edited=(), new=(), moved=(), warning="")
        assert all(known.raw_digest in seen.former_digests for seen, known in found.edited)


def test_an_entry_without_guid_keeps_the_key_that_its_link_gave():
    read = read_document(feed(""), READING).entries

    assert [each.key for each in read] == [f"https://example.org/{n}?utm_source=rss&n={n}" for n in range(4)]
    assert [each.entry.content_html for each in read] == [
        f'<p>Le texte {n}, <a href="https://example.com/{n}" rel="noopener noreferrer">lié</a>.</p>' for n in range(4)
    ]


def test_guids_that_flip_on_the_day_of_the_upgrade_are_the_same_entries():
    before = [as_the_reader_before_left(each) for each in read_document(feed("<guid>urn:x:{}</guid>"), READING).entries]

    found = compare_feed(read_document(feed("<guid>urn:y:{}</guid>"), READING).entries, before)

    assert found.new == ()
    assert [(seen.key, known.key) for seen, known in found.moved] == [(f"urn:y:{n}", f"urn:x:{n}") for n in range(4)]
