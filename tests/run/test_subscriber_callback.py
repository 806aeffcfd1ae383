"""The callbacks: intents confirmed, documents taken, and everybody else left outside."""

import pytest

from tests.hub import CHALLENGE
from tests.run.served import ask
from tests.sites import DAY


def query(subscribed, mode="subscribe", **more):
    return {"hub.mode": mode, "hub.topic": subscribed.topic, "hub.challenge": "c"} | {
        f"hub.{name}": value for name, value in more.items()
    }


def waiting(subscribed):
    return subscribed.store.pushed()


def test_what_was_asked_is_confirmed_with_the_challenge_as_plain_text(subscribed, hub):
    subscribed.run()

    [heard] = hub.verify()

    assert (heard.status, heard.body) == (200, CHALLENGE.encode())
    assert heard.headers["content-type"].startswith("text/plain")
    assert heard.headers["x-content-type-options"] == "nosniff"
    assert subscribed.subscription.until == subscribed.site.now + 10 * DAY


def test_a_hub_may_check_again_that_a_subscription_is_meant(subscribed, hub):
    subscribed.subscribe()
    subscribed.site.now += DAY

    heard = hub.get(subscribed.callback, query(subscribed, lease_seconds="864000"))

    assert (heard.status, heard.body) == (200, b"c")


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"mode": "unsubscribe"}, id="an end that nobody asked for"),
        pytest.param({"mode": "publish"}, id="no such mode"),
        pytest.param({"mode": ""}, id="no mode"),
        pytest.param({"topic": "https://other.example/feed"}, id="another feed"),
        pytest.param({"topic": ""}, id="no feed"),
        pytest.param({"challenge": ""}, id="no challenge"),
        pytest.param({"challenge": "<script>alert(1)</script> "}, id="a challenge with a space"),
        pytest.param({"challenge": "\0"}, id="a challenge that is no text"),
        pytest.param({"challenge": "c" * 1001}, id="a challenge that is a document"),
    ],
)
def test_nothing_else_is_confirmed(subscribed, hub, changes):
    subscribed.run()

    heard = hub.get(subscribed.callback, query(subscribed) | {f"hub.{name}": value for name, value in changes.items()})

    assert (heard.status, heard.body) == (404, b"nothing here\n")
    assert subscribed.subscription.until is None


def test_a_subscription_is_not_confirmed_once_its_end_is_asked_for(subscribed, hub):
    subscribed.subscribe()
    address = subscribed.callback
    subscribed.site.sources = '[[sources]]\nid = "redaction"\npath = "articles"\n'
    subscribed.run()

    assert hub.get(address, query(subscribed)).status == 404
    assert hub.get(address, query(subscribed, "unsubscribe")).status == 200


def test_a_feed_may_be_named_with_other_letters_percent_encoded(subscribed, hub):
    subscribed.play(range(3), self_url="https://a.example/%7Eada/feed")
    subscribed.run()

    heard = hub.get(subscribed.callback, query(subscribed) | {"hub.topic": "https://A.example/~ada/feed"})

    assert heard.status == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [
        pytest.param("GET", "websub/" + "x" * 43, id="a token that was never given"),
        pytest.param("POST", "websub/" + "x" * 43, id="a document for it"),
        pytest.param("GET", "websub/", id="no token"),
        pytest.param("POST", "websub/../" + "x" * 43, id="a way around"),
        pytest.param("GET", "websub/%00' OR 1=1 --", id="signs of a database"),
        pytest.param("POST", "websub/" + "é" * 43, id="no letters of ours"),
    ],
)
def test_who_knows_no_token_finds_nothing(subscribed, method, path):
    subscribed.subscribe()

    heard = ask(subscribed.url, "/" + path.replace("é", "%C3%A9").replace(" ", "%20"), method=method, body=b"<rss/>")

    assert heard.status == 404
    assert (waiting(subscribed), subscribed.woken) == (frozenset(), 0)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "HEAD"])
def test_other_methods_find_nothing(subscribed, method):
    subscribed.subscribe()

    heard = ask(subscribed.url, f"/websub/{subscribed.subscription.token}", method=method)

    assert heard.status == 404


# -- denials ------------------------------------------------------------------------------------------------------


def test_a_denial_is_told_and_the_hub_asked_again_another_day(subscribed, hub):
    subscribed.run()

    assert hub.deny("not\nfor you").status == 200

    assert subscribed.subscription.error == "denied: not for you"
    subscribed.ask(after=DAY)
    assert len(hub.asked) == 1
    subscribed.ask(after=DAY)
    assert len(hub.asked) == 2


def test_a_subscription_that_was_granted_may_be_denied_later(subscribed, hub):
    subscribed.subscribe()

    hub.deny()

    assert (subscribed.subscription.until, subscribed.subscription.error) == (None, "denied")
    assert hub.push_to(subscribed.callback, b"<rss/>").status == 404


def test_a_denial_of_another_feed_changes_nothing(subscribed, hub):
    subscribed.subscribe()
    before = subscribed.subscription

    heard = hub.get(subscribed.callback, {"hub.mode": "denied", "hub.topic": "https://other.example/"})

    assert heard.status == 404
    assert subscribed.subscription == before


def test_no_token_and_no_secret_is_logged(subscribed, hub, caplog):
    caplog.set_level("DEBUG", "feeds.run.callback")
    caplog.set_level("DEBUG", "feeds.run.subscriber")
    subscribed.subscribe()
    hub.push_to(subscribed.callback, b"<rss/>")
    hub.deny()

    told = "".join(record.getMessage() for record in caplog.records if record.name != "feeds.run.serve")

    assert told
    assert subscribed.subscription.token not in told
    assert subscribed.subscription.secret not in told
