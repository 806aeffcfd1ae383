import asyncio
import gzip
import socket
from datetime import timedelta

import pytest

from feeds.errors import FetchError
from feeds.ingest import fetch
from feeds.ingest.fetch import RefusedAddressError, RetryLaterError, fetch_feed, new_session, public_socket
from feeds.model import Validators
from tests.scripted import Answer

BODY = b"<rss/>"
NOTHING_KNOWN = Validators()


@pytest.fixture
def get(now):
    def get(url, known=NOTHING_KNOWN, *, allow_private=True):
        async def run():
            async with new_session("https://example.org/", allow_private=allow_private) as session:
                return await fetch_feed(url, known, session, now=now)

        return asyncio.run(run())

    return get


def test_an_answer_is_a_document_with_what_was_said_of_it(server, get):
    headers = {"Content-Type": "Application/RSS+XML; charset=iso-8859-15", "ETag": 'W/"1"', "Last-Modified": "Mon"}
    url = server.play("/feed", Answer(body=BODY, headers=headers))

    fetched = get(url)

    assert fetched.document.content == BODY
    assert fetched.document.url == url
    assert (fetched.document.media_type, fetched.document.charset) == ("application/rss+xml", "iso-8859-15")
    assert fetched.validators == Validators('W/"1"', "Mon")


def test_validators_are_sent_back_verbatim_and_unchanged_is_no_error(server, get):
    url = server.play("/feed", Answer(304))
    known = Validators('W/"odd, one"', "yesterday, more or less")

    fetched = get(url, known)

    [asked] = server.log
    assert asked.headers["if-none-match"] == 'W/"odd, one"'
    assert asked.headers["if-modified-since"] == "yesterday, more or less"
    assert (fetched.document, fetched.validators) == (None, known)


def test_a_first_request_says_who_we_are_and_nothing_more(server, get):
    url = server.play("/feed", Answer(body=BODY, headers={"Set-Cookie": "a=b"}))

    get(url)

    [asked] = server.log
    assert asked.headers["user-agent"] == "Rubrique (+https://example.org/)"
    assert not {"cookie", "referer", "if-none-match", "if-modified-since"} & asked.headers.keys()


def test_a_compressed_body_is_read(server, get):
    url = server.play("/feed", Answer(body=gzip.compress(BODY), headers={"Content-Encoding": "gzip"}))

    assert get(url).document.content == BODY


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed_to_where_it_ends(server, get, status):
    server.play("/new", Answer(body=BODY))
    url = server.play("/old", Answer(status, headers={"Location": "/new"}))

    assert get(url).document.url == server.url + "/new"


@pytest.mark.parametrize(
    ("location", "message"),
    [
        pytest.param("/old", "over 5 redirects", id="a loop"),
        pytest.param("file:///etc/passwd", "must be an http", id="another scheme"),
        pytest.param("", "must be an http", id="nowhere"),
        pytest.param("http://[::1", "Invalid", id="no address"),
    ],
)
def test_a_redirect_that_leads_nowhere_is_refused(server, get, location, message):
    url = server.play("/old", Answer(302, headers={"Location": location}))

    with pytest.raises(FetchError, match=message):
        get(url)


def test_a_redirect_never_leaves_https():
    with pytest.raises(FetchError, match="from https to http"):
        fetch._next_hop("https://example.org/feed", "http://example.org/feed")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 500, 502])
def test_a_refusal_is_an_error_with_the_status(server, get, status):
    url = server.play("/feed", Answer(status))

    with pytest.raises(FetchError, match=f"the server answered {status}"):
        get(url)


@pytest.mark.parametrize(
    ("status", "header", "wait"),
    [
        pytest.param(429, "7200", timedelta(hours=2), id="in seconds"),
        pytest.param(503, "Mon, 23 Nov 2026 10:30:00 GMT", timedelta(minutes=90), id="as a date"),
        pytest.param(503, "999999999", timedelta(days=7), id="a week at most"),
    ],
)
def test_a_server_that_asks_for_time_gets_it(server, get, status, header, wait):
    url = server.play("/feed", Answer(status, headers={"Retry-After": header}))

    with pytest.raises(RetryLaterError) as caught:
        get(url)

    assert caught.value.retry_after == wait


@pytest.mark.parametrize("header", ["soon", "-5", "Mon, 23 Nov 2020 10:30:00 GMT"])
def test_a_retry_after_that_says_nothing_is_a_plain_refusal(server, get, header):
    url = server.play("/feed", Answer(503, headers={"Retry-After": header}))

    with pytest.raises(FetchError) as caught:
        get(url)

    assert not isinstance(caught.value, RetryLaterError)


@pytest.mark.parametrize(
    ("header", "fresh_for"),
    [
        ("max-age=600", timedelta(minutes=10)),
        ("public, Max-Age=600", timedelta(minutes=10)),
        ("max-age=99999999", timedelta(days=1)),
        ("no-cache", timedelta(0)),
        ("s-maxage=600", timedelta(0)),
    ],
)
def test_the_servers_max_age_is_heard(server, get, header, fresh_for):
    url = server.play("/feed", Answer(body=BODY, headers={"Cache-Control": header}))

    assert get(url).fresh_for == fresh_for


def test_a_body_over_the_limit_is_refused_while_it_comes(server, get, monkeypatch):
    monkeypatch.setattr(fetch, "MAX_BYTES", 100_000)
    url = server.play("/feed", Answer(body=b"x" * 10_000, chunks=100_000))

    with pytest.raises(FetchError, match="over 100000 bytes"):
        get(url)


def test_a_compressed_body_is_measured_as_it_unfolds(server, get, monkeypatch):
    monkeypatch.setattr(fetch, "MAX_BYTES", 100_000)
    bomb = gzip.compress(b"x" * 50_000_000)
    url = server.play("/feed", Answer(body=bomb, headers={"Content-Encoding": "gzip"}))

    with pytest.raises(FetchError, match="over 100000 bytes"):
        get(url)


def test_a_server_that_says_nothing_is_left(server, get, monkeypatch):
    monkeypatch.setattr(fetch, "TIMEOUT", fetch.aiohttp.ClientTimeout(total=0.2))
    url = server.play("/feed", Answer(hang=True))

    with pytest.raises(FetchError, match="no whole answer within"):
        get(url)


def test_a_port_where_nobody_listens_is_an_error(get):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    with pytest.raises(FetchError, match="Cannot connect"):
        get(f"http://127.0.0.1:{port}/")


def test_a_body_that_is_not_what_its_encoding_says_is_an_error(server, get):
    url = server.play("/feed", Answer(body=b"not gzip", headers={"Content-Encoding": "gzip"}))

    with pytest.raises(FetchError):
        get(url)


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fe80::1%eth0", "64:ff9b::a00:1"]
)
def test_a_private_address_is_refused_where_it_would_be_dialled(address):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET

    with pytest.raises(RefusedAddressError, match="is not a public address"):
        public_socket((family, socket.SOCK_STREAM, 6, "", (address, 80)))


def test_a_public_address_gets_a_socket():
    with public_socket((socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", 80))) as made:
        assert made.family == socket.AF_INET


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f000001"])
def test_loopback_is_refused_however_it_is_written(server, get, host):
    server.play("/feed", Answer(body=BODY))
    port = server.url.rpartition(":")[2]

    with pytest.raises(FetchError):
        get(f"http://{host}:{port}/feed", allow_private=False)

    assert server.log == []


def test_a_refused_address_says_what_to_set(server, get):
    url = server.play("/feed", Answer(body=BODY))

    with pytest.raises(FetchError, match=r"127\.0\.0\.1 is not a public address: set allow_private = true"):
        get(url, allow_private=False)
