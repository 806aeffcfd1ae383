"""A new site, made in an empty place and nowhere else."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import feedparser
import pytest

from feeds.cli import main, starting
from feeds.config import load_config

MADE = {"sources.toml", ".gitignore", "articles/bienvenue.txt"}


def files(folder):
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir()}


def test_a_new_site_has_its_configuration_and_one_sample(tmp_path):
    assert main(["init", str(tmp_path / "veille")]) == 0

    assert files(tmp_path / "veille") == MADE
    config = load_config(tmp_path / "veille" / "sources.toml")
    assert config.keys == ("ia", "startups", "marketing")
    assert [(source.id, source.path) for source in config.sources] == [("redaction", tmp_path / "veille" / "articles")]


def test_the_examples_in_its_comments_are_without_fault(tmp_path):
    main(["init", str(tmp_path)])
    path = tmp_path / "sources.toml"
    lines = path.read_text(encoding="utf-8").splitlines()

    path.write_text("\n".join(re.sub(r"^# (?=\[\[|\w+ = )", "", line) for line in lines), encoding="utf-8")

    assert [source.id for source in load_config(path).sources] == ["redaction", "voisins"]


@pytest.mark.parametrize("name", ["veille", "ma veille & l'autre"])
def test_the_commands_it_names_work_as_printed(tmp_path, name):
    made = subprocess.run([sys.executable, "-m", "feeds", "init", name], cwd=tmp_path, capture_output=True, text=True)
    assert made.returncode == 0, made.stderr
    check, run = (line.strip() for line in made.stdout.splitlines() if line.startswith("    "))

    checked, ran = (
        subprocess.run(line, shell=True, cwd=tmp_path, capture_output=True, text=True) for line in (check, run)
    )

    assert (checked.returncode, checked.stdout) == (0, "sources.toml: 1 source, 3 categories, no fault\n")
    assert (ran.returncode, ran.stderr) == (0, "redaction: 1 new\n")
    [entry] = feedparser.parse((tmp_path / name / "output" / "ia.atom").read_bytes()).entries
    assert entry.title.startswith("Une revue de presse à trois")


def test_a_program_found_on_the_path_is_named_as_it_was_called(tmp_path, monkeypatch):
    program = tmp_path / "bin" / "rubrique"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setattr(sys, "argv", [str(program), "init", "x"])

    monkeypatch.setenv("PATH", "/nowhere")
    assert starting.called_as() == [str(program)]
    monkeypatch.setenv("PATH", str(program.parent))
    assert starting.called_as() == ["rubrique"]


def test_an_empty_folder_and_one_with_files_of_another_kind_become_a_site(tmp_path):
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "le-mien.txt").write_text("Le mien")

    assert main(["init", str(tmp_path)]) == 0

    assert files(tmp_path) == MADE | {"articles/le-mien.txt"}


@pytest.mark.parametrize("name", sorted(MADE))
def test_what_is_in_the_way_is_named_and_nothing_is_written(tmp_path, capsys, name):
    mine = tmp_path / name
    mine.parent.mkdir(exist_ok=True)
    mine.write_text("à moi")

    assert main(["init", str(tmp_path)]) == 1

    assert (files(tmp_path), mine.read_text()) == ({name}, "à moi")
    assert f"in the way, and left as it was: {mine}: name another folder, or move it away" in capsys.readouterr().err


def test_a_link_is_in_the_way_wherever_it_leads(tmp_path, capsys):
    (tmp_path / "sources.toml").symlink_to(tmp_path / "nowhere")

    assert main(["init", str(tmp_path)]) == 1

    assert files(tmp_path) == {"sources.toml"}
    assert not os.path.lexists(tmp_path / "nowhere")


@pytest.mark.parametrize("name", ["site", "site/articles"])
def test_a_file_where_a_folder_is_to_be_is_in_the_way(tmp_path, capsys, name):
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("à moi")

    assert main(["init", str(tmp_path / "site")]) == 1

    assert f"left as it was: {path}:" in capsys.readouterr().err
    assert files(tmp_path) == {name}


def test_a_folder_that_cannot_be_made_is_told(tmp_path, capsys):
    (tmp_path / "file").write_text("")

    assert main(["init", str(tmp_path / "file" / "site")]) == 1

    assert "cannot be made: Not a directory" in capsys.readouterr().err


def test_a_word_that_the_shell_would_split_is_quoted(tmp_path, capsys):
    folder = tmp_path / "ma veille"

    main(["init", str(folder)])

    for line in capsys.readouterr().out.splitlines()[2:]:
        assert shlex.split(line)[-1] == str(Path(folder) / "sources.toml")
