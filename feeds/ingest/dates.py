"""Moments read from every form of date that we know, French ones included.

The whole of a text must be a date, so that no year is ever taken out of prose.
"""

import html
import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from feeds.ingest.date_words import HOURS, MONTHS, PREFIX, TO_TIME, ZONES, fold

LONGEST = 64  # characters, without comments: the longest honest forms met have 50
LONGEST_WRITTEN = 1000  # no comment is longer, and what is cut off a longer text could be anything
EARLIEST_YEAR = 1900  # archives carry honest dates before 1990; 0001-01-01 and 1601-01-01 mean "not set"
LATEST_YEAR = 2199  # whether a date lies in the future is for those who have a clock
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)  # "not set" in yet another way


@lru_cache(maxsize=64)  # most feeds of Atom give each date twice, as published and updated
def parse_date(text: str, timezone: ZoneInfo) -> datetime | None:
    """Return the moment that *text* names, in UTC; None when it is no date, or an absurd or a relative one.

    A date without zone is in *timezone*, one without time at 00:00 there; "2025" and "2025-07" begin with their first
    day. 07/08/2025 is of August; where the second number is over 12, it is the day.
    """
    cleaned = _clean(text)
    if not cleaned or len(cleaned) > LONGEST or not any(c.isdecimal() for c in cleaned):
        return None
    return _honest(_read_number(cleaned) or _read_words(cleaned, timezone))


def date_in_name(name: str, timezone: ZoneInfo) -> datetime | None:
    """Return the YYYY-MM-DD in a file's name, at 00:00 in *timezone*; *name* may be a path."""
    return _first_day(_IN_NAME, name.rpartition("/")[2], timezone)


def date_in_link(url: str, timezone: ZoneInfo) -> datetime | None:
    """Return the /YYYY/MM/DD/ in an address, at 00:00 in *timezone*."""
    return _first_day(_IN_LINK, re.split(r"[?#]", url, maxsplit=1)[0], timezone)


_IN_NAME = re.compile(r"(?<!\d)(\d{4})-(\d\d)-(\d\d)(?!\d)", re.ASCII)
_IN_LINK = re.compile(r"/(\d{4})/(\d\d?)/(\d\d?)(?=/|$)", re.ASCII)


class _Day(NamedTuple):
    year: int
    month: int = 1
    day: int = 1


class _Time(NamedTuple):
    hour: int = 0
    minute: int = 0
    second: int = 0
    microsecond: int = 0
    zone: tzinfo | None = None  # None: not said


def _first_day(pattern: re.Pattern[str], text: str, timezone: ZoneInfo) -> datetime | None:
    days = (_Day(*map(int, found.groups())) for found in pattern.finditer(text))
    return next((moment for day in days if (moment := _honest(_moment(day, _Time(), timezone)))), None)


_COMMENT = re.compile(r"\((?:[^()\\]|\\.)*\)|\[[^\[\]]*\]")


def _clean(text: str) -> str:
    """Return *text* folded, without comments, prefixes and odd spaces; "" when it is too long to be a date."""
    if len(text) > LONGEST_WRITTEN:
        return ""
    folded = fold(html.unescape(text))  # some feeds escape the plus sign of a zone twice
    for _ in range(3):  # a comment may hold another; nobody writes four levels
        folded = _COMMENT.sub(" ", folded)
    return PREFIX.sub("", " ".join(folded.split()).strip(" ,;|"), count=1)


# --- numbers --------------------------------------------------------------------------------------------------------


def _read_number(text: str) -> datetime | None:
    """Return the moment of an epoch, in seconds or a finer unit; nine digits and more, for eight are a YYYYMMDD."""
    found = re.fullmatch(r"-?(\d{9,10}|\d{13}|\d{16}|\d{19})(?:\.\d+)?", text, re.ASCII)
    if not found:
        return None
    seconds = int(found[1]) // 10 ** max(0, len(found[1]) - 10)
    return EPOCH + timedelta(seconds=-seconds if text.startswith("-") else seconds)


# --- days and times -------------------------------------------------------------------------------------------------


def _read_words(text: str, timezone: ZoneInfo) -> datetime | None:
    text = _ASCTIME.sub(r"\1 \3 \2", text)
    text, timezone = _without_zone_name(text, timezone)
    is_ours = False
    for pattern in _DAYS:
        found = pattern.match(text)
        day = _day(found.groupdict()) if found else None
        time = _read_time(text[found.end() :]) if found and day else None
        if day and time:
            return _moment(day, time, timezone)
        is_ours = is_ours or day is not None
    # A day that we read, followed by what is no time, is prose in any language.
    return None if is_ours else _read_other_language(text, timezone)


def _without_zone_name(text: str, otherwise: ZoneInfo) -> tuple[str, ZoneInfo]:
    """Return a text without the name of a zone at its end ("Europe/Paris"), and that zone."""
    found = _ZONE_NAME.search(text)
    try:
        return (text[: found.start()], ZoneInfo(found[1].title())) if found else (text, otherwise)
    except (ZoneInfoNotFoundError, ValueError):
        return text, otherwise


_ZONE_NAME = re.compile(r" ([a-z]+/[a-z_]+)$")
# "Mon Jul 7 15:07:41 CEST 2025": the year moves to where the others have it.
_ASCTIME = re.compile(r"^((?:[^\W\d]+,? )?[^\W\d]+ \d\d?) (\d\d?:\S+(?: \S+)?) (\d{4})$")
# A weekday, wrong or not, in any language; a longer run of words before a date is prose.
_WEEKDAY = r"(?:[^\W\d_]{2,14}(?:-feira)?(?:\.| ?,|\b) ?,? ?)?"
_MONTH = r"(?P<month>[^\W\d_]{3,14})\.?"
_DAY = r"(?P<day>\d\d?)(?:(?:er|st|nd|rd|th|e|o|a)\b|\.)?"
_YEAR = r"(?P<year>\d{4}|\d\d)(?![\d:])"
_DAYS = tuple(
    re.compile(pattern)
    for pattern in (
        # ISO 8601, W3CDTF and their neighbours
        rf"{_WEEKDAY}(?P<year>\d{{4}})(?P<dash>[-/.]|\. )(?P<month>\d\d?)(?P=dash)(?P<day>\d\d?)(?!\d)\.?",
        r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)(?=\D|$|\d{4}(?:\d\d)?$)",
        r"(?P<year>\d{4})-(?P<month>\d\d)$",
        r"(?P<year>\d{4})$",
        r"(?P<year>\d{4})(?P<week>-?w\d\d(?:-?\d)?)(?!\d)",
        r"(?P<year>\d{4})-?(?P<ordinal>\d{3})(?=$|t)",
        # numbers alone
        rf"{_WEEKDAY}(?P<first>\d\d?)(?P<dash>[-/.]|\. )(?P<second>\d\d?)(?P=dash){_YEAR}",
        r"(?P<year>\d{4}) ?[年년] ?(?P<month>\d\d?) ?[月월] ?(?P<day>\d\d?) ?[日일]",
        # a month by its name: RFC 822, and how people write
        rf"{_WEEKDAY}{_DAY}(?:[ /.-]|de\b|of\b){{0,4}}{_MONTH}(?:[ /,.-]|del?\b){{0,4}}{_YEAR}(?: ?г\.?)?",
        rf"{_WEEKDAY}{_MONTH}[ -]?{_DAY}[ ,-]{{1,2}}{_YEAR}",
        rf"(?P<year>\d{{4}})[ ./-]{{1,2}}{_MONTH}[ ./-]{{0,2}}{_DAY}",
        rf"{_MONTH} (?:de )?(?P<year>\d{{4}})$",
    )
)


def _day(found: dict[str, str | None]) -> _Day | None:
    """Return the day that a match names; None when there is no such month."""
    year = _full_year(found["year"] or "")
    if found.get("week"):
        return _counted_day(f"{year}{found['week']}".upper(), _WEEK)
    if found.get("ordinal"):
        return _counted_day(f"{year}{found['ordinal']}", _ORDINAL)
    if found.get("first"):
        first, second = int(found["first"] or 0), int(found["second"] or 0)
        return _Day(year, first, second) if first <= 12 < second else _Day(year, second, first)
    month, day = found.get("month") or "1", int(found.get("day") or 1)
    number = int(month) if month.isdecimal() else MONTHS.get(month, 0)
    return _Day(year, number, day) if number else None


def _full_year(text: str) -> int:
    """Return the year in full: 00 to 68 are of this century, as in POSIX."""
    year = int(text)
    return year if len(text) > 2 else year + (2000 if year < 69 else 1900)


_WEEK, _ORDINAL = "%G%V%u", "%Y%j"


def _counted_day(text: str, form: str) -> _Day | None:
    """Return the day of an ISO 8601 week ("2025-W28-1") or of the year's nth day ("2025-188")."""
    compact = text.replace("-", "").replace("W", "")
    compact += "1" if form == _WEEK and len(compact) == 6 else ""
    try:
        found = datetime.strptime(compact, form)  # noqa: DTZ007 only its day is used
    except ValueError:
        return None
    return _Day(found.year, found.month, found.day) if form == _WEEK or found.year == int(compact[:4]) else None


_TIME = re.compile(
    r"(?:(?P<half_before>오전|오후) ?)?"
    r"(?:(?P<tight>\d{4}(?:\d\d)?)(?!\d)"
    r"|(?P<hour>\d\d?)(?: ?[:hu.時] ?(?P<minute>\d\d|\d(?=:\d))(?: ?(?:[:.m]|min) ?(?P<second>\d\d?))?(?!\d)"
    r"(?: ?(?:min|s)\b)?"
    r"| ?h\b|(?= ?[ap]\.?m)))"
    r"(?:[.,](?P<fraction>\d{1,9}))?"
    r"(?: ?(?P<half>[ap])\.? ?m\b\.?)?(?: ?(?:uhr|uur|heures|hrs|h)\b)?"
    r"(?: ?(?P<zone>[a-z]{1,5}(?=$| ?[+-]))?(?: ?(?P<sign>[+-]) ?(?P<east>\d\d?)(?::?(?P<east_minutes>\d\d?))?"
    r"(?: ?[a-z]{1,5})?)?)?[.,]?",
)


def _read_time(text: str) -> _Time | None:
    """Return the time that follows a day, midnight for nothing; None when it is something else."""
    text = TO_TIME.sub("", text, count=1) if TO_TIME.match(text) else text
    text = HOURS.get(text, text)
    if text in ("", "z", "."):
        return _Time(zone=UTC if text == "z" else None)
    found = _TIME.fullmatch(text)
    if not found:
        return None
    if found["tight"]:
        hour, minute, second = (int(found["tight"][at : at + 2] or 0) for at in (0, 2, 4))
    else:
        hour, minute, second = int(found["hour"]), int(found["minute"] or 0), int(found["second"] or 0)
    half = found["half"] or {"오전": "a", "오후": "p"}.get(found["half_before"] or "", "")
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    fraction = int((found["fraction"] or "").ljust(6, "0")[:6])
    return _Time(hour, minute, second, fraction, _zone(found))


def _zone(found: re.Match[str]) -> tzinfo | None:
    """Return the zone that was written; None for none, or for a name nobody knows."""
    if found["sign"]:
        minutes = int(found["east"]) * 60 + int((found["east_minutes"] or "0").ljust(2, "0"))
        east = -minutes if found["sign"] == "-" else minutes
    elif found["zone"] in ZONES:
        east = ZONES[found["zone"]]
    else:
        return None
    return timezone(timedelta(minutes=east)) if abs(east) < 24 * 60 else None


def _moment(day: _Day, time: _Time, zone: ZoneInfo) -> datetime | None:
    """Return a day and a time as one moment; 24:00 is the next day's 00:00, a leap second the one before it."""
    second = min(time.second, 59) if time.second <= 60 else time.second
    hour = 0 if time.hour == 24 and not time.minute and not second else time.hour
    try:
        local = datetime(*day, hour, time.minute, second, time.microsecond, tzinfo=time.zone or zone)
        return (local + timedelta(days=1 if hour != time.hour else 0)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _honest(moment: datetime | None) -> datetime | None:
    """Return the moment unless it stands for "not set"."""
    if moment is None or moment == EPOCH or not EARLIEST_YEAR <= moment.year <= LATEST_YEAR:
        return None
    return moment


# --- other languages ------------------------------------------------------------------------------------------------


# Two hundred take four times as long to say no.
_OTHER_LANGUAGES = [
    *("fr", "en", "de", "es", "it", "pt", "nl", "ca", "sv", "da", "nb", "fi", "pl", "cs", "sk", "hu", "ro", "bg", "hr"),
    *("sr", "sl", "lt", "lv", "et", "el", "ru", "uk", "tr", "ar", "fa", "he", "ja", "ko", "zh", "vi", "id", "hi", "th"),
]


def _read_other_language(text: str, zone: ZoneInfo) -> datetime | None:
    """Return what dateparser makes of a text that holds the numbers of a day and a year, and words; nothing relative.

    The conditions and the list of languages spare its 40 ms, and 10, for most of what is no date.
    """
    parts = (r"(?<!\d)\d{1,2}(?!\d)", r"(?<!\d)[\d]{4}(?!\d)", r"[^\W\d_]{3}")
    if text.count(" ") > 8 or not all(re.search(part, re.sub(r"[+-]\d{4}$", "", text)) for part in parts):
        return None
    if not re.fullmatch(r"[\w .,:'/+-]*", text):
        return None
    # Failing costs it 3 ms, and what a feed writes for a date, it writes in each of its entries.
    if not _is_in_a_language(_NUMBER.sub(lambda found: _STAND_INS.get(len(found[0]), "1" * len(found[0])), text)):
        return None
    found = _parse_in_a_language(text)
    if found is None:
        return None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=zone).astimezone(UTC)


_NUMBER = re.compile(r"\d+")
_STAND_INS = {1: "1", 2: "10", 4: "2010"}  # a day and a month, an hour, a year


@lru_cache(maxsize=1000)
def _is_in_a_language(form: str) -> bool:
    """Return whether the words of a date are known, which its numbers do not change."""
    return _parse_in_a_language(form) is not None


def _parse_in_a_language(text: str) -> datetime | None:
    import dateparser  # more than a second, and hardly ever needed

    settings = {
        "DATE_ORDER": "DMY",
        "PARSERS": ["absolute-time"],
        "REQUIRE_PARTS": ["day", "month", "year"],
        "STRICT_PARSING": True,
        "RELATIVE_BASE": datetime(2000, 1, 1),  # noqa: DTZ001 so that the clock cannot leak in
    }
    found: datetime | None = dateparser.parse(text, settings=settings, languages=_OTHER_LANGUAGES)
    return found
