"""A changed sources.toml: held to all rules before it takes the place of the one that stands."""

import fcntl
import os
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from feeds.config import check_config, read_config
from feeds.edit import Change, change_text
from feeds.errors import ConfigError
from feeds.settings import Config

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Draft:
    """What sources.toml would be."""

    path: Path
    before: bytes  # as it was read
    after: bytes
    config: Config  # that it would hold

    def write(self) -> None:
        """Put it in the place of the file, whole or not at all; a link to the file stays one.

        Raises:
            ConfigError: someone else has changed the file since it was read, or it cannot be written.
        """
        if self.after == self.before:
            return
        target = Path(os.path.realpath(self.path))
        try:
            with target.open("rb") as standing:
                # One of two commands at once waits here, and then sees that the other was faster.
                fcntl.flock(standing, fcntl.LOCK_EX)
                if target.read_bytes() != self.before:
                    raise ConfigError([f"{self.path.name}: someone else has just changed it: give the command again"])
                _replace(target, self.after)
        except OSError as exc:
            raise ConfigError([f"{self.path}: cannot be written: {exc.strerror}"]) from exc


def draft(path: Path, changes: Sequence[Change], environ: Mapping[str, str] = os.environ) -> Draft:
    """Return sources.toml with *changes* made; nothing is written.

    Raises:
        ConfigError: the file has faults, or would have some; or a change cannot be made.
    """
    before = read_config(path)
    check_config(path, before, environ)  # a fault that stands there already is told as such, not as the change's
    text = change_text(before.removeprefix(_BOM).decode(), changes)
    after = before[: len(_BOM)] * before.startswith(_BOM) + text.encode()
    return Draft(path, before, after, check_config(path, after, environ))


def _replace(target: Path, content: bytes) -> None:
    """Write a file aside, to the disk, then give it the name, the mode and the owner of the one that stands."""
    status = target.stat()
    handle, aside = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}-")
    try:
        with open(handle, "wb") as file:
            file.write(content)
            os.fchmod(handle, status.st_mode & 0o7777)
            with suppress(PermissionError):  # it is another's, whose group we may write in: ours from now on
                os.fchown(handle, status.st_uid, status.st_gid)
            file.flush()
            os.fsync(handle)
        os.replace(aside, target)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(aside)
        raise
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
