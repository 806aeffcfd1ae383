import pytest

from feeds.changes import Signs
from feeds.ingest.signs import Told, read_signs, shingles, title_key, words
from tests.factories import entry

TEXT = " ".join(f"mot{n}" for n in range(80))


def signs(*entries, known=()):
    """The signs of a document of these entries, and of others that were not read again."""
    read = [Told(e.link, e.title, e.content_html) for e in entries]
    return read_signs([*read, *known], [*entries, *(None for _ in known)])


def told(n, link="", title="", html=""):
    return entry(
        link=link or f"https://a.example/{n}", title=title or f"Le titre de cet article {n}", content_html=html
    )


def test_an_article_has_an_address_a_title_and_bands():
    [found] = signs(told(1, html=f"<p>{TEXT}</p>"))

    assert (found.address, found.title) == ("https://a.example/1", "le titre de cet article 1")
    assert len(set(found.bands)) == 24
    assert all(-(2**63) <= band < 2**63 for band in found.bands)


@pytest.mark.parametrize("link", ["", "https://a.example/", "https://www.a.example", "https://a.example/index.html#x"])
def test_what_is_no_page_of_an_article_is_no_address(link):
    [found] = signs(entry(link=link))

    assert found.address == ""


def test_a_link_or_a_title_that_entries_share_is_a_sign_of_none():
    one, other, third = signs(
        told(1, link="https://a.example/x?utm_source=y", title="Les liens du jour, encore"),
        told(2, link="https://www.a.example/x/", title="Les liens du jour encore !"),
        told(3),
    )

    assert (one.address, other.address, one.title, other.title) == ("",) * 4
    assert third.address == "https://a.example/3"


def test_what_an_entry_shares_with_one_that_was_not_read_is_a_sign_of_none():
    known = Told("https://a.example/1", "Le titre de cet article 1", "")

    assert signs(told(1), known=[known])[0] == Signs()


def test_a_line_that_three_entries_show_is_of_none():
    notice = f"<p>{TEXT}</p>"

    found = signs(*(told(n, html=f"<p>Bref {n}.</p>{notice}") for n in range(3)))
    two = signs(*(told(n, html=f"<p>Bref {n}.</p>{notice}") for n in range(2)))

    assert [s.bands for s in found] == [()] * 3
    assert two[0].bands != ()


def test_a_notice_has_no_bands():
    [found] = signs(told(1, html="<p>Pour lire la suite de cet article, abonnez-vous dès maintenant.</p>"))

    assert found.bands == ()


def test_nothing_is_asked_of_what_was_not_read():
    assert read_signs([Told("https://a.example/1", "Le titre de cet article", "")], [None]) == (Signs(),)


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("L’Été à Orléans : c’est fini !", "l ete a orleans c est fini"),
        ("ÉTÉ A L'ŒUVRE, 2026", "ete a l oeuvre 2026"),
        ("Trois mots seulement", ""),
        ("", ""),
    ],
)
def test_a_title_is_its_words_when_it_has_four(title, key):
    assert title_key(title) == key


def test_the_longest_title_fits_an_index():
    assert len(title_key("ﷺ " * 500).encode()) <= 2_704


def test_shingles_are_runs_of_three_words():
    assert shingles("Un, deux. TROIS quatre") == {"un deux trois", "deux trois quatre"}
    assert shingles("un deux") == frozenset()
    assert words("") == []
