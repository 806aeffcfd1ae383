"""Hubs that refuse, are down, send us around or do not answer: told, asked later, and no harm to anything else."""

from datetime import timedelta

import pytest

from feeds.run import subscriber
from tests.hub import Ways, modes
from tests.run.subscribed import SOURCE
from tests.scripted import Answer
from tests.sites import DAY

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("ways", "error"),
    [
        pytest.param(Ways(403, "no such topic\n  here"), "403 Forbidden: no such topic here", id="with its reason"),
        pytest.param(Ways(500), "500 Internal Server Error:", id="broken"),
        pytest.param(Ways(302, headers={"Location": "ftp://x"}), "a redirect leads to 'ftp://x'", id="sent nowhere"),
        pytest.param(Ways(303, headers={"Location": "/"}), "303 See Other:", id="sent elsewhere with another request"),
        pytest.param(Ways(307, headers={"Location": "/more"}), "over 5 redirects", id="sent around for ever"),
    ],
)
def test_what_a_hub_refuses_is_remembered_and_harms_no_run(subscribed, hub, ways, error):
    hub.ways = ways

    report = subscribed.run()

    assert (report.is_well, report.failed) == (True, 0)
    assert subscribed.subscription.error.startswith(error)
    assert subscribed.subscription.next_try > subscribed.site.now + 10 * timedelta(minutes=1)


def test_a_hub_that_asks_to_be_left_alone_is(subscribed, hub):
    hub.ways = Ways(429, headers={"Retry-After": "36000"})
    subscribed.run()

    subscribed.ask(after=10 * HOUR)
    assert len(hub.asked) == 1

    subscribed.ask(after=HOUR)
    assert len(hub.asked) == 2


def test_a_hub_that_is_down_is_asked_one_thing_and_no_more_at_a_time(subscribed, hub, neighbour):
    url = neighbour.play("/b", Answer(body=subscribed.document([7], self_url="https://x.example/")))
    subscribed.site.sources += SOURCE.format("b", url, "")
    hub.ways = Ways(503)

    subscribed.run()

    assert len(hub.asked) == 1
    assert len(subscribed.store.subscriptions()) == 2


def test_a_hub_that_hangs_is_given_up_and_keeps_no_other_from_being_asked(subscribed, hub, neighbour, monkeypatch):
    monkeypatch.setattr(subscriber, "_PATIENCE_SECONDS", 2)
    hanging = subscribed.publisher.play("/hang", Answer(hang=True))
    body = subscribed.document([7], hub_url=hanging, self_url="https://x.example/")
    subscribed.site.sources += SOURCE.format("b", neighbour.play("/b", Answer(body=body)), "")

    subscribed.run()

    assert modes(hub) == ["subscribe"]
    assert {one.source_id: one.error for one in subscribed.store.subscriptions()} == {"a": "", "b": "no answer in time"}


@pytest.mark.parametrize(
    "ways",
    [
        pytest.param({"status": 307, "headers": {"Location": "/more"}}, id="sends us around"),
        pytest.param({"status": 404}, id="knows no such feed"),
        pytest.param({"status": 503}, id="is down"),
        pytest.param({"status": 202}, id="accepts and never verifies"),
        pytest.param({"status": 202, "answers": False}, id="never answers"),
    ],
)
def test_a_hub_that_fails_leaves_polling_as_it_was(subscribed, hub, monkeypatch, ways):
    monkeypatch.setattr(subscriber, "_PATIENCE_SECONDS", 0.5)
    subscribed.site.sources += 'every = "1h"\n'
    hub.ways = Ways(**ways)

    reports = [subscribed.run(after=HOUR) for _ in range(5)]

    assert hub.asked
    assert (subscribed.fetched, [report.failed for report in reports]) == (5, [0] * 5)


def test_a_hub_that_answers_when_we_wait_no_more_is_understood_all_the_same(subscribed, hub, monkeypatch):
    monkeypatch.setattr(subscriber, "_PATIENCE_SECONDS", 2)
    hub.ways = Ways(answers=False)
    subscribed.run()
    assert subscribed.subscription.error == "no answer in time"

    assert [heard.status for heard in hub.verify()] == [200]

    assert subscribed.subscription.until == subscribed.site.now + 10 * DAY
    assert (subscribed.subscription.failures, subscribed.subscription.error) == (0, "")
    subscribed.ask(after=DAY)
    assert modes(hub) == ["subscribe"]


def test_what_is_not_asked_in_time_is_asked_after_the_next_run(subscribed, hub, monkeypatch):
    subscribed.run()
    hub.asked.clear()
    monkeypatch.setattr(subscriber, "_BUDGET_SECONDS", 0.0)
    subscribed.ask(after=DAY)
    assert hub.asked == []

    monkeypatch.undo()
    subscribed.ask(after=DAY)

    assert modes(hub) == ["subscribe"]
