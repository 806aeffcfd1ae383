"""Hooks that are real programs, on sites of real files: what they may change, and how little a bad one costs."""

import asyncio
import json
import os
import time
from datetime import UTC, datetime

import pytest

from feeds.cli.showing import tried_lines
from feeds.errors import StoppedError
from feeds.explaining import explain_file
from feeds.hooking import Hooks
from feeds.ingest.contain import Cells
from feeds.model import Entry
from feeds.shape_rules import Hook
from feeds.status import read_status
from feeds.stopping import Stop
from feeds.store import open_store
from tests.scripted import Answer
from tests.sites import Site, rss

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
TEXT = "".join(f"<p>Phrase {n} de l'article numéro 1, assez longue pour compter comme un texte.</p>" for n in range(30))


@pytest.fixture
def site(tmp_path):
    site = Site(tmp_path, NOW)
    site.write("a.txt", "Un premier titre")
    return site


def with_hook(site, value, key="hook"):
    site.sources = f'[[sources]]\nid = "redaction"\npath = "articles"\n{key} = {value}\n'


def python(site, body, name="chez_nous"):
    (site.root / f"{name}.py").write_text(f"def clean(entry):\n    {body}\n")


def faults(site):
    config = site.config
    store = open_store(config.site.store)
    try:
        return {fault.hook: (fault.failures, fault.error) for fault in read_status(config, store, NOW).hook_faults}
    finally:
        store.close()


def test_a_function_beside_the_configuration_changes_an_entry(site):
    python(site, 'print("du bruit"); entry["title"] = entry["title"].upper(); return entry')
    with_hook(site, '"chez_nous:clean"')

    site.run()

    assert site.titles() == ["UN PREMIER TITRE"]
    assert faults(site) == {}


def test_a_command_changes_an_entry(site):
    with_hook(site, """["sed", "s/Un premier titre/Un autre titre/"]""")

    site.run()

    assert site.titles() == ["Un autre titre"]


def test_a_function_that_returns_nothing_changes_nothing_and_is_no_failure(site):
    python(site, "entry.clear()")
    with_hook(site, '"chez_nous:clean"')

    site.run()

    assert site.titles() == ["Un premier titre"]
    assert faults(site) == {}


def test_what_a_hook_writes_is_sanitised(site):
    python(site, 'return {"content_html": "<p onclick=x()>Sûr</p><script>alert(1)</script>", "title": "A <b>c</b>"}')
    with_hook(site, '"chez_nous:clean"')

    site.run()

    assert site.showing("alert(1)") == set()
    assert site.showing("onclick=x") == set()
    assert "Sûr" in site.feed().entries[0].content[0].value


def test_a_hook_files_and_tags_and_rules_look_at_what_it_made(site):
    site.extra = "[categories.ia]\n[categories.soir]\n"
    site.write("b.txt", "Un second titre")
    python(site, 'return {"tags": ["écarté"]} if "second" in entry["title"] else {"categories": ["soir"]}')
    with_hook(site, '"chez_nous:clean"\ndrop = [{ tag = "écarté" }]')

    site.run()

    assert site.titles() == ["Un premier titre"]
    assert site.titles("soir") == ["Un premier titre"]


BAD = {
    "exits 1": ('["sh", "-c", "echo mal >&2; exit 1"]', "it ended with 1: mal"),
    "is not there": ('["il-n-y-a-pas"]', "it ended with 127: "),
    "prints rubbish": ('["echo", "<<<"]', "its answer is no JSON"),
    "prints a list": ('["echo", "[1]"]', "its answer is no JSON object"),
    "answers another type": ("""["echo", '{"title": 3}']""", "`title` in its answer is no text"),
    "nests deeply": ('["sh", "-c", "head -c 200000 /dev/zero | tr \'\\\\0\' \'[\'"]', "its answer is no JSON"),
    "prints 1 GB": ('["head", "-c", "1000000000", "/dev/zero"]', "it answered over 10 MB"),
    "kills itself": ('["sh", "-c", "kill -9 $$"]', "signal 9 ended it"),
    "raises": ('"chez_nous:clean"', "it ended with 1: ZeroDivisionError: division by zero"),
    "has no such function": ('"chez_nous:dirty"', "it ended with 1: AttributeError: "),
}


@pytest.mark.parametrize(("hook", "error"), BAD.values(), ids=BAD)
@pytest.mark.parametrize("key", ["hook", "publish_hook"])
def test_a_bad_hook_drops_nothing_and_is_named_in_the_status(site, key, hook, error):
    python(site, "return 1 / 0")
    with_hook(site, hook, key)

    report = site.run()

    assert site.titles() == ["Un premier titre"]
    assert report.is_well
    [(name, (failures, told))] = faults(site).items()
    assert name.startswith(f"redaction: {key} ")
    assert failures == 1
    assert told.startswith(error)
    status = json.loads((site.output / "status/status.json").read_text())
    assert [fault["hook"] for fault in status["hook_faults"]] == [name]


def test_a_hook_that_takes_all_memory_is_ended(site):
    python(site, 'return {"title": "x" * 3_000_000_000}')
    with_hook(site, '"chez_nous:clean"')

    site.run()

    assert site.titles() == ["Un premier titre"]
    assert "MemoryError" in faults(site)["redaction: hook chez_nous:clean"][1]


def test_a_hook_that_hangs_is_ended_with_all_that_it_started_and_left_alone_after_five_times(tmp_path):
    calls = tmp_path / "calls"
    hook = Hook(("sh", "-c", f"echo x >> {calls}; sh -c 'sleep 61; : {calls}' & sleep 62"), False, "site: hook sh")

    async def call_all():
        with Cells() as cells:
            hooks = Hooks(tmp_path, cells, timeout_seconds=1)
            made = await asyncio.gather(*(hooks.call(hook, Entry(title=str(n)), b"{}") for n in range(30)))
            return made, hooks.warnings

    made, warnings = asyncio.run(call_all())

    assert made == [None] * 30
    assert warnings == ("site: hook sh fails, and changes nothing: it took over 1 seconds",)
    assert 5 <= len(calls.read_text().split()) < 5 + (os.cpu_count() or 1)
    assert is_gone(str(calls))


def test_what_a_hook_leaves_behind_neither_holds_up_the_run_nor_lives_on(site):
    with_hook(site, f"""["sh", "-c", "sh -c 'sleep 63; : {site.root}' & cat"]""")

    site.run()

    assert faults(site) == {}  # which has a hook that holds up the run for ten seconds
    assert is_gone(str(site.root))


def test_what_a_hook_sends_away_does_not_live_on_either(site):
    with_hook(site, f"""["sh", "-c", "setsid -f sh -c 'setsid -f sleep 61; sleep 62 # {site.root}'; cat"]""")

    site.run()

    assert faults(site) == {}
    assert running(str(site.root)) == []


def test_all_of_a_hook_that_multiplies_is_ended_when_its_time_is_up(tmp_path):
    # Seven generations, each process in a session of its own: 127, and an end, were nobody to stop them.
    grow = 'echo x >> "$1"; [ "$2" -gt 0 ] && for _ in a b; do setsid sh grow.sh "$1" $(($2 - 1)) & done; sleep 61'
    (tmp_path / "grow.sh").write_text(grow)
    calls = tmp_path / "calls"
    hook = Hook(("sh", "grow.sh", str(calls), "6"), False, "site: hook sh")

    async def call():
        with Cells() as cells:
            return await Hooks(tmp_path, cells, timeout_seconds=2).call(hook, Entry(), b"{}")

    assert asyncio.run(call()) is None
    assert 1 < len(calls.read_text().split()) <= 127
    assert running(str(calls)) == []


def test_no_hook_lives_on_when_the_run_is_asked_to_end(tmp_path):
    calls, stop = tmp_path / "calls", Stop()
    hook = Hook(("sh", "-c", f"echo x > {calls}; sh -c 'sleep 61; : {calls}' & sleep 62"), False, "site: hook sh")

    async def call():
        with Cells() as cells:
            calling = asyncio.create_task(Hooks(tmp_path, cells).call(hook, Entry(), b"{}"))
            while not calls.exists():
                await asyncio.sleep(0.01)
            stop.ask(15)
            await calling

    with pytest.raises(StoppedError):
        stop.run(call())

    assert is_gone(str(calls))


def is_gone(mark):
    """Whether nothing runs that has a mark; what is killed ends when its turn comes, long before it would by itself."""
    deadline = time.monotonic() + 20
    while running(mark) and time.monotonic() < deadline:
        time.sleep(0.02)
    return running(mark) == []


def running(mark):
    """The command lines of the processes that have a mark in it."""
    found = []
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/cmdline", "rb") as file:
                said = file.read()
        except OSError:
            continue
        if mark.encode() in said:
            found.append(said)
    return found


def test_a_hook_that_does_well_again_is_no_longer_named(site):
    with_hook(site, '["sh", "clean.sh"]')
    (site.root / "clean.sh").write_text("exit 1")
    site.run()
    before = faults(site)
    (site.root / "clean.sh").write_text("cat")
    site.write("b.txt", "Un second titre")

    site.later()

    assert list(before) == ["redaction: hook sh"]
    assert faults(site) == {}


def test_a_hook_before_publishing_is_called_once_for_what_is_the_same(site):
    calls = site.root / "calls"
    python(site, f'open("{calls}", "a").write("x"); return {{"title": entry["title"] + " !"}}')
    with_hook(site, '"chez_nous:clean"', "publish_hook")
    site.run()
    before = site.state()

    site.later()
    site.rebuild()

    assert site.titles() == ["Un premier titre !"]
    assert site.state() == before
    assert calls.read_text() == "x"


def test_hooks_before_publishing_are_called_for_every_file_of_a_site(site):
    for number in range(9):
        site.write(f"2026-11-1{number}-a.txt", f"Titre {number}")
    site.window = 2
    with_hook(site, '["sed", "s/Titre/Sujet/"]', "publish_hook")

    site.run()

    assert site.showing("Titre 0") == set()
    assert {"archive/all-0001.atom", "archive/all-0002.atom", "all.atom"} < site.showing("Sujet ")


def test_a_word_of_a_command_may_be_anything_but_the_name_of_a_file(site):
    with_hook(site, f"""["sh", "-c", "cat # {"x" * 300}"]""", "publish_hook")

    site.run()

    assert site.titles() == ["Un premier titre"]
    assert faults(site) == {}


def test_a_command_that_is_too_long_to_start_is_a_failing_hook(site):
    with_hook(site, f'["echo", "{"x" * 200_000}"]')

    site.run()

    assert site.titles() == ["Un premier titre"]
    assert [error for _, error in faults(site).values()] == ["it cannot be started: Argument list too long"]


def test_what_a_hook_failed_for_is_told_it_again_though_nothing_is_new(site):
    flag = site.root / "flag"
    with_hook(site, f"""["sh", "-c", "test -e {flag} && sed s/premier/second/"]""", "publish_hook")
    site.run()
    before = site.state()
    site.later()
    while_it_fails = site.state()
    flag.touch()

    site.later()

    assert while_it_fails == before
    assert site.titles() == ["Un second titre"]
    assert site.showing("Un premier titre") == set()
    assert faults(site) == {}


def test_another_text_of_a_hook_before_publishing_makes_its_entries_anew(site):
    python(site, 'return {"title": entry["title"] + " !"}')
    with_hook(site, '"chez_nous:clean"', "publish_hook")
    site.run()
    [before] = site.feed().entries
    python(site, 'return {"title": entry["title"] + " ?"}')

    site.later()

    [after] = site.feed().entries
    assert (after.title, after.id, after.updated) == ("Un premier titre ?", before.id, before.updated)


def test_all_that_is_published_of_an_entry_says_what_the_hook_made(site):
    python(site, 'return {"content_html": "<p>Une dernière main, passée partout.</p>"}')
    with_hook(site, '"chez_nous:clean"', "publish_hook")

    site.run()

    shown = site.showing("Une dernière main")
    assert {"all.atom", "all.rss", "all.json"} < shown
    assert any(path.startswith("articles/") for path in shown)


def test_a_changed_hook_has_what_its_source_still_carries_made_anew_and_is_no_edit(site, server):
    server.play("/fil", *[Answer(body=rss([1]), headers={"ETag": '"1"'})] * 3)
    feed = f'\n[[sources]]\nid = "fil"\nurl = "{server.url}/fil"\nallow_private = true\nhook = "chez_nous:clean"\n'
    python(site, 'return {"title": entry["title"] + " !"}')
    with_hook(site, '"chez_nous:clean"')
    site.sources += feed
    site.run()
    before = {e.id: e.updated for e in site.feed().entries}
    python(site, 'return {"title": entry["title"] + " ?"}')

    site.run()
    titles, known = site.titles(), site.state()
    site.run()

    assert set(titles) == {"Un premier titre ?", "Article 1 ?"}
    assert {e.id: e.updated for e in site.feed().entries} == before
    assert [request.headers.get("if-none-match") for request in server.log] == [None, None]
    assert site.state() == known


def test_a_hook_that_is_gone_leaves_what_the_source_says(site):
    python(site, 'return {"title": entry["title"] + " !"}')
    with_hook(site, '"chez_nous:clean"')
    site.run()
    site.sources = site.sources.partition("hook")[0]

    site.run()

    assert site.titles() == ["Un premier titre"]


def test_a_text_filled_up_from_its_page_goes_through_a_changed_hook_but_once(site, server, new_server):
    page = f"<html><body><article><h1>Partiel</h1>{TEXT}</article></body></html>"
    feed = f'[[sources]]\nid = "fil"\nurl = "{server.url}/fil"\nallow_private = true\nfulltext = true\n'
    link = new_server().play("/1", Answer(body=page.encode(), headers={"Content-Type": "text/html; charset=utf-8"}))
    server.play("/fil", Answer(body=rss([1]).replace(b"https://ailleurs.example/1", link.encode())))
    python(site, 'return {"content_html": entry["content_html"] + "<p>Signé : A.</p>"}')
    site.sources = feed + 'hook = "chez_nous:clean"\n'
    site.run()
    python(site, 'return {"content_html": entry["content_html"] + "<p>Signé : B.</p>"}')

    site.run()

    [shown] = [entry.content[0].value for entry in site.feed().entries]
    assert "Phrase 29" in shown
    assert [sign for sign in "AB" if f"Signé : {sign}." in shown] == ["B"]


def test_explain_calls_the_hooks_and_tells_of_those_that_fail(site):
    python(site, "return 1 / 0")
    with_hook(site, '"chez_nous:clean"')
    config = site.config

    explained = explain_file(config, str(site.articles / "a.txt"), NOW)

    assert any("ZeroDivisionError" in line for line in tried_lines(explained.tried, config))


def test_no_argument_of_a_hook_is_told_for_it_may_be_a_secret(site):
    with_hook(site, '["sh", "-c", "exit 1", "s3cret"]')

    site.run()

    assert site.showing("s3cret") == set()
    assert "s3cret" not in (site.output / "status/index.html").read_text() + str(faults(site))
