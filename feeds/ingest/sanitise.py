"""The one allow-list that HTML must pass before it is published."""

import nh3

from feeds.characters import legal
from feeds.urls import LINK_SCHEMES


def names(text: str) -> frozenset[str]:
    """Return the names that *text* lists, a space between them."""
    return frozenset(text.split())


PHRASING = names(
    "a abbr b bdi bdo br cite code del dfn em i img ins kbd mark q rp rt ruby s samp small strong sub sup time u var"
    " wbr"
)
BLOCKS = names(
    "audio blockquote caption dd details div dl dt figcaption figure footer h2 h3 h4 h5 h6 hr li ol p picture pre"
    " source summary table tbody td tfoot th thead tr ul video"
)
# Their text is no part of an article either. What is in no list loses its tags and keeps its text.
DROPPED = names(
    "applet base button canvas datalist dialog embed frame frameset head iframe input link map math meta meter noembed"
    " noframes noscript object option progress script select style svg template textarea title"
)
_DIRECTIONS = {"dir": {"ltr", "rtl", "auto"}}
_DIRECTED = ("blockquote", "bdo", "div", "h2", "h3", "h4", "h5", "h6", "li", "ol", "p", "pre", "table", "ul")
_NUMBERS = {str(number) for number in range(1_001)}  # the most that HTML allows of columns
_SPANS = {"colspan": _NUMBERS, "rowspan": _NUMBERS}

_cleaner = nh3.Cleaner(
    tags=set(PHRASING | BLOCKS),
    clean_content_tags=set(DROPPED),
    attributes={
        "*": set(),  # else nh3 allows lang and title everywhere
        "a": {"href", "title", "hreflang"},
        "abbr": {"title"},
        "audio": {"src"},
        "blockquote": {"cite"},
        "del": {"cite", "datetime"},
        "img": {"src", "srcset", "sizes", "alt", "title", "width", "height"},
        "ins": {"cite", "datetime"},
        "ol": {"reversed"},
        "q": {"cite"},
        "source": {"src", "srcset", "sizes", "type", "media"},
        "time": {"datetime"},
        "video": {"src", "poster", "width", "height"},
    },
    tag_attribute_values={
        **dict.fromkeys(_DIRECTED, _DIRECTIONS),
        "ol": {**_DIRECTIONS, "start": _NUMBERS},
        "td": _SPANS,
        "th": {**_SPANS, "scope": {"row", "col", "rowgroup", "colgroup"}},
    },
    # At most one for each tag: nh3 writes several in an order that changes from run to run.
    set_tag_attribute_values={"audio": {"controls": ""}, "img": {"loading": "lazy"}, "video": {"controls": ""}},
    link_rel="noopener noreferrer",
    url_schemes=set(LINK_SCHEMES),
    url_relative="deny",
    strip_comments=True,
)


def sanitise(html: str) -> str:
    """Return *html* as a well-formed fragment of the allow-list, without characters that XML forbids
    or white space around it.

    References such as ``&#1;`` turn into such characters only here; without them the text may read otherwise, so it
    is sanitised again.
    """
    clean = _cleaner.clean(html)
    kept = legal(clean)
    while kept != clean:
        clean = _cleaner.clean(kept)
        kept = legal(clean)
    return clean.strip(" \t\n")
