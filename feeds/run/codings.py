"""Bytes sent shorter: which coding a client takes best, and what was compressed already."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable

from feeds.ingest.unpacking import pack

IDENTITY = "identity"
_CODINGS = ("br", "gzip")  # the shorter first


def choose_coding(accepted: str) -> str:
    """Return the coding that an Accept-Encoding likes best, the shortest of equals. Source: RFC 9110, 12.5.3.

    Whoever refuses even the plain bytes gets them all the same: nothing else is left to send.

    >>> [choose_coding(said) for said in ("gzip, br", "gzip;q=1, br;q=0.2", "*", "br;q=0", "")]
    ['br', 'gzip', 'br', 'identity', 'identity']
    """
    likings = dict(_liking(part) for part in accepted.lower().replace("x-gzip", "gzip").split(",") if part.strip())
    plain = likings.get(IDENTITY, 0.0)
    others = [(likings.get(name, likings.get("*", 0.0)), name) for name in _CODINGS]
    best, coding = max(others, key=lambda pair: pair[0])
    return coding if best > 0 and best >= plain else IDENTITY


def _liking(part: str) -> tuple[str, float]:
    """Return a coding and how much it is liked, from 0 (not at all) to 1."""
    name, _, parameters = part.partition(";")
    key, _, value = parameters.partition("=")
    try:
        weight = float(value) if key.strip() == "q" else 1.0
    except ValueError:
        weight = 0.0
    return name.strip(), weight if 0 <= weight <= 1 else 0.0


class Shelf:
    """What was compressed, kept while there is room: once for each version of a file, however many ask for it."""

    def __init__(self, max_bytes: int) -> None:
        self._room = max_bytes
        self._kept: OrderedDict[tuple[str, str], tuple[str, bytes]] = OrderedDict()
        self._one_at_a_time = asyncio.Lock()

    async def compressed(self, path: str, version: str, coding: str, content: Callable[[], bytes]) -> bytes:
        """Return the bytes of a version of a file in a coding; *content* is called when they are new."""
        if kept := self._find(path, version, coding):
            return kept
        async with self._one_at_a_time:  # whoever asked meanwhile finds it made
            if kept := self._find(path, version, coding):
                return kept
            made = await asyncio.to_thread(lambda: pack(content(), coding))
            self._keep(path, version, coding, made)
            return made

    def _find(self, path: str, version: str, coding: str) -> bytes:
        kept_version, made = self._kept.get((path, coding), ("", b""))
        if kept_version != version:
            return b""
        self._kept.move_to_end((path, coding))
        return made

    def _keep(self, path: str, version: str, coding: str, made: bytes) -> None:
        _, old = self._kept.pop((path, coding), ("", b""))
        self._kept[path, coding] = (version, made)
        self._room += len(old) - len(made)
        while self._room < 0:
            _, (_, dropped) = self._kept.popitem(last=False)
            self._room += len(dropped)
