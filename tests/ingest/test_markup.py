"""HTML cleaned for publishing, and read as text."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.characters import legal
from feeds.ingest.markup import Outline, clean_by_tree, clean_html, outline, plain_text
from feeds.ingest.sanitise import BLOCKS, PHRASING
from feeds.ingest.shortcut import is_simple
from tests.effort import at_most

BASE = "https://example.org/a/b"
DATA = Path(__file__).parent.parent / "data"
REL = 'rel="noopener noreferrer"'


class Reader(HTMLParser):
    """Every start tag of a document, and whether all of them are closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.is_nested = True
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in ("br", "hr", "img", "source", "wbr"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        self.is_nested = self.is_nested and bool(self.open) and self.open.pop() == tag


def faults(html: str) -> list[str]:
    """What no cleaned HTML may have."""
    reader = Reader(html)
    found = [f"tag {tag}" for tag, _ in reader.tags if tag not in PHRASING | BLOCKS]
    for tag, attributes in reader.tags:
        for name, value in attributes.items():
            if name.startswith("on") or name in ("style", "class", "id", "srcdoc", "background", "action"):
                found.append(f"{tag} {name}")
            if name in ("href", "src", "cite", "poster") and not re.match(
                "(?:https?://|mailto:|tel:|sms:|geo:)", value
            ):
                found.append(f"{tag} {name}={value}")
    if reader.open or not reader.is_nested:
        found.append("not nested")
    if re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]", html):
        found.append("an illegal character")
    return found


@pytest.mark.parametrize(
    ("html", "clean"),
    [
        ("", ""),
        ("Du texte &amp; rien", "Du texte &amp; rien"),
        ("<p>Un<p>deux", "<p>Un</p><p>deux</p>"),
        ("<b><i>mal</b> fermé</i>", "<b><i>mal</i></b> fermé"),
        ("<h1>Titre</h1>", "<h2>Titre</h2>"),
        ("<section>x</section>", "<div>x</div>"),
        ('<p class="x" id="y" style="z" onclick="w">a</p>', "<p>a</p>"),
        ("<p>a</p><p> </p><p>&nbsp;<br></p><div><p></p></div>", "<p>a</p>"),
        ("<p>a<strong> </strong>b<em></em></p>", "<p>a b</p>"),
        ("<p>a<script>x</script><style>y</style><!-- z --></p>", "<p>a</p>"),
        ('<form><p>a</p><input value="b"><button>c</button></form>', "<div><p>a</p></div>"),
        ('<a href="../c d">x</a>', f'<a href="https://example.org/c%20d" {REL}>x</a>'),
        ('<a href="#n">x</a>', f'<a href="https://example.org/a/b#n" {REL}>x</a>'),
        ('<a href="javascript:x">x</a> <a name="y">z</a>', "x z"),
        (
            '<blockquote cite="/c"><p>x</p></blockquote>',
            '<blockquote cite="https://example.org/c"><p>x</p></blockquote>',
        ),
        ('<q cite="data:x">y</q>', "<q>y</q>"),
        ("<pre>\n\n x\n</pre>", "<pre> x\n</pre>"),
        ("<pre><!--\n c -->\nx</pre>", "<pre>x</pre>"),
        ("<table><tr><td>x</table>", "<table><tbody><tr><td>x</td></tr></tbody></table>"),
        ('<p dir="rtl">x</p><p dir="z">y</p>', '<p dir="rtl">x</p><p>y</p>'),
        ("<x-player>a</x-player><font>b</font>", "ab"),
        ("a<br/>b<hr/>", "a<br>b<hr>"),
        ("&#1;a\x00b&#xFFFE;\x85", "ab…"),
        ("<p>&copy; l&#146;été &lt;b&gt;", "<p>© l’été &lt;b&gt;</p>"),
        ("<svg><text>in</text></svg><math><mi>x</mi></math><p>out</p>", "<p>out</p>"),
    ],
)
def test_markup_is_repaired(html, clean):
    assert clean_html(html, BASE) == clean


@pytest.mark.parametrize(
    ("html", "clean"),
    [
        pytest.param('<img src="c.png">', '<img src="https://example.org/a/c.png" alt="" loading="lazy">', id="bare"),
        pytest.param(
            '<img src="data:image/gif;base64,R0" data-src="/c.png" alt="d" width="10px" height="auto">',
            '<img src="https://example.org/c.png" alt="d" width="10" loading="lazy">',
            id="a lazy one",
        ),
        pytest.param(
            '<img src="/blank.gif" data-lazy-src="/c.png" alt="">',
            '<img src="https://example.org/c.png" alt="" loading="lazy">',
            id="a placeholder",
        ),
        pytest.param(
            '<img alt="d" src="data:x"><noscript><img src="/c.png" alt="d"></noscript>',
            '<img src="https://example.org/c.png" alt="d" loading="lazy">',
            id="a double without scripts",
        ),
        pytest.param("<noscript><p>x</p></noscript>", "<p>x</p>", id="text without scripts"),
        pytest.param('x<img src="https://t.example/p" width="1" height="1">', "x", id="a pixel"),
        pytest.param('x<img src="https://t.example/p" height="0">', "x", id="a hidden one"),
        pytest.param('x<img src="data:x" alt="y">', "x", id="no address"),
        pytest.param(
            '<img src="/c.png" alt="" srcset="d.png 200w, e,f.png 300w, data:x 4w, g.png huge" sizes="50vw">',
            '<img src="https://example.org/c.png" alt="" srcset="https://example.org/a/d.png 200w, '
            'https://example.org/a/e%2Cf.png 300w" sizes="50vw" loading="lazy">',
            id="a choice of sizes",
        ),
        pytest.param(
            '<picture><source srcset="/c.webp" type="image/webp"><img src="/c.png" alt=""></picture>',
            '<picture><source srcset="https://example.org/c.webp" type="image/webp">'
            '<img src="https://example.org/c.png" alt="" loading="lazy"></picture>',
            id="a choice of formats",
        ),
    ],
)
def test_pictures_are_repaired(html, clean):
    assert clean_html(html, BASE) == clean


@pytest.mark.parametrize(
    ("html", "clean"),
    [
        (
            '<video src="/c.mp4" poster="d.png" autoplay onplay="x"></video>',
            '<video src="https://example.org/c.mp4" poster="https://example.org/a/d.png" controls=""></video>',
        ),
        (
            '<audio><source src="/c.mp3" type="audio/mpeg"></audio>',
            '<audio controls=""><source src="https://example.org/c.mp3" type="audio/mpeg"></audio>',
        ),
        ("<video>no address</video>", "no address"),
        ('x<source src="/c.mp3">', "x"),
        (
            '<div><iframe src="//player.example/v/1" title="Un film"></iframe></div>',
            f'<div><p><a href="https://player.example/v/1" {REL}>Un film</a></p></div>',
        ),
        (
            '<p>x<iframe src="https://www.player.example/v/1"></iframe></p>',
            f'<p>x<a href="https://www.player.example/v/1" {REL}>player.example</a></p>',
        ),
        ('x<iframe src="/c" width="1" height="1"></iframe><iframe src="about:blank"></iframe>', "x"),
    ],
)
def test_players_are_repaired(html, clean):
    assert clean_html(html, BASE) == clean


def test_an_article_met_in_the_wild_is_cleaned():
    html = (DATA / "markup-article.html").read_text(encoding="utf-8")

    clean = clean_html(html, BASE)

    assert clean == (DATA / "markup-article-clean.html").read_text(encoding="utf-8").rstrip("\n")


# Pieces of HTML, right and wrong, that meet in every order.
NAMES = st.sampled_from([
    "a", "b", "p", "p", "p", "i", "em", "div", "span", "ul", "li", "h1", "h2", "h3", "table", "tr", "td", "tbody",
    "pre", "img", "br", "hr", "blockquote", "figure", "figcaption", "code", "svg", "math", "title", "style", "script",
    "noscript", "iframe", "form", "button", "select", "option", "template", "video", "source", "picture", "details",
    "summary", "ruby", "rt", "caption", "col", "x-y", "dl", "dt", "dd", "font", "center", "body", "html", "textarea",
    "plaintext", "nobr", "object", "embed", "amp-img", "amp-youtube", "aside", "ins", "bdo", "dfn", "time", "rp", "ol",
    "audio", "thead", "tfoot", "th", "footer", "wbr", "del", "cite",
])  # fmt: skip
ATTRIBUTES = st.sampled_from([
    "", "", "", ' href="https://example.org/x"', ' href="x y"', " href=javascript:x", ' src="https://example.org/i.png"',
    ' src="https://example.org/i.png" alt="a"', ' src="i.png" alt', ' data-src="j.png"', ' class="c"', ' width="1"',
    ' width="20"', " onclick=x", ' cite="y"', ' srcset="a.png 2x, b.png"', " dir=rtl", " href='a", ' a="<b>"',
    " class=feedflare", ' class="related-posts x"', ' id="ad-1"', ' style="display:none"', ' src="https://youtu.be/abcdefghij-"',
    ' data-videoid="abcdefghij-"', ' href="https://example.org/x?a&amp;utm_source=y#xtor=RSS"', ' src="/blank.gif"',
    ' datetime="2026-02-30"', ' datetime="2026-11-24T10:00"', " dir=ltr reversed=x", ' media="print"', ' type="x"',
    ' srcset="a.png 20w, b.png 2x" sizes="auto"', ' colspan="3"', ' rowspan="3"', ' src="https://[::1]/"',
    ' data-srcset="k.png 2x"', ' colspan="x" rowspan="2"', ' sizes="a;b" srcset="https://example.org/i.png 2x"',
])  # fmt: skip
TEXTS = st.one_of(
    st.sampled_from([
        " ", "\n", "\n\n", "texte", "é", "&amp;", "&nbsp;", "&#160;", "&lt;", "&copy", "&#1;", "<", ">", "&",
        "<!--", "-->", "<![CDATA[", "]]>", "\x00", "\x85", "\ud800", "&#8203;", "Ã©", '"', "</", "&#x85;",
        "<p>The post <a href='/'>a</a> app", "eared first on <b>b</b>", "&#97;ppeared", "javascript",
    ]),
    st.text(st.characters(exclude_categories=()), max_size=6),
)  # fmt: skip
PIECES = st.one_of(
    TEXTS,
    st.builds("<{}{}>".format, NAMES, ATTRIBUTES),
    st.builds("</{}>".format, NAMES),
    st.builds("<{0}{1}>{2}</{0}>".format, NAMES, ATTRIBUTES, TEXTS),
)
SOUP = st.lists(PIECES, max_size=14).map("".join)

SIMPLE_NAMES = st.sampled_from([
    "p", "h2", "ul", "ol", "li", "b", "a", "em", "span", "blockquote", "table", "tr", "td", "div", "figure", "code",
    "dl", "dt", "dd", "pre", "figcaption", "th", "thead", "tbody", "tfoot", "time", "del",
])  # fmt: skip
SIMPLE_ATTRIBUTES = st.sampled_from([
    "", "", "", ' href="https://example.org/x"', ' class="c" style="d"', ' title="e &amp; f"', ' dir="rtl"', " hidden",
    ' cite="https://example.org/"', ' href="/x"', ' class="feedflare"', ' class="c related-posts" id="ad"',
    ' href="https://example.org/?utm_source=x"', ' class="d" id="e"', ' class="&#97;d"', ' colspan="9%"',
    ' colspan="2"', ' rowspan="1"', ' datetime="2026-11-24"', ' datetime="x"', " reversed",
])  # fmt: skip
SIMPLE_TEXTS = st.sampled_from([
    "", "x", " ", "\n\n", "&amp; é", "&nbsp;", "a > b", "<br>", "<br />", "<hr>", "&#8217;", "&#8203;", "& ",
    "The post", "appeared", "first on", "&#97;ppeared", '<img src="https://example.org/blank.gif" alt="">',
    '<img src="https://example.org/i.png" srcset="https://example.org/i.png 2x" sizes="a;b" alt="">',
    '<img src="https://example.org/i.png" alt="" style="width:1px">',
    '<p>The post <a href="https://example.org/">x</a> <span>app</span>eared first on x</p>',
    '<img src="https://example.org/i.png" alt="">', '<img alt="x" src="https://example.org/i.png" width="20">',
])  # fmt: skip
NEARLY_SIMPLE = st.recursive(
    SIMPLE_TEXTS,
    lambda inner: (
        st.builds("<{0}{1}>{2}</{0}>".format, SIMPLE_NAMES, SIMPLE_ATTRIBUTES, inner)
        | st.lists(inner, max_size=4).map("".join)
    ),
    max_leaves=12,
)


@given(SOUP)
@settings(max_examples=400)
def test_any_markup_becomes_sound_and_cleaning_it_again_changes_nothing(html):
    clean = clean_html(html, BASE)

    assert faults(clean) == []
    assert clean_html(clean, BASE) == clean


@given(NEARLY_SIMPLE)
@settings(max_examples=400)
def test_the_short_cut_gives_what_the_tree_gives(html):
    assert clean_html(html, BASE) == clean_by_tree(legal(html), BASE)


@pytest.mark.parametrize(
    "html",
    [
        "<p>Du texte, <em>appuyé</em>&nbsp;: &#8217;&eacute;</p>\n\n<ul><li>un</li> <li>deux</li></ul>",
        '<div class="x" style="y"><p><a href="https://example.org/x?a=1&amp;b=2" target="_blank">z</a></p></div>',
        '<p><img src="https://example.org/i.png" alt="" width="20" height="30" /></p>',
        "<table><tbody><tr><td>1</td><td></td></tr></tbody></table>",
        "<table><tr><th>1</th></tr></table><hr><pre>a\n</pre>\n",
        '<pre><img src="https://example.org/i.png" alt="">\n\n</pre>',
        '<blockquote cite="https://example.org/"><p>x</p></blockquote>',
    ],
)
def test_simple_markup_needs_no_tree(html):
    assert is_simple(html, BASE)
    assert clean_html(html, BASE) == clean_by_tree(html, BASE)


@pytest.mark.parametrize(
    "html",
    [
        "<p>a", "a</p>", "<P>a</P>", "<p><p>a</p></p>", "<p><div>a</div></p>", "<p></p>", "<ul>a</ul>", "<li>a</li>",
        "<b><p>a</p></b>", "<a>a</a>", '<a href="/x">a</a>', "<h1>a</h1>", "<p>&copy</p>", "<p>a &b</p>",
        "<p>1 < 2</p>", "<p>&#97;</p>", '<p class="feedflare">a</p>', '<div id="ad-1">a</div>',
        '<a href="https://example.org/?utm_source=a">a</a>', "<p>It appeared first on b.</p>",
        '<img src="https://example.org/i.png" alt="" style="display:none">',
        '<img src="https://example.org/i.png">', '<img src="/i.png" alt="">', "<iframe></iframe>", "<!-- a -->",
        '<img src="https://example.org/i.png" alt="" width="1">', "<pre>\na</pre>", "<p>&#8203;</p>", "<p><hr></p>",
        '<img src="https://example.org/i.png" alt="" data-src="/j.png">', '<q cite="x">a</q>',
        '<a href="https://example.org/"><a href="https://example.org/">a</a></a>', "<p></div>", "a<x", "<b>" * 200,
        '<a href="https://example.org/" href="https://example.com/">a</a>', "<ul><br></ul>",
        '<img src="https://example.org/i.png" alt="" srcset="x 2x">', "<b>" * 200 + "a" + "</b>" * 200,
    ],
)  # fmt: skip
def test_other_markup_needs_the_tree(html):
    assert not is_simple(html, BASE)


def test_no_hostile_payload_survives(shared):
    lines = (shared / "xss.jsonl").read_text(encoding="utf-8").strip().split("\n")
    payloads = [json.loads(line)["payload"] for line in lines]

    alive = [payload for payload in payloads if faults(clean_html(payload, BASE))]

    assert len(payloads) > 7_000
    assert alive == []


def test_hostile_payloads_are_cleaned_once_and_for_all(shared):
    lines = (shared / "xss.jsonl").read_text(encoding="utf-8").strip().split("\n")[::5]
    cleaned = [clean_html(json.loads(line)["payload"], BASE) for line in lines]

    assert [clean_html(html, BASE) for html in cleaned] == cleaned


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<div>" * 100_000 + "x" + "</div>" * 100_000, id="deep"),
        pytest.param("<b>" * 100_000, id="open"),
        pytest.param("<p><b a=1>" * 50_000, id="open in paragraphs"),
        pytest.param("<table><b>" * 30_000, id="open in tables"),
        pytest.param("<span>a</span>" * 30_000, id="wide"),
        pytest.param("<p></p>" * 30_000, id="empty"),
        pytest.param("<iframe src=//a.example></iframe>" * 3_000, id="frames"),
        pytest.param('<a "' * 100_000, id="quotes"),
        pytest.param("<!--" * 100_000, id="comments"),
        pytest.param("<p>" + "<br>" * 30_000, id="breaks"),
        pytest.param("<img srcset='" + "a 1x," * 100_000 + "'>", id="a long choice"),
        pytest.param(" " * 500_000 + "<p>", id="spaces"),
        pytest.param('<x y="' * 50_000, id="open attributes"),
        pytest.param("<noscript><img>" * 20_000, id="noscript"),
        pytest.param("<img data-src=a><noscript><img src=a></noscript>" * 5_000, id="pictures and their doubles"),
        pytest.param("<div class=ad>" * 100_000, id="furniture in furniture"),
        pytest.param(f"<div class=related>{'<a>x</a>' * 9}</div>" * 5_000, id="much furniture"),
        pytest.param("<p>The post <a href=/>x</a> appeared first on x.</p>" * 10_000, id="farewells"),
        pytest.param("<p>The post " + "<i>appeared first on </i>" * 10_000, id="a long farewell"),
        pytest.param(f"<p class='{'a-' * 100_000}ad'>x", id="a long class"),
        pytest.param("<object><embed src=a.swf>" * 10_000, id="objects"),
    ],
)
def test_hostile_markup_takes_no_time(html):
    with at_most(5):
        clean = clean_html(html, BASE)
        plain_text(html)
        outline(html)

    assert faults(clean) == []


def test_markup_that_never_settles_is_published_as_text():
    assert clean_by_tree("<h1>a</h1><p>b &lt; c", BASE, rounds=0) == "<p>a\nb &lt; c</p>"
    assert clean_by_tree("<p></p>", BASE, rounds=0) == ""


def test_text_below_too_many_tags_is_kept_flat():
    clean = clean_html("<div>" * 5_000 + "x" + "</div>" * 5_000, BASE)

    assert re.sub("<[^>]*>", "", clean) == "x"
    assert clean.count("<div>") <= 100


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("Un  titre\n&amp; la suite", "Un titre & la suite"),
        ("<p>A <b>b</b>&nbsp;!</p><ul><li>c<li>d</ul>e<br>f", "A b\xa0!\nc\nd\ne\nf"),
        ("a<script>b</script><style>c</style><!-- d -->e", "ae"),
        ("1 < 2 &lt; 3", "1 < 2 < 3"),
        ("<p>a\x00b&#2;c\ud800</p>", "abc"),
        ('<?xml version="1.0" encoding="latin-1"?><p>é</p>', "é"),
        ("<svg><text>a</text></svg><title>b</title>c", "c"),
        ("<td>1</td><td>2</td>", "1\n2"),
    ],
)
def test_text_is_read_in_lines(html, text):
    assert plain_text(html) == text


@given(SOUP)
def test_any_markup_has_a_text(html):
    text = plain_text(html)

    assert text == legal(text)
    assert "\n\n" not in text
    assert text == text.strip(" \n")


def test_an_outline_tells_headings_from_text():
    html = '<h2>Un <em>titre</em></h2><p>Du <a href="https://example.org/">texte</a>&amp;c.</p><h3>Autre</h3><ul><li>x</li></ul>'

    assert outline(html) == Outline(text="Du texte&c.\nx", headings=("Un titre", "Autre"))


@given(NEARLY_SIMPLE)
def test_the_outline_of_clean_markup_holds_its_text(html):
    clean = clean_html(html.replace("h2", "h3"), BASE)

    found = outline(clean)

    words = re.sub(r"\s", "", found.text + "".join(found.headings))
    assert sorted(words) == sorted(re.sub(r"\s", "", plain_text(clean)))
