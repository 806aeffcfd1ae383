"""A page made for whoever sits at the terminal: written to a file, and opened where there is a display."""

import os
import sys
import webbrowser
from pathlib import Path
from tempfile import NamedTemporaryFile

from feeds.cli import console
from feeds.errors import RubriqueError


def show_page(content: bytes, file: Path | None) -> None:
    """Write a page to *file*, or to one of its own and open that; say where it is.

    Raises:
        RubriqueError: it cannot be written.
    """
    try:
        path = _written(content, file)
    except OSError as exc:
        raise RubriqueError(f"{file or 'the page'} cannot be written: {exc.strerror}") from exc
    console.note(f"page: {path}")
    if file is None and console.is_interactive() and _has_display():
        webbrowser.open(path.as_uri())


def _written(content: bytes, file: Path | None) -> Path:
    if file is not None:
        file.write_bytes(content)
        return file
    # It stays: the browser reads it after we are gone.
    with NamedTemporaryFile(prefix="rubrique-", suffix=".html", delete=False) as kept:
        kept.write(content)
    return Path(kept.name)


def _has_display() -> bool:
    return sys.platform in ("darwin", "win32") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
