from dataclasses import replace

import pytest

from feeds.changes import Alike, Candidates, Signs, Story
from feeds.ingest.stories import Found, find_stories, rank
from feeds.model import Origin
from tests.factories import FIRST_SEEN, entry

HERE = Origin("a", "urn:a", "A", link="https://www.a.example/", feed_link="https://feeds.example/a")
FOLDER = Origin("redaction", "urn:r", "R", link="https://veille.example/")


def alike(name, *, link="", title=""):
    found = entry(link=link, title=title, published=FIRST_SEEN)
    return Alike(name, bool(link), title, frozenset(), found)


def found(*, link="", title="", known=""):
    return Found(entry(link=link, title=title, published=FIRST_SEEN), Signs(link, title), known)


def stories(*pairs):
    """Stories of these ids and sources, the first given first."""
    return {name: Story(name, age, frozenset(sources.split())) for age, (name, sources) in enumerate(pairs)}


X = "https://x.example/1"
TITLE = "une jeune pousse leve dix millions"


def test_what_nobody_else_carries_is_new():
    assert find_stories("a", [found(link=X)], Candidates()) == [()]


def test_an_address_joins_before_a_title_does():
    candidates = Candidates(
        (alike("title", title=TITLE), alike("address", link=X)), stories(("title", "b"), ("address", "b"))
    )

    assert find_stories("a", [found(link=X, title=TITLE)], candidates) == [("address",)]


def test_of_two_that_it_joins_the_first_given_stays():
    candidates = Candidates((alike("young", link=X), alike("old", title=TITLE)), stories(("old", "b"), ("young", "c")))

    assert find_stories("a", [found(link=X, title=TITLE)], candidates) == [("old", "young")]


def test_an_entry_joins_none_that_its_source_carries():
    candidates = Candidates((alike("x", link=X),), stories(("x", "a b")))

    assert find_stories("a", [found(link=X)], candidates) == [()]


def test_the_second_of_two_entries_of_a_source_joins_none_that_the_first_has_joined():
    candidates = Candidates((alike("x", link=X), alike("y", title=TITLE)), stories(("x", "b"), ("y", "c")))

    placed = find_stories("a", [found(link=X, title=TITLE), found(title=TITLE)], candidates)

    assert placed == [("x", "y"), ()]


def test_an_entry_known_already_may_prove_to_be_another():
    candidates = Candidates((alike("x", link=X),), stories(("x", "b"), ("own", "a c")))

    assert find_stories("a", [found(link=X, known="own")], candidates) == [("x", "own")]
    assert find_stories("a", [found(known="own")], candidates) == [("own",)]


def test_an_entry_known_already_stays_apart_from_what_shares_a_source_with_it():
    candidates = Candidates((alike("x", link=X),), stories(("x", "b c"), ("own", "a c")))

    assert find_stories("a", [found(link=X, known="own")], candidates) == [("own",)]


def test_an_entry_that_another_visit_merged_is_what_it_is_now():
    candidates = Candidates((alike("x", link=X),), {"own": Story("now", 0, frozenset("ac"))} | stories(("x", "b")))

    assert find_stories("a", [found(link=X, known="own")], candidates) == [("now", "x")]


@pytest.mark.parametrize(
    ("link", "origin", "place"),
    [
        pytest.param("https://feeds.example/1", HERE, "0", id="beside its feed"),
        pytest.param("https://blog.feeds.example/1", HERE, "0", id="on a part of its feed's site"),
        pytest.param("https://a.example/1", HERE, "1", id="on its site"),
        pytest.param("https://m.a.example/1", HERE, "1", id="on its site for telephones"),
        pytest.param("https://blog.a.example/1", HERE, "1", id="on a part of its site"),
        pytest.param("https://b.example/1", HERE, "2", id="elsewhere"),
        pytest.param("https://nota.example/1", HERE, "2", id="on a site whose name ends alike"),
        pytest.param("", HERE, "2", id="nowhere"),
        pytest.param("", FOLDER, "0", id="with us"),
        pytest.param("https://veille.example/1", FOLDER, "0", id="with us, and saying so"),
        pytest.param("https://b.example/1", FOLDER, "2", id="copied into a file"),
    ],
)
def test_an_original_has_its_page_with_its_own_source(link, origin, place):
    one = rank(entry(link=link, published=FIRST_SEEN), origin, is_dated=True)

    assert one.partition(" ")[0] == place


def test_a_feed_that_calls_the_site_of_another_its_home_never_hides_the_original():
    good = Origin("good", "urn:good", "Good", link="https://good.example/", feed_link="https://good.example/feed")
    evil = Origin("evil", "urn:evil", "Good", link="https://good.example/", feed_link="https://evil.example/feed")
    original = rank(entry(link="https://good.example/1", published=FIRST_SEEN), good, is_dated=True)
    forged = rank(entry(link="https://good.example/1", published=FIRST_SEEN.replace(year=2025)), evil, is_dated=True)

    assert original < forged


def test_originals_come_first_then_the_earliest_then_by_source():
    original = rank(entry(link="https://a.example/", published=FIRST_SEEN), HERE, is_dated=True)
    early = rank(entry(published=FIRST_SEEN.replace(year=2025)), HERE, is_dated=True)
    late = rank(entry(published=FIRST_SEEN), HERE, is_dated=True)
    other = rank(entry(published=FIRST_SEEN), replace(HERE, source_id="b"), is_dated=True)
    undated = rank(entry(published=FIRST_SEEN.replace(year=2024)), HERE, is_dated=False)

    assert sorted([undated, other, late, early, original]) == [original, early, late, other, undated]
