from dataclasses import replace
from pathlib import Path

import pytest

from feeds.errors import ParseError
from feeds.ingest.tolerant import parse_tolerantly
from feeds.model import Announced, Document, Enclosure, ParsedFeed, Person, RawEntry, Tag

DATA = Path(__file__).resolve().parent.parent / "data"


def feed_of(content: str | bytes, charset: str = "") -> ParsedFeed:
    return parse_tolerantly(Document(content if isinstance(content, bytes) else content.encode(), charset=charset))


def rss(items: str, root: str = 'rss version="2.0"') -> str:
    return f"<{root}><channel><title>t</title>{items}</channel></rss>"


def entry_of(item: str) -> RawEntry:
    [entry] = feed_of(rss(f"<item>{item}</item>")).entries
    return entry


def atom_entry_of(inside: str) -> RawEntry:
    [entry] = feed_of(f'<feed xmlns="http://www.w3.org/2005/Atom"><entry>{inside}</entry></feed>').entries
    return entry


def test_a_feed_of_rss_is_read_whole():
    feed = feed_of((DATA / "feed-rss.xml").read_bytes())

    assert feed == ParsedFeed(
        title="Le fil & la trame",
        subtitle="Le tissage aujourd’hui",
        link="https://example.org/",
        language="fr",
        rights="© 2026 Le fil",
        updated="Tue, 03 Nov 2026 08:00:00 +0100",
        published="Mon, 02 Nov 2026 08:00:00 +0100",
        authors=(Person("La rédaction", "redac@example.org"),),
        tags=(Tag("Artisanat"),),
        entries=(
            RawEntry(
                guid="fil-1",
                link="https://example.org/metier",
                title_html="Un métier <em>neuf</em> &amp; léger",
                summary_html="Un métier qui tient sur une table.",
                content_html="<p>Un métier qui tient sur une table,</p><p>et qui se plie.</p>",
                authors=(Person("Camille Tisserand"), Person("Camille T.", "camille@example.org")),
                published="2 novembre 2026 à 10h30",
                tags=(Tag("Métiers", "https://example.org/sujets"), Tag("Bois")),
                enclosures=(
                    Enclosure("https://example.org/metier.mp3", "audio/mpeg", 1234),
                    Enclosure("https://example.org/metier.mp4", "video/mp4"),
                ),
                image="https://example.org/metier.jpg",
                language="fr-CA",
                rights="© Camille",
            ),
            RawEntry(
                guid="https://example.org/regle",
                link="https://example.org/regle",
                title_html="1 &lt; 2, dit la règle",
                content_html="Compter les fils.",
                authors=(Person("L’atelier"),),
                published="2026-10-31",
                image="https://example.org/regle.png",
            ),
            RawEntry(guid="regle-3", title_html="Sans lien"),
            RawEntry(authors=(Person("", "personne@example.org"),)),
        ),
    )


def test_a_feed_of_atom_is_read_whole():
    feed = feed_of((DATA / "feed-atom.xml").read_bytes())

    base = "https://example.org/blog/"
    assert feed == ParsedFeed(
        id="tag:example.org,2026:blog",
        title="Le fil & la trame",
        subtitle="Tisser",
        link=base,
        language="fr",
        rights="© 2026 Le fil",
        updated="2026-11-03T08:00:00Z",
        authors=(Person("La rédaction", uri="https://example.org/qui"),),
        tags=(Tag("artisanat", "https://example.org/s", "Artisanat"),),
        announced=Announced(self_link=f"{base}atom.xml"),
        entries=(
            RawEntry(
                guid="tag:example.org,2026:1",
                link=f"{base}metier",
                title_html="Un métier <em>neuf</em>",
                summary_html="Un métier &lt; une table.",
                content_html='<p>Un métier<br>qui tient sur <a href="table">une table</a>.</p>',
                base_url="https://cdn.example.org/",
                authors=(Person("Camille Tisserand", "camille@example.org"), Person("L’atelier")),
                published="2026-11-02T10:30:00+01:00",
                updated="2026-11-03T08:00:00Z",
                tags=(Tag("bois"),),
                enclosures=(Enclosure(f"{base}metier.mp3", "audio/mpeg", 1234),),
                language="fr-CA",
                rights="© Camille",
            ),
            RawEntry(
                guid="https://example.org/blog/regle",
                title_html="&lt;b&gt; n’est pas une balise",
                content_html="<p>Une ligne.</p><p>Une autre.</p>",
                base_url=base,
                updated="2026-10-31T08:00:00Z",
                language="fr",
            ),
            RawEntry(
                guid="tag:example.org,2026:3",
                link=f"{base}image.pdf",
                title_html="Une image",
                base_url=base,
                updated="2026-10-30T08:00:00Z",
                enclosures=(Enclosure(f"{base}image.png", "image/png"),),
                language="fr",
            ),
        ),
    )


@pytest.mark.parametrize(
    ("content", "title", "entry"),
    [
        pytest.param(
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>t</title></channel>'
            '<item rdf:about="https://example.org/1"><title>un</title><dc:date>2026-11-01</dc:date>'
            "<dc:subject>IA</dc:subject></item></rdf:RDF>",
            "t",
            RawEntry(guid="https://example.org/1", title_html="un", published="2026-11-01", tags=(Tag("IA"),)),
            id="RSS 1.0",
        ),
        pytest.param(
            rss("<item><title>un</title><link>https://example.org/1</link></item>", 'rss version="0.91"'),
            "t",
            RawEntry(link="https://example.org/1", title_html="un"),
            id="RSS 0.91",
        ),
        pytest.param(
            '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>t</title><entry><title>un</title>'
            '<created>2026-11-01</created><modified>2026-11-02</modified><content type="text/html" mode="escaped">'
            "&lt;p&gt;a</content></entry></feed>",
            "t",
            RawEntry(title_html="un", content_html="<p>a", published="2026-11-01", updated="2026-11-02"),
            id="Atom 0.3",
        ),
        pytest.param(
            "<channel><title>t</title><item><title>un</title></item></channel>",
            "t",
            RawEntry(title_html="un"),
            id="RSS without its root",
        ),
        pytest.param(rss("<item><title>un & <b>deux</title>"), "t", RawEntry(title_html="un & <b>deux"), id="broken"),
    ],
)
def test_every_dialect_is_read(content, title, entry):
    feed = feed_of(content)

    assert feed == ParsedFeed(title=title, entries=(entry,))


@pytest.mark.parametrize(
    ("written", "title"),
    [
        pytest.param("AT&amp;T", "AT&amp;T", id="plain, with a sign that HTML escapes"),
        pytest.param("AT&amp;amp;T", "AT&amp;T", id="HTML, by its reference"),
        pytest.param("<![CDATA[<i>un</i>]]>", "<i>un</i>", id="HTML, by its end tag"),
        pytest.param("Le &lt;blink&gt; est mort", "Le &lt;blink&gt; est mort", id="plain, that speaks of a tag"),
    ],
)
def test_a_title_of_rss_is_html_only_where_it_looks_like_it(written, title):
    assert entry_of(f"<title>{written}</title>").title_html == title


@pytest.mark.parametrize(
    ("item", "link"),
    [
        pytest.param("<guid>https://example.org/1</guid>", "https://example.org/1", id="a guid is one by default"),
        pytest.param("<guid isPermaLink='false'>https://example.org/1</guid>", "", id="a guid that says it is none"),
        pytest.param("<guid>abc</guid>", "", id="a guid that is no address"),
        pytest.param("<guid>https://example.org/1</guid><link>https://example.org/2</link>", "https://example.org/2", id="the link before the guid"),  # noqa: E501
        pytest.param("<link>/2</link>", "/2", id="a relative link"),
    ],
)  # fmt: skip
def test_a_link_of_rss_is_a_real_one(item, link):
    assert entry_of(item).link == link


@pytest.mark.parametrize(
    ("inside", "link"),
    [
        pytest.param("<id>https://example.org/1</id>", "", id="an id names, and does not locate"),
        pytest.param("<link href='https://example.org/1'/>", "https://example.org/1", id="alternate by default"),
        pytest.param("<link rel='self' href='https://example.org/1'/>", "", id="the entry's own document"),
        pytest.param("<link type='text/plain' href='https://example.org/1'/>", "https://example.org/1", id="no HTML"),
    ],
)
def test_a_link_of_atom_is_an_alternate(inside, link):
    assert atom_entry_of(inside).link == link


@pytest.mark.parametrize(
    ("content", "html"),
    [
        pytest.param("<content type='text'>1 &lt; 2</content>", "1 &lt; 2", id="text"),
        pytest.param("<content type='html'>&lt;p>un&lt;/p></content>", "<p>un</p>", id="html"),
        pytest.param("<content type='text/html'>&lt;p>un&lt;/p></content>", "<p>un</p>", id="text/html"),
        pytest.param("<content type='application/octet-stream'>PHA+dW48L3A+</content>", "<p>un</p>", id="base64"),
        pytest.param("<content type='video/mp4'>PHA+dW48L3A+</content>", "", id="a film"),
        pytest.param("<content type='html' src='https://example.org/1'/>", "", id="elsewhere"),
        pytest.param("<summary>a</summary>", "a", id="a summary alone"),
    ],
)
def test_each_type_of_content_becomes_html(content, html):
    entry = atom_entry_of(content)

    assert (entry.content_html, entry.summary_html) == (html, "")


@pytest.mark.parametrize(
    ("content", "charset"),
    [
        pytest.param(rss("<item><title>é</title></item>").encode("cp1252"), "", id="undeclared cp1252"),
        pytest.param(rss("<item><title>é</title></item>").encode("cp1252"), "windows-1252", id="declared outside"),
        pytest.param(b"<?xml version='1.0' encoding='utf-8'?>" + rss("<item><title>\xe9</title></item>").encode("latin-1"), "", id="declared wrongly"),  # noqa: E501
        pytest.param(rss("<item><title>é</title></item>").encode(), "iso-8859-1", id="declared wrongly outside"),
        pytest.param(rss("<item><title>é</title></item>").encode("utf-16"), "", id="UTF-16"),
        pytest.param(rss("<item><title>&eacute;</title></item>"), "", id="an entity of HTML"),
    ],
)  # fmt: skip
def test_encodings_are_found(content, charset):
    [entry] = feed_of(content, charset).entries

    assert entry.title_html == "é"


BREAKER = "<item><title>mal</title><authors a='1'/><author>x</author></item>"  # KeyError in feedparser 6.0.14


def test_an_entry_that_breaks_the_parser_is_skipped_and_the_rest_kept():
    good = [f"<item><title>{number}</title></item>" for number in range(9)]

    feed = feed_of(rss("".join([*good[:4], BREAKER, *good[4:]])))

    assert feed.title == "t"
    assert [entry.title_html for entry in feed.entries] == [str(number) for number in range(9)]
    assert feed.warnings == ("skipped 1 of 10 entries as unreadable",)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"<?xml encoding='\xa5'?>" + rss("<item><title>un</title></item>").encode(), id="a declaration"),
        pytest.param(rss("<item><title>u&#x1100000000;n</title> & </item>"), id="a reference to no character"),
        pytest.param(rss("<item><title>u&#xD800;n</title> & </item>"), id="a reference to half a character"),
    ],
)
def test_what_breaks_the_parser_is_mended(content):
    feed = feed_of(content)

    assert ([entry.title_html for entry in feed.entries], feed.warnings) == (["un"], ())


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("<urlset><url>a</url></urlset>", "no feed: its root should be"),
        ('<?encoding="\xa5"?>'.encode("latin-1"), "no feed: its root should be"),
        (rss(BREAKER), "a feed that cannot be read: each of its entries breaks"),
        (rss("<authors a='1'/><managingEditor>x</managingEditor>"), "a feed that cannot be read"),
    ],
)
def test_what_is_no_feed_is_refused(content, message):
    with pytest.raises(ParseError) as raised:
        feed_of(content)

    assert str(raised.value).startswith(message)


@pytest.mark.parametrize(
    "element",
    ["links", "tags", "content", "authors", "title_detail", "summary_detail", "id", "published", "image", "rights"],
)
def test_an_element_that_is_named_like_a_value_of_the_parser_does_no_harm(element):
    entry = entry_of(f"<title>un</title><{element} a='1'/>")

    assert replace(entry, guid="", base_url="").title_html == "un"


def test_an_entity_that_grows_without_end_does_not():
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))

    feed = feed_of(f'<!DOCTYPE rss [<!ENTITY a0 "aaaaaaaaaa">{entities}]>' + rss("<item><title>&a9;</title></item>"))

    assert len(feed.entries[0].title_html) < 1000


def test_no_file_is_opened_for_an_entity(tmp_path):
    (tmp_path / "secret").write_text("secret")
    head = f'<!DOCTYPE rss [<!ENTITY a SYSTEM "file://{tmp_path}/secret">]>'

    feed = feed_of(head + rss("<item><title>a&a;b</title></item>"))

    assert "secret" not in feed.entries[0].title_html
