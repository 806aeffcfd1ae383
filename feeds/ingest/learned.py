"""What corrections have taught, as a file that an editor can read and change."""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from feeds.errors import ConfigError
from feeds.faults import Places, did_you_mean
from feeds.ingest.keys import fold
from feeds.ingest.lexicon import Term
from feeds.rule_tables import why_no_term

Points = Mapping[str, float]

_NAMES = ("terms", "tags", "sources")
_MOST_POINTS = 100  # as many as a threshold may be


@dataclass(frozen=True, slots=True)
class Learned:
    """What is learned of one category."""

    terms: tuple[Term, ...] = ()  # each in the place of the one spelt so, whose language it keeps
    tags: Points = field(default_factory=dict)  # points of a subject, folded, that an entry's tags name
    sources: Points = field(default_factory=dict)  # points of an entry of the source of this id


def read_learned(tree: Mapping[str, Any], places: Places, keys: Collection[str]) -> dict[str, Learned]:
    """Return what the tree of a file holds, by the keys of categories, which are among *keys*.

    Raises:
        ConfigError: with all faults: it is not as `write_learned` writes it.
    """
    if faults := list(_faults(tree, places, keys)):
        raise ConfigError(faults)
    return {key: _learned(table) for key, table in tree.items()}


def _faults(tree: Mapping[str, Any], places: Places, keys: Collection[str]) -> Iterator[str]:
    for key, table in tree.items():
        if key not in keys:
            remedy = did_you_mean(key, keys) or "remove its tables: no category has this key"
            yield places.fault((key,), f"unknown category `{key}`", remedy)
        elif not isinstance(table, dict):
            yield places.fault((key,), f"`{key}` cannot be {places.shown((key,))}", "a table is needed")
        else:
            for name, points in table.items():
                yield from _faults_of_points((key, name), points, places)


def _faults_of_points(at: tuple[str, str], points: object, places: Places) -> Iterator[str]:
    if at[1] not in _NAMES:
        yield places.fault(at, f"unknown key `{at[1]}`", f"it may be {', '.join(f'`{name}`' for name in _NAMES)}")
    elif not isinstance(points, dict):
        yield places.fault(at, f"`{at[1]}` cannot be {places.shown(at)}", "a table is needed")
    else:
        for text, number in points.items():
            if at[1] == "terms" and (remedy := why_no_term(text)):
                yield places.fault((*at, text), f"`{text}` is no term", remedy)
            if not _is_points(number):
                what = f"`{text}` cannot be {places.shown((*at, text))}"
                yield places.fault((*at, text), what, f"a number from -{_MOST_POINTS} to {_MOST_POINTS} is needed")


def _is_points(number: object) -> bool:
    # Neither nan nor inf is within bounds; and True, which Python takes for 1, is no number to an editor.
    return isinstance(number, int | float) and not isinstance(number, bool) and abs(number) <= _MOST_POINTS


def _learned(table: Mapping[str, Mapping[str, float]]) -> Learned:
    terms, tags, sources = (table.get(name, {}) for name in _NAMES)
    return Learned(
        terms=tuple(Term(text, float(weight)) for text, weight in terms.items()),
        tags={fold(tag): float(points) for tag, points in tags.items()},
        sources={source: float(points) for source, points in sources.items()},
    )


def write_learned(learned: Mapping[str, Learned]) -> str:
    """Return the file that `read_learned` reads, a line for each word."""
    lines = [
        "# What `rubrique learn` learned from corrections. A line may be changed or removed, until it learns again."
    ]
    for key, one in learned.items():
        tables = {"terms": {term.text: term.weight for term in one.terms}, "tags": one.tags, "sources": one.sources}
        for name, points in tables.items():
            if points:
                lines += ["", f"[{key}.{name}]", *(f"{_quoted(text)} = {points[text]}" for text in sorted(points))]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    # A string of JSON is one of TOML, but for this character.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
