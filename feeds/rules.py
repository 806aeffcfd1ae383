"""What an entry must be like for a rule to hold: tests of its fields, joined by and, or and not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from feeds.patterns import compile_pattern

Field = Literal["source", "author", "tag", "title", "text", "language", "address"]
SOUGHT: tuple[Field, ...] = ("author", "title", "text")  # where words are found as keywords are; elsewhere they compare


@dataclass(frozen=True, slots=True)
class Has:
    """Holds where the field has one of the words, or one of the patterns."""

    field: Field
    words: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()  # of RE2, blind to case


@dataclass(frozen=True, slots=True)
class Older:
    """Holds of what had been published longer before it was first seen: what was kept once does not grow too old."""

    than: timedelta


@dataclass(frozen=True, slots=True)
class All:
    rules: "tuple[Rule, ...]"


@dataclass(frozen=True, slots=True)
class Any:
    rules: "tuple[Rule, ...]"


@dataclass(frozen=True, slots=True)
class Not:
    rule: "Rule"


Rule = Has | Older | All | Any | Not


def read_test(field: Field, texts: Sequence[str]) -> Has:
    """Return the test that an editor writes as words, and as patterns between slashes.

    Raises:
        ValueError: a text is empty, or no pattern of RE2 stands between the slashes.
    """
    if not all(text.strip() for text in texts):
        raise ValueError("some text is needed")
    patterns = tuple(text[1:-1] for text in texts if is_pattern(text))
    for pattern in patterns:
        check_pattern(pattern)
    return Has(field, tuple(text for text in texts if not is_pattern(text)), patterns)


def check_pattern(pattern: str) -> None:
    """Raise ValueError where an editor's pattern is none of RE2."""
    try:
        compile_pattern(pattern)
    except ValueError as exc:
        raise ValueError(f"between slashes a pattern of RE2 is needed, and {pattern} is none: {exc}") from exc


def is_pattern(text: str) -> bool:
    """Whether an editor wrote a pattern, between slashes, and not words."""
    return len(text) > 2 and text.startswith("/") and text.endswith("/")


def leaves_of(rule: Rule) -> tuple[Has, ...]:
    """Return every test of a field that *rule* is made of."""
    match rule:
        case Has():
            return (rule,)
        case Older():
            return ()
        case Not(inner):
            return leaves_of(inner)
        case All(rules) | Any(rules):
            return tuple(test for inner in rules for test in leaves_of(inner))


def written(rule: Rule) -> str:
    """Return a rule in words, for those who ask why.

    >>> written(Not(Has("title", ("IA",), ("^pub",))))
    'not title: IA or /^pub/'
    """
    match rule:
        case Has(field, words, patterns):
            return f"{field}: " + " or ".join([*words, *(f"/{pattern}/" for pattern in patterns)])
        case Older(than):
            return f"age: over {_span(than)}"
        case Not(inner):
            return f"not {written(inner)}"
        case All(rules):
            return "(" + " and ".join(map(written, rules)) + ")"
        case Any(rules):
            return "(" + " or ".join(map(written, rules)) + ")"


def _span(span: timedelta) -> str:
    """Return a duration in whole days, else in hours, minutes or seconds.

    >>> _span(timedelta(days=30)), _span(timedelta(hours=36))
    ('30 days', '36 hours')
    """
    seconds = round(span.total_seconds())
    units = ((86_400, "days"), (3_600, "hours"), (60, "minutes"), (1, "seconds"))
    return next(f"{seconds // size} {name}" for size, name in units if seconds % size == 0)
