"""What an editor may get wrong in the rules of a source, and what is told of it: each a whole file."""

from pathlib import Path

import pytest

from feeds.config import check_config
from feeds.errors import ConfigError

SITE = '[site]\ntitle = "Veille"\nbase_url = "https://example.org/"\n'
SOURCE = SITE + '[[sources]]\nid = "a"\npath = "x"\n'


def faults(text):
    with pytest.raises(ConfigError) as caught:
        check_config(Path("sources.toml"), text.encode(), {})
    return list(caught.value.faults)


@pytest.mark.parametrize(
    ("lines", "what", "line", "remedy"),
    [
        ('drop = "x"', '`drop` cannot be "x"', 7, 'a list is needed, such as [{ title = "IA" }]'),
        ('drop = ["x"]', '`drop` cannot be "x"', 7, 'a table is needed, such as { title = "IA" }'),
        (
            'drop = { title = "x" }',
            '`drop` cannot be { title = "x" }',
            7,
            'a list is needed, such as [{ title = "IA" }]',
        ),
        ("drop = [{}]", "`drop` cannot be {}", 7, 'a field to look at is needed, such as title = "IA"'),
        ('drop = [{ title = "" }]', '`title` cannot be ""', 7, "some text is needed"),
        ("drop = [{ age = 30 }]", "`age` cannot be 30", 7, "text in quotes is needed"),
        ('drop = [{ title = "a", reason = 3 }]', "`reason` cannot be 3", 7, "text in quotes is needed"),
        ('drop = [\n{ title = "a" },\n{ titre = "b" },\n]', "unknown key `titre`", 9, "did you mean `title`?"),
        ('drop = [{ not = { not = { titl = "x" } } }]', "unknown key `titl`", 7, "did you mean `title`?"),
        (
            'drop = [\n{ all = [\n{ title = "a" },\n{ age = "3 jours" } ] },\n]',
            '`age` cannot be "3 jours"',
            10,
            'a duration is needed, such as "30m", "2h" or "1d"',
        ),
        (
            '[[sources.keep]]\ntitle = "/(/"',
            '`title` cannot be "/(/"',
            8,
            "between slashes a pattern of RE2 is needed, and ( is none: missing ): (",
        ),
        ('remove = "p"', '`remove` cannot be "p"', 7, 'a list is needed, such as [{ css = ".newsletter" }]'),
        ("remove = [3]", "`remove` cannot be 3", 7, 'a table is needed, such as { css = ".newsletter" }'),
        ('remove = [{ reason = "x" }]', "`css` is missing", 7, "give it"),
        ('remove = [{ css = "p", raison = "x" }]', "unknown key `raison`", 7, "did you mean `reason`?"),
        (
            'replace = ["x"]',
            '`replace` cannot be "x"',
            7,
            'a table is needed, such as { find = "old", by = "new" }',
        ),
        ('replace = [{ by = "x" }]', "`find` is missing", 7, "give it"),
        (
            'replace = [{ find = "a", in = ["titel"] }]',
            '`in` cannot be "titel"',
            7,
            "it may be 'title', 'summary' or 'content'",
        ),
        ('cut_title = "x"', '`cut_title` cannot be "x"', 7, 'a list is needed, such as [{ prefix = "[Podcast]" }]'),
        ('cut_titel = ["x"]', "unknown key `cut_titel`", 7, "did you mean `cut_title`?"),
        ('hook = ["", "x"]', '`hook` cannot be ""', 7, "some text is needed"),
        (
            'publish_hook = "a b"',
            '`publish_hook` cannot be "a b"',
            7,
            'a function, such as "my_site:clean", or a command, such as ["sh", "clean.sh"], is needed',
        ),
    ],
)
def test_a_broken_rule_is_told_with_its_line_and_what_would_be_right(lines, what, line, remedy):
    assert faults(f"{SOURCE}{lines}\n") == [f"sources.toml: {what} in [[sources]] 1, line {line}: {remedy}"]


def test_each_of_several_broken_rules_is_told():
    lines = '[[sources.keep]]\ntitle = "/[/"\n[[sources.drop]]\nreason = "x"\n'

    assert [fault.split(", line ")[1][:2] for fault in faults(SOURCE + lines)] == ["8:", "9:"]


def test_a_source_under_one_bracket_is_told_of_the_two():
    assert faults(f'{SITE}[sources]\nid = "a"\n') == [
        'sources.toml: `sources` cannot be { id = "a" }, line 4: '
        "[[sources]], in two brackets, is needed above each of them"
    ]


def test_what_is_to_be_selected_is_a_table():
    lines = '[[sources]]\nid = "a"\npage = "https://example.org/"\nselect = "li"\n'

    assert faults(SITE + lines) == [
        'sources.toml: `select` cannot be "li" in [[sources]] 1, line 7: '
        'a table is needed, such as { list = "article" }'
    ]
