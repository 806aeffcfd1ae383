"""What an editor does to what is stored, on sites of real files."""

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
