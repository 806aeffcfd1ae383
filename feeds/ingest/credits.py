"""Who wrote a pasted text, when, for which site: from its head, else from the boilerplate around it (rule 10)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from feeds.ingest.boilerplate import site_of, tags_of
from feeds.ingest.byline import Byline, read_byline
from feeds.ingest.date_words import fold
from feeds.ingest.edges import NAME, RUBRIC, Removed
from feeds.ingest.head import Head

# What may part a title from its site's name.
_SUFFIX = re.compile(r"\s+[|·•–—-]\s+([^|·•–—]{2,60})$")


@dataclass(frozen=True, slots=True)
class Credits:
    authors: tuple[str, ...]
    published: str  # as written
    updated: str  # as written
    site: str
    tags: tuple[str, ...]


def read_credits(head: Head, removed: Sequence[Removed]) -> Credits:
    """Return the credits of an article; what its head says stands, then what the first line of boilerplate says.

    A site's domain is the author's name when no person is named.
    """
    bylines = [byline for line, kind in removed if kind == "byline" and (byline := read_byline(line.text))]
    credit = _first(bylines)
    site = head.site or next(
        (site for line, kind in removed if kind == "bare domain" and (site := site_of(line.text))), ""
    )
    site = site or (urlsplit(head.url).hostname or "").removeprefix("www.")
    names = tuple(line.text for line, kind in removed if kind == NAME)[:1]
    tags = [*head.tags, *(tag for line, kind in removed for tag in _subjects(line.text, kind))]
    return Credits(
        authors=head.authors or credit.authors or names or ((site,) if site else ()),
        published=head.date or credit.published,
        updated=head.updated or credit.updated,
        site=site,
        tags=tuple(dict.fromkeys(tags)),
    )


def _first(bylines: Sequence[Byline]) -> Byline:
    """Return the first author, and the first dates, that any byline gives."""
    return Byline(
        authors=next((byline.authors for byline in bylines if byline.authors), ()),
        published=next((byline.published for byline in bylines if byline.published), ""),
        updated=next((byline.updated for byline in bylines if byline.updated), ""),
    )


def _subjects(text: str, kind: str) -> tuple[str, ...]:
    if kind == RUBRIC:
        return tuple(part.strip() for part in re.split(r"[,/|•·]", text))
    return tags_of(text) if kind == "tags" else ()


def without_site(title: str, site: str) -> str:
    """Return a title without the name of its site at the end.

    >>> without_site("L’été arrive | Le Canard Bleu", "canardbleu.example"), without_site("IA | Santé", "x.example")
    ('L’été arrive', 'IA | Santé')
    """
    suffix = _SUFFIX.search(title)
    return title[: suffix.start()] if suffix and site and _is_site(suffix[1], site) else title


def _is_site(name: str, site: str) -> bool:
    """Tell whether a name is a site's: its domain, or its domain's letters without ending and articles."""
    plain = re.sub(r"[\W_]+", "", fold(re.sub(r"^(?:le|la|les|the|l['’])\s*(?=\w)", "", name, flags=re.IGNORECASE)))
    known = fold(site).removeprefix("www.")
    names = {known, known.rpartition(".")[0]}
    whole = re.sub(r"[\W_]+", "", fold(name))
    return bool(plain) and any(re.sub(r"[\W_]+", "", known) in (plain, whole) for known in names if known)
