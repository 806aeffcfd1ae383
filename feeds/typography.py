"""French typography of plain text, for display only: ids, fingerprints and matching use the text before it."""

import re

NARROW = "\u202f"  # the narrow no-break space, which keeps a sign on the line of its word

_SPACE = "[ \t\u00a0\u2009\u202f]"
# A sign ends its word when a space, the end or a closing sign follows: not in 10:30, a?b=c, ":-)" or "C::D".
_SIGN = "(?:[;?!]+(?=[\\s…»”\"')\\]]|$)|:(?=\\s|$))"
_SPACED_SIGN = re.compile(rf"(?<=\S){_SPACE}+(?={_SIGN})")
_BEFORE_CLOSING = re.compile(rf"(?<=[^\s«]){_SPACE}*(?=»)")
_AFTER_OPENING = re.compile(rf"(?<=«){_SPACE}*(?=[^\s»])")
# Only after a letter, a figure or a closing sign, and never in a word that looks like an address or code. Sixty
# characters: the longest French word has 25, and a search from every sign of a long run would never end.
_TIGHT_SIGN = re.compile(rf"(?<![^\s«“\"('’])([^\s/@=&#<>:;?!\\«“\"('’]{{0,60}}(?:[^\W_]|[)»”%€]))({_SIGN})")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_FRENCH = _words(
    "le les des est une dans pour qui sur avec ce cette ces pas plus du au aux et ou sont leur leurs nous vous mais"
    " comme par son ses elle ils il que où été être aussi même sans entre très l d qu c n"
)
_ENGLISH = _words(
    "the of and to is in that for with this are was be by from as at it its has have not but they you we our their an"
    " which will can"
)
_SAMPLE_WORDS = 400  # enough to tell; a longer text says the same
_WORD = re.compile(r"[^\W\d_]+")


def french(text: str) -> str:
    """Return plain *text* with narrow no-break spaces before `; : ! ? »` and after `«`; twice is as good as once.

    >>> french("« Quoi ? » dit-il : 10:30 !").replace(NARROW, "_")
    '«_Quoi_?_» dit-il_: 10:30_!'
    """
    text = _BEFORE_CLOSING.sub(NARROW, _AFTER_OPENING.sub(NARROW, text))
    text = _TIGHT_SIGN.sub(rf"\1{NARROW}\2", text)
    return _SPACED_SIGN.sub(NARROW, text)


def looks_french(text: str) -> bool:
    """Tell whether *text* has French little words: three at least, a tenth of all, more than twice the English ones."""
    words = [word.casefold() for word in _WORD.findall(text[: _SAMPLE_WORDS * 12])[:_SAMPLE_WORDS]]
    french_words = sum(word in _FRENCH for word in words)
    english_words = sum(word in _ENGLISH for word in words)
    return french_words >= max(3, len(words) / 10, 2 * english_words + 1)
