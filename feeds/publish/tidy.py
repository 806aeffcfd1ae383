"""Whether HTML is tidy: every parser reads it as it is written, and nothing in it runs."""

import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import urlsplit

from feeds.urls import LINK_SCHEMES


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Those of the sanitiser but for bdo, which validators take for a risk.
ELEMENTS = _names(
    "a abbr audio b bdi blockquote br caption cite code dd del details dfn div dl dt em figcaption figure footer h2 h3"
    " h4 h5 h6 hr i img ins kbd li mark ol p picture pre q rp rt ruby s samp small source strong sub summary"
    " sup table tbody td tfoot th thead time tr u ul var video wbr"
)
_VOID = _names("br hr img source wbr")
_HEADINGS = _names("h2 h3 h4 h5 h6")
_CLOSES_P = _HEADINGS | _names(
    "blockquote dd details div dl dt figcaption figure footer hr li ol p pre summary table ul"
)
_CELLS = _names("caption td th")  # what is open outside of one does not reach into it
_CHILDREN = {
    "table": _names("caption tbody tfoot thead tr"),
    "tbody": _names("tr"),
    "tfoot": _names("tr"),
    "thead": _names("tr"),
    "tr": _names("td th"),
}
_PARENTS = {
    child: frozenset(parent for parent, held in _CHILDREN.items() if child in held)
    for child in frozenset().union(*_CHILDREN.values())
}
# An element that ends an open one of these, unless one of the second kind stands between them.
_ENDS = {"li": {"li"}, "dd": {"dd", "dt"}, "dt": {"dd", "dt"}}
_BETWEEN = _HEADINGS | _names("blockquote caption dd details dl dt figure footer li ol pre td th ul")
_PLAIN = ELEMENTS - _CLOSES_P - _PARENTS.keys() - {"a", "rp", "rt"}  # may stand wherever an element may

_TAG = re.compile(r'<(/?)([a-z][a-z0-9]*)((?: [a-z][a-z-]*+="[^"]*+")*+)>')
_ATTRIBUTE = re.compile(r' ([a-z-]++)="([^"]*+)"')
_LOOSE_AND = re.compile(r"&(?!(?:amp|lt|gt|nbsp|quot|#39|#x27);)")
_LINKS = frozenset({"cite", "href", "poster", "src"})


@lru_cache(maxsize=512)  # as many as a feed has, in three formats that say the same
def html_fault(fragment: str) -> str:
    """Return the first reason for which a fragment of HTML may not go out; "" when it may.

    Source: HTML, 13.2.6.4.7 (what opening an element closes) and 13.2.6.4.9 to 15 (tables); the parse errors there are
    what the validators call "not HTML".
    """
    if "&" in fragment and _LOOSE_AND.search(fragment):
        return "a loose & in a content"
    if "<" not in fragment:
        return ""
    return next(_tag_faults(fragment), "") or _loose_fault(fragment)


def _loose_fault(fragment: str) -> str:
    return "a loose < in a content" if "<" in _TAG.sub("", fragment) else ""


def _tag_faults(fragment: str) -> Iterator[str]:
    opened: list[str] = []
    end = 0
    for tag in _TAG.finditer(fragment):
        closing, name, attributes = tag.groups()
        parent = opened[-1] if opened else ""
        if parent in _CHILDREN and fragment[end : tag.start()].strip():
            yield f"text between the cells of a <{parent}> in a content"
        end = tag.end()
        if closing:
            if name != parent or attributes:
                yield f"</{name}> where it closes nothing in a content"
            opened.pop()
            continue
        if name not in _PLAIN or parent in _CHILDREN:
            yield from _opening_faults(name, parent, opened)
        if attributes:
            yield from _attribute_faults(name, attributes)
        if name not in _VOID:
            opened.append(name)
    if opened:
        yield f"<{opened[-1]}> without its end in a content"


def _opening_faults(name: str, parent: str, opened: list[str]) -> Iterator[str]:
    """Yield what is wrong with an element where it opens: it is none of ours, or it ends one that is open."""
    if name not in ELEMENTS:
        yield f"<{name}> in a content"
    elif name not in _CHILDREN.get(parent, ELEMENTS) or parent not in _PARENTS.get(name, (parent,)):
        yield f"<{name}> in <{parent}> in a content"
    elif name in _HEADINGS and parent in _HEADINGS:
        yield f"<{name}> in a heading in a content"
    elif name == "a" and "a" in opened:
        yield "a link in a link in a content"
    elif name in ("rp", "rt") and parent != "ruby" and "ruby" in opened:
        yield f"<{name}> in <{parent}> in a content"
    elif name in _CLOSES_P and "p" in opened and _is_open({"p"}, opened, _CELLS):
        yield f"<{name}> in a paragraph in a content"
    elif name in _ENDS and _is_open(_ENDS[name], opened, _BETWEEN - _ENDS[name]):
        yield f"<{name}> in another in a content"


def _is_open(names: set[str], opened: list[str], unless: frozenset[str]) -> bool:
    """Whether one of these elements is open, without one of the others inside it."""
    for name in reversed(opened):
        if name in names:
            return True
        if name in unless:
            return False
    return False


def _attribute_faults(name: str, attributes: str) -> Iterator[str]:
    found = _ATTRIBUTE.findall(attributes)
    if len({attribute for attribute, _ in found}) < len(found):
        yield f"an attribute of <{name}> twice in a content"
    for attribute, value in found:
        if attribute == "style" or attribute.startswith("on"):
            yield f"{attribute} in a content"
        if attribute in _LINKS and urlsplit(value.strip()).scheme.lower() not in LINK_SCHEMES:
            yield f"not an absolute address in a content: {value!r:.120}"
