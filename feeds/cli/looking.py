"""The commands that look and change nothing: check, try, explain."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from feeds.changes import Shaping
from feeds.checking import Checked, check_all
from feeds.cli import console
from feeds.cli.options import AsJson, ConfigFile, clock, opened, read_config, read_config_if_any, with_known_lists
from feeds.cli.page import show_page
from feeds.cli.showing import entry_lines, filing_lines, shaping_lines, tried_json, tried_lines
from feeds.errors import RubriqueError
from feeds.explaining import Explained, explain_file
from feeds.model import FiledEntry
from feeds.plural import counted
from feeds.previewing import preview
from feeds.settings import Config, FolderSource
from feeds.trying import Tried, try_all

_DEAD = 1  # the exit code; faults of the file have another one


def check(
    config_file: ConfigFile = None,
    *,
    online: Annotated[
        bool, typer.Option("--online", help="Ask every address, too; exit 1 if one gives no feed.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Read sources.toml and name every fault in it, each with its line.

    With --online every address is asked once, one host a second apart: what gives no feed, what has moved for good,
    what is the same feed as another. Nothing is stored.

    Example: rubrique check --online --config /srv/veille/sources.toml
    """
    config = read_config(config_file)
    missing = [s for s in config.sources if isinstance(s, FolderSource) and not s.path.exists()]
    for source in missing:
        console.note(f"{config.path.name}: warning: source {source.id}: there is no {source.path.name}/ yet")
    checked = _check_online(config) if online else ()
    if as_json:
        found = [{"source": one.source_id, "verdict": one.verdict, "detail": one.detail} for one in checked]
        console.say_json(
            {
                "sources": len(config.sources),
                "lists": len(config.lists),
                "categories": len(config.categories),
                "checked": found,
            }
        )
    else:
        _show_checked(config, checked)
    if any(one.verdict == "dead" for one in checked):
        raise typer.Exit(_DEAD)


def _check_online(config: Config) -> tuple[Checked, ...]:
    return asyncio.run(check_all(with_known_lists(config), clock()))


def _show_checked(config: Config, checked: Sequence[Checked]) -> None:
    if checked:
        console.table(["source", "state", ""], [(one.source_id, one.verdict, one.detail) for one in checked])
        console.say()
    lists = f", {counted(len(config.lists), 'list')}" if config.lists else ""
    categories = counted(len(config.categories), "category", "categories")
    counts = f"{counted(len(config.sources), 'source')}{lists}, {categories}, no fault"
    dead = sum(one.verdict == "dead" for one in checked)
    console.say(f"{config.path.name}: {counts}{f', {dead} dead' if dead else ''}")


def try_sources(
    arguments: Annotated[list[str], typer.Argument(metavar="SOURCE|URL|PATH...", show_default=False)],
    config_file: ConfigFile = None,
    *,
    as_json: AsJson = False,
    as_page: Annotated[bool, typer.Option("--html", help="Show it as a page, in the browser if there is one.")] = False,
    page_file: Annotated[
        Path | None, typer.Option("--html-to", metavar="FILE", help="Write that page to FILE, and open nothing.")
    ] = None,
) -> None:
    """Go the whole way of a source, an address or files, storing nothing: what would come in, and where to.

    Example: rubrique try articles/essai.txt https://example.org/feed.xml --html
    """
    config = with_known_lists(read_config_if_any(config_file))
    now = clock()
    tried = asyncio.run(_try(config, arguments, now, as_json=as_json))
    if as_page or page_file:
        show_page(preview(config, tried, now), page_file)


async def _try(config: Config, arguments: Sequence[str], now: datetime, *, as_json: bool) -> list[Tried]:
    found = []
    async for tried in try_all(config, arguments, now):
        found.append(tried)
        if as_json:
            console.say_json(tried_json(tried, config.site.timezone))
        else:
            for line in tried_lines(tried, config):
                console.say(line)
    return found


def explain(
    argument: Annotated[str, typer.Argument(metavar="FILE|ID", show_default=False)],
    config_file: ConfigFile = None,
) -> None:
    """Tell how a file was read, line by line, and why an entry was given each category or not.

    Example: rubrique explain articles/essai.txt
    """
    config = read_config_if_any(config_file)
    explained = explain_file(config, argument, clock())
    if explained is None:
        lines = _entry_explained(*_find(config, argument), config)
    else:
        lines = _file_explained(explained, config)
    for line in lines:
        console.say(line)


def _entry_explained(filed: FiledEntry, shapings: Mapping[str, Shaping], config: Config) -> Iterator[str]:
    yield from entry_lines(filed)
    for source_id, shaping in shapings.items():
        yield from (f"  {source_id}, {line}" for line in shaping_lines(shaping))
    yield from filing_lines(filed.filings, config)


def _file_explained(explained: Explained, config: Config) -> Iterator[str]:
    width = max((len(line.fate) for line in explained.report), default=0)
    for line in explained.report:
        yield f"{line.number or '':>5}  {line.fate:<{width}}  {line.text[:100]}".rstrip()
    for warning in explained.tried.read.warnings if explained.tried.read else ():
        yield f"warning: {warning}"
    for one in explained.tried.entries:
        yield ""
        yield one.found.title
        yield from shaping_lines(one.found.shaping)
        yield from filing_lines(one.filings, config)


def _find(config: Config, entry_id: str) -> tuple[FiledEntry, Mapping[str, Shaping]]:
    with opened(config) as store:
        filed, shapings = store.find(entry_id), store.shapings(entry_id)
    if filed is None:
        raise RubriqueError(f"{entry_id}: there is no such file, and no entry has this id: see the ids in a feed")
    return filed, shapings
