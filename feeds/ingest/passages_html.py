"""Passages of pasted text -> HTML, and the summary cut from a lead."""

import re
from collections.abc import Callable, Iterable, Sequence
from html import escape

from feeds.ingest.blocks import Block, is_verse, joined
from feeds.ingest.passages import Break, Heading, Listing, Paragraph, Passage, Quotation
from feeds.ingest.quotation import medium_of

LONGEST_SUMMARY = 300  # characters
SHORTEST_SUMMARY = 120  # a sentence that ends before is not yet a summary
MOST_LABEL_WORDS = 8

Polish = Callable[[str], str]  # typography of plain text

# A label has no sign of its own, but for those of names: "Bac +2", "L’équipe (Lyon)", "C++".
_LABEL = re.compile(r"([^\W_][^.?!;:«»]{0,59}?)([ \u00a0\u202f]?:)(?=[ \u00a0\u202f])")
# After a word of three letters or more: "M. Roy" and "J. Roy" go on.
_SENTENCE_END = re.compile(
    r"(?<=[^\W\d_]{3}|[\d)»”%]{3})[.!?…]+[\u00a0\u202f ]?[»”)]?(?=\s|$)|[\u00a0\u202f ][!?](?=\s|$)"
)


def to_html(passages: Iterable[Passage], polish: Polish) -> str:
    """Return the HTML of *passages*, one to a line, every text escaped after *polish* has seen to it."""
    return "\n".join(_passage(passage, polish) for passage in passages)


def _passage(passage: Passage, polish: Polish) -> str:
    match passage:
        case Heading(lines):
            return f"<h2>{_text(joined(lines), polish)}</h2>"
        case Paragraph(lines):
            return _paragraph(lines, polish)
        case Listing(items, start):
            tag, number = ("ol", f' start="{start}"' if start > 1 else "") if start else ("ul", "")
            inner = "".join(f"<li>{_item(joined(item).strip(), polish)}</li>" for item in items)
            return f"<{tag}{number}>{inner}</{tag}>"
        case Quotation(paragraphs, attribution):
            inner = "".join(_paragraph(lines, polish) for lines in paragraphs)
            footer = f"<footer>{_attribution(joined(attribution), polish)}</footer>" if attribution else ""
            return f"<blockquote>{inner}{footer}</blockquote>"
        case Break():
            return "<hr>"


def _text(text: str, polish: Polish) -> str:
    return escape(polish(text), quote=False)


def _paragraph(lines: Block, polish: Polish) -> str:
    if is_verse(lines):
        return f"<p>{'<br>'.join(_text(line.text, polish) for line in lines)}</p>"
    return f"<p>{_text(joined(lines), polish)}</p>"


def _item(text: str, polish: Polish) -> str:
    """Return the HTML of a list's item, its label strong: `Libellé : texte`."""
    label = _LABEL.match(text)
    if label is None or len(label[1].split()) > MOST_LABEL_WORDS:
        return _text(text, polish)
    # Polished as one text, then parted: a sign is judged by what stands around it.
    head, colon, rest = polish(text).partition(":")
    name = head.rstrip(" \u00a0\u202f")
    return f"<strong>{escape(name, quote=False)}</strong>{head[len(name) :]}{colon}{escape(rest, quote=False)}"


def _attribution(text: str, polish: Polish) -> str:
    """Return the HTML of an attribution, the medium that it names in a <cite>."""
    begin, end = medium_of(text)
    if not end:
        return _text(text, polish)
    before, medium, after = (_text(part, polish) for part in (text[:begin], text[begin:end], text[end:]))
    return f"{before}<cite>{medium}</cite>{after}"


def cut_summary(text: str) -> str:
    """Return the first sentences of *text*, 300 characters at most; "…" where not even one ends within them."""
    if len(text) <= LONGEST_SUMMARY:
        return text
    ends = [found.end() for found in _SENTENCE_END.finditer(text[: LONGEST_SUMMARY + 1])]
    best = max((end for end in ends if end <= LONGEST_SUMMARY), default=0)
    if best >= SHORTEST_SUMMARY:
        return text[:best]
    return text[: LONGEST_SUMMARY - 1].rpartition(" ")[0].rstrip(" ,;:–—\u00a0\u202f") + "…"


def plain_text(passages: Sequence[Passage]) -> str:
    """Return the words of the first passages, enough to tell a language by."""
    texts: list[str] = []
    for passage in passages[:40]:
        match passage:
            case Heading(lines) | Paragraph(lines):
                texts.append(joined(lines))
            case Listing(items):
                texts += map(joined, items)
            case Quotation(paragraphs):
                texts += map(joined, paragraphs)
            case Break():
                pass
    return " ".join(texts)
