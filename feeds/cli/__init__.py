"""The command `rubrique`: its groups of commands, and what an error becomes for the shell."""

import os
import signal
import sys
from collections.abc import Sequence
from typing import Annotated, TextIO

import typer

from feeds import __version__
from feeds.cli import (
    adding,
    console,
    curating,
    editing,
    filing,
    keeping,
    looking,
    outlines,
    reporting,
    running,
    saving,
    serving,
    starting,
)
from feeds.cli.changes import FileCommand
from feeds.errors import ConfigError, LockedError, RubriqueError, StoppedError

LOCKED = 75  # EX_TEMPFAIL of sysexits.h: cron may try again
MISCONFIGURED = 78  # EX_CONFIG
SIGNALLED = 128  # and the signal's number: how a shell tells of a process that a signal ended
INTERRUPTED = SIGNALLED + signal.SIGINT  # what Typer makes of a Ctrl-C that nobody handles

app = typer.Typer(
    name="rubrique",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _tell_version(is_asked: bool) -> None:
    if is_asked:
        console.say(f"rubrique {__version__}")
        raise typer.Exit


@app.callback()
def rubrique(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_tell_version, is_eager=True, help="Tell which version this is.")
    ] = False,
) -> None:
    """Turn articles and feeds into categorised feeds."""


app.command("init")(starting.init)
app.command("run")(running.run)
app.command("schedule")(keeping.schedule)
app.command("serve")(serving.serve)
app.command("metrics")(serving.metrics)
app.command("status")(reporting.status)
app.command("check")(looking.check)
app.command("try")(looking.try_sources)
app.command("explain")(looking.explain)
app.command("withdraw")(curating.withdraw)
app.command("rebuild")(curating.rebuild)
app.command("backup")(saving.backup)
app.command("restore")(saving.restore)
app.command("add")(adding.add)
app.command("import-opml")(outlines.import_opml)
app.command("export-opml")(outlines.export_opml)
app.command("enable")(editing.enable)
app.command("disable")(editing.disable)
app.command("remove")(editing.remove)
app.command("file", cls=FileCommand)(filing.file)
app.command("review")(filing.review)
app.command("recategorise")(filing.recategorise)
app.command("learn")(filing.learn)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 not all published, 2 misused, 75 locked, 78 misconfigured."""
    console.open_streams()
    code = _run(arguments)
    try:
        sys.stderr.flush()
    except OSError:
        _forget(sys.stderr)  # a full disk under the log is no reason to call a good run failed
    return code


def _run(arguments: Sequence[str] | None) -> int:
    try:
        app(args=None if arguments is None else list(arguments))
    except SystemExit as exc:
        if exc.code == INTERRUPTED:
            return console.fail(["ended by Ctrl-C"], INTERRUPTED)
        return exc.code if isinstance(exc.code, int) else 0
    except ConfigError as exc:
        return console.fail(exc.faults, MISCONFIGURED)
    except LockedError as exc:
        return console.fail([str(exc)], LOCKED)
    except StoppedError as exc:
        return console.fail([str(exc)], SIGNALLED + exc.number)
    except console.UnprintedError as exc:
        _forget(sys.stdout)
        return console.fail([str(exc)], 1)
    except RubriqueError as exc:
        return console.fail([str(exc)], 1)
    except BrokenPipeError:
        _forget(sys.stdout)  # the reader went away, as `| head` does
        return 1
    return 0


def _forget(stream: TextIO) -> None:
    # Python flushes a stream once more at exit, and exits 120 when that fails: give it somewhere to go.
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
