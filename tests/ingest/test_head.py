"""The head of a text file: what is one, what only looks like one, and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.errors import ParseError
from feeds.ingest.head import Head, read_head
from tests.effort import at_most


def head_of(text: str) -> Head:
    return read_head(text.split("\n"))


def test_a_french_head_gives_all_its_parts():
    head = head_of(
        "Titre : Le puits : une histoire\n"
        "Auteurs : Ana Roy et Paul Simon, sourcier\n"
        "Date : 3 mars 2026 à 9h15\n"
        "Mis à jour le : 4 mars 2026\n"
        "URL : https://puits.example/a\n"
        "Source : Le Courrier\n"
        "Catégorie : ia, startups\n"
        "Étiquettes : eau ; ville\n"
        "Langue : français\n"
        "Résumé : On y trouve de l’eau.\n"
        "Image : https://puits.example/a.jpg\n"
        "\n"
        "Le texte."
    )

    assert head == Head(
        title="Le puits : une histoire",
        authors=("Ana Roy", "Paul Simon, sourcier"),
        date="3 mars 2026 à 9h15",
        updated="4 mars 2026",
        url="https://puits.example/a",
        site="Le Courrier",
        tags=("eau", "ville"),
        verdicts=("ia", "startups"),
        language="fr",
        summary="On y trouve de l’eau.",
        image="https://puits.example/a.jpg",
        lines=11,
    )


def test_an_english_head_is_one_too():
    head = head_of("Title: The well\nAuthor: Jane Doe and John Smith\nDate: March 3, 2026\nTags: #water #town\nText.")

    assert head.authors == ("Jane Doe", "John Smith")
    assert (head.date, head.tags, head.lines) == ("March 3, 2026", ("water", "town"), 4)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Source: https://a.example/b\nx", Head(url="https://a.example/b", lines=1), id="an address"),
        pytest.param("Source : a.example\nx", Head(site="a.example", lines=1), id="a domain"),
        pytest.param("Lien : www.a.example/b\n", Head(), id="a scheme is added"),
        pytest.param("Langue : en_US\n", Head(language="en-US", lines=1), id="a language tag"),
        pytest.param("Auteur : La rédaction\n\nx", Head(authors=("La rédaction",), lines=1), id="a newsroom"),
        pytest.param(
            "\n\nTitre : x\n\nDate : 2026-03-03\n", Head(title="x", date="2026-03-03", lines=5), id="blank lines"
        ),
        pytest.param(
            "Source : Le Monde\nDate : 2026-03-03", Head(site="Le Monde", date="2026-03-03", lines=2), id="sure later"
        ),
        pytest.param("Titre : x\nDate : inconnue\n", Head(title="x", date="inconnue", lines=2), id="sure before"),
        pytest.param("Titre : x\nAuteur :\n", Head(title="x", lines=2), id="a value left out"),
        pytest.param("Tags : a\nTags : b, a\n", Head(tags=("a", "b"), lines=2), id="a list on two lines"),
        pytest.param("Titre : x\nTitre : y\n", Head(title="x", lines=1), id="a part given twice ends it"),
        pytest.param("Titre : x\nMétéo : beau\n", Head(title="x", lines=1), id="a key nobody knows ends it"),
    ],
)
def test_a_line_whose_value_keeps_the_promise_of_its_key_is_a_head(text, expected):
    if "www." in text:
        expected = Head(url="https://www.a.example/b", lines=1)

    assert head_of(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Date : une question de calendrier\n\nLe texte.",
        "Date : Une Question de Calendrier\nAuteur : Ana Roy\n",
        "Source : l’eau qui dort\n\nLe texte.",
        "Source: the river that nobody wanted to name\n\nText.",
        "Auteur : un métier en crise\n\nLe texte.",
        "Auteurs : qui les paiera demain ?\n\nLe texte.",
        "Catégorie : une notion bien commode\n\nLe texte.",
        "Tags : l’art de la rue\n\nLe texte.",
        "Langue : la guerre des mots\n\nLe texte.",
        "Résumé : ce qu’il faut retenir\n\nLe texte.",
        "Image : le retour du noir et blanc\n\nLe texte.",
        "URL : la fin d’un monde\n\nLe texte.",
        "Le port : un titre ordinaire\n\nLe texte.",
        "Un titre\nDate : 3 mars 2026\n",
        "Titre : " + "x" * 501,
        "Titre :\n\nLe texte.",
        "http://a.example",
        "",
    ],
)
def test_a_sentence_that_begins_with_a_key_is_no_head(text):
    assert head_of(text) == Head()


def test_prose_after_a_head_stays_prose():
    head = head_of("Titre : x\nDate : une question de calendrier.\n\nSource : l’eau qui dort")

    assert head == Head(title="x", lines=1)


def test_yaml_front_matter_is_read_as_text():
    head = head_of(
        "---\ntitle: 2024\nauthor: {name: Ana Roy, url: https://a.example}\ndate: 2026-10-27 10:30\n"
        "categories:\n  - ia\n  - startups\ntags: [no, 3.10]\nlang: fr-FR\ndescription: >-\n  Deux\n  lignes\n"
        "cover: {image: a.png}\ndraft: true\nsource: ~\n---\nLe texte."
    )

    assert head == Head(
        title="2024",
        authors=("Ana Roy",),
        date="2026-10-27 10:30",
        verdicts=("ia", "startups"),
        tags=("no", "3.10"),
        language="fr-FR",
        summary="Deux lignes",
        image="a.png",
        lines=16,
    )


def test_toml_front_matter_keeps_its_moments_as_text():
    head = head_of(
        '+++\ntitle = "Le puits"\ndate = 2026-10-13T08:00:00+02:00\nupdated = 2026-10-14\nauthors = ["Ana", "Paul"]\n'
        'draft = true\n[taxonomies]\ntags = ["eau", 7, true]\ncategories = ["ia"]\n+++\n'
    )

    assert head == Head(
        title="Le puits",
        authors=("Ana", "Paul"),
        date="2026-10-13T08:00:00+02:00",
        updated="2026-10-14",
        tags=("eau", "7"),
        verdicts=("ia",),
        lines=10,
    )


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        pytest.param("---\n---\nx", 2, id="empty"),
        pytest.param("\ufeff---  \ntitle: \n...\nx", 3, id="a mark, spaces, dots"),
        pytest.param("---\nune phrase\n---\nx", 0, id="prose between two rulers"),
        pytest.param("---\nIl a dit : oui, peut-être\n---\nx", 0, id="prose with a colon"),
        pytest.param("---\n\nune phrase", 0, id="a ruler"),
        pytest.param("---", 0, id="a ruler alone"),
        pytest.param("---\n" + "une phrase\n" * 20_000, 0, id="a ruler before a long text"),
    ],
)
def test_rulers_are_told_from_front_matter(text, lines):
    assert head_of(text).lines == lines


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("---\ntitle: L’été : retour\n---", "line 2: .*not valid YAML.*quotes", id="a colon"),
        pytest.param("---\ntitle: a\n\x07: b\n---", "line 1: .*characters that YAML forbids", id="a control"),
        pytest.param("---\ntitle: a\n", "line 1: .*not closed: put a line ---", id="not closed"),
        pytest.param("+++\ntitle = 1\n", "line 1: .*not closed: put a line", id="TOML not closed"),
        pytest.param("+++\ntitle = puits\n+++", r"not valid TOML: .*line 2, .*quotes", id="TOML without quotes"),
        pytest.param("+++\ntitle = " + "9" * 9999 + "\n+++", "not valid TOML", id="a number without end"),
        pytest.param("---\na: &x [b]\nc: *x\n---", r"line 3: .*alias \*x: write the value out", id="an alias"),
        pytest.param("---\na: !!python/object:os.system b\n---", "line 2: .*tag", id="a tag"),
        pytest.param("---\na: " + "[" * 60_000 + "\n---", "over 16 deep", id="a deep list"),
        pytest.param("+++\na = " + "[" * 60_000 + "\n+++", "not valid TOML", id="a deep TOML list"),
        pytest.param("---\na: " + "b" * 70_000 + "\n---", "at most 65536", id="too long"),
    ],
)
def test_broken_front_matter_is_refused_with_its_line_and_a_remedy(text, said):
    with at_most(3), pytest.raises(ParseError, match=said):
        head_of(text)


def test_front_matter_of_another_shape_is_no_head():
    assert head_of("---\na: b\n---").lines == 3
    assert head_of("---\n- a\n- b: c\n---").lines == 0
    assert head_of("+++\n" + ".".join("a" * 9000) + " = 1\n[taxonomies]\ntags = [[[[[[1]]]]]]\n+++") == Head(lines=5)


def test_lists_are_bounded():
    head = head_of("---\ntags: [" + ", ".join(map(str, range(900))) + "]\ntitle: " + "x" * 900 + "\n---")

    assert len(head.tags) == 50
    assert len(head.title) == 500


LINES = st.sampled_from(
    ["---", "+++", "title: x", "Titre : x", "Date : y", "a = 1", "- b", "", "tags: [", "x: *y", "Source :"]
)


@given(st.lists(LINES | st.text(max_size=20), max_size=12))
def test_any_lines_give_a_head_or_a_parse_error(lines):
    try:
        head = read_head(lines)
    except ParseError:
        return

    assert 0 <= head.lines <= len(lines)
    assert head.lines or head == Head()
