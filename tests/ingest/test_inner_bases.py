import pytest

from feeds.ingest.inner_bases import with_inner_bases

OUTER = "https://example.org/a/"


@pytest.mark.parametrize(
    ("html", "result"),
    [
        pytest.param('<p><a href="b">b</a></p>', '<p><a href="b">b</a></p>', id="none"),
        pytest.param(
            'é &lt; <p xml:base="c/"><a href="b">b</a></p><a href="d">d</a>',
            'é &lt; <p><a href="https://example.org/a/c/b">b</a></p><a href="d">d</a>',
            id="one, and what stands beside it",
        ),
        pytest.param(
            '<div xml:base="https://b.example/"><p xml:base="c/"><img src="d.png"></img></p></div>',
            '<div><p><img src="https://b.example/c/d.png"></p></div>',
            id="one inside another",
        ),
        pytest.param('<a xml:base="c/" href="d">', '<a xml:base="c/" href="d">', id="broken markup"),
        pytest.param(
            '<a xml:base="http://[" href="d">e</a>', '<a href="d">e</a>', id="no address"
        ),
    ],
)  # fmt: skip
def test_addresses_start_at_the_base_of_their_element(html, result):
    assert with_inner_bases(html, OUTER) == result
