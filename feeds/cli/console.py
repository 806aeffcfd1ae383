"""What the commands print: results on stdout, progress and errors on stderr."""

import io
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from feeds.errors import RubriqueError
from feeds.plural import counted
from feeds.visiting import Outcome

_ENDLESS = 1_000_000  # columns

# What breaks a line, moves a terminal's cursor, colours its text or turns it round; half a character, too.
_CONTROLS = re.compile("[\x00-\x08\n-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


class UnprintedError(RubriqueError):
    """A result could not be printed."""


def open_streams() -> None:
    """Let stdout and stderr take any text: the locale may lack its letters, and a daemon may have closed them."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115  for as long as we run
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def say(text: str = "", style: str = "") -> None:
    """Print one line of a result, in colour on a terminal; nothing in it is taken for markup."""
    with _written():
        _stdout().print(Text(plain(text), style=style), soft_wrap=True)


def say_json(value: Mapping[str, Any] | Sequence[Any]) -> None:
    """Print a value as one line of JSON in UTF-8, in ASCII where the locale has no more."""
    is_utf8 = (sys.stdout.encoding or "").lower() in ("utf-8", "utf8")
    with _written():
        sys.stdout.write(json.dumps(value, ensure_ascii=not is_utf8, separators=(", ", ": ")) + "\n")
        sys.stdout.flush()


def fail(lines: Iterable[str], code: int) -> int:
    """Print what went wrong, a line each, and return the exit code."""
    for line in lines:
        with suppress(OSError):
            _stderr().print(Text.assemble(("rubrique: ", "bold red"), plain(line)), soft_wrap=True)
    return code


def note(line: str) -> None:
    """Print a line of progress; where nothing can be printed, the work goes on."""
    with suppress(OSError):
        _stderr().print(Text(plain(line)), soft_wrap=True)


def is_interactive() -> bool:
    """Whether someone sits at a terminal, to read and to type."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()


def ask_key(question: str, keys: str) -> str:
    """Ask until one of *keys* is pressed, and return it; the last of them for Ctrl-C, Ctrl-D and Escape."""
    with _written():
        _stdout().print(Text(plain(f"{question} ")), end="")
        sys.stdout.flush()
    while True:
        try:
            pressed = typer.getchar().lower()
        except (KeyboardInterrupt, EOFError):
            pressed = keys[-1]
        answer = keys[-1] if pressed in ("\x1b", "\x03", "\x04") else pressed
        if answer and answer in keys:
            say(answer)
            return answer


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print rows under headings, as wide as the terminal, or as wide as they are elsewhere."""
    console = _stdout()
    shown = Table(box=None, pad_edge=False, header_style="bold")
    for heading in headings:
        shown.add_column(heading, overflow="fold")
    for row in rows:
        shown.add_row(*(Text(plain(cell)) for cell in row))
    with _written():
        console.print(shown)


@contextmanager
def visits(total: int) -> "Iterator[Visits]":
    """Show visits as they end: a bar on a terminal, one plain line per source elsewhere."""
    console = _stderr()
    if not console.is_terminal:
        yield Visits(None)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[last]}"))
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("visiting", total=total, last="")
        yield Visits(lambda source_id: progress.update(task, advance=1, last=source_id))


class Visits:
    """Where visits are shown."""

    def __init__(self, advance: Any) -> None:  # a function of a source's id; None without a terminal
        self._advance = advance

    def ended(self, outcome: Outcome) -> None:
        for name, reason in outcome.refused:
            note(f"{outcome.source_id}: {name}: {reason}")
        for warning in outcome.warnings:
            note(f"{outcome.source_id}: warning: {warning}")
        if self._advance:
            if outcome.error or outcome.withheld:
                note(visit_line(outcome))
            self._advance(outcome.source_id)
        else:
            note(visit_line(outcome))


def visit_line(outcome: Outcome) -> str:
    """Return what a visit did, in one line."""
    if outcome.error:
        return f"{outcome.source_id}: failed: {outcome.error}{_withheld(outcome)}"
    counts = {"new": outcome.new, "edited": outcome.edited, "withdrawn": outcome.withdrawn}
    done = ", ".join(f"{count} {name}" for name, count in counts.items() if count) or "nothing new"
    return f"{outcome.source_id}: {done}{_withheld(outcome)}"


def _withheld(outcome: Outcome) -> str:
    if not outcome.withheld:
        return ""
    remedy = "run with --accept-deletions if that is meant"
    return f"; {counted(outcome.withheld, 'file is', 'files are')} gone at once, all entries stay: {remedy}"


@contextmanager
def _written() -> Iterator[None]:
    """Tell a full disk from a bug; a reader that went away is told by its own error."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as exc:
        raise UnprintedError(f"stdout cannot be written: {exc.strerror}") from exc


def plain(line: str) -> str:
    """Return a line with its control characters spelt out: one line stays one, and a terminal obeys nobody else."""
    return _CONTROLS.sub(lambda found: found[0].encode("unicode_escape").decode(), line)


def _stdout() -> Console:
    # Elsewhere than on a terminal a line is as long as it is: a script reads it, not an eye.
    return Console(file=sys.stdout, highlight=False, width=None if sys.stdout.isatty() else _ENDLESS)


def _stderr() -> Console:
    return Console(file=sys.stderr, highlight=False)
