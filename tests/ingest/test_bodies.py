import pytest

from feeds.ingest.bodies import NO_TEXT, Bodies, Text, choose_bodies, text_to_html


@pytest.mark.parametrize(
    ("contents", "summary", "chosen"),
    [
        pytest.param([], "", ("", ""), id="nothing"),
        pytest.param(["<p> </p>"], "", ("<p> </p>", ""), id="no words"),
        pytest.param([], "a", ("a", ""), id="a summary alone is the content"),
        pytest.param(["a b c"], "a", ("a b c", "a"), id="the content is longer"),
        pytest.param(["…"], "a b c", ("a b c", "…"), id="the summary is longer"),
        pytest.param(["<p>a <b>b</b></p>"], "a b", ("<p>a <b>b</b></p>", ""), id="both have the same words"),
        pytest.param(["a b c", "a b c d"], "", ("a b c d", "a b c"), id="two contents"),
        pytest.param(["a b c", "a b c d"], "a", ("a b c d", "a"), id="two contents and a summary"),
        pytest.param(["a b c d"], "a b c d e", ("a b c d", "a b c d e"), id="the summary is hardly longer"),
        pytest.param(["<img src='a'>"], "a" * 90, ("<img src='a'>", "a" * 90), id="a picture with its caption"),
        pytest.param(["a" * 900], "<img src='a'>b", ("a" * 900, "<img src='a'>b"), id="a lead with its picture"),
    ],
)
def test_the_longest_text_is_the_content(contents, summary, chosen):
    bodies = choose_bodies([Text(html) for html in contents], Text(summary) if summary else NO_TEXT)

    assert (bodies.content.html, bodies.summary_html) == chosen


def test_a_content_keeps_what_its_element_says():
    text = Text("a b", "https://example.org/", "fr")

    assert choose_bodies([text], Text("a")) == Bodies(text, "a")


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("", ""),
        (" a \n", "a"),
        ("a < b & c", "a &lt; b &amp; c"),
        ("a\r\nb\n \nc", "<p>a<br>b</p><p>c</p>"),
        ("\n\n\na\n\n\n\nb", "<p>a</p><p>b</p>"),
    ],
)
def test_the_lines_of_plain_text_are_kept(text, html):
    assert text_to_html(text) == html
