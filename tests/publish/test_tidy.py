import pytest
from html5lib.html5parser import HTMLParser, ParseError
from hypothesis import example, given, settings
from hypothesis import strategies as st

from feeds.ingest.markup import clean_html
from feeds.ingest.sanitise import BLOCKS, PHRASING
from feeds.publish import clean
from feeds.publish.tidy import ELEMENTS, html_fault

VOID = ("br", "hr", "img", "source", "wbr")
TABLES = ("table", "tbody", "thead", "tr", "td", "th", "caption")
TOUCHY = ("a", "p", "li", "ul", "dl", "dt", "dd", "ruby", "rt", "h2", "h3", "b", "i", "div", "blockquote")


def is_strict_html(fragment):
    """Whether the parser that the W3C feed validator uses finds no fault."""
    try:
        HTMLParser(strict=True).parseFragment(fragment)
    except ParseError:
        return False
    return True


def element(children):
    names = st.sampled_from([n for n in (*sorted(ELEMENTS), *TABLES, *TABLES, *TOUCHY, *TOUCHY) if n not in VOID])
    return st.builds(lambda name, inner: f"<{name}>{''.join(inner)}</{name}>", names, st.lists(children, max_size=3))


texts = st.sampled_from(["x", " ", "&amp;", *(f"<{name}>" for name in VOID)])
fragments = st.lists(st.recursive(texts, element, max_leaves=12), max_size=3).map("".join)


@pytest.mark.usefixtures("uncounted")
@settings(max_examples=2000)
@given(fragments)
@example("<b><p>x</p></b>")
@example("<ul><li><ul><li>x</li></ul></li></ul>")
def test_what_is_called_tidy_is_read_without_a_fault_by_a_strict_parser(fragment):
    if not html_fault(fragment):
        assert is_strict_html(fragment)


@pytest.mark.parametrize(
    "fragment",
    [
        "no mark-up & more".replace("&", "&amp;"),
        '<p>A <a href="https://a.example/">link</a>,<br><em>and</em> <b><i>more</i></b>.</p>',
        "<ul><li>a<ul><li>b</li></ul></li><li><p>c</p></li></ul>",
        "<dl><dt>a</dt><dd>b<dl><dt>c</dt></dl></dd></dl>",
        "<table><caption><p>a</p></caption><thead><tr> <th>b</th></tr></thead>\n<tbody><tr><td><p>c</p></td></tr></tbody></table>",  # noqa: E501
        "<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>",
        '<figure><img src="https://a.example/i.png" alt="a &lt; b"><figcaption>x</figcaption></figure>',
    ],
)
def test_what_articles_are_made_of_is_tidy(fragment):
    assert html_fault(fragment) == ""
    assert is_strict_html(fragment)


@pytest.mark.parametrize(
    ("fragment", "fault"),
    [
        ("a & b", "a loose & in a content"),
        ("a &eacute; b", "a loose & in a content"),
        ("<p>a < b</p>", "a loose < in a content"),
        ("<p>a", "<p> without its end in a content"),
        ("<p>a</b></p>", "</b> where it closes nothing in a content"),
        ("</p>", "</p> where it closes nothing in a content"),
        ("<script>x</script>", "<script> in a content"),
        ("<p><ul></ul></p>", "<ul> in a paragraph in a content"),
        ("<p><b><p>a</p></b></p>", "<p> in a paragraph in a content"),
        ("<h2><h3>a</h3></h2>", "<h3> in a heading in a content"),
        ("<a><b><a>x</a></b></a>", "a link in a link in a content"),
        ("<li><b><li>x</li></b></li>", "<li> in another in a content"),
        ("<dt><dd>x</dd></dt>", "<dd> in another in a content"),
        ("<table>x</table>", "text between the cells of a <table> in a content"),
        ("<table><tr><p>x</p></tr></table>", "<p> in <tr> in a content"),
        ("<p><td>x</td></p>", "<td> in <p> in a content"),
        ("<ruby><b><rt>x</rt></b></ruby>", "<rt> in <b> in a content"),
        ('<p style="x">a</p>', "style in a content"),
        ('<a onclick="x">a</a>', "onclick in a content"),
        ('<img alt="" alt="">', "an attribute of <img> twice in a content"),
        ('<a href="/x">a</a>', "not an absolute address in a content: '/x'"),
        ('<img src="javascript:x">', "not an absolute address in a content: 'javascript:x'"),
    ],
)
def test_what_is_not_tidy_is_named(fragment, fault):
    assert html_fault(fragment) == fault


def test_all_that_the_sanitiser_lets_through_may_go_out():
    assert (PHRASING | BLOCKS) - {"bdo"} == ELEMENTS
    assert clean.clean_html('<p><bdo dir="rtl">x</bdo></p>', "") == '<p><bdi dir="rtl">x</bdi></p>'


@pytest.mark.usefixtures("uncounted")
@settings(max_examples=500)
@given(fragments.map(lambda fragment: fragment.replace("</p>", "", 1).replace("</li>", "</b>", 1)))
def test_whatever_is_read_goes_out_tidy(fragment):
    cleaned = clean.clean_html(clean_html(fragment, "https://a.example/"), "https://a.example/")

    assert html_fault(cleaned) == ""
