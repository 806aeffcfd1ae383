"""Pasted texts as hostile programs and hurried people leave them: each has its expected structure."""

import html
import re
from itertools import groupby

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.errors import ParseError
from feeds.ingest.blocks import read_lines
from feeds.ingest.pasted import read_pasted
from feeds.model import Article
from tests.effort import at_most

PARAGRAPH = "Le vent tourne au large et les bateaux rentrent, l’un après l’autre, avec ce que la mer a bien voulu."
ARTICLE = f"""Le port en hiver

{PARAGRAPH}

Ce que l’on y trouve :

• Des filets : réparés
• Des bouées

« Rien ne presse. »

– Une patronne de pêche

Et demain ?

{PARAGRAPH}

author avatar
port.example
"""
SHAPE = [
    "title",
    "lead",
    "paragraph 2",
    "list 1, item 1",
    "list 1, item 2",
    "quotation 1",
    "quotation 1, attribution",
    "heading 1",
    "paragraph 3",
]


def paste(text: str) -> Article:
    return read_pasted(text.encode())


def shape(pasted: Article) -> list[str]:
    kept = [line.fate for line in pasted.report if line.fate != "blank" and not line.fate.startswith("removed")]
    return [fate for fate, _ in groupby(kept)]


def lines(pasted: Article, fate: str) -> int:
    """Return how many lines became a part of this kind."""
    return sum(line.fate.startswith(fate) for line in pasted.report)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(ARTICLE.encode(), id="as it is"),
        pytest.param(ARTICLE.replace("\n", "\r\n").encode(), id="CRLF"),
        pytest.param(ARTICLE.replace("\n", "\r").encode(), id="CR"),
        pytest.param(ARTICLE.replace("\n", "\r\n").encode("cp1252"), id="cp1252"),
        pytest.param(b"\xef\xbb\xbf" + ARTICLE.encode(), id="UTF-8 with its mark"),
        pytest.param(b"\xff\xfe" + ARTICLE.encode("utf-16-le"), id="UTF-16, little end first"),
        pytest.param(b"\xfe\xff" + ARTICLE.encode("utf-16-be"), id="UTF-16, big end first"),
        pytest.param(ARTICLE.encode("utf-32"), id="UTF-32"),
        pytest.param(ARTICLE.replace("é", "e\u0301").encode(), id="letters taken apart"),
        pytest.param(ARTICLE.replace("bateaux", "ba\u00adteaux\u200b").encode(), id="hyphens and spaces unseen"),
        pytest.param(ARTICLE.encode().decode("latin-1").encode(), id="mojibake from end to end"),
        pytest.param(ARTICLE.replace("\n\n", "\n \t\u00a0\n\n").encode(), id="blank lines with spaces in them"),
        pytest.param(ARTICLE.replace("\n•", "\n\n\n  •").encode(), id="blank lines inside the list"),
        pytest.param(ARTICLE.replace("•", "‣").encode(), id="another bullet"),
        pytest.param(ARTICLE.replace("• ", "–\t").encode(), id="dashes that a colon introduces"),
        pytest.param(ARTICLE.replace("• ", "* ").encode(), id="asterisks"),
        pytest.param(ARTICLE.replace("• ", "•\n").encode(), id="bullets alone on their lines"),
        pytest.param(("\n\n" + ARTICLE + "\n\n").encode(), id="blank lines around it"),
    ],
)
def test_an_article_is_the_same_in_whatever_form_it_was_saved(content):
    pasted = read_pasted(content)

    assert shape(pasted) == SHAPE
    assert lines(pasted, "removed") == 2
    assert pasted.raw.content_html == paste(ARTICLE).raw.content_html
    assert pasted.raw.site == "port.example"


def test_no_break_spaces_stay():
    pasted = paste("Prix\n\nIl vaut 24\u00a0% de 1\u202f000\u00a0€ et c’est dans la moyenne pour les bateaux.")

    assert "24\u00a0% de 1\u202f000\u00a0€" in pasted.raw.content_html


def test_mojibake_of_a_part_is_left_alone():
    pasted = paste("Le port\n\nLe mot Ã©tÃ© est un été mal lu.")

    assert "Ã©tÃ© est un été" in pasted.raw.content_html


def test_one_line_is_a_title_without_content():
    pasted = paste("Le port en hiver")

    assert (pasted.raw.title_html, pasted.raw.content_html, pasted.raw.summary_html) == ("Le port en hiver", "", "")


def test_one_line_that_is_too_long_for_a_title_keeps_its_words():
    pasted = paste((PARAGRAPH + " ") * 4)

    assert shape(pasted) == ["lead"]
    assert pasted.raw.title_html.endswith("…")
    assert len(pasted.raw.title_html) <= 121
    assert [warning[:9] for warning in pasted.warnings] == ["no title:"]


def test_a_word_without_end_is_cut_for_a_title():
    assert len(paste("a" * 5000).raw.title_html) == 121


def test_a_heading_that_nothing_follows_is_a_paragraph():
    pasted = paste(f"Le port\n\n{PARAGRAPH}\n\nLa suite au printemps")

    assert shape(pasted) == ["title", "lead", "paragraph 2"]


def test_boilerplate_alone_is_still_an_article():
    pasted = paste("Partager\n\nNewsletter\n\nport.example")

    assert shape(pasted) == ["title"]
    assert pasted.raw.title_html == "Partager"


@pytest.mark.parametrize(
    "block",
    [
        pytest.param("« Oui », dit-il, puis « non ».", id="two quotations in a sentence"),
        pytest.param("« Il n’y a que le vent, dit-elle.", id="a mark never closed"),
        pytest.param('"Yes" and "no"', id="straight marks twice"),
        pytest.param("« A » et\n« B »", id="two quotations on two lines"),
    ],
)
def test_what_is_not_quoted_from_end_to_end_is_no_quotation(block):
    pasted = paste(f"Le port\n\n{PARAGRAPH}\n\n{block}\n\n{PARAGRAPH}")

    assert lines(pasted, "quotation") == 0


def test_a_mark_left_open_does_not_swallow_the_next_quotation():
    pasted = paste(f"Le port\n\n« Rien, dit-elle.\n\n{PARAGRAPH}\n\n« Tout. »\n\n{PARAGRAPH}")

    assert shape(pasted) == ["title", "lead", "paragraph 2", "quotation 1", "paragraph 3"]


@pytest.mark.parametrize(
    ("block", "fates"),
    [
        ("« Oui. »\n– Ana Roy", ["quotation 1", "quotation 1, attribution"]),
        ("« Oui. » – Ana Roy, sur Radio Port", ["quotation 1 with its attribution"]),
        ("“Yes.”\n\n— Ana Roy", ["quotation 1", "quotation 1, attribution"]),
        ("« Oui. »\n\n– Non ?\n\n– Si.", ["quotation 1", "paragraph 2", "paragraph 3"]),
        ("„Ja.“", ["quotation 1"]),
    ],
)
def test_an_attribution_stands_beside_or_under_its_quotation(block, fates):
    pasted = paste(f"Le port\n\n{PARAGRAPH}\n\n{block}\n\n{PARAGRAPH}")

    assert shape(pasted)[2:-1] == fates


@pytest.mark.parametrize(
    ("block", "fates"),
    [
        ("1. Un\n2. Deux", ["list 1, item 1", "list 1, item 2"]),
        ("3) Trois\n\n4) Quatre", ["list 1, item 1", "list 1, item 2"]),
        ("1. Un\n• deux", ["list 1, item 1", "list 2, item 1"]),
        ("– Rapidité\n– Sobriété", ["list 1, item 1", "list 1, item 2"]),
        ("- Tu viens ?\n- J’arrive.", ["paragraph 2", "paragraph 3"]),
        ("- du sel ;\n- du vent.", ["list 1, item 1", "list 1, item 2"]),
        ("Il faut :\n- du sel\n- du vent\nEt rien d’autre.", ["paragraph 2", "list 1, item 1", "list 1, item 2"]),
        ("• seul", ["list 1, item 1"]),
        ("***", ["break"]),
        ("un\n\ndeux\n\ntrois\n\nquatre", ["paragraph 2", "paragraph 3", "paragraph 4", "paragraph 5"]),
        ("R : Bien sûr !", ["paragraph 2"]),
        ("1. Compter les bateaux", ["heading 1"]),
        ("1. Compter les bateaux.", ["list 1, item 1"]),
    ],
)
def test_marked_lines_are_lists_speech_or_headings(block, fates):
    pasted = paste(f"Le port\n\n{PARAGRAPH}\n\n{block}\n\n{PARAGRAPH}")

    assert shape(pasted)[2 : 2 + len(fates)] == fates
    assert shape(pasted)[-1].startswith("paragraph")


def test_a_list_that_starts_late_keeps_its_numbers():
    assert '<ol start="3"><li>Trois</li>' in paste("T\n\nTexte.\n\n3) Trois\n4) Quatre").raw.content_html


def test_paragraphs_that_no_width_broke_are_not_joined():
    pasted = paste(f"Le port\n\nEn hiver\n{PARAGRAPH * 2}\n{PARAGRAPH * 2}\n\nFin.")

    assert shape(pasted) == ["title", "heading 1", "lead", "paragraph 2", "paragraph 3"]


def test_text_broken_by_width_without_any_blank_line_is_joined():
    pasted = paste(
        "Le port\nLe vent tourne au large et les bateaux rentrent, l’un après\nl’autre, avec ce que la mer a voulu."
    )

    assert shape(pasted) == ["title", "lead"]


def test_titles_listed_after_the_article_go_with_what_opens_them():
    pasted = paste(
        f"Le port\n\n{PARAGRAPH}\n\nÀ lire aussi\nLe phare\nLa digue\n\nLe chenal\n8 juillet 2025\n\n5 min de lecture"
    )

    assert shape(pasted) == ["title", "lead"]
    assert (lines(pasted, "removed"), pasted.raw.published) == (6, "")


def test_a_long_row_of_short_lines_is_no_list_of_other_articles():
    verses = "\n\n".join(f"vers numéro {n}," for n in range(60))

    pasted = paste(f"Le port\n\n{PARAGRAPH}\n\nÀ lire également\n\n{verses}")

    assert lines(pasted, "removed") == 0


def test_an_authors_box_goes_with_the_name_and_the_words_about_it():
    pasted = paste(f"Le port\n\n{PARAGRAPH}\n\nauthor avatar\n\nAna Roy\n\nAna Roy écrit sur les ports depuis dix ans.")

    assert shape(pasted) == ["title", "lead"]
    assert [person.name for person in pasted.raw.authors] == ["Ana Roy"]


def test_a_name_before_a_date_under_the_title_is_the_author():
    pasted = paste(f"Le port\nAna Roy\n3 mars 2026\n\n{PARAGRAPH}")

    assert shape(pasted) == ["title", "lead"]
    assert [person.name for person in pasted.raw.authors] == ["Ana Roy"]
    assert pasted.raw.published == "3 mars 2026"


def test_a_rubric_that_is_the_only_possible_title_is_the_title():
    pasted = paste(f"Intelligence artificielle\n\n{PARAGRAPH}\n\n{PARAGRAPH}")

    assert shape(pasted) == ["title", "lead", "paragraph 2"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b" \n\t\n", "empty"),
        ("\ufeff\u200b".encode(), "empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not a text"),
        (bytes(range(1, 32)) * 9, "not a text"),
        (b"\xff\xfea", "promise"),
        (b"a" * 10_000_001, "at most 10 MB"),
        (b"Date: 3 mars 2026\nLangue: fr\n", "no article"),
        (b"---\ntitle: a\n", "not closed"),
    ],
)
def test_what_cannot_be_read_is_said(content, said):
    with pytest.raises(ParseError, match=said):
        read_pasted(content)


def test_five_megabytes_take_seconds():
    blocks = f"{PARAGRAPH * 5}\n\nUn intertitre\n\n• un : deux\n• trois\n\n« Citation »\n\n– Ana Roy, sur Radio\n\n"
    content = ("Titre\n\n" + blocks * 8000).encode()[:5_000_000]

    with at_most(15):  # a quadratic rule takes hours
        pasted = read_pasted(content)

    assert lines(pasted, "heading") > 7000


@pytest.mark.parametrize(
    "unit",
    [
        "« a\n\n",
        "•\n",
        "'",
        "« »",
        "– a ?\n",
        "Partager\n\n",
        "1. ",
        "a : ",
        "8 juillet 2025\n\n",
        "À lire aussi\n\n",
        "#",
        "»",
    ],
)
def test_no_repetition_makes_reading_slow(unit):
    with at_most(5):
        read_pasted(("Le port\n\n" + PARAGRAPH + "\n\n" + unit * (200_000 // len(unit))).encode())


# Whatever a rule looks for, so that texts made at random meet the rules.
PIECES = st.sampled_from(
    [
        *("• item", "– dit-il", "« ouvre", "ferme »", "« tout »", "1. un", "2) deux", "***", "---", "•", "R : oui"),
        *("Partager", "À lire également", "author avatar", "port.example", "Ana Roy", "8 juillet 2025", "Par Ana Roy"),
        *("Titre : x", "Date : 3 mars 2026", "mot", "Un intertitre", "une phrase.", "IA", "“x”", '"y"', PARAGRAPH),
        *("", "", "", " ", "\u00a0"),
    ]
)
TEXTS = st.one_of(st.text(), st.lists(PIECES | st.text(max_size=30), max_size=30).map("\n".join))


@settings(max_examples=400)
@given(TEXTS)
def test_every_line_has_one_fate_and_no_word_is_lost(text):
    content = text.encode("utf-8", "ignore")
    try:
        pasted = read_pasted(content)
    except ParseError:
        return

    lines = read_lines(content)
    assert [(line.number, line.text) for line in pasted.report] == list(enumerate(lines, start=1))
    assert all((line.fate == "blank") == (not line.text.strip()) for line in pasted.report)
    assert words_kept(pasted) == words_published(pasted)


def words_kept(pasted: Article) -> str:
    """Return the letters and figures of the lines that became part of the content, but for the numbers of lists."""
    return letters("".join(unmarked(line.text.strip(), line.fate) for line in pasted.report if is_content(line.fate)))


def is_content(fate: str) -> bool:
    return fate.startswith(("heading", "lead", "paragraph", "list", "quotation"))


def unmarked(text: str, fate: str) -> str:
    found = re.match(r"\d{1,3}\s?[.)]\s", text) if fate.startswith("list") else None
    return text[found.end() :] if found else text


def words_published(pasted: Article) -> str:
    return letters(html.unescape(re.sub(r"<[^>]*>", "", pasted.raw.content_html)))


def letters(text: str) -> str:
    return "".join(c for c in text if c.isalnum())
