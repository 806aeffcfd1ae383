from pathlib import Path

import pytest

from feeds.errors import ParseError
from feeds.ingest.article import read_article
from feeds.ingest.page import MAX_BYTES
from feeds.model import Document, Person, Tag

DATA = Path(__file__).parents[1] / "data"


def document(name: str = "", content: bytes = b"") -> Document:
    return Document(content or (DATA / name).read_bytes(), name=name)


def fates(article) -> set[str]:
    return {line.fate for line in article.report}


def test_pasted_text_is_an_article():
    article = read_article(document(content=b"Un titre\n\nUn texte qui suit le titre.\n"), "text")

    assert article.raw.title_html == "Un titre"
    assert len(article.report) == 3


def test_markdown_gives_what_its_head_says():
    raw = read_article(document("markdown-front-matter.md"), "markdown").raw

    assert raw.title_html == "Trois modèles ouverts à l'essai"
    assert raw.authors == (Person("Maud Ferrand"), Person("Paul Oriol"))
    assert (raw.published, raw.verdicts) == ("2026-10-02", ("IA",))
    assert raw.link == raw.base_url == "https://cahier.example/modeles"


def test_the_report_of_markdown_says_where_each_part_came_from():
    article = read_article(document(content=b"# Un titre\n\nLe texte.\n"), "markdown")

    assert {"title, the first heading", "authors: not given", "date: not given", "content, from here on"} <= fates(
        article
    )
    assert [line.number for line in article.report if line.fate == "title, the first heading"] == [1]


def test_a_repeated_title_is_reported_as_removed():
    assert "removed: repeats the title" in fates(read_article(document("markdown-front-matter.md"), "markdown"))


def test_markdown_without_title_warns():
    article = read_article(document(content=b"Rien que du texte.\n"), "markdown")

    assert (article.raw.title_html, article.raw.content_html) == ("", "<p>Rien que du texte.</p>")
    assert article.warnings == ("no title: give one in the head, or as the first heading",)


def test_a_link_in_the_head_that_is_no_web_address_is_left_out():
    raw = read_article(document(content=b"---\ntitle: T\nurl: 'http://['\n---\n\nTexte.\n"), "markdown").raw

    assert (raw.link, raw.base_url) == ("", "")


def test_a_saved_page_gives_its_facts_and_its_content():
    article = read_article(document("page-article.html"), "html")

    assert article.raw.title_html == "Un atelier confie ses archives à un assistant"
    assert article.raw.authors == (Person("Maud Ferrand"),)
    assert article.raw.published == "2026-09-15T08:30:00+02:00"
    assert article.raw.tags[0] == Tag("archives")
    assert "L'idée est venue" in article.raw.content_html
    assert {"title, from <h1>", "authors, from JSON-LD", "date, from JSON-LD"} <= fates(article)
    assert "content, from the main content, by trafilatura" in fates(article)


def test_a_page_whose_text_is_in_its_json_ld_alone_gives_that():
    body = "Une phrase qui se suffit. " * 40
    script = f'<script type="application/ld+json">{{"@type":"Article","articleBody":"{body}"}}</script>'
    html = f"<html><head><title>T</title>{script}</head><body><p>Un.</p></body></html>"

    article = read_article(document(content=html.encode()), "html")

    assert article.raw.content_html == f"<p>{body.strip()}</p>"
    assert "content, from JSON-LD articleBody" in fates(article)


def test_a_fragment_is_an_article_as_it_is():
    article = read_article(document(content=b"<h1>A &lt; B</h1><p>Le texte.</p>"), "html")

    assert (article.raw.title_html, article.raw.content_html) == ("A &lt; B", "<p>Le texte.</p>")
    assert "content, the file as it is" in fates(article)


def test_a_page_with_nothing_but_a_title_warns():
    article = read_article(document(content=b"<html><head><title>Un titre</title></head><body></body></html>"), "html")

    assert article.raw.title_html == "Un titre"
    assert article.warnings


@pytest.mark.parametrize(
    ("content", "kind", "why"),
    [
        pytest.param(b"<html><body><img src='x'></body></html>", "html", "no article", id="a page of nothing"),
        pytest.param(b"x" * (MAX_BYTES + 1), "html", "at most", id="too large"),
        pytest.param(b"---\ntitle:\n---\n", "markdown", "no article", id="a head alone"),
        pytest.param(b"", "markdown", "empty", id="empty Markdown"),
    ],
)
def test_what_holds_no_article_is_refused(content, kind, why):
    with pytest.raises(ParseError, match=why):
        read_article(Document(content), kind)
