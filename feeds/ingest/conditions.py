"""The widths and media under which one of several pictures is chosen, in the forms that HTML knows."""

import re

EVERY_WIDTH = "100vw"  # what browsers take where none is said
_NUMBER = r"(?:\d{1,5}(?:\.\d{1,6})?|\.\d{1,6})"
_LENGTH = rf"{_NUMBER}(?:px|vw|vh|vmin|vmax|em|rem|ch|ex|cm|mm|in|pt|pc)"
_TERM = rf"(?:{_LENGTH}|{_NUMBER})"
_CALC = rf"calc\(\s*{_TERM}(?:\s+[+-]\s+{_TERM}|\s*[*/]\s*{_NUMBER}){{0,5}}\s*\)"
_FEATURE = (
    rf"\(\s*(?:(?:min-|max-)?(?:width|height)\s*:\s*(?:{_LENGTH}|0)|orientation\s*:\s*(?:landscape|portrait)"
    rf"|(?:min-|max-)?resolution\s*:\s*{_NUMBER}(?:dpi|dppx)|-webkit-(?:min-|max-)?device-pixel-ratio\s*:\s*{_NUMBER}"
    r"|prefers-color-scheme\s*:\s*(?:dark|light))\s*\)"
)
_FEATURES = rf"{_FEATURE}(?:\s+and\s+{_FEATURE}){{0,5}}"
_WIDTH = rf"(?:{_LENGTH}|{_CALC})"
_SIZES = re.compile(rf"(?:{_FEATURES}\s*{_WIDTH}\s*,\s*){{0,20}}(?:{_FEATURES}\s*)?{_WIDTH}")
_QUERY = rf"(?:(?:only\s+)?(?:all|screen|print)(?:\s+and\s+{_FEATURES})?|{_FEATURES})"
_MEDIA = re.compile(rf"{_QUERY}(?:\s*,\s*{_QUERY}){{0,10}}")
_AUTO = re.compile(r"\s*auto\s*(?:,\s*|$)", re.IGNORECASE)  # new, for lazy pictures, and not needed: what follows holds


def valid_sizes(value: str) -> str:
    """Return the widths that a picture may have, all of it where that cannot be read."""
    value = _AUTO.sub("", value, count=1).strip()
    return value if _SIZES.fullmatch(value) else EVERY_WIDTH


def valid_media(value: str) -> str:
    """Return the media that a picture is for; "" where that cannot be read."""
    return value.strip() if _MEDIA.fullmatch(value.strip()) else ""
