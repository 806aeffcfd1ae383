"""Addresses."""

from datetime import date
from ipaddress import ip_address

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from feeds.urls import MAX_URL_LENGTH, absolute_url, canonical_url, is_iri, is_public, slugify, tag_uri
from tests.effort import at_most

BASE = "https://example.org/a/b.html?q=1"


@pytest.mark.parametrize(
    ("url", "absolute"),
    [
        pytest.param("https://example.org/c?d=e#f", "https://example.org/c?d=e#f", id="what is right stays"),
        pytest.param("https://example.org", "https://example.org", id="no slash is added"),
        pytest.param("https://example.org?q", "https://example.org/?q", id="a query stands on a path"),
        pytest.param("../c d.html", "https://example.org/c%20d.html", id="a space"),
        pytest.param("été?q=où#là", "https://example.org/a/%C3%A9t%C3%A9?q=o%C3%B9#l%C3%A0", id="beyond ASCII"),
        pytest.param("https://élan.example/x", "https://xn--lan-9la.example/x", id="a host beyond ASCII"),
        pytest.param("\n https://exam\nple.org/\tc ", "https://example.org/c", id="white space inside"),
        pytest.param("//cdn.example/x.png", "https://cdn.example/x.png", id="the base's scheme"),
        pytest.param("#note", "https://example.org/a/b.html?q=1#note", id="a fragment alone"),
        pytest.param("?p=2", "https://example.org/a/b.html?p=2", id="a query alone"),
        pytest.param("http:/example.org/x", "http://example.org/x", id="a slash too few"),
        pytest.param("https:\\\\example.org\\x", "https://example.org/x", id="backslashes"),
        pytest.param("www.example.org/x", "https://www.example.org/x", id="a forgotten scheme"),
        pytest.param("HTTPS://EXAMPLE.org/X", "https://example.org/X", id="capitals"),
        pytest.param("https://example.org:443/x", "https://example.org/x", id="the port by default"),
        pytest.param("https://example.org:8443/x", "https://example.org:8443/x", id="another port"),
        pytest.param("http://example.org:99999/x", "http://example.org/x", id="a port that is none"),
        pytest.param("http://example.org:port/x", "http://example.org/x", id="a port without a digit"),
        pytest.param("https://me:secret@example.org/x", "https://example.org/x", id="credentials"),
        pytest.param(
            "https://example.org/100%/[x]|%E9", "https://example.org/100%25/%5Bx%5D%7C%E9", id="odd characters"
        ),
        pytest.param("/../../x", "https://example.org/x", id="above the root"),
        pytest.param("http://[2001:db8::1%eth0]:80/x", "http://[2001:db8::1]/x", id="IPv6"),
        pytest.param("mailto:jane@example.org?subject=a b", "mailto:jane@example.org?subject=a%20b", id="mail"),
        pytest.param("tel:+33 1 23", "tel:+33%201%2023", id="a telephone"),
    ],
)
def test_an_address_becomes_absolute_and_valid(url, absolute):
    assert absolute_url(BASE, url) == absolute


@pytest.mark.parametrize(
    "url",
    [
        "",
        "   ",
        "javascript:alert(1)",
        "java\nscript:alert(1)",
        "\x01javascript:alert(1)",
        "data:image/png;base64,AAAA",
        "file:///etc/passwd",
        "about:blank",
        "http://",
        "https://exa mple.org/",
        "https://[::zz]/",
        "https://[v1.x]/",
        "https://a..b/",
        "https://-/",
        f"https://{'a' * 64}.example/",
        "mailto:",
        f"https://example.org/{'a' * MAX_URL_LENGTH}",
        f"tel:{'1' * MAX_URL_LENGTH}1",
    ],
)
def test_what_gives_no_safe_address_gives_nothing(url):
    assert absolute_url(BASE, url) == ""


@pytest.mark.parametrize(
    ("base", "url", "absolute"),
    [
        ("", "x.html", ""),
        ("", "//example.org/x", "https://example.org/x"),
        ("no base", "x.html", ""),
        ("https://[", "x.html", ""),
        ("http://example.org", "//example.com/x", "http://example.com/x"),
    ],
)
def test_a_base_that_is_none_does_no_harm(base, url, absolute):
    assert absolute_url(base, url) == absolute


@given(st.text(max_size=60), st.sampled_from(["", "http:", "//", "https://example.org/", "mailto:", "https://ex", "?"]))
def test_an_absolute_address_stays_as_it_is(text, start):
    url = absolute_url(BASE, start + text)

    assert absolute_url("", url) == url
    assert url.isascii()
    assert url == "" or url.partition(":")[0] in ("http", "https", "mailto", "tel", "sms", "geo")


A = "https://example.org/a?p=123"
SLUG = "https://example.org/2026/11/un-titre"


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("http://www.Example.org:80/a/?p=123&utm_source=x&utm_medium=y#top", A),
        ("https://example.org/a?fbclid=1&p=123", A),
        ("https://m.example.org/a/?p=123&xtor=RSS-1&at_medium=z&mc_cid=4", A),
        ("https://amp.example.org/amp/a?p=123", A),
        ("https://example.org/a/amp/?p=123&amp=1&outputType=amp", A),
        ("https://example.org/a/index.html?gclid=2&p=123", A),
        ("https://EXAMPLE.org:443/a?p=123", A),
        ("HTTPS://www.example.org/a?p=123", A),
        ("https://example.org./a?p=123", A),
        ("https://mobile.example.org/a?p=123", A),
        ("https://www.m.example.org/a?p=123", A),
        ("https://example.org/a?p=123&msclkid=9&_ga=1.2", A),
        ("https://example.org/a?UTM_Campaign=x&p=123", A),
        ("https://example.org/a?p=123#", A),
        ("https://example.org/a?p=123#comments", A),
        ("https://example.org/a?p=123#xtor=RSS-3208", A),
        ("https://example.org/a?p=123#utm_source=rss1", A),
        ("https://example.org/a?p=123#Echobox=1699999999", A),
        ("https://example.org/a?p=123#more-42", A),
        ("https://example.org/a?p=123#:~:text=les%2012%20mois", A),
        ("https://example.org/a;jsessionid=1A2B3C?p=123", A),
        ("https://example.org/a?PHPSESSID=deadbeef&p=123", A),
        ("https://example.org/a?p=123&source=rss", A),
        ("https://example.org/a?p=123&source=rss----8a3d---4", A),
        ("https://example.org/a?ref=feed&p=123", A),
        ("https://example.org/a?p=123&_amp=true", A),
        ("https://example.org/a?p=123&format=amp", A),
        ("https://example.org/a/?p=123", A),
        ("https://example.org/a//?p=123", A),
        ("https://example.org/x/../a?p=123", A),
        ("https://example.org/%61?p=123", A),
        ("https://example.org/a?p=%3123", A),
        ("https://www.google.com/amp/s/example.org/a?p=123", A),
        ("https://www.google.fr/amp/s/www.example.org/a/amp/?p=123", A),
        ("https://example-org.cdn.ampproject.org/c/s/example.org/a?p=123", A),
        ("https://example-org.cdn.ampproject.org/v/s/example.org/amp/a?p=123&usqp=mq&amp_js_v=0.1", A),
        ("http://example.org/2026/11/un-titre/", SLUG),
        ("https://example.org/2026/11/un-titre/amp", SLUG),
        ("https://example.org/2026/11/un-titre/amp/index.html", SLUG),
        ("https://example.org/amp/2026/11/un-titre/", SLUG),
        ("https://example.org/2026/11/un-titre/index.php", SLUG),
        ("https://example.org/2026/11/un%2dtitre", SLUG),
        ("https://example.org/2026/11/un-titre/?", SLUG),
        ("https://example.org/2026/11/un-titre.amp", SLUG),
        ("https://example.org/a.amp.html", "https://example.org/a.html"),
        ("https://example.org/%c3%a9t%c3%a9", "https://example.org/%C3%A9t%C3%A9"),
        ("https://example.org/été", "https://example.org/%C3%A9t%C3%A9"),
        ("https://élan.example/~me/", "https://xn--lan-9la.example/~me"),
        ("https://example.org/%7Eme", "https://example.org/~me"),
        ("https://example.org/?b=2&a=1", "https://example.org?a=1&b=2"),
    ],
)
def test_addresses_of_one_article_have_one_canonical_form(url, canonical):
    assert canonical_url(url) == canonical_url(canonical)


def test_the_canonical_form_is_an_address_that_people_can_read():
    assert canonical_url(f"{A}&utm_source=x#top") == A


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.org/?ns_id=4", "https://example.org/?ns_id=5"),
        ("https://example.org/?at_article=4", "https://example.org/?at_article=5"),
        ("https://example.org/?p=1", "https://example.org/?p=2"),
        ("https://example.org/?id=1", "https://example.org/"),
        ("https://example.org/a?page=1", "https://example.org/a?page=2"),
        ("https://example.org/a", "https://example.org/a?page=2"),
        ("https://example.org/#!/a", "https://example.org/#!/b"),
        ("https://example.org/#/a", "https://example.org/#/b"),
        ("https://example.org/live#post-1", "https://example.org/live#post-2"),
        ("https://example.org/live#12345", "https://example.org/live#12346"),
        ("https://example.org/live#id=5", "https://example.org/live#id=6"),
        ("https://example.org/a", "https://example.org/a#comment-7"),
        ("https://example.org/a", "https://blog.example.org/a"),
        ("https://fr.example.org/a", "https://en.example.org/a"),
        ("https://example.org/A", "https://example.org/a"),
        ("https://example.org/a%2Fb", "https://example.org/a/b"),
        ("https://example.org/a%3Fb", "https://example.org/a?b"),
        ("https://m.example/", "https://example/"),
        ("https://amp.dev/a", "https://dev/a"),
        ("https://example.org/?q=%E9", "https://example.org/?q=%E8"),
        ("https://example.org/?sid=1", "https://example.org/?sid=2"),
        ("https://example.org/article.php?sid=1", "https://example.org/article.php?sid=2"),
        ("https://example.org/?source=lemonde", "https://example.org/?source=lefigaro"),
        ("https://example.org/?ref=1", "https://example.org/?ref=2"),
        ("https://example.org/?from=paris", "https://example.org/?from=lyon"),
        ("https://example.org/?v=a", "https://example.org/?v=A"),
        ("https://example.org/?t=1", "https://example.org/?t=2"),
        ("https://example.org/?a=1&a=2", "https://example.org/?a=1"),
        ("https://example.org/?a", "https://example.org/?b"),
        ("https://example.org:8080/a", "https://example.org/a"),
        ("https://example.org/a.html", "https://example.org/a.htm"),
        ("https://example.org/a.html", "https://example.org/a"),
        ("https://example.org/index.html", "https://example.org/index-2.html"),
        ("https://example.org/index.php/a", "https://example.org/a"),
        ("https://example.org/ampli", "https://example.org/li"),
        ("https://example.org/amp", "https://example.org/ampere"),
        ("https://example.org/lamp", "https://example.org/l"),
        ("https://example.org/amp/a", "https://example.org/amp/b"),
        ("https://example.org/2026/11/1", "https://example.org/2026/11/2"),
        ("https://example.org/2026/11", "https://example.org/2026/12"),
        ("https://example.org/a/b", "https://example.org/b/a"),
        ("https://example.org/a-b", "https://example.org/a_b"),
        ("https://example.org/été", "https://example.org/ete"),
        ("https://example.org/a;v=1", "https://example.org/a;v=2"),
        ("https://example.org/a%252Fb", "https://example.org/a%2Fb"),
        ("https://example.org/?q=a+b", "https://example.org/?q=a%2Bb"),
        ("https://www.google.com/amp", "https://www.google.com/maps"),
        ("https://www.google.com/url?q=https://a.example/", "https://www.google.com/url?q=https://b.example/"),
        ("https://a.cdn.ampproject.org/c/s/a.example/1", "https://a.cdn.ampproject.org/c/s/a.example/2"),
        ("https://example.org/?url=https://a.example/?utm_source=x", "https://example.org/?url=https://b.example/"),
    ],
)
def test_addresses_of_two_articles_have_two_canonical_forms(one, other):
    assert canonical_url(one) != canonical_url(other)


@pytest.mark.parametrize("url", ["", "mailto:a@example.org", "x.html", "urn:isbn:1"])
def test_what_is_no_web_address_has_no_canonical_form(url):
    assert canonical_url(url) == ""


@given(st.text(max_size=40), st.sampled_from(["", "www.", "www.www.", "m.", "amp.m.", "a.cdn.ampproject.org/c/s/"]))
@example(";/", "")
def test_a_canonical_form_is_its_own(text, start):
    canonical = canonical_url(f"http://{start}example.org/{text}")

    assert canonical_url(canonical) == canonical


SEGMENT = st.text("abcdefghijklmnopqrstuvwxyzABC0123456789-_~", min_size=1, max_size=8).filter(lambda s: s != "amp")


@given(st.lists(SEGMENT, min_size=1, max_size=4), st.lists(SEGMENT, min_size=1, max_size=4))
def test_other_segments_of_a_path_are_another_article(one, other):
    forms = [canonical_url(f"https://example.org/{'/'.join(segments)}") for segments in (one, other)]

    assert (forms[0] == forms[1]) == (one == other)


def test_the_language_of_a_mobile_host_stays():
    assert canonical_url("https://fr.m.wikipedia.org/wiki/Atom") == "https://fr.wikipedia.org/wiki/Atom"


def test_a_tag_names_host_day_source_and_key():
    tag = tag_uri("Example.org:8080", date(2026, 11, 3), "redaction", "été/une note.md")

    assert tag == "tag:example.org,2026-11-03:redaction/%C3%A9t%C3%A9/une%20note.md"
    assert is_iri(tag)


@given(st.text(st.characters(exclude_categories=()), min_size=1))
def test_any_key_gives_a_tag_that_is_an_iri(key):
    assert is_iri(tag_uri("example.org", date(2026, 11, 3), "s", key))


@pytest.mark.parametrize(
    "text",
    [
        "http://example.org/?p=1",
        "https://example.org/été",
        "https://example.org",
        "urn:uuid:60a76c80-d399-11d9-b93c-0003939e0af6",
        "tag:example.org,2003:3.2397",
        "tag:jane@example.org,2003-01-02:x",
        "yt:video:abc",
        "info:doi/10.1",
    ],
)
def test_an_iri_may_be_an_id(text):
    assert is_iri(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12345",
        "a-slug",
        "/relative",
        "//example.org/x",
        "http:",
        "http:example.org",
        "http:///x",
        "https://exa mple.org/",
        "https://example.org/<b>",
        "https://example.org/%zz",
        "https://example.org/a#b#c",
        "Titre: la suite",
        "C:\\file",
        "12:30",
        "example.org:80/x",
        "localhost:80/x",
        "urn:x",
        "tag:example.org:x",
        "javascript:alert(1)",
        "data:,x",
        "http://example.org/\u202e",
        "http://example.org/\ue000",
        "http://example.org/\n",
    ],
)
def test_what_is_no_iri_may_not_be_an_id(text):
    assert not is_iri(text)


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("L'œuvre d'été : 3 idées", "l-oeuvre-d-ete-3-idees"),
        ("  --IA & Startups!  ", "ia-startups"),
        ("Straße Łódź", "strasse-lodz"),
        ("日本", ""),
        ("", ""),
    ],
)
def test_a_slug_is_words_of_ascii(text, slug):
    assert slugify(text) == slug


def test_a_slug_is_cut_between_words():
    assert slugify("alpha beta gamma", 10) == "alpha-beta"
    assert slugify("alpha beta gamma", 9) == "alpha"
    assert slugify("alphabetagamma", 9) == "alphabeta"


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "169.254.169.254", "172.31.0.1", "192.0.0.8", "192.0.2.1",
        "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "240.0.0.1",
        "255.255.255.255", "::", "::1", "::ffff:10.0.0.1", "::10.0.0.1", "64:ff9b::a00:1", "64:ff9b::808:808",
        "64:ff9b:1::1", "100::1", "2001::1", "2001:2::1", "2001:db8::1", "2002:a00:1::", "2002:808:808::", "3fff::1",
        "5f00::1", "fc00::1", "fd12::1", "fe80::1", "fec0::1", "ff02::1",
    ],
)  # fmt: skip
def test_a_special_address_is_not_public(address):
    assert not is_public(ip_address(address))


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700::1", "::ffff:8.8.8.8", "::8.8.8.8"]
)
def test_an_address_of_the_internet_is_public(address):
    assert is_public(ip_address(address))


@pytest.mark.parametrize("text", ["a" * 10**6, "%" * 10**6, "https://" + "a." * 10**5, "http://x/" + "/.." * 10**5])
def test_a_hostile_address_takes_no_time(text):
    with at_most(3):
        for read in (lambda t: absolute_url(BASE, t), canonical_url, is_iri, slugify):
            read(text)
