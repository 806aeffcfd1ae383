"""Blocks of pasted text -> passages: headings, paragraphs, lists, quotations (rules 5 to 8)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from feeds.ingest.blocks import Block, Line
from feeds.ingest.boilerplate import is_promotion
from feeds.ingest.quotation import find_quotation

LONGEST_HEADING = 100  # characters
MOST_HEADING_WORDS = 14
MOST_HEADINGS = 4  # in a row: more short lines than that are verse, or a table of contents
WRAPPED = 50  # characters: a line of a list that is longer may go on in the next


@dataclass(frozen=True, slots=True)
class Heading:
    lines: Block


@dataclass(frozen=True, slots=True)
class Paragraph:
    lines: Block


@dataclass(frozen=True, slots=True)
class Listing:
    """A list: the first line of each item stands without its bullet or number."""

    items: tuple[Block, ...]
    start: int = 0  # the number of the first item; 0 for a list of bullets


@dataclass(frozen=True, slots=True)
class Quotation:
    paragraphs: tuple[Block, ...]
    attribution: Block = ()


@dataclass(frozen=True, slots=True)
class Break:
    """A line of signs between two parts."""

    lines: Block


Passage = Heading | Paragraph | Listing | Quotation | Break

_BULLETS = "•‣◦▪●·∙⁃■□○◆◇▸►▶➤➢➔→✓✔✅☑★✦❖➜👉🔹🔸🔷🔶📌"
_BULLET = re.compile(rf"(?:[{_BULLETS}]\ufe0f?[ \t\u00a0\u202f]*|[*–-][ \t\u00a0\u202f]+)(.*)")
_NUMBER = re.compile(r"(\d{1,3})[ \t\u00a0\u202f]?[.)][ \t\u00a0\u202f]+(.*)")
_DASH = re.compile(r"[–—―]")
_RULER = re.compile(r"[\W_]{2,}|[*⁂#~§]")
_ENDS = ".;,…:»"  # of a line that is no heading
_ENDED = tuple('.!?…»”"')  # of what somebody says
_ANSWER = re.compile(r"(?:R|A|Rép|Réponse|Answer|[A-Z]\.(?:[ -]?[A-Z]\.){0,2})\s?[:.]\s")
_SPEECH = re.compile(
    r"\b(?:dit|répond(?:it)?|demand[ae]|lança|fit|reprit|soupira|said|asked|replied)\b|-t?-?(?:il|elle|je)\b"
)


def read_passages(blocks: Sequence[Block]) -> tuple[Passage, ...]:
    """Return what *blocks* are, in their order; each line is in one passage."""
    passages: list[Passage] = []
    runs = _spread(blocks)
    at = 0
    while at < len(runs):
        introduced = isinstance(passages[-1], Paragraph) and _introduces(passages[-1]) if passages else False
        passage, taken = _read_at(runs, at, is_introduced=introduced)
        passages += passage
        at += taken
    return tuple(_demoted(passages))


def _introduces(paragraph: Paragraph) -> bool:
    return paragraph.lines[-1].text.endswith(":")


def _spread(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks with the lists inside them set apart: each item is a block, with the lines that continue it."""
    spread: list[Block] = []
    for block in blocks:
        if spread and _has_no_text(spread[-1][-1].text) and not _is_marked(block[0].text):
            text, *others = _items(block)
            spread[-1] += text  # the bullet was alone on its line
            spread += others
        elif len(block) == 1 or not any(_is_marked(line.text) for line in block) or _opens_quotation(block):
            spread.append(block)
        else:
            spread += _items(block)
    return spread


def _items(block: Block) -> list[Block]:
    items: list[list[Line]] = []
    for line in block:
        if items and not _is_marked(line.text) and _continues(items[-1], line):
            items[-1].append(line)
        else:
            items.append([line])
    return [tuple(item) for item in items]


def _opens_quotation(block: Block) -> bool:
    return block[0].text[0] in '«“„"'


def _continues(current: Sequence[Line], line: Line) -> bool:
    """Tell whether *line* goes on with what *current* says: always outside a list, in one when width broke it."""
    if not _is_marked(current[0].text):
        return True
    last = current[-1].text
    return _has_no_text(last) or (len(last) > WRAPPED and last[-1] not in ".;:!?…" and not line.text[0].isupper())


def _has_no_text(text: str) -> bool:
    return text in _BULLETS


def _is_marked(text: str) -> bool:
    return bool(_BULLET.match(text) or _NUMBER.match(text) or _DASH.match(text)) and not _RULER.fullmatch(text)


# --- one passage ------------------------------------------------------------------------------------------------------


def _read_at(blocks: Sequence[Block], at: int, *, is_introduced: bool) -> tuple[list[Passage], int]:
    """Return the passages that block *at* begins, and how many blocks they take."""
    block = blocks[at]
    text = block[0].text
    if len(block) == 1 and _RULER.fullmatch(text) and not _has_no_text(text):
        return [Break(block)], 1
    if quoted := find_quotation(blocks, at):
        return [Quotation(quoted.paragraphs, quoted.attribution)], quoted.taken
    if _is_marked(text):
        return _read_marked(blocks, at, is_introduced=is_introduced)
    if _is_heading(block) and _is_followed(blocks, at):
        return [Heading(block)], 1
    return [Paragraph(block)], 1


def _read_marked(blocks: Sequence[Block], at: int, *, is_introduced: bool) -> tuple[list[Passage], int]:
    """Return a list, or the paragraphs of a dialogue, that begins with the marked block *at*."""
    numbered = bool(_NUMBER.match(blocks[at][0].text))
    taken = at
    while taken < len(blocks) and _is_marked(blocks[taken][0].text):
        if bool(_NUMBER.match(blocks[taken][0].text)) != numbered:
            break
        taken += 1
    run = blocks[at:taken]
    if not numbered and _is_dialogue(run, is_introduced=is_introduced):
        return [Paragraph(block) for block in run], len(run)
    if numbered and len(run) == 1 and not is_introduced and _heads_paragraph(blocks, at):
        return [Heading(run[0])], 1
    return [_list(run, numbered=numbered)], len(run)


def _is_dialogue(run: Sequence[Block], *, is_introduced: bool) -> bool:
    """Tell whether lines that open with dashes are spoken, not listed.

    Long dashes that nothing introduces are, unless none of several ends as a sentence does; hyphens only where
    somebody is heard to speak.
    """
    texts = [block[-1].text for block in run]
    openings = {block[0].text[0] for block in run}
    if is_introduced or not openings <= set("–—―-"):
        return False
    if openings <= set("–—―"):
        return len(run) == 1 or any(text.endswith(_ENDED) for text in texts)
    heard = any(text.endswith(("?", "!")) or _SPEECH.search(text) for text in texts)
    return len(run) > 1 and heard and all(text.endswith(_ENDED) for text in texts)


def _list(run: Sequence[Block], *, numbered: bool) -> Listing:
    first = _NUMBER.match(run[0][0].text) if numbered else None
    return Listing(tuple(map(_unmarked, run)), max(int(first[1]), 1) if first else 0)


def _unmarked(block: Block) -> Block:
    line = block[0]
    found = _NUMBER.match(line.text)
    bullet = _BULLET.match(line.text)
    text = found[2] if found else bullet[1] if bullet else _DASH.sub("", line.text, count=1)
    return (Line(line.number, text.strip()), *block[1:])


# --- headings ---------------------------------------------------------------------------------------------------------


def _is_heading(block: Block) -> bool:
    """Tell whether a block has the form of a heading; what follows it decides too."""
    text = block[0].text
    return (
        len(block) == 1
        and len(text) <= LONGEST_HEADING
        and len(text.split()) <= MOST_HEADING_WORDS
        and text[-1] not in _ENDS
        and "://" not in text
        and not _ANSWER.match(text)
        and not is_promotion(text)
        and any(c.isalnum() for c in text)
    )


def _is_followed(blocks: Sequence[Block], at: int) -> bool:
    following = blocks[at + 1 : at + 1 + MOST_HEADINGS]
    return any(any(c.isalnum() for c in block[0].text) for block in following)


def _heads_paragraph(blocks: Sequence[Block], at: int) -> bool:
    """Tell whether a numbered line alone is a heading: "1. Compter", then a paragraph."""
    return _is_heading(blocks[at]) and _is_followed(blocks, at) and not _is_marked(blocks[at + 1][0].text)


def _demoted(passages: Sequence[Passage]) -> list[Passage]:
    """Return the passages with the headings of a long row, which head nothing, as paragraphs."""
    result: list[Passage] = []
    for _, run in groupby(passages, key=type):
        row = list(run)
        is_long = len(row) >= MOST_HEADINGS
        result += [Paragraph(one.lines) if is_long and isinstance(one, Heading) else one for one in row]
    return result
