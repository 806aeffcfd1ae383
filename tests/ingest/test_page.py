import io
import json
import re
import tarfile
from collections import Counter
from pathlib import Path

import pytest
from lxml.html import fragment_fromstring

from feeds.errors import ParseError
from feeds.ingest.page import (
    MANY_BLOCKS,
    MAX_ATTRIBUTES,
    MAX_ELEMENTS,
    decode_page,
    fragment_content,
    is_fragment,
    json_content,
    main_content,
    read_tree,
)
from feeds.ingest.page_blocks import blocks_of, tidy

DATA = Path(__file__).parents[1] / "data"
PROSE = (
    "Le premier relevé date du printemps, et depuis les chiffres n'ont pas cessé de monter, semaine après semaine. ",
    "Personne dans l'équipe ne s'attendait à une telle constance, pas même ceux qui avaient proposé la mesure. ",
    "Il a fallu revoir le tableau de suivi, puis la façon de le lire, avant d'en tirer la moindre conclusion utile. ",
    "Les voisins ont fini par demander une copie, que l'on imprime désormais le lundi matin avec le courrier. ",
)


def page(body: str, title: str = "Un titre de page") -> str:
    return f"<html><head><title>{title}</title></head><body>{body}</body></html>"


def article(before: str = "", middle: str = "", after: str = "") -> str:
    one, two, three, four = (f"<p>{text}</p>" for text in PROSE)
    body = f"{one}{two}{middle}{three}{four}{after}"
    return page(f"<article><h1>Un titre de page</h1>{before}<div class='corps'>{body}</div></article>")


def content(html: str) -> str:
    return main_content(read_tree(html), {"Un titre de page"})


@pytest.mark.parametrize(
    ("content", "charset"),
    [
        pytest.param("<p>été</p>".encode("utf-8-sig"), "", id="the mark of UTF-8"),
        pytest.param("<p>été</p>".encode("utf-16"), "", id="the mark of UTF-16"),
        pytest.param("<p>été</p>".encode(), "", id="UTF-8 unsaid"),
        pytest.param("<p>été</p>".encode("cp1252"), "", id="cp1252 unsaid"),
        pytest.param("<p>été</p>".encode("cp1252"), "utf-8", id="not what was declared"),
        pytest.param("<p>été</p>".encode("mac-roman"), "macintosh", id="declared beside the bytes"),
        pytest.param("<p>été</p>".encode(), "no-such-charset", id="declared by an unknown name"),
        pytest.param("<p>été</p>".encode(), "rot13", id="declared by a codec of no characters"),
    ],
)
def test_a_page_is_decoded_as_declared_else_as_it_can_be(content, charset):
    assert decode_page(content, charset) == "<p>été</p>"


def test_a_charset_in_the_page_is_read_as_browsers_read_it():
    declared = '<meta charset="iso-8859-1"><p>l’été</p>'

    assert decode_page(declared.encode("cp1252")) == declared


@pytest.mark.parametrize("html", ["", "\0", "<!-- rien -->"])
def test_what_holds_no_element_is_refused(html):
    with pytest.raises(ParseError, match="no HTML"):
        read_tree(html)


def test_a_page_of_too_many_elements_is_refused():
    with pytest.raises(ParseError, match="elements"):
        read_tree("<p>x</p>" * MAX_ELEMENTS)


def test_an_element_of_too_many_attributes_is_refused():
    with pytest.raises(ParseError, match="attributes"):
        read_tree("<p " + " ".join(f"a{i}='x'" for i in range(MAX_ATTRIBUTES)) + ">texte</p>")


def test_a_very_long_page_keeps_its_article_without_the_slow_part_of_trafilatura():
    comments = "<ol class='comments'>" + "<li>Bien vu, merci.</li>" * MANY_BLOCKS + "</ol>"

    found = content(article().replace("</article>", f"</article>{comments}"))

    assert "premier relevé" in found
    assert "Bien vu" not in found


def test_deep_nesting_ends():
    assert content(page("<div>" * 20_000 + "texte")) == ""


def test_bytes_of_every_value_end():
    assert isinstance(content(decode_page(bytes(range(256)) * 200)), str)


def test_a_fragment_is_taken_as_it_is_under_its_first_heading():
    html = "<article><h1>Un titre</h1><p>Le <em>texte</em>.</p><aside>Note.</aside></article>"

    title, rest = fragment_content(read_tree(html))

    assert is_fragment(read_tree(html), html)
    assert (title, rest) == ("Un titre", "<p>Le <em>texte</em>.</p><aside>Note.</aside>")


def test_a_fragment_without_heading_has_no_title():
    assert fragment_content(read_tree("<p>Un.</p><p>Deux &amp; trois.</p>")) == (
        "",
        "<p>Un.</p><p>Deux &amp; trois.</p>",
    )


@pytest.mark.parametrize("html", [page("<p>x</p>"), "<h1>Rien que le titre</h1>", "<nav>x</nav><p>y</p>"])
def test_a_page_with_furniture_is_no_fragment(html):
    assert not is_fragment(read_tree(html), html)


def test_the_content_keeps_the_page_s_own_links_tables_and_pictures():
    found = main_content(
        read_tree((DATA / "page-article.html").read_text(encoding="utf-8")),
        {"Un atelier confie ses archives à un assistant"},
    )

    assert '<a href="/2026/08/papier.html">numérisé</a> ses papiers' in found
    assert "<td>dix secondes</td>" in found
    assert 'src="/images/classeurs.jpg"' in found
    assert 'title="Les classeurs avant le tri. Photo de l\'atelier."' in found
    assert "Ce qui a changé au comptoir" in found


@pytest.mark.parametrize("noise", ["Accueil", "Partager", "Sur le même sujet", "newsletter", "<h1", "À lire"])
def test_the_content_has_no_noise_and_no_title(noise):
    html = (DATA / "page-article.html").read_text(encoding="utf-8")

    found = main_content(read_tree(html), {"Un atelier confie ses archives à un assistant"})

    assert noise not in found


def test_the_lead_above_the_body_is_part_of_it():
    html = (DATA / "page-article.html").read_text(encoding="utf-8")

    found = main_content(read_tree(html), {"Un atelier confie ses archives à un assistant"})

    assert "une boîte grise posée sous l'établi" in found


def test_what_is_said_twice_is_kept_where_the_article_is():
    teaser = f"<div class='resume'><span>{PROSE[0]}</span></div>"

    found = content(article(before=teaser))

    assert found.count("Le premier relevé") == 1


def test_a_short_line_between_paragraphs_is_kept():
    assert "Trois mois." in content(article(middle="<p>Trois mois.</p>"))


def test_links_between_paragraphs_are_not():
    assert "Notre dossier" not in content(article(middle='<p><a href="/d">Notre dossier complet</a></p>'))


def test_boxes_of_one_name_are_one_article():
    part = "".join(f"<p>{text * 2}</p>" for text in PROSE)
    more = (
        part.replace("relevé", "bilan")
        .replace("équipe", "ville")
        .replace("tableau", "cahier")
        .replace("voisins", "élus")
    )
    html = page(
        f"<h1>Un titre de page</h1><div><div class='texte'>{part}</div><hr><div class='texte'>{more}</div></div>"
    )

    found = content(html)

    assert "premier relevé" in found
    assert "premier bilan" in found


def test_a_heading_of_nothing_is_cut_off_the_end():
    assert "Commentaires" not in content(article(after="<h2>Commentaires</h2>"))


def test_text_parted_by_line_breaks_becomes_paragraphs():
    root = read_tree(page("<div>Un mot.<br><br>Deux <b>mots</b>.<br> <br>Trois<br>mots.<p>Quatre.</p>Cinq.</div>"))

    tidy(root)

    assert [block.text for block in blocks_of(root.find("body"))] == [
        "Un mot.",
        "Deux mots .",
        "Trois mots.",
        "Quatre.",
        "Cinq.",
    ]


def test_a_page_of_one_paragraph_gives_that_paragraph():
    found = content(page(f"<p>{' '.join(PROSE)}</p>"))

    assert found.startswith("<p>Le premier relevé")


def test_a_page_without_text_gives_nothing():
    assert content(page("<img src='x.png'>")) == ""


def test_an_article_body_of_json_ld_is_paragraphs():
    body = "Un & deux.\n\n" + "mot " * 100

    assert json_content(body).startswith("<p>Un &amp; deux.</p><p>mot mot")


def test_an_article_body_may_be_html_already():
    body = "<p>" + "mot " * 100 + "</p>"

    assert json_content(body) == body


def test_a_short_article_body_is_no_article():
    assert json_content("Les premiers mots…") == ""


def shingles(text: str) -> Counter:
    words = re.findall(r"\w+", text.casefold())
    return Counter(zip(*(words[i:] for i in range(4)), strict=False))


def test_pages_of_the_world_give_their_articles(shared):
    """A sixth of the pages: `score_pages.py` judges them all, at 0.96 and more."""
    with tarfile.open(shared / "pages.tar.gz") as archive:
        files = {name.partition("articles-shared/")[2]: name for name in archive.getnames()}
        read = lambda name: archive.extractfile(files[name]).read()  # noqa: E731
        truths = [json.loads(line) for line in io.BytesIO(read("ground-truth.jsonl"))]
        pages = [(truth["articleBody"], read(truth["file"])) for truth in truths if truth["bench"] == "AEB"][::6]

    scores = []
    for body, raw in pages:
        root = read_tree(decode_page(raw))
        titles = {title.text_content() for title in root.iter("title", "h1")}
        html = main_content(root, titles)
        got = shingles(" ".join(fragment_fromstring(f"<div>{html}</div>").itertext()))
        want = shingles(body)
        scores.append(2 * (got & want).total() / (got.total() + want.total()))

    assert sum(scores) / len(scores) > 0.93
