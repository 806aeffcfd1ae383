from pathlib import Path

import pytest

from feeds.errors import ParseError
from feeds.ingest.markdown import read_markdown

DATA = Path(__file__).parents[1] / "data"


def read(text: str):
    return read_markdown(text.encode())


def test_without_a_head_the_first_heading_is_the_title_and_leaves_the_content():
    text = read("# Un *bon* titre\n\nLe texte.\n")

    assert (text.title_html, text.title_line) == ("Un <em>bon</em> titre", 1)
    assert (text.content_html, text.content_line) == ("<p>Le texte.</p>", 3)


def test_an_introduction_may_stand_above_the_title():
    text = read("Un mot d'abord.\n\nLe titre\n========\n\nLe texte.\n")

    assert (text.title_html, text.title_line) == ("Le titre", 3)
    assert text.content_html == "<p>Un mot d'abord.</p>\n<p>Le texte.</p>"


def test_a_heading_that_repeats_the_head_s_title_is_said_once():
    text = read_markdown((DATA / "markdown-front-matter.md").read_bytes())

    assert text.head.title == "Trois modèles ouverts à l'essai"
    assert text.title_line == text.head.lines + 2
    assert "<h1>" not in text.content_html


def test_another_heading_than_the_head_s_title_stays():
    text = read("Titre: Le vrai titre\nDate: 2026-10-02\n\n## Une partie\n\nLe texte.\n")

    assert text.head.title == "Le vrai titre"
    assert (text.title_line, text.content_html) == (0, "<h2>Une partie</h2>\n<p>Le texte.</p>")


def test_tables_and_struck_words_are_read():
    html = read_markdown((DATA / "markdown-front-matter.md").read_bytes()).content_html

    assert "<td>8 Go</td>" in html
    assert "<s>lent</s>" in html


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        pytest.param(
            "Voir https://a.fr/x.", '<p>Voir <a href="https://a.fr/x">https://a.fr/x</a>.</p>', id="full stop"
        ),
        pytest.param("(https://a.fr)", '<p>(<a href="https://a.fr">https://a.fr</a>)</p>', id="in brackets"),
        pytest.param(
            "https://a.fr/b_(c)",
            '<p><a href="https://a.fr/b_(c)">https://a.fr/b_(c)</a></p>',
            id="brackets of its own",
        ),
        pytest.param("<https://a.fr>", '<p><a href="https://a.fr">https://a.fr</a></p>', id="marked as a link"),
        pytest.param(
            "[le site https://a.fr](https://b.fr)",
            '<p><a href="https://b.fr">le site https://a.fr</a></p>',
            id="inside a link",
        ),
        pytest.param('<a href="x">https://a.fr</a>', '<p><a href="x">https://a.fr</a></p>', id="inside a link of HTML"),
        pytest.param(
            "<b>https://a.fr</b>", '<p><b><a href="https://a.fr">https://a.fr</a></b></p>', id="in bold of HTML"
        ),
        pytest.param("`https://a.fr`", "<p><code>https://a.fr</code></p>", id="in code"),
    ],
)
def test_an_address_written_as_such_is_a_link(markdown, html):
    assert read(f"# T\n\n{markdown}\n").content_html == html


def test_html_of_the_writer_s_own_passes_for_the_sanitiser_to_judge():
    assert read("# T\n\n<details>oui</details>\n").content_html == "<details>oui</details>"


def test_an_empty_file_is_refused():
    with pytest.raises(ParseError, match="empty"):
        read_markdown(b"")
