"""The commands that read and write lists of feeds: import-opml, export-opml."""

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

import typer

from feeds.cli import console
from feeds.cli.options import (
    AllowPrivate,
    AsJson,
    ConfigFile,
    DryRun,
    as_option,
    clock,
    config_path,
    opened,
    read_config,
    with_known_lists,
)
from feeds.draft import draft
from feeds.errors import FetchError, ParseError, RubriqueError
from feeds.importing import Import, plan_import
from feeds.ingest.client import Client
from feeds.ingest.contain import Cells
from feeds.ingest.fetch import Request, fetch
from feeds.ingest.opml import FeedList, read_opml
from feeds.lists import read_list_file, with_lists
from feeds.plural import counted
from feeds.publish.opml import render_sources_opml
from feeds.settings import Config


def import_opml(
    place: Annotated[str, typer.Argument(metavar="FILE|URL", help="The list.", show_default=False)],
    config_file: ConfigFile = None,
    *,
    allow_private: AllowPrivate = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Add each feed of an OPML list to sources.toml, in one go.

    A folder called like a category, by key, label or synonym, gives it; another one around a feed becomes a category.

    Example: rubrique import-opml abonnements.opml --dry-run
    """
    config = read_config(config_file)
    try:
        found = asyncio.run(_read(config, place, allow_private=allow_private))
    except (FetchError, ParseError) as exc:
        raise RubriqueError(as_option(f"{place}: {exc}")) from exc
    if not found.feeds and not found.skipped:
        raise RubriqueError(f"{place}: the list names no feed")
    host = urlsplit(place).hostname or ""
    planned = plan_import(found, with_known_lists(config), host if allow_private else None)
    changed = draft(config_path(config_file), [planned.addition])
    if not dry_run:
        changed.write()
    if as_json:
        console.say_json(_as_json(planned))
    else:
        for line in _report(planned, "would be added" if dry_run else "added"):
            console.say(line)


def export_opml(
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="To write; else it is printed.")] = None,
    config_file: ConfigFile = None,
) -> None:
    """Write the sources as an OPML list, in the folders of their categories; import-opml reads it back.

    Left out are sources that are off, and addresses that are private or hold a secret.

    Example: rubrique export-opml sources.opml
    """
    config = read_config(config_file)
    with opened(config) as store:
        origins = {source_id: state.origin for source_id, state in store.states().items()}
        content = render_sources_opml(with_lists(config, store), origins)
    if file:
        file.write_bytes(content)
    else:
        sys.stdout.write(content.decode())


async def _read(config: Config, place: str, *, allow_private: bool) -> FeedList:
    if place.lower().startswith(("http://", "https://")):
        async with Client(config.site.base_url, config.http) as client:
            fetched = await fetch(Request(place, allow_private=allow_private), client, now=clock())
        document = fetched.document
    else:
        document = read_list_file(Path(place))
    assert document is not None  # asked without conditions
    with Cells() as cells:
        return await cells.call(read_opml, document)


def _report(planned: Import, done: str) -> Iterator[str]:
    for key, label in planned.categories.items():
        yield f"category {key}: {label}, {done}"
    for one in planned.skipped:
        yield f"skipped {one.name or 'an outline'}: {one.reason}"
    sources = counted(len(planned.blocks), "source")
    categories = counted(len(planned.categories), "category", "categories")
    yield f"{sources} {done}, {categories}, {len(planned.skipped)} skipped"


def _as_json(planned: Import) -> dict[str, Any]:
    return {
        "sources": list(planned.blocks),
        "categories": dict(planned.categories),
        "skipped": [{"name": one.name, "reason": one.reason} for one in planned.skipped],
    }
