import pytest

from feeds.changes import Archived, Edited, Merged, Restored, Withdrawn
from feeds.errors import StoreError
from feeds.model import Entry, Tombstone
from tests.store.factories import DAY, HOUR, NOW, added, adopt, given, ids, joined, record

HUB = "https://hub.example/"


@pytest.fixture
def filled(store):
    """A store whose feeds hold two live entries and an archive of two."""
    adopt(store, "ia")
    record(store, *(added(str(n), sort_date=NOW + n * HOUR, filings=given("ia")) for n in range(4)))
    store.settle(2)
    return store


def names(archive):
    return [entry.id for entry in archive.entries]


def test_an_archive_holds_what_left_the_feed_newest_first(filled):
    archive = filled.archive("ia", 1)

    assert names(archive) == ["urn:1", "urn:0"]
    assert (archive.last, archive.tombstones, archive.left) == (1, (), frozenset())
    assert filled.archives() == {"all": 1, "ia": 1}
    assert [feed.last_archive for feed in filled.feeds(["all", "ia"])] == [1, 1]


def test_a_document_is_kept_as_it_was_closed(filled):
    assert filled.closed() == frozenset()

    filled.close_archive("ia", 1, b"<feed/>" * 999, {"urn:0": "full", "urn:1": "link"})

    assert filled.closed() == {("ia", 1)}
    assert filled.document("ia", 1) == b"<feed/>" * 999
    assert {(a.key, a.shown) for a in filled.archived(touched_only=False)} == {
        ("ia", "full"), ("ia", "link"), ("all", ""),
    }  # fmt: skip


def test_a_document_closed_again_replaces_the_one_before(filled):
    filled.close_archive("ia", 1, b"before", {"urn:0": "full", "urn:1": "full"})

    filled.close_archive("ia", 1, b"after", {"urn:0": "full"})

    assert filled.document("ia", 1) == b"after"
    assert sorted(a.shown for a in filled.archived(touched_only=False) if a.key == "ia") == ["", "full"]


def test_a_document_that_nobody_closed_is_told(filled):
    with pytest.raises(StoreError, match="feed 'ia': no archive is closed under the number 7"):
        filled.document("ia", 7)


def test_an_archived_entry_is_behind_when_it_is_edited_or_withdrawn(filled):
    filled.published({}, ["all", "ia"], stamp="s")
    assert list(filled.archived(touched_only=True)) == []

    record(filled, Withdrawn("0"), at=NOW + DAY)

    assert set(filled.archived(touched_only=True)) == {
        Archived(key, 1, "", is_withdrawn=True, source_id="a", has_page_elsewhere=False) for key in ("all", "ia")
    }
    assert filled.archive("ia", 1).tombstones == (Tombstone("urn:0", NOW + DAY),)


def test_what_is_filed_elsewhere_stays_archived_and_has_left(filled):
    record(filled, Edited("0", "r2", Entry(title="Ailleurs"), (), None))

    assert filled.archive("ia", 1).left == {"urn:0"}
    assert filled.archive("all", 1).left == frozenset()
    record(filled, Edited("0", "r3", Entry(title="Ici"), given("ia"), None))
    assert filled.archive("ia", 1).left == frozenset()
    filled.settle(2)
    assert ids(filled, "ia") == ["urn:3", "urn:2"]


def test_what_is_withdrawn_by_hand_never_comes_back(store):
    adopt(store, "ia")
    record(store, added("1", filings=given("ia")))
    store.settle(2)

    store.withdraw("urn:1", NOW + DAY)

    record(store, Edited("1", "r2", Entry(title="Autre"), given("ia"), NOW + DAY), at=NOW + DAY)
    record(store, Withdrawn("1"), at=NOW + DAY)
    record(store, Restored("1"), at=NOW + DAY)
    record(store, joined("1", "urn:1", filings=given("ia")), source="b", at=NOW + DAY)
    store.settle(2)
    [feed] = store.feeds(["ia"])
    assert feed.entries == ()
    assert feed.tombstones == (Tombstone("urn:1", NOW + DAY),)
    assert list(store.entries()) == []


def test_an_entry_withdrawn_by_hand_is_merged_with_none(store):
    adopt(store)
    record(store, added("1"))
    record(store, added("2"), source="b")
    store.settle(2)
    store.withdraw("urn:1", NOW + DAY)

    record(store, Merged("urn:2", "urn:1"), source="b", at=NOW + DAY)

    assert ids(store) == ["urn:2"]


def test_the_id_of_a_merged_entry_withdraws_what_it_is_now(store):
    adopt(store)
    record(store, added("1"))
    record(store, added("2"), source="b")
    record(store, Merged("urn:2", "urn:1"), source="b")
    store.settle(2)

    store.withdraw("urn:2", NOW + DAY)

    assert ids(store) == []


def test_a_hub_has_not_heard_of_feeds_with_entries_that_are_published(filled):
    assert filled.untold(HUB) == {}

    filled.published({}, ["ia"], stamp="s")

    assert filled.untold(HUB) == {"ia": NOW}


def test_a_hub_that_heard_hears_again_when_there_is_news(filled):
    filled.published({}, ["all", "ia"], stamp="s")
    filled.tell(HUB, filled.untold(HUB))
    assert filled.untold(HUB) == {}
    assert filled.untold("https://other.example/").keys() == {"all", "ia"}

    record(filled, added("9", sort_date=NOW + DAY), at=NOW + DAY)
    filled.settle(2)
    filled.published({}, ["all", "ia"], stamp="s")

    assert filled.untold(HUB) == {"all": NOW + DAY}


def test_a_feed_that_was_always_empty_is_no_news(store):
    adopt(store, "ia")
    store.published({}, ["all", "ia"], stamp="s")

    assert store.untold(HUB) == {}


def test_a_feed_that_is_forgotten_takes_its_archives_along(filled):
    filled.close_archive("ia", 1, b"<feed/>", {})
    filled.published({}, ["all", "ia"], stamp="s")
    filled.tell(HUB, filled.untold(HUB))

    adopt(filled)

    assert filled.archives() == {"all": 1}
    assert filled.closed() == frozenset()


def test_the_rights_of_the_last_publication_are_kept(store):
    assert store.rights() == {}

    store.published({}, [], stamp="s", rights={"a": "summary"})

    assert store.rights() == {"a": "summary"}
    assert store.stamp() == "s"


def test_a_source_keeps_its_share_of_what_stays_live(store):
    adopt(store)
    store.adopt({"a": "", "b": ""}, ["all"], NOW)
    record(store, *(added(f"a{n}", sort_date=NOW + n * HOUR) for n in range(10)))
    record(store, *(added(f"b{n}", sort_date=NOW - n * HOUR) for n in range(10)), source="b")

    store.settle(4, 0.5)

    live = ids(store)
    assert sorted(name[4] for name in live) == ["a", "a", "b", "b"]
    assert sum(len(names(store.archive("all", n))) for n in range(1, store.archives()["all"] + 1)) == 16
