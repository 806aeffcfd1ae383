"""Rules held to an entry: what holds of it, and the words that say so. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from feeds.ingest.subjects import spellings, subjects_of
from feeds.model import Entry
from feeds.patterns import compile_pattern
from feeds.rules import SOUGHT, All, Any, Field, Has, Not, Older, Rule, leaves_of, written


@dataclass(frozen=True, slots=True)
class Facts:
    """What rules ask of an entry."""

    texts: Mapping[Field, tuple[str, ...]]  # what each field holds
    said: Mapping[Field, Collection[str]]  # words of rules found in the fields where they are sought
    age: timedelta = timedelta(0)  # when it was first seen


def sought_words(rules: Iterable[Rule]) -> tuple[str, ...]:
    """Return the words that a finder is to look for before *rules* are held to an entry."""
    tests = (test for rule in rules for test in leaves_of(rule) if test.field in SOUGHT)
    return tuple(dict.fromkeys(word for test in tests for word in test.words))


def facts_of(entry: Entry, source: str, text: str, said: Mapping[Field, Collection[str]]) -> Facts:
    """Return the facts of an entry that *source*, an id, carries; *text* is its running text with its headings."""
    return Facts(
        texts={
            "source": (source,),
            "author": tuple(person.name for person in entry.authors),
            "tag": subjects_of(entry.tags),
            "title": (entry.title,),
            "text": (text,),
            "language": (entry.language,),
            "address": (entry.link,),
        },
        said=said,
    )


def why_holds(rule: Rule, facts: Facts) -> str:
    """Return the part of *rule* by which it holds, in words; "" where it does not hold.

    >>> why_holds(Has("title", ("IA", "AI")), Facts({}, {"title": {"AI"}}))
    'title: AI'
    """
    match rule:
        case Has():
            return _why_passes(rule, facts)
        case Older(than):
            return written(rule) if facts.age > than else ""
        case Not(inner):
            return "" if why_holds(inner, facts) else written(rule)
        case Any(rules):
            return next((why for inner in rules if (why := why_holds(inner, facts))), "")
        case All(rules):
            reasons = [why_holds(inner, facts) for inner in rules]
            return " and ".join(reasons) if all(reasons) else ""


def _why_passes(test: Has, facts: Facts) -> str:
    texts = facts.texts.get(test.field, ())
    word = next((word for word in test.words if _has(test.field, word, texts, facts)), "")
    if word:
        return f"{test.field}: {word}"
    patterns = (p for p in test.patterns if any(compile_pattern(p).search(text) for text in texts))
    return next((f"{test.field}: /{pattern}/" for pattern in patterns), "")


def _has(field: Field, word: str, texts: Iterable[str], facts: Facts) -> bool:
    match field:
        case "author" | "title" | "text":
            return word in facts.said.get(field, ())
        case "tag":
            return any(spellings(word) & spellings(text) for text in texts)
        case "language":
            return any(f"{text}-".lower().startswith(f"{word}-".lower()) for text in texts)
        case "source" | "address":
            return word in texts
