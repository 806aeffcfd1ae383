"""The two texts of an entry, chosen from all that its source gives: the fullest, and another that differs."""

import re
from collections.abc import Iterable
from html import escape
from typing import NamedTuple


class Text(NamedTuple):
    """A text as HTML, with what its own element says of it."""

    html: str
    base_url: str = ""
    language: str = ""


class Bodies(NamedTuple):
    content: Text
    summary_html: str


NO_TEXT = Text("")


PICTURE_WEIGHT = 500  # characters: more than the longest captions, less than the shortest articles
PREFERENCE = 1.5  # a summary a little longer than the content is no fuller


def choose_bodies(contents: Iterable[Text], summary: Text = NO_TEXT) -> Bodies:
    """Return the fullest of the texts as content, and as summary the first other one, the given summary before all.

    The fullest has the most characters of text, where pictures, sounds and films count for some.
    """
    texts = [text for text in (summary, *contents) if text.html.strip()]
    if len(texts) < 2:
        return Bodies(texts[0] if texts else NO_TEXT, "")
    words = [_words(text.html) for text in texts]
    weights = [_weight(text, said, summary) for text, said in zip(texts, words, strict=True)]
    best = weights.index(max(weights))
    others = (text.html for text, said in zip(texts, words, strict=True) if said != words[best])
    return Bodies(texts[best], next(others, ""))


def _weight(text: Text, words: str, summary: Text) -> float:
    weight = len(words) + (PICTURE_WEIGHT if _MEDIA.search(text.html) else 0)
    return weight * (1 if text is summary else PREFERENCE)


def _words(html: str) -> str:
    return "".join(_TAG.sub("", html).split())


_TAG = re.compile(r"<[^<>]*>")
_MEDIA = re.compile(r"<(?:img|picture|video|audio|iframe|figure|object|embed|svg)[\s/>]", re.I)


def text_to_html(text: str) -> str:
    """Return plain text as HTML: a paragraph for each block between blank lines, a break for each end of a line.

    >>> text_to_html("1 < 2")
    '1 &lt; 2'
    >>> text_to_html("a\\nb\\n\\nc")
    '<p>a<br>b</p><p>c</p>'
    """
    blocks = [block.strip() for block in re.split(r"\n[^\S\n]*\n", text.replace("\r\n", "\n").strip())]
    lines = [escape(block, quote=False).replace("\n", "<br>") for block in blocks if block]
    return lines[0] if len(lines) == 1 else "".join(f"<p>{line}</p>" for line in lines)
