"""The editor's hooks called, each for one entry, so that a failing one costs its own effect and no more."""

import asyncio
import logging
import os
import sys
from collections import Counter
from pathlib import Path

import feeds.hook_child
from feeds.children import ChildError, run_child
from feeds.errors import ParseError
from feeds.health import HookFault
from feeds.ingest.contain import Cells
from feeds.ingest.hooked import with_answer
from feeds.model import Entry
from feeds.shape_rules import Hook
from feeds.store import Store

logger = logging.getLogger(__name__)

TIMEOUT_SECONDS = 10
_PATIENCE = 5  # failures in a row: then a hook is left alone for the rest of the run, which it would hold up for hours


class Hooks:
    """The hooks of a run, started in *folder*, that of sources.toml."""

    def __init__(self, folder: Path, cells: Cells, timeout_seconds: float = TIMEOUT_SECONDS) -> None:
        self._folder = folder
        self._cells = cells
        self._timeout_seconds = timeout_seconds
        self._in_a_row: Counter[str] = Counter()  # by label
        self._faults: dict[str, HookFault] = {}
        self._well: set[str] = set()
        self._places: tuple[asyncio.AbstractEventLoop, asyncio.Semaphore] | None = None

    async def call(self, hook: Hook, entry: Entry, form: bytes) -> Entry | None:
        """Return an entry as a hook makes it, told as *form*; None where the hook fails."""
        async with self._places_here():
            if self._in_a_row[hook.label] >= _PATIENCE:
                return None
            try:
                answer = await run_child(_words(hook), self._folder, form, self._timeout_seconds)
                made = await self._cells.call(with_answer, entry, answer)
            except (ChildError, ParseError, ValueError) as exc:
                self._fail(hook, str(exc))
                return None
        self._in_a_row[hook.label] = 0
        self._well.add(hook.label)
        return made

    @property
    def warnings(self) -> tuple[str, ...]:
        return tuple(f"{fault.hook} fails, and changes nothing: {fault.error}" for fault in self._faults.values())

    def note(self, store: Store) -> None:
        """Let the store know which hooks failed, and which do well again."""
        if self._faults or self._well:
            store.note_hooks(tuple(self._faults.values()), self._well - self._faults.keys())

    def _places_here(self) -> asyncio.Semaphore:
        """Return the places of the loop that runs: a publication has one for each of its batches."""
        loop = asyncio.get_running_loop()
        if self._places is None or self._places[0] is not loop:
            self._places = loop, asyncio.Semaphore(os.cpu_count() or 1)
        return self._places[1]

    def _fail(self, hook: Hook, error: str) -> None:
        self._in_a_row[hook.label] += 1
        before = self._faults.get(hook.label)
        self._faults[hook.label] = HookFault(hook.label, (before.failures if before else 0) + 1, error)
        if self._in_a_row[hook.label] == _PATIENCE:
            logger.warning("left alone hook=%s failures=%d error=%s", hook.label, _PATIENCE, error)


def identity_of(hook: Hook, folder: Path) -> str:
    """Return what another text of a hook's own files changes, so that what it made before is made anew."""
    names = [f"{hook.words[0].partition(':')[0].replace('.', '/')}.py"] if hook.is_python else hook.words
    files = [folder / name for name in names]
    return repr((hook.words, [_content(file) for file in files]))


def _content(file: Path) -> bytes | None:
    """Return what a file holds; None for what is none that we can read: a word of a command need not name one."""
    try:
        return file.read_bytes() if file.is_file() else None
    except OSError:
        return None


def _words(hook: Hook) -> tuple[str, ...]:
    if not hook.is_python:
        return hook.words
    assert feeds.hook_child.__file__
    return (sys.executable, feeds.hook_child.__file__, *hook.words)
