"""What may stand in what, among the elements of an article.

Source: HTML Living Standard, 4: the content model of each element.
"""

import re

from feeds.ingest.sanitise import BLOCKS, names

FLOW_ONLY = BLOCKS - names("audio picture source video")  # what no phrase and no line may hold
LINES = names("h2 h3 h4 h5 h6 pre summary")  # they hold phrases alone; so does p, which every parser closes in time
TRANSPARENT = names("a del ins")  # phrases that may hold whatever may stand where they stand
HEADINGS = names("h2 h3 h4 h5 h6")
WHITE = " \t\n\f\r"  # between elements it is no text; a no-break space is

# What an element must not stand in, however deep.
KEPT_OUT = {
    **dict.fromkeys(HEADINGS, names("dt th")),
    "audio": names("a audio video"),
    "details": names("a"),
    "dfn": names("dfn"),
    "footer": names("dt footer th"),
    "table": names("caption"),
    "video": names("a audio video"),
}

# The children of some elements come in an order: here as an expression over a letter for each.
_LETTERS = {
    "caption": "C", "dd": "d", "dt": "t", "figcaption": "c", "img": "i", "li": "l", "rp": "p", "rt": "r", "source": "S",
    "summary": "s", "tbody": "b", "td": "D", "tfoot": "f", "th": "D", "thead": "h", "tr": "b",
}  # fmt: skip
_SHAPES = {
    name: re.compile(shape)
    for name, shape in {
        "audio": "S*[^S]*",
        "details": "s[^s]*",
        "dl": "(?:t+d+)*",
        "figure": "c?[^c]*|[^c]*c",
        "ol": "l*",
        "picture": "S*i",
        "ruby": "(?:[^rp]*(?:r|prp))+",
        "table": "C?h?b*f?",
        "tr": "D+",
        "ul": "l*",
        "video": "S*[^S]*",
    }.items()
}
SHAPED = frozenset(_SHAPES)


def letter(name: str) -> str:
    """Return what a child of this name, "" for a text, is in a shape."""
    return _LETTERS.get(name, "x")


def fits(name: str, letters: str) -> bool:
    """Whether the children of an element that is SHAPED may follow each other so."""
    return _SHAPES[name].fullmatch(letters) is not None
