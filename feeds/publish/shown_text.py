"""Plain texts as pages show them."""

from feeds.publish.clean import clean_text
from feeds.publish.words import words_for
from feeds.typography import french

_LEAD = 240  # characters: three lines of the river, and what a search finds words in


def typeset(text: str, language: str) -> str:
    """Return a text with the spaces that its language asks for."""
    return french(text) if words_for(language).language == "fr" else text


def excerpt(lead: str) -> str:
    """Return a lead as a list shows it."""
    return cut(lead, _LEAD)


def cut(text: str, limit: int) -> str:
    """Return a text as it is, or its first *limit* characters up to a word's end, and an ellipsis."""
    if len(text) <= limit:
        return text
    return clean_text(text[:limit].rpartition(" ")[0] or text[:limit]) + "…"
