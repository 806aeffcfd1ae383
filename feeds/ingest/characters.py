"""Characters that may stand in what we publish."""

import re
import unicodedata

# XML 1.0, 2.2 allows no other control; surrogates without a partner cannot be encoded; U+FFFD is what a decoder leaves
# where it failed, and tells a reader nothing.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffd-\uffff]")
_SPACES = re.compile(r"[ \t\n]+")  # not the no-break ones, which French typography needs
# Overrides and isolates turn the text around them; zero-width characters hide in words. The joiners U+200C and U+200D
# are letters' business in Persian, in Hindi and in emoji, and stay.
_INVISIBLE = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]")
_MISREAD = re.compile("[\u00c2-\u00f4][\u0080-\u00bf\u0152-\u2122]")  # UTF-8 read as cp1252: "Ã©" for "é"


def legal(text: str) -> str:
    """Return *text* with only characters that XML allows, in NFC, its lines ended by LF.

    C1 controls are read as the cp1252 characters that their writers meant; a text that is UTF-8 read as
    cp1252 from end to end is read again.

    >>> legal("l\\x92Ã©tÃ©\\x00")
    'l’Ã©tÃ©'
    >>> legal("Ã©tÃ©")
    'été'
    """
    if text.isascii() and not _ILLEGAL.search(text) and "\r" not in text:
        return text
    if _MISREAD.search(text):
        text = _read_again(text)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _ILLEGAL.sub(_replacement, text))


def one_line(text: str) -> str:
    """Return *text* legal and on one line, its white space folded, without invisible characters."""
    return _SPACES.sub(" ", _INVISIBLE.sub("", legal(text))).strip()


def _replacement(found: re.Match[str]) -> str:
    if found[0] in "\u2028\u2029":  # ends of a line and of a paragraph
        return "\n"
    if not "\x80" <= found[0] <= "\x9f":
        return ""
    return found[0].encode("latin-1").decode("cp1252", "ignore")


def _read_again(text: str) -> str:
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text
