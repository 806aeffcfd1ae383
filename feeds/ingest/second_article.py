"""Whether a pasted text holds a second article, which its editor should know of."""

from collections.abc import Sequence

from feeds.ingest.blocks import Block, joined
from feeds.ingest.boilerplate import kind_of
from feeds.ingest.byline import read_byline
from feeds.ingest.head import read_head

# What ends an article and never interrupts one: not "À lire également", not an advertisement.
_ENDINGS = {"author avatar", "author box", "bare domain", "copyright", "comments", "legal notice"}
PARAGRAPH = 120  # characters: longer than any title or caption
FAR = 12  # blocks between one article's end and the next one's first paragraph
MOST_BLOCKS = 5000  # looked at: no one pastes a longer article before the next one
LONGEST_HEAD = 20  # lines


def second_article(blocks: Sequence[Block]) -> int:
    """Return the number of the line where a second article seems to begin; 0 where there is only one.

    The signs: the end of an article with paragraphs before it, and a title with paragraphs after it; or another head.
    """
    paragraphs = 0
    for at, block in enumerate(blocks[:MOST_BLOCKS]):
        if _is_paragraph(block):
            paragraphs += 1
            continue
        if paragraphs and _is_head(block):
            return block[0].number
        if paragraphs and _is_ending(block) and (title := _title_after(blocks, at)):
            return title
    return 0


def _is_head(block: Block) -> bool:
    if ":" not in block[0].text or len(block) < 2:
        return False
    head = read_head([line.text for line in block[:LONGEST_HEAD]])
    return head.lines >= 2 and bool(head.title)


def _is_ending(block: Block) -> bool:
    if len(block) > LONGEST_HEAD:
        return False
    kinds = [kind_of(line.text) or ("byline" if read_byline(line.text) else "") for line in block]
    return all(kinds) and any(kind in _ENDINGS for kind in kinds)


def _title_after(blocks: Sequence[Block], at: int) -> int:
    """Return the number of the line that heads the paragraphs after block *at*; 0 when there are fewer than two."""
    title = 0
    found = 0
    for block in blocks[at + 1 : at + 1 + FAR]:
        if _is_paragraph(block):
            found += 1
        elif not found and not _is_ending(block):
            title = block[0].number if not _is_listed(block) else title
    return title if found >= 2 else 0


def _is_listed(block: Block) -> bool:
    return bool(kind_of(block[0].text) or read_byline(block[0].text))


def _is_paragraph(block: Block) -> bool:
    return len(joined(block)) > PARAGRAPH
