"""What an editor does to what is stored, on sites of real files."""

import re
from datetime import UTC, datetime

import pytest

from tests.sites import Site


@pytest.fixture
def site(tmp_path):
    return Site(tmp_path, datetime(2026, 11, 23, 9, tzinfo=UTC))


def test_other_words_of_a_category_make_nothing_anew_that_they_cannot_change(site):
    site.extra = "[categories.ia]\n[categories.soir]\n"
    site.write("a.txt", "Un modèle de langage")
    site.run()
    page = next(path for path in site.state() if path.startswith("articles/"))
    assert {page, "soir.atom"} <= set(site.rebuild().unchanged)

    site.extra = '[categories.ia]\n[categories.soir]\nkeywords = ["astronomie"]\nthreshold = 6\n'
    publication = site.recategorise().publication

    assert not {page, "soir.atom"} & {*publication.written, *publication.unchanged}


def test_another_label_of_a_category_makes_every_file_anew(site):
    site.extra = "[categories.ia]\n[categories.soir]\n"
    site.write("a.txt", "Un modèle de langage")
    site.run()

    site.extra = '[categories.ia]\n[categories.soir]\nlabel = "La nuit"\n'

    assert "soir.atom" in site.later().publication.written


@pytest.fixture
def filled(site):
    """Eight entries two by two: the newer ones live, the others in archives; the first one tells of the moon."""
    site.window, site.extra = 2, "[categories.ia]\n[categories.soir]\n"
    for n in range(1, 9):
        site.write(f"2026-10-0{n}-{n}.txt", f"Un modèle de langage numéro {n}", "La lune." if n == 1 else "Un début.")
    site.run()
    return site


def filings(site, path="index.html"):
    return (site.output / "status" / "entries" / path).read_text().replace("\u00a0", " ")


@pytest.mark.parametrize("keywords", ['["astronomie"]', '["lune"]'])
def test_rules_make_only_those_pages_anew_that_say_something_else_then(filled, keywords):
    filled.extra = f"[categories.ia]\n[categories.soir]\nkeywords = {keywords}\nthreshold = 99\n"

    publication = filled.recategorise().publication

    made = {path for path in (*publication.written, *publication.unchanged) if path.startswith("status/entries/0")}
    assert made == ({"status/entries/0001.html"} if "lune" in keywords else set())
    assert filled.rebuild().written == ()


def test_the_rules_that_filed_most_entries_are_named_once_and_others_where_they_filed_one(filled):
    [most] = re.findall("règles ([0-9a-f]{12})", filings(filled))
    filled.extra = '[categories.ia]\n[categories.soir]\nkeywords = ["lune"]\n'
    filled.write("2026-11-01-9.txt", "Un modèle de langage numéro 9")

    filled.later()

    versions = re.findall("règles ([0-9a-f]{12})", filings(filled))
    assert (versions[0], len(versions), len(set(versions))) == (most, 2, 2)
    assert not re.findall("règles [0-9a-f]{12}", filings(filled, "0001.html"))
    filled.recategorise()
    assert re.findall("règles ([0-9a-f]{12})", filings(filled)) == [versions[1]]
    assert filled.rebuild().written == ()


def test_what_is_withdrawn_moves_nowhere(site):
    site.extra = "[categories.ia]\n[categories.soir]\n"
    for name in ("astronomie", "astrologie"):
        site.write(f"{name}.txt", f"Au balcon, l'{name}")
    site.run()
    [there, gone] = site.walk()[0]
    site.withdraw(gone)

    site.extra = '[categories.ia]\n[categories.soir]\nstrong = ["astronomie", "astrologie"]\n'
    refiled = site.recategorise()

    assert ([turn.id for turn in refiled.turns], refiled.entries) == ([there], 1)
