"""A category as sources.toml defines it, and the faults in it."""

import pytest

from feeds.category import Category
from feeds.config import load_config
from feeds.errors import ConfigError
from feeds.rules import All, Any, Has, Not, leaves_of

SITE = '[site]\ntitle = "Veille"\nbase_url = "https://example.org/veille"\n'


@pytest.fixture
def load(tmp_path):
    def load(text):
        path = tmp_path / "sources.toml"
        path.write_text(SITE + text, encoding="utf-8")
        return load_config(path, {}).categories

    return load


def test_a_category_needs_but_a_name(load):
    assert load("[categories.terre-cuite]") == (Category("terre-cuite", "Terre cuite"),)


def test_every_key_refines_it(load):
    [category] = load(
        """
        [categories.poterie]
        label = " Poterie "
        keywords = ["émail"]
        strong = ["tour de potier"]
        weak = ["terre"]
        exclude = ["terre ferme"]
        shipped = false
        synonyms = ["céramique"]
        examples = ["tag:example.org,2026:1"]
        threshold = 6
        match.source = "atelier"
        """
    )

    assert category == Category(
        "poterie",
        "Poterie",
        keywords=("émail",),
        strong=("tour de potier",),
        weak=("terre",),
        exclude=("terre ferme",),
        shipped=False,
        synonyms=("céramique",),
        examples=("tag:example.org,2026:1",),
        threshold=6.0,
        match=Has("source", ("atelier",)),
    )


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ('{ title = "IA" }', Has("title", ("IA",))),
        ('{ title = ["IA", "/^LLM/", "/IA"] }', Has("title", ("IA", "/IA"), ("^LLM",))),
        (
            '{ tag = "a", author = "b" }',
            All((Has("author", ("b",)), Has("tag", ("a",)))),
        ),
        (
            '{ any = [{ text = "a" }, { language = "fr", not = { address = "/x/" } }] }',
            Any((Has("text", ("a",)), All((Has("language", ("fr",)), Not(Has("address", patterns=("x",))))))),
        ),
        ('{ any = [{ text = "a" }] }', Any((Has("text", ("a",)),))),
        ('{ not = { source = "a" } }', Not(Has("source", ("a",)))),
        (
            '{ all = [{ any = [{ title = "a" }] }, { title = "b" }] }',
            All((Any((Has("title", ("a",)),)), Has("title", ("b",)))),
        ),
    ],
)
def test_a_rule_is_read_as_it_is_written(load, written, rule):
    [category] = load(f"[categories.x]\nmatch = {written}\n")

    assert category.match == rule


def test_all_leaves_of_a_rule_are_found():
    rule = All((Not(Has("title", ("a",))), Any((Has("text", ("b",)), Has("tag", ("c",))))))

    assert [test.words for test in leaves_of(rule)] == [("a",), ("b",), ("c",)]


NO_WORD = "a word is needed, or several, with at most two … or [€] between them"
NO_FIELD = 'a field to look at is needed, such as title = "IA"'
NO_PATTERN = "between slashes a pattern of RE2 is needed, and"


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ('keywords = ["…"]', f'`keywords` cannot be "…" in [categories.x], line 5: {NO_WORD}'),
        ('strong = ["[€]"]', f'`strong` cannot be "[€]" in [categories.x], line 5: {NO_WORD}'),
        ('weak = ["a … b … c … d"]', f'`weak` cannot be "a … b … c … d" in [categories.x], line 5: {NO_WORD}'),
        ('weak = ["a [€] [€] [€]"]', f'`weak` cannot be "a [€] [€] [€]" in [categories.x], line 5: {NO_WORD}'),
        ('exclude = ["!"]', f'`exclude` cannot be "!" in [categories.x], line 5: {NO_WORD}'),
        ("synonyms = [1]", "`synonyms` cannot be 1 in [categories.x], line 5: text in quotes is needed"),
        ('shipped = "no"', '`shipped` cannot be "no" in [categories.x], line 5: true or false is needed'),
        ('threshold = "high"', '`threshold` cannot be "high" in [categories.x], line 5: a number is needed'),
        (
            'match = { title = "a … b … c … d" }',
            '`title` cannot be "a … b … c … d" in [categories.x], line 5: '
            "a word is needed, or several, with at most two … or [€] between them",
        ),
        (
            'match = { not = { text = ["IA", "…"] } }',
            "`text` cannot be ['IA', '…'] in [categories.x], line 5: "
            "a word is needed, or several, with at most two … or [€] between them",
        ),
        ('threshold = "7"', '`threshold` cannot be "7" in [categories.x], line 5: a number is needed'),
        ("threshold = true", "`threshold` cannot be true in [categories.x], line 5: a number is needed"),
        ("threshold = nan", "`threshold` cannot be nan in [categories.x], line 5: 100 or less is needed"),
        ("threshold = 0", "`threshold` cannot be 0 in [categories.x], line 5: more than 0 is needed"),
        ("threshold = 101", "`threshold` cannot be 101 in [categories.x], line 5: 100 or less is needed"),
        ("treshold = 5", "unknown key `treshold` in [categories.x], line 5: did you mean `threshold`?"),
        (
            'match = "IA"',
            '`match` cannot be "IA" in [categories.x], line 5: a table is needed, such as { title = "IA" }',
        ),
        ("match = {}", f"`match` cannot be {{}} in [categories.x], line 5: {NO_FIELD}"),
        ("match.title = []", f"`match` cannot be {{ title = [] }} in [categories.x], line 5: {NO_FIELD}"),
        ("match.any = [{}]", f"`any` cannot be {{}} in [categories.x], line 5: {NO_FIELD}"),
        ('match.title = " "', '`title` cannot be " " in [categories.x], line 5: some text is needed'),
        ("match.title = 3", '`title` cannot be 3 in [categories.x], line 5: a list is needed, such as ["…"]'),
        ('match.titel = "x"', "unknown key `titel` in [categories.x], line 5: did you mean `title`?"),
        ('match.not = { txt = "x" }', "unknown key `txt` in [categories.x], line 5: did you mean `text`?"),
        (
            'match.title = "/a(/"',
            f'`title` cannot be "/a(/" in [categories.x], line 5: {NO_PATTERN} a( is none: missing ): a(',
        ),
        (
            "match.any = [{ text = '/a(?=b)/' }]",
            f'`text` cannot be "/a(?=b)/" in [categories.x], line 5: {NO_PATTERN} a(?=b) is none: '
            "invalid perl operator: (?=",
        ),
    ],
)
def test_a_fault_names_the_place_the_line_and_the_remedy(load, line, fault):
    with pytest.raises(ConfigError) as caught:
        load(f"[categories.x]\n{line}\n")

    assert list(caught.value.faults) == [f"sources.toml: {fault}"]
