"""The files of a folder: listed at every visit, read only when they changed."""

import hashlib
import os
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from feeds.errors import FetchError
from feeds.model import Document

MAX_BYTES = 10_000_000  # of one file; the longest article of a newspaper has some 100,000

# What editors, browsers and synchronisers leave while they write.
_TEMPORARY = ("~", ".tmp", ".temp", ".part", ".partial", ".crdownload", ".swp", ".swx", ".bak", ".lock")

# A file changed this lately may change again within one tick of its file system's clock: its signature is not trusted.
_UNSETTLED_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Listing:
    """What a folder holds now."""

    root: Path  # resolved: a document's name starts here
    signatures: tuple[tuple[str, str], ...]  # name and signature of each file, by name
    refused: tuple[tuple[str, str], ...] = ()  # name of a file or folder, and why it was left out

    def is_hidden(self, name: str) -> bool:
        """Whether a file may be there though it is not listed: itself or a folder above it was refused."""
        return any(name == refused or name.startswith(refused + "/") for refused, _ in self.refused)


class MissingFolderError(FetchError):
    """The folder, or the one file, that a source names is not there."""


def list_folder(path: Path) -> Listing:
    """Return the files below *path*, which is a folder or one file; hidden and temporary ones are left out.

    Raises:
        MissingFolderError: there is no such folder or file.
        FetchError: it cannot be listed.
    """
    try:
        root = path.resolve(strict=True)
        if not root.is_dir():
            return _sorted(root.parent, [(root.name, root)], [])
        found: list[tuple[str, Path]] = []
        refused: list[tuple[str, str]] = []
        _walk(root, "", found, refused)
    except FileNotFoundError as exc:
        raise MissingFolderError(f"there is no {path.name}: put it back, or change `path`") from exc
    except (OSError, RuntimeError) as exc:
        raise FetchError(f"{path.name} cannot be listed: {_why(exc)}") from exc
    return _sorted(root, found, refused)


def read_file(listing: Listing, name: str) -> Document:
    """Return the bytes of a listed file.

    Raises:
        FetchError: it cannot be read, is over MAX_BYTES, or lies outside the folder.
    """
    try:
        real = (listing.root / name).resolve(strict=True)
        if not real.is_relative_to(listing.root):
            raise FetchError("it leads outside the folder: copy it into the folder")
        # Resolved already, so a link here was put between the two calls; and a pipe must not hold us up.
        handle = os.open(real, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with open(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise FetchError("it is not a regular file: replace it by one")
            content = file.read(MAX_BYTES + 1)
    except OSError as exc:
        raise FetchError(f"it cannot be read: {_why(exc)}") from exc
    if len(content) > MAX_BYTES:
        raise FetchError(f"it is over {MAX_BYTES} bytes: split it")
    return Document(content, name=name)


def content_digest(content: bytes) -> str:
    """Return the digest by which two documents are known to be the same."""
    return hashlib.sha256(content).hexdigest()


def _walk(folder: Path, prefix: str, found: list[tuple[str, Path]], refused: list[tuple[str, str]]) -> None:
    for item in _scan(folder):
        name = prefix + item.name
        if is_passing(item.name):
            continue
        if not _is_utf8(name):
            shown = name.encode("utf-8", "replace").decode()
            refused.append((shown, "its name is not UTF-8: rename it"))
        elif item.is_dir(follow_symlinks=False):
            try:
                _walk(Path(item.path), name + "/", found, refused)
            except OSError as exc:
                refused.append((name, f"it cannot be listed: {_why(exc)}"))
        else:
            found.append((name, Path(item.path)))


def _scan(folder: Path) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as items:
        return list(items)


def _sorted(root: Path, found: list[tuple[str, Path]], refused: list[tuple[str, str]]) -> Listing:
    listed = {path for _, path in found if not path.is_symlink()}
    signatures: list[tuple[str, str]] = []
    for name, path in found:
        if path.is_symlink():
            reason = _link_fault(root, path)
            if reason:
                refused.append((name, reason))
                continue
            if path.resolve() in listed:
                continue  # a second name of a file that is read under its own
        signature = _signature(path)
        if signature is None:
            refused.append((name, "it is not a regular file: replace it by one"))
        else:
            signatures.append((name, signature))
    return Listing(root, tuple(sorted(signatures)), tuple(sorted(refused)))


def _link_fault(root: Path, path: Path) -> str:
    try:
        target = path.resolve(strict=True)
    except (OSError, RuntimeError):
        return "it is a link that leads nowhere: remove it"
    if not target.is_relative_to(root):
        return "it is a link that leads outside the folder: copy the file instead"
    return "it is a link to a folder: name the folder itself" if target.is_dir() else ""


def _signature(path: Path) -> str | None:
    """Return a text that changes whenever the file does; None for what is no regular file."""
    try:
        found = path.stat()
    except OSError:
        return ""  # gone or out of reach since the listing: reading it will tell
    if not stat.S_ISREG(found.st_mode):
        return None
    settled = time.time() - max(found.st_mtime, found.st_ctime) > _UNSETTLED_SECONDS
    signature = f"{found.st_size}:{found.st_mtime_ns}:{found.st_ctime_ns}:{found.st_ino}"
    return signature if settled else f"unsettled {signature}"


def is_settled(signature: str) -> bool:
    """Whether an equal signature proves an equal file."""
    return bool(signature) and not signature.startswith("unsettled ")


def is_passing(name: str) -> bool:
    return name.startswith((".", "#")) or name.lower().endswith(_TEMPORARY)


def _is_utf8(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _why(exc: BaseException) -> str:
    return (exc.strerror or str(exc)).lower() if isinstance(exc, OSError) else str(exc)


def changed_names(listing: Listing, signatures: dict[str, str]) -> Iterator[str]:
    """Yield the names of the files that are new or may differ from when they had *signatures*."""
    for name, signature in listing.signatures:
        if not is_settled(signature) or signatures.get(name) != signature:
            yield name
