"""Every feed that others wrote, read and published again: all of it valid, and the formats alike."""

import json
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from lxml import etree

from feeds.errors import ParseError, PublishError
from feeds.publish.check import check, check_agreement
from feeds.publish.readback import parse_xml, read_atom, read_json, read_rss
from tests.ingest.corpus import Found, corpus_documents
from tests.publish.republish import republish

WORKERS = 2
FORMATS = ("atom", "rss", "json")


@pytest.mark.usefixtures("uncounted")
def test_every_feed_of_the_corpus_is_valid_and_alike_in_three_formats_when_published_again(shared, capsys):
    with ProcessPoolExecutor(WORKERS, initializer=_compile, initargs=(shared / "schemas",)) as pool:
        results = list(pool.map(judge, corpus_documents(shared / "corpus"), chunksize=16))

    faults = [fault for _, found in results for fault in found]
    published = [entries for entries, _ in results if entries]
    with capsys.disabled():
        well = sum(1 for entries, found in results if entries and not found)
        share = 100 * well / len(published)
        print(
            f"\n{well} of {len(published)} feeds ({sum(published)} entries) are valid when published again: {share} %"
        )
    assert faults == []
    assert len(published) > 2000


def judge(found: Found) -> tuple[int, list[str]]:
    """Return how many entries of a document were published, and each fault of what was published."""
    try:
        files = republish(found.document)
    except ParseError:
        return 0, []
    return (len(read_atom(files["all.atom"])) if files else 0), [f"{found.path}: {f}" for f in _faults(files)]


def _faults(files: dict[str, bytes]) -> Iterator[str]:
    for path, content in files.items():
        try:
            check(path, content)
        except PublishError as exc:
            yield str(exc)
        yield from _grammar_faults(path, content)
    for key in {path.removesuffix(".rss") for path in files if path.endswith(".rss")}:
        contents = [files[f"{key}.{name}"] for name in FORMATS]
        try:
            check_agreement(*contents)
        except PublishError as exc:
            yield f"{key}: {exc}"
        told = [read(content) for read, content in zip((read_atom, read_rss, read_json), contents, strict=True)]
        if not told[0] == told[1] == told[2]:
            yield f"{key}: the formats do not read back the same"


def _grammar_faults(path: str, content: bytes) -> Iterator[str]:
    if path.endswith(".atom") and not _compiled["atom"].validate(parse_xml(content)):
        yield f"{path}: {_compiled['atom'].error_log.last_error}"
    if path.endswith(".json"):
        yield from (f"{path}: {error.message}" for error in _compiled["json"].iter_errors(json.loads(content)))


_compiled: dict[str, Any] = {}  # of a worker


def _compile(schemas: Path) -> None:
    _compiled["atom"] = etree.RelaxNG(etree.parse(schemas / "atom-rfc4287.rng"))
    _compiled["json"] = Draft7Validator(json.loads((schemas / "jsonfeed-1.1.schema.json").read_bytes()))
