"""What corrections have taught, as a file that an editor can read and change."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field

from feeds.errors import ConfigError
from feeds.ingest.keys import fold
from feeds.ingest.lexicon import Term

Points = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Learned:
    """What is learned of one category."""

    terms: tuple[Term, ...] = ()  # each in the place of the one spelt so, whose language it keeps
    tags: Points = field(default_factory=dict)  # points of a subject, folded, that an entry's tags name
    sources: Points = field(default_factory=dict)  # points of an entry of the source of this id


def read_learned(text: str) -> dict[str, Learned]:
    """Return what a file holds, by the keys of categories.

    Raises:
        ConfigError: it is not as `write_learned` writes it.
    """
    try:
        return {key: _read(table) for key, table in tomllib.loads(text).items()}
    except (tomllib.TOMLDecodeError, TypeError, ValueError, AttributeError) as exc:
        raise ConfigError([f"what was learned cannot be read: {exc}: learn again, or remove the file"]) from exc


def _read(table: Mapping[str, Mapping[str, float]]) -> Learned:
    unknown = table.keys() - {"terms", "tags", "sources"}
    if unknown:
        raise ValueError(f"unknown key {min(unknown)}")
    terms, tags, sources = (_points(table.get(name, {})) for name in ("terms", "tags", "sources"))
    return Learned(
        terms=tuple(Term(text, weight) for text, weight in terms.items()),
        tags={fold(tag): points for tag, points in tags.items()},
        sources=sources,
    )


def _points(table: Mapping[str, float]) -> dict[str, float]:
    return {name: float(points) for name, points in table.items()}


def write_learned(learned: Mapping[str, Learned]) -> str:
    """Return the file that `read_learned` reads, a line for each word."""
    lines = ["# What `rubrique learn` learned from corrections. A line may be changed or removed."]
    for key, one in learned.items():
        tables = {"terms": {term.text: term.weight for term in one.terms}, "tags": one.tags, "sources": one.sources}
        for name, points in tables.items():
            if points:
                lines += ["", f"[{key}.{name}]", *(f"{_quoted(text)} = {points[text]}" for text in sorted(points))]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    # A string of JSON is one of TOML, but for this character.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
