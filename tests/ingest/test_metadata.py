import json
from pathlib import Path

import pytest

from feeds.ingest.linked_data import read_linked_data
from feeds.ingest.metadata import Metadata, read_metadata
from feeds.ingest.page import read_tree
from feeds.ingest.page_authors import split_names
from feeds.ingest.page_facts import Fact

DATA = Path(__file__).parents[1] / "data"


def said(head: str = "", body: str = "<p>texte</p>") -> Metadata:
    return read_metadata(read_tree(f"<html><head>{head}</head><body>{body}</body></html>"))


def linked(*nodes: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(nodes)}</script>'


def test_a_page_says_what_it_is():
    page = read_metadata(read_tree((DATA / "page-article.html").read_text(encoding="utf-8")))

    assert page.title == Fact("Un atelier confie ses archives à un assistant", "<h1>")
    assert (page.authors, page.authors_place) == (("Maud Ferrand",), "JSON-LD")
    assert page.published == Fact("2026-09-15T08:30:00+02:00", "JSON-LD")
    assert page.updated == Fact("2026-09-16T09:00:00+02:00", "JSON-LD")
    assert page.site == Fact("Le Cahier des machines", "og:site_name")
    assert page.language == Fact("fr-FR", "<html lang>")
    assert page.image == Fact("https://cahier.example/images/atelier.jpg", "og:image")
    assert page.link == page.base_url == "https://cahier.example/2026/09/atelier.html"
    assert page.tags == ("archives", "assistant", "atelier")


def test_a_page_that_says_nothing_has_no_facts():
    page = said()

    assert page.title == page.published == page.site == page.language == page.image == Fact()
    assert (page.authors, page.link, page.base_url, page.tags, page.body) == ((), "", "", (), "")


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        pytest.param(
            "<title>Un bon sujet | Le Site</title>",
            "<h1>Le Site</h1><h1>Un bon sujet</h1>",
            "Un bon sujet",
            id="not the site's h1",
        ),
        pytest.param(
            "<title>Le Site » Un sujet rare</title>",
            "<h1>Le Site</h1><h2>Un sujet rare</h2>",
            "Un sujet rare",
            id="an h2 that agrees",
        ),
        pytest.param(
            "<title>Le Site rare</title>",
            '<h1><a href="https://site.example/">Le Site rare</a></h1><h2>Un sujet</h2>',
            "Le Site rare",
            id="the page's own title, where the one heading leads home",
        ),
        pytest.param(
            "",
            '<h1><a href="/">Le Site</a></h1><h2>Un sujet</h2>',
            "Un sujet",
            id="not a heading that leads home",
        ),
        pytest.param("", '<h1><a href="#sujet">Un sujet</a></h1><h2>Suite</h2>', "Un sujet", id="an h1 with an anchor"),
        pytest.param("", "<h1>Un sujet</h1>", "Un sujet", id="h1 alone"),
        pytest.param("", "<h2>Un sujet</h2>", "Un sujet", id="h2 alone"),
        pytest.param(
            "<title>Autre chose</title>", "<h1>Un sujet dont on parle</h1>", "Un sujet dont on parle", id="one long h1"
        ),
        pytest.param(
            '<title>Un sujet - Le Site</title><meta property="og:site_name" content="Le Site">',
            "<p>x</p>",
            "Un sujet",
            id="the site's suffix",
        ),
        pytest.param("<title>Un sujet - suite</title>", "<p>x</p>", "Un sujet - suite", id="a dash that is no suffix"),
        pytest.param(
            '<meta property="og:title" content="Un sujet">', "<h1>Menu</h1><h1>Aide</h1>", "Un sujet", id="og:title"
        ),
    ],
)
def test_the_title_is_the_one_that_heading_and_head_agree_on(head, body, title):
    assert said(head, body).title.value == title


@pytest.mark.parametrize(
    ("head", "body", "date", "place"),
    [
        pytest.param(
            '<meta property="article:published_time" content="2026-01-02T10:00:00Z">',
            "",
            "2026-01-02T10:00:00Z",
            "article:published_time",
            id="meta",
        ),
        pytest.param(
            "",
            '<time itemprop="datePublished" datetime="2026-01-02">hier</time>',
            "2026-01-02",
            "itemprop",
            id="microdata",
        ),
        pytest.param("", '<time pubdate datetime="2026-01-02">hier</time>', "2026-01-02", "<time>", id="pubdate"),
        pytest.param(
            "", '<time datetime="hier">8 juillet 2025</time>', "8 juillet 2025", "<time>", id="time by its text"
        ),
        pytest.param(
            "",
            '<div class="comment"><time>1 mai 2026</time></div><p><time>8 juillet 2025</time></p>',
            "8 juillet 2025",
            "<time>",
            id="not a comment's",
        ),
        pytest.param(
            "",
            '<h1>T</h1><span class="post-date">Publié le 8 juillet 2025</span>',
            "Publié le 8 juillet 2025",
            "a line beside the title",
            id="by class",
        ),
        pytest.param(
            "",
            '<h1>T</h1><span class="meta">von Anna | 8. Juli 2025 | Politik</span>',
            "8. Juli 2025",
            "a line beside the title",
            id="in a line",
        ),
        pytest.param("", "<h1>T</h1><p>July 8, 2025</p>", "July 8, 2025", "a line beside the title", id="unmarked"),
        pytest.param(
            "",
            "<h1>T</h1><p>Berlin, den</p><p>8.7.2025 – " + "Es ist ein langer Satz, der weitergeht. " * 3 + "</p>",
            "8.7.2025",
            "a line beside the title",
            id="dateline",
        ),
        pytest.param('<meta name="date" content="2026-01-02">', "", "2026-01-02", "date", id="a vague meta"),
        pytest.param(
            '<link rel="canonical" href="https://a.fr/2026/01/02/b">', "", "2026-01-02", "the address", id="address"
        ),
        pytest.param(
            "",
            '<script>x = {"publishedAt":"2026-01-02T10:00:00Z"}</script>',
            "2026-01-02T10:00:00Z",
            "a script's data",
            id="script",
        ),
        pytest.param(
            "",
            "<footer class='footer'>Paru le 8 juillet 2025</footer>",
            "Paru le 8 juillet 2025",
            "a line beside the title",
            id="in the footer, at last",
        ),
        pytest.param("", "<h1>T</h1><p>Janvier 2026</p><p>En 2025, tout change.</p>", "", "", id="no year of prose"),
    ],
)
def test_the_date_is_read_where_the_page_gives_it(head, body, date, place):
    assert said(head, body or "<p>texte</p>").published == Fact(date, place)


def test_the_day_that_readers_are_shown_wins_over_a_moment_in_another_zone():
    head = '<meta property="article:published_time" content="2026-02-25T02:25:54Z">'

    page = said(head, '<h1>T</h1><span class="date">February 24, 2026</span>')

    assert page.published.value == "February 24, 2026"


@pytest.mark.parametrize(
    "line",
    [
        pytest.param('<span class="date">February 20, 2026</span>', id="another day"),
        pytest.param('<span class="date-updated">February 24, 2026</span>', id="the day of a change"),
        pytest.param('<aside><span class="date">February 24, 2026</span></aside>', id="of a note beside"),
        pytest.param('<p class="date">' + "De long en large, " * 20 + "le 24 février 2026</p>", id="in prose"),
    ],
)
def test_a_moment_is_kept_where_no_other_day_is_shown_beside_the_title(line):
    head = '<meta property="article:published_time" content="2026-02-25T02:25:54Z">'

    assert said(head, f"<h1>T</h1>{line}").published.value == "2026-02-25T02:25:54Z"


def test_a_long_mark_of_publication_is_no_date():
    assert said("", f'<p class="published">{"Un texte sans date. " * 20}</p>').published == Fact()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("By Ada Example", ["Ada Example"]),
        ("Par Ada Exemple et Jean Modèle", ["Ada Exemple", "Jean Modèle"]),
        ("Von Ada Beispiel und Karl Muster, Redakteur", ["Ada Beispiel", "Karl Muster"]),
        ("Écrit par Ada Exemple | 3 mai 2026", ["Ada Exemple"]),
        ("Text: Ada Beispiel", ["Ada Beispiel"]),
        ("Ada Example <ada@a.example>", ["Ada Example"]),
        ("Posted by Ada Example on May 3, 2026", ["Ada Example"]),
        ("Ada Example, Staff Writer", ["Ada Example"]),
        ("Ada Example for The Paper", ["Ada Example"]),
        ("admin", []),
        ("Redaktion", []),
        ("Le Site", []),
        ("", []),
        ("mot " * 60, []),
    ],
)
def test_a_byline_gives_its_persons(text, names):
    assert split_names(text, {"le site"}) == names


@pytest.mark.parametrize(
    ("head", "body", "authors", "place"),
    [
        pytest.param(
            linked({"@type": "Article", "author": ["Ada Exemple"]}),
            "<p>Ada Exemple</p>",
            ("Ada Exemple",),
            "JSON-LD",
            id="a plain name",
        ),
        pytest.param(
            linked({"@type": "Article", "author": {"name": ["Ada Exemple", "Jean Modèle"]}}),
            "<p>Ada Exemple, Jean Modèle</p>",
            ("Ada Exemple", "Jean Modèle"),
            "JSON-LD",
            id="two in one",
        ),
        pytest.param(
            linked({"@type": "Article", "author": {"name": "aexemple"}}),
            "<p>x</p>",
            (),
            "",
            id="an account that is not shown",
        ),
        pytest.param(
            linked({"@type": "Article", "author": {"@type": "Organization", "name": "Agence"}}),
            "<p>Agence</p>",
            (),
            "",
            id="an organisation",
        ),
        pytest.param("", '<a rel="author" href="/ada">Ada Exemple</a>', ("Ada Exemple",), "rel=author", id="rel"),
        pytest.param(
            "",
            '<p itemprop="author">Par <span itemprop="name">Ada Exemple</span></p>',
            ("Ada Exemple",),
            "itemprop=author",
            id="microdata",
        ),
        pytest.param("", '<p class="byline">Von Ada Beispiel</p>', ("Ada Beispiel",), "a byline", id="byline"),
        pytest.param(
            "",
            '<p class="author"><a>Ada Beispiel</a> schreibt seit vielen Jahren über das Wetter</p>',
            ("Ada Beispiel",),
            "a byline",
            id="a link in a byline",
        ),
        pytest.param("", '<div class="comments"><p class="author">Jean Lecteur</p></div>', (), "", id="not a reader's"),
        pytest.param("", "<h1>T</h1><p>Par Ada Exemple</p>", ("Ada Exemple",), "a line below the title", id="a line"),
        pytest.param(
            '<meta name="author" content="Ada Exemple">', "<p>Ada Exemple</p>", ("Ada Exemple",), "<meta>", id="meta"
        ),
        pytest.param(
            '<meta name="author" content="Exemple Medien GmbH">',
            "<p>Exemple Medien GmbH</p>",
            (),
            "",
            id="a company in meta",
        ),
    ],
)
def test_the_authors_are_persons_that_the_page_shows(head, body, authors, place):
    page = said(head, body)

    assert (page.authors, page.authors_place) == (authors, place)


@pytest.mark.parametrize("href", ["/relative", "javascript:x", "https://", "http://[", "https://a b.fr/"])
def test_a_link_that_is_no_web_address_is_none(href):
    assert said(f'<link rel="canonical" href="{href}">').link == ""


def test_the_base_of_a_page_heads_its_addresses():
    page = said(
        '<base href="https://b.fr/x/"><meta property="og:url" content="https://a.fr/">'
        '<meta property="og:image" content="i.png">'
    )

    assert (page.link, page.base_url, page.image.value) == ("https://a.fr/", "https://b.fr/x/", "https://b.fr/x/i.png")


def test_json_ld_is_read_through_its_references():
    data = read_linked_data(
        read_tree(
            "<p>x</p>"
            + linked(
                {
                    "@type": ["WebPage", "NewsArticle"],
                    "name": "Un &amp; deux",
                    "image": {"@id": "#image"},
                    "publisher": {"@id": "#site"},
                    "inLanguage": ["fr"],
                    "articleBody": "Le texte.",
                },
                {"@id": "#image", "@type": "ImageObject", "contentUrl": "https://a.fr/i.png"},
                {"@id": "#site", "@type": "Organization", "name": ["Le Site"]},
            )
        )
    )

    assert (data.headline, data.image, data.publisher) == ("Un & deux", "https://a.fr/i.png", "Le Site")
    assert (data.language, data.body) == ("fr", "Le texte.")


@pytest.mark.parametrize(
    "script",
    ["", "{", "[" * 100_000, '"x"', '{"@type": "Article", "author": [], "publisher": [], "image": [], "headline": []}'],
)
def test_odd_json_ld_is_passed_over(script):
    data = read_linked_data(read_tree(f'<p>x</p><script type="application/ld+json">{script}</script>'))

    assert (data.headline, data.authors, data.publisher, data.image) == ("", (), "", "")
