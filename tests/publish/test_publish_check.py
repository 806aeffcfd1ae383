import json

import pytest

from feeds.errors import PublishError
from feeds.model import Enclosure, Entry
from feeds.publish.check import check, check_agreement
from feeds.publish.render import render
from tests.publish.samples import config, feed, filed

CONTENT = '<p>Un texte, <a href="https://a.example/">un lien</a>.</p>'
SOUNDS = (Enclosure("https://a.example/1.mp3", "audio/mpeg", 5), Enclosure("https://a.example/2.mp3", "audio/mpeg", 6))
PICTURE = "https://a.example/i.png"
ENTRIES = (
    filed(Entry(title="Premier", content_html=CONTENT, enclosures=SOUNDS, image=PICTURE, language="fr"), "ia"),
    filed(Entry(title="Second", content_html=CONTENT, language="fr"), "ia", id="urn:x-entry:second", slug="second"),
)
FILES = render(config(), [feed(*ENTRIES)], ENTRIES)
FIRST_ID = ENTRIES[0].id.encode()


@pytest.mark.parametrize("path", sorted(FILES))
def test_what_we_render_passes(path):
    check(path, FILES[path])


@pytest.mark.parametrize(
    ("path", "old", "new", "fault"),
    [
        ("all.atom", b"</feed>", b"", "cannot be parsed back"),
        ("all.atom", b"<feed ", b"<food ", "cannot be parsed back"),
        ("all.atom", b"http://www.w3.org/2005/Atom", b"urn:x", "not an Atom feed"),
        ("all.atom", b"<title>Veille tech</title>", b"", "0 times title in feed"),
        ("all.atom", b'rel="self"', b'rel="other"', "not one link to itself"),
        ("all.atom", b"urn:x-entry:second", FIRST_ID, "two entries under the id"),
        ("all.atom", b"<id>urn:x-entry:second</id>", b"<id> </id>", "an empty id"),
        ("all.atom", b"2026-11-20T12:00:00+00:00", b"2026-11-20T12:00:00", "a date without zone"),
        ("all.atom", b"2026-11-20T12:00:00+00:00", b"hier", "cannot be parsed back"),
        ("all.atom", b'label="IA"', b'label=""', "an empty attribute of category"),
        ("all.atom", b'type="audio/mpeg" href="https://a.example/1.mp3"', b'href="/1.mp3"', "not an absolute address"),
        ("all.atom", b'href="https://a.example/1.mp3"', "href='https://a.example/é'".encode(), "not percent-encoded"),
        ("all.atom", b'rel="alternate" type="text/html" href="https://veille.example/fil/articles/second.html"',
         b'rel="via" href="https://a.example/"', "without one alternate link"),
        ("all.atom", "<name>La rédaction</name>".encode(), b"", "an empty author"),
        ("all.atom", "<author>\n      <name>La rédaction</name>\n    </author>".encode(), b"", "without author"),
        ("all.atom", b'&lt;a href="https://a.example/"', b'&lt;a href="/x"', "not an absolute address in a content"),
        ("all.atom", b'&lt;a href="https://a.example/"', b'&lt;a href="javascript:x"', "not an absolute address in a"),
        ("all.atom", b'&lt;a href="https://a.example/"', b'&lt;a onclick="x"', "onclick in a content"),
        ("all.atom", b'&lt;a href="https://a.example/"', b"&lt;script", "<script> in a content"),
        ("all.rss", b'version="2.0"', b'version="0.9"', "not an RSS 2.0 feed"),
        ("all.rss", b"<title>Veille tech</title>", b"", "0 times title in channel"),
        ("all.rss", b'rel="self"', b'rel="other"', "not one link to itself"),
        ("all.rss", b"<link>https://veille.example/fil/</link>", b"<link>fil</link>", "not an absolute address"),
        ("all.rss", b">urn:x-entry:second<", b">" + FIRST_ID + b"<", "two entries under the id"),
        ("all.rss", b"<dc:creator>", b"<author>x</author><dc:creator>", "an author, which RSS wants"),
        ("all.rss", b"content:encoded", b"content:decoded", "0 times encoded in item"),
        ("all.rss", b"<enclosure ", b'<enclosure url="https://a.example/"/><enclosure ', "more than one enclosure"),
        ("all.rss", b'length="5" ', b"", "an enclosure without type and length"),
        ("all.rss", b'<guid isPermaLink="false">urn:', b'<guid isPermaLink="true">urn:', "not an absolute address"),
        ("all.rss", b"Fri, 20 Nov", b"Ven, vingt", "cannot be parsed back"),
        ("all.json", b"version/1.1", b"version/9", "not a JSON Feed 1.1"),
        ("all.json", b'"title": "Veille tech"', b'"titel": "Veille tech"', "no title"),
        ("all.json", b'"title": "Veille tech"', b'"title": ""', "an empty title"),
        ("all.json", b'"urn:x-entry:second"', b'"' + FIRST_ID + b'"', "two entries under the id"),
        ("all.json", b'"id": "urn:x-entry:second",', b"", "an entry without id"),
        ("all.json", b'"_source"', b'"_origin"', "an entry without _source"),
        ("all.json", b"}\n", b"", "cannot be parsed back"),
        ("all.atom", b'xml:lang="fr"', b'xml:lang="xx"', "a language that nobody knows"),
        ("all.atom", b"urn:x-entry:second", b"second", "an id that is no IRI"),
        ("all.atom", b"urn:x-entry:second", b"urn:uuid:1", "an id that is no IRI"),
        ("all.atom", b"urn:x-entry:second", b"https://a.example/[1]", "an id that is no IRI"),
        ("all.atom", b"2026-11-20T12:00:00+00:00", b"2026-11-20 12:00:00+00:00", "no date of RFC 3339"),
        ("all.atom", b"2026-11-20T12:00:00+00:00", b"0001-01-02T12:00:00+00:00", "before there was a web"),
        ("all.atom", b">Second<", b">&amp;eacute;<", "a title that looks like HTML"),
        ("all.atom", b">Second<", b">a &lt;b&gt; c<", "a title that looks like HTML"),
        ("all.atom", b">Second<", b">\xc2\x85<", "a character that means nothing"),
        ("all.atom", b">Second<", "><!-- -->Ã©tÃ©<".encode(), "misread: 'Ã©tÃ©'"),
        ("all.atom", b'label="IA"', b'label="I,A"', "a category with a comma"),
        ("all.atom", b'type="audio/mpeg"', b'type="audio"', "no media type"),
        ("all.atom", b'length="5"', b'length="-5"', "no length"),
        ("all.atom", b'rel="enclosure"', b'rel="icon"', "a link of unknown rel"),
        ("all.atom", b"</feed>", b"<subtitle>x</subtitle></feed>", "subtitle after an entry"),
        ("all.atom", b">https://veille.example/fil/assets/icon.png<", b">icon.png<", "not an absolute address"),
        ("all.atom", b'url="https://a.example/i.png"', b'url="i.png"', "not an absolute address"),
        ("all.atom", b"&lt;/p&gt;", b"", "<p> in a paragraph in a content"),
        ("all.rss", b'xmlns:atom="http://www.w3.org/2005/Atom"', b'xmlns:atom="urn:x"', "not one link to itself"),
        ("all.rss", b"<language>fr</language>", b"<language>xx</language>", "a language that nobody knows"),
        ("all.rss", b"Fri, 20 Nov", b"Mon, 20 Nov", "no date of RFC 2822"),
        ("all.rss", b"20 Nov 2026", b"20 Nov 1901", "before there was a web"),
        ("all.rss", b"urn:x-entry:second", b"1234", "an id that is no IRI"),
        ("all.rss", b">Second<", b">&amp;lt;<", "a title that looks like HTML"),
        ("all.rss", b'<enclosure url="https://a.example/', b'<enclosure url="http://localhost/', "knows no host"),
        ("all.rss", b'fileSize="6"', b'fileSize="x"', "no medium or size"),
        ("all.rss", b'medium="audio"', b'medium="sound"', "no medium or size"),
        ("all.rss", b"icon.png</url>", b"icon.webp</url>", "an image that RSS readers need not know"),
        ("all.rss", b"<title>Veille tech</title>\n      <link>", b"<title>x</title>\n      <link>", "another title"),
        ("all.rss", b"</channel>", b"<ttl>5</ttl></channel>", "ttl after an entry"),
        ("all.rss", b'isPermaLink="false"', b'isPermaLink="no"', "does not say whether it is a link"),
        ("all.json", b'"language": "fr",', b'"language": "xx",', "a language that nobody knows"),
        ("all.json", b'"mime_type": "audio/mpeg"', b'"mime_type": "sound"', "no media type"),
        ("all.json", b'"IA"', b'"I,A"', "a category with a comma"),
        ("all.json", b"T12:00:00", b"T12:00", "no date of RFC 3339"),
        ("index.html", b"</html>\n", b"", "torn"),
        ("index.html", b"<title>Veille tech</title>", b"<title></title>", "no title"),
        ("index.html", b'<html lang="fr">', b"<html>", "no language"),
        ("index.html", b"h1", b"p", "no h1"),
        ("index.html", b"</body>", b"<script>x()</script></body>", "an inline script"),
        ("index.html", b'"assets/style.css"', b'"https://cdn.example/style.css"', "from elsewhere"),
        ("feeds.opml", b'<opml version="2.0">', b'<opml version="1.0">', "not an OPML 2.0"),
        ("feeds.opml", b"<title>Veille tech</title>", b"<title/>", "no title"),
        ("feeds.opml", b"outline", b"entry", "no outline"),
        ("feeds.opml", b'text="Veille tech"', b'text=""', "an outline without text"),
        ("feeds.opml", b'type="rss" ', b"", "either without type"),
        ("feeds.opml", b'xmlUrl="https://', b'xmlUrl="https://u:p@', "an address with a user's name"),
        ("feeds.opml", b'text="Veille tech"', b'text="&lt;b"', "a text that looks like HTML"),
        ("feeds.opml", b'htmlUrl="https://', b'htmlUrl="', "not an absolute address"),
        ("feeds.opml", b"</body>", b'<outline text="a" type="x"><outline text="b"/></outline></body>', "with a type"),
        ("feeds.opml", b"</body>", b'<outline text="a"><outline><outline/></outline></outline></body>', "in folders"),
        ("assets/favicon.svg", b"</svg>", b"", "cannot be parsed back"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_file(path, old, new, fault):
    spoilt = FILES[path].replace(old, new)
    assert spoilt != FILES[path]

    with pytest.raises(PublishError) as raised:
        check(path, spoilt)

    assert str(raised.value).startswith(f"{path}: ")
    assert fault in str(raised.value)


def test_a_text_of_over_ten_megabytes_which_readers_refuse_is_a_fault():
    with pytest.raises(PublishError, match="cannot be parsed back"):
        check("all.atom", FILES["all.atom"].replace(b">Second<", b">" + b"x" * 10_000_001 + b"<"))


def test_an_extension_of_json_feed_that_is_no_object_is_a_fault():
    document = json.loads(FILES["all.json"])
    document["items"][0]["_why"] = ["ia"]

    with pytest.raises(PublishError, match="_why is an extension, and no object"):
        check("all.json", json.dumps(document).encode())


def test_an_empty_asset_is_a_fault():
    with pytest.raises(PublishError, match=r"assets/style\.css: empty"):
        check("assets/style.css", b"")


def test_a_document_that_is_no_object_is_a_fault():
    with pytest.raises(PublishError, match="cannot be parsed back"):
        check("all.json", b"[]")


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (b">Second<", b">Autre<", "Atom and RSS differ in title of 'Second': 'Autre'"),
        (b"12:00:00 +0000</pubDate>", b"12:00:01 +0000</pubDate>", "differ in published"),
        (b"<category domain", b"<category>x</category><category domain", "differ in categories"),
        (b"urn:x-entry:second", b"urn:x-entry:other", "hold different entries"),
    ],
)
def test_formats_that_disagree_are_refused(old, new, fault):
    rss = FILES["all.rss"].replace(old, new)

    with pytest.raises(PublishError, match=fault):
        check_agreement(FILES["all.atom"], rss, FILES["all.json"])


def test_the_json_format_is_compared_too():
    document = json.loads(FILES["all.json"])
    document["items"][1]["tags"] = ["Autre"]

    with pytest.raises(PublishError, match="Atom and JSON differ in categories"):
        check_agreement(FILES["all.atom"], FILES["all.rss"], json.dumps(document).encode())


def test_formats_that_cannot_be_read_do_not_agree():
    with pytest.raises(PublishError, match="cannot be parsed back"):
        check_agreement(FILES["all.atom"], b"<rss><channel><item/></channel></rss>", FILES["all.json"])
