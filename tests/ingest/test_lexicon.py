"""The terms that come with Rubrique."""

import re
import time

import pytest

from feeds.ingest.lexicon import Term, read_lexicon, shipped_terms
from feeds.ingest.terms import read_phrase

KEYS = ("ia", "startups", "marketing")


def test_a_heading_says_weight_language_and_kind():
    text = """
        [ia]
        "3" = ["IA"]
        "0.4 en" = ["content"]
        "2 patterns" = ['x\\d']
    """

    terms = read_lexicon(text)

    assert terms == {
        "ia": (Term("IA", 3.0), Term("content", 0.4, language="en"), Term("x\\d", 2.0, is_pattern=True)),
    }


def test_a_category_that_we_know_nothing_of_has_no_terms():
    assert shipped_terms("cuisine") == ()


@pytest.mark.parametrize("key", KEYS)
def test_no_shipped_term_is_there_twice(key):
    words = [term for term in shipped_terms(key) if not term.is_pattern]

    ways = [(way, term.language) for term in words for way in read_phrase(term.text)]

    assert sorted(way for way in ways if ways.count(way) > 1) == []


@pytest.mark.parametrize("key", KEYS)
def test_every_shipped_term_can_be_found(key):
    words = [term for term in shipped_terms(key) if not term.is_pattern]

    lost = [term.text for term in words if not read_phrase(term.text)]

    assert words
    assert lost == []


PATTERNS = [term.text for key in KEYS for term in shipped_terms(key) if term.is_pattern]
PIECES = ("lève ", "raised ", "lands ", "lève 1", "1 ", "1.", "lève 1 1 1 1 1 1 1 ", "raised over ", "secures $")


@pytest.mark.parametrize("pattern", PATTERNS)
def test_no_text_makes_a_shipped_pattern_slow(pattern):
    compiled = re.compile(pattern)
    start = time.process_time()

    for piece in PIECES:
        list(compiled.finditer(piece * (100_000 // len(piece))))

    assert time.process_time() - start < 2


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_shipped_pattern_opens_with_a_letter_and_repeats_within_bounds(pattern):
    assert re.match(r"[a-z]", pattern)
    assert not re.search(r"(?<!\\s)[*+]|\{\d+,\}", pattern)
