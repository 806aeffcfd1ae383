"""Completion, as a real shell asks for it."""

import shlex
import subprocess
import sys
from pathlib import Path

import pytest

RUBRIQUE = Path(sys.executable).parent / "rubrique"


def completed(line):
    """Return what bash offers for *line* once it has read the script that the command itself gives."""
    words = line.split(" ")
    # It looks for the shell that called it, and one that has nothing else to do would have become the command itself.
    command = ["bash", "-c", f"{RUBRIQUE} --show-completion; true"]
    script = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    asked = f"COMP_WORDS=({shlex.join(words)}); COMP_CWORD={len(words) - 1}; _rubrique_completion {RUBRIQUE}"
    asked += '; printf "%s\\n" "${COMPREPLY[@]}"'
    shown = subprocess.run(["bash", "-c", f"{script}\n{asked}"], capture_output=True, text=True, check=True)
    assert shown.stderr == ""
    return shown.stdout.split()


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("rubrique rec", ["recategorise"]),
        ("rubrique st", ["status"]),
        ("rubrique run --acc", ["--accept-deletions"]),
        ("rubrique run --log-format ", ["text", "json"]),
    ],
)
def test_bash_completes_commands_options_and_their_values(line, offered):
    assert completed(line) == offered
