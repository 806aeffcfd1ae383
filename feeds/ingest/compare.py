"""New, edited, same, renamed, flipped: what a visit found against what is known."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from feeds.changes import Known
from feeds.ingest.identity import guid_of
from feeds.ingest.markup import plain_text
from feeds.ingest.read import ReadEntry
from feeds.model import Entry
from feeds.urls import canonical_url

MAX_EDITS = 24  # a page whose text moves at every visit must not resurface for ever
_MEANINGFUL_CHARACTERS = 50  # a typo or a date line stays below, a sentence above
_LEAST_FLIPPED = 3  # fewer may be chance


@dataclass(frozen=True, slots=True)
class Comparison:
    """Each entry found stands in at most one of *new*, *edited* and *back*; the rest is the same."""

    new: tuple[ReadEntry, ...] = ()
    edited: tuple[tuple[ReadEntry, Known], ...] = ()
    back: tuple[Known, ...] = ()  # withdrawn, and found again unchanged
    moved: tuple[tuple[ReadEntry, Known], ...] = ()  # under another key or in another file; may be edited, too
    gone: tuple[Known, ...] = ()
    warning: str = ""
    undecided: tuple[ReadEntry, ...] = ()  # only the whole feed tells whether these are new


def compare_feed(seen: Sequence[ReadEntry], known: Iterable[Known]) -> Comparison:
    """Return what a feed's document changes. An entry that is no longer in it is not gone: feeds roll.

    Flip: when at least three and at least half of the document's known entries return under new guids with the
    same link, or the same title and date, they are the same entries.
    """
    by_key = {k.key: k for k in known}
    moved, warning = _recognise(seen, by_key)
    return _sorted_out(seen, by_key, moved, warning=warning)


def compare_listing(seen: Sequence[ReadEntry], known: Iterable[Known]) -> Comparison:
    """Return what a list of links changes. An entry that is no longer in it is not gone: pages roll, too.

    Its links are its guids, and no number of them must change: a link that is not there any more, while its title and
    date return under another, has moved.
    """
    by_key = {k.key: k for k in known}
    strangers, absent = _apart(seen, by_key)
    moved = _pair(strangers, absent, (_link, _title_and_date))
    return _sorted_out(seen, by_key, moved)


def compare_push(seen: Sequence[ReadEntry], known: Iterable[Known]) -> Comparison:
    """Return what a part of a feed changes, which a hub pushes.

    An entry under a new key that looks like a known one may be that one, or another: a part does not tell a flip from
    chance, nor which keys are in the rest.
    """
    by_key = {k.key: k for k in known}
    strangers, absent = _apart(seen, by_key)
    alike = {id(s) for s, _ in _pair(strangers, absent, (_digest, _guid_and_title, _link, _title_and_date))}
    found = _sorted_out([s for s in seen if id(s) not in alike], by_key, ())
    return replace(found, undecided=tuple(s for s in strangers if id(s) in alike))


def compare_files(
    seen: Sequence[ReadEntry], known: Iterable[Known], *, vanished: Collection[str], articles: Mapping[str, bool]
) -> Comparison:
    """Return what the files of a folder change.

    *vanished* names the files that were there and are not, *articles* those read now, with whether each is an
    article and not a feed. A vanished file whose text, link or title returns under a new name was renamed.
    """
    by_key = {k.key: k for k in known}
    strangers = [s for s in seen if s.key not in by_key]
    lost = [k for k in by_key.values() if k.document in vanished and not k.withdrawn]
    put_away = [k for k in by_key.values() if k.withdrawn]
    moved = _pair(strangers, lost, (_digest, _link, _title))
    kept = {k.key for _, k in moved}
    moved += _pair([s for s in strangers if all(s is not m for m, _ in moved)], put_away, (_digest,))
    moved += [(s, by_key[s.key]) for s in seen if s.key in by_key and s.document != by_key[s.key].document]
    feeds = [s for s in seen if not articles[s.document]]
    there = {k.key: k for k in by_key.values() if k.document in articles and not articles[k.document]}
    returned, warning = _recognise([s for s in feeds if all(s is not m for m, _ in moved)], there)
    moved += returned
    kept |= {s.key for s in seen} | {k.key for _, k in returned}
    gone = [k for k in lost if k.key not in kept]
    gone += [k for k in by_key.values() if not k.withdrawn and k.key not in kept and _changed_kind(k, articles)]
    return _sorted_out(seen, by_key, moved, gone=gone, warning=warning)


def is_meaningful(old: Entry, new: Entry) -> bool:
    """Whether a reader should hear of an edit: the title's words, or 50 characters and more of the text.

    Words are counted, not aligned: linear in time, and text that only moved has not changed.
    """
    if _words(old.title) != _words(new.title):
        return True
    before, after = (Counter(_words(plain_text(e.content_html))) for e in (old, new))
    added = sum(len(word) * n for word, n in (after - before).items())
    removed = sum(len(word) * n for word, n in (before - after).items())
    return max(added, removed) >= _MEANINGFUL_CHARACTERS


def _recognise(seen: Sequence[ReadEntry], by_key: Mapping[str, Known]) -> tuple[list[tuple[ReadEntry, Known]], str]:
    """Return the entries of a feed that are known under other keys, with a warning when its guids flipped.

    An entry that says all it said, its guid included, is the same however few they are: its source's keys degraded.
    """
    strangers, absent = _apart(seen, by_key)
    same = _pair(strangers, absent, (_digest, _guid_and_title))
    taken = {id(member) for pair in same for member in pair}
    rest = [k for k in absent if id(k) not in taken]
    flipped = _pair([s for s in strangers if id(s) not in taken], rest, (_link, _title_and_date))
    recognised = len(seen) - len(strangers) + len(flipped)
    if len(flipped) < _LEAST_FLIPPED or 2 * len(flipped) < recognised:
        return same, ""
    return same + flipped, f"{len(flipped)} entries came back under new guids: they keep their ids"


def _apart(seen: Sequence[ReadEntry], by_key: Mapping[str, Known]) -> tuple[list[ReadEntry], list[Known]]:
    """Return what is seen under keys that are not known, and what is known under keys that are not seen."""
    here = {s.key for s in seen}
    return [s for s in seen if s.key not in by_key], [k for k in by_key.values() if k.key not in here]


def _sorted_out(
    seen: Sequence[ReadEntry],
    by_key: Mapping[str, Known],
    moved: Sequence[tuple[ReadEntry, Known]],
    *,
    gone: Sequence[Known] = (),
    warning: str = "",
) -> Comparison:
    matched = {id(s): k for s, k in moved}
    new, edited, back = [], [], []
    for entry in seen:
        match = matched.get(id(entry)) or by_key.get(entry.key)
        if match is None:
            new.append(entry)
        elif entry.entry is not None and entry.raw_digest != match.raw_digest:
            edited.append((entry, match))
        elif match.withdrawn and entry.document:
            back.append(replace(match, key=entry.key, document=entry.document))  # where it was moved to
    return Comparison(tuple(new), tuple(edited), tuple(back), tuple(moved), tuple(gone), warning)


def _pair(
    seen: Sequence[ReadEntry], known: Sequence[Known], signs: Sequence[Callable[[ReadEntry | Known], Hashable]]
) -> list[tuple[ReadEntry, Known]]:
    """Return who is who by the first sign that both have; a sign that two of a side share proves nothing."""
    pairs: list[tuple[ReadEntry, Known]] = []
    rest_seen, rest_known = list(seen), list(known)
    for sign in signs:
        if not rest_seen or not rest_known:
            break
        left, right = _unique(rest_seen, sign), _unique(rest_known, sign)
        found = [(left[value], right[value]) for value in left if value in right]
        pairs += found
        taken = {id(member) for pair in found for member in pair}
        rest_seen = [s for s in rest_seen if id(s) not in taken]
        rest_known = [k for k in rest_known if id(k) not in taken]
    return pairs


def _unique(values: Iterable, sign: Callable) -> dict:  # type: ignore[type-arg]
    counted = Counter(value for v in values if (value := sign(v)))
    return {sign(v): v for v in values if counted[sign(v)] == 1}


def _digest(one: ReadEntry | Known) -> Hashable:
    return one.raw_digest


def _link(one: ReadEntry | Known) -> Hashable:
    # A site that moves to https, or numbers its visitors in its links, changes guids and links at once.
    return canonical_url(one.link)


def _title(one: ReadEntry | Known) -> Hashable:
    return " ".join(_words(one.title))


def _guid_and_title(one: ReadEntry | Known) -> Hashable:
    return (guid_of(one.key), _title(one)) if guid_of(one.key) and one.title else None


def _title_and_date(one: ReadEntry | Known) -> Hashable:
    # To the second: the rest tells entries of one moment apart, and depends on their places.
    return (_title(one), one.published.replace(microsecond=0)) if one.title and one.published else None


def _changed_kind(known: Known, articles: Mapping[str, bool]) -> bool:
    """Whether a file that was an article is a feed now, or the other way round."""
    return known.document in articles and articles[known.document] != (known.key == known.document)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
