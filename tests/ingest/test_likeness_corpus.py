"""The labelled articles in pairs: none of two is one, and each copy is known."""

import json
from html import escape
from itertools import combinations

import pytest

from feeds.ingest.likeness import Sight, likeness
from feeds.ingest.signs import Told, read_signs
from feeds.model import Entry
from tests.factories import FIRST_SEEN


@pytest.fixture(scope="module")
def articles(shared):
    lines = (shared / "categories" / "labelled.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def sight(article, *, text="", link=None):
    html = "".join(f"<p>{escape(line)}</p>" for line in (text or article["text"]).splitlines())
    link = article["url"] if link is None else link
    entry = Entry(title=article["title"], link=link, content_html=html, published=FIRST_SEEN)
    return Sight(entry, read_signs([Told(link, entry.title, html)], [entry])[0])


@pytest.mark.usefixtures("uncounted")
@pytest.mark.parametrize("with_links", [True, False], ids=["with their addresses", "without"])
def test_of_all_pairs_of_articles_none_is_one(articles, with_links):
    sights = [sight(article, link=None if with_links else "") for article in articles]

    alike = [
        (one.entry.title, other.entry.title)
        for one, other in combinations(sights, 2)
        if _may_be_alike(one, other) and likeness(one, other)
    ]

    print(f"\n{len(alike)} of {len(sights) * (len(sights) - 1) // 2} pairs of {len(sights)} articles are alike")
    assert alike == []


@pytest.mark.usefixtures("uncounted")
def test_cut_and_framed_copies_are_known(articles):
    long = [article for article in articles if len(article["text"].split()) >= 150]
    frame = " ".join(word[::-1] for word in long[0]["text"].split()[:60])
    copies = {
        "cut to a half": lambda text: text[: len(text) // 2],
        "framed": lambda text: f"{frame}\n{text}\n{frame}",
    }

    for name, copy in copies.items():
        known = sum(_is_known(article, copy(article["text"])) for article in long)
        print(f"\n{name}: {known} of {len(long)} copies are known")
        assert known >= 0.98 * len(long)


def _is_known(article, text):
    copy = sight(article | {"title": f"Repris : {article['title']}"}, text=text, link="")
    return likeness(sight(article, link=""), copy) > 0


def _may_be_alike(one, other):
    """Whether the store would find one for the other: what has no sign in common is not compared."""
    pairs = ((one.signs.address, other.signs.address), (one.signs.title, other.signs.title))
    return any(a and a == b for a, b in pairs) or bool(set(one.signs.bands) & set(other.signs.bands))
