"""What of a status may lie on a web server."""

import pytest

from feeds.health import Outage
from feeds.publish.discreet import discreet, without_secrets
from feeds.settings import FeedSource
from tests.publish.samples import HALF_HOUR, NOON, config
from tests.publish.status_samples import source, status

ADDRESS = "https://user:pass@a.example/s3cret/feed?key=s3cret#x"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("no address", "no address", id="nothing to hide"),
        pytest.param(f"moved to {ADDRESS}", "moved to https://a.example/s3cret/feed", id="user, query and fragment"),
        pytest.param(f'"{ADDRESS}" and {ADDRESS}', '"https://a.example/s3cret/feed" and https://a.example/s3cret/feed',
                     id="each of several"),
        pytest.param("HTTP://a.example?k=1", "http://a.example", id="whatever its capitals"),
        pytest.param("see http://[::1?k=s3cret", "see …", id="one that cannot be read"),
        pytest.param("a\x00b\udcff", "ab", id="characters that no format carries"),
    ],
)  # fmt: skip
def test_an_address_is_shown_without_what_opens_it(text, shown):
    assert without_secrets(text) == shown


@pytest.mark.parametrize("how", [{"is_secret": True}, {"allow_private": True}])
def test_of_a_source_that_is_not_public_no_path_is_shown_either(how):
    feed = FeedSource(id="a", url="https://a.example/s3cret/feed", every=HALF_HOUR, **how)
    cfg = config(sources=(feed,))
    told = source("a", error=ADDRESS, state=ADDRESS, warnings=(ADDRESS,), advice=(ADDRESS,))

    shown = discreet(cfg, status(cfg, sources=(told,), outages=(Outage("a", NOON, None, ADDRESS),)))

    [found], [outage] = shown.sources, shown.outages
    hidden = "https://a.example/…"
    assert (found.error, found.state, found.warnings, found.advice) == (hidden, hidden, (hidden,), (hidden,))
    assert outage.error == hidden


def test_what_has_nothing_to_hide_is_shown_as_it_is():
    cfg = config()
    plain = status(cfg)

    assert discreet(cfg, plain) == plain
