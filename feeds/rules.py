"""What an entry must be like for a rule to hold: tests of its fields, joined by and, or and not."""

from collections.abc import Sequence
from dataclasses import dataclass
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
class All:
    rules: "tuple[Rule, ...]"


@dataclass(frozen=True, slots=True)
class Any:
    rules: "tuple[Rule, ...]"


@dataclass(frozen=True, slots=True)
class Not:
    rule: "Rule"


Rule = Has | All | Any | Not


def read_test(field: Field, texts: Sequence[str]) -> Has:
    """Return the test that an editor writes as words, and as patterns between slashes.

    Raises:
        ValueError: a text is empty, or no pattern of RE2 stands between the slashes.
    """
    if not all(text.strip() for text in texts):
        raise ValueError("some text is needed")
    patterns = tuple(text[1:-1] for text in texts if _is_pattern(text))
    for pattern in patterns:
        try:
            compile_pattern(pattern)
        except ValueError as exc:
            raise ValueError(f"between slashes a pattern of RE2 is needed, and {pattern} is none: {exc}") from exc
    return Has(field, tuple(text for text in texts if not _is_pattern(text)), patterns)


def _is_pattern(text: str) -> bool:
    return len(text) > 2 and text.startswith("/") and text.endswith("/")


def leaves_of(rule: Rule) -> tuple[Has, ...]:
    """Return every test that *rule* is made of."""
    match rule:
        case Has():
            return (rule,)
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
        case Not(inner):
            return f"not {written(inner)}"
        case All(rules):
            return "(" + " and ".join(map(written, rules)) + ")"
        case Any(rules):
            return "(" + " or ".join(map(written, rules)) + ")"
