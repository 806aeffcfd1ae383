"""Characters that may stand in what we read and in what we publish."""

import re
import unicodedata

# XML 1.0, 2.2 allows no other control; surrogates without a partner cannot be encoded; validators refuse the
# non-characters of every plane; U+FFFD is what a decoder leaves where it failed, and tells a reader nothing. The last
# range is looked through below: spelt out, its pairs make the search six times as long.
_ILLEGAL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffd-\uffff\U0001fffe-\U0010ffff]"
)
_SPACES = re.compile(r"[ \t\n]+")  # not the no-break ones, which French typography needs
# Overrides and isolates turn the text around them; zero-width characters hide in words. The joiners U+200C and U+200D
# are letters' business in Persian, in Hindi and in emoji, and stay.
_INVISIBLE = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]")
# What nobody wrote: controls, phonetic signs and loose accents. "CAFÉ’" is no misread "CAFɒ".
_UNLIKELY = re.compile("[\u0080-\u009f\u0180-\u036f]")
_MISREAD = re.compile("[\u00c2-\u00f4][\u0080-\u00bf\u0152-\u2122]")  # UTF-8 read as cp1252: "Ã©" for "é"
# The byte of each character of cp1252. The five that it leaves open are read as controls, and mean nothing else there.
_BYTES = {bytes([i]).decode("cp1252", "ignore") or chr(i): i for i in range(256)}


def legal(text: str) -> str:
    """Return *text* with only characters that XML allows, in NFC, its lines ended by LF.

    C1 controls are read as the cp1252 characters that their writers meant; a text that is UTF-8 read as
    cp1252 from end to end is read again.

    >>> legal("l\\x92Ã©tÃ©\\x00")
    'l’Ã©tÃ©'
    >>> legal("Ã©tÃ©")
    'été'
    """
    # Until nothing changes: what a repair brings to light may be in need of one, and a legal text must stay as it is.
    while (mended := _mended(text)) != text:
        text = mended
    return text


def _mended(text: str) -> str:
    if text.isascii() and not _ILLEGAL.search(text) and "\r" not in text:
        return text
    if _MISREAD.search(text):
        text = _read_again(text)
    return unicodedata.normalize("NFC", without_illegal(with_line_feeds(text)))


def one_line(text: str) -> str:
    """Return *text* legal and on one line, its white space folded, without invisible characters."""
    text = legal(text)
    if text.isascii():  # has no invisible character
        return " ".join(text.split())
    return _SPACES.sub(" ", _INVISIBLE.sub("", text)).strip()


def with_line_feeds(text: str) -> str:
    """Return *text* with its lines ended by LF."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def without_illegal(text: str, instead: str = "") -> str:
    """Return *text* with *instead* for each character that XML forbids, but for those that mean another one."""
    return _ILLEGAL.sub(lambda found: _meant(found[0]) or instead, text)


def _meant(character: str) -> str:
    """Return the character that an illegal one stands for, "" when it stands for nothing."""
    if character > "\uffff":  # the last two of each plane are no characters
        return "" if ord(character) & 0xFFFE == 0xFFFE else character
    if character in "\u2028\u2029":  # ends of a line and of a paragraph
        return "\n"
    return character.encode("latin-1").decode("cp1252", "ignore") if "\x80" <= character <= "\x9f" else ""


def _read_again(text: str) -> str:
    try:
        again = bytes(map(_BYTES.__getitem__, text)).decode("utf-8")
    except (KeyError, UnicodeDecodeError):
        return text
    return text if _UNLIKELY.search(again) else again
