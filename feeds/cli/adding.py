"""The command `add`: what an address or a path would bring, shown, chosen, and written to sources.toml."""

import asyncio
import re
from collections.abc import Iterator, Sequence
from typing import Annotated, Any

import typer

from feeds.adding import Candidate, Wishes, find_candidates, new_block
from feeds.cli import console
from feeds.cli.options import (
    AllowPrivate,
    AsJson,
    ConfigFile,
    DryRun,
    as_option,
    clock,
    config_path,
    opened_if_any,
    read_config,
)
from feeds.cli.outlines import import_opml
from feeds.draft import draft
from feeds.edit import Addition
from feeds.errors import FetchError, RubriqueError
from feeds.lists import with_lists
from feeds.plural import counted
from feeds.rule_tables import DURATION, DURATION_NEEDED
from feeds.settings import Config

_KEYS = "123456789"  # one for each that may be chosen
_KINDS = {"feed": "a feed", "page": "a page without a feed", "list": "a list", "folder": "a folder", "file": "a file"}


def add(
    place: Annotated[str, typer.Argument(metavar="URL|PATH", show_default=False)],
    config_file: ConfigFile = None,
    *,
    category: Annotated[
        list[str] | None, typer.Option("--category", help="Give a category, by its key, to all its entries.")
    ] = None,
    every: Annotated[str, typer.Option("--every", help='Time between two visits, such as "2h".')] = "",
    name: Annotated[str, typer.Option("--name", help="The name to credit it by; else what it calls itself.")] = "",
    source_id: Annotated[str, typer.Option("--id", help="Its permanent id; else one made of its title.")] = "",
    allow_private: AllowPrivate = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Add a source to sources.toml: a feed, a site whose feeds are looked for, a folder, a file, an OPML list.

    You see its last entries, how they would be filed, and how often it would be visited; where there is a choice, you
    make it with one key. Elsewhere than on a terminal the best one is taken; a list in a file is imported, one at an
    address is followed: read again at each run.

    Example: rubrique add https://www.actuia.com --category ia --every 2h
    """
    config = read_config(config_file)
    if every and not re.fullmatch(DURATION, every):
        raise typer.BadParameter(DURATION_NEEDED, param_hint="--every")
    wishes = Wishes(source_id, name, _categories(category or [], config), every, allow_private)
    candidates = _candidates(config, place, allow_private=allow_private)
    asks = console.is_interactive() and not as_json and not dry_run
    chosen = _chosen(candidates, config, wishes) if asks else candidates[0]
    way = "" if chosen is None else _way(chosen, asks=asks)
    if chosen is None or way == "q":
        console.say("nothing added")
    elif way == "i":
        import_opml(place, config_file, allow_private=allow_private, dry_run=dry_run, as_json=as_json)
    else:
        block = new_block(chosen, wishes, config)
        changed = draft(config_path(config_file), [Addition([block])])
        if not dry_run:
            changed.write()
        if as_json:
            console.say_json({"added": not dry_run, "block": block, "found": [_as_json(one) for one in candidates]})
            return
        if not asks:
            _show(chosen, candidates, config, wishes)
        console.say(f"{'would add' if dry_run else 'added'} {block['id']}")


def _categories(keys: Sequence[str], config: Config) -> tuple[str, ...]:
    unknown = [key for key in keys if key not in config.keys]
    if unknown:
        raise typer.BadParameter(f"{unknown[0]} is no category: give one of {', '.join(config.keys)}")
    return tuple(keys)


def _candidates(config: Config, place: str, *, allow_private: bool) -> tuple[Candidate, ...]:
    with opened_if_any(config) as store:
        full = with_lists(config, store) if store else config
        try:
            return asyncio.run(find_candidates(full, store, place, clock(), allow_private=allow_private))
        except FetchError as exc:
            raise RubriqueError(as_option(f"{place}: {exc}")) from exc


# -- choosing -----------------------------------------------------------------------------------------------------


def _chosen(candidates: Sequence[Candidate], config: Config, wishes: Wishes) -> Candidate | None:
    """Return the candidate that is wanted, after showing what it would bring; None if none is."""
    chosen: Candidate | None = candidates[0]
    if len(candidates) > 1:
        for key, candidate in zip(_KEYS, candidates, strict=False):
            console.say(f"{key}  {candidate.place}  {candidate.title}")
        answer = console.ask_key("which one? its number, q quit", _KEYS[: len(candidates)] + "q")
        chosen = None if answer == "q" else candidates[int(answer) - 1]
    if chosen is None:
        return None
    for line in candidate_lines(chosen, config, wishes):
        console.say(line)
    return chosen if _is_meant(chosen) else None


def _is_meant(chosen: Candidate) -> bool:
    """Ask where there is reason to doubt."""
    if chosen.duplicates:
        return console.ask_key("add it all the same? y yes, n no", "yn") == "y"
    if chosen.kind == "page":
        return console.ask_key("take the page itself for a source? y yes, n no", "yn") == "y"
    return True


def _way(chosen: Candidate, *, asks: bool) -> str:
    """Return what becomes of a list: "f" followed from run to run, "i" imported, "q" neither; "" for all else."""
    if chosen.kind != "list":
        return ""
    if asks:
        return console.ask_key("f follow it from run to run, i import its feeds once, q quit", "fiq")
    return "f" if chosen.place.startswith("http") else "i"


# -- showing ------------------------------------------------------------------------------------------------------


def candidate_lines(candidate: Candidate, config: Config, wishes: Wishes) -> Iterator[str]:
    """Yield what a candidate would bring, for people."""
    title = f": {candidate.title}" if candidate.title else ""
    feeds = f", {counted(candidate.feeds, 'feed')}" if candidate.kind == "list" else ""
    yield f"{candidate.place} is {_KINDS[candidate.kind]}{title}{feeds}"
    for one in candidate.sample:
        keys = dict.fromkeys([*wishes.categories, *(filing.category for filing in one.filings if filing.given)])
        given = [config.category(key).label for key in keys]
        yield f"  {one.sort_date.astimezone(config.site.timezone):%Y-%m-%d}  {one.found.title}"
        yield f"              {', '.join(given) or 'no category'}"
    if candidate.per_week is not None and candidate.wait is not None:
        wait = wishes.every or f"{candidate.wait.total_seconds() / 3600:.1f} hours"
        yield f"  {candidate.per_week:.1f} entries a week: it would be visited every {wait}"
    yield from (f"  warning: {reason}" for reason in candidate.duplicates)


def _show(chosen: Candidate, candidates: Sequence[Candidate], config: Config, wishes: Wishes) -> None:
    for line in candidate_lines(chosen, config, wishes):
        console.say(line)
    for other in candidates:
        if other is not chosen:
            console.say(f"  also found: {other.place}")


def _as_json(candidate: Candidate) -> dict[str, Any]:
    return {
        "kind": candidate.kind,
        "place": candidate.place,
        "title": candidate.title,
        "per_week": candidate.per_week,
        "visited_every_seconds": candidate.wait.total_seconds() if candidate.wait else None,
        "duplicates": list(candidate.duplicates),
        "entries": [
            {
                "title": one.found.title,
                "link": one.found.link,
                "date": one.sort_date.isoformat(),
                "categories": [filing.category for filing in one.filings if filing.given],
            }
            for one in candidate.sample
        ],
    }
