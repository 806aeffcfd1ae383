"""Markup that is nested absurdly deep, made flat before any parser sees it."""

import re

MAX_DEPTH = 100  # of nested tags: articles stay below 30, and libxml2 loses what lies deeper than 256
ABSURD_DEPTH = 1_000  # beyond it no tree is built: sanitising takes time with the square of the depth
VOID = frozenset({"br", "hr", "img", "source", "wbr"})
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/<>]*)[^<>]*>?")
_CLOSES_ITSELF = frozenset({"p", "li", "dt", "dd", "td", "th", "tr", "option"})


def flattened(html: str) -> str:
    """Return *html* without the tags that open absurdly deep, counted so that no parser finds it deeper."""
    if html.count("<") <= ABSURD_DEPTH:
        return html
    open_tags: list[str] = []

    def kept(found: re.Match[str]) -> str:
        name = found[2].lower()
        is_kept = len(open_tags) <= ABSURD_DEPTH
        if found[1]:
            if open_tags and open_tags[-1] == name:
                open_tags.pop()
        elif name not in VOID and not (name in _CLOSES_ITSELF and open_tags and open_tags[-1] == name):
            open_tags.append(name)
        return found[0] if is_kept else ""

    return _TAG.sub(kept, html)
