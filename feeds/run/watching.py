"""Folders, and the single files that matter, looked at all the time: what changes there is noticed within seconds."""

import logging
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import watchfiles

from feeds.ingest.folder import is_passing
from feeds.rulebook import configured_by
from feeds.run.reloading import LiveConfig
from feeds.run.waking import Bell
from feeds.settings import FolderSource

logger = logging.getLogger(__name__)

_LOOK_MS = 400  # between two looks; one at which nothing is new, and an editor has done saving
_STEP_MS = 200  # between two questions of watchfiles to itself: its own 50 wake a machine that has nothing to do
_LONGEST_SECONDS = 2.5  # that a folder which never falls quiet may keep us waiting

Mark = tuple[int, ...]  # of a path: another one, and something else is there; () when nothing is


class Watch:
    """Rings a bell when a folder source, sources.toml or learned.toml changes, for as long as the block lasts.

    What cannot be watched, because the system has no watches left, is found at the next tick; that is said once.
    """

    def __init__(self, live: LiveConfig, bell: Bell) -> None:
        self._live, self._bell = live, bell
        self._end, self._is_ready = threading.Event(), threading.Event()
        self._is_blind = False
        self._thread = threading.Thread(target=self._keep, name="watch", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._is_ready.wait(10)  # a file that comes during the first run must not be missed
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()

    def _keep(self) -> None:
        while not self._end.is_set():
            marks = self._marks()
            folders = [path for path, mark in marks.items() if path.is_dir() and mark]
            looks = self._looks(folders)
            next(looks, False)  # from here on nothing is missed
            if self._is_ready.is_set():
                self._bell.ring()
            self._is_ready.set()
            self._look_on(looks, marks)

    def _look_on(self, looks: Iterator[bool], marks: dict[Path, Mark]) -> None:
        """Ring for what changed, once it is quiet again or has taken long; until there is something else to watch."""
        since: float | None = None
        for has_changed in looks:
            if has_changed and since is None:
                since = time.monotonic()
            if since is not None and (not has_changed or time.monotonic() - since > _LONGEST_SECONDS):
                self._bell.ring()
                since = None
            if self._end.is_set() or self._marks() != marks:
                return

    def _looks(self, folders: list[Path]) -> Iterator[bool]:
        """Yield whether something changed in these folders since the last look, every so often."""
        if folders:
            try:
                for changes in watchfiles.watch(
                    *folders,
                    watch_filter=lambda _, path: _matters(Path(path), folders),
                    debounce=_LOOK_MS,
                    step=_STEP_MS,
                    rust_timeout=_LOOK_MS,
                    yield_on_timeout=True,
                    stop_event=self._end,
                    ignore_permission_denied=True,
                ):
                    yield bool(changes)
            except (OSError, RuntimeError) as exc:  # the latter is its own WatchfilesRustInternalError
                self._tell_blind(exc)
        while not self._end.wait(_LOOK_MS / 1000):
            yield False

    def _marks(self) -> dict[Path, Mark]:
        """Return the paths to look at, each with what tells a folder from another, and one state of a file too."""
        config = self._live.config
        folders = [source.path for source in config.sources if isinstance(source, FolderSource)]
        paths = [*configured_by(config), *folders]
        return {real: _mark(real) for real in (Path(os.path.realpath(path)) for path in paths)}

    def _tell_blind(self, exc: Exception) -> None:
        if not self._is_blind:
            logger.warning("cannot watch folders, new files are found at the next tick: error=%s", exc)
        self._is_blind = True


def _matters(path: Path, folders: list[Path]) -> bool:
    """Whether a change of this path may be news: a hidden or a passing file's is not."""
    below = next((path.relative_to(folder) for folder in folders if path.is_relative_to(folder)), path)
    return not any(is_passing(part) for part in below.parts)


def _mark(path: Path) -> Mark:
    try:
        found = path.stat()
    except OSError:
        return ()
    identity = (found.st_dev, found.st_ino)
    return identity if path.is_dir() else (*identity, found.st_mtime_ns, found.st_size)
