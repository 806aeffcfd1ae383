"""Real processes: signals at every stage, two at once, a file that is dropped, a configuration that changes."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.scripted import Answer
from tests.sites import Site, rss

SECONDS = 10  # within which a signal is obeyed, and a file is published: half of it where nothing else is to do


# The command, by a clock that stands still: two runs of one moment give the same bytes.
RUN_AT = """
import signal, sys
from datetime import datetime
from feeds.cli import main, running
# A shell that starts the tests in the background has them ignore Ctrl-C, and all that they start.
signal.signal(signal.SIGINT, signal.default_int_handler)
running.clock = lambda: datetime.fromisoformat(sys.argv[1])
sys.exit(main(sys.argv[2:]))
"""


class Member(NamedTuple):
    parent: int
    ticks: int  # of CPU, a hundred a second


class Process:
    """A command of ours in a process group of its own, as a shell or systemd starts it."""

    def __init__(self, site, *arguments):
        clock = [RUN_AT, site.now.isoformat()]
        command = [sys.executable, "-c", *clock, *arguments, "--config", str(site.root / "sources.toml")]
        self.log = site.root / "log.txt"
        with self.log.open("a") as log:
            self.popen = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)

    def wait_for(self, holds, seconds=60):
        deadline = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.02)

    def says(self, text, seconds=60):
        self.wait_for(lambda: text in self.log.read_text(), seconds)

    def send(self, number, *, to_all=False):
        """Send a signal and return the exit code and how many seconds that took."""
        began = time.monotonic()
        (os.killpg if to_all else os.kill)(self.popen.pid, number)
        return self.popen.wait(60), time.monotonic() - began

    def has_left_nobody(self):
        self.wait_for(lambda: not self.members(), SECONDS)  # the server that forks children hears of our end by a pipe

    def is_reading(self):
        """Whether a child that a server of its own forked is at work, beyond its start."""
        members = self.members()
        servers = {number for number, member in members.items() if member.parent == self.popen.pid}
        return any(member.parent in servers and member.ticks > 20 for member in members.values())

    def members(self):
        """The processes of its group that are there, by their number."""
        found = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[2]) == self.popen.pid and fields[0] != "Z":
                found[int(stat.parent.name)] = Member(int(fields[1]), int(fields[11]) + int(fields[12]))
        return found


@pytest.fixture
def start(site):
    started = []

    def start(*arguments, of=site):
        assert of.config  # written
        started.append(Process(of, *arguments))
        return started[-1]

    yield start
    for process in started:
        if process.popen.poll() is None:
            os.killpg(process.popen.pid, signal.SIGKILL)
            process.popen.wait()


def add_feed(site, server, name="voisins"):
    site.sources += f'[[sources]]\nid = "{name}"\nurl = "{server.url}/{name}"\nallow_private = true\n'


def published(site):
    return {name: content for name, (content, _) in site.state().items()}


def runs(site):
    path = site.output / "status" / "status.json"
    return json.loads(path.read_bytes())["runs"] if path.exists() else []


# A feed of 12 MB whose reading takes some twenty seconds: there is something to clean in each of its paragraphs.
PARAGRAPH = b"<p class=x>Un <b>mot</b>, <a href='/x?utm_source=a'>un lien</a> &amp; des <img src='a.png'> images.</p>"
SLOW = rss(range(1800)).replace(b"Le texte", b"<![CDATA[" + PARAGRAPH * 60 + b"]]>Le texte")
LARGE = [(n, f"Un modèle de langage, numéro {n}") for n in range(80)]


@pytest.fixture
def fetching(site, server):
    """A run that waits for a server that does not answer."""
    add_feed(site, server)
    server.play("/voisins", Answer(hang=True), Answer(body=rss(range(3))))
    return lambda process: process.wait_for(lambda: server.log)


@pytest.fixture
def parsing(site, server):
    """A run that reads something slow in a child."""
    add_feed(site, server)
    server.play("/voisins", Answer(body=SLOW), Answer(body=rss(range(3))))

    def reached(process):
        process.wait_for(lambda: server.log and server.log[0].until)
        process.wait_for(process.is_reading)

    return reached


@pytest.fixture
def publishing(site, server):
    """A run that writes the first of many pages."""
    for number, title in LARGE:
        site.write(f"{number}.txt", title)
    pages = site.output / "articles"
    return lambda process: process.wait_for(lambda: pages.is_dir() and any(pages.glob("*.html")))


STAGES = pytest.mark.parametrize("stage", ["fetching", "parsing", "publishing"])


@STAGES
@pytest.mark.parametrize("to_all", [False, True], ids=["to the process", "to its group, as systemd and Ctrl-C do"])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_run_ends_within_seconds_and_the_next_makes_it_good(
    site, server, start, tmp_path, now, request, stage, number, to_all
):
    site.write("a.txt", "Un modèle de langage")
    reached = request.getfixturevalue(stage)
    process = start("run")
    reached(process)

    code, seconds = process.send(number, to_all=to_all)

    assert code == 128 + number, process.log.read_text()
    assert seconds < SECONDS
    process.has_left_nobody()
    first = site.run().outcomes
    assert [outcome.error for outcome in first if outcome.error] == []
    assert [run["took_seconds"] is None for run in runs(site)] == [False, True]
    (tmp_path / "undisturbed").mkdir()
    other = Site(tmp_path / "undisturbed", now)
    for path in site.articles.iterdir():
        (other.articles / path.name).write_bytes(path.read_bytes())
    other.sources = site.sources
    other.run()
    assert published(site) == published(other)


@STAGES
def test_a_schedule_ends_within_seconds_and_well(site, start, request, stage):
    site.write("a.txt", "Un modèle de langage")
    reached = request.getfixturevalue(stage)
    process = start("schedule")
    reached(process)

    code, seconds = process.send(signal.SIGTERM)

    assert (code, seconds < SECONDS) == (0, True), process.log.read_text()
    process.has_left_nobody()


def test_a_schedule_that_waits_ends_at_once(site, start):
    process = start("schedule")
    process.says("files written")

    code, seconds = process.send(signal.SIGINT, to_all=True)

    assert (code, seconds < SECONDS) == (0, True), process.log.read_text()


def test_a_second_signal_ends_the_process_as_if_nobody_heard_the_first(site, server, start):
    add_feed(site, server)
    site.extra = f'hubs = ["{server.url}/hub"]'
    server.play("/voisins", Answer(hang=True))
    process = start("run")
    process.wait_for(lambda: server.log)
    os.kill(process.popen.pid, signal.SIGSTOP)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGCONT):
        os.kill(process.popen.pid, number)

    assert process.popen.wait(SECONDS) < 0
    process.has_left_nobody()


@pytest.mark.parametrize("command", [("import-opml",), ("add",), ("check", "--online"), ("try",)], ids=" ".join)
def test_ctrl_c_ends_a_command_in_a_line(site, server, start, command):
    add_feed(site, server)
    url = server.play("/voisins", Answer(hang=True))
    places = {"check": (), "try": ("voisins",)}.get(command[0], (url, "--allow-private"))
    process = start(*command, *places)
    process.wait_for(lambda: server.log)

    code, _ = process.send(signal.SIGINT, to_all=True)

    assert (code, process.log.read_text()) == (130, "rubrique: ended by Ctrl-C\n")


def test_of_two_runs_at_once_the_second_leaves_at_once(site, server, start):
    add_feed(site, server)
    server.play("/voisins", Answer(hang=True))
    first = start("run")
    first.wait_for(lambda: server.log)

    assert start("run").popen.wait(60) == 75

    assert first.popen.poll() is None
    assert len(server.log) == 1


def test_a_schedule_waits_for_a_run_that_is_under_way(site, server, start):
    add_feed(site, server)
    server.play("/voisins", Answer(hang=True), Answer(body=rss(range(3))))
    run = start("run")
    run.wait_for(lambda: server.log)
    daemon = start("schedule")
    daemon.says("waiting error=another run holds the lock")

    run.send(signal.SIGTERM)

    daemon.says("3 new")
    assert daemon.log.read_text().count("waiting error=") == 1


def test_a_run_beside_a_schedule_that_is_at_work_leaves_at_once(site, server, start):
    add_feed(site, server)
    server.play("/voisins", Answer(hang=True))
    daemon = start("schedule")
    daemon.wait_for(lambda: server.log)

    assert start("run").popen.wait(60) == 75

    assert daemon.popen.poll() is None
    assert len(server.log) == 1


def test_a_file_dropped_in_a_folder_is_published_within_seconds(site, start):
    process = start("schedule")
    process.says("files written")

    began = time.monotonic()
    site.write("a.txt", "Un article tombé du ciel")
    process.wait_for(lambda: site.showing("Un article tombé du ciel") >= {"all.atom", "all.rss", "index.html"}, SECONDS)
    print(f"\npublished after {time.monotonic() - began:.2f} s")
    site.write("nouveau/b.txt", "Un autre, dans un dossier tout neuf")
    process.wait_for(lambda: "all.json" in site.showing("dans un dossier tout neuf"), SECONDS)
    (site.articles / "a.txt").unlink()
    process.wait_for(lambda: site.titles() == ["Un autre, dans un dossier tout neuf"], SECONDS)


def test_a_schedule_that_serves_is_the_whole_product_in_one_process(site, start):
    site.write("a.txt", "Un modèle de langage")
    process = start("schedule", "--serve", "127.0.0.1:0", "--status")
    process.says("files written")
    [address] = re.findall(r" at (http://\S+)", process.log.read_text())

    with urlopen(address + "all.atom") as answer:
        assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
        assert answer.read() == (site.output / "all.atom").read_bytes()
    site.write("b.txt", "Un article tombé du ciel")
    process.wait_for(lambda: "tombé du ciel" in urlopen(address + "all.json").read().decode(), SECONDS)
    code, seconds = process.send(signal.SIGTERM)

    assert (code, seconds < SECONDS) == (0, True), process.log.read_text()
    with pytest.raises(URLError):
        urlopen(address)


def test_an_address_that_is_taken_ends_a_schedule_before_it_runs(site, server, start):
    process = start("schedule", "--serve", server.url.removeprefix("http://"))

    assert process.popen.wait(60) == 1
    assert not site.output.exists()


def test_a_changed_sources_toml_is_taken_over_and_a_broken_one_is_not(site, start):
    site.write("a.txt", "Un modèle de langage")
    process = start("schedule")
    process.says("files written")
    path = site.root / "sources.toml"
    good = path.read_text()

    save(path, good.replace('"Veille"', '"Veille neuve"'))
    process.wait_for(lambda: "all.atom" in site.showing("Veille neuve"), SECONDS)
    save(path, good.replace("window", "fenetre"))
    process.says("kept the last good configuration", SECONDS)
    process.wait_for(lambda: (configuration(site) or {}).get("faults") == 1, SECONDS)
    os.kill(process.popen.pid, signal.SIGHUP)
    process.wait_for(lambda: process.log.read_text().count("kept the last good configuration") == 2, SECONDS)
    assert process.popen.poll() is None
    assert "all.atom" in site.showing("Veille neuve")
    save(path, good)
    process.wait_for(lambda: configuration(site) is None, SECONDS)

    assert "reloaded file=sources.toml sources=1" in process.log.read_text()


def save(path, text):
    """Replace a file at one go, as editors do: the schedule may read it at this very moment."""
    aside = path.with_name(f"{path.name}~")
    aside.write_text(text)
    aside.replace(path)


def configuration(site):
    """What status/ tells of a broken sources.toml."""
    return json.loads((site.output / "status" / "status.json").read_bytes())["configuration"]
