"""What the search of the front page looks through: titles and leads, as scripts that hand them over.

A page opened from a folder may load a script, but may not fetch a file: so data comes as a script, too.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

from feeds.model import Archive
from feeds.publish.prepare import PublicEntry, PublicFeed, prepare_archive, prepare_head
from feeds.publish.shown_text import excerpt, typeset
from feeds.settings import Config

CHUNK = 20  # archives that share a file: a thousand entries of a usual window, some 100 kB on the wire


def search_path(number: int) -> str:
    """Return the path inside output/ of a file of entries: a chunk of older ones, or 0 for the live ones.

    >>> search_path(0), search_path(7)
    ('assets/search/live.js', 'assets/search/0007.js')
    """
    return f"assets/search/{number:04}.js" if number else "assets/search/live.js"


def search_chunk(archive: int) -> int:
    """Return the number of the chunk that holds an archive's entries; 0 when there is no archive yet.

    >>> search_chunk(0), search_chunk(1), search_chunk(20), search_chunk(21)
    (0, 1, 1, 2)
    """
    return -(-archive // CHUNK)


def render_search_live(public: PublicFeed, chunks: int) -> bytes:
    """Return the script that hands over the entries of the live feed "all", and tells how many chunks there are."""
    return _script({"chunks": chunks, "entries": _rows(public.entries)})


def render_search_chunk(config: Config, archives: Sequence[Archive]) -> bytes:
    """Return the script that hands over the entries of the archives of a chunk, newest first.

    *archives* are those of "all" that lie in it: CHUNK of them, fewer in the last one.
    """
    entries = [entry for archive in archives for entry in prepare_archive(config, archive, prepare_head).entries]
    newest_first = sorted(entries, key=lambda entry: (entry.published, entry.id), reverse=True)
    return _script({"entries": _rows(newest_first)})


def _rows(entries: Iterable[PublicEntry]) -> list[list[Any]]:
    """Return each entry as the script of the page reads it: title, lead, source, moment, categories, link."""
    return [
        [
            typeset(entry.title, entry.language),
            excerpt(entry.lead),
            entry.source_name,
            entry.published.isoformat().removesuffix("+00:00") + "Z",
            [section.label for section in entry.sections],
            quote(entry.page) or entry.link,
        ]
        for entry in entries
    ]


def _script(data: dict[str, Any]) -> bytes:
    """Return a script that no text in it can end, or break a line of."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for character in "<>\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return f'document.dispatchEvent(new CustomEvent("entries",{{detail:{text}}}));\n'.encode()
