import pytest

from feeds.ingest.mend import bounded, cut, mend


@pytest.mark.parametrize(
    ("content", "charset", "text"),
    [
        pytest.param("é".encode(), "", "é", id="UTF-8"),
        pytest.param("é".encode(), "latin-1", "é", id="UTF-8 declared as another"),
        pytest.param("\ufeffé".encode(), "", "é", id="UTF-8 with a mark"),
        pytest.param("é".encode("utf-16"), "", "é", id="UTF-16 with a mark"),
        pytest.param("\ufeffé".encode("utf-32-be"), "", "é", id="UTF-32 with a mark"),
        pytest.param("ж".encode("koi8-r"), "koi8-r", "ж", id="a charset declared outside"),
        pytest.param(b"<?xml version='1.0' encoding='koi8-r'?>" + "ж".encode("koi8-r"), "", "ж", id="declared inside"),
        pytest.param("é’".encode("cp1252"), "no-such", "é’", id="nothing that is known"),
        pytest.param("é".encode("cp1252"), "utf-8", "é", id="declared wrongly"),
        pytest.param(b"a\x00\x08b\tc\n", "", "ab\tc\n", id="characters that XML forbids"),
        pytest.param(b"a&#xD800;&#0;&#x110000;&#99999999999999999999999999;b&#233;&#10;", "", "ab&#233;&#10;", id="forbidden references"),  # noqa: E501
    ],
)  # fmt: skip
def test_a_broken_document_is_mended(content, charset, text):
    assert mend(content, charset) == text


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("<rss></rss>", ("<rss></rss>", [])),
        ("<a><item>1</item> <item>2</item></a>", ("<a>", ["<item>1</item>", "<item>2</item></a>"])),
        ("<a><x:entry z='1'>1<x:entry/><items/></a>", ("<a>", ["<x:entry z='1'>1", "<x:entry/><items/></a>"])),
    ],
)
def test_a_document_is_cut_at_its_entries(text, pieces):
    assert cut(text) == pieces


def test_a_million_openings_are_cut_in_time():
    head, entries = cut("<item>" * 500_000)

    assert (head, len(entries)) == ("", 500_000)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"<rss><item " + b"a='1' " * 100_000 + b"><title>&", id="attributes"),
        pytest.param(b"<rss><item " + b'a=">" ' * 100_000 + b"><title>&", id="attributes that hold an end"),
        pytest.param(b"<rss><item><author>" + b"a" * 100_000 + b"</author>", id="an author"),
        pytest.param(
            b"<dc:creator><![CDATA[" + b"a" * 100_000 + b"]]></dc:creator>", id="an author in a CDATA section"
        ),
        pytest.param(b"<author><email a='1'>" + b"a" * 100_000 + b"</email></author>", id="an e-mail"),
    ],
)
def test_what_costs_the_parser_minutes_is_shortened(content):
    assert len(bounded(content)) < 3_000


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"<item><author>" + b"a" * 500 + b"</author></item>", id="an author"),
        pytest.param(b"<description>" + b"a" * 100_000 + b"</description>", id="a long text"),
        pytest.param(b"<p>si a <b et plus " + b"mot " * 10_000 + b"</p>", id="words after a sign"),
        pytest.param(b"<p><img src='data:" + b"Abc+" * 100_000 + b"==' alt='a'/></p>", id="a picture"),
    ],
)
def test_what_honest_feeds_hold_is_left_as_it_is(content):
    assert bounded(content) == content
