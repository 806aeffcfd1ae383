"""Where redirects lead, what they may carry, and what they say of the address asked."""

import pytest

from feeds.errors import FetchError
from feeds.ingest.credentials import carried_headers, keeps_origin
from feeds.ingest.redirects import Hop, lasting_address, next_hop
from feeds.model import Validators
from feeds.settings import Access, Http
from tests.scripted import Answer

BODY = b"<rss/>"
ACCESS = Access("zoé", "pässword:x", headers=(("X-Api-Key", "k"),))


def to(location, status=302):
    return Answer(status, headers={"Location": location})


# -- followed -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed_to_where_it_ends(server, get, status):
    server.play("/new", Answer(body=BODY))
    url = server.play("/old", to("/new", status))

    fetched = get(url)

    assert fetched.document.url == fetched.url == server.url + "/new"
    assert [asked.path for asked in server.log] == ["/old", "/new"]


def test_the_address_that_answered_is_told_of_an_unchanged_answer_too(server, get):
    server.play("/new", Answer(304))
    url = server.play("/old", to("/new", 301))

    fetched = get(url, known=Validators('"1"'))

    assert (fetched.document, fetched.url, fetched.moved_to) == (None, server.url + "/new", server.url + "/new")
    assert [asked.headers["if-none-match"] for asked in server.log] == ['"1"', '"1"']


def test_five_redirects_are_followed_and_no_more(server, get):
    for n in range(1, 6):
        server.play(f"/{n}", to(f"/{n + 1}"))
    server.play("/6", Answer(body=BODY))
    url = server.play("/0", to("/1"))

    with pytest.raises(FetchError, match="over 5 redirects"):
        get(url)

    assert get(server.url + "/1").url == server.url + "/6"


@pytest.mark.parametrize(
    ("chain", "visits"),
    [
        pytest.param({"/old": "/old"}, 1, id="to itself"),
        pytest.param({"/old": "/a", "/a": "/b", "/b": "/a"}, 3, id="between two"),
        pytest.param({"/old": "/old#top"}, 1, id="to a place in itself"),
    ],
)
def test_a_loop_is_named_and_left(server, get, chain, visits):
    for path, location in chain.items():
        server.play(path, to(location))

    with pytest.raises(FetchError, match="the redirects lead in a loop"):
        get(server.url + "/old")

    assert len(server.log) == visits


def test_a_password_in_an_address_that_is_refused_is_not_told():
    with pytest.raises(FetchError) as refused:
        next_hop("https://a.example/", 302, "ftp://me:s3cret@b.example/x?key=s3cret", is_secret=False)

    assert "'ftp://b.example/x'" in str(refused.value)
    assert "s3cret" not in str(refused.value)


@pytest.mark.parametrize(
    "location",
    ["", "   ", "file:///etc/passwd", "ftp://a.example/", "javascript:alert(1)", "http://[::1", "mailto:a@b.example"],
)
def test_a_redirect_that_leads_to_no_address_is_refused(server, get, location):
    url = server.play("/old", to(location))

    with pytest.raises(FetchError, match=r"a redirect leads to .*: it must be an http\(s\) address"):
        get(url)


def test_a_redirect_without_location_is_refused(server, get):
    with pytest.raises(FetchError, match="a redirect leads to ''"):
        get(server.play("/old", Answer(302)))


def test_a_refresh_is_no_redirect(server, get):
    url = server.play("/old", Answer(body=BODY, headers={"Refresh": "0; url=/new"}))

    assert get(url).url == url


@pytest.mark.parametrize(
    ("location", "target"),
    [
        pytest.param("/a b?q=c d", "https://a.example/a%20b?q=c%20d", id="spaces"),
        pytest.param("/été", "https://a.example/%C3%A9t%C3%A9", id="UTF-8"),
        pytest.param("/\udce9t\udce9", "https://a.example/%E9t%E9", id="Latin-1, sent on as it came"),
        pytest.param("c", "https://a.example/x/c", id="relative"),
        pytest.param("../c", "https://a.example/c", id="relative, one up"),
        pytest.param("?page=1", "https://a.example/x/y?page=1", id="a query alone"),
        pytest.param("//b.example/c", "https://b.example/c", id="another host"),
        pytest.param("HTTPS://B.example:443", "https://b.example", id="capitals and the usual port"),
        pytest.param("https://u:p@b.example/", "https://b.example/", id="user and password, which are dropped"),
        pytest.param("https://é.example/", "https://xn--9ca.example/", id="a name that is not ASCII"),
        pytest.param("/c#top", "https://a.example/c", id="a fragment"),
        pytest.param("/c%2Fd%7e?sig=a%2Bb", "https://a.example/c%2Fd%7e?sig=a%2Bb", id="escapes, kept as they are"),
    ],
)
def test_odd_locations_are_read_as_browsers_do(location, target):
    assert next_hop("https://a.example/x/y", 302, location, is_secret=False) == Hop(302, target)


def test_an_escaped_address_is_asked_as_it_is_written(server, get):
    server.play("/a%2Fb%7Ec?sig=%2B+/", Answer(body=BODY))
    url = server.play("/old", to("/a%2Fb%7Ec?sig=%2B+/"))

    assert get(url).url == server.url + "/a%2Fb%7Ec?sig=%2B+/"


# -- moved for good -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statuses", "moved_to"),
    [
        pytest.param([], "", id="not at all"),
        pytest.param([301], "/1", id="once"),
        pytest.param([308, 301], "/2", id="twice"),
        pytest.param([301, 302], "/1", id="then somewhere for now"),
        pytest.param([302, 301], "", id="for now, from where others moved"),
        pytest.param([301, 307, 308], "/1", id="between"),
    ],
)
def test_an_address_has_moved_as_far_as_it_was_said_for_good(statuses, moved_to):
    hops = [Hop(status, f"/{n}") for n, status in enumerate(statuses, 1)]

    assert lasting_address(hops) == moved_to


# -- credentials --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("access", "headers"),
    [
        # As RFC 7617 has it: base64 of UTF-8.
        pytest.param(Access("test", "123£"), {"Authorization": "Basic dGVzdDoxMjPCow=="}, id="user and password"),
        pytest.param(Access("u"), {"Authorization": "Basic dTo="}, id="a user without password"),
        pytest.param(Access(token="t"), {"Authorization": "Bearer t"}, id="a token"),
        pytest.param(
            Access(token="t", headers=(("X-Key", "k"),)), {"Authorization": "Bearer t", "X-Key": "k"}, id="with more"
        ),
        pytest.param(Access(), {}, id="none"),
    ],
)
def test_credentials_are_written_as_servers_read_them(access, headers):
    assert carried_headers(access, "https://a.example/", "https://a.example/feed") == headers


@pytest.mark.parametrize(
    ("home", "url", "keeps"),
    [
        ("https://a.example/x", "https://a.example:443/y", True),
        ("http://a.example/x", "https://a.example/x", True),
        ("http://a.example:80/x", "https://a.example:443/x", True),
        ("https://a.example/", "http://a.example/", False),
        ("http://a.example:8080/", "https://a.example/", False),
        ("http://a.example/", "https://a.example:8443/", False),
        ("https://a.example/", "https://a.example:8443/", False),
        ("https://a.example/", "https://www.a.example/", False),
        ("https://a.example/", "https://a.example.evil.example/", False),
    ],
)
def test_credentials_stay_with_their_origin_or_its_secure_twin(home, url, keeps):
    assert keeps_origin(home, url) == keeps


def test_credentials_follow_inside_their_host_and_never_outside(server, another_server, get):
    server.play("/a", to("/b", 301))
    server.play("/b", to(another_server.url + "/c"))
    another_server.play("/c", to(server.url + "/d"))
    server.play("/d", Answer(body=BODY))

    get(server.url + "/a", access=ACCESS, known=Validators('"1"'))

    assert [asked.path for asked in server.log] == ["/a", "/b", "/d"]
    for asked in server.log:
        assert asked.headers["authorization"] == "Basic em/DqTpww6Rzc3dvcmQ6eA=="
        assert asked.headers["x-api-key"] == "k"
    [outside] = another_server.log
    assert not {"authorization", "x-api-key", "cookie", "referer"} & outside.headers.keys()


def test_credentials_are_for_the_home_of_a_source_whatever_is_asked(server, another_server, get):
    server.play("/page", Answer(body=BODY))
    another_server.play("/page", Answer(body=BODY))

    for there in (server, another_server):
        get(there.url + "/page", access=ACCESS, home=server.url + "/feed")

    assert "authorization" in server.log[0].headers
    assert "authorization" not in another_server.log[0].headers


def test_user_and_password_of_a_location_are_used_nowhere(server, another_server, get):
    another_server.play("/feed", Answer(body=BODY))
    url = server.play("/old", to(another_server.url.replace("://", "://user:password@") + "/feed"))

    fetched = get(url)

    assert "authorization" not in another_server.log[0].headers
    assert fetched.url == another_server.url + "/feed"


def test_a_redirect_from_https_to_http_is_followed_without_credentials_only():
    here, there = "https://a.example/", "http://a.example/feed"

    assert next_hop(here, 301, there, is_secret=False).target == there
    with pytest.raises(FetchError, match="from https to http, where credentials can be read"):
        next_hop(here, 301, there, is_secret=True)


def test_credentials_never_go_from_https_to_http(secure_server, authority, server, get):
    server.play("/feed", Answer(body=BODY))
    url = secure_server.play("/feed", to(server.url + "/feed"))
    http = Http(ca_file=authority[0])

    with pytest.raises(FetchError, match="from https to http"):
        get(url, http=http, access=ACCESS)

    assert server.log == []
    assert get(url, http=http).url == server.url + "/feed"
