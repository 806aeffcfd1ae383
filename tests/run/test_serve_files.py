"""Files of output/ as a client gets them."""

import gzip
import http.client
import os
import threading
import time
from datetime import timedelta
from statistics import median
from urllib.parse import urlsplit

import brotli
import pytest

from feeds.publish.policy import PAGE_POLICY
from feeds.run import exchange, files
from feeds.run.files import SiteFiles
from tests.run.served import FEED, FILES, MODIFIED, ask, make_output, serving, site_of

WHEN = "Sun, 23 Nov 2025 12:13:20 GMT"


def fresh_for():
    return timedelta(minutes=12)


def handler(output, **options):
    site = site_of(output, hubs=("https://hub.example/",))
    return SiteFiles(lambda: site, fresh_for, **options)


@pytest.fixture
def output(tmp_path):
    return make_output(tmp_path / "output")


@pytest.fixture
def url(output):
    with serving(handler(output)) as url:
        yield url


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/ia.atom", "application/atom+xml; charset=utf-8"),
        ("/ia.rss", "application/rss+xml; charset=utf-8"),
        ("/ia.json", "application/feed+json; charset=utf-8"),
        ("/ia.html", "text/html; charset=utf-8"),
        ("/feeds.opml", "text/x-opml; charset=utf-8"),
        ("/assets/style.css", "text/css; charset=utf-8"),
        ("/assets/search/live.js", "text/javascript; charset=utf-8"),
        ("/archive/ia-0001.atom", "application/atom+xml; charset=utf-8"),
        ("/articles/un-%C3%A9t%C3%A9.html", "text/html; charset=utf-8"),
        ("/status/status.json", "application/json; charset=utf-8"),
        ("/son.mp3", "audio/mpeg"),
    ],
)
def test_a_file_is_served_whole_under_its_media_type(url, path, media_type):
    heard = ask(url, path)

    wanted = FILES[{"/": "index.html", "/articles/un-%C3%A9t%C3%A9.html": "articles/un-été.html"}.get(path, path[1:])]
    assert (heard.status, heard.headers["content-type"], heard.body) == (200, media_type, wanted)
    assert heard.headers["last-modified"] == WHEN


def test_head_says_what_get_says_and_sends_nothing(url):
    got, told = ask(url, "/ia.atom"), ask(url, "/ia.atom", method="HEAD")

    assert told.body == b""
    assert told.headers["content-length"] == str(len(FEED))
    assert told.headers | {"date": ""} == got.headers | {"date": ""}


@pytest.mark.parametrize("accepted", ["", "gzip", "br"])
def test_what_a_client_has_is_not_sent_again(url, accepted):
    first = ask(url, "/ia.atom", {"Accept-Encoding": accepted})

    again = ask(url, "/ia.atom", {"Accept-Encoding": accepted, "If-None-Match": first.headers["etag"]})

    assert (again.status, again.body) == (304, b"")
    kept = ("etag", "last-modified", "cache-control", "vary", "link", "access-control-allow-origin")
    assert {name: again.headers[name] for name in kept} == {name: first.headers[name] for name in kept}


def test_each_coding_has_an_etag_of_its_own(url):
    tags = {ask(url, "/ia.atom", {"Accept-Encoding": coding}).headers["etag"] for coding in ("identity", "gzip", "br")}

    assert len(tags) == 3
    assert all(tag.startswith('"') for tag in tags)


def test_a_feed_is_compressed_for_whoever_takes_it(url):
    short = ask(url, "/ia.atom", {"Accept-Encoding": "gzip, deflate, br"})
    shorter = ask(url, "/ia.atom", {"Accept-Encoding": "gzip, br;q=0.5"})

    assert (short.headers["content-encoding"], brotli.decompress(short.body)) == ("br", FEED)
    assert (shorter.headers["content-encoding"], gzip.decompress(shorter.body)) == ("gzip", FEED)
    assert short.headers["vary"] == shorter.headers["vary"] == ask(url, "/ia.atom").headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize("path", ["son.mp3", "ia.json"], ids=["sound", "what is short"])
def test_what_gains_nothing_is_sent_as_it_is(url, path):
    heard = ask(url, f"/{path}", {"Accept-Encoding": "gzip, br"})

    assert "content-encoding" not in heard.headers
    assert "vary" not in heard.headers
    assert heard.body == FILES[path]


def test_a_part_is_sent_to_whoever_asks_for_one(url):
    heard = ask(url, "/son.mp3", {"Range": "bytes=256-511"})

    assert (heard.status, heard.headers["content-range"]) == (206, "bytes 256-511/5120")
    assert heard.body == bytes(range(256))


def test_a_part_beyond_the_end_is_refused_and_the_length_told(url):
    heard = ask(url, "/son.mp3", {"Range": "bytes=5120-"})

    assert (heard.status, heard.headers["content-range"]) == (416, "bytes */5120")


def test_a_part_of_an_older_version_is_never_completed_by_a_newer(url, output):
    old = ask(url, "/son.mp3").headers["etag"]
    os.utime(output / "son.mp3", (MODIFIED + 1, MODIFIED + 1))

    heard = ask(url, "/son.mp3", {"Range": "bytes=0-9", "If-Range": old})

    assert (heard.status, len(heard.body)) == (200, 5120)


def test_a_file_too_long_to_be_read_at_once_is_sent_in_pieces(url, monkeypatch):
    monkeypatch.setattr(files, "_WHOLE_BYTES", 1000)
    for module in (files, exchange):
        monkeypatch.setattr(module, "PIECE_BYTES", 1000)

    assert ask(url, "/son.mp3").body == FILES["son.mp3"]
    assert ask(url, "/son.mp3", {"Range": "bytes=100-4999"}).body == FILES["son.mp3"][100:5000]
    told = ask(url, "/son.mp3", method="HEAD")
    assert (told.body, told.headers["content-length"]) == (b"", "5120")
    assert ask(url, "/ia.atom", {"Accept-Encoding": "br"}).body == FEED


@pytest.mark.parametrize(
    ("path", "fresh"),
    [
        ("/ia.atom", "max-age=720"),
        ("/", "max-age=720"),
        ("/assets/style.css", "max-age=720"),
        ("/archive/ia-0001.atom", "max-age=86400"),
        ("/status/", "private, no-cache"),
    ],
)
def test_a_file_is_fresh_until_it_may_change(url, path, fresh):
    assert ask(url, path).headers["cache-control"] == fresh


@pytest.mark.parametrize("path", ["/ia.atom", "/ia.rss", "/ia.json", "/feeds.opml", "/archive/ia-0001.atom"])
def test_any_page_may_read_feeds_and_opml(url, path):
    assert ask(url, path).headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("path", ["/ia.html", "/assets/style.css", "/status/status.json", "/nothing.atom"])
def test_no_page_of_another_site_may_read_the_rest(url, path):
    assert "access-control-allow-origin" not in ask(url, path).headers


def test_a_feed_names_itself_and_its_hubs(url):
    wanted = '<http://localhost/ia.atom>; rel="self", <https://hub.example/>; rel="hub"'

    assert ask(url, "/ia.atom").headers["link"] == wanted
    assert "link" not in ask(url, "/archive/ia-0001.atom").headers


@pytest.mark.parametrize("path", ["/", "/ia.atom", "/nothing"])
def test_a_page_may_do_no_more_than_it_says_and_stands_in_no_frame(url, path):
    headers = ask(url, path).headers

    assert headers["content-security-policy"] == f"{PAGE_POLICY}; frame-ancestors 'none'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("/archive", id="a folder without a page"),
        pytest.param("/archive/", id="a folder without a page, with a slash"),
        pytest.param("/ia.atom/", id="a file with a slash"),
        pytest.param("/ia", id="a name without its end"),
        pytest.param("/.0123456789abcdef.rubrique-new", id="a file being written"),
        pytest.param("/%2e0123456789abcdef.rubrique-new", id="the same, encoded"),
        pytest.param("/notes/.htpasswd", id="a hidden file"),
        pytest.param("/./ia.atom", id="a point"),
        pytest.param("//ia.atom", id="an empty segment"),
        pytest.param("/assets/%2e%2e/ia.atom", id="a way round"),
        pytest.param("/assets%2fstyle.css%2f", id="encoded slashes"),
        pytest.param("/" + "x" * 300, id="a name that no file system takes"),
        pytest.param("/%ff%fe", id="no UTF-8"),
        pytest.param("/out.txt", id="a link out of the folder"),
        pytest.param("/elsewhere/secret.txt", id="a folder that is a link"),
        pytest.param("/pipe", id="a pipe, which would keep a reader waiting"),
    ],
)
def test_what_is_no_file_of_the_site_is_not_found(url, output, path):
    (output.parent / "secret.txt").write_text("secret")
    (output / "out.txt").symlink_to(output.parent / "secret.txt")
    (output / "elsewhere").symlink_to(output.parent)
    os.mkfifo(output / "pipe")

    heard = ask(url, path)

    assert (heard.status, heard.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert b"Veille &amp; co" in heard.body


@pytest.mark.parametrize("path", ["/../secret.txt", "/%2e%2e/secret.txt", "/a/..%2f../secret.txt", "/ia.atom%00.html"])
def test_a_path_that_nobody_means_is_refused(url, path):
    assert ask(url, path).status == 400


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PROPFIND"])
def test_a_file_is_only_read(url, method):
    heard = ask(url, "/ia.atom", method=method)

    assert (heard.status, heard.headers["allow"]) == (405, "GET, HEAD")


def test_a_folder_with_a_page_has_an_address_that_ends_in_a_slash(url):
    heard = ask(url, "/status/entries")

    assert (heard.status, heard.headers["location"]) == (301, "./entries/")


def test_the_operators_own_page_says_that_nothing_is_there(url, output):
    (output / "404.html").write_bytes(b"<p>Rien ici.</p>")

    assert ask(url, "/nothing").body == b"<p>Rien ici.</p>"


@pytest.mark.parametrize("path", ["/status", "/status/", "/status/status.json", "/status/entries/"])
@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"X-Forwarded-For": "203.0.113.9"}, id="through a proxy"),
        pytest.param({"Host": "veille.example"}, id="under another name"),
    ],
)
def test_the_status_is_for_this_machine_unless_it_is_opened(url, output, path, headers):
    assert ask(url, path, headers).status == 404
    assert ask(url, path).status in (200, 301)
    with serving(handler(output, shows_status=True)) as open_url:
        heard = ask(open_url, path, headers)
    assert heard.status in (200, 301)
    assert heard.status == 301 or heard.headers["x-robots-tag"] == "noindex"


def test_a_file_that_is_replaced_while_it_is_read_is_whole(url, output):
    versions = {bytes([letter]) * 50_000 for letter in b"ab"}
    is_over = threading.Event()

    def replace_again_and_again():
        while not is_over.is_set():
            for content in versions:
                (output / "new").write_bytes(content)
                os.replace(output / "new", output / "son.mp3")

    writer = threading.Thread(target=replace_again_and_again)
    writer.start()
    try:
        heard = [ask(url, "/son.mp3") for _ in range(100)]
    finally:
        is_over.set()
        writer.join()

    assert {h.status for h in heard} == {200}
    assert {h.body for h in heard} - {FILES["son.mp3"]} == versions


def test_head_and_body_of_an_answer_go_out_together(url):
    """Or most of them would take forty milliseconds."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
    took = []

    for _ in range(200):
        before = time.monotonic()
        connection.request("GET", "/ia.atom", headers={"Accept-Encoding": "gzip"})
        assert connection.getresponse().read()
        took.append(time.monotonic() - before)

    assert median(took) < 0.03
    connection.close()
