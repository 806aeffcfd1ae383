"""The full text of an entry whose feed gives only its beginning, from the entry's own page."""

import re
from collections.abc import Sequence
from dataclasses import replace

from feeds.changes import Shaping
from feeds.errors import ParseError
from feeds.ingest.article import read_article
from feeds.ingest.excerpt import without_farewell
from feeds.ingest.markup import clean_html, outline, plain_text
from feeds.ingest.page import decode_page
from feeds.ingest.read import ReadEntry
from feeds.ingest.refusals import find_refusal
from feeds.ingest.removing import without
from feeds.ingest.signs import with_text
from feeds.model import Document, Entry, RawEntry
from feeds.shape_rules import Removal
from feeds.urls import absolute_url

SHORTEST_WHOLE = 600  # characters: excerpts are of 55 words or a few sentences, articles are longer
LONGEST_EXCERPT = 5_000  # characters: what is longer and ends in "…" or in "More here" was written so
_LEAST_GAIN = 50  # characters: less would not even count as an edit
_SHARED = 0.3  # of the entry's words, in the page's text: below it, the page speaks of something else
_WORD = re.compile(r"\w{4,}")

_CUT = re.compile(r"(?:…|\.{3})\s*[\])>»”\"]*$")
_INVITATION = re.compile(
    r"(?:^|[\n.!?…:»”)\]>(\[]|\.{3})[\s\[(]{0,3}"
    r"(?:read (?:more|on|the (?:full|rest|whole)|full)|continue reading|keep reading|click here to (?:read|continue)"
    r"|(?:the )?full (?:article|story)|more|lire (?:la suite|plus|l['’]article|l['’]intégralité)|cliquez ici pour lire"
    r"|la suite (?:sur|ici|de)|en (?:lire|savoir) (?:plus|davantage)|weiterlesen|weiter lesen|mehr lesen|zum artikel"
    r"|leer más|seguir leyendo|continuar leyendo|leggi (?:tutto|l['’]articolo|di più)|continua a leggere"
    r"|lees (?:meer|verder)|ler mais|continue lendo|läs mer|les mer|læs mere|czytaj (?:dalej|więcej))\b[^\n]{0,120}$",
    re.IGNORECASE,
)
_MEDIA = re.compile(r"<(?:img|audio|video)\b")

# With it a publisher tells search engines that the text is sold, even where the page gives some or all of it away.
# Source: schema.org, isAccessibleForFree.
_NOT_FREE = re.compile(rb'"isAccessibleForFree"\s*:\s*"?false\b', re.IGNORECASE)
# What nobody writes but where a reader is stopped; "Already a subscriber?" is said to everyone, above open articles.
_PAYWALL = re.compile(
    r"il vous reste \d+ ?% de (?:cet|l)|la suite (?:de cet article )?est réservée"
    r"|(?:article|contenu) (?:est )?réservé (?:à nos|aux) abonn|abonnez-vous pour (?:lire|continuer|accéder)"
    r"|subscribe (?:now )?to (?:continue|keep) reading"
    r"|to (?:continue|keep) reading,? (?:please )?(?:subscribe|sign|log|register|create)"
    r"|this (?:post|content|article|story) is (?:only )?for (?:paying |paid )?(?:subscribers|members)"
    r"|(?:sign|log) in to (?:continue|keep) reading|weiterlesen mit|artikel ist nur für abonnenten",
    re.IGNORECASE,
)


def is_truncated(entry: Entry) -> bool:
    """Whether an entry seems to hold less than its page: it breaks off, asks to read on elsewhere, or is very short.

    What blog software adds below whole articles as well ("The post … appeared first on …") counts for nothing.
    """
    whole = outline(entry.content_html).text
    if len(whole) > LONGEST_EXCERPT or (not whole and _MEDIA.search(entry.content_html)):
        return False  # without words, a drawing or a sound is the entry
    text = without_farewell(whole)
    return len(text) < SHORTEST_WHOLE or bool(_CUT.search(text) or _INVITATION.search(whole))


def filled(document: Document, seen: ReadEntry, remove: Sequence[Removal] = ()) -> ReadEntry:
    """Return an entry with the full text that its page gives, and the signs of it; as it is where there is none.

    *remove* names what goes out of the page's markup.
    """
    assert seen.entry is not None
    if _is_sold(document):
        return seen
    try:
        page, removed = read_page(document, remove)
    except ParseError:
        return seen
    content_html = full_text(document, page, seen.entry)
    if not content_html:
        return seen
    entry = replace(seen.entry, content_html=content_html)
    return replace(
        seen, entry=entry, signs=with_text(seen.signs, content_html), shaping=with_removed(seen.shaping, removed)
    )


def read_page(document: Document, remove: Sequence[Removal]) -> tuple[RawEntry, tuple[str, ...]]:
    """Return the article of an entry's page without what *remove* names, and the labels of what was removed.

    Raises:
        ParseError: there is no article.
    """
    page = read_article(document, "html").raw
    html, removed = without(page.content_html, remove)
    return replace(page, content_html=html), removed


def with_removed(shaping: Shaping, removed: Sequence[str]) -> Shaping:
    """Return what rules did to an entry, with what they removed from its page."""
    return replace(shaping, removed=tuple(dict.fromkeys((*shaping.removed, *removed))))


def full_text(document: Document, page: RawEntry, entry: Entry) -> str:
    """Return the content of the entry's *page*, cleaned as content_html is; "" when it gives no more than the entry.

    Nor does it give more when it stands behind a paywall, or speaks of something else than the entry does.
    """
    content_html = clean_html(page.content_html, base_of(page, document))
    text = outline(content_html).text
    own = without_farewell(outline(entry.content_html).text)
    gains = len(text) >= len(own) + _LEAST_GAIN
    return content_html if gains and _is_of(entry, own, text) and not _is_walled(document, text) else ""


def base_of(page: RawEntry, document: Document) -> str:
    """Return where the addresses in a page start: at its <base>, unless that is its canonical link."""
    return absolute_url(document.url, page.base_url if page.base_url != page.link else "") or document.url


def _is_of(entry: Entry, own: str, text: str) -> bool:
    """Whether a page's text is of the entry: a wall of cookies, an error or a front page shares few of its words."""
    words = set(_WORD.findall(f"{entry.title} {own}".casefold()))
    shared = words & set(_WORD.findall(text.casefold()))
    return len(shared) >= _SHARED * len(words)


def _is_sold(document: Document) -> bool:
    return bool(_NOT_FREE.search(document.content))


def _is_walled(document: Document, text: str) -> bool:
    # On the whole page: the wall is among what is no part of the article.
    if _is_sold(document) or _PAYWALL.search(plain_text(decode_page(document.content, document.charset))):
        return True
    return len(text) < SHORTEST_WHOLE and find_refusal(document.content) is not None
