"""What is stored, counted."""

from dataclasses import replace
from datetime import date, timedelta

from feeds.changes import FiledBy, Visit, Withdrawn
from feeds.model import Filing

from .factories import DAY, HOUR, NOW, added, adopt, given, joined, record, state

TODAY, YESTERDAY = date(2026, 11, 23), date(2026, 11, 22)


def test_entries_are_counted_for_each_source_and_category_once(store):
    adopt(store, "ia", "marketing")
    record(store, added("1", filings=given("ia", "marketing")), added("2", filings=given("ia")), added("3"))
    record(store, joined("1b", "urn:1", filings=given("ia")), added("4"), source="b")

    counts = store.counts()

    assert counts.by_source == {"a": 3, "b": 2}
    assert counts.by_category == {"ia": 2, "marketing": 1}
    assert counts.unfiled == 2


def test_what_is_withdrawn_or_filed_elsewhere_counts_no_more(store):
    adopt(store, "ia")
    record(store, *(added(str(n), filings=given("ia")) for n in range(6)))
    store.settle(2)
    record(store, Withdrawn("0"))
    store.pin("urn:1", {"ia": False}, NOW)  # it is in a closed archive, which keeps it
    store.pin("urn:5", {"ia": False}, NOW)

    counts = store.counts()

    assert (counts.by_source, counts.by_category, counts.unfiled) == ({"a": 5}, {"ia": 3}, 2)


def test_entries_whose_id_or_date_was_repaired_are_counted_by_source(store):
    adopt(store)
    whole = [added(str(n)) for n in range(4)]
    record(store, whole[0], replace(whole[1], has_own_id=False), replace(whole[2], has_own_id=False, is_dated=False))
    record(store, replace(joined("3b", "urn:0"), is_dated=False), source="b")

    counts = store.counts()

    assert (counts.repaired_ids, counts.repaired_dates) == ({"a": 2}, {"a": 1, "b": 1})


def test_entries_are_counted_by_the_rules_that_filed_them(store):
    adopt(store, "ia")
    store.record(Visit(state(), (added("1"), added("2")), rules="old"), NOW)
    store.record(Visit(state(), (added("3"),), rules="new"), NOW)

    assert store.counts().by_rules == {"old": 2, "new": 1}


def test_the_volume_of_a_day_is_that_of_the_entries_dates(store):
    adopt(store, "ia")
    record(store, added("1", filings=given("ia")), added("2"), added("3", sort_date=NOW - DAY, filings=given("ia")))
    record(store, joined("1b", "urn:1"), source="b")
    record(store, added("old", sort_date=NOW - 30 * DAY))

    volume = store.volume(NOW - 2 * DAY)

    assert volume.by_source == {"a": {TODAY: 2, YESTERDAY: 1}, "b": {TODAY: 1}}
    assert volume.by_category == {"ia": {TODAY: 1, YESTERDAY: 1}, "all": {TODAY: 2, YESTERDAY: 1}}


def test_the_rhythm_of_a_source_is_told_by_the_dates_of_its_newest_ten(store):
    adopt(store)
    record(store, *(added(str(n), published=NOW - n * HOUR) for n in range(12)))

    assert store.rhythms() == {"a": tuple(NOW - n * HOUR for n in range(10)), "b": ()}


def test_the_volume_counts_what_an_editor_took_out_of_a_category_no_more(store):
    adopt(store, "ia")
    record(store, added("1", filings=given("ia")))

    store.pin("urn:1", {"ia": False}, NOW)

    assert store.volume(NOW - timedelta(days=1)).by_category == {"all": {TODAY: 1}}


def test_the_rules_of_a_publication_are_known_until_the_next(store):
    adopt(store)
    store.record(Visit(state(), (added("1"), added("2")), rules="old"), NOW)
    store.record(Visit(state("b"), (joined("1b", "urn:1", rank="1"), added("3")), rules="new"), NOW)
    old = FiledBy("old", frozenset({(0, "new", 1)}))
    assert (store.rules(), store.published_rules()) == (old, FiledBy())

    store.published({}, ["all"], stamp="s", rules=store.rules())
    store.refile({("a", "1"): ()}, "new", NOW)

    assert (store.rules(), store.published_rules()) == (FiledBy("new", frozenset({(0, "old", 1)})), old)


def test_filings_of_archived_entries_are_explained_anew_until_the_next_publication(store):
    adopt(store)
    store.record(Visit(state(), tuple(added(str(n)) for n in range(1, 6)), rules="old"), NOW)
    store.settle(2, 1.0)
    store.published({}, ["all"], stamp="s", rules=store.rules())
    assert (store.archives(), store.explained()) == ({"all": 1}, frozenset())

    store.refile({("a", "1"): (Filing("ia", 4.0, given=False, verdict="to check"),), ("a", "5"): ()}, "old", NOW)

    assert store.explained() == {1}
    store.published({}, ["all"], stamp="s", rules=store.rules())
    assert store.explained() == frozenset()
