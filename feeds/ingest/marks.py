"""The encoding that the mark at the front of a text's bytes tells."""

import codecs

_MARKS = (  # UTF-32's little-endian mark begins with UTF-16's
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def marked_encoding(content: bytes) -> str:
    """Return the codec that reads *content* and drops its mark; "" when it has none.

    >>> marked_encoding(b"\\xef\\xbb\\xbfabc")
    'utf-8-sig'
    """
    return next((encoding for mark, encoding in _MARKS if content.startswith(mark)), "")
