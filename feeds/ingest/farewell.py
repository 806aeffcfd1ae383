"""The sentence that blog software adds below every article to say whose it is."""

import re

# WordPress's words, as Yoast translates them, and Medium's. "This article was originally
# published on …" is none of them: it is a credit that a licence may ask for.
_SENTENCES = (
    r"(?:The post|This post|The article|This article|This entry) .{1,300}?"
    r" (?:appeared first|first appeared) on .{1,150}",
    r"(?:L['’]article|Cet article|Le post|Le billet) .{1,300}? est apparu en premier sur .{1,150}",
    r"Der Beitrag .{1,300}? (?:erschien zuerst auf|erschien auf) .{1,150}",
    r"La entrada .{1,300}? (?:se publicó primero en|apareció primero en|aparece primero en) .{1,150}",
    r"L['’]articolo .{1,300}? proviene da .{1,150}",
)
_MEDIUMS = (
    r".{1,300}? was originally published in .{1,150} on Medium, where people are continuing the conversation by"
    r" highlighting and responding to this story\."
)
FAREWELL = "|".join(_SENTENCES)
LONGEST = 500  # characters
MOST_UNLINKED = 160  # of them, and something is: the titles of the article and of the site are links
_WHOLE = re.compile(f"{FAREWELL}|{_MEDIUMS}")
_SIGNS = ("appeared", "apparu", "erschien", "primero", "proviene", "Medium,")  # a word of each, rare in articles' ends
_REACH = 2_000  # characters from the end, two long addresses among them


def may_hold_farewell(html: str) -> bool:
    """Whether HTML may end in a farewell; nothing is taken for one where this says no."""
    end = html[-_REACH:]
    return any(sign in end for sign in _SIGNS)


def is_farewell(text: str) -> bool:
    """Whether a block of this text says no more than where it appeared first.

    >>> is_farewell("The post Un titre appeared first on Un site."), is_farewell("It appeared first on stage.")
    (True, False)
    """
    return len(text) <= LONGEST and bool(_WHOLE.fullmatch(text))
