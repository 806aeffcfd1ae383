"""A program of the editor's run within limits, and all that it started ended with it: the parent of a hook.

Started as a file, by its path, in a process of its own: limits are set between fork and exec, where nothing may run in
a process that has threads, and whatever a hook leaves behind becomes a child of this process and of no other.
"""

import ctypes
import os
import resource
import signal
import sys
from collections.abc import Iterator
from contextlib import suppress

_PR_SET_CHILD_SUBREAPER = 36
_LIMITS = {
    resource.RLIMIT_CORE: 0,  # bytes
    resource.RLIMIT_FSIZE: 10_240_000,  # bytes of a file, so that no disk fills up: a little over what may be answered
    resource.RLIMIT_DATA: 1_024_000_000,  # bytes: runtimes reserve addresses by the hundred gigabytes, and use few
    resource.RLIMIT_CPU: 60,  # seconds, for what escapes
    resource.RLIMIT_NPROC: 4_000,  # processes of this user, where root is not bound
}


def main(words: list[str]) -> None:
    """Run a program, and end as it did once nothing is left of what it started; on SIGTERM, at once."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    signal.signal(signal.SIGTERM, _give_up)
    for limit, most in _LIMITS.items():
        _, hard = resource.getrlimit(limit)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(limit, (most, most))
    child = os.fork()
    if not child:
        _become(words)
    # Unreaped, it keeps its number from others until its whole group is killed.
    os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
    with suppress(ProcessLookupError, PermissionError):  # it may have become another user
        os.killpg(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    _end_all()
    _end_like(os.waitstatus_to_exitcode(status))


def _give_up(*_: object) -> None:
    _end_all()
    os._exit(1)


def _become(words: list[str]) -> None:
    try:
        os.setpgid(0, 0)
        for number in (signal.SIGPIPE, signal.SIGXFSZ):  # which Python ignores, and the ignored stay so
            signal.signal(number, signal.SIG_DFL)
        os.execvp(words[0], words)  # noqa: S606 - the editor's own words
    except OSError as exc:
        os.write(2, f"{words[0]}: {exc.strerror}\n".encode("utf-8", "replace"))
    os._exit(127)


def _end_all() -> None:
    """Kill and reap until there is no child any more: what those leave behind become children in turn."""
    with suppress(ChildProcessError):
        while True:
            ended, _ = os.waitpid(-1, os.WNOHANG)
            if not ended:
                for pid in _descendants():
                    with suppress(ProcessLookupError, PermissionError):
                        os.kill(pid, signal.SIGKILL)
                os.waitpid(-1, 0)


def _descendants() -> Iterator[int]:
    parents = {int(name): _parent(name) for name in os.listdir("/proc") if name.isdigit()}
    found = {os.getpid()}
    while found := {pid for pid, parent in parents.items() if parent in found}:
        yield from found


def _parent(name: str) -> int:
    try:
        with open(f"/proc/{name}/stat", "rb") as file:
            return int(file.read().rpartition(b")")[2].split()[1])  # its name may hold anything
    except OSError:
        return 0


def _end_like(code: int) -> None:
    if code < 0:
        with suppress(OSError):  # nobody may say what SIGKILL does
            signal.signal(-code, signal.SIG_DFL)
        os.kill(os.getpid(), -code)
    os._exit(code)


if __name__ == "__main__":
    main(sys.argv[1:])
