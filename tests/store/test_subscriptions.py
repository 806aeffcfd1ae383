"""Subscriptions at hubs, and what they push, as remembered."""

from dataclasses import replace
from datetime import timedelta

import pytest

from feeds.changes import Visit
from feeds.model import Announced
from feeds.store import open_store
from feeds.subscriptions import REPLAYED_FOR, WAITING_BYTES, WAITING_MOST, Push, Subscription

from .factories import DAY, HOUR, NOW, adopt, state

ANNOUNCED = Announced(("https://hub.example/",), "https://a.example/feed")


def subscription(token="t", source="a", **values):
    names = {"hub": "https://hub.example/", "address": "https://a.example/feed", "secret": "s"}
    given = {"token": token, "source_id": source, "callback": "https://v.example/websub/t", "next_try": NOW}
    return Subscription(**given | names | values)


def push(body=b"<rss/>", source="a", at=NOW, **values):
    return Push(source, at, body, **values)


def numbers(store, source="a"):
    """Read all that waits, as a run does, and return it."""
    bodies = []
    while found := store.next_push(source):
        bodies.append(found.body)
        store.drop_push(found.number)
    return bodies


@pytest.fixture
def adopted(store):
    adopt(store)
    return store


def test_a_subscription_is_remembered_as_it_is(adopted):
    one = subscription(until=NOW + DAY, is_signed=True, failures=2, error="403 Forbidden", mode="unsubscribe")

    adopted.subscribe(one)

    assert adopted.subscription("t") == one
    assert adopted.subscription("u") is None


def test_the_subscription_to_be_asked_next_comes_first(adopted):
    for token, wait in (("x", 3), ("y", 1), ("z", 2)):
        adopted.subscribe(subscription(token, next_try=NOW + wait * HOUR))

    assert [one.token for one in adopted.subscriptions()] == ["y", "z", "x"]


def test_a_hub_is_asked_in_vain_until_it_grants(adopted):
    adopted.subscribe(subscription())

    for n in (1, 2):
        adopted.note_asked("t", "subscribe", NOW + n * HOUR, is_signed=True)
    asked = adopted.subscription("t")
    adopted.note_granted("t", NOW + 9 * DAY, NOW + 6 * DAY)

    assert (asked.failures, asked.is_signed, asked.next_try) == (2, True, NOW + 2 * HOUR)
    granted = adopted.subscription("t")
    assert (granted.failures, granted.until, granted.next_try) == (0, NOW + 9 * DAY, NOW + 6 * DAY)


def test_a_refusal_leaves_the_lease_and_a_denial_ends_it(adopted):
    adopted.subscribe(subscription())
    adopted.note_granted("t", NOW + 9 * DAY, NOW + 6 * DAY)

    adopted.note_refused("t", "503", NOW + 7 * DAY)
    refused = adopted.subscription("t")
    adopted.note_denied("t", "denied", NOW + 8 * DAY)

    assert (refused.error, refused.until, refused.next_try) == ("503", NOW + 9 * DAY, NOW + 7 * DAY)
    denied = adopted.subscription("t")
    assert (denied.error, denied.until, denied.next_try) == ("denied", None, NOW + 8 * DAY)


def test_a_source_that_no_hub_tells_of_any_more_is_due(adopted):
    adopted.record(Visit(state(next_visit=NOW + DAY, why_then="pushed")), NOW)
    adopted.subscribe(subscription())
    assert adopted.due(NOW) == {"b"}

    adopted.note_denied("t", "denied", NOW + DAY)

    assert adopted.due(NOW) == {"a", "b"}


def test_the_lease_of_a_source_is_its_longest_that_is_wanted(adopted):
    for token, source, days, mode in (
        ("x", "a", 3, "subscribe"),
        ("y", "a", 5, "subscribe"),
        ("z", "b", 9, "unsubscribe"),
    ):
        adopted.subscribe(subscription(token, source, until=NOW + days * DAY, mode=mode))
    adopted.subscribe(subscription("w", "b"))

    assert adopted.lease_ends() == {"a": NOW + 5 * DAY}


def test_a_subscription_is_forgotten(adopted):
    adopted.subscribe(subscription())

    adopted.unsubscribe("t")

    assert adopted.subscriptions() == ()


def test_documents_wait_in_the_order_received(adopted):
    kept = [adopted.keep_push(push(b"%d" % n, at=NOW - n * HOUR)) for n in range(3)]

    assert kept == [True] * 3
    assert adopted.pushed() == {"a"}
    assert numbers(adopted) == [b"0", b"1", b"2"]
    assert adopted.pushed() == frozenset()


def test_a_document_is_given_back_as_it_came(adopted):
    one = push(bytes(range(256)), content_type="application/atom+xml; charset=x", content_encoding="gzip")

    adopted.keep_push(one)

    found = adopted.next_push("a")
    assert replace(found, number=0) == one
    assert found.number > 0


def test_a_document_waits_until_the_visit_that_read_it_is_recorded(adopted):
    adopted.keep_push(push())
    found = adopted.next_push("a")

    adopted.record(Visit(state(), push=found.number), NOW)

    assert adopted.next_push("a") is None


def test_what_waits_outlasts_the_process(store_url):
    store = open_store(store_url)
    adopt(store)
    store.keep_push(push())
    store.close()

    again = open_store(store_url)

    assert again.next_push("a").body == b"<rss/>"
    again.close()


def test_a_repetition_is_not_kept_again_for_a_while(adopted):
    adopted.keep_push(push())
    adopted.keep_push(push())
    assert numbers(adopted) == [b"<rss/>"]

    adopted.keep_push(push(at=NOW + REPLAYED_FOR))
    assert numbers(adopted) == []

    adopted.keep_push(push(at=NOW + REPLAYED_FOR + timedelta(seconds=1)))
    assert numbers(adopted) == [b"<rss/>"]


def test_one_document_for_two_sources_is_kept_for_both(adopted):
    adopted.keep_push(push())
    adopted.keep_push(push(source="b"))

    assert (numbers(adopted), numbers(adopted, "b")) == ([b"<rss/>"], [b"<rss/>"])


def test_too_many_documents_are_not_kept_and_lose_none_that_were(adopted):
    kept = [adopted.keep_push(push(b"%d" % n)) for n in range(WAITING_MOST + 1)]

    assert kept == [True] * WAITING_MOST + [False]
    assert adopted.keep_push(push(source="b"))
    assert len(numbers(adopted)) == WAITING_MOST


def test_documents_too_large_together_are_not_kept(adopted):
    half = WAITING_BYTES // 2

    kept = [adopted.keep_push(push(letter * half)) for letter in (b"x", b"y", b"z")]

    assert kept == [True, True, False]


def test_a_source_that_is_taken_out_has_nothing_waiting(adopted):
    adopted.keep_push(push())

    adopted.adopt({"b": ""}, ["all"], NOW)

    assert adopted.pushed() == frozenset()
    assert adopted.next_push("a") is None


def test_a_source_is_due_earlier_and_never_later(adopted):
    adopted.record(Visit(state(next_visit=NOW + DAY)), NOW)

    adopted.hasten("a", NOW + 2 * DAY)
    assert adopted.state("a").next_visit == NOW + DAY

    adopted.hasten("a", NOW + HOUR)
    assert adopted.state("a").next_visit == NOW + HOUR


def test_what_a_source_announces_and_when_its_hubs_pushed_are_remembered(adopted):
    one = state(announced=ANNOUNCED, last_push=NOW, last_miss=NOW - DAY)

    adopted.record(Visit(one), NOW)

    assert adopted.state("a") == one
