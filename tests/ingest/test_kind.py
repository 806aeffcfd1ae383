import pytest

from feeds.ingest.kind import sniff
from feeds.model import Document

RSS = '<rss version="2.0"><channel><title>é</title></channel></rss>'
DECLARED = '<?xml version="1.0" encoding="utf-16"?>\n' + RSS


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        pytest.param(RSS, "a.xml", "feed", id="RSS"),
        pytest.param('<feed xmlns="http://www.w3.org/2005/Atom"/>', "a.atom", "feed", id="Atom"),
        pytest.param('<a:feed xmlns:a="http://www.w3.org/2005/Atom"/>', "a", "feed", id="Atom with a prefix"),
        pytest.param("<rdf:RDF>", "a.rdf", "feed", id="RDF"),
        pytest.param("<channel><item/></channel>", "a", "feed", id="RSS that lost its root"),
        pytest.param(RSS, "a.txt", "feed", id="a feed called text"),
        pytest.param(RSS, "a.html", "feed", id="a feed called a page"),
        pytest.param("﻿\n\n  <!-- <html> --> " + RSS, "a", "feed", id="behind a mark, spaces and a comment"),
        pytest.param('<!DOCTYPE rss [<!ENTITY a "<b>">]>' + RSS, "a", "feed", id="behind a document type"),
        pytest.param("<?xml-stylesheet href='a'?><?php ?>" + RSS, "a", "feed", id="behind instructions"),
        pytest.param(b"\xef\xbb\xbf" * 2 + RSS.encode(), "a", "feed", id="behind two marks"),
        pytest.param(DECLARED.encode("utf-16"), "a", "feed", id="UTF-16"),
        pytest.param(DECLARED.encode("utf-16-be"), "a", "feed", id="UTF-16 without a mark"),
        pytest.param(RSS.encode("utf-32"), "a", "feed", id="UTF-32"),
        pytest.param(DECLARED.encode("cp037"), "a", "feed", id="EBCDIC"),
        pytest.param("<br />\n<b>Warning</b>: nothing in x.php<br />\n" + RSS, "a", "feed", id="behind a warning"),
        pytest.param("Warning: nothing in x.php\n" + RSS, "a.xml", "feed", id="behind plain words, called XML"),
        pytest.param("<urlset><url/></urlset>", "sitemap.xml", "feed", id="other XML, for the parser to refuse"),
        pytest.param('<?xml version="1.0"?><urlset/>', "a", "feed", id="other declared XML"),
        pytest.param(f"<rss version='2.0'><!--{'x' * 200_000}-->", "a", "feed", id="a long comment inside"),
        pytest.param("<opml version='2.0'>", "a.xml", "opml", id="OPML"),
        pytest.param("<!DOCTYPE html><title>a", "a.html", "html", id="a page"),
        pytest.param("<!DOCTYPE html><pre>&lt;rss version=", "a.xml", "html", id="a page called XML"),
        pytest.param('<?xml version="1.0"?>\n<html xmlns="…"><body>', "a.xml", "html", id="XHTML called XML"),
        pytest.param('<HTML><script>"<rss version=2.0>"</script>', "a", "html", id="a page that speaks of feeds"),
        pytest.param("<p>un</p><p>deux</p>", "a.txt", "html", id="a fragment called text"),
        pytest.param("Un mot\n<p>un</p><p>deux</p>", "a.html", "html", id="a fragment that begins with words"),
        pytest.param('{"version": "https://jsonfeed.org/version/1"}', "a", "json", id="JSON"),
        pytest.param('[{"a": 1}]', "a.txt", "json", id="a list in JSON"),
        pytest.param("# Un titre\n\nUn texte.", "a.html", "markdown", id="Markdown called a page"),
        pytest.param("Un texte.", "a.md", "markdown", id="words called Markdown"),
        pytest.param("<div>un</div>\n\n# Titre", "a.md", "markdown", id="Markdown that opens with an element"),
        pytest.param("<!DOCTYPE html><p>a", "a.md", "html", id="a page called Markdown"),
        pytest.param("---\ntitle: a\n---\nUn texte.", "a", "markdown", id="front matter"),
        pytest.param("---\ntitle: a\n---\nUn texte.", "a.txt", "text", id="front matter of what is called text"),
        pytest.param("Un **mot** et [un lien](https://example.org).", "a", "markdown", id="two signs of Markdown"),
        pytest.param("Un mot **important** du texte.", "a.txt", "text", id="one sign of Markdown"),
        pytest.param("Un titre\n\nUn texte avec 1 < 2.", "a.html", "text", id="words called a page"),
        pytest.param("- un\n- deux", "a.txt", "text", id="a list"),
        pytest.param("<3 l'IA\n\nUn texte.", "a.txt", "text", id="words that begin with a sign"),
        pytest.param("{un mot}", "a.txt", "text", id="words that begin with a brace"),
        pytest.param("L\u2019\u00e9t\u00e9".encode("cp1252"), "a.txt", "text", id="words in cp1252"),
        pytest.param("un mot".encode("utf-16"), "a.txt", "text", id="words in UTF-16"),
        pytest.param(b"", "a.xml", "empty", id="nothing"),
        pytest.param("\ufeff \n\t", "a.txt", "empty", id="spaces"),
        pytest.param(b"%PDF-1.7\n<rss version='2.0'>", "a.xml", "binary", id="PDF"),
        pytest.param(b"\x89PNG\r\n", "a.txt", "binary", id="a picture"),
        pytest.param(bytes(range(256)) * 4, "a.txt", "binary", id="bytes"),
        pytest.param(b"abc\0def", "a.txt", "binary", id="a zero byte"),
    ],
)
def test_the_kind_is_that_of_the_bytes(content, name, kind):
    document = Document(content if isinstance(content, bytes) else content.encode(), name=name)

    assert sniff(document) == kind


@pytest.mark.parametrize(
    ("media_type", "kind"),
    [("text/markdown", "markdown"), ("text/plain", "text"), ("", "text")],
)
def test_the_declared_type_decides_what_bytes_leave_open(media_type, kind):
    document = Document(b"un mot", url="https://example.org/a", media_type=media_type)

    assert sniff(document) == kind


@pytest.mark.parametrize("piece", [b"<!--", b"<!DOCTYPE [", b"<?xml ", b"---\n", b"[a](", b"**a", b"<a:", b"<p ", b"{"])
def test_repeated_openings_are_sniffed_in_time(piece):
    kinds = {sniff(Document(piece * (5_000_000 // len(piece)), name=name)) for name in ("a.xml", "a.html", "a.md")}

    assert kinds <= {"feed", "html", "markdown", "text"}
