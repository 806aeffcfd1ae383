"""The W3C feed validator, run over feeds and outlines of ours, offline.

make w3c                          those of output/
make w3c FILES="a.atom b.rss"     these

$W3C_FEEDVALIDATOR names a checkout of https://github.com/w3c/feedvalidator, which is on no registry; of the packages
that it asks for, feeds need html5lib alone. Exits 1 when it finds an error, or a warning that a publisher can avoid.
"""

import os
import re
import sys
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

CHECKED = (".atom", ".rss", ".opml")
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
PLACES = frozenset({"line", "column", "backupline", "backupcolumn"})
FIRST_ARCHIVE = re.compile(r"-0*1\.atom$")


@dataclass(frozen=True)
class Message:
    """A finding: an error, a warning that can be avoided, or one that cannot honestly be."""

    kind: str
    name: str
    line: int
    said: str


def main(arguments: list[str]) -> int:
    """Print what the validator says of each file, and return 1 unless all of it is unavoidable."""
    validator = Path(os.environ.get("W3C_FEEDVALIDATOR") or "-") / "src"
    if not (validator / "feedvalidator").is_dir():
        print("set W3C_FEEDVALIDATOR to a checkout of https://github.com/w3c/feedvalidator", file=sys.stderr)
        return 2
    files = sorted(files_of(arguments or ["output"]))
    counts: Counter[str] = Counter()
    with ProcessPoolExecutor(os.cpu_count(), initializer=sys.path.insert, initargs=(0, str(validator))) as pool:
        for file, messages in zip(files, pool.map(validate, files, chunksize=8), strict=True):
            counts.update(message.kind for message in messages)
            for message in messages:
                if message.kind != "unavoidable":
                    print(f"{file}:{message.line}: {message.kind}: {message.name} {message.said}")
    told = ", ".join(f"{counts[kind]} {kind}" for kind in ("error", "avoidable", "unavoidable"))
    print(f"{len(files)} files: {told}")
    return 1 if counts["error"] or counts["avoidable"] or not files else 0


def files_of(arguments: Iterable[str]) -> Iterable[Path]:
    for path in map(Path, arguments):
        if path.is_dir():
            yield from (file for file in path.rglob("*") if file.suffix in CHECKED)
        else:
            yield path


def validate(file: Path) -> list[Message]:
    """Return what the validator finds in a file as if it were served where it says it is."""
    from feedvalidator import compatibility, validateString  # only now: its folder is on no path before

    content = file.read_bytes()
    # Every finding, not the first of each kind.
    events = validateString(content, firstOccurrenceOnly=0, base=address_of(content))["loggedEvents"]
    shown = compatibility.AA(events)
    return [judged(event, file) for event in shown]


def address_of(content: bytes) -> str:
    """Return where a document says that it is served; "" when it does not say."""
    links = re.findall(rb"<(?:atom:)?link [^>]*>", content)
    here = next((link for link in links if b'rel="self"' in link), b"")
    found = re.search(rb'href="([^"]*)"', here)
    return unescape(found[1].decode()) if found else ""


def judged(event: Any, file: Path) -> Message:
    name, said = type(event).__name__, {k: v for k, v in event.params.items() if k not in PLACES}
    is_error = any(base.__name__ == "Error" for base in type(event).__mro__)
    kind = "error" if is_error else "unavoidable" if is_unavoidable(name, said, file) else "avoidable"
    return Message(kind, name, event.params.get("line", 0), str(said))


def is_unavoidable(name: str, said: dict[str, Any], file: Path) -> bool:
    """Whether a publisher who keeps identity and dates cannot honestly avoid this warning."""
    match name:
        case "DuplicateUpdated":  # two articles of the same second
            return True
        case "NonCanonicalURI" | "SchemeNotIANARegistered":  # the foreign id is so, and an id must not be changed
            return said.get("element") in ("id", "guid")
        case "ImplausibleDate":  # an honest date before 1990; a date to come, or of the year 1, is none
            year = re.search(r"\d{4}", str(said.get("value")))
            return year is not None and "1900" < year[0] < "1990"
        case "UnknownNamespace":  # RFC 6721
            return said.get("namespace") == TOMBSTONES
        case "ArchiveIncomplete":  # nothing comes before the first
            return bool(FIRST_ARCHIVE.search(file.name))
    return False


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
