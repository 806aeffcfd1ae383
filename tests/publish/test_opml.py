from dataclasses import replace

from lxml import etree

from feeds.publish.check import check
from feeds.publish.opml import render_feeds_opml, render_sources_opml
from feeds.settings import PageSource
from tests.publish.samples import AT_CARNET, CARNET, JOURNAL, REDACTION, config


def outlines(content):
    return etree.fromstring(content).find("body")


def test_our_feeds_are_one_outline_each():
    content = render_feeds_opml(config())

    check("feeds.opml", content)
    assert [(o.get("type"), o.get("xmlUrl"), o.get("htmlUrl")) for o in outlines(content)] == [
        ("rss", "https://veille.example/fil/all.atom", "https://veille.example/fil/"),
        ("rss", "https://veille.example/fil/ia.atom", "https://veille.example/fil/ia.html"),
        ("rss", "https://veille.example/fil/startups.atom", "https://veille.example/fil/startups.html"),
        ("rss", "https://veille.example/fil/marketing.atom", "https://veille.example/fil/marketing.html"),
    ]


def test_our_sources_stand_in_the_folders_of_their_categories():
    in_two = replace(JOURNAL, categories=("ia", "startups"))

    content = render_sources_opml(config(sources=(REDACTION, in_two, CARNET)))

    check("sources.opml", content)
    folders = [o for o in outlines(content) if len(o)]
    assert [(f.get("text"), f.get("type"), [o.get("text") for o in f]) for f in folders] == [
        ("IA", None, ["Le Journal du calcul"]),
        ("Startups", None, ["Le Journal du calcul", "carnet"]),
    ]


def test_an_outline_says_the_language_of_a_feed_where_it_is_known():
    english = replace(JOURNAL, language="en")

    ours = outlines(render_feeds_opml(config()))
    theirs = outlines(render_sources_opml(config(sources=(english, CARNET))))

    assert {o.get("language") for o in ours} == {"fr"}
    assert [o.get("language") for o in theirs.iter("outline") if o.get("xmlUrl")] == [None, "en"]


def test_a_source_without_an_address_is_only_named():
    content = render_sources_opml(config(sources=(REDACTION,)))

    assert [dict(o.attrib) for o in outlines(content)] == [{"text": "La rédaction"}]


def test_no_address_carries_credentials_or_leads_into_our_network():
    private = replace(JOURNAL, url="http://10.0.0.1/feed", allow_private=True)

    content = render_sources_opml(config(sources=(CARNET, private)))

    assert b"secret" not in content
    assert b"token" not in content
    assert b"10.0.0.1" not in content
    assert b'xmlUrl="https://carnet.example/rss?page=1"' in content


def test_a_site_without_sources_has_a_valid_outline():
    check("sources.opml", render_sources_opml(config(sources=())))


def test_an_address_kept_in_the_environment_is_not_shown():
    content = render_sources_opml(config(sources=(replace(JOURNAL, is_secret=True),)))

    assert [o.get("xmlUrl") for o in outlines(content).iter("outline")] == [None] * len(
        list(outlines(content).iter("outline"))
    )


def test_a_source_configured_without_a_name_has_the_one_that_it_gives_itself():
    content = render_sources_opml(config(sources=(CARNET,)), {"carnet": AT_CARNET})

    check("sources.opml", content)
    [[outline]] = outlines(content)
    assert outline.get("text") == "Carnet de fondateurs"
    assert outline.get("htmlUrl") == "https://carnet.example/"


def test_a_page_without_a_feed_is_named_with_its_address_and_promises_no_feed():
    page = PageSource(id="mairie", url="https://mairie.example/actualites", title="La mairie")
    hidden = PageSource(id="interne", url="https://intranet.example/?key=s3cret", is_secret=True)

    content = render_sources_opml(config(sources=(page, hidden)))

    check("sources.opml", content)
    assert [dict(o.attrib) for o in outlines(content)] == [
        {"text": "La mairie", "htmlUrl": "https://mairie.example/actualites"},
        {"text": "interne"},
    ]
