"""A command at a real terminal, and the one who sits there."""

import os
import pty
import select
import subprocess
import sys
import termios
import threading

import pytest

from feeds.cli import main

# No command prints it. That a terminal is closed is no sign of the end: what multiprocessing starts keeps it open.
END = "\x04"


def in_terminal(*arguments, keys="", question=b"q quit ", code=0, run=main, **environment):
    """Return what a terminal of 100 columns shows of a command, in which someone presses a key at each question.

    The command is *run* in this very process, unless by `in_new_process`, which spends a second on its imports.
    """
    leader, follower = pty.openpty()
    typist = Typist(leader, keys, question)
    with (
        open(follower) as stdin,
        open(os.dup(follower), "w") as stdout,
        open(os.dup(follower), "w") as stderr,
        pytest.MonkeyPatch.context() as patch,
    ):
        for name, stream in (("stdin", stdin), ("stdout", stdout), ("stderr", stderr)):
            patch.setattr(sys, name, stream)
        patch.delenv("NO_COLOR", raising=False)
        for name, value in {"COLUMNS": "100", **environment}.items():
            patch.setenv(name, value)
        typist.start()
        try:
            ended = run(arguments)
        finally:
            stderr.flush()
            print(END, end="", file=stdout, flush=True)
            typist.join()
    os.close(leader)
    assert (ended, typist.pressed) == (code, len(keys))
    return typist.screen.decode().removesuffix(END)


def in_new_process(arguments):
    """Run a command as a shell does, at this process's standard streams, and return its exit code."""
    streams = {"stdin": sys.stdin, "stdout": sys.stdout, "stderr": sys.stderr}
    return subprocess.run([sys.executable, "-m", "feeds", *arguments], check=False, **streams).returncode


class Typist(threading.Thread):
    """Who looks at a terminal until the end, and presses Ctrl-C where more is asked than there are keys."""

    def __init__(self, leader, keys, question):
        super().__init__(daemon=True)
        self.leader, self.keys, self.question = leader, keys, question
        self.screen, self.pressed = b"", 0

    def run(self):
        while not self.screen.endswith(END.encode()):
            if select.select([self.leader], [], [], 0.01)[0]:
                self.screen += os.read(self.leader, 65536)
            elif self.screen.count(self.question) > self.pressed and waits_for_a_key(self.leader):
                key = self.keys[self.pressed : self.pressed + 1] or "\x03"
                os.write(self.leader, key.encode())
                self.pressed += 1


def waits_for_a_key(leader):
    """Whether a key is awaited now: one that was pressed before is thrown away."""
    return not termios.tcgetattr(leader)[3] & termios.ICANON
