"""Markup as nobody should write it: every element that we publish inside every other, with values right and wrong."""

from random import Random

from feeds.ingest.sanitise import BLOCKS, PHRASING

NAMES = sorted(PHRASING | BLOCKS | {"article", "h1", "font", "iframe", "template"})
# Some need company to be of any consequence.
GROUPS = (
    "ul li ul", "ol li p", "dl dt dd div", "table caption thead tbody tfoot tr td th", "tr td th", "ruby rt rp",
    "picture source img", "video source p", "audio source", "details summary h2", "figure figcaption img div",
    "a b em div p", "pre code div", "h2 div ul", "time ins del",
)  # fmt: skip
TEXTS = ("texte", "", " ", "\n", "\u00a0", "&amp;", "&lt;p&gt;", "a b")
VALUES = {
    "cite": ("x", "https://example.org/é"),
    "colspan": ("0", "1", "2", "3", "1000", "x"),
    "datetime": ("2026-11-24", "2026-11-24T10:00", "2026-11-24T10:00:00.1234+01", "24 novembre"),
    "dir": ("ltr", "auto", "x"),
    "height": ("20", "100%"),
    "href": ("x", "https://example.org/[a]|b%zz#c#d", "mailto:a b", "javascript:x", "https://[::1]/"),
    "media": ("all", "print", "(min-width: 10px)", "(min-width: 10)", "x"),
    "reversed": ("", "true"),
    "rowspan": ("0", "1", "2", "3", "1000"),
    "sizes": ("auto", "auto, 10px", "(min-width: 9px) 10vw, calc(10vw - 2px)", "10%", "(min-width: 9) 10px"),
    "src": ("i.png", "https://example.org/a b,c.png", ""),
    "srcset": ("a.png", "a.png 2x, b.png 2.0x", "a.png 20w, b.png 2x, c.png", "a.png 0w", "a.png 10w, a.png 10w"),
    "start": ("2", "x"),
    "type": ("image/webp", 'audio/mp4; codecs="a"', "webp", "a/b, c"),
    "width": ("20", "auto"),
}


def nestings(count: int, seed: int) -> list[str]:
    """Return so many fragments, the same for the same seed."""
    random = Random(seed)
    return ["".join(_node(random, 6, NAMES) for _ in range(random.randint(1, 3))) for _ in range(count)]


def _node(random: Random, depth: int, names: list[str]) -> str:
    if depth == 0 or random.random() < 0.2:
        return random.choice(TEXTS)
    name = random.choice(names)
    inner = "".join(_node(random, depth - 1, _company(random, name)) for _ in range(random.randint(0, 4)))
    end = "" if random.random() < 0.1 else f"</{name}>"
    return f"<{name}{_attributes(random)}>{inner}{end}"


def _company(random: Random, name: str) -> list[str]:
    """Return the names that may follow inside an element: most often those that belong to it."""
    groups = [group.split() for group in GROUPS if name in group.split()]
    return random.choice(groups) if groups and random.random() < 0.7 else NAMES


def _attributes(random: Random) -> str:
    names = random.sample(sorted(VALUES), random.choice((0, 0, 1, 2, 4)))
    return "".join(f" {name}='{random.choice(VALUES[name])}'" for name in names)
