"""What people are told who wrote something that is no TOML."""

import pytest

from feeds.errors import ConfigError
from feeds.toml_file import parse_toml

CLOSE = "close the text with the quote that opens it"
STRAIGHT = "quotes are straight ones: \" or '"
BACKSLASH = "write \\\\ for each backslash, or the text between ' and ', where one stands for itself"
BRACES = "a table in braces stands on one line, without a comma before its }"
KEY = "Invalid initial character for a key part (at line 2, column "
COLON = "a key and its value are joined by =, not by a colon"
ONE = 'one `key = value` is needed on a line, and a text in quotes: title = "Veille"'
TWICE = "it is given twice: keep one of them, with all that belongs to it"
BRACKETS = "each of them is headed in two brackets: [[sources]], [[notify]]"
HEADER = "a header is closed as it is opened: [site], [[sources]]"
LIST = "a list has commas between its members, and a ] behind the last"
MERGE = "a merge left its marks: keep one version, and no line of <<<, === or >>>"
UNSEEN = "an invisible character stands here: delete it"
BEHIND = "nothing stands behind a value, and no comma or semicolon between two lines"
WITHIN = 'a quote within the text ends it: write \\" for it'
AGE = 'a duration or an age is a text in quotes: every = "30m"'
EQUALS = "Expected '=' after a key in a key/value pair (at line 2, column "
STATEMENT = "Expected newline or end of document after a statement (at line 2, column "


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        ("title = Veille", 'Invalid value (at line 2, column 9): a text needs quotes: title = "Veille"'),
        ("title = # rien", 'Invalid value (at line 2, column 9): a value is missing after =: "" for none'),
        ("enabled = True", "Invalid value (at line 2, column 11): true and false are written in small letters"),
        ("\ttitle\t=\tx", 'Invalid value (at line 2, column 10): a text needs quotes: title = "Veille"'),
        ('title = "Veille', f"Illegal character '\\n' (at line 2, column 16): {CLOSE}"),
        ("title = 'Veille", f'Expected "\'" (at end of document): {CLOSE}'),
        ('title = """Veille', f"Unterminated string (at end of document): {CLOSE}"),
        ("title = “Veille”", f"Invalid value (at line 2, column 9): {STRAIGHT}"),
        ("title = «\u00a0Veille\u00a0»", f"Invalid value (at line 2, column 9): {STRAIGHT}"),
        ("hubs = [’a’]", f"Invalid value (at line 2, column 9): {STRAIGHT}"),
        ('title = "Veille”', f"Illegal character '\\n' (at line 2, column 17): {STRAIGHT}"),
        ('title: "Veille"', f"{EQUALS}6): {COLON}"),
        ("title : 1", f"{EQUALS}7): {COLON}"),
        ('title "Veille"', f"{EQUALS}7): {ONE}"),
        ("title = 1\ntitle = 2", f"Cannot overwrite a value (at line 3, column 10): {TWICE}"),
        ("[site]", f"Cannot declare ('site',) twice (at line 2, column 6): {TWICE}"),
        ("[sources]\n[sources]", f"Cannot declare ('sources',) twice (at line 3, column 9): {BRACKETS}"),
        ("[sources]\n[[sources]]", f"Cannot overwrite a value (at line 3, column 10): {BRACKETS}"),
        ('path = "C:\\articles"', f"Unescaped '\\' in a string (at line 2, column 13): {BACKSLASH}"),
        ('path = "C:\\users"', f"Invalid hex value (at line 2, column 13): {BACKSLASH}"),
        ("x = { a = 1, }", f"{KEY}14): {BRACES}"),
        ("x = { a = 1,\nb = 2 }", f"{KEY}13): {BRACES}"),
        ("x = {\na = 1 }", f"{KEY}6): {BRACES}"),
        ("x = { a = 1\n}", f"Unclosed inline table (at line 2, column 12): {BRACES}"),
        ("hubs = [\n'a'\n'b'\n]", f"Unclosed array (at line 4, column 1): {LIST}"),
        ("[[sources]", f"Expected ']]' at the end of an array declaration (at line 2, column 10): {HEADER}"),
        ("[sources", f"Expected ']' at the end of a table declaration (at line 2, column 9): {HEADER}"),
        ("[sources]]", f"{STATEMENT}10): {HEADER}"),
        ("title = 'a',", f"{STATEMENT}12): {BEHIND}"),
        ('title = "dit "oui" donc"', f"{STATEMENT}15): {WITHIN}"),
        ("every = 30m", f"{STATEMENT}11): {AGE}"),
        ("a = 1 2", f"{STATEMENT}7): {ONE}"),
        ("<<<<<<< HEAD", f"Invalid statement (at line 2, column 1): {MERGE}"),
        ("=======", f"Invalid statement (at line 2, column 1): {MERGE}"),
        (">>>>>>> moi", f"Invalid statement (at line 2, column 1): {MERGE}"),
        ("\u00a0title = 1", f"Invalid statement (at line 2, column 1): {UNSEEN}"),
        ("\ufefftitle = 1", f"Invalid statement (at line 2, column 1): {UNSEEN}"),
        ("title\u00a0= 1", f"{EQUALS}6): {UNSEEN}"),
        ("// rien", "Invalid statement (at line 2, column 1): a comment begins with #"),
        ('a = "\x07"', "Illegal character '\\x07' (at line 2, column 6)"),
    ],
)
def test_what_is_not_toml_is_told_with_its_place_and_the_way_out(lines, fault):
    with pytest.raises(ConfigError) as caught:
        parse_toml(f"[site]\n{lines}\n", "sources.toml")

    assert caught.value.faults == (f"sources.toml: not valid TOML: {fault}",)
