"""Lines that say who wrote an article, and when: "Publié le 8 juillet 2025 par Jeanne Martin | 4 min de lecture"."""

import re
from dataclasses import dataclass, replace

from feeds.ingest.boilerplate import is_label, kind_of, site_of
from feeds.ingest.date_words import MONTHS, fold
from feeds.ingest.head_values import is_date, is_name, split_people

LONGEST = 160  # characters of the longest line met, with two dates, a place and a reading time


@dataclass(frozen=True, slots=True)
class Byline:
    """What a line tells of an article's author and dates, as written."""

    authors: tuple[str, ...] = ()
    published: str = ""
    updated: str = ""


_BREAKS = re.compile(
    r"\s*[|•·●◦⋅]\s*|\s+[-–—/]\s+"
    r"|(?:\s*[,(]\s*|\s+)(?:et\s+)?"
    r"(?=(?:mise?s? à jour|modifié|actualisé|dernière m|last updated|updated|temps de lecture))",
    re.IGNORECASE,
)
_BY = re.compile(r"(?:^|[\s,])(?:par|by|de la part de)\s*:?\s+", re.IGNORECASE)
_VERBS = re.compile(
    r"(?:(?:un |an )?(?:article|texte|story|propos)s? ?)?(?:original(?:ly)? )?"
    r"(?:(?:publie|poste|redige|ecrit|signe|propose|recueilli|realise|published|posted|written|words)e?s? ?)?[:,]?"
)
_UPDATED = re.compile(
    r"^(?:article )?(?:derniere )?(?:mise?s? a jour|modifie|actualise|last (?:updated|modified)|updated)"
)
_PREFIX = re.compile(
    r"^[(\s]*(?:(?:article|date)\b\s*)?(?:de publication\b\s*)?(?:(?:originally\s+)?(?:publié|paru|posté|rédigé|écrit|"
    r"mise?s? (?:à jour|en ligne)|modifié|actualisé|dernière (?:mise à jour|modification)|published|posted|written|"
    r"(?:last )?(?:updated|modified))(?:es|e|s)?\b)?\s*:?\s*(?:(?:le|on|the|du)\b\s*)?",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|(?<!\d)\d\d?[/.-]\d\d?[/.-]\d\d(?!\d)")
_DAYS = (
    "lundi mardi mercredi jeudi vendredi samedi dimanche lun mar mer jeu ven sam dim monday tuesday wednesday thursday"
    " friday saturday sunday mon tue tues wed thu thur thurs fri sat sun"
)
_AROUND = "le la a at on the h min er st nd rd th am pm utc gmt cet cest z t heure heures paris est edt pst pdt et"
_DATE_WORDS = frozenset(f"{_DAYS} {_AROUND}".split(" ")) | frozenset(MONTHS)
_TAIL_OF_NAME = re.compile(
    r"[,\s]+(?=(?:le\s|on\s|publié|posté|mis|published|posted|updated|\d|[^\W\d_]+\.?\s\d))", re.IGNORECASE
)
_NOBODY = {"admin", "administrateur", "administrator", "webmaster"}  # what sites call who posts
_ROLE = re.compile(
    r"\s*\([^()]{1,60}\)$|\s+(?:avec|with)\s+(?:l['’])?[A-Z].{1,40}$|,\s+(?!et |and |qui |who )[a-zà-ÿ][^.!?]{2,60}$"
)


def read_byline(text: str) -> Byline | None:
    """Return what a line says of author and dates; None when a part of it says anything else.

    >>> read_byline("Publié le 8 juillet 2025 par Jeanne Martin")
    Byline(authors=('Jeanne Martin',), published='8 juillet 2025', updated='')
    """
    if len(text) > LONGEST:
        return None
    pieces = [piece for part in _BREAKS.split(text) if (piece := part.strip(" \t\u00a0\u202f,.;:"))]
    byline, names, is_sure = Byline(), [], False
    for piece in pieces:
        read = _read_piece(piece)
        if read is not None:
            byline, is_sure = _add(byline, read), True
        elif is_person(piece):
            names.append(piece)
        elif not (is_label(piece) or site_of(piece) or kind_of(piece)):
            return None
    if not is_sure:
        return None
    return byline if byline.authors or not names else replace(byline, authors=tuple(names[:1]))


def is_person(text: str) -> bool:
    """Tell whether a line has the form of a person's first and last names."""
    words = text.split()
    return 2 <= len(words) <= 4 and not re.search(r"[\d:;?!\"«»]", text) and is_name(text)


def _add(one: Byline, other: Byline) -> Byline:
    """Return both as one; a second date of publication is that of an update."""
    published = one.published or other.published
    updated = one.updated or other.updated or (other.published if one.published else "")
    return Byline(one.authors or other.authors, published, updated)


def _read_piece(piece: str) -> Byline | None:
    """Return what a piece says when it is a date, "par NAME", or both in either order."""
    dated = _read_date(piece)
    if dated is not None:
        return dated
    by = _BY.search(piece)
    if by is None:
        return None
    before, after = piece[: by.start()].strip(" ,"), piece[by.end() :]
    dated = Byline() if _VERBS.fullmatch(fold(before)) else _read_date(before)
    if dated is None:
        return None
    for end in [*(found.start() for found in _TAIL_OF_NAME.finditer(after)), len(after)]:
        authors, rest = _authors(after[:end]), after[end:].strip(" ,")
        tail = _read_date(rest) if rest else Byline()
        if authors is not None and tail is not None:
            return _add(_add(Byline(authors), dated), tail)
    return None


def _authors(text: str) -> tuple[str, ...] | None:
    """Return the names that *text* consists of, without those that name nobody; None when it is anything else."""
    names = split_people(_ROLE.sub("", text.strip(" ,.")))
    if not names or not all(is_name(name) or site_of(name) or name.casefold() in _NOBODY for name in names):
        return None
    return tuple(name for name in names if name.casefold() not in _NOBODY)


def _read_date(text: str) -> Byline | None:
    written = _PREFIX.sub("", text, count=1).strip(" ,.()")
    if not _YEAR.search(written) or re.fullmatch(r"\d{4}", written) or len(written) > 64:
        return None
    if any(word not in _DATE_WORDS for word in re.findall(r"[^\W\d_]+", fold(written))) or not is_date(written):
        return None
    return Byline(updated=written) if _UPDATED.match(fold(text.strip(" ("))) else Byline(published=written)
