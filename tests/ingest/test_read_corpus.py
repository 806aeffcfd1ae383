"""Feeds written by others and hostile ones, read all the way to entries: nothing raises, nothing takes long."""

from contextlib import suppress
from zoneinfo import ZoneInfo

import pytest

from feeds.errors import ParseError
from feeds.ingest.read import Reading, read_document
from feeds.model import Document
from tests.effort import at_most
from tests.ingest.corpus import corpus_documents

READING = Reading(ZoneInfo("Europe/Paris"))
SECONDS = 10.0  # of processor time for 10 MB; what does not end takes minutes

TEXT = '&lt;p>Un texte, &lt;a href="https://example.org/a">un lien&lt;/a>, et encore du texte.&lt;/p>'


@pytest.mark.usefixtures("uncounted")
def test_every_document_of_the_corpus_is_read_in_bounded_time(corpus, capsys):
    entries = [read(one.document, one.path) for one in corpus_documents(corpus)]

    with capsys.disabled():
        print(f"\n{len(entries)} documents, {sum(entries)} entries")
    assert sum(entries) > 9_000


def read(document: Document, path: str) -> int:
    """Return how many entries a document gave, in as much time as its size allows."""
    with at_most(SECONDS * max(1.0, len(document.content) / 10_000_000), path), suppress(ParseError):
        return len(read_document(document, READING).entries)
    return 0


def rss(items: str) -> str:
    return f'<rss version="2.0"><channel><title>t</title>{items}</channel></rss>'


def item(number: int, more: str = "") -> str:
    link = f"https://example.org/{number}"
    return (
        f"<item><title>Titre {number}{more}</title><link>{link}</link><guid>{link}</guid>"
        f"<pubDate>Mon, 07 Jul 2025 15:07:41 +0200</pubDate><description>{TEXT * 3}</description></item>"
    )


@pytest.mark.parametrize(
    ("content", "entries"),
    [
        pytest.param(rss("".join(map(item, range(20_000)))), 20_000, id="10 MB of twenty thousand entries"),
        pytest.param(rss(f"<item><description>{TEXT * 90_000}</description></item>"), 1, id="9 MB in one entry"),
        pytest.param(rss(f"<item><description>& {TEXT * 90_000}</description></item>"), 1, id="the same, malformed"),
        pytest.param(rss(f"<item><author>{'a' * 50_000}</author></item>"), 1, id="an author of 50 KB"),
        pytest.param(rss(f"<item><author>{'a' * 50_000}</author>&</item>"), 1, id="the same author, malformed"),
        pytest.param(
            rss("<item " + " ".join(f"a{n}='1'" for n in range(100_000)) + "><title>a & b</title></item>"),
            1,
            id="a hundred thousand attributes",
        ),
        pytest.param(rss(f"<item><title>{'<b>' * 100_000}{'</b>' * 100_000}</title></item>"), 1, id="deep nesting"),
        pytest.param(
            rss(
                "".join(
                    f"<item><title>{n}</title><pubDate>the {n} foo 2025 at noon</pubDate></item>" for n in range(9999)
                )
            ),
            9_999,
            id="dates that nobody reads",
        ),
        pytest.param(
            '<!DOCTYPE a [<!ENTITY a0 "aaaaaaaaaa">'
            + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
            + "]>"
            + rss("<item><title>a</title><description>&a9;</description></item>"),
            1,
            id="an entity that grows",
        ),
    ],
)
def test_what_is_large_or_hostile_is_read_in_bounded_time(content, entries):
    assert read(Document(content.encode(), url="https://example.org/feed"), "it") == entries
