"""The commands that publish without a visit: withdraw, rebuild, and how such commands end."""

from typing import Annotated

import typer

from feeds import curating
from feeds.cli import console
from feeds.cli.options import ConfigFile, clock, opened, read_config
from feeds.cli.running import NOT_PUBLISHED, files_line, note_failures, tell
from feeds.publish.write import Report as Publication

EntryId = Annotated[str, typer.Argument(metavar="ID", help="The id of an entry, as the feeds and `explain` tell it.")]


def withdraw(entry_id: EntryId, config_file: ConfigFile = None) -> None:
    """Withdraw an entry for ever: from feeds, pages and archives, whoever carries it.

    Example: rubrique withdraw tag:example.org,2026-11-23:redaction/article.txt
    """
    config = read_config(config_file)
    with opened(config) as store:
        publication = curating.withdraw(config, store, entry_id, clock())
        tell(config, store)
    end(publication)


def rebuild(config_file: ConfigFile = None) -> None:
    """Publish everything anew from what is stored, offline; closed archives stand as they are.

    Example: rubrique rebuild --config /srv/veille/sources.toml
    """
    config = read_config(config_file)
    with opened(config) as store:
        publication = curating.rebuild(config, store, clock())  # offline: hubs wait for the next run
    end(publication)


def end(publication: Publication, *, is_quiet: bool = False) -> None:
    """Tell what became of the files, and exit 1 if any could not be published."""
    note_failures(publication)
    if not is_quiet:
        console.say(", ".join(files_line(publication)))
    raise typer.Exit(NOT_PUBLISHED if publication.failed else 0)
