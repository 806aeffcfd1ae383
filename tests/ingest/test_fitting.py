"""Markup that stands where HTML does not let it, put where it may stand: texts and their order stay."""

import pytest

from feeds.ingest.markup import clean_html, plain_text
from tests.ingest.nestings import nestings

BASE = "https://example.org/a/b"
LINK = '<a href="https://example.org/" rel="noopener noreferrer">'
IMG = '<img src="https://example.org/i.png" alt="" loading="lazy">'
SOUND = '<audio src="https://example.org/i.mp3" controls=""></audio>'


@pytest.mark.parametrize(
    ("html", "clean"),
    [
        pytest.param("<b><div>x</div></b>", "<div>x</div>", id="a phrase around a block goes"),
        pytest.param("<i>a<em><ul><li>x</ul></em></i>", "a<ul><li>x</li></ul>", id="all phrases around it"),
        pytest.param(f"{LINK}<div>x</div></a>", f"{LINK}<div>x</div></a>", id="a link may hold a block"),
        pytest.param(f"<b>{LINK}<p>x</p></a></b>", f"{LINK}<p>x</p></a>", id="unless it is in a phrase, which goes"),
        pytest.param(
            "<pre><code><div>a</div><div>b</div></code></pre>", "<pre><code>a\nb</code></pre>", id="lines of code"
        ),
        pytest.param("<h2>a<div>b</div>c</h2>", "<h2>a\nb\nc</h2>", id="lines of a heading"),
        pytest.param("<h3>a<ol><li>b</ol></h3>", "<div>a<ol><li>b</li></ol></div>", id="no heading holds a list"),
        pytest.param("<pre>a<figure>b</figure></pre>", "<div>a<figure>b</figure></div>", id="nor code a figure"),
    ],
)  # fmt: skip
def test_phrases_and_lines_hold_no_block(html, clean):
    assert clean_html(html, BASE) == clean


@pytest.mark.parametrize(
    ("html", "clean"),
    [
        pytest.param(
            "<ul><li>a</li><ul><li>b</li></ul></ul>", "<ul><li>a<ul><li>b</li></ul></li></ul>", id="a list in a list"
        ),
        pytest.param("<ol>a<p>b</p><li>c</li> d</ol>", "<ol><li>a<p>b</p></li><li>c d</li></ol>", id="texts in a list"),
        pytest.param("<ul><li>a</li>&nbsp;<li>b</li></ul>", "<ul><li>a&nbsp;</li><li>b</li></ul>", id="a hard space"),
        pytest.param(
            "<div>a<li>b</li> <li>c</li>d<li>e</li></div>",
            "<div>a<ul><li>b</li> <li>c</li></ul>d<ul><li>e</li></ul></div>",
            id="items without a list",
        ),
        pytest.param("<dl><dd>a</dd></dl>", "<div><p>a</p></div>", id="definitions of nothing"),
        pytest.param("<dl><dt>a</dt><dt>b</dt></dl>", "<div><p>a</p><p>b</p></div>", id="terms without definition"),
        pytest.param(
            "<dl><dt>a<dd>b</dd>c<dd><ul><li>d</ul></dl>",
            "<div><p>a</p><p>b</p>c<div><ul><li>d</li></ul></div></div>",
            id="a text among definitions",
        ),
        pytest.param(
            "<dl><div><dt>a</dt><dd>b</dd></div></dl>", "<dl><dt>a</dt><dd>b</dd></dl>", id="boxes around definitions"
        ),
        pytest.param("<dl><dt><h3>a</h3></dt><dd>b</dd></dl>", "<dl><dt><p>a</p></dt><dd>b</dd></dl>", id="a heading"),
        pytest.param("<p>a</p><dt>b</dt>", "<p>a</p><p>b</p>", id="a term alone"),
    ],
)
def test_lists_hold_their_items_alone(html, clean):
    assert clean_html(html, BASE) == clean


@pytest.mark.parametrize(
    ("html", "clean"),
    [
        pytest.param(f"<div>{IMG}<figcaption>a</figcaption></div>", f"<div>{IMG}<p>a</p></div>", id="no figure"),
        pytest.param(
            f"<figure>{IMG}<figcaption>a</figcaption>{IMG}<figcaption>b</figcaption></figure>",
            f"<figure>{IMG}<p>a</p>{IMG}<figcaption>b</figcaption></figure>",
            id="two captions",
        ),
        pytest.param(
            f"<figure>{IMG}<figcaption>a</figcaption>b</figure>", f"<figure>{IMG}<p>a</p>b</figure>", id="in the middle"
        ),
        pytest.param(
            "<details>a<summary>b</summary></details>", "<div>a<p>b</p></div>", id="a summary that comes late"
        ),
        pytest.param("<summary>a</summary>", "<p>a</p>", id="a summary of nothing"),
        pytest.param("<ruby>a</ruby><rt>b</rt>", "ab", id="a reading of nothing"),
        pytest.param("<ruby>a<rt>b</rt></ruby>", "<ruby>a<rt>b</rt></ruby>", id="a reading"),
        pytest.param("<dfn>a<dfn>b</dfn></dfn>", "<dfn>ab</dfn>", id="a definition in another"),
        pytest.param("<footer>a<footer>b</footer></footer>", "<footer>a<p>b</p></footer>", id="a footer in another"),
        pytest.param(f"{LINK}{SOUND}</a>", SOUND, id="a player in a link"),
        pytest.param("<bdo>a</bdo><bdo dir=rtl>b</bdo>", 'a<bdo dir="rtl">b</bdo>', id="no direction"),
    ],
)
def test_a_child_without_its_parent_turns_into_what_may_stand_there(html, clean):
    assert clean_html(html, BASE) == clean


@pytest.mark.parametrize(
    ("html", "clean"),
    [
        pytest.param(
            f"<picture>a{IMG}</picture>", f"a{IMG}", id="a text in a picture"
        ),
        pytest.param(
            f'<picture><source srcset="/a.webp"><source srcset="/b.webp">{IMG}</picture>',
            f'<picture><source srcset="https://example.org/a.webp">{IMG}</picture>',
            id="sources that are never chosen",
        ),
        pytest.param(
            f'<picture>{IMG}<source srcset="/a.webp" media="print"></picture>',
            f'<picture><source srcset="https://example.org/a.webp" media="print">{IMG}</picture>',
            id="a source after the image",
        ),
        pytest.param(
            f'<picture><source srcset="/a.webp" media="x"><source src="/b.webp">{IMG}</picture>',
            f'<picture><source srcset="https://example.org/b.webp">{IMG}</picture>',
            id="media that nobody knows, and an address in the wrong place",
        ),
        pytest.param(
            '<video>a<source src="/v.mp4" media="print"></video>',
            '<video controls=""><source src="https://example.org/v.mp4">a</video>',
            id="the text before the film",
        ),
        pytest.param('<audio src="/i.mp3"><source src="/j.mp3"></audio>', SOUND, id="two ways to say which sound"),
        pytest.param("a<embed src=x>b<wbr>c", "ab<wbr>c", id="what follows a void element is not in it"),
    ],
)  # fmt: skip
def test_pictures_and_players_hold_their_sources_first(html, clean):
    assert clean_html(html, BASE) == clean


def table(*rows: str) -> str:
    return f"<table><tbody>{''.join(f'<tr>{row}</tr>' for row in rows)}</tbody></table>"


@pytest.mark.parametrize(
    ("html", "clean"),
    [
        pytest.param(
            "<table><tfoot><tr><td>c</tfoot><tr><td>b</tr><caption>a</caption></table>",
            "<table><caption>a</caption><tbody><tr><td>b</td></tr></tbody><tfoot><tr><td>c</td></tr></tfoot></table>",
            id="parts out of order",
        ),
        pytest.param(table('<td colspan="3">a</td>', "<td>b</td><td>c</td>"),
                     table('<td colspan="2">a</td>', "<td>b</td><td>c</td>"), id="more columns than there are"),
        pytest.param(table('<td rowspan="3">a</td><td>b</td>', "<td>c</td>"),
                     table('<td rowspan="2">a</td><td>b</td>', "<td>c</td>"), id="more rows than there are"),
        pytest.param(table('<td rowspan="2">a</td>', "", "<td>b</td>"), table("<td>a</td>", "<td>b</td>"),
                     id="a row without cells"),
        pytest.param(table('<td>a</td><td rowspan="2">b</td>', '<td colspan="2">c</td>'),
                     table('<td>a</td><td rowspan="2">b</td>', "<td>c</td>"), id="a cell on another"),
        pytest.param(table("<th><h3>a</h3></th>"), table("<th><p>a</p></th>"), id="a heading in a heading"),
        pytest.param(f"<table><caption>{table('<td>a</td>')}</caption><tr><td>b</table>",
                     "<table><caption><div><div><div><div>a</div></div></div></div></caption>"
                     "<tbody><tr><td>b</td></tr></tbody></table>", id="a table in a caption"),
    ],
)  # fmt: skip
def test_tables_have_their_parts_in_order_and_cells_that_meet(html, clean):
    assert clean_html(html, BASE) == clean


def test_a_table_of_absurd_width_loses_its_spans_in_little_time():
    wide = table(*['<td colspan="1000">a</td>' * 300] * 30)

    assert clean_html(wide, BASE) == table(*["<td>a</td>" * 300] * 30)


@pytest.mark.parametrize(
    ("html", "clean"),
    [
        ('<time datetime="2026-11-24T10:00:00.123456+01">x</time>',
         '<time datetime="2026-11-24T10:00:00+01:00">x</time>'),
        ('<time datetime="24 novembre">x</time><time>2026</time>', "x2026"),
        ('<del datetime="2026-11-24T10:00">x</del>', "<del>x</del>"),
        ('<ins datetime="2026-11-24">x</ins>', '<ins datetime="2026-11-24">x</ins>'),
        ('<ol reversed="x"><li>a</ol>', '<ol reversed=""><li>a</li></ol>'),
        ('<a href="https://[::1]/">x</a>', "x"),
    ],
)  # fmt: skip
def test_values_are_of_the_forms_that_html_knows(html, clean):
    assert clean_html(html, BASE) == clean


def test_every_nesting_is_settled_and_keeps_its_words():
    fragments = nestings(400, seed=4)
    cleaned = [clean_html(html, BASE) for html in fragments]

    assert [clean_html(html, BASE) for html in cleaned] == cleaned
    assert sum("<" in html for html in cleaned) > 200  # not all of them fell back to their bare text
    assert [words(html) for html in cleaned] == [words(html) for html in fragments]


def words(html: str) -> int:
    return plain_text(html).count("texte")
