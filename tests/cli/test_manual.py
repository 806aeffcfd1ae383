"""The manual page: it says what --help says, in roff that has no fault."""

import re
import subprocess
from pathlib import Path

import pytest
from typer.main import get_command

from feeds.cli import app
from feeds.cli.manual import manual

PAGE = Path(__file__).parents[2] / "docs/rubrique.1"


def test_the_page_is_made_of_the_help_of_now():
    assert PAGE.read_text(encoding="utf-8") == manual(), "run `make man`"


def test_a_reader_of_manuals_finds_no_fault_in_it():
    lint = subprocess.run(["mandoc", "-T", "lint", "-W", "error", PAGE], capture_output=True, text=True, check=False)

    assert (lint.stdout, lint.returncode) == ("", 0)


@pytest.fixture(scope="module")
def text():
    command = ["mandoc", "-T", "utf8", "-O", "width=200", PAGE]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return re.sub(r".\x08", "", shown)  # bold, as a typewriter strikes it


@pytest.mark.parametrize("command", get_command(app).commands.values(), ids=lambda command: command.name)
def test_every_command_and_its_options_can_be_read(text, command):
    part = text.split(f"   rubrique {command.name} ", 1)[1].split("\n   rubrique ", 1)[0]

    words = " ".join(part.split())
    assert " ".join(command.help.split()) in words
    assert [flag for option in command.params for flag in option.opts if flag[0] == "-" and flag not in words] == []


def test_what_one_copies_has_plain_hyphens(text):
    assert "rubrique recategorise --dry-run" in text
