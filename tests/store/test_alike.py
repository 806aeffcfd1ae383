import pytest

from feeds.changes import Candidates, Edited, Merged, Reread, Signs, Story, Withdrawn
from feeds.errors import StoreError
from feeds.model import Entry, Pointer

from .factories import DAY, HOUR, NOW, added, adopt, given, ids, joined, origin, record

SIGNS = Signs("https://x.example/1", "un titre de quatre mots", (7, -(2**63), 2**63 - 1))


def look(store, *signs, source="b", names=(), since=NOW - DAY, until=NOW + DAY):
    return store.alike(source, signs, names, since, until)


def carry(store, name="1", *, signs=SIGNS, source="a", published=NOW, **content):
    record(store, added(name, signs=signs, published=published, **content), source=source)


@pytest.mark.parametrize(
    ("signs", "bands"),
    [
        pytest.param(Signs(address=SIGNS.address), set(), id="the address"),
        pytest.param(Signs(title=SIGNS.title), set(), id="the title"),
        pytest.param(Signs(bands=(1, 7)), {7}, id="a band"),
        pytest.param(SIGNS, set(SIGNS.bands), id="all"),
    ],
)
def test_a_sighting_of_another_source_is_found_by_each_sign(store, signs, bands):
    adopt(store)
    carry(store, link="https://x.example/1")

    found = look(store, signs)

    [alike] = found.sightings
    assert (alike.id, alike.has_address, alike.title, alike.bands) == ("urn:1", True, SIGNS.title, bands)
    assert alike.entry == store.entry("a", "1")
    [story] = found.stories.values()
    assert (story.id, story.source_ids) == ("urn:1", {"a"})


def test_nothing_is_found_of_the_source_itself_nor_without_signs(store):
    adopt(store)
    carry(store)
    carry(store, "2", signs=Signs())

    assert look(store, SIGNS, source="a") == Candidates()
    assert look(store, Signs()) == Candidates()


def test_title_and_text_are_asked_for_near_a_date_and_the_address_always(store):
    adopt(store)
    carry(store, published=NOW - 9 * DAY)

    assert look(store, Signs(title=SIGNS.title, bands=SIGNS.bands)) == Candidates()
    assert len(look(store, Signs(address=SIGNS.address)).sightings) == 1
    assert len(look(store, Signs(title=SIGNS.title), since=NOW - 9 * DAY, until=NOW).sightings) == 1


def test_a_story_tells_all_sources_that_carry_it_or_did_and_which_is_older(store):
    store.adopt({"a": "", "b": "", "c": ""}, ["all"], NOW)
    carry(store)
    carry(store, "2", signs=Signs())
    record(store, joined("x", "urn:1"), Withdrawn("x"), source="c")

    stories = look(store, SIGNS, names=["urn:2"]).stories

    assert stories["urn:1"].source_ids == {"a", "c"}
    assert stories["urn:1"].age < stories["urn:2"].age


def test_an_entry_that_its_own_source_asks_for_is_a_story(store):
    adopt(store)
    carry(store)

    found = look(store, names=["urn:1"], source="a")

    assert found == Candidates(stories={"urn:1": Story("urn:1", 1, frozenset({"a"}))})


def test_an_entry_that_was_merged_since_its_id_was_read_is_what_it_is_now(store):
    adopt(store)
    record(store, added("1"))
    record(store, added("2"), source="b")
    record(store, Merged("urn:2", "urn:1"))

    found = look(store, names=["urn:2"])

    assert found.stories == {"urn:2": Story("urn:1", 1, frozenset({"a", "b"}))}


def test_what_too_many_entries_bear_is_no_sign(store):
    adopt(store)
    record(store, *(added(str(n), signs=SIGNS, published=NOW) for n in range(20)))
    assert len(look(store, SIGNS).sightings) == 20

    carry(store, "one more")

    assert look(store, SIGNS) == Candidates()


def test_the_signs_are_those_of_the_last_reading(store):
    adopt(store)
    carry(store)

    record(store, Edited("1", "r", Entry(title="x", published=NOW), (), None, Signs(bands=(9,))))
    edited = [len(look(store, signs).sightings) for signs in (SIGNS, Signs(bands=(9,)))]
    record(store, Reread("1", "r2", SIGNS, ""))
    reread = [len(look(store, signs).sightings) for signs in (SIGNS, Signs(bands=(9,)))]

    assert (edited, reread) == ([0, 1], [1, 0])
    assert store.known("a")[0].raw_digest == "r2"


def test_what_is_read_again_and_says_the_same_touches_nothing(store):
    adopt(store)
    carry(store)
    store.settle(2)
    store.published({}, ["all"], stamp="s")

    record(store, Reread("1", "r2", Signs(), ""), at=NOW + DAY)

    assert store.touched() == frozenset()


def test_the_sighting_of_least_rank_is_shown_and_moves_no_date(store):
    adopt(store)
    record(store, added("1", rank="1"))

    record(store, joined("x", "urn:1", title="Original", rank="0"), source="b", at=NOW + DAY)

    found = store.find("urn:1")
    assert (found.entry.title, found.origin, found.via) == ("Original", origin("b"), (origin("a"),))
    assert (found.sort_date, found.updated, found.first_seen) == (NOW, NOW, NOW)
    record(store, Withdrawn("x"), source="b")
    assert store.find("urn:1").origin == origin("a")


def test_an_entry_has_the_best_filing_of_each_category_of_its_sightings_that_are_there(store):
    adopt(store, "ia", "startups")
    record(store, added("1", filings=given("ia")))

    record(store, joined("x", "urn:1", filings=given("startups")), source="b")
    both = store.find("urn:1").categories
    record(store, Withdrawn("1"))

    assert (set(both), store.find("urn:1").categories) == ({"ia", "startups"}, ("startups",))
    store.settle(2)
    assert (ids(store, "ia"), ids(store, "startups")) == ([], ["urn:1"])


def test_a_merged_entry_leaves_a_tombstone_where_it_was_and_its_sightings_stay(store):
    adopt(store, "ia", "startups")
    record(store, added("1", filings=given("ia")))
    record(store, added("2", filings=given("startups"), sort_date=NOW + HOUR), source="b")
    store.settle(2)

    record(store, Merged("urn:2", "urn:1"), at=NOW + DAY)
    store.settle(2)

    everything, startups = store.feeds(["all", "startups"])
    assert [entry.id for entry in everything.entries] == ["urn:1"]
    assert [tombstone.id for tombstone in everything.tombstones] == ["urn:2"]
    assert [entry.id for entry in startups.entries] == ["urn:1"]
    assert everything.updated == NOW + DAY
    assert store.find("urn:2") == store.find("urn:1")
    assert store.find("urn:1").via == (origin("b"),)
    assert store.known("b")[0].id == "urn:1"
    assert store.taken(["urn:2"]) == {"urn:2"}
    record(store, Withdrawn("1"), at=NOW + 2 * DAY)
    assert store.find("urn:1").origin == origin("b")


def test_the_page_of_a_merged_entry_leads_to_what_it_is_now(store):
    adopt(store)
    for name in "123":
        record(store, added(name, link="https://a.example/1" if name == "1" else ""), source="a" if name < "3" else "b")
    record(store, Merged("urn:3", "urn:2"))
    assert store.pointers(["2", "3"], touched_only=False) == (Pointer("3", "Titre 2", "", "2"),)

    record(store, Merged("urn:2", "urn:1"))

    there = "Titre 1", "https://a.example/1", "1"
    assert store.pointers(["2", "3"], touched_only=False) == (Pointer("2", *there), Pointer("3", *there))
    assert store.page_slugs() == frozenset()
    store.published({}, ["all"], stamp="s")
    assert store.pointers(["2", "3"], touched_only=True) == ()
    store.touch_all()
    assert len(store.pointers(["2", "3"], touched_only=True)) == 2


def test_what_leads_to_a_withdrawn_entry_leads_nowhere(store):
    adopt(store)
    record(store, added("1"), added("2"), Merged("urn:2", "urn:1"))

    record(store, Withdrawn("1"), Withdrawn("2"))

    assert store.pointers(["2", "3"], touched_only=False) == ()
    assert look(store, names=["urn:1"]).stories == {"urn:1": Story("urn:1", 1, frozenset({"a"}))}


def test_an_entry_that_was_never_known_cannot_be_merged(store):
    adopt(store)
    record(store, added("1"))

    with pytest.raises(StoreError, match="no entry has the id 'urn:x'"):
        record(store, Merged("urn:x", "urn:1"))
