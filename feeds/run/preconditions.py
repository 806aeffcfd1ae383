"""Whether the bytes asked for are to be sent: conditional requests and ranges. Pure. Source: RFC 9110, 13 and 14."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC
from email.utils import formatdate, parsedate_to_datetime

Headers = Mapping[str, str]

_TAG = re.compile(r'\s*(?:W/)?"[\x21\x23-\x7e\x80-\U0010ffff]*"\s*(?:,|$)|\s*,')
_RANGE = re.compile(r"bytes=[ \t]*(\d*)-(\d*)[ \t]*", re.ASCII)
_MAX_DIGITS = 18  # of a position: no file is longer, and Python refuses numbers of thousands of digits


def failed_precondition(asked: Headers, etag: str, modified: int) -> int:
    """Return 412 or 304 where that is the answer, 0 where the bytes are, by their strong ETag and time.

    An ETag wins over a time; what cannot be read is as good as not said. Source: RFC 9110, 13.2.2.
    """
    if "if-match" in asked:
        if not _names(asked["if-match"], etag, weakly=False):
            return 412
    elif _moment(asked, "if-unmodified-since", modified) < modified:
        return 412
    if "if-none-match" in asked:
        return 304 if _names(asked["if-none-match"], etag, weakly=True) else 0
    return 304 if _moment(asked, "if-modified-since", -1) >= modified else 0


def wanted_range(asked: Headers, etag: str, modified: int, size: int) -> range | None:
    """Return the positions asked for: None for all, an empty range for such as are not there (416).

    Several ranges at once are answered with the whole, as RFC 9110, 14.2 allows.
    """
    said = asked.get("range", "").lower()
    if not said.startswith("bytes=") or "," in said or not _is_same(asked, etag, modified):
        return None
    found = _RANGE.fullmatch(said)
    if found is None or max(map(len, found.groups())) > _MAX_DIGITS:
        return range(0)
    first, last = found.groups()
    if first:
        return range(int(first), min(int(last) + 1 if last else size, size))
    return range(max(size - int(last), 0), size) if last else range(0)


def http_date(modified: int) -> str:
    return formatdate(modified, usegmt=True)


def _is_same(asked: Headers, etag: str, modified: int) -> bool:
    """Whether the part asked for is of the bytes that the client has. Source: RFC 9110, 13.1.5."""
    condition = asked.get("if-range", etag).strip()
    return condition in (etag, http_date(modified))


def _names(listed: str, etag: str, *, weakly: bool) -> bool:
    """Whether a list of ETags has this one; "*" is every one."""
    if listed.strip() == "*":
        return True
    return etag in [tag.removeprefix("W/") if weakly else tag for tag in _tags(listed)]


def _tags(listed: str) -> Iterator[str]:
    """Yield the ETags of a list, up to what is none."""
    at = 0
    while at < len(listed) and (found := _TAG.match(listed, at)):
        at = found.end()
        if tag := found[0].strip(" \t,"):
            yield tag


def _moment(asked: Headers, name: str, default: int) -> int:
    """Return the moment that a field names, in seconds."""
    try:
        moment = parsedate_to_datetime(asked.get(name, ""))
        return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError):
        return default
