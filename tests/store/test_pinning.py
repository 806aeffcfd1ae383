import pytest

from feeds.changes import Edited, Filed, Merged
from feeds.errors import StoreError
from feeds.model import Entry
from tests.store.factories import DAY, NOW, added, adopt, given, ids, joined, record


@pytest.fixture
def filled(store):
    adopt(store, "ia", "startups")
    record(store, added("1", filings=given("ia")))
    store.settle(2)
    return store


def verdicts(store, entry_id="urn:1"):
    return {f.category: (f.given, f.verdict, f.reasons[0].place) for f in store.find(entry_id).filings if f.reasons}


def test_what_an_editor_decides_moves_the_entry_between_feeds(filled):
    filled.pin("urn:1", {"ia": False, "startups": True}, NOW + DAY)

    filled.settle(2)
    assert ids(filled, "ia") == []
    assert ids(filled, "startups") == ["urn:1"]
    assert ids(filled) == ["urn:1"]
    assert verdicts(filled) == {"ia": (False, "no", "editor"), "startups": (True, "sure", "editor")}
    assert {feed.key: feed.updated for feed in filled.feeds(["ia", "startups"])} == {
        "ia": NOW + DAY, "startups": NOW + DAY,
    }  # fmt: skip


def test_it_outlasts_edits_further_sightings_and_other_rules(filled):
    filled.pin("urn:1", {"ia": False}, NOW)

    record(filled, Edited("1", "r2", Entry(title="Autre"), given("ia"), None))
    record(filled, joined("1", "urn:1", filings=given("ia")), source="b")
    filled.refile({("a", "1"): given("ia", "startups")}, "r2", NOW)
    filled.settle(2)

    assert ids(filled, "ia") == []
    assert ids(filled, "startups") == ["urn:1"]


def test_an_editor_may_decide_otherwise(filled):
    filled.pin("urn:1", {"ia": False}, NOW)

    filled.pin("urn:1", {"ia": True}, NOW)

    filled.settle(2)
    assert ids(filled, "ia") == ["urn:1"]
    assert filled.pins() == {"urn:1": {"ia": True}}


def test_what_is_decided_of_a_merged_entry_holds_for_the_older_one_but_its_own_decisions_stand(filled):
    record(filled, added("2", filings=given("startups")), source="b")
    filled.pin("urn:1", {"ia": False}, NOW)
    filled.pin("urn:2", {"ia": True, "startups": True}, NOW)

    record(filled, Merged("urn:2", "urn:1"), source="b")

    assert filled.find("urn:1").categories == ("startups",)
    filled.pin("urn:2", {"startups": False}, NOW)
    assert filled.find("urn:1").categories == ()


def test_an_entry_that_nobody_knows_is_told(filled):
    with pytest.raises(StoreError, match="no entry has the id 'urn:9'"):
        filled.pin("urn:9", {"ia": True}, NOW)


def test_every_sighting_is_read_with_its_own_filings_and_what_is_decided_of_its_entry(filled):
    record(filled, joined("1", "urn:1", filings=given("startups")), source="b")
    filled.pin("urn:1", {"ia": False}, NOW)

    assert list(filled.filed()) == [
        Filed("a", "1", "urn:1", Entry(title="Titre 1"), given("ia"), ("ia",), first_seen=NOW),
        Filed("b", "1", "urn:1", Entry(title="Titre 1"), given("startups"), ("ia",), first_seen=NOW),
    ]


def test_the_rules_that_filed_an_entry_are_known(filled):
    assert filled.find("urn:1").rules == ""

    filled.refile({("a", "1"): given("ia")}, "r2", NOW)

    assert filled.find("urn:1").rules == "r2"
