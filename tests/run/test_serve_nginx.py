"""A real nginx with the snippet of deploy/ and our own server answer alike."""

import gzip
from datetime import timedelta
from urllib.parse import urljoin

import pytest

from feeds.publish.policy import PAGE_POLICY
from feeds.run.files import SiteFiles
from tests.run.nginx import nginx
from tests.run.served import FILES, ask, make_output, serving, site_of

GZIP = {"Accept-Encoding": "gzip"}
THEN = "Sun, 23 Nov 2025 12:13:20 GMT"
BEFORE = "Sun, 23 Nov 2025 12:13:19 GMT"
LATER = "Mon, 24 Nov 2025 12:13:20 GMT"
EXTRA = {
    "404.html": b"<!doctype html><title>Rien ici</title>" + b"<p>Rien.</p>" * 50,
    "image.png": b"\x89PNG\r\n\x1a\n" + bytes(300),
    "notes.txt": "Été".encode() * 100,
    "empty.txt": b"",
}

REQUESTS = [
    ("the front page", "/", {}),
    ("the front page, compressed", "/", GZIP),
    ("its other name", "/index.html", {}),
    ("Atom", "/ia.atom", {}),
    ("Atom, compressed", "/ia.atom", GZIP),
    ("RSS, compressed", "/ia.rss", GZIP),
    ("JSON, too short to be compressed", "/ia.json", GZIP),
    ("a page, compressed", "/ia.html", {"Accept-Encoding": "gzip;q=0.5, deflate"}),
    ("a page, compression refused", "/ia.html", {"Accept-Encoding": "gzip;q=0"}),
    ("OPML", "/feeds.opml", {}),
    ("a style sheet", "/assets/style.css", {}),
    ("a script", "/assets/search/live.js", {}),
    ("an archive", "/archive/ia-0001.atom", GZIP),
    ("a name with accents", "/articles/un-%C3%A9t%C3%A9.html", {}),
    ("sound", "/son.mp3", GZIP),
    ("a picture", "/image.png", GZIP),
    ("text", "/notes.txt", GZIP),
    ("an empty file", "/empty.txt", {}),
    ("the editor's page", "/status/", {}),
    ("the editor's JSON", "/status/status.json", {}),
    ("a folder without its slash", "/status/entries", {}),
    ("another one", "/status", {}),
    ("a query", "/ia.atom?utm_source=x", {}),
    ("another ETag", "/ia.atom", {"If-None-Match": '"x", W/"y"'}),
    ("any ETag", "/ia.atom", {"If-None-Match": "*"}),
    ("changed since", "/ia.atom", {"If-Modified-Since": BEFORE}),
    ("not changed since", "/ia.atom", {"If-Modified-Since": THEN}),
    ("not changed since later", "/ia.atom", {"If-Modified-Since": LATER}),
    ("no date", "/ia.atom", {"If-Modified-Since": "yesterday"}),
    ("the ETag wins over the date", "/ia.atom", {"If-None-Match": '"x"', "If-Modified-Since": LATER}),
    ("changed meanwhile", "/ia.atom", {"If-Unmodified-Since": BEFORE}),
    ("not as it should be", "/ia.atom", {"If-Match": '"x"'}),
    ("a part", "/son.mp3", {"Range": "bytes=10-19"}),
    ("the end", "/son.mp3", {"Range": "bytes=-100"}),
    ("the rest", "/son.mp3", {"Range": "bytes=5000-"}),
    ("up to beyond the end", "/son.mp3", {"Range": "bytes=5000-9999"}),
    ("beyond the end", "/son.mp3", {"Range": "bytes=9999-"}),
    ("backwards", "/son.mp3", {"Range": "bytes=9-3"}),
    ("two parts", "/son.mp3", {"Range": "bytes=0-1,4-5"}),
    ("a part of an older version", "/son.mp3", {"Range": "bytes=0-9", "If-Range": '"x"'}),
    ("a part of the version of then", "/son.mp3", {"Range": "bytes=0-9", "If-Range": THEN}),
    ("a part of what is compressed", "/ia.atom", GZIP | {"Range": "bytes=0-9"}),
    ("nothing", "/nothing.atom", {}),
    ("nothing, compressed", "/nothing.atom", GZIP),
    ("a folder without a page", "/archive/", {}),
    ("the same without its slash", "/archive", {}),
    ("a file with a slash", "/ia.atom/", {}),
    ("a file being written", "/.0123456789abcdef.rubrique-new", {}),
    ("the same, encoded", "/%2E0123456789abcdef.rubrique-new", {}),
    ("a hidden file", "/notes/.htpasswd", {}),
    ("a point", "/./ia.atom", {}),
    ("two slashes", "//ia.atom", {}),
    ("a whole address", "http://elsewhere.example/ia.atom", GZIP),
    ("a hidden file by its whole address", "http://elsewhere.example/notes/.htpasswd", {}),
    ("a way round", "/assets/%2e%2e/ia.atom", {}),
    ("out of the folder", "/../secret.txt", {}),
    ("out of it, encoded", "/%2e%2e/secret.txt", {}),
    ("a NUL", "/ia.atom%00.html", {}),
    ("no UTF-8", "/%ff", {}),
    ("a name too long", "/" + "x" * 300, {}),
    ("a link out of the folder", "/out.txt", {}),
    ("a folder that is a link", "/elsewhere/secret.txt", {}),
]


@pytest.fixture(scope="module")
def output(tmp_path_factory):
    folder = tmp_path_factory.mktemp("nginx")
    output = make_output(folder / "output", FILES | EXTRA)
    (folder / "secret.txt").write_text("secret")
    (output / "out.txt").symlink_to(folder / "secret.txt")
    (output / "elsewhere").symlink_to(folder)
    return output


@pytest.fixture(scope="module")
def theirs(output):
    with nginx(output.parent, output) as url:
        yield url


@pytest.fixture(scope="module")
def ours(output):
    site = site_of(output, base_url="https://example.org/")
    with serving(SiteFiles(lambda: site, lambda: timedelta(minutes=15))) as url:
        yield url


def answer(url, path, headers, method="GET"):
    """What a client can tell of an answer, and what it hears when it asks again with the ETag that it was given."""
    heard = ask(url, path, headers, method)
    coding = heard.headers.get("content-encoding", "")
    told = {
        "status": heard.status,
        "range": heard.headers.get("content-range", ""),
        "location": urljoin("http://x" + path, heard.headers.get("location", "")),
    }
    if heard.status < 400 or heard.status == 404:
        names = ("content-type", "access-control-allow-origin", "link", "cache-control", "vary")
        told |= {name: heard.headers.get(name, "") for name in names if heard.status in (200, 206)}
        told["last-modified"] = heard.headers.get("last-modified", "") if heard.status < 300 else ""
        told["body"] = gzip.decompress(heard.body) if coding and heard.body else heard.body
    if heard.status == 404:
        told["content-type"] = heard.headers["content-type"]
    else:
        told["coding"] = coding
    if heard.status == 301:
        told["body"] = b""
    if heard.status in (200, 206):
        etag = heard.headers["etag"]
        plain = {name: value for name, value in headers.items() if name == "Accept-Encoding"}
        told["again"] = ask(url, path, plain | {"If-None-Match": etag}, method).status
        told["again, with others"] = ask(url, path, plain | {"If-None-Match": f'"x", {etag}'}, method).status
    return told


@pytest.mark.parametrize(("path", "headers"), [request[1:] for request in REQUESTS], ids=[r[0] for r in REQUESTS])
def test_nginx_and_our_server_answer_alike(ours, theirs, path, headers):
    assert answer(ours, path, headers) == answer(theirs, path, headers)


@pytest.mark.parametrize("path", ["/", "/ia.atom", "/son.mp3", "/status/status.json", "/nothing", "/archive"])
@pytest.mark.parametrize("method", ["HEAD", "POST", "DELETE"])
def test_they_answer_other_methods_alike(ours, theirs, path, method):
    mine, other = (answer(url, path, GZIP, method) for url in (ours, theirs))

    if method == "HEAD":
        assert mine == other
    else:
        # Of what is not there, nginx says so first.
        assert (mine["status"], other["status"]) in ((405, 405), (405, 404))


def test_an_etag_wins_over_a_date_with_us_and_with_nginx_only_if_it_differs(ours, theirs):
    """RFC 9110, 13.1.3, has the date ignored; what nginx does costs a download, and no more."""
    told = [ask(url, "/ia.atom", {"If-None-Match": "*", "If-Modified-Since": BEFORE}).status for url in (ours, theirs)]

    assert told == [304, 200]


@pytest.mark.parametrize("path", ["/", "/ia.atom", "/son.mp3", "/nothing"])
def test_they_say_alike_what_a_page_may_do(ours, theirs, path):
    names = ("content-security-policy", "x-content-type-options", "referrer-policy")

    mine, other = ({name: ask(url, path).headers.get(name) for name in names} for url in (ours, theirs))

    assert mine == other
    assert mine["content-security-policy"].startswith(PAGE_POLICY)


@pytest.mark.parametrize(
    "path", ["/status", "/status/", "/status/status.json", "/status/entries/", "/%73tatus/", "//status/", "/./status/"]
)
def test_nginx_shows_the_status_to_this_machine_only(tmp_path, output, path):
    with nginx(tmp_path, output, ("127.0.0.1/32 1;", "127.0.0.9/32 1;")) as url:
        assert ask(url, path).status == 404
        assert ask(url, "/ia.atom").status == 200


def test_nginx_shows_a_site_under_the_path_of_base_url(tmp_path, output):
    rewrite = ("# rewrite ^/veille(/.*)$ $1;", "rewrite ^/veille(/.*)$ $1;")
    base = ("https://example.org$uri", "https://example.org/veille$uri")

    with nginx(tmp_path, output, rewrite, base) as url:
        heard = ask(url, "/veille/ia.atom")
        page = ask(url, "/veille/status/")
        root = ask(url, "/ia.atom")

    assert heard.headers["link"] == '<https://example.org/veille/ia.atom>; rel="self"'
    assert heard.body == root.body == FILES["ia.atom"]
    assert page.body == FILES["status/index.html"]
