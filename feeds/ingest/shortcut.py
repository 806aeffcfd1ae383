"""Whether HTML is so simple that building its tree would change nothing."""

import re
from html import unescape

from feeds.ingest.content import HEADINGS, SHAPED, WHITE, fits, letter
from feeds.ingest.depth import MAX_DEPTH
from feeds.ingest.farewell import may_hold_farewell
from feeds.ingest.furniture import marks_of, may_be_furniture
from feeds.ingest.nodes import SPACE
from feeds.ingest.pictures import LAZY, repaired_image
from feeds.ingest.sanitise import names
from feeds.ingest.tree import KEPT_EMPTY
from feeds.urls import published_url

_ATTRIBUTE = re.compile(r""" ([a-z_][a-z0-9_:-]*)(?:="([^"<>]*)"|='([^'"<>]*)')?""")
_TAG = re.compile(r"""<(/?)([a-z][a-z0-9]*)((?: [a-z_][a-z0-9_:-]*(?:="[^"<>]*"|='[^'"<>]*')?)*) ?/?>""")
# References that every parser reads alike, but those that hide a letter or a digit from who looks for a word.
_REFERENCE = re.compile(
    r"&(?! |(?:amp|lt|gt|quot|nbsp|[aeiouAEIOU](?:acute|grave|circ|uml)|[cC]cedil|rsquo|lsquo|[lr]dquo|[lr]aquo"
    r"|hellip|[mn]dash|euro|copy|reg|trade|deg|middot|bull|szlig|oelig|ntilde"
    r"|#0?3[2-9]|#4[0-7]|#5[89]|#6[0-4]|#9[1-6]|#12[3-6]|#1[6-9]\d|#2[0-4]\d"
    r"|#[1-9]\d{3}|#x2[0-9a-fA-F]|#x[a-fA-F][0-9a-fA-F]|#x2[0-6][0-9a-fA-F]{2});)"
)
_PHRASES = names("a abbr b cite code del em font i ins kbd mark q s samp small span strong sub sup u var")
_FLOW = frozenset({"", "blockquote", "div", "li", "td", "th", "dd", "figure"})  # "": the top
_BLOCKS = names("blockquote div figure p h2 h3 h4 h5 h6 pre ul ol dl table")
_INSIDE = {
    "li": ("ul", "ol"), "dt": ("dl",), "dd": ("dl",), "figcaption": ("figure",),
    "thead": ("table",), "tbody": ("table",), "tfoot": ("table",),
    "tr": ("table", "thead", "tbody", "tfoot"), "td": ("tr",), "th": ("tr",),
}  # fmt: skip
_TEXTLESS = frozenset({"ul", "ol", "dl", "table", "thead", "tbody", "tfoot", "tr"})
_LONE = frozenset({"br", "hr", "img"})
_CITING = frozenset({"blockquote", "q", "ins", "del"})
_OF_THE_TREE = frozenset({"colspan", "datetime", "reversed", "rowspan"})  # attributes: rare, and hard to get right


def is_simple(html: str, base_url: str) -> bool:
    """Whether every tag of *html* is well nested, stands where it may, and needs no repair.

    What only the allow-list removes, such as a style attribute, counts as simple. *html* holds legal characters only.
    """
    if _REFERENCE.search(html) or may_hold_farewell(html):
        return False
    nesting = _Nesting()
    end = 0
    for found in _TAG.finditer(html):
        closing, name, attributes = found.groups()
        if not nesting.takes_text(html[end : found.start()]):
            return False
        if not (nesting.closes(name) if closing else nesting.opens(name)):
            return False
        if (attributes or name in ("a", "img")) and not closing and not _is_settled(name, attributes, base_url):
            return False
        end = found.end()
        if name == "pre" and not closing and html.startswith("\n", end):  # every parser eats it
            return False
    return nesting.takes_text(html[end:]) and len(nesting.names) == 1


class _Nesting:
    """The tags that are open, and which of them hold something to read."""

    def __init__(self) -> None:
        self.names = [""]
        self.full = [True]
        self.shapes = [""]  # of their children, where these come in an order

    def takes_text(self, text: str) -> bool:
        if not text or not text.strip(WHITE):
            return True
        if "<" in text or self.names[-1] in _TEXTLESS:
            return False
        if self.names[-1] == "figure":
            self.shapes[-1] += letter("")
        if not self.full[-1]:
            self.full[-1] = bool((unescape(text) if "&" in text else text).strip(SPACE))
        return True

    def opens(self, name: str) -> bool:
        parent = self.names[-1]
        if parent in SHAPED:
            self.shapes[-1] += letter(name)
        if name in _LONE:
            self.full[-1] = self.full[-1] or name != "br"
            return parent in _FLOW or (name != "hr" and parent not in _TEXTLESS)
        if name in _PHRASES:
            may_stand = parent not in _TEXTLESS and not (name == "a" and "a" in self.names)
        elif name in _INSIDE:
            may_stand = parent in _INSIDE[name]
        else:
            may_stand = name in _BLOCKS and parent in _FLOW and not (name in HEADINGS and "th" in self.names)
        self.names.append(name)
        self.full.append(name in KEPT_EMPTY)
        self.shapes.append("")
        return may_stand and len(self.names) <= MAX_DEPTH

    def closes(self, name: str) -> bool:
        if self.names.pop() != name or not self.names or not self.full.pop():
            return False
        self.full[-1] = True
        shape = self.shapes.pop()
        return name not in SHAPED or fits(name, shape)


def _is_settled(name: str, attributes: str, base_url: str) -> bool:
    """Whether the attributes of a tag need no repair."""
    pairs = [(key, double or single) for key, double, single in _ATTRIBUTE.findall(attributes)]
    values = {key: unescape(value) if "&" in value else value for key, value in pairs}
    if len(values) != len(pairs) or not _OF_THE_TREE.isdisjoint(values):
        return False
    if ("class" in values or "id" in values) and may_be_furniture(marks_of(values)):
        return False
    if name == "a":
        return "href" in values and published_url(base_url, values["href"]) == values["href"] != ""
    if name == "img":
        return _image_is_settled(values, base_url)
    return (
        name not in _CITING or "cite" not in values or published_url(base_url, values["cite"]) == values["cite"] != ""
    )


def _image_is_settled(values: dict[str, str], base_url: str) -> bool:
    return LAZY.isdisjoint(values) and repaired_image(values, base_url) == values != {}
