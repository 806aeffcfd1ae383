"""A path asked for, opened: never outside output/, never what is hidden there."""

import os
import stat
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK  # a pipe must not keep us waiting


@dataclass(frozen=True, slots=True)
class Opened:
    """A file as it stood when it was opened: what takes its place later does not reach it."""

    file: BinaryIO
    size: int
    modified_ns: int

    @property
    def modified(self) -> int:
        """The second that it was written in."""
        return self.modified_ns // 1_000_000_000

    @property
    def version(self) -> str:
        """What no other bytes of the same path share: each writing of a file gives it a time of its own."""
        return f"{self.modified_ns:x}-{self.size:x}"


def is_path(path: str) -> bool:
    """Whether a path can be meant: without NUL, and never above where it starts."""
    depth = 0
    for segment in path.split("/"):
        depth += -1 if segment == ".." else segment not in ("", ".")
        if depth < 0:
            return False
    return "\0" not in path


def open_inside(root: Path, path: str) -> Opened | None:
    """Open a file by its path inside a folder; None where there is none to be shown.

    No link is followed, so none leads out; a name that begins with a point is one of ours that is being written, or
    not meant for readers; and a file has one path only, without "." and "..".
    """
    *folders, name = path.split("/")
    if any(segment.startswith(".") or not segment for segment in (*folders, name)):
        return None
    try:
        with ExitStack() as stack:
            at = _open(os.fspath(root), _FOLDER & ~os.O_NOFOLLOW, None, stack)
            for folder in folders:
                at = _open(folder, _FOLDER, at, stack)
            return _opened(os.open(name, _FILE, dir_fd=at))
    except (OSError, ValueError):  # ValueError: a name that no file system could carry
        return None


def has_index(root: Path, path: str) -> bool:
    """Whether a path is that of a folder with a page."""
    opened = open_inside(root, f"{path}/index.html")
    if opened:
        opened.file.close()
    return opened is not None


def _open(name: str, flags: int, at: int | None, stack: ExitStack) -> int:
    descriptor = os.open(name, flags, dir_fd=at)
    stack.callback(os.close, descriptor)
    return descriptor


def _opened(descriptor: int) -> Opened | None:
    found = os.fstat(descriptor)
    if not stat.S_ISREG(found.st_mode):
        os.close(descriptor)
        return None
    return Opened(open(descriptor, "rb", buffering=0), found.st_size, found.st_mtime_ns)
