"""The full text of entries that only begin in their feed."""

import pytest

from feeds.ingest.fulltext import filled, is_truncated
from feeds.ingest.markup import clean_html, outline
from feeds.ingest.read import ReadEntry
from feeds.model import Document, RawEntry
from tests.effort import at_most
from tests.factories import entry

URL = "https://gazette.example/2026/serres.html"
TITLE = "Les serres municipales rouvrent au public"
LEAD = "Les serres municipales rouvrent samedi après deux ans de travaux, et les visiteurs y trouveront des palmiers."
PARAGRAPHS = [
    LEAD,
    "Le chantier avait commencé par la verrière, dont les montants de fonte menaçaient de céder sous la neige.",
    "Les jardiniers ont déplacé quatre cents plantes vers un hangar chauffé, en notant la place de chacune d'elles.",
    "Une collection de fougères arborescentes, offerte par un botaniste de la ville, occupe désormais l'aile nord.",
    "L'entrée reste gratuite le premier dimanche du mois, et les écoles peuvent réserver une visite accompagnée.",
    "Un café ouvrira au printemps dans l'ancienne orangerie, que la commune a confiée à une coopérative du quartier.",
]
LONG = " ".join(PARAGRAPHS) + " Voilà ce qui se dit."


def whole(document, known):
    """Return the text that a page gives an entry; "" when it gives none."""
    seen = ReadEntry("key", "", "digest", RawEntry(), known)
    found = filled(document, seen)
    return "" if found is seen else found.entry.content_html


def page(*paragraphs, head="", tail=""):
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    menu = "<nav><a href='/'>Accueil</a> <a href='/sport'>Sport</a></nav>"
    html = (
        f"<!doctype html><html lang=fr><head><title>{TITLE} | La Gazette</title>{head}</head>"
        f"<body>{menu}<article><h1>{TITLE}</h1>{body}</article>{tail}<footer>Mentions légales</footer></body></html>"
    )
    return Document(html.encode(), url=URL, media_type="text/html")


def excerpt(text=LEAD + " […]", **fields):
    return entry(**{"title": TITLE, "link": URL, "content_html": f"<p>{text}</p>"} | fields)


# -- truncated or whole -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "ending",
    [
        *("…", "...", " […]", " [...]", " (…)", "… »", " […]</p><p>The post X appeared first on Y."),
        *("</p><p>Lire la suite", "… Lire la suite de l'article", " Continue reading →", ". Read more", "...Read More"),
        *("</p><p>[Lire l'article complet]", "</p><p>» Weiterlesen", "</p><p>Leer más »", " […] Read the full story"),
        *("</p><p>Continue reading <em>Les serres municipales</em>", "</p><p>(more…)", "</p><p>En savoir plus"),
    ],
)
def test_an_entry_that_asks_to_read_on_is_truncated(ending):
    assert is_truncated(excerpt(LONG + ending))


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("", id="nothing"),
        pytest.param(f"<p>{LEAD}</p>", id="a summary"),
        pytest.param(f"<img src='https://a.example/x.png'><p>{LEAD}</p>", id="a summary with its picture"),
        pytest.param(f"<p>{LEAD}</p><p>The post Serres appeared first on La Gazette.</p>", id="with a blog's farewell"),
    ],
)
def test_an_entry_that_is_no_longer_than_a_summary_is_truncated(content):
    assert is_truncated(entry(content_html=content))


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(f"<p>{LONG}</p>", id="a text to its end"),
        pytest.param(f"<p>{LONG}</p><p>The post Serres appeared first on La Gazette.</p>", id="with a blog's farewell"),
        pytest.param(f"<p>{LONG} Whoever likes to read more may buy the book.</p>", id="words that look alike"),
        pytest.param(f"<p>{LONG} … et puis voilà tout.</p>", id="an ellipsis in the text"),
        pytest.param(f"<p>{LONG * 8} Et après…</p>", id="a long text that trails off"),
        pytest.param("<img src='https://a.example/comic.png'>", id="a drawing"),
    ],
)
def test_an_entry_that_is_whole_is_left_alone(content):
    assert not is_truncated(entry(content_html=content))


# -- the text of the page -----------------------------------------------------------------------------------------


def test_the_page_gives_its_main_content_and_nothing_else():
    text = outline(whole(page(*PARAGRAPHS), excerpt())).text

    assert text.split("\n") == PARAGRAPHS


def test_the_content_is_clean_and_its_addresses_absolute():
    link = "Les archives en montrent <a href='../plans.html' onclick='x()'>les plans</a>, gardés depuis un siècle."

    content_html = whole(page(*PARAGRAPHS, link, "<script>x()</script>"), excerpt())

    assert '<a href="https://gazette.example/plans.html"' in content_html
    assert "onclick" not in content_html
    assert "script" not in content_html
    assert content_html == clean_html(content_html, URL)


@pytest.mark.parametrize(
    ("head", "address"),
    [
        pytest.param("<base href='https://cdn.example/a/'>", "https://cdn.example/a/plans.html", id="a base"),
        pytest.param("<base href='/b/'>", "https://gazette.example/2026/plans.html", id="a base of a path alone"),
        pytest.param(
            "<link rel=canonical href='https://www.gazette.example/serres'>",
            "https://gazette.example/2026/plans.html",
            id="a canonical link, which is no base",
        ),
    ],
)
def test_addresses_start_where_the_page_says(head, address):
    link = "Les archives en montrent <a href='plans.html'>les plans</a>, gardés depuis un siècle par la commune."

    assert f'href="{address}"' in whole(page(*PARAGRAPHS, link, head=head), excerpt())


def test_an_entry_without_text_gets_its_pages():
    assert LEAD in whole(page(*PARAGRAPHS), entry(title=TITLE, link=URL, content_html=""))


@pytest.mark.parametrize(
    ("document", "known"),
    [
        pytest.param(page(LEAD), excerpt(), id="no more than the entry has"),
        pytest.param(page(*PARAGRAPHS[:2]), excerpt(LONG), id="less than the entry has"),
        pytest.param(
            page(*PARAGRAPHS), excerpt("Quinze recettes de gratin", title="Cuisiner les courges"), id="another subject"
        ),
        pytest.param(page(*PARAGRAPHS, "Il vous reste 80% de cet article à lire."), excerpt(), id="a paywall"),
        pytest.param(page(*PARAGRAPHS, "This post is for paid subscribers"), excerpt(), id="an English paywall"),
        pytest.param(
            page(*PARAGRAPHS, head='<script type="application/ld+json">{"isAccessibleForFree": "False"}</script>'),
            excerpt(),
            id="a paywall that search engines are told of",
        ),
        pytest.param(
            Document(b"<title>Just a moment...</title><p>Checking your browser before you go on to the site.</p>"),
            excerpt("", title="Just a moment"),
            id="a challenge",
        ),
        pytest.param(Document(b""), excerpt(), id="nothing"),
        pytest.param(Document(b"%PDF-1.7 \xff\xfe"), excerpt(), id="a PDF"),
        pytest.param(Document(b"<p" + b" a" * 1000 + b">"), excerpt(), id="an element that no page needs"),
    ],
)
def test_a_page_that_gives_nothing_leaves_the_entry_as_it_is(document, known):
    assert whole(document, known) == ""


def test_a_form_that_keeps_robots_from_commenting_hides_no_article():
    form = "<form><div class='g-recaptcha'></div><input type=password></form>"

    assert LEAD in whole(page(*PARAGRAPHS, tail=form), excerpt())


def test_an_offer_to_subscribe_hides_no_article():
    offer = "<p>Already a subscriber? Sign in</p>"

    assert LEAD in whole(page(*PARAGRAPHS, tail=offer), excerpt())


def test_a_long_text_is_judged_in_no_time():
    with at_most(2):
        is_truncated(excerpt("Read more. " * 100_000))
        is_truncated(excerpt("([" * 2_000))
