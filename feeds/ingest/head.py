"""What a text file says of itself in its first lines: `Clé: valeur`, or front matter."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as day
from datetime import datetime, time
from itertools import islice

from feeds.ingest.front_matter import read_front_matter
from feeds.ingest.head_values import (
    LISTS,
    is_address,
    is_prose,
    keeps_promise,
    part_named,
    read_language,
    split_labels,
    split_people,
)


@dataclass(frozen=True, slots=True)
class Head:
    """What the head of a file declares, as written; *lines* says how many lines it took, 0 when there is none."""

    title: str = ""
    authors: tuple[str, ...] = ()
    date: str = ""
    updated: str = ""
    url: str = ""
    site: str = ""
    tags: tuple[str, ...] = ()
    verdicts: tuple[str, ...] = ()  # names that may be categories of ours
    language: str = ""  # BCP 47
    summary: str = ""
    image: str = ""
    lines: int = 0  # without the blank line after it


LONGEST = {"summary": 2000, "title": 500}  # characters of a value
LONGEST_OTHER = 300
MOST_ITEMS = 50  # of a list
_DEEPEST = 4  # lists and tables in each other that a value may honestly be: authors = [{name = "A"}] is two


def read_head(lines: Sequence[str]) -> Head:
    """Return what *lines* open with: front matter, or `Clé: valeur` lines whose keys are known.

    A sentence that happens to begin with a key ("Date : une question de calendrier") is no head: the value of the first
    line, or of the one after it, must be what its key promises.

    Raises:
        ParseError: the front matter is broken; names the line and what to do.
    """
    matter = read_front_matter(lines)
    if matter is not None:
        return _build(_matter_pairs(matter.values), matter.lines)
    pairs, count = _plain_pairs(lines)
    return _build(pairs, count)


def _plain_pairs(lines: Sequence[str]) -> tuple[list[tuple[str, str]], int]:
    """Return the parts and values that *lines* open with, and the lines they took, blank ones between included."""
    pairs: list[tuple[str, str]] = []
    count, is_sure, after_blank = 0, False, False
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            after_blank = True
            continue
        part, value = _keyed(line)
        if not part or (part not in LISTS and any(part == known for known, _ in pairs)):
            break
        promised = keeps_promise(part, value)
        if not promised and (after_blank or is_prose(part, value) or (pairs and not is_sure)):
            break
        pairs.append((part, value))
        count, is_sure, after_blank = number, is_sure or promised, False
    return (pairs, count) if is_sure else ([], 0)


def _keyed(line: str) -> tuple[str, str]:
    """Return the part of a head that a line fills, and its value; "" and "" when its key is not in the closed list."""
    key, colon, _ = line[:40].partition(":")
    value = line[len(key) + 1 :].strip()
    part = part_named(key) if colon else ""
    if not part or len(value) > LONGEST.get(part, LONGEST_OTHER):
        return "", ""
    return part, value


def _matter_pairs(values: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Yield the parts and texts of front matter, a list giving a pair for each of its members."""
    nested = values.get("taxonomies")  # Zola's place for tags and categories
    for key, value in [*values.items(), *(nested.items() if isinstance(nested, dict) else ())]:
        if part := part_named(str(key)[:40]):
            yield from ((part, text) for text in islice(_texts(value), MOST_ITEMS if part in LISTS else 1))


def _texts(value: object, depth: int = 0) -> Iterator[str]:
    """Yield the texts of a value of front matter, whatever its type."""
    match value:
        case list() if depth < _DEEPEST:
            for member in value:
                yield from _texts(member, depth + 1)
        case dict() if depth < _DEEPEST:
            known = (value[key] for key in ("name", "nom", "url", "src", "image", "path") if key in value)
            yield from _texts(next(known, None), depth + 1)
        case datetime() | day() | time():
            yield value.isoformat()
        case str():
            yield value
        case int() | float() if not isinstance(value, bool) and abs(value) < 10**15:
            yield str(value)


def _build(pairs: Iterable[tuple[str, str]], lines: int) -> Head:
    texts: dict[str, str] = {}
    lists: dict[str, dict[str, None]] = {part: {} for part in LISTS}  # of dicts, which keep order and no twins
    for part, value in pairs:
        text = re.sub(r"[ \t\r\n]+", " ", value).strip()  # no-break spaces are the writer's
        if part in LISTS:
            split = split_people if part == "authors" else split_labels
            lists[part].update(dict.fromkeys(split(text[: LONGEST["summary"]])))
        elif text:
            texts.setdefault(part, text[: LONGEST.get(part, LONGEST_OTHER)])
    return Head(
        title=texts.get("title", ""),
        authors=tuple(lists["authors"])[:MOST_ITEMS],
        date=texts.get("date", ""),
        updated=texts.get("updated", ""),
        url=_url(texts),
        site="" if is_address(texts.get("site", "")) else texts.get("site", ""),
        tags=tuple(lists["tags"])[:MOST_ITEMS],
        verdicts=tuple(lists["verdicts"])[:MOST_ITEMS],
        language=read_language(texts.get("language", "")),
        summary=texts.get("summary", ""),
        image=texts.get("image", ""),
        lines=lines,
    )


def _url(texts: Mapping[str, str]) -> str:
    """Return the page's address; "Source: https://…" is one too."""
    site = texts.get("site", "")
    url = texts.get("url", "") or (site if is_address(site) else "")
    return f"https://{url}" if url.lower().startswith("www.") else url
