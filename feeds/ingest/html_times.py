"""Dates and times in the forms that HTML knows."""

import re
from datetime import datetime

# Source: HTML Living Standard, 2.3.5.
_VALID = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:?\d\d)?)?", re.ASCII)
_DAY = len("2026-11-24")


def html_time(value: str) -> str:
    """Return the date, or the date and time, that an attribute says, in a valid form; "" when it says none.

    >>> html_time("2026-11-24T18:00:00.1234567+01")
    '2026-11-24T18:00:00+01:00'
    """
    value = value.strip()
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return ""
    written = value if _VALID.fullmatch(value) else moment.isoformat(timespec="seconds")
    return written if _VALID.fullmatch(written) else ""


def html_moment(value: str) -> str:
    """Return what `html_time` does of a date alone, or of a time whose zone is known, as del and ins need it."""
    written = html_time(value)
    is_known = len(written) <= _DAY or datetime.fromisoformat(written).tzinfo is not None
    return written if is_known else ""
