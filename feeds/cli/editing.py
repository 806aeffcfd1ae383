"""The commands that turn sources of sources.toml off and on, and take them out: enable, disable, remove."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from feeds import curating
from feeds.cli import console
from feeds.cli.curating import end
from feeds.cli.options import ConfigFile, clock, config_path, opened, read_config
from feeds.cli.running import tell
from feeds.draft import Draft, draft
from feeds.edit import Removal, Switch
from feeds.errors import RubriqueError
from feeds.lists import with_lists
from feeds.settings import Config, FeedSource

SourceIds = Annotated[
    list[str], typer.Argument(metavar="ID...", help="The ids of sources, as sources.toml has them.", show_default=False)
]


def enable(source_ids: SourceIds, config_file: ConfigFile = None) -> None:
    """Turn sources on again: they are due at the next run.

    Example: rubrique enable actuia
    """
    _switch(source_ids, config_file, is_on=True)


def disable(source_ids: SourceIds, config_file: ConfigFile = None) -> None:
    """Turn sources off: they are visited no more, and keep their entries.

    Example: rubrique disable actuia redaction
    """
    _switch(source_ids, config_file, is_on=False)


def remove(
    source_ids: SourceIds,
    config_file: ConfigFile = None,
    *,
    keep: Annotated[bool, typer.Option("--keep", help="Let their entries stand.")] = False,
    withdraw: Annotated[bool, typer.Option("--withdraw", help="Withdraw what no other source carries.")] = False,
) -> None:
    """Take sources out of sources.toml, with the comments that are theirs alone; their entries stay or go.

    Without --keep or --withdraw you are asked which; where nobody can type, they stay.

    Example: rubrique remove actuia --withdraw
    """
    if keep and withdraw:
        raise typer.BadParameter("give --keep or --withdraw, not both")
    path = config_path(config_file)
    before = read_config(config_file)
    _hold_to_blocks(before, source_ids)
    removed = draft(path, [Removal(source_id) for source_id in dict.fromkeys(source_ids)])
    if not keep and not withdraw and console.is_interactive():
        answer = console.ask_key("their entries: k keep, w withdraw, q quit", "kwq")
        if answer == "q":
            console.say("nothing changed")
            return
        withdraw = answer == "w"
    if withdraw:
        _withdraw(before, removed, source_ids)
    else:
        removed.write()
        console.say(f"removed {', '.join(source_ids)}: their entries stay")


def _withdraw(before: Config, removed: Draft, source_ids: Sequence[str]) -> None:
    """Withdraw, then write: if a run is under way, nothing has changed and the command can be given again."""
    with opened(before) as store:
        named = [
            s.id for s in with_lists(before, store).sources if isinstance(s, FeedSource) and s.list_id in source_ids
        ]
        publication = curating.withdraw_sources(removed.config, store, [*source_ids, *named], clock())
        removed.write()
        tell(removed.config, store)
    console.say(f"removed {', '.join(source_ids)}")
    end(publication)


def _hold_to_blocks(config: Config, source_ids: Sequence[str]) -> None:
    """Raise a RubriqueError for a source that a list names, and no block of sources.toml."""
    blocks = {one.id for one in (*config.sources, *config.lists)}
    if not config.lists or blocks.issuperset(source_ids):
        return
    with opened(config) as store:
        named = [s for s in with_lists(config, store).sources if isinstance(s, FeedSource) and s.list_id]
    for source in named:
        if source.id in source_ids:
            block = f'id = "{source.id}", url = "{source.url}", enabled = false'
            raise RubriqueError(
                f"{source.id}: the list {source.list_id} names it: take {source.url} out of that list, "
                f"or write a [[sources]] block, which comes before any list: {block}"
            )


def _switch(source_ids: Sequence[str], config_file: Path | None, *, is_on: bool) -> None:
    _hold_to_blocks(read_config(config_file), source_ids)
    changed = draft(config_path(config_file), [Switch(source_id, is_on) for source_id in source_ids])
    state = "on" if is_on else "off"
    if changed.after == changed.before:
        console.say(f"already {state}: {', '.join(source_ids)}")
        return
    changed.write()
    console.say(f"{state}: {', '.join(source_ids)}")
