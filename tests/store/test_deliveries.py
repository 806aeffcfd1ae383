"""What hooks are to be told, as it is remembered."""

from feeds.changes import Visit, Withdrawn
from feeds.health import Outage
from feeds.news import Delivery

from .factories import DAY, HOUR, NOW, added, adopt, given, record, state


def known(store, hook="h", *feeds):
    store.adopt_hooks({hook: feeds or ("all",)})


def publish(store, *keys):
    """Bring what is recorded to its feeds, as a run does."""
    store.settle(50)
    store.published({}, keys or ("all", "ia", "startups"), stamp="")


def take(store, hook="h", *deliveries):
    assert store.enqueue(hook, store.news(hook, 3), deliveries)


def new_ids(store, hook="h"):
    return [filed.id for filed in store.news(hook, 3).entries]


def message(name, at=NOW):
    return Delivery(name, "h", f'{{"id": "{name}"}}', at)


def visit(store, at, error="", failures=0, **values):
    store.record(Visit(state("a", last_visit=at, error=error, failures=failures, **values)), at)


def test_a_hook_hears_of_what_enters_its_feeds_after_it_was_known(store):
    adopt(store, "ia")
    record(store, added("old"))
    publish(store)
    known(store)
    record(store, added("b", sort_date=NOW), added("a", sort_date=NOW - HOUR))
    publish(store)

    assert new_ids(store) == ["urn:a", "urn:b"]


def test_what_was_taken_up_is_no_news_any_more(store):
    adopt(store, "ia")
    known(store)
    record(store, added("a"))
    publish(store)
    take(store)

    assert store.news("h", 3).is_empty


def test_a_feed_whose_files_are_behind_has_no_news_yet(store):
    adopt(store, "ia")
    known(store, "h", "ia")
    record(store, added("a", filings=given("ia")))
    publish(store, "all")

    assert new_ids(store) == []
    publish(store)
    assert new_ids(store) == ["urn:a"]


def test_an_entry_that_enters_two_feeds_of_a_hook_is_told_once(store):
    adopt(store, "ia", "startups")
    known(store, "h", "ia", "startups")
    record(store, added("a", filings=given("ia", "startups")))
    publish(store)
    assert new_ids(store) == ["urn:a"]
    take(store)
    record(store, added("b", filings=given("ia")))
    publish(store)
    take(store)

    store.pin("urn:b", {"startups": True}, NOW)
    publish(store)

    assert new_ids(store) == []


def test_an_entry_filed_by_hand_into_a_hook_s_only_feed_is_news_of_it(store):
    adopt(store, "ia")
    known(store, "h", "ia")
    record(store, added("a"))
    publish(store)
    assert new_ids(store) == []

    store.pin("urn:a", {"ia": True}, NOW)
    publish(store)

    assert new_ids(store) == ["urn:a"]


def test_what_was_withdrawn_meanwhile_or_never_was_live_is_no_news(store):
    adopt(store, "ia")
    known(store)
    record(store, added("a"), added("b"), added("old", live=False))
    publish(store)
    record(store, Withdrawn("a"))
    publish(store)

    assert new_ids(store) == ["urn:b"]


def test_of_two_processes_with_the_same_news_one_remembers(store):
    adopt(store, "ia")
    known(store)
    record(store, added("a"))
    publish(store)
    read_by_both = store.news("h", 3)

    assert store.enqueue("h", read_by_both, [message("first")])
    assert not store.enqueue("h", read_by_both, [message("second")])

    assert [delivery.id for delivery in store.waiting("h", 9)] == ["first"]


def test_a_category_that_a_hook_is_given_later_is_heard_from_then_on(store):
    adopt(store, "ia", "startups")
    known(store, "h", "ia")
    record(store, added("a", filings=given("startups")))
    publish(store)

    known(store, "h", "ia", "startups")
    record(store, added("b", filings=given("startups")))
    publish(store)

    assert new_ids(store) == ["urn:b"]


def test_a_hook_outlives_a_category_that_goes_and_comes_back(store):
    adopt(store, "ia")
    known(store, "h", "ia")
    record(store, added("a", filings=given("ia")))
    publish(store)
    take(store)
    adopt(store)
    known(store, "h", "all")

    adopt(store, "ia")
    known(store, "h", "ia")
    record(store, added("b", filings=given("ia")))
    publish(store)

    assert "urn:b" in new_ids(store)


def test_a_hook_that_is_gone_is_forgotten_with_what_waits_for_it(store):
    adopt(store, "ia")
    known(store)
    record(store, added("a"))
    publish(store)
    take(store, "h", message("one"))

    store.adopt_hooks({})
    known(store)

    assert store.waiting("h", 9) == ()
    assert store.news("h", 3).is_empty


def test_an_outage_is_told_when_it_is_no_hiccup_and_told_again_when_it_ends(store):
    adopt(store)
    known(store)
    visit(store, NOW, "500", 1)
    visit(store, NOW + HOUR, "500", 2)
    assert store.news("h", 3).is_empty
    visit(store, NOW + 2 * HOUR, "503", 3)

    [begun] = store.news("h", 3).begun.values()
    take(store)
    assert store.news("h", 3).is_empty
    visit(store, NOW + DAY)
    [ended] = store.news("h", 3).ended.values()
    take(store)

    assert (begun, ended) == (Outage("a", NOW, None, "503"), Outage("a", NOW, NOW + DAY, "503"))
    assert store.news("h", 3).is_empty


def test_an_outage_that_ended_before_it_was_told_is_never_told(store):
    adopt(store)
    known(store)
    visit(store, NOW, "500", 3)
    visit(store, NOW + HOUR)

    assert store.news("h", 3).is_empty


def test_what_no_further_visit_will_mend_is_told_at_once(store):
    adopt(store)
    known(store)
    visit(store, NOW, "410", 1, is_gone=True)
    store.record(Visit(state("b", last_visit=NOW, error="7 files are gone at once")), NOW)

    assert sorted(outage.source_id for outage in store.news("h", 3).begun.values()) == ["a", "b"]


def test_an_outage_that_ends_with_its_source_is_told_as_ended(store):
    adopt(store)
    known(store)
    visit(store, NOW, "500", 3)
    take(store)

    store.adopt({"b": ""}, ["all"], NOW + DAY)

    assert [outage.source_id for outage in store.news("h", 3).ended.values()] == ["a"]


def test_an_outage_that_is_forgotten_takes_its_alarm_along(store):
    adopt(store)
    known(store)
    visit(store, NOW, "500", 3)
    take(store)
    visit(store, NOW + HOUR)

    store.begin_run(NOW + 500 * DAY)

    assert store.news("h", 3).is_empty


def test_deliveries_wait_in_the_order_of_making_until_they_are_taken(store):
    adopt(store)
    known(store)
    take(store, "h", message("z"), message("a"))
    take(store, "h", message("m"))

    first, *_ = store.waiting("h", 2)
    store.drop(first)

    assert first == message("z")
    assert [delivery.id for delivery in store.waiting("h", 9)] == ["a", "m"]


def test_an_attempt_is_counted_before_it_is_made_and_by_one_process(store):
    adopt(store)
    known(store)
    take(store, "h", message("z"))
    [read_by_both] = store.waiting("h", 9)

    assert store.claim(read_by_both, NOW + HOUR)
    assert not store.claim(read_by_both, NOW + HOUR)

    [counted] = store.waiting("h", 9)
    assert (counted.attempts, counted.next_try) == (1, NOW + HOUR)


def test_what_is_too_old_is_given_up(store):
    adopt(store)
    known(store)
    take(store, "h", message("old"), message("young", NOW + DAY))

    assert store.give_up("h", NOW + HOUR) == 1

    assert [delivery.id for delivery in store.waiting("h", 9)] == ["young"]
