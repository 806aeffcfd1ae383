import pytest
from sqlalchemy import Engine, event

from feeds.changes import Edited, Merged, Reread, Signs, Withdrawn
from feeds.model import Entry

from .factories import DAY, HOUR, NOW, added, adopt, given, record


def test_what_was_published_is_remembered_and_its_marks_are_cleared(store):
    adopt(store, "ia")
    record(store, added("1", filings=given("ia")))
    store.settle(2)
    assert (store.outputs(), store.stamp(), store.touched()) == ({}, "", {"all", "ia"})

    store.published({"all.atom": "d1", "ia.atom": "d2", "index.html": "d3"}, ["all"], stamp="v1")
    first = store.touched(), store.pages(touched_only=True)
    store.published({"all.atom": "d1", "ia.atom": "d4", "ia.rss": "d5"}, ["ia"], stamp="v2")

    assert first == ({"ia"}, ())
    assert store.outputs() == {"all.atom": "d1", "ia.atom": "d4", "ia.rss": "d5"}
    assert (store.stamp(), store.touched()) == ("v2", frozenset())
    store.published({}, [], stamp="")
    assert (store.outputs(), store.stamp()) == ({}, "")


def test_touching_all_marks_every_feed_and_page(store):
    adopt(store, "ia")
    record(store, added("1"), added("2"), added("elsewhere", link="https://a.example/"), added("gone"))
    record(store, Withdrawn("gone"))
    store.published({}, ["all", "ia"], stamp="s")

    store.touch_all()

    assert store.touched() == {"all", "ia"}
    assert [page.id for page in store.pages(touched_only=True)] == ["urn:1", "urn:2"]


def test_entries_with_no_page_elsewhere_have_one_with_us(store):
    adopt(store)

    record(store, added("b"), added("a"), added("linked", link="https://a.example/"), added("old", sort_date=NOW - DAY))

    assert [page.id for page in store.pages(touched_only=False)] == ["urn:old", "urn:a", "urn:b"]
    assert store.page_slugs() == {"a", "b", "old"}
    record(store, Edited("a", "r", Entry(link="https://a.example/a"), (), None))
    assert store.page_slugs() == {"b", "old"}


def test_entries_without_a_slug_have_no_page(store):
    adopt(store)
    first, second = (added(name) for name in "12")
    nameless = [type(each)(each.key, "", "", each.entry, (), each.id, "", NOW, NOW) for each in (first, second)]

    record(store, *nameless)

    assert store.page_slugs() == frozenset()
    assert store.find("urn:1").slug == ""


def test_every_entry_is_read_once_oldest_first(store):
    adopt(store, "ia")
    names = [f"{n:03}" for n in range(450)]
    record(store, *(added(name, sort_date=NOW - (int(name) // 3) * HOUR, filings=given("ia")) for name in names))
    record(store, Withdrawn("000"))

    found = list(store.entries())

    assert [entry.sort_date for entry in found] == sorted(entry.sort_date for entry in found)
    assert sorted(entry.id for entry in found) == [f"urn:{name}" for name in names[1:]]
    assert {entry.categories for entry in found} == {("ia",)}


def test_nothing_is_taken_in_an_empty_store(store):
    assert (store.taken([]), store.taken(["urn:1"]), store.taken_slugs(["1"])) == (frozenset(),) * 3
    assert (store.pages(touched_only=False), list(store.entries()), store.feeds([])) == ((), [], ())


@pytest.fixture
def plans():
    """How SQLite goes about each statement sent to it, with the statement."""
    steps = []

    def explain(_connection, cursor, statement, parameters, _context, executemany):
        if statement.startswith(("SELECT", "UPDATE", "DELETE")):
            asked = cursor.connection.execute(
                f"EXPLAIN QUERY PLAN {statement}", parameters[0] if executemany else parameters
            )
            steps.extend((row[3], statement) for row in asked)

    event.listen(Engine, "before_cursor_execute", explain)
    yield steps
    event.remove(Engine, "before_cursor_execute", explain)


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "ask",
    [
        pytest.param(lambda store: store.feeds(["all", "ia"]), id="feeds"),
        pytest.param(lambda store: store.known("a"), id="known"),
        pytest.param(lambda store: store.entry("a", "1"), id="entry"),
        pytest.param(lambda store: store.dates("a", 10), id="dates"),
        pytest.param(lambda store: store.taken(["urn:1"]), id="taken"),
        pytest.param(lambda store: store.taken_slugs(["1"]), id="taken slugs"),
        pytest.param(lambda store: store.pages(touched_only=True), id="touched pages"),
        pytest.param(lambda store: store.page_slugs(), id="slugs"),
        pytest.param(lambda store: list(store.entries()), id="entries"),
        pytest.param(lambda store: store.find("urn:1"), id="find"),
        pytest.param(lambda store: store.settle(50), id="settle"),
        pytest.param(lambda store: record(store, Withdrawn("1")), id="record"),
        pytest.param(lambda store: record(store, Reread("1", "r", Signs("x", "y", (1,)), "")), id="record signs"),
        pytest.param(lambda store: record(store, Merged("urn:2", "urn:1")), id="merge"),
        pytest.param(lambda store: store.alike("b", [Signs("x", "y", (1,))], ["urn:1"], NOW, NOW), id="alike"),
        pytest.param(lambda store: store.pointers(["1"], touched_only=False), id="pointers"),
        pytest.param(lambda store: store.pointers(["1"], touched_only=True), id="touched pointers"),
    ],
)
def test_every_query_has_its_index(store, plans, ask):
    adopt(store, "ia")
    record(store, *(added(str(n), filings=given("ia")) for n in range(300)))
    store.settle(50)
    store.published({}, [], stamp="s")
    plans.clear()

    ask(store)

    assert plans
    whole = tuple(f"SCAN {table}" for table in ("entries", "sightings", "bands", "memberships", "filings"))
    assert [(step, query) for step, query in plans if step.startswith(whole) and "INDEX" not in step] == []
