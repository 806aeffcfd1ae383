"""A message handed to a real program."""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from feeds.run.program import hand

MESSAGE = '{"kind": "entries", "title": "Été"}'


def handed(*command, message=MESSAGE, folder=Path("/"), patience=10):
    return asyncio.run(hand(command, message, folder, patience))


def test_a_program_finds_the_message_on_its_stdin(tmp_path):
    assert handed("sh", "-c", "cat > heard", folder=tmp_path) == ""

    assert (tmp_path / "heard").read_text() == MESSAGE


def test_a_program_knows_nothing_of_our_environment_but_where_it_is(tmp_path, monkeypatch):
    monkeypatch.setenv("RUBRIQUE_DB_PASSWORD", "secret")

    handed("sh", "-c", "env > environment", folder=tmp_path)

    names = {line.partition("=")[0] for line in (tmp_path / "environment").read_text().splitlines()}
    assert "PATH" in names
    of_the_shell = {"PWD", "OLDPWD", "SHLVL", "_"}
    assert names - of_the_shell <= {"PATH", "HOME", "USER", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR"}


def test_a_thread_such_as_the_daemon_s_can_hand_a_message(tmp_path):
    with ThreadPoolExecutor(1) as threads:
        fault = threads.submit(handed, "sh", "-c", "cat > heard", folder=tmp_path).result(10)

    assert fault == ""
    assert (tmp_path / "heard").read_text() == MESSAGE


@pytest.mark.parametrize(
    ("script", "fault"),
    [
        pytest.param("exit 3", "exit 3", id="silent"),
        pytest.param("echo no; echo room >&2; exit 1", "exit 1: no room", id="it says why"),
        pytest.param("kill -9 $$", "exit -9", id="killed"),
        pytest.param("exec 0<&-; exit 0", "", id="it does not listen and is content"),
    ],
)
def test_a_program_that_exits_otherwise_than_0_failed(script, fault):
    assert handed("sh", "-c", script, message="x" * 1_000_000) == fault


def test_what_a_program_says_is_cut():
    said = handed("sh", "-c", "yes | head -c 3000000; exit 1")

    assert said.startswith("exit 1: y y y")
    assert len(said) < 600


def test_a_program_that_is_not_there_failed():
    assert handed("/no/such/program") == "/no/such/program: cannot be run: No such file or directory"


def test_a_program_that_takes_too_long_is_killed_with_all_that_it_started(tmp_path):
    fault = handed("sh", "-c", "sleep 60 & echo $! > child; wait", folder=tmp_path, patience=2)

    assert fault.startswith("it took over")
    child = int((tmp_path / "child").read_text())
    deadline = time.monotonic() + 20
    while is_running(child) and time.monotonic() < deadline:
        time.sleep(0.02)  # what is killed ends when its turn comes
    assert not is_running(child)


def is_running(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False
