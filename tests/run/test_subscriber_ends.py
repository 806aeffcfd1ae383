"""Subscriptions given up: at the hub, and by us."""

from datetime import timedelta

from tests.hub import modes
from tests.scripted import Answer
from tests.sites import DAY

HOUR = timedelta(hours=1)


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


def test_a_site_that_moves_is_subscribed_to_at_its_new_address_at_once(subscribed, hub):
    subscribed.subscribe()
    old = subscribed.callback
    subscribed.site.base_url = "https://neuf.example/veille/"
    hub.doors[subscribed.site.base_url] = subscribed.url

    subscribed.run()
    heard = hub.verify()

    told = {form["hub.mode"]: form["hub.callback"] for form in hub.asked[1:]}
    assert told == {"subscribe": subscribed.callback, "unsubscribe": old}
    assert [one.status for one in heard] == [200, 200]
    assert [callback for _, callback in hub.leases] == [subscribed.callback]
    assert subscribed.callback.startswith("https://neuf.example/veille/websub/")
    assert subscribed.push([5]).status == 202


def test_a_site_that_has_no_public_name_any_more_is_unsubscribed_everywhere(subscribed, hub):
    subscribed.subscribe()
    subscribed.site.base_url = "http://nas.local/"

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
