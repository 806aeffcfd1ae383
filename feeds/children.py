"""A program of the editor's run for a moment, under a keeper of its own: bounded in time, output and all else."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

import feeds.hook_keeper

MAX_BYTES = 10_000_000  # of an answer; an article has some 10,000
_TOLD = 300  # characters of the last line of what it says went wrong
_GRACE_SECONDS = 5  # for its keeper to end all that it started: milliseconds, but for thousands of processes


class ChildError(Exception):
    """The program failed; in words."""


async def run_child(words: Sequence[str], folder: Path, said: bytes, timeout_seconds: float) -> bytes:
    """Return what a program answers on stdout to what it is *said* on stdin; it is started in *folder*.

    To files, not pipes: who never ends may keep a pipe open for ever. What it started is killed when it has ended, and
    all of it when its time is up and when nobody waits for it any more.

    Raises:
        ChildError: it could not be started, did not end well, or in time, or said too much.
    """
    try:
        with TemporaryFile() as given, TemporaryFile() as answer, TemporaryFile() as told:
            given.write(said)
            given.seek(0)
            child = _start(words, folder, given, answer, told)
            is_late = await _wait(child, timeout_seconds)
            answer.seek(0)
            found = answer.read(MAX_BYTES + 1)
            if is_late:
                raise ChildError(f"it took over {timeout_seconds:g} seconds")
            if len(found) > MAX_BYTES or child.returncode == -signal.SIGXFSZ:
                raise ChildError(f"it answered over {MAX_BYTES // 1_000_000} MB")
            if child.returncode:
                size = told.seek(0, os.SEEK_END)
                told.seek(max(0, size - 4 * _TOLD))
                raise ChildError(_failure(child.returncode, told.read(4 * _TOLD)))
            return found
    except OSError as exc:
        raise ChildError(f"it cannot be started: {exc.strerror}") from exc


def _start(
    words: Sequence[str], folder: Path, given: IO[bytes], answer: IO[bytes], told: IO[bytes]
) -> "subprocess.Popen[bytes]":
    assert feeds.hook_keeper.__file__
    return subprocess.Popen(  # noqa: S603 - the editor's own words
        [sys.executable, "-I", "-S", feeds.hook_keeper.__file__, *words],
        stdin=given,
        stdout=answer,
        stderr=told,
        cwd=folder,
        start_new_session=True,
    )


async def _wait(child: "subprocess.Popen[bytes]", timeout_seconds: float) -> bool:
    """Wait until a child has ended; return whether it had to be made to."""
    ended = asyncio.to_thread(os.waitid, os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    try:
        await asyncio.wait_for(ended, timeout_seconds)
    except TimeoutError:
        return True
    finally:
        child.terminate()
        try:
            child.wait(_GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
    return False


def _failure(code: int, told: bytes) -> str:
    lines = told.decode("utf-8", "replace").strip().splitlines()
    how = f"signal {-code} ended it" if code < 0 else f"it ended with {code}"
    return f"{how}: {lines[-1].strip()[-_TOLD:]}" if lines else how
