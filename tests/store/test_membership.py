from dataclasses import replace

import pytest

from feeds.changes import Edited, Restored, Withdrawn
from feeds.errors import StoreError
from feeds.model import Entry, Filing

from .factories import DAY, HOUR, NOW, added, adopt, given, ids, record


def fill(store, count, *, start=0, **values):
    """Record entries whose sort dates are an hour apart, the last one newest."""
    names = [f"{n:03}" for n in range(start, start + count)]
    record(store, *(added(name, sort_date=NOW + HOUR * int(name), **values) for name in names))
    return [f"urn:{name}" for name in reversed(names)]


def clear(store, *keys):
    store.published({}, ["all", *keys], stamp="s")


def test_an_entry_is_in_all_and_in_each_category_given(store):
    adopt(store, "ia", "startups", "marketing")
    refused = Filing("marketing", 0.1, given=False, verdict="no")

    record(store, added("1", filings=[*given("ia", "startups", "elsewhere"), refused]), added("2"))
    store.settle(2)

    feeds = store.feeds(["marketing", "ia", "all", "startups"])
    assert [feed.key for feed in feeds] == ["marketing", "ia", "all", "startups"]
    assert [[e.id for e in feed.entries] for feed in feeds] == [[], ["urn:1"], ["urn:1", "urn:2"], ["urn:1"]]


def test_what_is_not_settled_is_in_no_feed(store):
    adopt(store)

    record(store, added("1"))

    assert ids(store) == []
    assert store.touched() == {"all"}


def test_entries_are_newest_first_and_ties_by_id(store):
    adopt(store)

    record(store, added("b"), added("new", sort_date=NOW + HOUR), added("a"), added("old", sort_date=NOW - HOUR))
    store.settle(10)

    assert ids(store) == ["urn:new", "urn:a", "urn:b", "urn:old"]


def test_a_feed_at_twice_its_window_archives_those_that_entered_first(store):
    adopt(store)
    newest = fill(store, 5)
    store.settle(3)
    assert ids(store) == newest

    newest = fill(store, 1, start=5) + newest
    store.settle(3)

    assert ids(store) == newest[:3]


def test_a_thousand_entries_leave_a_window_and_its_change(store):
    adopt(store)

    newest = fill(store, 1000)
    store.settle(50)

    assert ids(store) == newest[:50]
    newest = fill(store, 49, start=1000) + newest
    store.settle(50)
    assert ids(store) == newest[:99]


def test_settling_twice_is_settling_once(store):
    adopt(store)
    fill(store, 7)
    store.settle(3)
    before = store.feeds(["all"])
    clear(store)

    store.settle(3)

    assert store.feeds(["all"]) == before
    assert store.touched() == frozenset()


def test_a_smaller_window_archives_at_the_next_settling(store):
    adopt(store)
    newest = fill(store, 9)
    store.settle(10)
    clear(store)

    store.settle(2)

    assert ids(store) == newest[:3]
    assert store.touched() == {"all"}


def test_what_comes_late_enters_at_its_true_date(store):
    adopt(store)
    newest = fill(store, 3)
    store.settle(3)

    record(store, added("late", sort_date=NOW - DAY))
    store.settle(3)

    assert ids(store) == [*newest, "urn:late"]


def test_what_is_too_old_for_the_live_feed_never_enters_it(store):
    adopt(store, "ia")
    record(store, added("1", filings=given("ia")))
    store.settle(2)
    clear(store, "ia")

    record(store, added("old", sort_date=NOW - DAY, live=False), at=NOW + DAY)
    store.settle(2)
    store.refile({("a", "old"): given("ia")}, "rules", NOW + DAY)
    store.settle(2)

    assert (ids(store), ids(store, "ia")) == (["urn:1"], ["urn:1"])
    assert [feed.updated for feed in store.feeds(["all", "ia"])] == [NOW, NOW]
    assert store.page_slugs() == {"1", "old"}
    record(store, Withdrawn("old"), at=NOW + DAY)
    assert [(feed.updated, feed.tombstones) for feed in store.feeds(["all"])] == [(NOW, ())]


def test_filings_that_change_move_the_entry_between_feeds(store):
    adopt(store, "ia", "startups")
    record(store, added("1", filings=given("ia")))
    store.settle(2)
    clear(store, "ia", "startups")

    record(store, Edited("1", "r", Entry(), given("startups"), None), at=NOW + DAY)
    store.settle(2)

    assert (ids(store, "ia"), ids(store, "startups"), ids(store)) == ([], ["urn:1"], ["urn:1"])
    assert [feed.updated for feed in store.feeds(["ia", "startups", "all"])] == [NOW + DAY, NOW + DAY, NOW]
    assert store.feeds(["ia"])[0].tombstones == ()
    assert store.touched() == {"ia", "startups", "all"}


def test_refiling_moves_those_that_differ_and_touches_no_other(store):
    adopt(store, "ia", "startups")
    record(store, added("1", filings=given("ia")), added("2", filings=given("ia")), added("3"))
    store.settle(3)
    clear(store, "ia", "startups")

    store.refile({("a", "1"): given("startups", "ia"), ("a", "2"): given("ia")}, "rules", NOW + DAY)
    store.settle(3)

    assert (ids(store, "ia"), ids(store, "startups")) == (["urn:1", "urn:2"], ["urn:1"])
    assert store.find("urn:1").filings == given("startups", "ia")
    assert [feed.updated for feed in store.feeds(["startups", "ia"])] == [NOW + DAY, NOW]
    assert [page.id for page in store.pages(touched_only=True)] == ["urn:1"]


def test_refiling_what_is_filed_so_already_changes_nothing(store):
    adopt(store, "ia")
    record(store, added("1", filings=given("ia")), added("2"))
    store.settle(3)
    clear(store, "ia")

    store.refile({("a", "1"): given("ia"), ("a", "2"): ()}, "", NOW + DAY)

    assert store.touched() == frozenset()
    with pytest.raises(StoreError, match="no entry is known under the key 'x'"):
        store.refile({("a", "x"): ()}, "rules", NOW)


def test_the_live_feeds_name_the_rules_that_filed_their_entries(store):
    adopt(store, "ia", "startups")
    record(store, added("1", filings=given("ia")), added("2"))
    store.settle(3)
    clear(store, "ia", "startups")

    store.refile({("a", "1"): given("ia"), ("a", "2"): ()}, "rules", NOW + DAY)

    assert store.touched() == {"all", "ia"}
    assert store.feeds(["ia"])[0].updated < NOW + DAY


def test_other_points_for_the_same_categories_touch_feeds_and_no_page(store):
    adopt(store, "ia", "startups")
    record(store, added("1", filings=given("ia", "startups")), added("2"))
    store.settle(3)
    clear(store, "ia", "startups")

    store.refile({("a", "1"): tuple(replace(f, score=9.0) for f in given("ia", "startups"))}, "rules", NOW + DAY)

    assert store.touched() == {"all", "ia", "startups"}
    assert store.pages(touched_only=True) == ()
    assert [filing.score for filing in store.find("urn:1").filings] == [9.0, 9.0]


def test_a_withdrawn_entry_that_is_refiled_changes_no_feed_until_it_is_back(store):
    adopt(store, "ia", "startups")
    record(store, added("1", filings=given("startups")))
    store.settle(2)
    record(store, Withdrawn("1"))
    clear(store, "ia", "startups")

    store.refile({("a", "1"): given("ia")}, "rules", NOW + DAY)
    store.settle(2)

    assert [feed.updated for feed in store.feeds(["ia", "startups"])] == [NOW, NOW]
    assert ids(store, "ia") == []
    record(store, Restored("1"), at=NOW + 2 * DAY)
    store.settle(2)
    assert (ids(store, "ia"), ids(store, "startups")) == (["urn:1"], [])
    assert store.feeds(["ia"])[0].updated == NOW + 2 * DAY


def test_a_tombstone_stays_while_it_is_newer_than_the_oldest_live_entry(store):
    adopt(store)
    fill(store, 4)
    store.settle(3)

    record(store, Withdrawn("000"), at=NOW + DAY)
    record(store, Withdrawn("002"), at=NOW + 2 * DAY)

    [feed] = store.feeds(["all"])
    assert [(t.id, t.when) for t in feed.tombstones] == [("urn:002", NOW + 2 * DAY)]
    fill(store, 4, start=4)
    store.settle(3)
    assert ids(store) == ["urn:007", "urn:006", "urn:005"]
    assert store.feeds(["all"])[0].tombstones == ()


def test_an_entry_withdrawn_before_anyone_saw_it_leaves_no_tombstone(store):
    adopt(store)
    record(store, added("1", sort_date=NOW - DAY))
    store.settle(2)

    record(store, added("2"), Withdrawn("2"))
    store.settle(2)

    assert [(feed.tombstones, len(feed.entries)) for feed in store.feeds(["all"])] == [((), 1)]


def test_a_feed_where_entries_come_and_go_keeps_the_last_200_tombstones(store):
    adopt(store)
    record(store, added("evergreen", sort_date=NOW - DAY))
    for n in range(3):
        record(store, *(added(f"{n} {k:02}", sort_date=NOW) for k in range(80)), at=NOW)
        store.settle(200)
        record(store, *(Withdrawn(f"{n} {k:02}") for k in range(80)), at=NOW + n * HOUR)

    [feed] = store.feeds(["all"])

    whens = [tombstone.when for tombstone in feed.tombstones]
    assert len(whens) == 200
    assert whens == sorted(whens, reverse=True)
    assert whens.count(NOW) == 40


def test_an_archived_entry_that_is_withdrawn_and_back_stays_archived(store):
    adopt(store)
    newest = fill(store, 6)
    store.settle(3)

    record(store, Withdrawn("000"))
    record(store, Restored("000"))
    store.settle(3)

    assert ids(store) == newest[:3]


def test_an_entry_back_after_its_neighbours_were_archived_is_archived_with_them(store):
    adopt(store)
    fill(store, 3)
    store.settle(3)
    record(store, Withdrawn("001"))
    fill(store, 4, start=3)
    store.settle(3)
    assert ids(store) == ["urn:006", "urn:005", "urn:004"]

    record(store, Restored("001"))
    store.settle(3)

    assert ids(store) == ["urn:006", "urn:005", "urn:004"]
    assert {entry.id for entry in store.entries()} == {f"urn:{n:03}" for n in range(7)}


def test_an_edit_in_an_archive_does_not_move_the_live_feed(store):
    adopt(store)
    fill(store, 6)
    store.settle(3)

    record(store, Edited("000", "r", Entry(title="Neuf"), (), NOW + DAY), at=NOW + DAY)

    assert store.feeds(["all"])[0].updated == NOW
    assert store.find("urn:000").updated == NOW + DAY


def test_a_new_category_starts_empty_from_when_it_is_known(store):
    adopt(store)
    record(store, added("1"))
    store.settle(2)
    clear(store)

    adopt(store, "ia", at=NOW + DAY)
    adopt(store, "ia", at=NOW + 2 * DAY)

    [feed] = store.feeds(["ia"])
    assert (feed.updated, feed.entries) == (NOW + DAY, ())
    assert store.touched() == {"ia"}


def test_a_category_that_is_back_has_its_entries_again(store):
    adopt(store, "ia", "startups")
    record(store, added("1", filings=given("ia")), added("2"))
    store.pin("urn:2", {"startups": True}, NOW)
    store.settle(2)
    adopt(store)

    adopt(store, "ia", "startups", at=NOW + DAY)
    store.settle(2)

    assert (ids(store, "ia"), ids(store, "startups")) == (["urn:1"], ["urn:2"])


def test_a_category_no_longer_known_is_forgotten_and_its_entries_are_not(store):
    adopt(store, "ia")
    record(store, added("1", filings=given("ia")))
    store.settle(2)

    adopt(store)

    assert store.find("urn:1").categories == ("ia",)
    assert ids(store) == ["urn:1"]
    with pytest.raises(StoreError, match="feed 'ia': not known"):
        store.feeds(["ia"])


def test_marks_outlast_a_run_that_was_killed_before_it_published(store, store_url):
    from feeds.store import open_store

    adopt(store, "ia")
    record(store, added("1", filings=given("ia")))
    store.close()

    again = open_store(store_url)
    again.settle(2)

    assert (again.touched(), ids(again, "ia")) == ({"all", "ia"}, ["urn:1"])
    assert [page.slug for page in again.pages(touched_only=True)] == ["1"]
    again.close()


def test_an_old_entry_that_is_refiled_pushes_nothing_out_of_a_full_feed(store):
    adopt(store, "ia")
    fill(store, 3, filings=given("ia"))
    record(store, added("old", sort_date=NOW - 9 * DAY), added("new", sort_date=NOW + 9 * DAY))
    store.settle(3)
    before = ids(store, "ia")

    store.refile({("a", "old"): given("ia"), ("a", "new"): given("ia")}, "rules", NOW + 9 * DAY)
    store.settle(3)

    assert ids(store, "ia") == ["urn:new", *before]
    assert [entry.id for entry in store.archive("ia", 1).entries] == ["urn:old"]


def test_an_old_entry_that_is_refiled_is_live_where_there_is_room(store):
    adopt(store, "ia")
    fill(store, 1, filings=given("ia"))
    record(store, added("old", sort_date=NOW - 9 * DAY), added("older", sort_date=NOW - 10 * DAY))
    store.settle(2)

    store.refile({("a", "old"): given("ia"), ("a", "older"): given("ia")}, "rules", NOW)
    store.settle(2)

    assert ids(store, "ia")[1:] == ["urn:old"]
    assert [entry.id for entry in store.archive("ia", 1).entries] == ["urn:older"]
