"""Feeds written by others and hostile ones, read all the way to entries: nothing raises, nothing takes long."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from zoneinfo import ZoneInfo

import pytest

from feeds.errors import ParseError
from feeds.ingest.read import Reading, read_document
from feeds.model import Document
from tests.ingest.corpus import corpus_documents

READING = Reading(ZoneInfo("Europe/Paris"))
SECONDS = 10.0  # of processor time for 10 MB; some 4 on a quiet machine, and what does not end takes minutes

TEXT = '&lt;p>Un texte, &lt;a href="https://example.org/a">un lien&lt;/a>, et encore du texte.&lt;/p>'


def test_every_document_of_the_corpus_is_read_in_bounded_time(corpus, capsys):
    found = [(one.path, *read(one.document)) for one in corpus_documents(corpus)]

    slow = [(path, seconds) for path, _, seconds, limit in found if seconds > limit]
    with capsys.disabled():
        entries = sum(entries for _, entries, _, _ in found)
        path, _, longest, _ = max(found, key=lambda one: one[2])
        print(f"\n{len(found)} documents, {entries} entries; the slowest, {path}, took {longest:.2f} s of CPU")
    assert slow == []


def read(document: Document) -> tuple[int, float, float]:
    """Return how many entries a document gave, what seconds that took and what it may take."""
    with uncounted():
        start = time.process_time()
        try:
            entries = len(read_document(document, READING).entries)
        except ParseError:
            entries = 0
        seconds = time.process_time() - start
    return entries, seconds, SECONDS * max(1.0, len(document.content) / 10_000_000)


@contextmanager
def uncounted() -> Iterator[None]:
    """Run without the tool that counts the lines run, which costs as much again and is no part of what is measured."""
    tracer = sys.gettrace()
    sys.settrace(None)
    try:
        yield
    finally:
        sys.settrace(tracer)


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
    found, seconds, limit = read(Document(content.encode(), url="https://example.org/feed"))

    assert found == entries
    assert seconds < limit
