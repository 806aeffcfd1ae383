import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.publish.clean import (
    clean_category,
    clean_html,
    clean_iri,
    clean_label,
    clean_link,
    clean_media_type,
    clean_name,
    clean_text,
    clean_url,
    public_url,
)
from feeds.publish.languages import clean_language
from tests.effort import at_most


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a\x00b\x0bc\ud800d\ufffee\U0001ffff", "abcde", id="what XML forbids goes"),
        pytest.param("l\x92heure\x85", "l’heure…", id="C1 controls are cp1252 in disguise"),
        pytest.param("a\x81\ufffdb", "ab", id="what means nothing goes"),
        pytest.param(" a \r\n\tb\u00a0c ", "a b c", id="one line, single spaces"),
        pytest.param("é😀", "é😀", id="the rest stays"),
    ],
)
def test_text_keeps_only_characters_that_every_format_carries(text, expected):
    assert clean_text(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Caf&amp;eacute;", "Café", id="entities are decoded, twice encoded too"),
        pytest.param("The <b> tag</b>", "The ‹b› tag‹/b›", id="what looks like a tag is none"),
        pytest.param("<b unclosed", "‹b unclosed", id="nor what starts like one"),
        pytest.param("AT&T, R&D; H&M2, a&lsquo", "AT&T, R&D; H& M2, a& lsquo", id="nor like a character"),
        pytest.param("1 < 2 > 0", "1 < 2 > 0", id="a comparison stays"),
    ],
)
def test_a_label_cannot_be_taken_for_html(text, expected):
    assert clean_label(text) == expected


def test_a_category_has_no_comma():
    assert clean_category("Paris , France,") == "Paris / France"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("jo@example.org (Jo)", "Jo", id="RSS's form"),
        pytest.param("Jo <jo@example.org>", "Jo", id="a mail's form"),
        pytest.param("jo@example.org", "jo", id="an address alone"),
        pytest.param("Jo Dupont (Paris)", "Jo Dupont (Paris)", id="a place in brackets"),
    ],
)
def test_a_name_is_shown_without_its_address(name, expected):
    assert clean_name(name) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        pytest.param("https://é.example/à b?q=ü&r=%41#é", "https://xn--9ca.example/%C3%A0%20b?q=%C3%BC&r=%41#%C3%A9",
                     id="other letters are encoded, escapes kept"),
        pytest.param("HTTPS://A.example:443/%zz", "https://a.example/%25zz", id="a stray per cent sign"),
        pytest.param("http://u:p@a.example/", "http://a.example/", id="no credentials"),
        pytest.param("http://[::1]:80/x", "", id="an IPv6 address"),
        pytest.param("http://a..example/", "", id="a host with a hole"),
        pytest.param("http://[::1", "", id="a broken one"),
        pytest.param("http://a.example:99999/", "", id="no such port"),
        pytest.param("http://a b.example/", "", id="a space in the host"),
        pytest.param("http://" + "é" * 80 + ".example/", "", id="a label too long for IDNA"),
        pytest.param("http://[v1.x]/", "", id="an address of the future"),
        pytest.param("javascript:alert(1)", "", id="a script"),
        pytest.param("//a.example/", "", id="no scheme"),
        pytest.param("/a", "", id="relative"),
    ],
)  # fmt: skip
def test_an_address_is_absolute_and_encoded_or_nothing(url, expected):
    assert clean_url(url) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://u:p@a.example/f?page=2&token=s3cret", "https://a.example/f?page=2"),
        ("https://a.example/f?key=s3cret", "https://a.example/f"),
        ("https://a.example/f?keyword=x&b", "https://a.example/f?keyword=x&b"),
        ("file:///etc/passwd", ""),
    ],
)
def test_a_public_address_opens_nothing(url, expected):
    assert public_url(url) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("https://a.example/?p=1", "https://a.example/?p=1", id="an address stays as it is"),
        pytest.param("HTTP://A.example", "HTTP://A.example", id="though it is not canonical"),
        pytest.param("https://é.example/é", "https://xn--9ca.example/%C3%A9", id="letters that a URI lacks"),
        pytest.param("HTTP://a.example/[1]", "http://a.example/%5B1%5D", id="signs that a URI lacks"),
        pytest.param("https://", "urn:uuid:", id="no address"),
        pytest.param("yt:video:x", "yt:video:x", id="a scheme of its own"),
        pytest.param("https://a.example/?p=1&q=%zz x", "https://a.example/?p=1&q=%25zz%20x", id="what none may hold"),
        pytest.param("tag:a.example,2026-11-01:b/é.txt", "tag:a.example,2026-11-01:b/%C3%A9.txt", id="a tag is ASCII"),
        pytest.param("urn:isbn:123", "urn:isbn:123", id="a URN"),
        pytest.param("123", "urn:uuid:", id="no scheme"),
        pytest.param("urn:x", "urn:uuid:", id="half a URN"),
        pytest.param("urn:uuid:12", "urn:uuid:", id="no UUID"),
        pytest.param("tag:a b,2026:x", "urn:uuid:", id="no tag"),
    ],
)
def test_an_id_is_an_iri(text, expected):
    assert clean_iri(text).startswith(expected)
    assert clean_iri(clean_iri(text)) == clean_iri(text)


@pytest.mark.parametrize(
    ("fragment", "expected"),
    [
        pytest.param('<a href="b?x&amp;y">c</a>', '<a href="https://a.example/b?x&amp;y">c</a>', id="relative"),
        pytest.param('<a href="#n">c</a>', '<a href="https://a.example/p.html#n">c</a>', id="a fragment"),
        pytest.param('<a href="javascript:x">c</a>', "<a>c</a>", id="a script"),
        pytest.param('<a href="java&#1;script:x">c</a>', "<a>c</a>", id="a script held apart"),
        pytest.param('<a href="http://[::1]/">c</a>', "<a>c</a>", id="an IPv6 address"),
        pytest.param('<a href="sms:+33123">c</a>', '<a href="sms:+33123">c</a>', id="what the sanitiser lets through"),
        pytest.param('<a href="http://[x">c</a>', "<a>c</a>", id="a broken one"),
        pytest.param('<img alt="a href=&quot;x&quot;" src="/i.png">',
                     '<img alt="a href=&quot;x&quot;" src="https://a.example/i.png">', id="what an alt says stays"),
        pytest.param('<img alt=" href=" src="/i.png">', '<img alt=" href=" src="https://a.example/i.png">',
                     id="what an alt says is no attribute"),
        pytest.param('<p>he wrote href="x"</p>', '<p>he wrote href="x"</p>', id="what the text says stays"),
        pytest.param('<a href="mailto:a@b.example">c</a>', '<a href="mailto:a@b.example">c</a>', id="a mail address"),
        pytest.param("<p>a\x0bb\r\nc\x92</p>", "<p>a b\nc’</p>", id="characters"),
    ],
)  # fmt: skip
def test_html_goes_out_with_absolute_harmless_addresses(fragment, expected):
    assert clean_html(fragment, "https://a.example/p.html") == expected


@pytest.mark.parametrize(
    "hostile", ["<a " + "x " * 50_000, '<a x="' * 30_000, "<a" + " " * 100_000 + "!", "<" * 100_000]
)
def test_hostile_html_is_cleaned_in_linear_time(hostile):
    with at_most(2):
        clean_html(hostile, "https://a.example/")
        clean_label(hostile)


@given(st.text(max_size=60))
def test_a_link_from_html_is_absolute_or_nothing(value):
    link = clean_link(value, "https://a.example/")

    assert link == "" or link.startswith(("https://", "http://", "mailto:", "tel:", "sms:", "geo:"))


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        pytest.param("fr_FR", "fr-FR", id="an underscore"),
        pytest.param("zh-hant-TW", "zh-Hant-TW", id="a script"),
        pytest.param("en-UK", "en", id="no such region"),
        pytest.param("FR-ca-x-joual", "fr-CA", id="what only some know"),
        pytest.param("cmn-Hans", "zh-Hans", id="one that validators know by a wider name"),
        pytest.param("svg", "", id="no such language"),
        pytest.param("français", "", id="a name"),
        pytest.param("", "", id="none"),
    ],
)
def test_a_language_is_a_tag_or_nothing(tag, expected):
    assert clean_language(tag) == expected


def test_what_has_no_known_media_type_is_bytes():
    assert clean_media_type("mp3", "https://a.example/x.MP3?y") == "audio/mpeg"
    assert clean_media_type("", "https://a.example/x") == "application/octet-stream"
