"""How a file was read, line by line, and how what it gives is filed."""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from feeds.errors import FetchError, ParseError
from feeds.ingest.article import read_article
from feeds.ingest.contain import Cells
from feeds.ingest.folder import list_folder, read_file
from feeds.ingest.kind import sniff
from feeds.ingest.read import Read, read_all
from feeds.model import ReportLine
from feeds.rulebook import site_rules
from feeds.settings import Config, Source
from feeds.trying import Tried, decide_all, file_source, is_there, with_hooks
from feeds.visiting import reading


@dataclass(frozen=True, slots=True)
class Explained:
    """The fate of each line of a file (none for a feed), and what would be decided of its entries."""

    report: tuple[ReportLine, ...]
    tried: Tried


def explain_file(config: Config, argument: str, now: datetime) -> Explained | None:
    """Return how the file at a path is read and filed; None when there is no such path.

    Raises:
        FetchError: it is a folder, or cannot be read.
        ParseError: it holds no entry.
    """
    if not is_there(argument):
        return None
    path = Path(argument)
    if path.is_dir():
        raise FetchError(f"{argument} is a folder: name one file in it, or use `rubrique try`")
    try:
        return _explain(config, path, argument, now)
    except (FetchError, ParseError) as exc:
        raise type(exc)(f"{argument}: {exc}") from exc


def _explain(config: Config, path: Path, argument: str, now: datetime) -> Explained:
    source, _, name = file_source(config, path)
    document = replace(read_file(list_folder(path), path.resolve().name), name=name)
    kind = sniff(document)
    report = read_article(document, kind).report if kind in ("text", "markdown", "html") else ()
    read = asyncio.run(_with_hooks(read_all(document, reading(source, config)), source, config))
    return Explained(report, decide_all(read, argument, source, config, site_rules(config), now))


async def _with_hooks(read: Read, source: Source, config: Config) -> Read:
    with Cells() as cells:
        return await with_hooks(read, source, config, cells)
