"""Hubs asked for subscriptions, for their renewal, and for their end."""

from datetime import timedelta

import pytest

from feeds.run.subscriber import is_served_publicly
from tests.hub import Hub, Ways, modes
from tests.run.subscribed import SOURCE
from tests.scripted import Answer
from tests.sites import DAY

HOUR = timedelta(hours=1)


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


def test_each_subscription_has_a_token_and_a_secret_of_its_own(subscribed, hub, neighbour):
    url = neighbour.play("/b", Answer(body=subscribed.document(range(9, 12), self_url="https://b.example/feed")))
    subscribed.site.sources += SOURCE.format("b", url, "")

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
