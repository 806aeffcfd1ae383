"""`kill -9` at a hundred random moments of a publishing run: no file is ever torn or missing."""

import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sites import TELLING_OF_RUNS, fill

KILLS = 100

# Forks a run for each line it reads, "folder seconds", and kills it after that time. One run comes before: what is
# imported and compiled by the first would be most of the time of each, and of the moments.
RUNNER = """
import os, signal, sys, time
from datetime import UTC, datetime
from pathlib import Path
from feeds import pipeline
from feeds.config import load_config
from feeds.store import open_store

def run(folder):
    config = load_config(Path(folder) / "sources.toml")
    pipeline.run(config, open_store(config.site.store), datetime(2026, 11, 24, 9, tzinfo=UTC))

run(sys.argv[1])
for line in sys.stdin:
    folder, seconds = line.split()
    began = time.monotonic()
    child = os.fork()
    if not child:
        try:
            run(folder)
        finally:
            os._exit(int(sys.exc_info()[0] is not None))
    if float(seconds):
        time.sleep(float(seconds))
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    print(os.waitstatus_to_exitcode(status), time.monotonic() - began, flush=True)
"""


def contents(folder: Path) -> dict[str, bytes]:
    output = folder / "output"
    files = (path for path in output.rglob("*") if path.is_file() and not path.name.startswith("."))
    names = {str(path.relative_to(output)): path for path in files}
    return {name: path.read_bytes() for name, path in names.items() if name not in TELLING_OF_RUNS}


def copied(folder: Path, name: str) -> Path:
    return Path(shutil.copytree(folder, folder.parent / name))


@pytest.fixture
def behind(site, tmp_path_factory):
    """A published site whose next run rewrites every file, closes archives and takes a page away."""
    site.window = 3
    site.sources += "\n[categories.ia]\n[categories.jardin]\n"
    fill(site, range(1, 9))
    site.run()
    site.window, site.sources = 2, site.sources.replace("[categories.jardin]", "[categories.marketing]")
    site.extra = 'subtitle = "Une autre devise"'
    assert site.config
    return Path(shutil.copytree(site.root, tmp_path_factory.mktemp("kills") / "behind"))


@pytest.fixture
def runner(behind):
    with subprocess.Popen(
        [sys.executable, "-c", RUNNER, copied(behind, "first")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:

        def run(folder, seconds=0.0):
            """Run a site and return its exit code and how long that took; kill it after *seconds*, if any."""
            process.stdin.write(f"{folder} {seconds}\n")
            process.stdin.flush()
            code, took = process.stdout.readline().split()
            return int(code), float(took)

        yield run
        process.stdin.close()


def test_no_file_is_torn_or_missing_whenever_a_publishing_run_is_killed(behind, runner):
    before = contents(behind)
    wholes = [copied(behind, f"whole-{number}") for number in range(3)]
    codes, durations = zip(*map(runner, wholes), strict=True)
    after = contents(wholes[0])
    assert codes == (0, 0, 0)
    assert before != after
    moments = random.Random(4)

    kills = number = 0
    while kills < KILLS:  # of a run that is faster than those were, many end before their moment
        number += 1
        folder = copied(behind, f"trial-{number}")
        code, _ = runner(folder, moments.uniform(0.001, min(durations)))
        kills += code == -9
        there = contents(folder)
        assert {path for path in before.keys() & after.keys() if path not in there} == set(), number
        assert {p for p, found in there.items() if found not in (before.get(p), after.get(p))} == set(), number

        assert runner(folder)[0] == 0

        assert contents(folder) == after, number
        assert not list((folder / "output").rglob(".*")), number
        shutil.rmtree(folder)

    print(f"\nkilled {kills} of {number} runs of {min(durations):.2f} s")
