"""How long a server wishes not to be asked, from the headers of its answer."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST_FRESH = timedelta(days=1)  # a mistyped max-age of ten years must not silence a source
LONGEST_RETRY = timedelta(days=7)

_ZERO = timedelta(0)
_DIRECTIVE = re.compile(
    r'(?<![a-z-])([a-z-]++)\s*+(?:=\s*+(?:"([^"]*+)"|([^\s,"]*+)))?+\s*+(?:,|$)',  # possessive: never goes back
    re.IGNORECASE,
)
_SECONDS = re.compile(r"\d{1,9}")  # thirty years: longer numbers are mistakes


def fresh_for(headers: Mapping[str, str], now: datetime) -> timedelta:
    """Return how long an answer stays fresh, a day at most, zero when nothing usable says so.

    *headers* have names in lower case. s-maxage is for shared caches, which we are not.
    Source: RFC 9111, 4.2.1 to 4.2.3 and 5.2.2.
    """
    said = _directives(headers.get("cache-control", ""))
    if "no-store" in said or said.get("no-cache") == "":  # with a value, no-cache is about single headers
        return _ZERO
    if "max-age" in said:
        lifetime = _seconds(said["max-age"])
    elif "expires" in headers:
        expires = _moment(headers["expires"])
        lifetime = expires - (_moment(headers.get("date", "")) or now) if expires else _ZERO
    else:
        lifetime = _ZERO
    return max(_ZERO, min(lifetime - _seconds(headers.get("age", "")), LONGEST_FRESH))


def retry_after(value: str, now: datetime) -> timedelta:
    """Return the wait that a Retry-After asks for, in either form, a week at most. Source: RFC 9110, 10.2.3."""
    moment = _moment(value)
    wait = moment - now if moment else _seconds(value)
    return max(_ZERO, min(wait, LONGEST_RETRY))


def _directives(value: str) -> dict[str, str]:
    """Return each directive's first value, as RFC 9111, 4.2.1 prefers."""
    found: dict[str, str] = {}
    for name, quoted, bare in _DIRECTIVE.findall(value):
        found.setdefault(name.lower(), quoted or bare)
    return found


def _seconds(value: str) -> timedelta:
    return timedelta(seconds=int(value)) if _SECONDS.fullmatch(value.strip()) else _ZERO


def _moment(value: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):  # "0" and "-1" are common, and mean that it is stale already
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
