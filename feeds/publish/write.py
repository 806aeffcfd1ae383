"""Files brought to output/: checked, replaced atomically, and only when they differ."""

import errno
import hashlib
import os
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path, PurePosixPath
from typing import Self

from feeds.errors import PublishError
from feeds.publish.check import check, check_agreement
from feeds.publish.paths import SYNDICATED

_ASIDE = ".rubrique-new"  # ends the name of a file that is being written


@dataclass(frozen=True, slots=True)
class Report:
    """What became of the files, by path inside output/."""

    written: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    failed: tuple[tuple[str, str], ...] = ()  # path, reason; the last good version stands
    digests: Mapping[str, str] = field(default_factory=dict)  # SHA-256 of what stands now, where anything does

    def failing_with(self, other: Self) -> Self:
        """Return this report, with what failed in another writing: of the status, say, which changes with every run."""
        return replace(self, failed=self.failed + other.failed)

    def joined(self, later: Self) -> Self:
        """Return what became of the files of two writings."""
        return replace(
            self,
            written=self.written + later.written,
            unchanged=self.unchanged + later.unchanged,
            removed=self.removed + later.removed,
            failed=self.failed + later.failed,
            digests={**self.digests, **later.digests},
        )


def write(
    output: Path,
    files: Mapping[str, bytes],
    remove: Collection[str] = (),
    *,
    revoked: Collection[str] = (),
    check_stop: Callable[[], None] = lambda: None,
) -> Report:
    """Bring *files* to *output* and take those of *remove* away; nothing else in it is touched.

    Each file is written aside and renamed into place, the three formats of a feed together or not at all.
    What fails keeps its last good version, but for *revoked*: paths whose last version may not be shown any longer.
    *check_stop* is called between groups, and may end the writing with an error of its own.

    Raises:
        PublishError: *output* cannot be made or synced, or a path leads out of it, which is a bug of the caller.
    """
    for path in (*files, *remove, *revoked):
        _refuse_stray(path)
    work = _Work(_make_output(output))
    for group in _groups(files):
        check_stop()
        work.publish(group, revoked)
    for path in remove:
        if path not in files:
            work.remove(path)
    work.sync_folders()
    return work.report(files)


def sweep(output: Path, paths: Collection[str]) -> None:
    """Take away what a killed writing left in the folders of these paths: nobody may come to write it again."""
    for folder in sorted({(output / path).parent for path in paths}):
        if folder.resolve().is_relative_to(output.resolve()):
            _discard(tuple(folder.glob(f".*{_ASIDE}")))


def _refuse_stray(path: str) -> None:
    pure = PurePosixPath(path)
    is_plain = str(pure) == path and pure.parts and "\\" not in path and path.isprintable()
    if not is_plain or pure.is_absolute() or ".." in pure.parts:
        raise PublishError(f"{path!r} is not a path inside the output folder")


def _make_output(output: Path) -> Path:
    try:
        output.mkdir(parents=True, exist_ok=True)
        return output.resolve(strict=True)
    except OSError as exc:
        raise PublishError(f"{output}: {exc.strerror}: a folder that can be written is needed") from exc


def _groups(files: Mapping[str, bytes]) -> Iterator[dict[str, bytes]]:
    """Yield files that stand or fall together: the formats of a feed, or one file."""

    def feed_or_path(path: str) -> str:
        stem, _, extension = path.rpartition(".")
        return stem if extension in SYNDICATED else path

    for _, paths in groupby(sorted(files, key=lambda p: (feed_or_path(p), p)), key=feed_or_path):
        yield {path: files[path] for path in paths}


class _Work:
    """One writing of output/: what was done so far."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._written: list[str] = []
        self._unchanged: list[str] = []
        self._removed: list[str] = []
        self._failed: list[tuple[str, str]] = []
        self._folders: set[Path] = set()  # to be synced: a rename in them is not on disk before

    def publish(self, group: Mapping[str, bytes], revoked: Collection[str]) -> None:
        """Bring one group to its places, all or none of it."""
        aside: dict[Path, Path] = {}
        try:
            changed = {path: content for path, content in group.items() if not self._stands(path, content)}
            if changed:  # what stands as it is was checked when it came
                _check_group(group)
            for path, content in changed.items():
                target = self._target(path)
                aside[target] = _aside(target)
                _write_synced(aside[target], content)
            for target, temporary in aside.items():
                os.replace(temporary, target)
                self._folders.add(target.parent)
        except (PublishError, OSError) as exc:
            _discard(aside.values())
            self._failed += [(path, _reason(exc)) for path in group]
            for path in group:
                if path in revoked:
                    self.remove(path)
            return
        self._written += changed
        self._unchanged += [path for path in group if path not in changed]

    def remove(self, path: str) -> None:
        """Take a file away; one that is gone already is as good as removed."""
        try:
            target = self._target(path, make=False)
            target.unlink(missing_ok=True)
        except (PublishError, OSError) as exc:
            if not isinstance(exc, NotADirectoryError):
                self._failed.append((path, _reason(exc)))
                return
        else:
            self._folders.add(target.parent)
        self._removed.append(path)

    def sync_folders(self) -> None:
        for folder in sorted(self._folders):
            if folder.is_dir():
                _sync_folder(folder)

    def report(self, files: Mapping[str, bytes]) -> Report:
        digests = {path: hashlib.sha256(files[path]).hexdigest() for path in (*self._written, *self._unchanged)}
        for path, _ in self._failed:
            content = self._content(path)
            if content is not None:
                digests[path] = hashlib.sha256(content).hexdigest()
        return Report(tuple(self._written), tuple(self._unchanged), tuple(self._removed), tuple(self._failed), digests)

    def _target(self, path: str, *, make: bool = True) -> Path:
        """Return where a path leads, its folder made; never through a symbolic link out of the output folder."""
        target = self._root / path
        folder = target.parent
        if not folder.resolve().is_relative_to(self._root):
            raise PublishError(f"{path}: its folder is a link that leads out of the output folder")
        if make and not folder.is_dir():
            folder.mkdir(parents=True, exist_ok=True)
            self._folders.update(p for p in folder.parents if p.is_relative_to(self._root))
        if target.is_dir() and not target.is_symlink():
            raise PublishError(f"{path}: a folder stands where the file should")
        return target

    def _stands(self, path: str, content: bytes) -> bool:
        """Whether the file has these bytes already; what an interrupted writing left beside it is taken away."""
        _discard([_aside(self._target(path))])
        return self._content(path) == content

    def _content(self, path: str) -> bytes | None:
        target = self._root / path
        try:
            inside = target.parent.resolve().is_relative_to(self._root) and not target.is_symlink()
            return target.read_bytes() if inside and target.is_file() else None
        except OSError:
            return None


def _check_group(group: Mapping[str, bytes]) -> None:
    for path, content in group.items():
        check(path, content)
    formats = {path.rpartition(".")[2]: content for path, content in group.items()}
    if formats.keys() >= set(SYNDICATED):
        check_agreement(formats["atom"], formats["rss"], formats["json"])


def _aside(target: Path) -> Path:
    # Always the same name, so that the next run finds what a killed one left; short, whatever the slug.
    digest = hashlib.sha256(target.name.encode()).hexdigest()[:16]
    return target.with_name(f".{digest}{_ASIDE}")


def _write_synced(path: Path, content: bytes) -> None:
    # O_EXCL follows no link that someone may have left under that name.
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as exc:
        if exc.errno != errno.EINVAL:  # some file systems cannot, and need not
            raise PublishError(f"{folder}: {exc.strerror}: a folder that can be synced to disk is needed") from exc


def _discard(paths: Collection[Path]) -> None:
    for path in paths:
        try:
            path.unlink(missing_ok=True)
        except OSError:  # read-only: it stays, hidden, for the next run
            return


def _reason(exc: PublishError | OSError) -> str:
    return str(exc) if isinstance(exc, PublishError) else f"{exc.strerror or exc}"
