"""What is asked for, and what each answer means."""

import gzip
import socket
from datetime import timedelta

import pytest

from feeds.errors import FetchError
from feeds.ingest import fetch
from feeds.ingest.fetch import GoneError, RetryLaterError
from feeds.model import Validators
from tests.ingest.test_unpacking import PACKERS
from tests.scripted import Answer

BODY = b"<rss/>" * 100
KNOWN = Validators('"1"')


# -- a document ---------------------------------------------------------------------------------------------------


def test_an_answer_is_a_document_with_what_was_said_of_it(server, get):
    headers = {"Content-Type": "Application/RSS+XML; charset=iso-8859-15", "ETag": 'W/"1"', "Last-Modified": "Mon"}
    url = server.play("/feed", Answer(body=BODY, headers=headers))

    fetched = get(url)

    assert fetched.document.content == BODY
    assert fetched.document.url == fetched.url == url
    assert (fetched.document.media_type, fetched.document.charset) == ("application/rss+xml", "iso-8859-15")
    assert fetched.validators == Validators('W/"1"', "Mon")
    assert fetched.moved_to == ""


def test_an_answer_that_says_nothing_of_itself_is_a_document_too(server, get):
    fetched = get(server.play("/feed", Answer(body=BODY)))

    assert (fetched.document.media_type, fetched.document.charset) == ("", "")
    assert (fetched.validators, fetched.fresh_for) == (Validators(), timedelta(0))


@pytest.mark.parametrize(
    "etag",
    [
        '"plain"',
        'W/"weak"',
        "without quotes",
        '"odd, one"',
        'W/""',
        '"a"b"',
        "w/'single'",
        '"été"',
        '"a\\"b"',
        "*",
        '"' + "x" * 4000 + '"',
        '"a\tb"',
    ],
)
def test_validators_come_back_byte_for_byte(server, get, etag):
    last_modified = "yesterday, more or less"
    head = f"HTTP/1.1 200 OK\r\nETag: {etag}\r\nLast-Modified: {last_modified}\r\nContent-Length: 1\r\n\r\nx"
    url = server.play("/feed", Answer(raw=head.encode()), Answer(304))

    known = get(url).validators
    fetched = get(url, known=known)

    asked = server.log[1].headers
    assert asked["if-none-match"].encode("latin-1").decode() == etag  # http.server reads headers as Latin-1
    assert asked["if-modified-since"] == last_modified
    assert (fetched.document, fetched.validators, fetched.url) == (None, known, url)


def test_a_validator_that_cannot_be_sent_back_as_it_came_is_none(server, get):
    head = b'HTTP/1.1 200 OK\r\nETag: "\xe9"\r\nLast-Modified: Mon\r\nContent-Length: 1\r\n\r\nx'
    url = server.play("/feed", Answer(raw=head))

    assert get(url).validators == Validators("", "Mon")


def test_unchanged_is_an_error_where_nothing_is_known(server, get):
    url = server.play("/feed", Answer(304))

    with pytest.raises(FetchError, match="the server answered 304"):
        get(url)


def test_an_unchanged_answer_tells_how_long_it_stays_so(server, get):
    url = server.play("/feed", Answer(304, headers={"Cache-Control": "max-age=600"}))

    assert get(url, known=KNOWN).fresh_for == timedelta(minutes=10)


def test_each_line_of_cache_control_counts(server, get):
    head = b"HTTP/1.1 200 OK\r\nCache-Control: public\r\nCache-Control: max-age=60\r\nContent-Length: 1\r\n\r\nx"
    url = server.play("/feed", Answer(raw=head))

    assert get(url).fresh_for == timedelta(minutes=1)


# -- bodies -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", sorted(PACKERS))
def test_a_compressed_body_is_read(server, get, encoding):
    url = server.play("/feed", Answer(body=PACKERS[encoding](BODY), headers={"Content-Encoding": encoding}))

    assert get(url).document.content == BODY


@pytest.mark.parametrize(
    ("encoding", "times"),
    [
        pytest.param("", 1, id="a gzip file"),
        pytest.param("gzip", 2, id="gzip in gzip that says it once"),
        pytest.param("gzip, gzip", 2, id="gzip in gzip"),
    ],
)
def test_gzip_is_undone_though_nobody_told(server, get, encoding, times):
    body = BODY
    for _ in range(times):
        body = gzip.compress(body)
    url = server.play("/feed", Answer(body=body, headers={"Content-Encoding": encoding} if encoding else {}))

    assert get(url).document.content == BODY


@pytest.mark.parametrize("encoding", sorted(PACKERS))
def test_a_compressed_body_that_breaks_off_is_an_error(server, get, encoding):
    cut = PACKERS[encoding](BODY)[:-3]
    url = server.play("/feed", Answer(body=cut, headers={"Content-Encoding": encoding}))

    with pytest.raises(FetchError, match="the answer broke off inside its compression"):
        get(url)


def test_an_empty_body_is_no_broken_compression(server, get):
    url = server.play("/feed", Answer(body=b"", headers={"Content-Encoding": "gzip"}))

    assert get(url).document.content == b""


def test_a_body_that_is_not_what_its_encoding_says_is_an_error(server, get):
    url = server.play("/feed", Answer(body=b"<rss/>", headers={"Content-Encoding": "gzip"}))

    with pytest.raises(FetchError, match="the answer is not compressed as it says: gzip"):
        get(url)


def test_a_body_that_breaks_off_is_an_error(server, get):
    url = server.play("/feed", Answer(raw=b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n<rss>"))

    with pytest.raises(FetchError, match="the answer broke off"):
        get(url)


def test_a_body_that_declares_to_be_too_long_is_not_read(server, get, monkeypatch):
    monkeypatch.setattr(fetch, "MAX_BYTES", 100_000)
    url = server.play("/feed", Answer(headers={"Content-Length": "100001"}))

    with pytest.raises(FetchError, match="100001 bytes: at most 100000 are read"):
        get(url)


def test_a_body_over_the_limit_is_refused_while_it_comes(server, get, monkeypatch):
    monkeypatch.setattr(fetch, "MAX_BYTES", 100_000)
    url = server.play("/feed", Answer(body=b"x" * 10_000, chunks=100_000))

    with pytest.raises(FetchError, match="over 100000 bytes"):
        get(url)


@pytest.mark.parametrize("encoding", sorted(PACKERS))
def test_a_compressed_body_is_measured_as_it_unfolds(server, get, monkeypatch, encoding):
    monkeypatch.setattr(fetch, "MAX_BYTES", 100_000)
    bomb = PACKERS[encoding](b"x" * 5_000_000)
    url = server.play("/feed", Answer(body=bomb, headers={"Content-Encoding": encoding}))

    with pytest.raises(FetchError, match="over 100000 bytes"):
        get(url)


@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_a_bomb_in_a_gzip_file_is_measured_too(server, get, monkeypatch, encoding):
    monkeypatch.setattr(fetch, "MAX_BYTES", 100_000)
    bomb = gzip.compress(b"x" * 5_000_000)
    body, headers = (gzip.compress(bomb), {"Content-Encoding": encoding}) if encoding else (bomb, {})
    url = server.play("/feed", Answer(body=body, headers=headers))

    with pytest.raises(FetchError, match="over 100000 bytes"):
        get(url)


# -- no document --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [201, 202, 204, 205, 206, 226, 300, 305, 400, 401, 403, 404, 410, 500, 502])
def test_a_refusal_is_an_error_with_the_status(server, get, status):
    url = server.play("/feed", Answer(status, reason="Because"))

    with pytest.raises(FetchError, match=f"^the server answered {status} Because"):
        get(url)


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        pytest.param(Answer(204), "204 No Content: an empty answer", id="an empty answer"),
        pytest.param(Answer(206, BODY), "206 Partial Content: a part, though the whole", id="a part"),
        pytest.param(Answer(401), "401 Unauthorized: give `user` and `password`, or `token`", id="no credentials"),
        pytest.param(
            Answer(403, b"<title>Just a moment...</title>"),
            "403 Forbidden: a bot challenge: the site must let feed readers pass",
            id="a challenge",
        ),
        pytest.param(
            Answer(202, headers={"x-amzn-waf-action": "challenge"}),
            "202 Accepted: a bot challenge: the site must let feed readers pass",
            id="a challenge that its headers tell of",
        ),
        pytest.param(
            Answer(403, b"<form><input type=password>"),
            "403 Forbidden: a login form: the address needs credentials, or is for people only",
            id="a form of login",
        ),
        pytest.param(
            Answer(403, gzip.compress(b"<title>Just a moment...</title>"), {"Content-Encoding": "gzip"}),
            "403 Forbidden: a bot challenge: the site must let feed readers pass",
            id="a compressed challenge",
        ),
        pytest.param(Answer(404, b"x", {"Content-Encoding": "gzip"}), "404 Not Found$", id="a page that is no gzip"),
        pytest.param(Answer(404, b"x" * 10_000, chunks=100_000), "404 Not Found$", id="an endless page"),
        pytest.param(
            Answer(raw=b"HTTP/1.1 404 Not\tFound\r\nContent-Length: 9\r\n\r\nx"), "404 Not Found$", id="a broken page"
        ),
    ],
)
def test_why_there_is_no_document_is_told(server, get, answer, why):
    url = server.play("/feed", answer)

    with pytest.raises(FetchError, match=f"^the server answered {why}"):
        get(url)


@pytest.mark.parametrize(
    ("statuses", "is_gone"),
    [
        pytest.param([], True, id="where it was asked"),
        pytest.param([301, 308], True, id="where it has moved"),
        pytest.param([301, 302], False, id="where it is for now"),
        pytest.param([302, 301], False, id="where another has moved"),
    ],
)
def test_gone_is_told_apart_where_it_is_said_of_the_document(server, get, statuses, is_gone):
    for n, status in enumerate(statuses):
        server.play(f"/{n}", Answer(status, headers={"Location": f"/{n + 1}"}))
    server.play(f"/{len(statuses)}", Answer(410))

    with pytest.raises(FetchError, match="the server answered 410 Gone") as caught:
        get(server.url + "/0")

    assert isinstance(caught.value, GoneError) == is_gone


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


@pytest.mark.parametrize(
    ("status", "header"),
    [
        (503, "soon"),
        (503, "-5"),
        (429, "0"),
        (503, "Mon, 23 Nov 2020 10:30:00 GMT"),
        (500, "60"),
    ],
)
def test_a_retry_after_that_says_nothing_is_a_plain_refusal(server, get, status, header):
    url = server.play("/feed", Answer(status, headers={"Retry-After": header}))

    with pytest.raises(FetchError) as caught:
        get(url)

    assert not isinstance(caught.value, RetryLaterError)


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"HTTP/9.9 what\r\n\r\n", id="another protocol"),
        pytest.param(b"SSH-2.0-OpenSSH_9.2\r\n", id="another service"),
        pytest.param(b"HTTP/1.1 200 OK\r\nA: " + b"x" * 100_000 + b"\r\n\r\n", id="a header without end"),
        pytest.param(b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 5_000 + b"\r\n", id="a flood of headers"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n", id="less than nothing"),
        pytest.param(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", id="broken chunks"),
        pytest.param(b"\r\n", id="nothing"),
    ],
)
def test_what_is_no_http_is_an_error(server, get, raw):
    url = server.play("/feed", Answer(raw=raw))

    with pytest.raises(FetchError):
        get(url)


def test_a_port_where_nobody_listens_is_an_error(get):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

        with pytest.raises(FetchError) as caught:
            get(f"http://127.0.0.1:{port}/")

    assert str(caught.value) == f"no connection to 127.0.0.1, port {port}: Connection refused"


@pytest.mark.parametrize("url", ["", "ftp://example.org/", "http://", "http://a b/", "feed"])
def test_what_is_no_address_is_an_error(get, url):
    with pytest.raises(FetchError, match="the address is not valid: correct `url`"):
        get(url)
