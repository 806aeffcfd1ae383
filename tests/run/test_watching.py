"""What changes in a folder rings the bell, within seconds."""

import os
import resource
import shutil
import time
from contextlib import suppress

import pytest

from feeds.config import load_config
from feeds.run import watching
from feeds.run.reloading import LiveConfig
from feeds.run.waking import Bell
from feeds.run.watching import Watch

PATIENCE_SECONDS = 30
LOOK_SECONDS = 0.1


@pytest.fixture(autouse=True)
def brisk_looks(monkeypatch):
    """Look four times as often as on an operator's machine, which has other things to do."""
    monkeypatch.setattr(watching, "_LOOK_MS", int(1000 * LOOK_SECONDS))
    monkeypatch.setattr(watching, "_STEP_MS", int(500 * LOOK_SECONDS))
    monkeypatch.setattr(watching, "_LONGEST_SECONDS", 6 * LOOK_SECONDS)


@pytest.fixture
def settings(site):
    return LiveConfig(site.config, load_config)


@pytest.fixture
def bell():
    bell = Bell()
    yield bell
    bell.close()


def rang(bell, seconds=PATIENCE_SECONDS):
    bell.wait(seconds)
    return bell.was_rung()


def is_silent(bell):
    return not rang(bell, 4 * LOOK_SECONDS)  # twice as long as a change takes to be noticed


def settle(bell):
    """Wait until a change was heard to its end."""
    assert rang(bell)
    while not is_silent(bell):
        pass


def test_a_new_a_changed_and_a_deleted_file_are_noticed(site, settings, bell):
    with Watch(settings, bell):
        article = site.write("deep/down/a.txt", "Un titre")
        settle(bell)
        article.write_text("Un autre titre\n")
        settle(bell)
        article.unlink()

        assert rang(bell)


@pytest.mark.parametrize("name", [".a.txt.swp", "a.txt~", "4913.tmp", "#a.txt#", ".git/index", ".#a.txt"])
def test_what_editors_leave_beside_a_file_is_no_news(site, settings, bell, name):
    with Watch(settings, bell):
        path = site.articles / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")

        assert is_silent(bell)


def test_a_file_saved_by_renaming_another_over_it_is_noticed_once(site, settings, bell):
    article = site.write("a.txt", "Un titre")
    with Watch(settings, bell):
        aside = site.articles / ".a.txt.tmp"
        aside.write_text("Un autre titre\n")
        aside.replace(article)

        assert rang(bell)
        assert is_silent(bell)


def test_a_folder_that_comes_later_is_watched_from_then_on(site, settings, bell):
    site.articles.rmdir()
    with Watch(settings, bell):
        site.articles.mkdir()
        settle(bell)
        site.write("a.txt", "Un titre")

        assert rang(bell)


def test_a_folder_that_vanishes_and_returns_is_watched_again(site, settings, bell):
    site.write("a.txt", "Un titre")
    with Watch(settings, bell):
        shutil.rmtree(site.articles)
        settle(bell)
        site.write("b.txt", "Un autre")
        settle(bell)
        site.write("c.txt", "Un troisième")

        assert rang(bell)


def test_learned_toml_is_watched_before_there_is_one(site, settings, bell):
    with Watch(settings, bell):
        (site.root / "learned.toml").write_text("[ia.terms]\nfournil = 3\n")

        assert rang(bell)


def test_sources_toml_and_a_source_of_one_file_are_watched(site, bell):
    site.sources = '[[sources]]\nid = "seul"\npath = "seul.txt"\n'
    settings = LiveConfig(site.config, load_config)
    with Watch(settings, bell):
        (site.root / "seul.txt").write_text("Un titre\n")
        settle(bell)
        settings.config.path.write_text(settings.config.path.read_text() + "\n# rien\n")

        assert rang(bell)


def test_a_folder_that_a_new_configuration_names_is_watched(site, settings, bell):
    with Watch(settings, bell):
        (site.root / "ailleurs").mkdir()
        site.sources = site.sources.replace("articles", "ailleurs")
        settings.config = site.config
        settle(bell)
        (site.root / "ailleurs" / "a.txt").write_text("Un titre\n")

        assert rang(bell)


def test_hundreds_of_folders_are_watched(site, bell):
    folders = [site.root / f"dossier-{n}" for n in range(300)]
    for folder in folders:
        folder.mkdir()
    site.sources = "".join(f'[[sources]]\nid = "{f.name}"\npath = "{f.name}"\n' for f in folders)
    with Watch(LiveConfig(site.config, load_config), bell):
        (folders[-1] / "a.txt").write_text("Un titre\n")

        assert rang(bell)


def test_a_file_that_never_stops_growing_keeps_nobody_waiting(site, settings, bell):
    with Watch(settings, bell), (site.articles / "journal.txt").open("w") as file:
        began, rings = time.monotonic(), 0
        while rings < 2 and time.monotonic() < began + PATIENCE_SECONDS:
            file.write("encore\n")
            file.flush()
            bell.wait(0.05)
            rings += bell.was_rung()

    assert rings == 2
    assert time.monotonic() - began > 5 * LOOK_SECONDS  # not with each line


@pytest.fixture
def no_watches():
    """Leave the process one descriptor, to open a file with: no watch, as on a machine whose watches are used up."""
    before, taken = resource.getrlimit(resource.RLIMIT_NOFILE), []

    def take():
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(map(int, os.listdir("/proc/self/fd"))) + 1, before[1]))
        with suppress(OSError):
            while True:
                taken.append(os.open(os.devnull, os.O_RDONLY))
        os.close(taken.pop())

    yield take
    resource.setrlimit(resource.RLIMIT_NOFILE, before)
    for descriptor in taken:
        os.close(descriptor)


def test_without_watches_left_the_ticks_must_do_and_that_is_said_once(site, settings, bell, no_watches, caplog):
    no_watches()
    with Watch(settings, bell):
        site.write("a.txt", "Un titre")
        assert is_silent(bell)
        (site.root / "sources.toml").write_text(settings.config.path.read_text() + "\n# rien\n")

        assert rang(bell)

    assert caplog.text.count("cannot watch folders") == 1
