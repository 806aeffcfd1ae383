"""The page of an article, as readers and machines see it."""

import json
from datetime import timedelta

import pytest

from feeds.model import Enclosure, Entry, Person, Tag
from tests.publish.page_trees import page
from tests.publish.samples import NOON, filed


def test_an_article_page_has_its_text_its_credits_and_what_machines_read():
    entry = Entry(
        title="Un </script> titre", summary="Un chapeau.", content_html="<p>Du <em>texte</em>.</p>", language="fr",
        authors=(Person("Une Autrice"),), tags=(Tag("énergie"),), image="https://a.example/i.png",
        enclosures=(Enclosure("https://a.example/le%20son.mp3"),), rights="© Nous",
    )  # fmt: skip

    document = page("articles/un-titre.html", filed(entry, "ia", updated=NOON + timedelta(days=1)))

    data = json.loads(document.xpath("string(//script[@type='application/ld+json'])"))
    assert data["@type"] == "NewsArticle"
    assert data["datePublished"] == "2026-11-20T13:00:00+01:00"
    assert data["author"] == [{"@type": "Person", "name": "Une Autrice"}]
    assert document.xpath("//meta[@property='og:image']/@content") == ["https://a.example/i.png"]
    assert document.xpath("//link[@rel='canonical']/@href") == ["https://veille.example/fil/articles/un-titre.html"]
    assert document.xpath("string(//*[@class='prose']/p/em)") == "texte"
    shown = document.xpath("string(//*[@class='credits'])")
    assert all(text in shown for text in ("Source", "Une Autrice", "© Nous", "le son.mp3", "énergie"))
    assert document.xpath("//*[@class='kicker']/a/@href") == ["../ia.html"]
    assert "Mis à jour le 21 novembre 2026 à 13:00" in document.text_content()


def test_a_copy_names_what_it_was_copied_from():
    entry = Entry(title="x", content_html="<p>y</p>", site="MondeTech.fr", authors=(Person("MondeTech.fr"),))

    document = page("articles/un-titre.html", filed(entry))

    data = json.loads(document.xpath("string(//script[@type='application/ld+json'])"))
    assert data["isBasedOn"]["publisher"] == {"@type": "Organization", "name": "MondeTech.fr"}
    assert data["author"] == [{"@type": "Organization", "name": "MondeTech.fr"}]
    assert data["publisher"] == {"@type": "Organization", "name": "Veille tech", "url": "https://veille.example/fil/"}


def test_an_article_of_ours_is_based_on_nothing():
    document = page("articles/un-titre.html", filed())

    assert "isBasedOn" not in json.loads(document.xpath("string(//script[@type='application/ld+json'])"))


@pytest.mark.parametrize(
    ("body", "pictures"),
    [
        pytest.param("<p>Du texte.</p>", ["https://a.example/i.png?a=1&b=2"], id="the text has none"),
        pytest.param('<p><img src="https://a.example/i.png?a=1&amp;b=2" alt=""></p>', [], id="the text opens with it"),
    ],
)
def test_the_picture_of_an_article_is_shown_once(body, pictures):
    entry = Entry(title="x", content_html=body, image="https://a.example/i.png?a=1&b=2")

    document = page("articles/un-titre.html", filed(entry))

    assert document.xpath("//img[@class='picture']/@src") == pictures
    assert document.xpath("//meta[@name='twitter:card']/@content") == ["summary_large_image"]


@pytest.mark.parametrize(
    ("site", "robots"),
    [pytest.param("MondeTech.fr", ["noindex"], id="a copy"), pytest.param("", [], id="an article of ours")],
)
def test_only_a_copy_is_kept_out_of_search_engines(site, robots):
    document = page("articles/un-titre.html", filed(Entry(title="x", content_html="<p>y</p>", site=site)))

    assert document.xpath("//meta[@name='robots']/@content") == robots
