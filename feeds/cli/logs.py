"""Logs on stderr: for an eye one line of `key=value` an event, for a collector one line of JSON."""

import json
import logging
import re
import sys
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from feeds.cli.console import plain

_FIELD = re.compile(r"(\w+)=%[\d.]*[a-z]")


class LogFormat(StrEnum):
    TEXT = "text"
    JSON = "json"


def start_logging(form: LogFormat, *, verbose: bool, always: Iterable[str] = ()) -> None:
    """Send logs to stderr: errors, or the whole story of a run; the modules named in *always* tell theirs anyway."""
    handler = logging.StreamHandler(sys.stderr)
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
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        told = {"time": moment, "level": record.levelname.lower(), **_told(record)}
        if record.exc_info:
            told["error"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False, default=str)


def _told(record: logging.LogRecord) -> Mapping[str, Any]:
    """Return an event and its fields; what is not in our form of a verb and `key=value` is an event as a whole."""
    names = _FIELD.findall(str(record.msg))
    if not names or not isinstance(record.args, tuple) or len(names) != len(record.args):
        return {"event": record.getMessage()}
    event = str(record.msg).partition(f"{names[0]}=")[0].strip()
    return {"event": event, **dict(zip(names, record.args, strict=True))}
