"""The beginning of a text, cut where a reader would stop."""

import re

from feeds.ingest.farewell import FAREWELL

MAX_SUMMARY = 300  # characters: three lines on a page, and what most readers show of an entry in a list
SHORTEST_LEAD = 80  # a first paragraph below it is a place and a date, or a greeting

# A full stop after one or two letters is an abbreviation's or an initial's.
_CLOSED = r"(?:[\"”’)\]]|[ \u00a0\u202f]?»)*(?=\s)"
_SENTENCE_END = re.compile(rf"(?:(?<=\w{{3}})|(?<=[\d»”\")%\]]))\.{_CLOSED}|[!?…]{_CLOSED}|[。！？]")
# What blog software adds below its excerpts; each starts at most this far from the end.
_FAREWELL_REACH = 400
_FAREWELL = re.compile(
    r"(?:^|(?<=\s)|(?<=[.…\]]))(?:"
    rf"{FAREWELL}|(?:The post|This post|This article) .{{0,300}}was originally published on .*"
    r"|(?:\[?(?:…|\.{3})\]?\s*)?(?:Continue reading|Keep reading|Read more|Read the full (?:article|story)"
    r"|Lire la suite|Lire plus|En savoir plus|Lire l['’]article complet|Cliquez ici pour lire la suite)\b.{0,60}"
    r"|\[(?:…|\.{3})\]"
    r")$"
)


def shortened(text: str, limit: int = MAX_SUMMARY) -> str:
    """Return *text*, at most *limit* characters of it: whole sentences, else whole words and an ellipsis.

    >>> shortened("Une phrase. Une autre phrase.", 20)
    'Une phrase.'
    """
    if len(text) <= limit:
        return text
    ends = [found.end() for found in _SENTENCE_END.finditer(text[: limit + 1])]
    if ends and limit // 3 <= ends[-1] <= limit:
        return text[: ends[-1]]
    words = text[:limit].rpartition(" ")[0] or text[: limit - 1]
    return words.rstrip(" .,;:–—-\u00a0\u202f") + "…"


def lead(text: str) -> str:
    """Return the first paragraph of a text that has one on each line, and the next while that is too short."""
    chosen = ""
    for paragraph in text.split("\n", 20)[:20]:
        chosen = f"{chosen} {paragraph}".strip()
        if len(chosen) >= SHORTEST_LEAD:
            break
    return chosen


def without_farewell(text: str) -> str:
    """Return *text* without the "Read more" that blog software ends it with, an ellipsis in its place if it was cut."""
    start = max(0, len(text) - _FAREWELL_REACH)
    found = _FAREWELL.search(text, start)
    while found:
        was_cut = found[0].startswith(("[…", "[...", "…", "..."))
        text = text[: found.start()].rstrip(" .…[" if was_cut else " ") + ("…" if was_cut else "")
        found = _FAREWELL.search(text, max(0, len(text) - _FAREWELL_REACH))
    return text if text != "…" else ""
