"""What an editor makes of what comes in: rules that let an entry through, and rules that change it."""

import re
from dataclasses import dataclass
from typing import Literal

from feeds.rules import Rule

Part = Literal["title", "summary", "content"]  # of an entry, that a replacement may reach

GROUP = re.compile(r"\\([0-9])")  # in what stands for a pattern: what it found, \0, or one of its groups


@dataclass(frozen=True, slots=True)
class Sieve:
    """A rule that entries are kept or dropped by."""

    rule: Rule
    label: str  # as those are told it who ask why: 'blog: drop title: sponsorisé (publicité)'


@dataclass(frozen=True, slots=True)
class Removal:
    """What goes out of an entry's HTML as its source wrote it, by a CSS selector."""

    css: str
    label: str


@dataclass(frozen=True, slots=True)
class Replacement:
    find: str  # a text as it stands, or a pattern between slashes
    by: str
    parts: tuple[Part, ...]
    label: str


@dataclass(frozen=True, slots=True)
class TitleCut:
    """What titles lose at their beginning."""

    prefix: str  # a text as it stands, or a pattern between slashes
    label: str


@dataclass(frozen=True, slots=True)
class Hook:
    """A program of the editor's that may change an entry."""

    words: tuple[str, ...]  # a command, or one: module:function
    is_python: bool
    label: str


@dataclass(frozen=True, slots=True)
class Shape:
    """The rules of one table of sources.toml: of a source, or of the site."""

    keep: tuple[Sieve, ...] = ()  # one of them must hold, if there are any
    keep_label: str = ""  # what is told of an entry that no such rule keeps
    drop: tuple[Sieve, ...] = ()
    remove: tuple[Removal, ...] = ()
    cut_title: tuple[TitleCut, ...] = ()
    replace: tuple[Replacement, ...] = ()
    hook: Hook | None = None  # before all rules but `remove`
    publish_hook: Hook | None = None


# A source's own rules first: they know its ways, and the site's rules see what they have made of it.
Shapes = tuple[Shape, ...]
