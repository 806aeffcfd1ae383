"""The terms that come with Rubrique."""

import pytest

from feeds.ingest.lexicon import Term, Words, read_lexicon, shipped_words
from feeds.ingest.terms import read_phrase

KEYS = ("ia", "startups", "marketing")


def test_a_heading_says_weight_and_language():
    text = """
        [ia]
        synonyms = ["AI"]
        "3" = ["IA"]
        "0.4 en" = ["content"]
    """

    words = read_lexicon(text)

    assert words == {"ia": Words((Term("IA", 3.0), Term("content", 0.4, language="en")), ("AI",))}


def test_a_category_that_we_know_nothing_of_has_no_words():
    assert shipped_words("cuisine") == Words()


@pytest.mark.parametrize("key", KEYS)
def test_no_shipped_term_is_there_twice(key):
    ways = [way for term in shipped_words(key).terms for way in read_phrase(term.text)]

    assert sorted(way for way in ways if ways.count(way) > 1) == []


@pytest.mark.parametrize("key", KEYS)
def test_every_shipped_term_can_be_found(key):
    terms = shipped_words(key).terms

    lost = [term.text for term in terms if not read_phrase(term.text)]

    assert terms
    assert lost == []


@pytest.mark.parametrize("key", KEYS)
def test_no_shipped_term_hides_a_heavier_one(key):
    """Of terms that stand in one another the longest counts, and none should file worse for saying more."""
    ways = [(way, term) for term in shipped_words(key).terms if term.weight for way in read_phrase(term.text)]

    hidden = [
        (longer.text, shorter.text)
        for outer, longer in ways
        for inner, shorter in ways
        if shorter.weight > longer.weight and _stands_in(inner, outer)
    ]

    assert hidden == []


def _stands_in(inner, outer):
    return any(outer[start : start + len(inner)] == inner for start in range(len(outer) - len(inner) + 1))
