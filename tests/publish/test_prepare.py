from dataclasses import replace

import pytest

from feeds.model import Entry, Person
from feeds.publish.paths import published_link
from feeds.publish.prepare import prepare_entry
from tests.publish.samples import (
    AT_CARNET,
    AT_GAZETTE,
    AT_JOURNAL,
    GAZETTE,
    HERE,
    JOURNAL,
    REDACTION,
    config,
    filed,
)

THERE = "https://elsewhere.example/1"
WHOLE = Entry(title="Un titre", link=THERE, summary="Un chapeau.", content_html="<p>Tout le texte.</p>", language="fr")


@pytest.mark.parametrize(
    ("origin", "shown", "hidden"),
    [
        pytest.param(AT_JOURNAL, ("Tout le texte", "Source"), ("Lire l’article",), id="full"),
        pytest.param(AT_CARNET, ("Un chapeau.", "Lire l’article", "Source"), ("Tout le texte",), id="summary"),
        pytest.param(AT_GAZETTE, ("Lire l’article", "Source"), ("Tout le texte", "Un chapeau"), id="link"),
    ],
)
def test_content_goes_as_far_as_the_source_allows(origin, shown, hidden):
    entry = prepare_entry(config(), filed(WHOLE, origin=origin))

    assert all(text in entry.content_html for text in shown)
    assert not any(text in entry.content_html + entry.summary for text in hidden)


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        pytest.param(Entry(authors=(Person("Une Autrice"), Person(""))), ["Une Autrice"], id="the entry's own"),
        pytest.param(Entry(), ["Le Journal du calcul"], id="the source's title"),
    ],
)
def test_somebody_always_signs(entry, expected):
    assert [p.name for p in prepare_entry(config(), filed(entry, origin=AT_JOURNAL)).authors] == expected


def test_the_configured_author_of_a_source_signs_what_nobody_signed():
    cfg = config(sources=(replace(JOURNAL, author="Le Service"),))

    assert [p.name for p in prepare_entry(cfg, filed(Entry(), origin=AT_JOURNAL)).authors] == ["Le Service"]


def test_the_site_signs_when_even_the_source_has_no_name():
    cfg = config(sources=(), author="L’équipe")

    assert [p.name for p in prepare_entry(cfg, filed(Entry(), origin=replace(HERE, title=""))).authors] == ["L’équipe"]


@pytest.mark.parametrize(
    ("entry", "title"),
    [
        pytest.param(Entry(title="T"), "T", id="its title"),
        pytest.param(Entry(summary="Un mot " * 30), "Un mot " * 11 + "Un…", id="else the start of its lead"),
        pytest.param(Entry(language="fr"), "Sans titre", id="else a French word for none"),
        pytest.param(Entry(language="en"), "Untitled", id="or an English one"),
    ],
)
def test_every_entry_has_a_title(entry, title):
    assert prepare_entry(config(), filed(entry)).title == title


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        (THERE, THERE),
        ("", "https://veille.example/fil/articles/un-titre.html"),
        ("javascript:x", "https://veille.example/fil/articles/un-titre.html"),
    ],
)
def test_an_entry_is_read_elsewhere_or_with_us(link, expected):
    assert published_link("https://veille.example/fil/", link, "un-titre") == expected


@pytest.mark.parametrize(
    ("entry", "origin", "is_copy"),
    [
        pytest.param(Entry(title="x"), HERE, False, id="an article of our folder"),
        pytest.param(Entry(title="x", site="MondeTech.fr"), HERE, True, id="copied from a site into our folder"),
        pytest.param(Entry(title="x"), AT_JOURNAL, True, id="read whole from a feed"),
        pytest.param(Entry(title="x"), AT_GAZETTE, False, id="of which only the link may be shown"),
    ],
)
def test_a_copy_of_anothers_article_is_known_as_one(entry, origin, is_copy):
    assert prepare_entry(config(), filed(entry, origin=origin)).is_copy == is_copy


def test_the_visible_line_speaks_the_language_of_the_entry():
    english = replace(WHOLE, language="en", authors=(Person("A <b>"),))

    line = prepare_entry(config(), filed(english, origin=AT_JOURNAL)).credit_html

    assert line == f'<p><small>Source: <a href="{THERE}">Le Journal du calcul</a>, by A ‹b›.</small></p>'


def test_a_feed_on_our_own_network_is_not_named():
    cfg = config(sources=(replace(JOURNAL, allow_private=True), GAZETTE, REDACTION))

    assert prepare_entry(cfg, filed(WHOLE, origin=AT_JOURNAL)).source.feed_link == ""


def test_an_update_is_never_before_the_publication():
    entry = filed(WHOLE)

    prepared = prepare_entry(config(), replace(entry, updated=entry.sort_date.replace(year=2001)))

    assert prepared.updated == prepared.published


def test_a_link_only_entry_shows_neither_picture_nor_sound():
    picture = replace(WHOLE, image="https://a.example/i.png")

    assert prepare_entry(config(), filed(picture, origin=AT_GAZETTE)).image == ""
    assert prepare_entry(config(), filed(picture, origin=AT_JOURNAL)).image == "https://a.example/i.png"


def test_every_other_source_is_credited_once_at_a_place_of_its_own():
    again = replace(AT_JOURNAL, source_id="journal-encore", id="https://journal.example/2")
    via = (again, AT_CARNET, replace(AT_CARNET, source_id="carnet-encore"), AT_GAZETTE)
    links = (THERE, "https://carnet.example/repris", "https://carnet.example/repris", THERE)

    entry = prepare_entry(config(), filed(WHOLE, origin=AT_JOURNAL, via=via, via_links=links))

    assert [(credit.title, credit.entry_link or credit.link) for credit in entry.via] == [
        ("Carnet de fondateurs", "https://carnet.example/repris"),
        ("La Gazette des marques", "https://gazette.example/"),
    ]
    assert entry.credit_html.count("Le Journal du calcul") == 1


def test_links_do_not_tell_where_their_reader_came_from():
    tracked = "https://journal.example/a?utm_source=rss&page=2&fbclid=abc"
    entry = prepare_entry(config(), filed(replace(WHOLE, link=tracked), origin=AT_JOURNAL))

    clean = "https://journal.example/a?page=2"
    assert (entry.link, entry.source.entry_link) == (clean, clean)
    assert "utm_source" not in entry.content_html


def test_a_category_that_is_no_longer_ours_gives_no_reasons():
    prepared = prepare_entry(config(), filed(None, "ia", "jardin"))

    assert [section.key for section in prepared.sections] == ["ia"]
    assert [filing.category for filing in prepared.why] == ["ia"]
