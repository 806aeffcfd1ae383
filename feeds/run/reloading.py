"""sources.toml read again when it changed: a broken one leaves the last good configuration in place."""

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from feeds.errors import ConfigError
from feeds.health import Misconfigured
from feeds.ingest.folder import content_digest
from feeds.settings import Config

logger = logging.getLogger(__name__)

_AT_LINE = re.compile(r"\bline (\d+)")


@dataclass(slots=True)
class LiveConfig:
    """The configuration of a process that stays, and what is wrong with the file since it was good."""

    config: Config
    load: Callable[[Path], Config]
    trouble: Misconfigured | None = None
    _digest: str = ""
    _is_asked: bool = False

    def __post_init__(self) -> None:
        self._digest = _digest(self.config.path)

    def ask(self) -> None:
        """Have the file read anew by the next refresh, even if its bytes are the same: the environment may differ."""
        self._is_asked = True

    def refresh(self, now: datetime) -> None:
        """Take over what sources.toml says now; where it is broken say so, once for each change."""
        digest = _digest(self.config.path)
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
    return Misconfigured(since, len(exc.faults), tuple(sorted(lines)))


def _digest(path: Path) -> str:
    """Return what tells one content of the file from another; "" for none that can be read."""
    try:
        return content_digest(path.read_bytes())
    except OSError:
        return ""
