"""Every command, as a shell calls it."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from feeds import __version__
from feeds.cli import main
from feeds.cli.running import exit_code, files_line, note_failures
from feeds.pipeline import RunReport
from feeds.publish.write import Report
from feeds.visiting import Outcome
from tests.scripted import Answer
from tests.terminal import in_terminal

ARTICLE = """Un modèle de langage pour tous

L'intelligence artificielle change la donne, disent les équipes concernées par les modèles de langage.

Un intertitre

Un paragraphe qui raconte la suite.
"""


@pytest.fixture
def site(tmp_path, monkeypatch):
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a.txt").write_text(ARTICLE)
    (tmp_path / "sources.toml").write_text(
        '[site]\ntitle = "Veille"\nbase_url = "https://veille.example/"\n\n'
        '[[sources]]\nid = "redaction"\npath = "articles"\ncategories = ["startups"]\n'
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("RUBRIQUE_CONFIG", raising=False)
    monkeypatch.delenv("PYTHONUNBUFFERED", raising=False)  # cron has none: what fails may fail at the last flush
    return tmp_path


def add_feed(site, url, **keys):
    lines = "".join(f"{key} = {json.dumps(value)}\n" for key, value in keys.items())
    with (site / "sources.toml").open("a") as file:
        file.write(f'\n[[sources]]\nid = "ailleurs"\nurl = "{url}"\nallow_private = true\n{lines}')


def command(*arguments, **options):
    """A real process, as cron starts it."""
    return subprocess.run(
        [sys.executable, "-m", "feeds", *arguments], capture_output=True, text=True, timeout=60, **options
    )


def test_run_ends_in_one_line_fit_for_cron(site, capsys):
    code = main(["run"])

    out, err = capsys.readouterr()
    assert code == 0
    assert re.fullmatch(r"1 source visited, 1 new, 0 edited, 0 withdrawn, \d+ files written\n", out)
    assert err == "redaction: 1 new\n"


def test_a_second_run_says_that_nothing_is_new(site, capsys):
    main(["run"])
    capsys.readouterr()

    main(["run"])

    out, err = capsys.readouterr()
    assert out == "1 source visited, 0 new, 0 edited, 0 withdrawn, 0 files written\n"
    assert err == "redaction: nothing new\n"


def test_run_prints_json_for_scripts(site, capsys):
    main(["run", "--json"])

    report = json.loads(capsys.readouterr().out)
    assert report["sources"][0]["source_id"] == "redaction"
    assert report["sources"][0]["new"] == 1
    assert "ia.atom" in report["written"]


def test_run_tells_of_a_failed_source_and_goes_on(site, server, capsys):
    add_feed(site, server.play("/feed", Answer(500)))

    code = main(["run"])

    out, err = capsys.readouterr()
    assert code == 0
    assert "failed: ailleurs" in out
    assert "ailleurs: failed: the server answered 500" in err


@pytest.mark.parametrize(
    ("outcomes", "failed", "strict", "code"),
    [
        pytest.param([Outcome("a")], (), False, 0, id="all went well"),
        pytest.param([], (), False, 0, id="nothing to do"),
        pytest.param([Outcome("a"), Outcome("b", error="x")], (), False, 0, id="a source failed"),
        pytest.param([Outcome("a"), Outcome("b", error="x")], (), True, 3, id="a source failed, strictly"),
        pytest.param([Outcome("b", error="x")], (), False, 1, id="every source failed"),
        pytest.param([Outcome("a", withheld=6)], (), False, 1, id="deletions are withheld"),
        pytest.param([Outcome("a")], (("ia.atom", "x"),), False, 1, id="a file was not published"),
    ],
)
def test_the_exit_code_of_a_run(outcomes, failed, strict, code):
    report = RunReport(tuple(outcomes), Report(failed=failed))

    assert exit_code(report, strict=strict) == code


def test_a_wrong_configuration_exits_78_with_every_fault(site, capsys):
    (site / "sources.toml").write_text('[site]\ntitel = "x"\n')

    code = main(["run"])

    assert code == 78
    assert capsys.readouterr().err.splitlines() == [
        'rubrique: sources.toml: `title` is missing in [site], line 1: add title = "…", the name of the publication',
        "rubrique: sources.toml: `base_url` is missing in [site], line 1: "
        'add base_url = "https://…/", the address where output/ is served',
        "rubrique: sources.toml: unknown key `titel` in [site], line 2: did you mean `title`?",
    ]


def test_a_run_beside_another_exits_75_at_once(site, capsys):
    from feeds.config import load_config
    from feeds.store import open_store

    store = open_store(load_config(Path("sources.toml")).site.store)
    with store.lock():
        code = main(["run"])
    store.close()

    assert code == 75
    assert "another run" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["nonsense"], ["run", "--nonsense"], ["try"], ["explain"]])
def test_a_wrong_command_line_exits_2(arguments, capsys):
    assert main(arguments) == 2


def test_a_store_that_cannot_be_opened_exits_1_and_names_it(site, capsys):
    (site / ".rubrique").write_text("a file where a folder should be")

    assert main(["run"]) == 1
    assert "rubrique.db" in capsys.readouterr().err


def test_help_has_an_example_for_every_command(capsys):
    for name in ("run", "schedule", "status", "check", "try", "explain"):
        assert main([name, "--help"]) == 0
        assert f"Example: rubrique {name}" in " ".join(capsys.readouterr().out.split())


def test_the_configuration_is_named_by_option_or_environment(site, monkeypatch, capsys):
    (site / "other.toml").write_text("[zzz]\n")
    monkeypatch.setenv("RUBRIQUE_CONFIG", "other.toml")

    assert main(["check"]) == 78
    assert main(["check", "--config", "sources.toml"]) == 0


def test_check_names_every_fault_and_exits_78(site, capsys):
    (site / "sources.toml").write_text('[site]\ntitle = "x"\nbase_url = "https://x.example/"\nwindow = 0\n[schedul]\n')

    assert main(["check"]) == 78
    assert [line.split(": ", 2)[2] for line in capsys.readouterr().err.splitlines()] == [
        "`window` cannot be 0 in [site], line 4: 1 or more is needed",
        "unknown key `schedul`, line 5: did you mean `schedule`?",
    ]


def test_check_says_what_a_good_file_holds(site, capsys):
    (site / "articles" / "a.txt").unlink()
    (site / "articles").rmdir()

    assert main(["check"]) == 0
    out, err = capsys.readouterr()
    assert out == "sources.toml: 1 source, 3 categories, no fault\n"
    assert err == "sources.toml: warning: source redaction: there is no articles/ yet\n"


def test_check_reads_cron_as_the_schedule_will(site, capsys):
    with (site / "sources.toml").open("a") as file:
        file.write('\n[schedule]\ncron = "99 * * * *"\n')

    assert main(["check"]) == 78
    assert '`cron` cannot be "99 * * * *" in [schedule]' in capsys.readouterr().err


def test_try_shows_what_a_file_would_bring_and_stores_nothing(site, capsys):
    assert main(["try", "articles/a.txt"]) == 0

    out = capsys.readouterr().out
    assert "articles/a.txt: an article, 1 entry" in out
    assert "Un modèle de langage pour tous" in out
    assert "IA" in out
    assert "Startups" in out  # given by the source that the file lies in
    assert not (site / ".rubrique").exists()
    assert not (site / "output").exists()


def test_try_prints_one_line_of_json_per_document_in_order(site, capsys):
    (site / "b.md").write_text("# Deux\n\nUn texte.\n")
    (site / "empty.txt").write_text("")

    code = main(["try", "--json", "b.md", "empty.txt", "articles", "redaction", "nowhere"])

    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert code == 0
    assert [row["path"] for row in rows[:3]] == ["b.md", "empty.txt", "articles/a.txt"]
    assert rows[0]["entries"][0]["title"] == "Deux"
    assert "entries" not in rows[1]
    assert rows[1]["error"]
    assert rows[3]["entries"] == rows[2]["entries"]
    assert rows[4] == {"path": "nowhere", "error": "it is no file, no http(s) address and no source's id"}


def test_try_gives_our_decisions_beside_the_sources_own_words(site, capsys):
    main(["try", "--json", "articles/a.txt"])

    [entry] = json.loads(capsys.readouterr().out)["entries"]
    assert entry["published"] is None
    assert entry["id"] == ""
    assert re.fullmatch(r"tag:veille\.example,\d{4}-\d\d-\d\d:redaction/a\.txt", entry["published_id"])
    assert entry["sort_date"]
    assert entry["language"] == "fr"
    assert {f["category"] for f in entry["filed"]} == {"ia", "startups", "marketing"}
    ia = next(f for f in entry["filed"] if f["category"] == "ia")
    assert ia["given"] is True
    assert set(ia["reasons"][0]) == {"term", "place", "count", "points"}


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        pytest.param("2026-11-02T23:30:00-05:00", "2026-11-02T23:30:00-05:00", id="its own offset"),
        pytest.param("2026-11-02", "2026-11-02T00:00:00+01:00", id="the site's zone, without any"),
        pytest.param("2 novembre 2026", "2026-11-02T00:00:00+01:00", id="the site's zone, in words"),
    ],
)
def test_try_gives_a_date_the_day_that_its_readers_saw(site, capsys, written, shown):
    (site / "b.md").write_text(f"---\ndate: {written}\n---\n# Deux\n\nUn texte.\n")

    main(["try", "--json", "b.md"])

    [entry] = json.loads(capsys.readouterr().out)["entries"]
    assert entry["published"] == shown


def test_try_names_what_is_wrong_with_a_document_and_goes_on(site, capsys):
    (site / "empty.txt").write_text("")
    (site / "two.xml").write_text(
        "<rss version='2.0'><channel><title>Deux</title>"
        "<item><title>One</title><link>https://a.example/1</link></item><item/></channel></rss>"
    )

    assert main(["try", "empty.txt", "two.xml"]) == 0

    out = capsys.readouterr().out
    assert out.startswith("empty.txt: empty")
    assert "two.xml: Deux, 1 entry\n  warning: skipped 1 of 2 entries" in out
    assert "no category - https://a.example/1" in out


def test_try_fetches_an_address(site, server, capsys):
    body = b"<rss version='2.0'><channel><title>T</title><item><title>One</title></item></channel></rss>"
    add_feed(site, server.play("/feed", Answer(body=body)))

    main(["try", "--json", f"{server.url}/feed", "ailleurs"])

    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["entries"][0]["title"] for row in rows] == ["One", "One"]


def test_try_refuses_a_private_address_that_no_source_allows(site, server, capsys):
    main(["try", server.play("/feed", Answer(body=b"x"))])

    assert "is not a public address" in capsys.readouterr().out
    assert server.log == []


def test_try_needs_no_configuration(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("RUBRIQUE_CONFIG", raising=False)
    (tmp_path / "a.txt").write_text(ARTICLE)

    assert main(["try", "a.txt"]) == 0
    assert "IA" in capsys.readouterr().out


def test_explain_accounts_for_every_line_and_gives_the_reasons(site, capsys):
    assert main(["explain", "articles/a.txt"]) == 0

    out = capsys.readouterr().out
    for number in range(1, len(ARTICLE.splitlines()) + 1):
        assert re.search(rf"^ *{number}  \S", out, re.MULTILINE)
    assert re.search(r"^ +1  title +Un modèle de langage", out, re.MULTILINE)
    assert re.search(r"^IA: given", out, re.MULTILINE)
    assert re.search(r"^Marketing: not given", out, re.MULTILINE)


def test_explain_tells_of_a_stored_entry_by_its_id(site, capsys):
    main(["run"])
    [entry] = json.loads((site / "output" / "ia.json").read_text())["items"]
    capsys.readouterr()

    assert main(["explain", entry["id"]]) == 0

    out = capsys.readouterr().out
    assert out.startswith("Un modèle de langage pour tous\n")
    assert "  source: redaction" in out
    assert re.search(r"^IA: given", out, re.MULTILINE)


@pytest.mark.parametrize(
    ("argument", "message"),
    [
        ("nothing", "nothing: there is no such file, and no entry has this id"),
        ("articles", "articles is a folder: name one file in it, or use `rubrique try`"),
    ],
)
def test_explain_says_what_it_cannot_explain(site, capsys, argument, message):
    assert main(["explain", argument]) == 1
    assert message in capsys.readouterr().err


def test_status_shows_sources_categories_and_refused_files(site, server, capsys):
    (site / "articles" / "empty.txt").write_text("")
    add_feed(site, server.play("/feed", Answer(500)))
    main(["run"])
    capsys.readouterr()

    assert main(["status"]) == 0

    out = capsys.readouterr().out
    assert re.search(
        r"^redaction +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d +read at every run +\d\.\d +1 +(1 dates)? +ok", out, re.MULTILINE
    )
    assert re.search(r"^ailleurs +never +\d{4}-.*, it fails: .* failed: the server answered 500", out, re.MULTILINE)
    assert re.search(r"^IA +\d\.\d +1 *$", out, re.MULTILINE)
    assert "redaction: empty.txt:" in out


def test_on_a_terminal_a_bar_shows_the_visits(site):
    (site / "articles" / "empty.txt").write_text("")
    screen = in_terminal("run")

    assert "redaction: empty.txt: empty" in screen
    assert "1/1" in screen
    assert "1 source visited, 1 new" in screen


def test_on_a_terminal_a_failed_source_is_named(site, server):
    add_feed(site, server.play("/feed", Answer(500)))

    assert "ailleurs: failed: the server answered 500" in in_terminal("run")


def test_no_color_is_heeded_on_a_terminal(site):
    (site / "sources.toml").write_text("[zzz]")

    assert "\x1b[1;31m" in in_terminal("check", code=78, TERM="xterm-256color")
    assert "\x1b[1;31m" not in in_terminal("check", code=78, TERM="xterm-256color", NO_COLOR="1")


def test_status_prints_json_and_knows_what_was_never_visited(site, capsys):
    assert main(["status", "--json"]) == 0

    found = json.loads(capsys.readouterr().out)
    assert found["sources"][0]["state"] == "never visited"
    assert [c["entries"] for c in found["categories"]] == [0, 0, 0]


def test_output_cut_short_by_its_reader_is_no_crash(site):
    done = subprocess.run(
        f"{sys.executable} -m feeds try --json articles/a.txt | true", shell=True, capture_output=True, text=True
    )

    assert "Traceback" not in done.stderr


def test_schedule_runs_at_once_and_ends_when_told(site):
    with subprocess.Popen(
        [sys.executable, "-m", "feeds", "schedule"], stderr=subprocess.PIPE, text=True, env=os.environ
    ) as process:
        lines = [process.stderr.readline() for _ in range(3)]
        process.send_signal(signal.SIGTERM)
        code = process.wait(20)

    assert code == 0
    assert lines[0] == "running every 30m; Ctrl-C ends it\n"
    assert lines[1:] == ["redaction: 1 new\n", lines[2]]
    assert "1 new" in lines[2]


@pytest.mark.parametrize("arguments", [("try", "articles/été.txt"), ("explain", "articles/été.txt"), ("run", "-v")])
def test_a_locale_without_accents_stops_no_command(site, arguments):
    (site / "articles" / "été.txt").write_text("Un été 😀\n\nDes mots accentués.\n", encoding="utf-8")
    environ = {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PATH": os.environ["PATH"]}

    done = command(*arguments, env=environ | {"PYTHONPATH": os.pathsep.join(sys.path)})

    assert (done.returncode, "Traceback" in done.stderr) == (0, False)


def test_json_stays_json_in_a_locale_without_accents(site):
    (site / "articles" / "b.txt").write_text("Un été 😀\n\nDes mots accentués.\n", encoding="utf-8")
    environ = {"PYTHONIOENCODING": "ascii", "PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path)}

    done = command("try", "--json", "articles/b.txt", env=environ)

    assert json.loads(done.stdout)["entries"][0]["title"] == "Un été 😀"


def test_a_control_character_in_a_name_does_not_reach_the_terminal(site, capsys):
    (site / "articles" / "a\x1b[31m\nb.txt").write_text(ARTICLE)

    main(["try", "articles/a\x1b[31m\nb.txt"])

    assert capsys.readouterr().out.splitlines()[0] == r"articles/a\x1b[31m\nb.txt: an article, 1 entry"


@pytest.mark.parametrize("closed", ["1>&-", "2>&-", "1>&- 2>&-"])
def test_a_closed_stream_stops_no_run(site, closed):
    done = subprocess.run(
        ["sh", "-c", f'"$0" -m feeds run {closed}', sys.executable], capture_output=True, text=True, timeout=60
    )

    assert (done.returncode, "Traceback" in done.stderr) == (0, False)
    assert (site / "output" / "all.atom").exists()


@pytest.mark.parametrize(
    "arguments", [("check",), ("status",), ("try", "articles"), ("try", "--json", "articles"), ("run",)]
)
def test_a_full_disk_under_stdout_is_told(site, arguments):
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "feeds", *arguments], stdout=full, stderr=subprocess.PIPE, text=True, timeout=60
        )

    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == "rubrique: stdout cannot be written: No space left on device"


def test_a_full_disk_under_stderr_stops_no_run(site):
    with open("/dev/full", "w") as full:
        done = subprocess.run([sys.executable, "-m", "feeds", "run"], stdout=subprocess.PIPE, stderr=full, timeout=60)

    assert done.returncode == 0
    assert (site / "output" / "all.atom").exists()


@pytest.mark.parametrize("argument", ["", "a" * 5000, "http://[::1"])
def test_no_argument_breaks_try_or_explain(site, capsys, argument):
    codes = main(["try", argument]), main(["explain", argument])

    out, err = capsys.readouterr()
    assert (codes, len(out.splitlines())) == ((0, 1), 1)
    assert "there is no such file" in err


def test_what_is_no_regular_file_is_named_as_it_was_written(site, capsys):
    os.mkfifo(site / "articles" / "p.txt")

    main(["try", "articles/p.txt"])
    main(["explain", "articles/p.txt"])

    out, err = capsys.readouterr()
    assert out == "articles/p.txt: it is not a regular file: replace it by one\n"
    assert err == "rubrique: articles/p.txt: it is not a regular file: replace it by one\n"


@pytest.mark.parametrize("is_missing", [False, True])
def test_a_mass_deletion_is_told_with_its_remedy(site, capsys, is_missing):
    for number in range(6):
        (site / "articles" / f"n{number}.txt").write_text(f"Titre {number}\n\n{ARTICLE}")
    main(["run"])
    for path in (site / "articles").iterdir():
        path.unlink()
    if is_missing:
        (site / "articles").rmdir()

    assert main(["run"]) == 1

    told = capsys.readouterr().err
    assert "7 files are gone at once, all entries stay: run with --accept-deletions if that is meant" in told


def test_withdraw_takes_an_entry_away_for_ever(site, capsys):
    main(["run"])
    capsys.readouterr()

    code = main(["withdraw", entry_id()])

    out, err = capsys.readouterr()
    assert code == 0
    assert re.fullmatch(r"\d+ files written, 1 removed\n", out)
    assert err == ""
    assert "<entry" not in Path("output/all.atom").read_text()
    (site / "articles" / "a.txt").touch()
    main(["run"])
    assert "<entry" not in Path("output/all.atom").read_text()


def test_withdraw_names_an_id_that_nobody_has(site, capsys):
    main(["run"])
    capsys.readouterr()

    code = main(["withdraw", "urn:nobody"])

    assert code == 1
    assert "no entry has the id 'urn:nobody'" in capsys.readouterr().err


def test_rebuild_brings_back_what_is_lost_from_output(site, capsys):
    main(["run"])
    before = {path: path.read_bytes() for path in Path("output").rglob("*") if path.is_file()}
    for path in before:
        path.unlink()
    capsys.readouterr()

    code = main(["rebuild"])

    assert code == 0
    assert re.fullmatch(r"\d+ files written\n", capsys.readouterr().out)
    assert {path: path.read_bytes() for path in before} == before


def test_run_tells_the_hubs_and_warns_of_one_that_does_not_listen(site, server, capsys):
    deaf, listening = server.play("/deaf", Answer(500)), server.play("/hub", Answer(202))
    text = (site / "sources.toml").read_text()
    (site / "sources.toml").write_text(text.replace("[site]", f'[site]\nhubs = ["{deaf}", "{listening}"]'))

    code = main(["run"])

    assert code == 0
    assert f"warning: hub {deaf}: 500 Internal Server Error" in capsys.readouterr().err
    assert sorted({a.path for a in server.log if a.method == "POST"}) == ["/deaf", "/hub"]


def entry_id():
    return re.findall(r"<id>(tag:[^<]*)</id>", Path("output/all.atom").read_text())[0]


def test_the_version_is_told(capsys):
    assert main(["--version"]) == 0

    assert capsys.readouterr().out == f"rubrique {__version__}\n"


def test_of_many_files_that_one_reason_keeps_back_a_few_are_named(capsys):
    full = [(f"{number}.html", "No space left on device") for number in range(2_000)]
    publication = Report(failed=(("ia.atom", "no entry"), *full))

    note_failures(publication)

    said = capsys.readouterr().err.splitlines()
    assert said[0] == "not published: ia.atom: no entry"
    assert said[1:6] == [f"not published: {number}.html: No space left on device" for number in range(5)]
    assert said[6:] == ["not published: 1995 other files: No space left on device"]
    assert files_line(publication) == ["0 files written", "2001 files not published"]
