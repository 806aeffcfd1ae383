"""The hubs that a feed announces, in its headers or in itself."""

import pytest

from feeds.ingest.announced import announced_in_header, choose_announced
from feeds.ingest.parse import parse_document
from feeds.model import Announced, Document
from tests.effort import at_most
from tests.scripted import Answer

URL = "https://a.example/feed"
HUB, OTHER = "https://hub.example/", "https://other.example/"
SELF = "https://a.example/self"
ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><id>urn:a</id><title>A</title>{}<entry><title>E</title></entry></feed>'
)
RSS = (
    '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>A</title>{}'
    "<item><title>E</title></item></channel></rss>"
)


def parsed(text):
    return parse_document(Document(text.encode(), url=URL)).announced


@pytest.mark.parametrize(
    ("header", "announced"),
    [
        pytest.param(f'<{HUB}>; rel="hub", <{SELF}>; rel="self"', Announced((HUB,), SELF), id="one header for both"),
        pytest.param(f"<{HUB}>;rel=hub,<{SELF}>;rel=self", Announced((HUB,), SELF), id="without quotes"),
        pytest.param(f'<{HUB}>; title="a, b; c"; rel="Hub"', Announced((HUB,)), id="a title with signs in it"),
        pytest.param(f'<{HUB}>; rel="self hub"', Announced((HUB,), HUB), id="two relations in one"),
        pytest.param(
            '</hub>; rel="hub", <feed.atom>; rel=self',
            Announced(("https://a.example/hub",), "https://a.example/feed.atom"),
            id="relative",
        ),
        pytest.param(
            f'<{HUB}>; rel="hub", <{HUB}>; rel="hub", <{OTHER}>; rel=hub', Announced((HUB, OTHER)), id="several"
        ),
        pytest.param(f'<{HUB}>; rel="hub"; anchor="/else"', Announced(), id="of another document"),
        pytest.param(
            '<javascript:alert(1)>; rel="hub", <ftp://a.example/>; rel=self', Announced(), id="no address of the web"
        ),
        pytest.param(f'<{HUB}>; rev="hub"; rel="alternate"; rel="hub"', Announced(), id="the first rel counts"),
        pytest.param("<<>>;;; rel=,hub", Announced(), id="no link at all"),
    ],
)
def test_a_link_header_announces_hubs_and_the_address_they_know(header, announced):
    assert announced_in_header(header, URL) == announced


def test_only_the_first_hubs_of_many_are_known():
    header = ", ".join(f"<https://hub{n}.example/>; rel=hub" for n in range(9))

    assert announced_in_header(header, URL).hubs == tuple(f"https://hub{n}.example/" for n in range(3))


@pytest.mark.parametrize(
    "attack", ["<a>" + ";x" * 50_000, "<" * 100_000, '<a>;x="' + "\\" * 100_000, "<a> ; " * 30_000]
)
def test_a_hostile_header_costs_little(attack):
    with at_most(2):  # quadratic, it would be a minute
        announced_in_header(attack, URL)


@pytest.mark.parametrize(
    ("text", "announced"),
    [
        pytest.param(
            ATOM.format(f'<link rel="hub" href="{HUB}"/><link rel="self" href="/self"/>'),
            Announced((HUB,), SELF),
            id="Atom",
        ),
        pytest.param(
            RSS.format(f'<atom:link rel="hub" href="{HUB}"/><atom:link rel="self" href="{SELF}"/>'),
            Announced((HUB,), SELF),
            id="RSS",
        ),
        pytest.param(
            "<?xml version='1.0'?><!DOCTYPE rss>" + RSS.format(f'<atom:link rel="hub" href="{HUB}"/>'),
            Announced((HUB,)),
            id="a feed read tolerantly",
        ),
        pytest.param(ATOM.format(f'<link rel="self" href="{SELF}"/>'), Announced((), SELF), id="no hub"),
        pytest.param(
            ATOM.format("").replace("<entry>", f'<entry><link rel="hub" href="{HUB}"/>'),
            Announced(),
            id="in an entry, where others write",
        ),
    ],
)
def test_a_document_announces_hubs_and_the_address_they_know(text, announced):
    assert parsed(text) == announced


@pytest.mark.parametrize(
    ("header", "document", "chosen"),
    [
        pytest.param(
            Announced((HUB,), SELF), Announced((OTHER,), OTHER), Announced((HUB,), SELF), id="headers come first"
        ),
        pytest.param(
            Announced((), SELF), Announced((OTHER,), OTHER), Announced((OTHER,), OTHER), id="a header without hub"
        ),
        pytest.param(
            Announced((HUB,)), Announced((), SELF), Announced((HUB,), SELF), id="the other's word on its address"
        ),
        pytest.param(Announced((HUB,)), Announced(), Announced((HUB,), URL), id="nobody's word on it"),
        pytest.param(Announced((), SELF), Announced((), SELF), Announced(), id="no hub"),
    ],
)
def test_the_headers_count_where_they_name_a_hub(header, document, chosen):
    assert choose_announced(header, document, URL) == chosen


def test_every_link_header_of_an_answer_is_read(server, get):
    raw = (
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n"
        b'Link: <https://hub.example/>; rel="hub"\r\nLink: <https://a.example/self>; rel="self"\r\n\r\nok'
    )

    fetched = get(server.play("/feed", Answer(raw=raw)))

    assert fetched.announced == Announced((HUB,), SELF)
