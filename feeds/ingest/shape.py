"""An editor's rules held to an entry: is it let through, and what is changed of it. Pure."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from html import escape, unescape

from feeds.changes import Shaping
from feeds.ingest.markup import clean_html
from feeds.ingest.match import Facts, facts_of, sought_words, why_holds
from feeds.ingest.read import ReadEntry
from feeds.ingest.terms import Finder
from feeds.ingest.weigh import read_entry
from feeds.model import Entry
from feeds.patterns import compile_pattern
from feeds.rules import Rule, is_pattern, leaves_of
from feeds.shape_rules import GROUP, Replacement, Shapes, TitleCut

# In one text: a pattern that looks far ahead costs a pass of the rest for each.
_MOST = 1_000
_TAG = re.compile(r"(<[^<>]*>)")  # clean HTML has no other "<" or ">"
_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)


def shaped(entry: Entry, source: str, shapes: Shapes, age: timedelta) -> tuple[Entry, Shaping]:
    """Return an entry of *source*, an id, as the rules make it, with what they did.

    *age* is how long it had been published when it was first seen. Whether an entry is let through is asked of what
    its source says, so that a prefix may be cut from titles and looked for as well.
    """
    dropped = _why_dropped(entry, source, shapes, age)
    made = entry
    changed: list[str] = []
    for shape in shapes:
        for cut in shape.cut_title:
            made = _noted(made, _cut(made, cut), cut.label, changed)
        for swap in shape.replace:
            made = _noted(made, _replaced(made, swap), swap.label, changed)
    undated = replace(entry, published=None, updated=None)
    return made, Shaping(as_read=undated if changed else None, changed=tuple(changed), dropped=dropped)


@dataclass(frozen=True, slots=True)
class Unshaped:
    """An entry read, and what its age follows from."""

    seen: ReadEntry
    published: datetime | None
    first_seen: datetime


def shape_all(found: Sequence[Unshaped], source: str, shapes: Shapes) -> list[ReadEntry]:
    """Return entries of *source*, an id, as the rules make them: what a child process does."""
    return [_shape_one(one, source, shapes) for one in found]


def _shape_one(one: Unshaped, source: str, shapes: Shapes) -> ReadEntry:
    assert one.seen.entry is not None
    entry, shaping = shaped(one.seen.entry, source, shapes, age_of(one.published, one.first_seen))
    return replace(one.seen, entry=entry, shaping=replace(shaping, removed=one.seen.shaping.removed))


def age_of(published: datetime | None, first_seen: datetime) -> timedelta:
    """Return how long an entry had been published when it was first seen; zero for a date that none believes."""
    if published is None or not _EARLIEST <= published <= first_seen:
        return timedelta(0)
    return first_seen - published


# -- let through --------------------------------------------------------------------------------------------------


def _why_dropped(entry: Entry, source: str, shapes: Shapes, age: timedelta) -> str:
    rules = tuple(sieve.rule for shape in shapes for sieve in (*shape.keep, *shape.drop))
    if not rules:
        return ""
    facts = _facts(entry, source, rules, age)
    for shape in shapes:
        for sieve in shape.drop:
            if why_holds(sieve.rule, facts):
                return sieve.label
        if shape.keep and not any(why_holds(sieve.rule, facts) for sieve in shape.keep):
            return shape.keep_label
    return ""


def _facts(entry: Entry, source: str, rules: tuple[Rule, ...], age: timedelta) -> Facts:
    tests = [test for rule in rules for test in leaves_of(rule)]
    asked, worded = {test.field for test in tests}, {test.field for test in tests if test.words}
    text = ""
    if "text" in asked:
        read = read_entry(entry)
        text = "\n".join([*read.headings, read.text])
    words, finder = _finder(rules)
    authors = "\n".join(person.name for person in entry.authors)
    found = {
        field: {words[match.phrase] for match in finder.find(said)} if field in worded else set()
        for field, said in (("title", entry.title), ("text", text), ("author", authors))
    }
    return replace(facts_of(entry, source, text, found), age=age)  # type: ignore[arg-type]


@lru_cache(256)
def _finder(rules: tuple[Rule, ...]) -> tuple[tuple[str, ...], Finder]:
    words = sought_words(rules)
    return words, Finder(words)


# -- changed ------------------------------------------------------------------------------------------------------


def _noted(before: Entry, after: Entry, label: str, changed: list[str]) -> Entry:
    if after != before and label not in changed:
        changed.append(label)
    return after


def _cut(entry: Entry, cut: TitleCut) -> Entry:
    """Return the entry without a prefix of its title, unless nothing would be left of it."""
    end = 0
    if is_pattern(cut.prefix):
        found = compile_pattern(cut.prefix[1:-1]).match(entry.title)
        end = found.end() if found else 0
    elif entry.title.startswith(cut.prefix):
        end = len(cut.prefix)
    rest = entry.title[end:].strip()
    return replace(entry, title=rest) if end and rest else entry


def _replaced(entry: Entry, swap: Replacement) -> Entry:
    change = _changer(swap)
    made = entry
    if "title" in swap.parts:
        made = replace(made, title=_one_line(change(made.title)) or made.title)
    if "summary" in swap.parts:
        made = replace(made, summary=_one_line(change(made.summary)))
    if "content" in swap.parts:
        made = replace(made, content_html=_in_texts(made.content_html, change, made.link))
    return made


def _changer(swap: Replacement) -> Callable[[str], str]:
    if not is_pattern(swap.find):
        return lambda text: text.replace(swap.find, swap.by)
    pattern = compile_pattern(swap.find[1:-1])
    return lambda text: pattern.sub(lambda found: GROUP.sub(lambda n: found[int(n[1])] or "", swap.by), text, _MOST)


def _in_texts(html: str, change: Callable[[str], str], base_url: str) -> str:
    """Return clean HTML with its texts changed, never its tags; what loses its text goes, and all is cleaned again."""
    made = "".join(_parts(_TAG.split(html), change))
    return clean_html(made, base_url) if made != html else html


def _parts(parts: Iterable[str], change: Callable[[str], str]) -> Iterable[str]:
    for part in parts:
        if part.startswith("<") or not part:
            yield part
            continue
        text = unescape(part)
        after = change(text)
        yield part if after == text else escape(after, quote=False)


def _one_line(text: str) -> str:
    return " ".join(text.split())
