"""Filing by hand, reviewing, filing anew, as an editor does it."""

import contextlib
import json
import os
import pty
import re
import select
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

import pytest

from feeds import curating
from feeds.cli import main
from feeds.cli.options import opened
from feeds.config import load_config
from tests.terminal import in_terminal, waits_for_a_key

DOUBTFUL = """Les entreprises regardent leurs outils

L'intelligence artificielle entre dans les bureaux, disent des équipes qui parlent surtout de leur quotidien au travail.

Un paragraphe raconte la suite de ce quotidien, sans autre sujet que les horaires, les réunions et les trajets.
"""


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """A site that was run once."""
    folder = tmp_path_factory.mktemp("published")
    (folder / "articles").mkdir()
    (folder / "articles" / "doute.txt").write_text(DOUBTFUL)
    write_rules("", folder)
    main(["run", "-c", str(folder / "sources.toml")])
    return folder


@pytest.fixture
def site(published, tmp_path, monkeypatch):
    return copied(published, tmp_path, monkeypatch)


def copied(site, folder, monkeypatch):
    """Work in a copy of a site, as if it had been run there."""
    shutil.copytree(site, folder, dirs_exist_ok=True)
    monkeypatch.chdir(folder)
    monkeypatch.delenv("RUBRIQUE_CONFIG", raising=False)
    return folder


def write_rules(rules, folder=Path()):
    (folder / "sources.toml").write_text(
        '[site]\ntitle = "Veille"\nbase_url = "https://veille.example/"\n\n[categories.ia]\n[categories.soir]\n'
        f'label = "Le soir"\n{rules}\n[[sources]]\nid = "redaction"\npath = "articles"\n'
    )


def ids(key):
    return re.findall(r"<id>(tag:[^<]*txt)</id>", Path(f"output/{key}.atom").read_text())


def pinned(entry_id):
    """Return what an editor decided of an entry."""
    config = load_config(next(Path().glob("*.toml")))
    with opened(config) as store:
        return store.pins().get(entry_id, {})


def test_an_entry_is_filed_by_hand_and_stays_so(site, capsys):
    [entry_id] = ids("all")

    assert main(["file", entry_id, "-ia", "+soir"]) == 0

    assert (ids("ia"), ids("soir")) == ([], [entry_id])
    assert re.fullmatch(r"\d+ files written\n", capsys.readouterr().out)
    (site / "articles" / "doute.txt").write_text(DOUBTFUL.replace("bureaux", "maisons"))
    main(["run"])
    main(["recategorise"])
    assert (ids("ia"), ids("soir")) == ([], [entry_id])
    capsys.readouterr()
    main(["explain", entry_id])
    assert "taken away by hand - editor" in capsys.readouterr().out


def test_an_entry_that_is_withdrawn_is_said_to_be_when_it_is_filed_and_explained(site, capsys):
    [entry_id] = ids("all")
    main(["withdraw", entry_id])
    capsys.readouterr()

    assert main(["file", entry_id, "+soir"]) == 0

    assert capsys.readouterr().err == f"{entry_id} is withdrawn: no feed shows it, however it is filed\n"
    assert ids("soir") == []
    assert main(["explain", entry_id]) == 0
    assert re.search(r"  withdrawn: \S+Z, and in no feed\n", capsys.readouterr().out)


@pytest.mark.parametrize(
    ("arguments", "key"),
    [
        pytest.param("{id} -culture", "culture", id="as -c of options begins"),
        pytest.param("{id} -histoire", "histoire", id="as -h of options begins"),
        pytest.param("{id} -ia -recherche +soir", "recherche", id="with the letters of options in it"),
        pytest.param("-c {config} {id} -culture", "culture", id="after an option"),
        pytest.param("{id} -culture -c {config}", "culture", id="before an option"),
        pytest.param("{id} --config {config} -c-2", "c-2", id="after a long option"),
        pytest.param("--config={config} {id} -chats +soir", "chats", id="after an option with its value"),
        pytest.param("-c{config} {id} +soir -chats", "chats", id="after an option that its value touches"),
        pytest.param("{id} -ia -- -c", "c", id="behind dashes, where its key is the letter of an option"),
    ],
)
def test_a_category_is_taken_away_whatever_its_key(site, monkeypatch, arguments, key):
    write_rules(f"[categories.{key}]\n")
    config = Path("sources.toml").rename("veille.toml").absolute()
    if "{config}" not in arguments:
        monkeypatch.setenv("RUBRIQUE_CONFIG", "veille.toml")
    [entry_id] = ids("all")

    assert main(["file", *arguments.format(id=entry_id, config=config).split()]) == 0

    assert pinned(entry_id)[key] is False


@pytest.mark.parametrize("arguments", [["-h"], ["{id}", "-ia", "-h"], ["--help"]])
def test_the_help_of_file_is_shown_beside_changes(site, capsys, arguments):
    assert main(["file", *arguments]) == 0
    assert "+KEY gives a category, -KEY takes it away" in capsys.readouterr().out


def told(capsys):
    """What stderr says, without the frame that it stands in."""
    return " ".join(capsys.readouterr().err.replace("│", " ").split())


def test_a_pin_outlasts_its_category_and_explain_says_so(site, capsys):
    [entry_id] = ids("all")
    main(["file", entry_id, "+soir"])
    text = Path("sources.toml").read_text()
    Path("sources.toml").write_text(text.replace('[categories.soir]\nlabel = "Le soir"\n', ""))

    main(["explain", entry_id])

    assert "soir (no longer configured): given" in capsys.readouterr().out


def test_an_option_that_file_lacks_is_told_and_is_no_change(site, capsys):
    assert main(["file", ids("all")[0], "--dry-run", "-ia"]) == 2
    assert "No such option" in capsys.readouterr().err


def test_a_category_cannot_be_given_and_taken_away_at_once(site, capsys):
    assert main(["file", ids("all")[0], "+ia", "-ia"]) == 2
    assert "+ia and -ia at once: give it, or take it away" in told(capsys)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param("+sior", "no category has the key 'sior': did you mean 'soir'?", id="misspelt"),
        pytest.param("ia", "write +ia to give this category, -ia to take it away", id="without a sign"),
    ],
)
def test_a_category_that_cannot_be_meant_is_told(site, capsys, change, message):
    assert main(["file", ids("all")[0], change]) == 2
    assert message in told(capsys)


def test_a_changed_rule_tells_what_would_move_and_why_and_changes_nothing(site, capsys):
    [entry_id] = ids("all")
    write_rules('keywords = ["horaires", "réunions", "quotidien au travail"]')

    assert main(["recategorise", "--dry-run"]) == 0

    out = capsys.readouterr().out
    assert f"+soir  Les entreprises regardent leurs outils\n    {entry_id}\n" in out
    assert "quotidien au travail" in out
    assert out.endswith("1 of 1 entry would move\n")
    assert ids("soir") == []


def test_recategorise_moves_it_to_its_new_feed_at_its_true_date(site, capsys):
    before = Path("output/all.atom").read_text()
    write_rules('keywords = ["horaires", "réunions", "quotidien au travail"]')

    assert main(["recategorise", "--json"]) == 0

    [turn] = json.loads(capsys.readouterr().out)
    assert (turn["category"], turn["given"]) == ("soir", True)
    assert ids("soir") == ids("all")
    date = re.search(r"<published>.*</published>", before)[0]
    assert date in Path("output/soir.atom").read_text()
    assert main(["recategorise"]) == 0
    assert capsys.readouterr().out == "0 of 1 entry moved\n0 files written\n"


def test_the_queue_is_walked_with_one_key_each(site):
    screen = in_terminal("review", keys="n")

    assert "1/1" in screen
    assert "Les entreprises regardent leurs outils" in screen
    assert "intelligence artificielle (" in screen
    assert ids("ia") == []
    assert "nothing decided" in in_terminal("review", keys="")


@pytest.mark.parametrize("key", ["q", "s", "\x1b", "\x03"])
def test_what_is_skipped_stays_in_the_queue(site, key):
    assert "nothing decided" in in_terminal("review", keys=key)
    assert "1/1" in in_terminal("review", keys="q")


@pytest.mark.parametrize("key", ["q", "\x03"])
def test_what_was_answered_before_an_interruption_counts(site, key):
    write_rules('keywords = ["bureaux"]\nthreshold = 4')
    (site / "articles" / "autre.txt").write_text(DOUBTFUL)
    main(["recategorise"])
    main(["run"])

    screen = in_terminal("review", keys=f"nn{key}")

    assert "3/" in screen
    [entry_id] = [entry_id for entry_id in ids("all") if pinned(entry_id)]
    assert pinned(entry_id) == {"ia": False, "soir": False}


def test_an_answer_is_kept_before_the_next_question_and_published_by_the_next_run(site):
    write_rules('keywords = ["bureaux"]\nthreshold = 4')
    main(["recategorise"])
    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "feeds", "review"]
    with subprocess.Popen(command, stdin=follower, stdout=follower, stderr=follower) as process:
        os.close(follower)
        screen, is_pressed = b"", False
        while screen.count(b"q quit ") < 2:
            if select.select([leader], [], [], 0.05)[0]:
                screen += os.read(leader, 65536)
            elif not is_pressed and b"q quit " in screen and waits_for_a_key(leader):
                os.write(leader, b"n")
                is_pressed = True
        process.kill()
    os.close(leader)
    [entry_id] = ids("all")

    main(["run"])

    assert pinned(entry_id)
    assert {key: (given, ids(key)) for key, given in pinned(entry_id).items()} == dict.fromkeys(
        pinned(entry_id), (False, [])
    )


def test_without_a_terminal_the_queue_is_printed(site, capsys):
    assert main(["review"]) == 0

    assert re.fullmatch(r"tag:\S+  ia \d+\.\d\d  Les entreprises regardent leurs outils\n", capsys.readouterr().out)


BREAD = "Le fournil {0}\n\nDans ce fournil {0}, le boulanger pétrit la pâte et chauffe le four avant le jour.\n"
BIKE = "La piste {0}\n\nSur la piste {0}, les cyclistes roulent loin des voitures et longent le fleuve.\n"
PLACES = ("nord", "sud", "est", "ouest", "vieux", "neuf")


@pytest.fixture(scope="module")
def corrected(published, tmp_path_factory):
    """A site whose editor said what belongs to a category that no word names."""
    folder = tmp_path_factory.mktemp("corrected")
    shutil.copytree(published, folder, dirs_exist_ok=True)
    for (name, text), place in product({"pain": BREAD, "velo": BIKE}.items(), PLACES):
        (folder / "articles" / f"{name}-{place}.txt").write_text(text.format(place))
    main(["run", "-c", str(folder / "sources.toml")])
    with contextlib.chdir(folder):
        file_all({entry_id: "pain" in entry_id for entry_id in ids("all") if "doute" not in entry_id})
    return folder


def file_all(evenings):
    """File many entries by hand, and publish them once."""
    config, now = load_config(Path("sources.toml")), datetime.now(UTC)
    with opened(config) as store:
        for entry_id, given in evenings.items():
            curating.keep_pin(config, store, entry_id, {"soir": given}, now)
        curating.publish_kept(config, store, now)


@pytest.fixture
def taught(corrected, tmp_path, monkeypatch):
    return copied(corrected, tmp_path, monkeypatch)


def test_learn_proposes_applies_on_a_yes_and_files_what_comes_later(taught, capsys):
    capsys.readouterr()

    assert main(["learn"]) == 0

    out = capsys.readouterr().out
    assert re.search(r"Le soir: F1 0\.\d+ -> \d\.\d+, each article left out in turn", out)
    assert re.search(r"term fournil, in 6 that belong and 0 that do not", out)
    assert out.endswith("nothing applied\n")
    assert not (taught / "learned.toml").exists()
    assert main(["learn", "--yes"]) == 0
    assert "fournil" in (taught / "learned.toml").read_text()
    article = "Au fournil du port, le boulanger pétrit la pâte\n\nIl chauffe le four avant le jour.\n"
    (taught / "articles" / "port.txt").write_text(article)
    main(["run"])
    assert any("port" in entry_id for entry_id in ids("soir"))
    capsys.readouterr()
    main(["explain", "articles/port.txt"])
    assert "fournil" in capsys.readouterr().out


def test_learn_applies_on_a_key_on_a_terminal(taught):
    screen = in_terminal("learn", keys="y", question=b"n no ")

    assert "files written" in screen
    assert (taught / "learned.toml").exists()


def test_without_corrections_there_is_nothing_to_learn(site, capsys):
    assert main(["learn"]) == 0

    assert "nothing to learn: file more" in capsys.readouterr().out


def test_learn_proposes_nothing_that_would_file_worse_and_applies_nothing_of_it(site, capsys):
    write_rules('keywords = ["brume"]')
    for place in PLACES:
        (site / "articles" / f"{place}.txt").write_text(f"Vu du {place}\n\nLe soir, la brume se lève.\n")
    main(["run"])
    file_all({entry_id: "est" in entry_id for entry_id in ids("soir")})  # decided by what is not in them
    capsys.readouterr()

    assert main(["learn", "--yes"]) == 0

    out = capsys.readouterr().out
    assert re.search(r"Le soir: F1 0\.[1-9]\d* -> 0\.000, each article left out in turn: worse, so nothing is", out)
    assert "nothing to learn: file more" in out
    assert not (site / "learned.toml").exists()


COMMANDS = {
    "run": [],
    "try": ["articles/doute.txt"],
    "explain": ["articles/doute.txt"],
    "recategorise": [],
    "learn": ["--yes"],
    "file": ["{id}", "-ia"],
    "review": [],
    "status": [],
    "check": [],
    "withdraw": ["{id}"],
    "rebuild": [],
}


@pytest.mark.parametrize("command", COMMANDS)
def test_what_was_learned_and_spoilt_stops_every_command_before_it_does_anything(site, capsys, command):
    [entry_id] = ids("all")
    (site / "learned.toml").write_text("[soir.terms]\nfournil = true\n[aube.tags]\nnuit = 1\n")

    assert main([command, *(argument.format(id=entry_id) for argument in COMMANDS[command])]) == 78

    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.splitlines() == [
        "rubrique: learned.toml: `fournil` cannot be true in [soir], line 2: a number from -100 to 100 is needed",
        "rubrique: learned.toml: unknown category `aube`, line 3: remove its tables: no category has this key",
    ]
    (site / "learned.toml").unlink()
    assert pinned(entry_id) == {}
    assert ids("all") == [entry_id]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        pytest.param(b"[soir.terms]\nnuit\n", "not valid TOML: .*at line 2, column 5", id="no TOML"),
        pytest.param(b"[soir.terms]\n'\xe9t\xe9' = 1", "byte 14 is not UTF-8: save the file as UTF-8", id="no UTF-8"),
        pytest.param(b"a = " + b"[" * 3000 + b"]" * 3000, "not valid TOML: nested too deeply", id="deep"),
        pytest.param(None, "cannot be read: Is a directory", id="no file"),
    ],
)
def test_what_was_learned_and_cannot_be_read_is_told_with_its_remedy(site, capsys, content, fault):
    if content is None:
        (site / "learned.toml").mkdir()
    else:
        (site / "learned.toml").write_bytes(content)

    assert main(["check"]) == 78

    remedy = "mend it, or remove the file and run `rubrique learn`"
    assert re.fullmatch(rf"rubrique: .*learned\.toml: {fault}.*: {remedy}\n", capsys.readouterr().err)


def test_what_is_learned_and_cannot_be_kept_changes_nothing(taught, capsys):
    (taught / "learned.toml-new").mkdir()

    assert main(["learn", "--yes"]) == 1

    assert re.search(r"learned\.toml: cannot be written: .*: nothing is applied", capsys.readouterr().err)
    assert ids("soir") == [entry_id for entry_id in ids("all") if "pain" in entry_id]
