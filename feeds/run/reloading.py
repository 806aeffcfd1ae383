"""The configuration read again when its files changed: a broken one leaves the last good configuration in place."""

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from feeds.errors import ConfigError
from feeds.health import Misconfigured
from feeds.ingest.folder import content_digest
from feeds.rulebook import configured_by
from feeds.settings import Config

logger = logging.getLogger(__name__)

_AT_LINE = re.compile(r"\bline (\d+)")


@dataclass(slots=True)
class LiveConfig:
    """The configuration of a process that stays, and what is wrong with the file since it was good."""

    config: Config
    load: Callable[[Path], Config]
    trouble: Misconfigured | None = None
    _digest: tuple[str, ...] = ()
    _is_asked: bool = False

    def __post_init__(self) -> None:
        self._digest = _digest(self.config)

    def ask(self) -> None:
        """Have the files read anew by the next refresh, though their bytes be the same: the environment may differ."""
        self._is_asked = True

    def refresh(self, now: datetime) -> None:
        """Take over what the files say now; where one is broken say so, once for each change."""
        digest = _digest(self.config)
        if digest == self._digest and not self._is_asked:
            return
        self._digest, self._is_asked = digest, False
        try:
            self.config = _same_store(self.config, self.load(self.config.path))
        except ConfigError as exc:
            self.trouble = _trouble(exc, self.trouble.since if self.trouble else now)
            for fault in exc.faults:
                logger.error("kept the last good configuration error=%s", fault)
            return
        self.trouble = None
        logger.warning("reloaded file=%s sources=%d", self.config.path.name, len(self.config.sources))


def _same_store(before: Config, after: Config) -> Config:
    """Return a configuration whose store is the one that is open: all that is remembered is in it."""
    if after.site.store == before.site.store:
        return after
    remedy = "end `rubrique schedule` and start it again, once the new store holds what the old one does"
    raise ConfigError([f"{after.path.name}: `store` in [site] cannot change while we run: {remedy}"])


def _trouble(exc: ConfigError, since: datetime) -> Misconfigured:
    lines = {int(found[1]) for fault in exc.faults for found in _AT_LINE.finditer(fault)}
    file = Path(exc.faults[0].partition(":")[0]).name  # where, then what is wrong; the faults of a reading are of one
    return Misconfigured(since, file, len(exc.faults), tuple(sorted(lines)))


def _digest(config: Config) -> tuple[str, ...]:
    """Return what tells one content of the files from another; "" for one that cannot be read."""
    return tuple(_content(path) for path in configured_by(config))


def _content(path: Path) -> str:
    try:
        return content_digest(path.read_bytes())
    except OSError:
        return ""
