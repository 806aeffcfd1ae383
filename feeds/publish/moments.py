"""Moments as readers are told them: in the language of the site, its region and its time zone."""

import re
from datetime import date as Day  # noqa: N812  # a Moments writes a `date`
from datetime import datetime
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time

from feeds.publish.words import Words

# French counts its days in cardinals but for the first, which Unicode's patterns do not know.
_FIRST = re.compile(r"(?<!\d)1(?= [^\W\d])")


class Moments:
    """How a site writes days and times."""

    def __init__(self, language: str, words: Words, timezone: ZoneInfo) -> None:
        self.locale = _locale(language, words)
        self._words = words
        self._timezone = timezone

    @property
    def language(self) -> str:
        """The language of the interface as a BCP 47 tag."""
        return str(self.locale).replace("_", "-")

    @property
    def territory(self) -> str:
        """The language of the interface as OpenGraph names one, with a country."""
        return f"{self.locale.language}_{self.locale.territory or self._words.territory}"

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(self._timezone)

    def day(self, moment: datetime) -> str:
        """Return the whole day: "vendredi 20 novembre 2026"."""
        return self._spoken(moment, "full")

    def date(self, moment: datetime) -> str:
        """Return day and time: "20 novembre 2026 à 13:00"."""
        return self._words.date.format(day=self._spoken(moment, "long"), time=self.time(moment))

    def long(self, moment: datetime) -> str:
        """Return the day without its name: "20 novembre 2026"."""
        return self._spoken(moment, "long")

    def time(self, moment: datetime) -> str:
        return format_time(self.local(moment), "short", locale=self.locale)

    def short(self, day: Day) -> str:
        """Return a day as a heading has room for it: "20 nov."."""
        return format_date(day, "d MMM", locale=self.locale)

    def month(self, day: Day) -> str:
        """Return the month of a day: "nov. 2026"."""
        return format_date(day, "MMM y", locale=self.locale)

    def machine(self, moment: datetime) -> str:
        return self.local(moment).isoformat()

    def _spoken(self, moment: datetime, form: str) -> str:
        text = format_date(self.local(moment).date(), form, locale=self.locale)
        return _FIRST.sub("1er", text) if self.locale.language == "fr" else text


def _locale(language: str, words: Words) -> Locale:
    """Return the locale of the site if we have words for it, else the one of the words we use."""
    if language.lower().partition("-")[0] != words.language:
        return Locale(words.language)
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale(words.language)
