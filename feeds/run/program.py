"""A message handed to a program of the operator's."""

import asyncio
import os
import signal
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

_SAID = 500  # characters of its output that are told
_CHUNK = 65_536  # bytes
_PASSED_ON = ("PATH", "HOME", "USER", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR")  # no secret is among them


async def hand(command: Sequence[str], message: str, folder: Path, patience_seconds: float) -> str:
    """Run a program in a folder with a message on its stdin; return why it failed, "" when it exited 0.

    No shell reads the command. A program that takes longer is killed with all that it started.
    """
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    try:
        # A session of its own, so that all of it can be killed, and Ctrl-C is ours.
        process = await asyncio.create_subprocess_exec(
            *command, stdin=PIPE, stdout=PIPE, stderr=STDOUT, cwd=folder, env=environment, start_new_session=True
        )
    except OSError as exc:
        return f"{command[0]}: cannot be run: {exc.strerror}"
    try:
        async with asyncio.timeout(patience_seconds):
            said, _ = await asyncio.gather(_read(process), _write(process, message))
            code = await process.wait()
    except TimeoutError:
        return f"it took over {patience_seconds:.0f} seconds"
    finally:
        await _end(process)
    return f"exit {code}{': ' if said else ''}{said}" if code else ""


async def _write(process: Process, message: str) -> None:
    assert process.stdin
    # A program need not read what it does not want.
    with suppress(BrokenPipeError, ConnectionResetError):
        process.stdin.write(message.encode())
        await process.stdin.drain()
    process.stdin.close()


async def _read(process: Process) -> str:
    """Return the beginning of what a program says; the rest is read, too, or it would wait for us."""
    assert process.stdout
    said = b""
    while chunk := await process.stdout.read(_CHUNK):
        said = (said + chunk)[: 4 * _SAID]
    return " ".join(said.decode("utf-8", "replace").split())[:_SAID]


async def _end(process: Process) -> None:
    """Leave nothing of a program behind."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    await process.wait()
