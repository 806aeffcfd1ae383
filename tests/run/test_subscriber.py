"""Hubs asked for subscriptions, for their renewal, and for their end."""

from datetime import timedelta

import pytest

from feeds.run import subscriber
from feeds.run.subscriber import is_served_publicly
from tests.hub import Hub, Ways
from tests.run.subscribed import SOURCE
from tests.scripted import Answer
from tests.sites import DAY

HOUR = timedelta(hours=1)


def modes(hub):
    return [form["hub.mode"] for form in hub.asked]


def test_a_source_that_announces_a_hub_is_subscribed_to(subscribed, hub):
    subscribed.run()

    [form] = hub.asked
    assert form == {
        "hub.mode": "subscribe",
        "hub.topic": subscribed.topic,
        "hub.callback": subscribed.callback,
        "hub.verify": "async",
        "hub.lease_seconds": "864000",
        "hub.secret": subscribed.subscription.secret,
    }
    assert form["hub.callback"].startswith("https://veille.example/websub/")
    assert 30 < len(form["hub.secret"]) < 200
    assert subscribed.subscription.until is None


def test_each_subscription_has_a_token_and_a_secret_of_its_own(subscribed, hub):
    subscribed.site.sources += SOURCE.format("b", subscribed.publisher.url + "/other", "")
    subscribed.publisher.play(
        "/other", Answer(body=subscribed.document(range(9, 12), self_url="https://b.example/feed"))
    )

    subscribed.run()

    for name in ("hub.callback", "hub.secret", "hub.topic"):
        assert len({form[name] for form in hub.asked}) == 2


def test_a_granted_subscription_is_not_asked_for_again_before_its_lease_nears_its_end(subscribed, hub):
    subscribed.subscribe()

    for _ in range(6):
        subscribed.run(after=DAY)

    assert modes(hub) == ["subscribe"]
    assert subscribed.subscription.until == subscribed.site.now + 4 * DAY


@pytest.mark.parametrize(
    ("granted", "asked_again"),
    [
        pytest.param("3600", timedelta(minutes=45), id="an hour"),
        pytest.param("", 7 * DAY, id="not said"),
        pytest.param("x", 7 * DAY, id="no number"),
        pytest.param("999999999", 21 * DAY, id="thirty years"),
    ],
)
def test_a_lease_is_renewed_before_its_end(subscribed, hub, granted, asked_again):
    subscribed.run()
    [form] = hub.asked
    query = {
        "hub.mode": "subscribe",
        "hub.topic": form["hub.topic"],
        "hub.challenge": "c",
        "hub.lease_seconds": granted,
    }
    hub.get(form["hub.callback"], query)
    assert subscribed.subscription.until > subscribed.site.now + asked_again

    subscribed.ask(after=asked_again)

    assert modes(hub) == ["subscribe", "subscribe"]
    assert hub.asked[0] == hub.asked[1]


def test_a_renewal_that_fails_is_tried_again_before_the_lease_is_lost(subscribed, hub):
    subscribed.subscribe()
    hub.ways = Ways(503)
    subscribed.ask(after=7 * DAY)
    assert subscribed.subscription.until > subscribed.site.now

    hub.ways = Ways()
    subscribed.ask(after=HOUR)
    hub.verify()

    assert subscribed.subscription.until == subscribed.site.now + 10 * DAY


def test_a_lease_that_was_lost_is_asked_for_anew(subscribed, hub):
    subscribed.subscribe()

    subscribed.ask(after=100 * DAY)
    hub.verify()

    assert subscribed.subscription.until == subscribed.site.now + 10 * DAY


def test_a_hub_that_never_verifies_is_asked_less_and_less(subscribed, hub):
    subscribed.run()

    for _ in range(7 * 24):
        subscribed.ask(after=HOUR)

    assert 8 <= len(hub.asked) <= 12


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


def test_a_hub_that_is_down_is_asked_one_thing_and_no_more_at_a_time(subscribed, hub):
    for n in range(5):
        path = subscribed.publisher.play(
            f"/{n}", Answer(body=subscribed.document([n], self_url=f"https://x.example/{n}"))
        )
        subscribed.site.sources += SOURCE.format(f"s{n}", path, "")
    hub.ways = Ways(503)

    subscribed.run()

    assert len(hub.asked) == 1
    assert len(subscribed.store.subscriptions()) == 6


def test_a_hub_that_hangs_is_given_up_and_keeps_no_other_from_being_asked(subscribed, hub, monkeypatch):
    monkeypatch.setattr(subscriber, "_PATIENCE_SECONDS", 2)
    hanging = subscribed.publisher.play("/hang", Answer(hang=True))
    body = subscribed.document([7], hub_url=hanging, self_url="https://x.example/")
    subscribed.site.sources += SOURCE.format("b", subscribed.publisher.play("/b", Answer(body=body)), "")

    subscribed.run()

    assert modes(hub) == ["subscribe"]
    assert {one.source_id: one.error for one in subscribed.store.subscriptions()} == {"a": "", "b": "no answer in time"}


def test_what_is_not_asked_in_time_is_asked_after_the_next_run(subscribed, hub, monkeypatch):
    subscribed.run()
    hub.asked.clear()
    monkeypatch.setattr(subscriber, "_BUDGET_SECONDS", 0.0)
    subscribed.ask(after=DAY)
    assert hub.asked == []

    monkeypatch.undo()
    subscribed.ask(after=DAY)

    assert modes(hub) == ["subscribe"]


def test_a_hub_may_send_us_to_another(subscribed, hub, hub_authority):
    other = Hub(lambda: subscribed.site.now, tls=hub_authority[1])
    other.doors = hub.doors
    hub.ways = Ways(307, headers={"Location": other.url})

    subscribed.run()

    assert hub.asked == other.asked
    assert [heard.status for heard in other.verify()] == [200]
    other.close()


def test_a_hub_that_verifies_before_it_answers_is_understood(subscribed, hub):
    hub.ways = Ways(204, verifies_first=True)

    subscribed.run()

    assert subscribed.subscription.until == subscribed.site.now + 10 * DAY
    assert subscribed.subscription.failures == 0


def test_a_secret_is_told_over_https_only(subscribed, plain_hub):
    subscribed.play(range(3), hub_url=plain_hub.url)

    subscribed.run()

    [form] = plain_hub.asked
    assert "hub.secret" not in form
    assert not subscribed.subscription.is_signed


def test_a_secret_is_not_carried_on_to_where_it_could_be_read(subscribed, hub, plain_hub):
    hub.ways = Ways(307, headers={"Location": plain_hub.url})

    subscribed.run()

    assert plain_hub.asked == []
    assert "https to http" in subscribed.subscription.error


def test_a_hub_at_a_private_address_is_refused_for_a_source_that_may_have_none(subscribed, hub):
    subscribed.run()
    hub.asked.clear()
    subscribed.site.sources = subscribed.site.sources.replace("allow_private = true\n", "")

    subscribed.ask(after=DAY)

    assert hub.asked == []
    assert "is not a public address" in subscribed.subscription.error


@pytest.mark.parametrize(
    ("base_url", "is_public"),
    [
        ("https://veille.example/", True),
        ("http://veille.example:8080/x/", True),
        ("https://93.184.216.34/", True),
        ("http://localhost:8000/", False),
        ("http://veille.localhost/", False),
        ("http://127.0.0.1/", False),
        ("http://192.168.1.9/", False),
        ("http://[::1]/", False),
        ("http://nas/", False),
        ("http://nas.local/", False),
        ("http://nas.home.arpa./", False),
    ],
)
def test_hubs_can_reach_us_at_a_public_name_only(base_url, is_public):
    assert is_served_publicly(base_url) == is_public


def test_a_site_without_a_public_name_asks_no_hub(subscribed, hub):
    subscribed.site.base_url = "http://nas.local/"

    subscribed.run()

    assert (hub.asked, subscribed.store.subscriptions()) == ([], ())


@pytest.mark.parametrize("opened_by", ['token = "s3cret"', 'user = "u"\npassword = "p"', 'headers = { "X-Key" = "k" }'])
def test_a_source_that_a_key_opens_is_told_to_no_hub(subscribed, hub, opened_by):
    subscribed.site.sources += opened_by

    subscribed.run()

    assert (hub.asked, subscribed.fetched) == ([], 1)


# -- the end ------------------------------------------------------------------------------------------------------


def take_out(subscribed):
    subscribed.site.sources = '[[sources]]\nid = "redaction"\npath = "articles"\n'


def test_a_source_taken_out_is_unsubscribed_from(subscribed, hub):
    subscribed.subscribe()
    take_out(subscribed)

    subscribed.run()
    [heard] = hub.verify()

    assert modes(hub) == ["subscribe", "unsubscribe"]
    assert {form["hub.callback"] for form in hub.asked} == {hub.asked[0]["hub.callback"]}
    assert (heard.status, hub.leases, subscribed.store.subscriptions()) == (200, {}, ())


def test_a_source_turned_off_is_unsubscribed_from(subscribed, hub):
    subscribed.subscribe()
    subscribed.site.sources += "enabled = false\n"

    subscribed.run()

    assert modes(hub) == ["subscribe", "unsubscribe"]


def test_a_hub_that_does_not_confirm_an_end_is_asked_a_few_times(subscribed, hub):
    subscribed.subscribe()
    take_out(subscribed)

    for _ in range(9):
        subscribed.ask(after=4 * HOUR)

    assert modes(hub) == ["subscribe"] + ["unsubscribe"] * 3
    assert subscribed.store.subscriptions() == ()


def test_a_subscription_that_was_never_granted_is_only_forgotten(subscribed, hub):
    subscribed.run()
    take_out(subscribed)

    subscribed.run()

    assert modes(hub) == ["subscribe"]
    assert subscribed.store.subscriptions() == ()


def test_a_source_put_back_while_its_subscription_ends_is_subscribed_to_anew(subscribed, hub):
    subscribed.subscribe()
    sources = subscribed.site.sources
    take_out(subscribed)
    subscribed.run()

    subscribed.site.sources = sources
    subscribed.run()
    hub.verify()

    assert modes(hub) == ["subscribe", "unsubscribe", "subscribe"]
    assert [lease.callback for lease in hub.leases.values()] == [subscribed.callback]
    assert subscribed.callback != hub.asked[0]["hub.callback"]


def test_a_source_that_changes_its_hub_is_subscribed_to_there(subscribed, hub, plain_hub):
    subscribed.subscribe()
    plain_hub.doors = hub.doors
    subscribed.play(range(4), hub_url=plain_hub.url)

    subscribed.run(after=DAY)
    hub.verify()
    plain_hub.verify()

    assert modes(hub) == ["subscribe", "unsubscribe"]
    assert (modes(plain_hub), hub.leases) == (["subscribe"], {})
    assert subscribed.subscription.hub == plain_hub.url


def test_a_source_that_names_another_address_of_its_own_is_subscribed_to_under_that(subscribed, hub):
    subscribed.subscribe()
    subscribed.play(range(4), self_url="https://moved.example/feed")

    subscribed.run(after=DAY)
    hub.verify()

    assert [topic for topic, _ in hub.leases] == ["https://moved.example/feed"]


def test_a_source_whose_configured_address_changes_is_unsubscribed_from(subscribed, hub):
    subscribed.subscribe()
    subscribed.site.sources = subscribed.site.sources.replace("/feed", "/new")
    subscribed.publisher.play("/new", Answer(body=subscribed.document([1], hub_url="")))

    subscribed.run()
    hub.verify()

    assert (hub.leases, subscribed.store.subscriptions()) == ({}, ())


def test_a_source_that_is_gone_is_unsubscribed_from(subscribed, hub):
    subscribed.subscribe()
    subscribed.publisher.play("/feed", Answer(410))

    subscribed.run(after=DAY)
    hub.verify()

    assert hub.leases == {}


def test_an_unchanged_answer_leaves_what_was_announced_as_it_was(subscribed, hub):
    subscribed.play(range(3), ETag='"1"')
    subscribed.subscribe()
    subscribed.publisher.play("/feed", Answer(304))

    for _ in range(3):
        subscribed.run(after=DAY)

    assert (modes(hub), subscribed.fetched, subscribed.site.status("a").state) == (["subscribe"], 4, "ok")


def test_headers_announce_a_hub_with_an_answer_that_is_unchanged_too(subscribed, hub, plain_hub):
    subscribed.publisher.play("/feed", Answer(body=subscribed.document(range(3), hub_url=""), headers={"ETag": '"1"'}))
    subscribed.run()
    assert hub.asked == []

    link = f'<{hub.url}>; rel="hub", <{subscribed.topic}>; rel="self"'
    subscribed.publisher.play("/feed", Answer(304, headers={"Link": link}))
    subscribed.run(after=DAY)

    assert [form["hub.topic"] for form in hub.asked] == [subscribed.topic]


# -- the status ---------------------------------------------------------------------------------------------------


def test_the_status_tells_what_comes_of_a_hub(subscribed, hub):
    def told():
        return subscribed.site.status("a").hub

    subscribed.site.run()
    assert told() == ""
    subscribed.ask()
    assert told() == "asked"
    hub.verify()
    assert told() == "pushes"
    hub.deny("no more")
    assert told() == "denied: no more"


def test_a_hub_s_words_are_published_without_addresses_that_open_anything(subscribed, hub):
    hub.ways = Ways(403, "see https://hub.example/?key=s3cret")
    subscribed.run()

    subscribed.run()

    status = (subscribed.site.output / "status" / "status.json").read_text()
    assert "403 Forbidden: see https://hub.example/" in status
    assert "s3cret" not in status
