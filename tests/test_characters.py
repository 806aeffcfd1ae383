"""Characters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.characters import legal, one_line, without_illegal


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (" a\r\n b\u2028c ", "a b c"),
        ("\u202eabc\u200b\u00ad\ufeff", "abc"),
        ("l\x92e\u0301te\u0301", "l’été"),
        ("Ã©tÃ© â€” Ã  lâ€™Ã®le".replace("\xa0", " "), "Ã©tÃ© â€” Ã lâ€™Ã®le"),
        ("Ã©tÃ© â€” ici", "été — ici"),
        ("â€œÃ©tÃ©â€\x9d", "“été”"),
        ("CAF\xc9\x92", "CAFÉ’"),
        ("déjà Ã©", "déjà Ã©"),
        ("10\u202f% de\u00a0plus", "10\u202f% de\u00a0plus"),
        ("\x81\ufffd", ""),
    ],
)
def test_a_line_holds_only_characters_that_show(text, line):
    assert one_line(text) == line


@pytest.mark.parametrize(
    ("text", "instead", "kept"),
    [
        pytest.param("a\x00b\x0bc\ud800d\ufffee\U0001ffff\U0010fffef", "", "abcdef", id="what XML forbids goes"),
        pytest.param("a\x00b\ufdd0c", " ", "a b c", id="or makes place"),
        pytest.param("l\x92heure\x85\x81", "", "l’heure…", id="C1 controls are cp1252 in disguise"),
        pytest.param("a\u2028b\u2029c", "", "a\nb\nc", id="the ends of lines that HTML does not know"),
        pytest.param("é😀\U00020000\r\n\t\u200d", "", "é😀\U00020000\r\n\t\u200d", id="the rest stays"),
    ],
)
def test_only_characters_that_xml_allows_stay(text, instead, kept):
    assert without_illegal(text, instead) == kept


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a\r\nb\rc", "a\nb\nc", id="lines end in LF"),
        pytest.param("e\u0301", "é", id="NFC"),
        pytest.param("plain\ttext", "plain\ttext", id="what is right stays"),
    ],
)
def test_a_legal_text_has_one_form(text, expected):
    assert legal(text) == expected


MISREAD = st.sampled_from(["Â\x80", "Ã©", "É’", "â€", "\x9d", "\x81", "Ã", "©", "\ufffd", "e", "\u0301"])


@given(st.one_of(st.text(st.characters(exclude_categories=()), max_size=20), st.lists(MISREAD).map("".join)))
def test_a_legal_text_stays_as_it_is(text):
    once = legal(text)

    assert legal(once) == once
