"""`try --html`: where its page goes, and when a browser is opened."""

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

ARTICLE = "Un titre de six mots environ\n\nUn paragraphe qui raconte la suite avec assez de mots pour être lu.\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a.txt").write_text(ARTICLE, encoding="utf-8")
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\nprintf %s "$1" > {tmp_path}/opened\n')
    browser.chmod(0o755)
    return tmp_path


def environment(folder, **more):
    kept = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    root = str(Path(__file__).parents[2])
    return kept | {"PYTHONPATH": root, "TMPDIR": str(folder), "BROWSER": f"{folder}/browser %s"} | more


def in_terminal(folder, *arguments, **more):
    """Return what a terminal shows of `try`."""
    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "feeds", "try", "a.txt", *arguments]
    with subprocess.Popen(
        command, cwd=folder, env=environment(folder, **more), stdin=follower, stdout=follower, stderr=follower
    ) as process:
        os.close(follower)
        screen = b""
        try:
            while piece := os.read(leader, 65536):
                screen += piece
        except OSError:  # EIO is how Linux tells that the other end is closed
            pass
        process.wait(60)
    os.close(leader)
    return screen.decode()


def test_on_a_terminal_with_a_display_the_browser_shows_the_page(folder):
    screen = in_terminal(folder, "--html", DISPLAY=":7")

    [page] = folder.glob("rubrique-*.html")
    assert (folder / "opened").read_text() == page.as_uri()
    assert "Un titre de six mots environ" in page.read_text(encoding="utf-8")
    assert page.name in re.sub(r"\s", "", screen)


def test_without_a_display_the_page_is_named_and_nothing_is_opened(folder):
    screen = in_terminal(folder, "--html")

    [page] = folder.glob("rubrique-*.html")
    assert page.name in re.sub(r"\s", "", screen)
    assert not (folder / "opened").exists()


def test_a_page_written_to_a_file_is_not_opened(folder):
    in_terminal(folder, "--html-to", "vue.html", DISPLAY=":7")

    assert "Un titre de six mots environ" in (folder / "vue.html").read_text(encoding="utf-8")
    assert not (folder / "opened").exists()


def test_a_page_that_cannot_be_written_is_an_error(folder):
    done = subprocess.run(
        [sys.executable, "-m", "feeds", "try", "a.txt", "--html-to", "absent/vue.html"],
        cwd=folder,
        env=environment(folder),
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert "absent/vue.html cannot be written: No such file or directory" in done.stderr
