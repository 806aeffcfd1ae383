"""What to do about a text that is no TOML: tomllib tells the place, and people need the way out."""

import re

_CLOSE = "close the text with the quote that opens it"
_STRAIGHT = "quotes are straight ones: \" or '"
_ONE = 'one `key = value` is needed on a line, and a text in quotes: title = "Veille"'
_TWICE = "it is given twice: keep one of them, with all that belongs to it"
_BACKSLASH = "write \\\\ for each backslash, or the text between ' and ', where one stands for itself"
_ON_ONE_LINE = "a table in braces stands on one line, without a comma before its }"

# What tomllib says, what stands before and after the place (a \x1f, which no TOML has), and the remedy: the first
# that fits is told.
_REMEDIES = (
    ("", r"\x1f(?:<{7}|={7}|>{7}|\|{7})", "a merge left its marks: keep one version, and no line of <<<, === or >>>"),
    ("", r"\x1f[“”„«»‘’]|[“”„«»]\s*(?:#.*)?\x1f$", _STRAIGHT),
    ("", r"\x1f(?:[^\S\t ]|[\u200b-\u200f\u2060\ufeff])", "an invisible character stands here: delete it"),
    ("Illegal character '\\n'", "", _CLOSE),
    ("Unterminated string", "", _CLOSE),
    ("Found invalid character '\\n'", "", _CLOSE),
    ('Expected "\'', "", _CLOSE),
    ("Unescaped", "", _BACKSLASH),
    ("Invalid hex value", "", _BACKSLASH),
    ("Invalid value", r"\x1f(?:#.*)?$", 'a value is missing after =: "" for none'),
    ("Invalid value", r"(?i)\x1f(?:true|false)\b", "true and false are written in small letters"),
    ("Invalid value", "", 'a text needs quotes: title = "Veille"'),
    ("Cannot", r"\[(?:sources|notify)\]?\x1f", "each of them is headed in two brackets: [[sources]], [[notify]]"),
    ("Cannot overwrite", "", _TWICE),
    ("Cannot declare", "", _TWICE),
    ("Cannot mutate", "", _TWICE),
    ("Duplicate inline", "", _TWICE),
    ("Expected '='", r"^\s*[^\s\"']+\s*\x1f:|:\s*\x1f", "a key and its value are joined by =, not by a colon"),
    ("Expected '='", "", _ONE),
    ("Unclosed inline table", "", _ON_ONE_LINE),
    ("Invalid initial character", r"[{,]\s*\x1f(?:\}|$)", _ON_ONE_LINE),
    ("Unclosed array", "", "a list has commas between its members, and a ] behind the last"),
    ("Expected ']", "", "a header is closed as it is opened: [site], [[sources]]"),
    ("Expected newline", r"\[.*\]\x1f\]", "a header is closed as it is opened: [site], [[sources]]"),
    ("Expected newline", r"\x1f[,;]", "nothing stands behind a value, and no comma or semicolon between two lines"),
    ("Expected newline", r"=\s*([\"']).*\1\x1f", "a quote within the text ends it: write \\\" for it"),
    ("Expected newline", r"=\s*\d+\x1f[a-z]", 'a duration or an age is a text in quotes: every = "30m"'),
    ("Expected newline", "", _ONE),
    ("Invalid statement", r"\x1f(?://|--|;)", "a comment begins with #"),
    ("Invalid statement", "", _ONE),
)  # fmt: skip


def remedy(text: str, said: str) -> str:
    """Return what to do about *text*, of which tomllib *said* what is wrong; "" where we cannot tell."""
    shown = _shown(text, said)
    return next((way for start, there, way in _REMEDIES if said.startswith(start) and re.search(there, shown)), "")


def _shown(text: str, said: str) -> str:
    """Return the line that is complained of, with \x1f at the place in it."""
    found = re.search(r"\(at line (\d+), column (\d+)\)$", said)
    if not found:
        return "\x1f"
    line, column = text.split("\n")[int(found[1]) - 1], int(found[2]) - 1
    return f"{line[:column]}\x1f{line[column:]}"
