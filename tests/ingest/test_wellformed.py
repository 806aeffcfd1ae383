"""The fast reader of ordinary feeds says what feedparser says, or declines."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.errors import ParseError
from feeds.ingest.elements import OddError
from feeds.ingest.kind import sniff
from feeds.ingest.tolerant import parse_tolerantly
from feeds.ingest.wellformed import parse_wellformed
from feeds.model import Document, ParsedFeed
from tests.effort import at_most
from tests.ingest.corpus import corpus_documents

DATA = Path(__file__).resolve().parent.parent / "data"
ADDRESS = "https://example.org/feed"
MODULES = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" '
    'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:slash="http://purl.org/rss/1.0/modules/slash/" '
    'xmlns:podcast="https://podcastindex.org/namespace/1.0"'
)
DIV = '<div xmlns="http://www.w3.org/1999/xhtml">'

# Where both may differ, by the end of a document's path, and why.
ACCEPTED = {
    # One entry's xml:base, where the feed has none, is for feedparser the base of all that follows.
    "atom-feed-idea-ricir.xml",
}
LEAST_TAKEN = 0.8  # of the well-formed feeds of RSS 2.0 and Atom 1.0 from the wild


def document(content: str | bytes, charset: str = "") -> Document:
    return Document(content if isinstance(content, bytes) else content.encode(), url=ADDRESS, charset=charset)


def rss(inside: str) -> str:
    return f'<rss version="2.0" {MODULES}><channel><title>t</title>{inside}</channel></rss>'


def item(inside: str) -> str:
    return rss(f"<item>{inside}</item>")


def atom(inside: str) -> str:
    return f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr_CA">{inside}</feed>'


def entry(inside: str) -> str:
    return atom(f"<entry>{inside}</entry>")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param((DATA / "feed-rss.xml").read_bytes(), id="a whole feed of RSS"),
        pytest.param((DATA / "feed-atom.xml").read_bytes(), id="a whole feed of Atom"),
        pytest.param(item("<title>a</title><title>b</title><media:title>c</media:title>"), id="titles"),
        pytest.param(item("<media:title>c</media:title>"), id="a title of Media RSS alone"),
        pytest.param(item("<title>a</title><source url='u'>s</source><title>b</title>"), id="a title after a source"),
        pytest.param(item("<title>AT&amp;amp;T</title><description>1 &amp;lt; 2</description>"), id="titles of HTML"),
        pytest.param(item("<description>a</description><media:description>bc</media:description>"), id="summaries"),
        pytest.param(item("<content:encoded>abc</content:encoded><description>d</description>"), id="both bodies"),
        pytest.param(
            item("<content:encoded>&lt;p>abc</content:encoded><itunes:summary>d</itunes:summary>"), id="iTunes"
        ),
        pytest.param(item("<guid>https://example.org/1</guid>"), id="a guid that is the link"),
        pytest.param(item("<guid isPermaLink='false'>1</guid><link/><atom:link href='/2'/>"), id="a link of Atom"),
        pytest.param(item("<link>https://example.org/?a=1&amp;amp;b=2</link>"), id="a link escaped twice"),
        pytest.param(item("<author>a@example.org (A)</author><dc:creator>B</dc:creator><author/>"), id="authors"),
        pytest.param(item("<category domain='d'>a</category><category>a</category><category/>"), id="categories"),
        pytest.param(item("<itunes:keywords>a, b,</itunes:keywords><dc:subject>c</dc:subject>"), id="keywords"),
        pytest.param(
            item(
                "<media:group><media:content url='a.mp4' type='Video/MP4' fileSize='9' duration='61'/>"
                "<media:content url='b.jpg' medium='image'><media:title>b</media:title></media:content></media:group>"
                "<media:thumbnail url='c.png'/><enclosure url='d.mp3' length='1' type='audio/mpeg'/>"
            ),
            id="files",
        ),
        pytest.param(item("<itunes:image href='i.png'/><itunes:duration>1:02</itunes:duration>"), id="a podcast"),
        pytest.param(item("<pubDate>a</pubDate><dc:date>b</dc:date><slash:comments>1</slash:comments>"), id="dates"),
        pytest.param(rss("<image><url>u</url><title>i</title></image><copyright>©</copyright>"), id="a picture"),
        pytest.param(
            rss(
                "<itunes:author>a</itunes:author><itunes:owner><itunes:name>b</itunes:name></itunes:owner>"
                "<itunes:category text='c'><itunes:category text='d'/></itunes:category><ttl>60</ttl>"
                "<atom:link rel='next' href='?page=2'/><language>fr</language><description>d</description>"
                "<itunes:subtitle>s</itunes:subtitle><itunes:summary>u</itunes:summary>"
            ),
            id="a podcast's head",
        ),
        pytest.param(entry(f"<title type='xhtml'>{DIV}a <b>b &lt;</b><br/></div></title>"), id="a title in XHTML"),
        pytest.param(entry(f"<content type='xhtml'> {DIV}<p class='\"'>a</p></div> </content>"), id="XHTML"),
        pytest.param(entry("<content type='html'>&lt;p>a</content><summary>b &lt; c</summary>"), id="HTML and text"),
        pytest.param(entry("<content type='text/html' xml:lang='de'>a</content><id>1</id>"), id="a language"),
        pytest.param(entry("<content type='html' src='https://example.org/1'/>"), id="a content elsewhere"),
        pytest.param(
            entry("<author><name>A</name><email>a@example.org</email></author><author><name>B</name></author>"),
            id="authors of Atom",
        ),
        pytest.param(entry("<source><title>s</title><author><name>S</name></author></source>"), id="a source of Atom"),
        pytest.param(
            '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://example.org/b/"><link href="../c"/>'
            '<entry xml:base="d/"><link href="e"/><content type="html">f</content></entry></feed>',
            id="bases",
        ),
        pytest.param("\n<?xml version='1.0'?>" + item("<title>a</title>"), id="space before the declaration"),
        pytest.param("<!-- c -->" + item("<title>a<!-- b -->c<![CDATA[ d ]]></title>"), id="comments"),
        pytest.param(item("<title>Ã©tÃ©</title><description>l&#146;été</description>"), id="misread characters"),
        pytest.param(
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
            '<channel rdf:about="c"><title>t</title></channel><item rdf:about="i"><title>a</title></item></rdf:RDF>',
            id="RSS 1.0",
        ),
    ],
)
def test_an_ordinary_feed_is_read_as_feedparser_reads_it(content):
    read = parse_wellformed(document(content))

    assert read == parse_tolerantly(document(content))
    assert read != ParsedFeed()


@pytest.mark.parametrize(
    ("content", "charset"),
    [
        pytest.param("<?xml version='1.0' encoding='ISO-8859-1'?>" + item("<title>é</title>"), "", id="inside"),
        pytest.param(item("<title>é</title>"), "iso-8859-1", id="outside"),
    ],
)
def test_an_encoding_that_is_declared_is_believed(content, charset):
    found = document(content.encode("iso-8859-1"), charset)

    [read] = parse_wellformed(found).entries

    assert read == parse_tolerantly(found).entries[0]
    assert read.title_html == "é"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(item("<title>a & b</title>"), "not well-formed", id="a lone ampersand"),
        pytest.param("", "a document type, or no element", id="nothing"),
        pytest.param("<!DOCTYPE rss [<!ENTITY a 'b'>]>" + item("<title>&a;</title>"), "a document", id="an entity"),
        pytest.param("<!-- <a> --><!DOCTYPE rss>" + rss(""), "a document type", id="a hidden document type"),
        pytest.param(rss("").encode("utf-16"), "a document type, or no element", id="UTF-16"),
        pytest.param(item("<title>é</title>").encode("cp1252"), "not well-formed", id="not UTF-8"),
        pytest.param("<?xml version='1.0' encoding='klingon'?>" + rss(""), "the encoding", id="no encoding"),
        pytest.param("<urlset/>", "the root", id="no feed"),
        pytest.param('<feed version="0.3" xmlns="http://purl.org/atom/ns#"/>', "the root", id="Atom 0.3"),
        pytest.param("<rss version='2.0'><channel/><item/></rss>", "not one channel", id="items beside the channel"),
        pytest.param(item("<title>a <b>b</b></title>"), "markup in title", id="markup in a text"),
        pytest.param(item("<body>a</body>"), "the element body", id="a word that feedparser reads"),
        pytest.param(item("<title type='text/x'>a</title>"), "the type text/x", id="an unknown type"),
        pytest.param(item("<media:foo><title>a</title></media:foo>"), "in media_foo", id="a title inside another word"),
        pytest.param(item("<x xmlns='urn:x'><guid>a</guid></x>"), "the element x", id="a foreign word without prefix"),
        pytest.param(item("<dc:title xmlns:dc='urn:x'>a</dc:title>"), "the prefix of dc:title", id="a taken prefix"),
        pytest.param(item("<author>" + "a" * 50_000 + "</author>"), "a long author", id="an endless author"),
        pytest.param(
            item("<atom:source><title>s</title></atom:source><media:title>m</media:title>"),
            "a title of Media RSS",
            id="a title after a source's",
        ),
        pytest.param(entry("<title type='xhtml'>a</title>"), "XHTML without its one div", id="no div"),
        pytest.param(entry("<title xml:base='b/'>a</title>"), "the xml:base b/", id="a base without host"),
        pytest.param(
            entry("<author><name>A</name></author><author><email>b@example.org</email></author>"),
            "a person",
            id="no name",
        ),
    ],
)
def test_what_feedparser_may_read_otherwise_is_declined(content, reason):
    with pytest.raises(OddError, match=reason):
        parse_wellformed(document(content))


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("<rss>" + "<a>" * 100_000, id="deep nesting"),
        pytest.param("<rss " + " ".join(f"a{n}='1'" for n in range(100_000)) + "/>", id="attributes"),
        pytest.param("<!DOCTYPE a [<!ENTITY a 'aa'><!ENTITY b '&a;&a;'>]><rss>&b;</rss>", id="entities"),
        pytest.param("<rss>" + "<item>" * 200 + "</item>" * 200 + "</rss>", id="entries inside entries"),
        pytest.param(item("<title>" + "a" * 11_000_000 + "</title>"), id="an endless text"),
    ],
)
def test_hostile_bytes_are_declined_in_no_time(content):
    with at_most(1), pytest.raises(OddError):
        parse_wellformed(document(content))


TEXTS = [
    "a",
    "bc",
    "",
    " é ",
    "&lt;b>a&lt;/b>",
    "AT&amp;amp;T",
    "Ã©",
    "https://example.org/?a=1&amp;b=2",
    "a@b.org (A)",
]
WORDS = """
title|link|guid|description|pubDate|author|category|comments|content:encoded|source|dc:creator|dc:date|dc:subject
dc:title|dc:rights|dc:language|media:title|media:description|media:keywords|itunes:author|itunes:summary
itunes:subtitle|itunes:keywords|itunes:duration|itunes:episode|podcast:season|podcast:episode|atom:updated|atom:id|atom:summary|slash:comments
copyright|language
""".strip().replace("\n", "|")
WHOLE = """
<media:thumbnail url='t.png'/>
<media:content url='a.mp4' type='video/mp4'><media:title>m</media:title></media:content>
<media:group><media:description>d</media:description></media:group>
<enclosure url='e.mp3' type='Audio/MPEG' length='1'/>
<itunes:image href='i.png'/>
<itunes:owner><itunes:name>o</itunes:name></itunes:owner>
<atom:link href='/l'/>
<atom:author><name>N</name><uri>u</uri></atom:author>
<atom:content type='html'>&lt;p>c</atom:content>
<atom:category term='t' label='l'/>
<guid isPermaLink='false'>g</guid>
<category domain='d'>c</category>
<image><url>u</url><title>i</title></image>
""".strip().splitlines()
ELEMENTS = st.one_of(
    st.builds("<{0}>{1}</{0}>".format, st.sampled_from(WORDS.split("|")), st.sampled_from(TEXTS)),
    st.sampled_from(WHOLE),
)


@given(st.lists(ELEMENTS, max_size=6), st.lists(ELEMENTS, max_size=8))
@settings(max_examples=400)
def test_whatever_an_ordinary_feed_holds_both_readers_say_the_same(head, inside):
    content = document(rss("".join(head) + f"<item>{''.join(inside)}</item><item><title>z</title></item>"))

    read = fast(content)

    assert read is None or read == parse_tolerantly(content)


WORDS_OF_ATOM = [
    "title",
    "id",
    "updated",
    "rights",
    "summary",
    "subtitle",
    "content",
    "author",
    "link",
    "dc:date",
    "category",
    "media:title",
]
ATTRIBUTES = """
|type='html'|type='xhtml'|type='text/markdown'|type='image/png'|xml:lang='de'|xml:base='c/'|src='/s'
""".strip().split("|")
TEXTS_OF_ATOM = [
    *TEXTS,
    "<b>b</b>",
    f"{DIV}<p class='c'>a<br/>b</p></div>",
    f"{DIV}<a xml:base='q/' href='z'>u</a></div>",
]
WHOLE_OF_ATOM = """
<link href='/l'/>
<link rel='alternate' type='application/pdf' href='p.pdf'/>
<link rel='enclosure' href='e.mp3' type='audio/mpeg' length='5'/>
<author><name>N</name><email>n@example.org</email><uri>u</uri></author>
<author><name>M</name></author>
<author><email>o@example.org</email></author>
<category term='t' label='l' scheme='s'/>
<source><title>s</title><link href='/s'/><author><name>S</name></author></source>
<media:group><media:title>m</media:title><media:description>d</media:description></media:group>
""".strip().splitlines()
ELEMENTS_OF_ATOM = st.one_of(
    st.builds(
        "<{0} {1}>{2}</{0}>".format,
        st.sampled_from(WORDS_OF_ATOM),
        st.sampled_from(ATTRIBUTES),
        st.sampled_from(TEXTS_OF_ATOM),
    ),
    st.sampled_from(WHOLE_OF_ATOM),
)


@given(st.lists(ELEMENTS_OF_ATOM, max_size=4), st.lists(ELEMENTS_OF_ATOM, max_size=4))
@settings(max_examples=400)
def test_whatever_a_feed_of_atom_holds_both_readers_say_the_same(head, inside):
    root = f'feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://example.org/b/" {MODULES}'
    content = document(f"<{root}>{''.join(head)}<entry xml:lang='fr_CA'>{''.join(inside)}</entry></feed>")

    read = fast(content)

    assert read is None or read == parse_tolerantly(content)


@pytest.mark.usefixtures("uncounted")
def test_over_the_corpora_both_readers_say_the_same(corpus, capsys):
    feeds = [found for found in corpus_documents(corpus) if sniff(found.document) == "feed"]
    taken, real, unlike = [], [0, 0], []
    for found in feeds:
        read = fast(found.document)
        if found.kind == "real" and is_ordinary(found.document):
            real = [real[0] + (read is not None), real[1] + 1]
        if read is not None:
            taken.append(found.path)
            unlike += [found.path] if read != tolerant(found.document) else []

    with capsys.disabled():
        print(f"\n{len(taken)} of {len(feeds)} feeds read fast, {len(taken) - len(unlike)} of them identically;")
        print(f"of the well-formed ones of RSS 2.0 and Atom 1.0 from the wild, {real[0]} of {real[1]}")
    assert {Path(path).name for path in unlike} <= ACCEPTED
    assert real[0] / real[1] >= LEAST_TAKEN
    assert len(taken) > len(feeds) / 2


def fast(found: Document) -> ParsedFeed | None:
    try:
        return parse_wellformed(found)
    except OddError:
        return None


def tolerant(found: Document) -> ParsedFeed | None:
    try:
        return parse_tolerantly(found)
    except ParseError:
        return None


def is_ordinary(found: Document) -> bool:
    try:
        parse_wellformed(found)
    except OddError as exc:
        return not str(exc).startswith(("not well-formed", "the root", "RDF", "not one channel in rdf", "the encoding"))
    return b"rdf:RDF" not in found.content
