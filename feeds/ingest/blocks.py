"""Bytes of a text file -> clean numbered lines -> blocks: rules 1 and 2 of pasted text."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from feeds.characters import legal
from feeds.errors import ParseError
from feeds.ingest.marks import marked_encoding

MAX_BYTES = 10_000_000
MOST_CONTROLS = 0.05  # share of control characters: texts with terminal colours have 0.03, random bytes 0.1
LONGEST_WRAPPED = 160  # characters: programs that break lines by width do so at 60 to 132
SHORTEST_WRAPPED = 50  # the same the other way: a line broken earlier was broken on purpose

_NEWLINES = re.compile("\r\n|[\r\x0b\x0c\u2028\u2029]")
# The joiners are spelling in Arabic, in Indian scripts and in emoji: they go after Latin, Greek and Cyrillic only.
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]|(?<![\u0530-\U0010ffff])[\u200c\u200d]"
)
_CONTROLS = bytes(i for i in range(32) if i not in b"\t\n\x0b\x0c\r\x1b") + b"\x7f"


class Line(NamedTuple):
    number: int  # in the file, from 1
    text: str  # stripped


Block = tuple[Line, ...]  # never empty


def read_lines(content: bytes) -> list[str]:
    """Return the lines of a text file, in NFC and without invisible characters; its last newline opens no line.

    Raises:
        ParseError: empty, binary, or over 10 MB.
    """
    if len(content) > MAX_BYTES:
        raise ParseError(f"{len(content)} bytes: a text of at most {MAX_BYTES // 1_000_000} MB is read: split the file")
    text = _NEWLINES.sub("\n", _decode(content))
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", legal(text)))
    if not text.strip():
        raise ParseError("the file is empty: write a title on the first line and the article under it")
    return text.removesuffix("\n").split("\n")


def _decode(content: bytes) -> str:
    marked = marked_encoding(content)
    if marked:
        try:
            text = content.decode(marked)
        except UnicodeDecodeError as exc:
            raise ParseError(f"not the {exc.encoding} that its first bytes promise: save it as UTF-8") from exc
        return _refuse_binary(text, text.encode("utf-8", "replace"))
    try:
        return _refuse_binary(content.decode("utf-8"), content)
    except UnicodeDecodeError:
        # The five bytes that cp1252 leaves open are kept as controls, for the repair below and for `legal`.
        return _refuse_binary("".join(map(_CP1252.__getitem__, content)), content)


_CP1252 = [bytes([i]).decode("cp1252", "ignore") or chr(i) for i in range(256)]


def _refuse_binary(text: str, content: bytes) -> str:
    controls = len(content) - len(content.translate(None, _CONTROLS))
    if b"\x00" in content or controls > MOST_CONTROLS * len(content):
        raise ParseError("not a text: it holds NUL bytes or control characters: save the article as plain UTF-8 text")
    return text


def split_blocks(lines: Sequence[Line]) -> list[Block]:
    """Return the blocks that blank lines part; without any blank line each line is one.

    So is each line of a block that holds one too long to have been broken by width.
    """
    groups = [tuple(run) for has_text, run in groupby(lines, key=lambda line: bool(line.text)) if has_text]
    if len(groups) == 1:
        return _unwrapped(groups[0])
    return [block for group in groups for block in (_each(group) if _is_unwrapped(group) else [group])]


def _each(group: Block) -> list[Block]:
    return [(line,) for line in group]


def _is_unwrapped(group: Block) -> bool:
    return len(group) > 1 and any(len(line.text) > LONGEST_WRAPPED for line in group)


def _unwrapped(group: Block) -> list[Block]:
    """Return a block for each line, but for a line that goes on, in small letters, with the one that width broke."""
    blocks: list[list[Line]] = []
    for line in group:
        before = blocks[-1][-1].text if blocks else ""
        was_broken = SHORTEST_WRAPPED <= len(before) <= LONGEST_WRAPPED and before[-1] not in ".!?…:;»”"
        if was_broken and line.text[0].islower():
            blocks[-1].append(line)
        else:
            blocks.append([line])
    return [tuple(block) for block in blocks]


def joined(block: Iterable[Line]) -> str:
    """Return the lines of a block as one text; white space is folded, no-break spaces are kept."""
    return re.sub(r"[ \t]+", " ", " ".join(line.text for line in block))


def is_verse(block: Block) -> bool:
    """Tell whether the lines of a block were broken on purpose: one but the last is short."""
    return any(len(line.text) <= SHORTEST_WRAPPED for line in block[:-1])
