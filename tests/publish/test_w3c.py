import os
import subprocess
import sys
from pathlib import Path

import pytest

from feeds.model import Archive
from feeds.publish.render import render, render_archive
from tests import w3c
from tests.publish import samples
from tests.publish.samples import config

LIVE, FIRST, SECOND = Path("all.atom"), Path("archive/ia-0001.atom"), Path("archive/ia-0011.atom")


@pytest.fixture
def validator():
    """A checkout of the W3C feed validator."""
    checkout = os.environ.get("W3C_FEEDVALIDATOR")
    if not checkout:
        pytest.skip("W3C_FEEDVALIDATOR names no checkout of github.com/w3c/feedvalidator")
    return checkout


def run(*arguments, **environment):
    return subprocess.run(
        [sys.executable, w3c.__file__, *map(str, arguments)],
        capture_output=True, text=True, env=os.environ | environment, check=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "said", "file", "expected"),
    [
        pytest.param("DuplicateUpdated", {}, LIVE, True, id="two articles of one second"),
        pytest.param("NonCanonicalURI", {"element": "id"}, LIVE, True, id="an id of another's"),
        pytest.param("NonCanonicalURI", {"element": "link"}, LIVE, False, id="a link of ours"),
        pytest.param("ImplausibleDate", {"value": "1987-03-01T00:00:00Z"}, LIVE, True, id="an old article"),
        pytest.param("ImplausibleDate", {"value": "0001-01-01T00:00:00Z"}, LIVE, False, id="no date at all"),
        pytest.param("ImplausibleDate", {"value": "Fri, 01 Jan 2999 00:00:00 +0000"}, LIVE, False, id="a date to come"),
        pytest.param("UnknownNamespace", {"namespace": w3c.TOMBSTONES}, LIVE, True, id="tombstones"),
        pytest.param("UnknownNamespace", {"namespace": "urn:x"}, LIVE, False, id="any other namespace"),
        pytest.param("ArchiveIncomplete", {}, FIRST, True, id="nothing before the first archive"),
        pytest.param("ArchiveIncomplete", {}, SECOND, False, id="a later archive without the one before"),
        pytest.param("NotHtml", {}, LIVE, False, id="broken HTML"),
    ],
)
def test_only_what_no_honest_publisher_can_avoid_is_let_through(name, said, file, expected):
    assert w3c.is_unavoidable(name, said, file) == expected


def test_without_a_validator_nothing_is_called_valid():
    done = run(W3C_FEEDVALIDATOR="")

    assert done.returncode == 2
    assert "W3C_FEEDVALIDATOR" in done.stderr


def test_the_validator_finds_nothing_to_avoid_in_the_sample_site(validator, tmp_path):
    cfg = config()
    feeds, pages = samples.publication(cfg)
    files = render(cfg, feeds, pages)
    files["all-0001.atom"] = render_archive(cfg, Archive("all", 1, 1, feeds[0].entries))
    for path, content in files.items():
        if path.endswith(w3c.CHECKED):
            (tmp_path / path).write_bytes(content)

    done = run(tmp_path, W3C_FEEDVALIDATOR=validator)

    assert done.returncode == 0
    assert "11 files: 0 error, 0 avoidable" in done.stdout


def test_the_validator_names_what_is_wrong(validator, tmp_path):
    cfg = config()
    files = render(cfg, samples.publication(cfg)[0], [])
    (tmp_path / "all.rss").write_bytes(files["all.rss"].replace(b"<pubDate>", b"<pubDate>x", 1))

    done = run(tmp_path / "all.rss", W3C_FEEDVALIDATOR=validator)

    assert done.returncode == 1
    assert "all.rss" in done.stdout
    assert "InvalidRFC2822Date" in done.stdout
