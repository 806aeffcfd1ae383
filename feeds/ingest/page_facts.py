"""Single facts of a saved page, each with the place that gave it; what the readers of metadata share."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from lxml.html import HtmlElement

from feeds.characters import one_line

LONGEST = 500  # characters of a value


@dataclass(frozen=True, slots=True)
class Fact:
    """A value and the place in the page that gave it; both "" when nothing did."""

    value: str = ""
    place: str = ""


def read_meta(root: HtmlElement) -> dict[str, str]:
    """Return the <meta> values by name, the first of each."""
    found: dict[str, str] = {}
    for tag in root.iter("meta"):
        value = one_line(tag.get("content", "")[: 4 * LONGEST])
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            if value and (name := tag.get(attribute)):
                found.setdefault(name.strip().casefold(), value[:LONGEST])
    return found


def first(facts: Iterable[tuple[str, str]]) -> Fact:
    return next((Fact(one_line(value)[:LONGEST], place) for place, value in facts if value.strip()), Fact())


def named_in(meta: Mapping[str, str], *names: str) -> Iterator[tuple[str, str]]:
    return ((name, meta[name]) for name in names if name in meta)


def text_of(element: HtmlElement) -> str:
    return one_line(" ".join(element.itertext())[: 4 * LONGEST])
