"""A TOML file that a person may have written: its text with what it says, or what keeps it from being read."""

import re
import tomllib
from pathlib import Path
from typing import Any

from feeds.errors import ConfigError
from feeds.toml_remedies import remedy

_MAX_BYTES = 50_000_000  # a hundred thousand sources; a device has no end
_MAX_DEPTH = 32  # what we read goes down to four; a thousand levels break every reader


def read_text(path: Path) -> str:
    """Return the text of a file, its lines ended as TOML has them.

    Raises:
        FileNotFoundError: there is none.
        ConfigError: it cannot be read.
    """
    return decode_text(read_bytes(path), path.name)


def read_bytes(path: Path) -> bytes:
    """Return what a file holds, of a size that a person may have written.

    Raises:
        FileNotFoundError: there is none.
        ConfigError: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            content = file.read(_MAX_BYTES + 1)
    except FileNotFoundError:
        raise
    except OSError as exc:
        raise ConfigError([f"{path}: cannot be read: {exc.strerror}"]) from exc
    if len(content) > _MAX_BYTES:
        raise ConfigError([f"{path.name}: over {_MAX_BYTES} bytes: is it the right file?"])
    return content


def decode_text(content: bytes, name: str) -> str:
    """Return the text that a file of this name holds, its lines ended as TOML has them.

    Raises:
        ConfigError: it is not UTF-8.
    """
    try:
        # Or as an old Mac wrote them.
        return re.sub("\r\n?", "\n", content.decode("utf-8-sig"))
    except UnicodeDecodeError as exc:
        raise ConfigError([f"{name}: byte {exc.start} is not UTF-8: save the file as UTF-8"]) from exc


def parse_toml(text: str, name: str) -> dict[str, Any]:
    """Return the tree of a text that came from a file of this name.

    Raises:
        ConfigError: it is no TOML, or nested deeply.
    """
    try:
        tree = tomllib.loads(text)
    except RecursionError as exc:
        raise ConfigError([f"{name}: not valid TOML: nested too deeply"]) from exc
    except ValueError as exc:  # a number of more digits than Python reads is no TOMLDecodeError
        told = (f"{name}: not valid TOML", str(exc), remedy(text, str(exc)))
        raise ConfigError([": ".join(filter(None, told))]) from exc
    level: list[Any] = [tree]
    for _ in range(_MAX_DEPTH):
        level = [child for node in level for child in (node.values() if isinstance(node, dict) else node)]
        level = [child for child in level if isinstance(child, dict | list)]
    if level:
        raise ConfigError([f"{name}: nested too deeply: no key is more than four levels down"])
    return tree
