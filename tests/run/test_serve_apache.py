"""A real Apache with the snippet of deploy/ and our own server answer alike, but for what docs/serving.md says."""

import tempfile
from datetime import timedelta
from pathlib import Path

import pytest

from feeds.run.files import SiteFiles
from tests.run.apache import apache
from tests.run.served import FILES, make_output, serving, site_of
from tests.run.test_serve_nginx import EXTRA, REQUESTS, answer

# What Apache does in ways of its own, to no harm: our status, and its.
OTHERWISE = {
    "beyond the end": (416, 416),  # it does not say how long the file is
    "backwards": (416, 200),
    "two parts": (200, 206),
    "a part of what is compressed": (200, 206),
    "the same without its slash": (404, 301),  # to where there is nothing
    "a whole address": (200, 404),
    "a NUL": (400, 404),
    "a name too long": (404, 403),
    "a link out of the folder": (404, 403),
    "a folder that is a link": (404, 403),
}


@pytest.fixture(scope="module")
def both():
    """Our server and Apache over one folder, which Apache's own user can reach."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        output = make_output(folder / "output", FILES | EXTRA)
        (folder / "secret.txt").write_text("secret")
        (output / "out.txt").symlink_to(folder / "secret.txt")
        (output / "elsewhere").symlink_to(folder)
        site = site_of(output, base_url="https://example.org/")
        with apache(folder, output) as theirs, serving(SiteFiles(lambda: site, lambda: timedelta(minutes=15))) as ours:
            yield ours, theirs


@pytest.mark.parametrize(("name", "path", "headers"), REQUESTS, ids=[name for name, *_ in REQUESTS])
def test_apache_and_our_server_answer_alike(both, name, path, headers):
    ours, theirs = (answer(url, path, headers) for url in both)
    theirs["location"] = theirs["location"].replace(both[1], "http://x/")  # it names itself

    if name in OTHERWISE:
        assert (ours["status"], theirs["status"]) == OTHERWISE[name]
    else:
        assert ours == theirs
