"""Where an article begins and ends in pasted text: its title, and boilerplate taken from both ends (rules 4 and 9)."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import takewhile
from typing import NamedTuple

from feeds.ingest.blocks import Block, Line
from feeds.ingest.boilerplate import is_label, kind_of, opens_box, opens_list
from feeds.ingest.byline import is_person, read_byline
from feeds.ingest.date_words import fold

LONGEST_LISTED = 14  # words of a title in a list of other articles
MOST_LISTED = 40  # lines under "À lire également"; more is an article with that line in it
MOST_REMOVED = 400  # lines at one end; no page has more around its article
LONGEST_TITLE = 300  # characters; a longer first line is a paragraph
LONGEST_BIOGRAPHY = 400  # characters of what follows "À propos de l'auteur"
BESIDE = 4  # lines: how far from a name the date may be
BYLINE, NAME, RUBRIC = "byline", "author's name", "rubric"
LISTED, BIOGRAPHY = "title of another article", "about the author"
_BESIDE_NAMES = {BYLINE, "reading time", "author's role"}


class Removed(NamedTuple):
    line: Line
    kind: str  # of boilerplate


class Body(NamedTuple):
    """An article without its boilerplate."""

    title: Line | None  # None: no line of the text is one
    blocks: tuple[Block, ...]
    removed: tuple[Removed, ...]  # in the order of the file


def strip_edges(blocks: Sequence[Block], title: str = "") -> Body:
    """Return the article that *blocks* hold; *title* is what a head called it, "" when it did not.

    Something always stays: of boilerplate alone, the first line is the title.
    """
    end, tail = _strip_tail(blocks)
    start, front = _strip_front(blocks[:end], needs_title=not title)
    first, *rest = blocks[start:end]
    named = _same(first[0].text, title) if title else len(first[0].text) <= LONGEST_TITLE
    after = ([first[1:]] if first[1:] else []) + rest if named else [first, *rest]
    kept, deck = _strip_deck(after)
    return Body(first[0] if named else None, tuple(kept), (*front, *deck, *tail))


def _same(one: str, other: str) -> bool:
    return "".join(fold(one).split()) == "".join(fold(other).split())


# --- the tail ---------------------------------------------------------------------------------------------------------


def _strip_tail(blocks: Sequence[Block]) -> tuple[int, list[Removed]]:
    """Return how many blocks stay, and the lines of those that go.

    From the end, a block of boilerplate goes; one that is none waits, as it may stand under a line that explains it.
    """
    removed: list[Removed] = []
    end = len(blocks)
    for at in range(len(blocks) - 1, 0, -1):
        waiting = blocks[at + 1 : end]
        kinds = _kinds(blocks[at], blocks[at - 1][-1])
        if all(kinds) and not waiting:
            gone = [*map(Removed, blocks[at], kinds)]
        elif explained := _explained(kinds, blocks[at], waiting):
            gone = explained
        elif _may_wait(blocks[at]) and sum(map(len, waiting)) < MOST_LISTED:
            continue
        else:
            break
        removed = gone + removed
        end = at
        if len(removed) > MOST_REMOVED:
            break
    return end, removed


def _explained(kinds: Sequence[str], block: Block, waiting: Sequence[Block]) -> list[Removed]:
    """Return the lines of a block that opens a list of other articles or an author's box, and of those under it."""
    lines = [line for other in waiting for line in other]
    if any(map(opens_list, kinds)):
        opening = next(i for i, kind in enumerate(kinds) if opens_list(kind))
        if all(kinds[:opening]) and _are_titles(block[opening:]) and _are_titles(lines):
            own = [Removed(line, kind or LISTED) for line, kind in zip(block, kinds, strict=True)]
            return own + [Removed(line, LISTED) for line in lines]
    if all(kinds) and any(map(opens_box, kinds)) and len(waiting) <= 2 and _is_short(lines):
        names = [NAME if i == 0 and is_person(line.text) else BIOGRAPHY for i, line in enumerate(lines)]
        return [*map(Removed, block, kinds), *map(Removed, lines, names)]
    return []


def _may_wait(block: Block) -> bool:
    return len(block) <= MOST_LISTED and (_are_titles(block) or _is_short(block))


def _are_titles(lines: Sequence[Line]) -> bool:
    return all(len(line.text.split(maxsplit=LONGEST_LISTED)) <= LONGEST_LISTED for line in lines)


def _is_short(lines: Sequence[Line]) -> bool:
    return sum(len(line.text) for line in lines) <= LONGEST_BIOGRAPHY


# --- the front --------------------------------------------------------------------------------------------------------


def _strip_front(blocks: Sequence[Block], *, needs_title: bool) -> tuple[int, list[Removed]]:
    """Return how many blocks go before the title, and their lines: as long as a line that can be a title is left."""
    removed: list[Removed] = []
    for count, block in enumerate(blocks):
        kinds = _front_kinds(block)
        is_last = count + 1 == len(blocks)
        if is_last or not all(kinds) or (needs_title and not _hold_title(blocks[count + 1 : count + MOST_LISTED])):
            return count, removed
        removed += map(Removed, block, kinds)
        if len(removed) > MOST_REMOVED:
            return count + 1, removed
    return 0, []


def _front_kinds(block: Block) -> list[str]:
    return [kind or (RUBRIC if is_label(line.text) else "") for kind, line in zip(_kinds(block), block, strict=True)]


def _hold_title(blocks: Sequence[Block]) -> bool:
    """Tell whether, after more boilerplate, *blocks* go on with a line that can be a title and with text under it."""
    for i, block in enumerate(blocks):
        if not all(_front_kinds(block)):
            first = block[0].text
            return len(first) <= 200 and first[-1] not in ".;," and (len(block) > 1 or i + 1 < len(blocks))
    return False


def _strip_deck(blocks: Sequence[Block]) -> tuple[list[Block], list[Removed]]:
    """Return *blocks* without the boilerplate that follows a title (byline, date, share buttons), and that.

    A standfirst may stand before a byline.
    """
    rest, removed = _strip_run(blocks)
    after, more = _strip_run(rest[1:])
    if any(kind in (BYLINE, NAME, "reading time") for _, kind in more):
        return [*rest[:1], *after], removed + more
    return rest, removed


def _strip_run(blocks: Sequence[Block]) -> tuple[list[Block], list[Removed]]:
    """Return *blocks* without the lines of boilerplate that they open with, and those."""
    removed: list[Removed] = []
    for i, block in enumerate(blocks):
        following = [line for other in blocks[i + 1 : i + 1 + BESIDE] for line in other[:BESIDE]]
        kinds = _kinds((*block, *following[:BESIDE]))[: len(block)]
        gone = [*map(Removed, block, takewhile(bool, kinds))]
        removed += gone
        if len(gone) < len(block) or len(removed) > MOST_REMOVED:
            left = block[len(gone) :]
            return [*([left] if left else []), *blocks[i + 1 :]], removed
    return [], removed


# --- lines ------------------------------------------------------------------------------------------------------------


def _kinds(block: Block, before: Line | None = None) -> list[str]:
    """Return for each line which boilerplate it is, "" for none; a name is some beside an avatar or before a date."""
    if len(block) > MOST_LISTED:
        return [""] * len(block)
    kinds = [_kind(line.text) for line in block]
    previous = _kind(before.text) if before else ""
    for i, line in enumerate(block):
        if not kinds[i] and is_person(line.text):
            dated = _BESIDE_NAMES.intersection(kinds[i + 1 : i + 1 + BESIDE])
            kinds[i] = NAME if opens_box(previous) or dated else ""
        previous = kinds[i]
    return kinds


@lru_cache(maxsize=4096)
def _kind(text: str) -> str:
    if not any(map(str.isalnum, text)):
        return "separator" if len(text) <= 3 else ""
    return kind_of(text) or (BYLINE if read_byline(text) else "")
