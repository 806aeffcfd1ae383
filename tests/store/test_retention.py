"""Texts forgotten by a store, and the space that they took."""

import sqlite3
from dataclasses import replace
from datetime import timedelta

import pytest

from feeds.changes import Edited, Keep, Shaping, Signs, Withdrawn
from feeds.model import Entry, Filing, Reason
from feeds.store import open_store

from .factories import DAY, NOW, added, adopt, given, joined, record

SIGNS = Signs("https://a.example/1", "un titre qui dit tout", (1, 2, 3))
TEXT = "<p>Le texte.</p>"
NEWEST = {"a": Keep(most=1)}


def article(name, days=0, **values):
    """An entry with its page elsewhere, published some days ago."""
    when = NOW - days * DAY
    content = {"content_html": TEXT, "link": f"https://a.example/{name}", "published": when}
    return added(name, sort_date=when, **content | values)


@pytest.fixture
def closed(store):
    """A store of six entries, each a day older than the one before; the older four are in closed archives."""
    adopt(store, "ia")
    record(store, *(article(str(n), days=n) for n in range(6)))
    settle(store)
    return store


def settle(store):
    """Close what waits for it, as a publication does."""
    store.settle(2)
    for key, last in store.archives().items():
        for number in range(1, last + 1):
            shown = {filed.id: "full" for filed in store.archive(key, number).entries}
            store.close_archive(key, number, f"{key} {number}".encode(), shown)


def kept(store, source_id="a"):
    keys = [known.key for known in store.known(source_id) if not known.is_forgotten]
    return [key for key in keys if store.entry(source_id, key).content_html]


def test_the_newest_entries_are_kept(closed):
    count = closed.forget({"a": Keep(most=3)})

    assert (count, kept(closed)) == (3, ["0", "1", "2"])


def test_the_entries_since_a_moment_are_kept(closed):
    count = closed.forget({"a": Keep(since=NOW - timedelta(days=4))})

    assert (count, kept(closed)) == (1, ["0", "1", "2", "3", "4"])


def test_another_source_keeps_what_it_has(closed):
    assert closed.forget({"b": Keep(most=1)}) == 0


def test_what_a_live_feed_carries_is_kept(closed):
    closed.forget(NEWEST)

    assert kept(closed) == ["0", "1"]


def test_what_waits_for_its_archive_to_be_closed_is_kept(store):
    adopt(store)
    record(store, *(article(str(n), days=n) for n in range(6)))
    store.settle(2)

    assert store.forget(NEWEST) == 0


def test_what_waits_to_enter_a_further_feed_is_kept(closed):
    edited = Edited("5", "raw", Entry(content_html=TEXT, link="x", published=NOW - 5 * DAY), given("ia"), None)
    record(closed, edited)

    closed.forget(NEWEST)

    assert kept(closed) == ["0", "1", "5"]


def test_what_its_source_withdrew_is_kept_for_its_return(closed):
    record(closed, Withdrawn("5"))

    closed.forget(NEWEST)

    assert kept(closed) == ["0", "1", "5"]


def test_what_an_editor_filed_is_kept(closed):
    closed.pin("urn:5", {"marketing": True}, NOW)
    settle(closed)

    closed.forget(NEWEST)

    assert kept(closed) == ["0", "1", "5"]


def test_what_has_its_page_with_us_is_kept_unless_its_source_says_otherwise(store):
    adopt(store)
    record(store, *(article(str(n), days=n, link="") for n in range(6)))
    settle(store)

    assert store.forget(NEWEST) == 0
    assert store.forget({"a": Keep(most=1, with_pages=True)}) == 4


def test_all_but_the_text_and_why_stays(store):
    adopt(store, "ia")
    why = (Reason("LLM", "title", 1, 13.0),)
    filings = (Filing("ia", 13.0, given=True, verdict="sure", reasons=why), Filing("marketing", 0.0, False, "no"))
    record(store, *(article(str(n), days=n, filings=filings, summary="Un début.") for n in range(6)))
    settle(store)
    before = store.find("urn:5")

    store.forget(NEWEST)

    after = store.find("urn:5")
    assert (after.entry.content_html, after.is_forgotten) == ("", True)
    assert (after.entry.title, after.entry.summary, after.entry.link) == ("Titre 5", "Un début.", before.entry.link)
    assert (after.sort_date, after.updated, after.slug) == (before.sort_date, before.updated, before.slug)
    assert after.filings == (Filing("ia", 13.0, given=True, verdict="sure"),)
    assert [k.raw_digest for k in store.known("a") if k.key == "5"] == ["raw 5"]


def test_what_is_forgotten_is_known_by_its_address_and_by_nothing_else(store):
    adopt(store)
    record(store, *(article(str(n), days=n, signs=SIGNS) for n in range(6)))
    settle(store)
    store.forget(NEWEST)

    def found(signs):
        return {alike.id for alike in store.alike("b", [signs], [], NOW - 9 * DAY, NOW).sightings}

    assert found(Signs(address=SIGNS.address)) == {f"urn:{n}" for n in range(6)}
    assert found(Signs(title=SIGNS.title)) == found(Signs(bands=SIGNS.bands)) == {"urn:0", "urn:1"}


def test_a_further_source_joins_what_is_forgotten_and_follows_its_own_rule(closed):
    closed.forget(NEWEST)
    further = joined("x", "urn:5", content_html=TEXT, link="https://b.example/", published=NOW - 5 * DAY)
    record(closed, further, source="b")

    assert closed.forget(NEWEST) == 0
    assert kept(closed, "b") == ["x"]
    assert closed.forget({"b": Keep(since=NOW)}) == 1


def test_the_text_before_an_editor_s_rules_and_what_a_hook_made_of_it_are_forgotten_too(store):
    adopt(store)
    as_read = Entry(title="[x] Titre", content_html=TEXT, link="https://a.example/5")
    shaping = Shaping(as_read, ("a: remove p",), ("a: cut_title [x]",))
    record(store, *(replace(article(str(n), days=n), shaping=shaping) for n in range(6)))
    settle(store)
    store.decorate({f"urn:{n}": ("made", Entry(content_html=TEXT)) for n in range(6)})

    store.forget(NEWEST)

    assert store.shaping("a", "5") == replace(shaping, as_read=replace(as_read, content_html=""))
    assert store.shaping("a", "0") == shaping
    assert set(store.decorations({f"urn:{n}": "made" for n in range(6)})) == {"urn:0", "urn:1"}
    assert [count.entries for count in store.rule_counts()] == [6, 6]


def test_what_rules_dropped_is_kept_beside_the_newest_that_they_let_through(store):
    adopt(store)
    dropped = Shaping(dropped="a: drop title: x")
    record(
        store,
        *(
            article(str(n), days=n) if n % 3 == 2 else replace(article(str(n), days=n), shaping=dropped)
            for n in range(12)
        ),
    )
    settle(store)

    store.forget({"a": Keep(most=3)})

    assert kept(store) == ["0", "1", "2", "3", "5", "8"]


def test_forgetting_touches_no_feed(closed):
    closed.published({}, ["all", "ia"], stamp="s")

    closed.forget(NEWEST)

    assert closed.touched() == frozenset()


def test_forgetting_twice_finds_nothing_more(closed):
    closed.forget(NEWEST)

    assert closed.forget(NEWEST) == 0


def test_the_documents_that_show_what_is_forgotten_are_recalled_the_archive_s_own_first(store):
    adopt(store, "ia")
    record(store, *(article(str(n), days=n, filings=given("ia")) for n in range(6)))
    settle(store)
    assert store.recall("ia", 1) == ()

    store.forget(NEWEST)

    assert store.recall("ia", 1) == (b"ia 1", b"all 1")


def test_sightings_are_not_filed_anew_when_their_text_is_forgotten(closed):
    closed.forget(NEWEST)

    assert [filed.key for filed in closed.filed()] == ["0", "1"]


@pytest.mark.parametrize("is_old", [False, True], ids=["a new database", "one of an older Rubrique"])
def test_what_is_forgotten_gives_its_space_back_to_the_disk(tmp_path, is_old):
    file = tmp_path / "rubrique.db"
    if is_old:  # one with a table that was made before auto_vacuum was asked for
        with sqlite3.connect(file) as connection:
            connection.execute("CREATE TABLE of_old (x)")
        connection.close()
    store = open_store(f"sqlite:///{file}")
    adopt(store)
    record(store, *(article(str(n), days=n, content_html=f"<p>{n}</p>" * 300) for n in range(900)))
    settle(store)
    before = file.stat().st_size

    store.forget(NEWEST)
    store.compact()
    store.close()

    assert file.stat().st_size < before / 3
    store = open_store(f"sqlite:///{file}")
    assert len(store.known("a")) == 900
    store.close()


def test_little_free_space_is_left_to_be_used_again(tmp_path):
    file = tmp_path / "rubrique.db"
    store = open_store(f"sqlite:///{file}")
    adopt(store)
    record(store, *(article(str(n), days=n, content_html=f"<p>{n}</p>" * 50) for n in range(100)))
    settle(store)
    store.forget(NEWEST)
    store.close()
    before = file.stat().st_size

    store = open_store(f"sqlite:///{file}")
    store.compact()
    store.close()

    assert file.stat().st_size == before
