"""Which entries of one document are one and the same: the key of each in its source."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from feeds.model import RawEntry

_JOINT = "\n"  # between the parts of a degraded key; no guid, link or title in it has one


@dataclass(frozen=True, slots=True)
class Keys:
    """A key for each entry, in order; "" for one that repeats an earlier one."""

    keys: tuple[str, ...]
    warning: str = ""


def feed_keys(entries: Sequence[RawEntry], *, is_degraded: bool = False) -> Keys:
    """Return the keys of a feed's entries: guid, else link, else a digest of what they say.

    The same guid twice is one entry if link or title agrees too. Else the guids of this source say nothing:
    its keys become guid and link, then title too. *is_degraded* tells that they did so before.
    """
    if not is_degraded:
        plain = _without_repeats([_plain_key(e) for e in entries], entries)
        if _are_distinct(plain):
            return Keys(plain)
    for key in (_guid_and_link, _guid_link_and_title):
        keys = _without_repeats([key(e) for e in entries], entries)
        if _are_distinct(keys):
            break
    keys = _first_of_each(keys)
    return Keys(keys, "" if is_degraded else "guids repeat: entries are told apart by guid, link and title")


def is_degraded_key(key: str) -> bool:
    """Whether a key comes from a source whose guids repeat."""
    return _JOINT in key


def guid_of(key: str) -> str:
    """Return the guid in a key, degraded or not."""
    return key.partition(_JOINT)[0]


def with_rules(digest: str, rules: str) -> str:
    """Return a digest that is another one under other rules for reading; *rules* is their version, "" without any."""
    return f"{digest}-{rules}" if rules else digest


def without_rules(digest: str) -> str:
    return digest.partition("-")[0]


def rules_of(digest: str) -> str:
    return digest.partition("-")[2]


def raw_digests(raw: RawEntry, contexts: Iterable[object]) -> list[str]:
    """Return the digest of an entry as found for each way of reading it: equal means nothing to do."""
    found = hashlib.sha256(f"{raw!r}\n".encode("utf-8", "replace"))
    return [_with_context(found.copy(), context) for context in contexts]


def _with_context(found: "hashlib._Hash", context: object) -> str:
    found.update(repr(context).encode("utf-8", "replace"))
    return found.hexdigest()


def _plain_key(raw: RawEntry) -> str:
    return _one_line(raw.guid) or _one_line(raw.link) or _text_digest(raw)


def _guid_and_link(raw: RawEntry) -> str:
    return _JOINT.join((_one_line(raw.guid), _one_line(raw.link)))


def _guid_link_and_title(raw: RawEntry) -> str:
    return _JOINT.join((_one_line(raw.guid), _one_line(raw.link), _one_line(raw.title_html)))


def _text_digest(raw: RawEntry) -> str:
    said = (raw.title_html, raw.published, raw.summary_html or raw.content_html)
    return "sha256:" + hashlib.sha256(_JOINT.join(said).encode("utf-8", "replace")).hexdigest()


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _without_repeats(keys: Sequence[str], entries: Sequence[RawEntry]) -> tuple[str, ...]:
    """Return the keys, "" where an entry agrees with the first of its key in link or title too."""
    first: dict[str, RawEntry] = {}
    result = []
    for key, raw in zip(keys, entries, strict=True):
        known = first.setdefault(key, raw)
        result.append("" if known is not raw and _agree(known, raw) else key)
    return tuple(result)


def _agree(a: RawEntry, b: RawEntry) -> bool:
    fields: tuple[Callable[[RawEntry], str], ...] = (lambda e: e.link, lambda e: e.title_html)
    return any(_one_line(field(a)) and _one_line(field(a)) == _one_line(field(b)) for field in fields)


def _are_distinct(keys: Sequence[str]) -> bool:
    return all(count == 1 for key, count in Counter(keys).items() if key)


def _first_of_each(keys: Sequence[str]) -> tuple[str, ...]:
    seen: set[str] = set()
    return tuple("" if key in seen or seen.add(key) else key for key in keys)  # type: ignore[func-returns-value]
