"""What the commands tell of an editor's rules."""

import json

import pytest

from feeds.cli import main

ARTICLE = """{}

L'intelligence artificielle change la donne, disent les équipes concernées par les modèles de langage.
"""
DROP = "redaction: drop title: sponsorisé (publicité)"
CUT = "redaction: cut_title [Podcast]"


@pytest.fixture
def site(tmp_path, monkeypatch):
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a.txt").write_text(ARTICLE.format("[Podcast] Un modèle de langage pour tous"))
    (tmp_path / "articles" / "b.txt").write_text(ARTICLE.format("Contenu sponsorisé par personne"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("RUBRIQUE_CONFIG", raising=False)
    configure(tmp_path, rules=True)
    return tmp_path


def configure(site, *, rules):
    text = 'drop = [{ title = "sponsorisé", reason = "publicité" }]\ncut_title = ["[Podcast]"]\n' if rules else ""
    (site / "sources.toml").write_text(
        '[site]\ntitle = "Veille"\nbase_url = "https://veille.example/"\n'
        f'[[sources]]\nid = "redaction"\npath = "articles"\n{text}'
    )


def test_try_tells_which_rule_drops_an_entry_and_which_changes_it(site, capsys):
    main(["try", "redaction"])

    out = capsys.readouterr().out
    assert f"  dropped by {DROP}\n" in out
    assert f"  changed by {CUT}\n" in out
    assert "Podcast] Un" not in out


def test_try_tells_it_to_scripts_beside_the_rest(site, capsys):
    main(["try", "--json", "redaction"])

    entries = [e for line in capsys.readouterr().out.splitlines() for e in json.loads(line)["entries"]]
    assert {(e["title"], e["dropped"], *e["changed"]) for e in entries} == {
        ("Un modèle de langage pour tous", "", CUT),
        ("Contenu sponsorisé par personne", DROP),
    }


def test_explain_tells_it_of_a_file_and_of_what_is_stored(site, capsys):
    main(["explain", "articles/b.txt"])
    of_file = capsys.readouterr().out
    main(["run"])
    [item] = json.loads((site / "output" / "all.json").read_text())["items"]
    capsys.readouterr()
    main(["explain", item["id"]])

    assert f"dropped by {DROP}" in of_file
    assert f"redaction, changed by {CUT}" in capsys.readouterr().out


def test_a_preview_lists_what_would_leave_change_and_come_back(site, capsys):
    configure(site, rules=False)
    main(["run"])
    configure(site, rules=True)
    capsys.readouterr()
    main(["recategorise", "--dry-run"])
    there = capsys.readouterr().out
    main(["recategorise"])
    configure(site, rules=False)
    capsys.readouterr()
    main(["recategorise", "--dry-run"])

    back = capsys.readouterr().out
    assert "-redaction  Contenu sponsorisé par personne\n" in there
    assert f"    dropped by {DROP}\n" in there
    assert "~redaction  [Podcast] Un modèle de langage pour tous\n" in there
    assert "1 dropped, 0 back, 1 of another shape\n" in there
    assert "+redaction  Contenu sponsorisé par personne\n" in back
    assert f"    no longer dropped by {DROP}\n" in back


def test_a_preview_tells_what_waits_for_the_next_run(site, capsys):
    told = "the next run applies another `remove`, `hook` or `select` to what is there of 1 source: redaction\n"
    main(["run"])
    with (site / "sources.toml").open("a") as file:
        file.write('remove = [".encart"]\n')
    capsys.readouterr()
    main(["recategorise", "--dry-run"])
    before = capsys.readouterr().out
    main(["run"])
    capsys.readouterr()
    main(["recategorise", "--dry-run"])

    assert told in before
    assert told not in capsys.readouterr().out


def test_a_preview_is_there_for_scripts(site, capsys):
    configure(site, rules=False)
    main(["run"])
    configure(site, rules=True)
    capsys.readouterr()

    main(["recategorise", "--dry-run", "--json"])

    found = {one["title"]: one for one in json.loads(capsys.readouterr().out) if "dropped" in one}
    assert found["Contenu sponsorisé par personne"]["dropped"] == DROP
    assert found["[Podcast] Un modèle de langage pour tous"]["changed"] == [CUT]


def test_the_status_names_each_rule_with_what_it_did(site, capsys):
    main(["run"])
    capsys.readouterr()

    main(["status", "--json"])

    found = json.loads(capsys.readouterr().out)["rule_counts"]
    assert [(one["verb"], one["rule"], one["entries"]) for one in found] == [("changed", CUT, 1), ("dropped", DROP, 1)]
