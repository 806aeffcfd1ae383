"""Logs on stderr: for an eye one line of `key=value` an event, for a collector one line of JSON."""

import io
import json
import logging
import re
import sys
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from time import time
from typing import Any, TextIO

from feeds.cli.console import plain

_LEVELS = (("rubrique: ", "error"), ("warning: ", "warning"))  # of lines for an eye, by what they begin with
_FIELD = re.compile(r"(\w+)=%[\d.]*[a-z]")


class LogFormat(StrEnum):
    TEXT = "text"
    JSON = "json"


def start_logging(form: LogFormat, *, verbose: bool, always: Iterable[str] = ()) -> None:
    """Send logs to stderr: errors, or the whole story of a run; the modules named in *always* tell theirs anyway."""
    handler = logging.StreamHandler(sys.stderr)
    if form is LogFormat.JSON:
        sys.stderr = JsonLines(sys.stderr)
    handler.setFormatter(JsonFormatter() if form is LogFormat.JSON else TextFormatter())
    # The story is ours: libraries tell at INFO what they set up and watch, in words of their own.
    logging.basicConfig(handlers=[handler], level=logging.WARNING if verbose else logging.ERROR)
    if verbose:
        logging.getLogger("feeds").setLevel(logging.INFO)
    for name in always:
        logging.getLogger(name).setLevel(logging.INFO)


class TextFormatter(logging.Formatter):
    """A line an event: what servers say may hold a line break, and must not begin a line that looks like ours."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  # logging's name
        return plain(super().formatMessage(record))


class JsonFormatter(logging.Formatter):
    """An object an event: `time`, `level`, `event`, and the fields of the message under their own names."""

    def format(self, record: logging.LogRecord) -> str:
        told = {"time": _shown(record.created), "level": record.levelname.lower(), **_told(record)}
        if record.exc_info:
            told["error"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False, default=str)


class JsonLines(io.TextIOBase):
    """Takes lines of plain text, of progress or of what went wrong, and writes each as an object, as events are."""

    def __init__(self, stream: TextIO) -> None:
        self._stream, self._begun = stream, ""

    def write(self, text: str) -> int:
        *lines, self._begun = f"{self._begun}{text}".split("\n")
        for line in lines:
            level = next((level for mark, level in _LEVELS if line.startswith(mark)), "info")
            told = {"time": _shown(time()), "level": level, "event": line}
            self._stream.write(json.dumps(told, ensure_ascii=False) + "\n")
        return len(text)

    def flush(self) -> None:
        self._stream.flush()

    def fileno(self) -> int:
        return self._stream.fileno()


def _shown(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")


def _told(record: logging.LogRecord) -> Mapping[str, Any]:
    """Return an event and its fields; what is not in our form of a verb and `key=value` is an event as a whole."""
    names = _FIELD.findall(str(record.msg))
    if not names or not isinstance(record.args, tuple) or len(names) != len(record.args):
        return {"event": record.getMessage()}
    event = str(record.msg).partition(f"{names[0]}=")[0].strip()
    return {"event": event, **dict(zip(names, record.args, strict=True))}
