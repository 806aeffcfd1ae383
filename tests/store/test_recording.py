from datetime import timedelta

import pytest

from feeds.changes import Edited, FileState, Moved, Restored, Visit, Withdrawn
from feeds.errors import StoreError
from feeds.model import Enclosure, Entry, Filing, Pace, Person, Reason, Tag, Validators

from .factories import DAY, HOUR, NOW, added, adopt, given, ids, joined, origin, record, state

FULL = Entry(
    title="Été à Orléans",
    link="https://a.example/1",
    guid="g1",
    summary="Un été",
    content_html="<p>« chaud »</p>",
    authors=(Person("Zoé", "z@a.example", "https://a.example/zoe"), Person("Ana")),
    published=NOW - DAY,
    updated=NOW - HOUR,
    tags=(Tag("ia", "https://a.example/tags", "IA"),),
    verdicts=("ia",),
    enclosures=(Enclosure("https://a.example/1.mp3", "audio/mpeg", 3),),
    image="https://a.example/1.png",
    language="fr",
    rights="CC BY",
    site="Journal",
)


def known_of(store, source="a"):
    return {known.key: known for known in store.known(source)}


def test_an_entry_is_read_back_as_it_was_recorded(store):
    adopt(store, "ia")
    why = (Reason("llm", "title", 2, 3.5), Reason("modèle", "body", 1, 1.0))
    filed = (Filing("ia", 4.5, True, "sure", why), Filing("startups", 0.5, False, "no"))
    change = added("1", sort_date=NOW - DAY, filings=filed)
    change = type(change)(**{name: getattr(change, name) for name in change.__slots__} | {"entry": FULL})

    record(store, change)

    found = store.find("urn:1")
    assert found is not None
    assert (found.entry, found.filings, found.origin, found.slug) == (FULL, filed, origin(), "1")
    assert (found.first_seen, found.sort_date, found.updated) == (NOW, NOW - DAY, NOW - DAY)
    assert store.entry("a", "1") == FULL


@pytest.mark.parametrize(
    "key",
    [
        pytest.param("a\x00b", id="NUL"),
        pytest.param("caf\udce9.txt", id="a file name that is not UTF-8"),
        pytest.param("\x1a0000", id="our own mark"),
        pytest.param("".join(chr(0x4E00 + i * 7919 % 20000) for i in range(20_000)), id="longer than an index holds"),
        pytest.param("", id="empty"),
        pytest.param("'; DROP TABLE entries; --", id="SQL"),
    ],
)
def test_any_text_is_kept_as_it_is(store, key):
    adopt(store)
    change = added("1", link=key, content_html=key)
    hostile = type(change)(key, key, "", change.entry, (), f"urn:{key}", "1", NOW, NOW)

    record(store, hostile)

    [known] = store.known("a")
    assert (known.key, known.document, known.id, known.link) == (key, key, f"urn:{key}", key)
    assert store.entry("a", key).content_html == key
    assert store.taken([f"urn:{key}", "urn:free"]) == {f"urn:{key}"}


def test_known_tells_what_was_decided_oldest_first(store):
    adopt(store)
    record(store, added("2", sort_date=NOW - DAY, link="https://a.example/2", published=NOW - DAY), added("1"))

    known = store.known("a")

    assert [each.key for each in known] == ["2", "1"]
    assert (known[0].id, known[0].title, known[0].link) == ("urn:2", "Titre 2", "https://a.example/2")
    assert (known[0].published, known[0].first_seen, known[0].updated) == (NOW - DAY, NOW, NOW - DAY)
    assert (known[0].raw_digest, known[0].edits, known[0].withdrawn) == ("raw 2", 0, None)
    assert store.known("b") == ()


def test_the_state_of_a_source_is_that_of_its_last_visit(store):
    store.adopt({"a": ""}, ["all"], NOW)
    assert (store.states(), store.state("a")) == ({}, None)
    last = state(
        validators=Validators('"x"', "Mon, 23 Nov 2026 09:00:00 GMT"),
        digest="d",
        last_success=NOW - DAY,
        next_visit=NOW + HOUR,
        failures=2,
        error="no answer",
        warnings=("one", "deux"),
        url="https://a.example/feed",
        address="https://b.example/feed",
        moved_to="https://c.example/feed",
        moved_times=2,
        answered_by="https://c.example/feed.xml",
        is_gone=True,
        pace=Pace(3 * HOUR, (0, 23), (5, 6)),
    )

    store.record(Visit(state()), NOW - DAY)
    store.record(Visit(last), NOW)

    assert store.states() == {"a": last}
    assert store.state("a") == last


def test_a_source_that_was_not_adopted_is_so_by_its_first_visit(store):
    store.record(Visit(state("c")), NOW)

    assert store.state("c") == state("c")
    assert store.due(NOW) == {"c"}


def test_a_source_is_due_when_its_next_visit_is_not_later(store):
    store.adopt({"never": "", "past": "", "present": "", "future": "", "gone": ""}, ["all"], NOW)
    store.record(Visit(state("past", next_visit=NOW - HOUR)), NOW)
    store.record(Visit(state("present", next_visit=NOW)), NOW)
    store.record(Visit(state("future", next_visit=NOW + HOUR)), NOW)

    store.adopt({"never": "", "past": "", "present": "", "future": ""}, ["all"], NOW)

    assert store.due(NOW) == {"never", "past", "present"}
    store.adopt({"gone": ""}, ["all"], NOW)
    assert store.due(NOW + DAY) == {"gone"}


def test_a_source_visited_in_times_to_come_is_due(store):
    for name, ahead in (("skewed", timedelta(minutes=1)), ("ahead", timedelta(minutes=1, seconds=1))):
        store.record(Visit(state(name, last_visit=NOW + ahead, next_visit=NOW + ahead + HOUR)), NOW + ahead)

    assert store.due(NOW) == {"ahead"}


def test_a_source_that_is_planned_anew_is_due_then(store):
    for name in ("sooner", "later", "same"):
        store.record(Visit(state(name, next_visit=NOW + HOUR, why_then="interval")), NOW)

    store.replan({"sooner": (NOW, "cron"), "later": (NOW + DAY, "interval")})

    assert store.due(NOW) == {"sooner"}
    assert store.due(NOW + HOUR) == {"sooner", "same"}
    assert {name: found.why_then for name, found in store.states().items()} == {
        "sooner": "cron",
        "later": "interval",
        "same": "interval",
    }


def test_a_source_whose_address_changed_or_that_is_back_is_due(store):
    there, elsewhere = "https://a.example/1", "https://a.example/2"
    for name in ("same", "moved", "gone", "away"):
        gone = name != "same"
        store.record(Visit(state(name, url=there, next_visit=NOW + DAY, is_gone=gone)), NOW)
    store.adopt({"same": there, "moved": there, "gone": there}, ["all"], NOW)

    store.adopt({"same": there, "moved": elsewhere, "gone": there, "away": there}, ["all"], NOW)

    assert store.due(NOW) == {"moved", "away"}


def test_a_source_that_is_gone_is_never_due(store):
    store.record(Visit(state("gone", next_visit=NOW - DAY, is_gone=True)), NOW)
    store.record(Visit(state("later", next_visit=NOW + DAY)), NOW)

    assert store.due(NOW) == frozenset()
    assert store.due(None) == {"later"}


def test_the_dates_of_a_source_are_those_of_its_newest_entries(store):
    adopt(store)
    record(store, *(added(str(n), published=NOW - n * DAY) for n in range(5)), added("undated"))
    record(store, added("other", published=NOW + DAY), source="b")

    assert store.dates("a", 3) == (NOW, NOW - DAY, NOW - 2 * DAY)
    assert store.dates("c", 3) == ()


def test_a_listing_replaces_the_one_before_and_none_leaves_it(store):
    store.adopt({"a": ""}, ["all"], NOW)
    first = {"b.txt": FileState("s1", "d1"), "a.txt": FileState("s2", "", "not text")}
    store.record(Visit(state(), files=tuple(first.items())), NOW)
    store.record(Visit(state()), NOW)
    assert store.files("a") == first

    store.record(Visit(state(), files=(("b.txt", FileState("s3", "d3")),)), NOW)

    assert store.files("a") == {"b.txt": FileState("s3", "d3")}
    store.record(Visit(state(), files=()), NOW)
    assert store.files("a") == {}


def test_a_lesser_edit_changes_the_content_and_moves_nothing(store):
    adopt(store, "ia")
    record(store, added("1"))
    store.settle(2)
    store.published({}, ["all", "ia"], stamp="s")

    record(store, Edited("1", "raw 1b", Entry(title="Mieux"), given("ia"), None), at=NOW + HOUR)

    found = store.find("urn:1")
    assert (found.entry.title, found.updated, found.categories) == ("Mieux", NOW, ("ia",))
    assert known_of(store)["1"].edits == 0
    assert known_of(store)["1"].raw_digest == "raw 1b"
    [everything] = store.feeds(["all"])
    assert everything.updated == NOW
    assert store.touched() == {"all", "ia"}
    assert [page.id for page in store.pages(touched_only=True)] == ["urn:1"]


def test_a_meaningful_edit_moves_updated_and_counts(store):
    adopt(store, "ia")
    record(store, added("1", filings=given("ia")))
    store.settle(2)

    record(store, Edited("1", "r", Entry(title="Neuf"), given("ia"), NOW + HOUR), at=NOW + DAY)
    record(store, Edited("1", "r", Entry(title="Neuf encore"), given("ia"), NOW + 2 * HOUR), at=NOW + 2 * DAY)

    assert store.find("urn:1").updated == NOW + 2 * HOUR
    assert store.find("urn:1").sort_date == NOW
    assert known_of(store)["1"].edits == 2
    assert [feed.updated for feed in store.feeds(["all", "ia"])] == [NOW + 2 * DAY] * 2


def test_an_edit_brings_a_withdrawn_sighting_back(store):
    adopt(store)
    record(store, added("1"))
    store.settle(2)
    record(store, Withdrawn("1"), at=NOW + HOUR)

    record(store, Edited("1", "r", Entry(title="Revenu"), (), None), at=NOW + DAY)

    assert ids(store) == ["urn:1"]
    assert known_of(store)["1"].withdrawn is None
    assert store.find("urn:1").first_seen == NOW


def test_a_withdrawn_entry_leaves_every_output_and_is_remembered(store):
    adopt(store, "ia")
    record(store, added("1", filings=given("ia")), added("2"))
    store.settle(2)
    store.published({}, ["all", "ia"], stamp="s")

    record(store, Withdrawn("1"), at=NOW + HOUR)

    assert (ids(store, "all"), ids(store, "ia")) == (["urn:2"], [])
    assert store.page_slugs() == {"2"}
    assert [entry.id for entry in store.entries()] == ["urn:2"]
    assert store.find("urn:1").entry.title == "Titre 1"
    assert known_of(store)["1"].withdrawn == NOW + HOUR
    assert store.taken(["urn:1", "urn:2", "urn:3"]) == {"urn:1", "urn:2"}
    assert store.taken_slugs(["1", "2", "3"]) == {"1", "2"}
    assert store.touched() == {"all", "ia"}
    assert [feed.updated for feed in store.feeds(["all", "ia"])] == [NOW + HOUR] * 2


def test_a_restored_entry_is_back_under_its_id_with_its_old_dates(store):
    adopt(store, "ia")
    record(store, added("1", sort_date=NOW - DAY, filings=given("ia")))
    store.settle(2)
    before = store.find("urn:1")
    record(store, Withdrawn("1"), at=NOW + HOUR)

    record(store, Restored("1"), at=NOW + DAY)

    assert store.find("urn:1") == before
    assert (ids(store, "all"), ids(store, "ia")) == (["urn:1"], ["urn:1"])
    assert store.feeds(["all"])[0].tombstones == ()
    assert store.feeds(["all"])[0].updated == NOW + DAY
    assert store.page_slugs() == {"1"}


def test_what_is_withdrawn_or_back_already_changes_nothing(store):
    adopt(store)
    record(store, added("1"), added("2"), Withdrawn("2"))
    store.settle(2)
    store.published({}, ["all"], stamp="s")

    record(store, Restored("1"), Withdrawn("2"), at=NOW + DAY)

    assert store.touched() == frozenset()
    assert known_of(store)["2"].withdrawn == NOW


def test_a_further_sighting_credits_its_source(store):
    adopt(store)
    record(store, added("1", link="https://a.example/1"))
    store.settle(2)
    store.published({}, ["all"], stamp="s")

    record(store, joined("x", "urn:1", link="https://b.example/x"), source="b", at=NOW + DAY)

    found = store.find("urn:1")
    assert (found.origin, found.via, found.via_links) == (origin("a"), (origin("b"),), ("https://b.example/x",))
    assert store.feeds(["all"])[0].entries == (found,)
    assert store.touched() == {"all"}
    assert store.feeds(["all"])[0].updated == NOW
    assert known_of(store, "b")["x"].id == "urn:1"


def test_a_source_that_carries_an_entry_twice_is_credited_once(store):
    adopt(store)
    record(store, added("1"))

    record(store, joined("1 again", "urn:1"))
    record(store, joined("x", "urn:1", link="first"), joined("y", "urn:1", link="second"), source="b")

    found = store.find("urn:1")
    assert (found.via, found.via_links) == ((origin("b"),), ("first",))


def test_without_ranks_the_oldest_sighting_that_is_there_is_shown(store):
    store.adopt({"a": "", "b": "", "c": ""}, ["all"], NOW)
    record(store, added("1"))
    record(store, joined("x", "urn:1", title="Chez b"), source="b")
    record(store, joined("y", "urn:1", title="Chez c"), source="c")
    store.settle(2)

    record(store, Withdrawn("1"), at=NOW + DAY)

    found = store.find("urn:1")
    assert (found.entry.title, found.origin, found.via) == ("Chez b", origin("b"), (origin("c"),))
    assert ids(store) == ["urn:1"]
    record(store, Restored("1"), at=NOW + 2 * DAY)
    assert store.find("urn:1").origin == origin("a")
    assert store.find("urn:1").via == (origin("b"), origin("c"))


def test_an_entry_is_withdrawn_with_its_last_sighting_only(store):
    adopt(store)
    record(store, added("1"))
    record(store, joined("x", "urn:1"), source="b")
    store.settle(2)

    record(store, Withdrawn("1"))
    assert ids(store) == ["urn:1"]
    record(store, Withdrawn("x"), source="b")

    assert ids(store) == []
    record(store, joined("z", "urn:1", title="Encore"))
    assert ids(store) == ["urn:1"]
    assert store.find("urn:1").entry.title == "Encore"


def test_an_edit_of_a_sighting_that_is_not_shown_leaves_the_entry_as_it_was(store):
    adopt(store, "ia")
    record(store, added("1", filings=given("ia")))
    record(store, joined("x", "urn:1"), source="b")

    record(store, Edited("x", "r", Entry(title="Ailleurs", link="new"), (), NOW + DAY), source="b", at=NOW + DAY)

    found = store.find("urn:1")
    assert (found.entry.title, found.categories, found.updated) == ("Titre 1", ("ia",), NOW)
    assert found.via_links == ("new",)
    assert store.entry("b", "x").title == "Ailleurs"


def test_a_renamed_file_is_the_same_entry(store):
    adopt(store)
    record(store, added("old.txt"))
    store.settle(2)
    store.published({}, ["all"], stamp="s")

    record(store, Moved("old.txt", "new.txt", "new.txt"))

    [known] = store.known("a")
    assert (known.key, known.document, known.id) == ("new.txt", "new.txt", "urn:old.txt")
    assert store.touched() == frozenset()


def test_an_entry_that_changed_its_file_keeps_its_key(store):
    adopt(store)
    record(store, added("1"), added("2"))

    record(store, Moved("1", "1", "other.xml"))

    assert [(known.key, known.document, known.withdrawn) for known in store.known("a")] == [
        ("1", "other.xml", None),
        ("2", "", None),
    ]


def test_keys_that_go_round_move_at_once(store):
    adopt(store)
    record(store, added("1"), added("2"), added("3"))

    record(store, Moved("1", "2", ""), Moved("2", "3", ""), Moved("3", "1", ""))

    assert {key: known.id for key, known in known_of(store).items()} == {"2": "urn:1", "3": "urn:2", "1": "urn:3"}


@pytest.mark.parametrize("was_withdrawn", [True, False])
def test_a_sighting_whose_key_is_taken_has_left_and_may_come_back(store, was_withdrawn):
    adopt(store)
    record(store, added("1"), added("2"))
    store.settle(2)
    if was_withdrawn:
        record(store, Withdrawn("2"))

    record(store, Moved("1", "2", "2"), at=NOW + DAY)

    assert known_of(store)["2"].id == "urn:1"
    assert ids(store) == ["urn:1"]
    [displaced] = [known for known in store.known("a") if known.id == "urn:2"]
    assert displaced.withdrawn == (NOW if was_withdrawn else NOW + DAY)
    record(store, Moved(displaced.key, "3", "3"), Restored("3"))
    assert known_of(store)["3"].id == "urn:2"
    assert sorted(ids(store)) == ["urn:1", "urn:2"]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(Withdrawn("x"), id="withdrawn"),
        pytest.param(Restored("x"), id="restored"),
        pytest.param(Moved("x", "y", ""), id="moved"),
        pytest.param(Edited("x", "", Entry(), (), None), id="edited"),
        pytest.param(joined("x", "urn:x"), id="joined"),
        pytest.param(added("1"), id="a key added twice"),
    ],
)
def test_a_visit_that_cannot_be_recorded_leaves_nothing(store, change):
    adopt(store)
    record(store, added("1"))

    with pytest.raises(StoreError):
        store.record(Visit(state(error="x"), (added("2"), change), (("f", FileState("", "")),)), NOW)

    assert known_of(store).keys() == {"1"}
    assert store.state("a") == state()
    assert store.files("a") == {}


def test_an_entry_that_was_never_known_cannot_be_read(store):
    adopt(store)

    with pytest.raises(StoreError, match="source a: no entry is known under the key 'x'"):
        store.entry("a", "x")

    assert store.find("urn:x") is None


def test_a_source_credited_otherwise_touches_what_it_is_credited_on(store):
    adopt(store, "ia", "startups")
    record(store, added("1", filings=given("ia")))
    record(store, added("x", filings=given("startups")), source="b")
    store.settle(2)
    store.published({}, ["all", "ia", "startups"], stamp="s")

    store.record(Visit(state(origin=origin(title="La Gazette"))), NOW + DAY)

    assert store.touched() == {"all", "ia"}
    assert [page.id for page in store.pages(touched_only=True)] == ["urn:1"]
    assert store.find("urn:1").origin.title == "La Gazette"
    assert store.feeds(["ia"])[0].updated == NOW


def test_a_visit_that_found_nothing_touches_nothing(store):
    adopt(store)
    record(store, added("1"))
    store.settle(2)
    store.published({}, ["all"], stamp="s")

    record(store, at=NOW + DAY)

    assert store.touched() == frozenset()
    assert store.pages(touched_only=True) == ()


def test_a_thousand_changes_of_a_kind_are_one_visit(store):
    adopt(store, "ia")
    record(store, *(added(str(n), filings=given("ia")) for n in range(2100)))

    record(store, *(Edited(str(n), "r", Entry(title="x"), (), None) for n in range(2100)))
    record(store, *(Withdrawn(str(n)) for n in range(2099)))
    store.settle(5000)

    assert (ids(store), ids(store, "ia")) == (["urn:2099"], [])
    assert len(store.known("a")) == 2100


@pytest.mark.parametrize(
    "withdraw",
    [
        pytest.param(lambda store: record(store, Withdrawn("1")), id="by its source"),
        pytest.param(lambda store: store.withdraw("urn:1", NOW), id="by hand"),
    ],
)
def test_a_withdrawal_is_due_until_a_publication_has_brought_it_to_every_file(store, withdraw):
    adopt(store)
    record(store, added("1"), added("2"))
    store.published({"all.atom": "d"}, ["all"], stamp="s")
    assert not store.has_withdrawn()

    withdraw(store)

    assert store.has_withdrawn()
    store.published({"all.atom": "d"}, [], stamp="", has_withdrawn=True)
    assert store.has_withdrawn()
    store.published({"all.atom": "e"}, ["all"], stamp="s")
    assert not store.has_withdrawn()
