import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.toml_lines import key_lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        pytest.param('[site]\ntitle = "x"', {("site",): 1, ("site", "title"): 2}, id="a key in a table"),
        pytest.param(
            "[[s]]\na = 1\n\n[[s]]\na = 2\n",
            {("s",): 1, ("s", 0): 1, ("s", 0, "a"): 2, ("s", 1): 4, ("s", 1, "a"): 5},
            id="tables of an array",
        ),
        pytest.param(
            "[[s]]\n[s.h]\nk = 1",
            {("s",): 1, ("s", 0): 1, ("s", 0, "h"): 2, ("s", 0, "h", "k"): 3},
            id="below an array's last",
        ),
        pytest.param('# [no]\na = """\n[no]\nb = 1\n"""\nc = 2', {("a",): 2, ("c",): 6}, id="a text of many lines"),
        pytest.param(
            "a = [\n 1, # ]\n 2,\n]\nb = 3", {("a",): 1, ("a", 0): 2, ("a", 1): 3, ("b",): 5}, id="a list of many lines"
        ),
        pytest.param('"a b".c = 1', {("a b",): 1, ("a b", "c"): 1}, id="quoted and dotted keys"),
        pytest.param("a = '#'\r\nb = 1", {("a",): 1, ("b",): 2}, id="a # in a text, lines ended as on Windows"),
        pytest.param(
            's = [\n  {a = "x", b.c = [[], {}]},\n  {a = 1},\n]',
            {
                ("s",): 1,
                ("s", 0): 2,
                ("s", 0, "a"): 2,
                ("s", 0, "b"): 2,
                ("s", 0, "b", "c"): 2,
                ("s", 0, "b", "c", 0): 2,
                ("s", 0, "b", "c", 1): 2,
                ("s", 1): 3,
                ("s", 1, "a"): 3,
            },
            id="tables within a list",
        ),
        pytest.param("\n[a.b]\n[a.c]", {("a",): 2, ("a", "b"): 2, ("a", "c"): 3}, id="a table without a header"),
        pytest.param("", {}, id="nothing"),
    ],
)
def test_each_key_has_the_line_it_starts_on(text, lines):
    assert key_lines(text) == lines


@given(
    st.lists(
        st.sampled_from(['a = "="', "b = [1,\n2]", "c = {d = 1}", "# x = 1", "", "e = '''\n[x]\n'''"]), unique=True
    )
)
def test_the_keys_found_are_those_that_tomllib_reads(parts):
    text = "\n".join(parts)

    found = {path[0] for path in key_lines(text)}

    assert found == set(tomllib.loads(text))
