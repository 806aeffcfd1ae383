"""What is pushed to a callback: kept when it is signed and wanted, whatever else comes."""

import socket
import sqlite3
from contextlib import ExitStack, closing
from urllib.parse import urlsplit

import pytest
from sqlalchemy import make_url

from feeds.run.callback import is_signed
from feeds.run.exchange import Asked
from feeds.subscriptions import WAITING_MOST
from tests.hub import signature
from tests.run.served import ask
from tests.sites import DAY


def waiting(subscribed):
    return subscribed.store.pushed()


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
def test_a_signed_document_is_kept_and_wakes_a_run(subscribed, hub, method):
    subscribed.subscribe()
    hub.ways.method = method

    heard = subscribed.push([5])

    assert (heard.status // 100, waiting(subscribed), subscribed.woken) == (2, {"a"}, 1)


@pytest.mark.parametrize(
    "forged",
    [
        pytest.param({}, id="none"),
        pytest.param({"X-Hub-Signature": ""}, id="an empty one"),
        pytest.param({"X-Hub-Signature": signature("another", b"<rss/>")}, id="of another secret"),
        pytest.param({"X-Hub-Signature": "md5=" + "0" * 32}, id="by a method that is none"),
        pytest.param({"X-Hub-Signature": "shake_128=00"}, id="by a method without a length"),
        pytest.param({"X-Hub-Signature": "sha256="}, id="without a digest"),
        pytest.param({"X-Hub-Signature": "sha256=\xe9"}, id="that is no digest"),
    ],
)
def test_a_document_without_its_signature_is_received_and_ignored(subscribed, hub, forged):
    subscribed.subscribe()

    heard = hub.push_to(subscribed.callback, b"<rss/>", forged)

    assert (heard.status // 100, waiting(subscribed), subscribed.woken) == (2, frozenset(), 0)


def test_a_signature_is_of_the_very_bytes():
    body = b"<rss/>"
    asked = Asked("POST", "", headers={"x-hub-signature": signature("s", body).upper()})

    assert is_signed(asked, body, "s")
    assert not is_signed(asked, body + b" ", "s")
    assert not is_signed(asked, body, "S")


def test_a_hub_that_was_told_no_secret_signs_nothing(subscribed, plain_hub):
    subscribed.hub, plain_hub.doors = plain_hub, subscribed.hub.doors
    subscribed.play(range(3))
    subscribed.subscribe()

    subscribed.push([5])

    assert waiting(subscribed) == {"a"}


def test_a_document_before_the_subscription_is_granted_is_not_taken(subscribed, hub):
    subscribed.run()

    heard = hub.push_to(subscribed.callback, b"<rss/>", secret=subscribed.subscription.secret)

    assert (heard.status, waiting(subscribed)) == (404, frozenset())


def test_a_document_that_nobody_wants_any_more_ends_the_subscription_at_the_hub(subscribed, hub):
    subscribed.subscribe()
    subscribed.site.sources = '[[sources]]\nid = "redaction"\npath = "articles"\n'
    subscribed.run()

    [heard] = hub.push(subscribed.topic, b"<rss/>")

    assert (heard.status, hub.leases, waiting(subscribed)) == (410, {}, frozenset())


def test_a_document_that_is_pushed_twice_is_kept_once(subscribed, hub):
    subscribed.subscribe()

    assert {subscribed.push([5]).status for _ in range(3)} == {202}

    subscribed.store.drop_push(subscribed.store.next_push("a").number)
    assert waiting(subscribed) == frozenset()


@pytest.mark.parametrize("what", ["nothing at all", "more than is kept"])
def test_what_is_not_kept_has_the_source_asked(subscribed, hub, what):
    subscribed.subscribe()
    subscribed.site.now += DAY / 24
    assert "a" not in subscribed.store.due(subscribed.site.now)

    if what == "nothing at all":
        hub.push(subscribed.topic, b"")
    else:
        for n in range(WAITING_MOST + 1):
            hub.push(subscribed.topic, b"%d" % n)

    assert "a" in subscribed.store.due(subscribed.site.now)
    assert subscribed.woken > 0


def test_a_source_is_not_beset_by_what_its_hub_sends(subscribed, hub):
    subscribed.subscribe()

    for _ in range(5):
        hub.push(subscribed.topic, b"")
        subscribed.run()

    assert subscribed.fetched == 1


def test_a_body_over_the_limit_is_refused(subscribed, hub):
    subscribed.subscribe()

    [heard] = hub.push(subscribed.topic, b"x" * 20_000_001)

    assert (heard.status, waiting(subscribed)) == (413, frozenset())


def test_a_body_that_never_comes_keeps_nobody_else_from_pushing(subscribed, hub):
    subscribed.subscribe()
    port = urlsplit(subscribed.url).port
    slow = [socket.create_connection(("127.0.0.1", port)) for _ in range(50)]
    for one in slow:
        one.sendall(
            f"POST /websub/{subscribed.subscription.token} HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n<".encode()
        )

    heard = subscribed.push([5])

    assert (heard.status, waiting(subscribed)) == (202, {"a"})
    for one in slow:
        one.close()


def test_documents_that_wait_for_the_store_keep_nobody_else_waiting(subscribed, hub):
    subscribed.subscribe()
    address, one = ("127.0.0.1", urlsplit(subscribed.url).port), subscribed.subscription
    head = "POST /websub/{} HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nX-Hub-Signature: {}\r\n\r\n"

    with ExitStack() as leaving:
        other = leaving.enter_context(closing(sqlite3.connect(make_url(subscribed.site.config.site.store).database)))
        other.execute("BEGIN IMMEDIATE")
        for number in range(40):  # as many as the threads there are by default, and more
            client, body = leaving.enter_context(socket.create_connection(address, timeout=10)), b"%02d" % number
            client.sendall(head.format(one.token, signature(one.secret, body)).encode() + body)

        heard = ask(subscribed.url, "/websub/" + "x" * 43)

        other.rollback()
    assert heard.status == 404


def test_nothing_is_read_of_what_somebody_sends_who_knows_no_token(subscribed):
    address = ("127.0.0.1", urlsplit(subscribed.url).port)

    with socket.create_connection(address, timeout=10) as client:
        client.sendall(f"POST /websub/{'a' * 43} HTTP/1.1\r\nHost: x\r\nContent-Length: 20000000\r\n\r\n<".encode())

        assert client.recv(100).startswith(b"HTTP/1.1 404")


def test_a_store_that_fails_has_the_hub_try_again(subscribed, hub):
    subscribed.subscribe()
    with closing(sqlite3.connect(make_url(subscribed.site.config.site.store).database)) as database:
        database.execute("DROP TABLE pushes")

    heard = subscribed.push([5])

    assert (heard.status, subscribed.woken) == (503, 0)
