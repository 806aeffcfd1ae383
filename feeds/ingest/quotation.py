"""Quotations of pasted text: which blocks are quoted as a whole, and whose words they are (rule 8)."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from feeds.ingest.blocks import Block, Line, joined

MOST_BLOCKS = 8  # of one quotation; a mark left open further is a slip
LONGEST_ATTRIBUTION = 200  # characters
LONGEST_LINE = 2000  # characters of a line searched for an attribution at its end
_CLOSING = {"«": "»", "“": "”", "„": "“", '"': '"'}
_AFTER = " \t\u00a0\u202f.,;!?…"  # what may follow the mark that closes
_DASH = r"[–—―-]"
_ATTRIBUTION = re.compile(rf"{_DASH}\s*(?=\S)(?!\d+[.)])(.+)")
_SAME_LINE = re.compile(rf"(.*[»”“\"])[\s,]*({_DASH}\s*[^»”\"–—―]{{2,}})")
# A medium's name comes last, after how the words came to it.
_MEDIUM = re.compile(
    r"(?:^|[\s,(])(?:(?:cité|interrogé|interviewé|rapporté|relayé|publié)e?s? (?:par|sur|dans|à)"
    r"|(?:déclaré|confié|dit|expliqué) à|dans|sur|via|au micro de|interviewed by|quoted (?:by|in)|told|speaking to|on)"
    r"\s+(?=[A-ZÀ-Ý0-9«])([^,;:()]{1,60}?)\)?\s*[.]?$"
)
_DOMAIN = re.compile(r"(?:^|[\s,(])((?:[\w-]{1,63}\.){1,3}[a-z]{2,10})\)?$", re.IGNORECASE)


class Quoted(NamedTuple):
    """A quotation found at the start of some blocks."""

    paragraphs: tuple[Block, ...]
    attribution: Block  # () when nobody is named; of the same number as the quotation when both are on one line
    taken: int  # blocks


def find_quotation(blocks: Sequence[Block], at: int) -> Quoted | None:
    """Return the quotation that begins with block *at*; None when that block is not quoted from end to end.

    A mark that opens in one block and closes at the end of a later one holds all of them.
    """
    opening = blocks[at][0].text[0]
    if opening not in _CLOSING:
        return None
    within = _attributed_within(blocks[at])
    if within:
        return within
    count = _length(blocks, at, opening)
    if not count:
        return None
    paragraphs = tuple(blocks[at : at + count])
    following = blocks[at + count : at + count + 2]
    if following and len(following[0]) == 1 and _is_attribution(following[0][0].text) and not _is_exchange(following):
        return Quoted(paragraphs, following[0], count + 1)
    return Quoted(paragraphs, (), count)


def _attributed_within(block: Block) -> Quoted | None:
    """Return a quotation whose attribution is the last line of its own block, or the end of its only line."""
    last = block[-1]
    if len(block) > 1 and _is_attribution(last.text) and is_quoted(joined(block[:-1])):
        return Quoted((block[:-1],), (last,), 1)
    same = _SAME_LINE.fullmatch(last.text) if len(block) == 1 and len(last.text) < LONGEST_LINE else None
    if same and is_quoted(same[1]) and _is_attribution(same[2]):
        return Quoted(((Line(last.number, same[1]),),), (Line(last.number, same[2]),), 1)
    return None


def is_quoted(text: str) -> bool:
    """Tell whether one pair of marks holds the whole of *text*.

    >>> is_quoted("« Oui », dit-il, « non »"), is_quoted("« Il a dit “non” »")
    (False, True)
    """
    opening, closing = text[:1], _CLOSING.get(text[:1], "")
    body = text.rstrip(_AFTER)
    if not closing or len(body) < 2 or not body.endswith(closing):
        return False
    inner = body[1:-1]
    if opening == closing:
        return opening not in inner
    return not _closes_within(inner, opening, closing)


def _closes_within(inner: str, opening: str, closing: str) -> bool:
    depth = 0
    for found in re.finditer(f"[{opening}{closing}]", inner):
        depth += 1 if found[0] == opening else -1
        if depth < 0:
            return True
    return depth > 0


def _length(blocks: Sequence[Block], at: int, opening: str) -> int:
    """Return how many blocks one quotation takes from block *at* on; 0 when it is none."""
    if is_quoted(joined(blocks[at])):
        return 1
    closing = _CLOSING[opening]
    following = blocks[at + 1 : at + MOST_BLOCKS]
    if opening == closing or not any(closing in line.text for block in following for line in block):
        return 0
    if _is_closed(joined(blocks[at]), opening, closing):
        return 0
    reopened = True
    for count, block in enumerate(following, start=2):
        text = joined(block)
        reopens = text.startswith(opening)
        inner = opening + text.removeprefix(opening)  # each paragraph of a long quotation may open anew
        if _is_closed(inner, opening, closing):
            # One that opens anew after one that did not is a quotation of its own, and the mark before it a slip.
            return count if is_quoted(inner) and (reopened or not reopens) else 0
        reopened = reopened and reopens
    return 0


def _is_closed(text: str, opening: str, closing: str) -> bool:
    return text.count(closing) >= text.count(opening)


def _is_attribution(text: str) -> bool:
    return len(text) <= LONGEST_ATTRIBUTION and bool(_ATTRIBUTION.fullmatch(text)) and text[-1] not in ":;?!…"


def _is_exchange(blocks: Sequence[Block]) -> bool:
    """Tell whether the next two blocks both open with a dash: then they are spoken, or a list."""
    return len(blocks) > 1 and bool(_ATTRIBUTION.match(blocks[1][0].text))


def medium_of(attribution: str) -> tuple[int, int]:
    """Return where an attribution names the medium that carried the words; (0, 0) when it names none.

    >>> medium_of("– Ana Roy, citée par Le Quotidien")
    (21, 33)
    """
    found = _MEDIUM.search(attribution) or _DOMAIN.search(attribution)
    return found.span(1) if found else (0, 0)
