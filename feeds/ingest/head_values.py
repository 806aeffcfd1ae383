"""The keys that a head may have, and what their values look like."""

import re
from collections.abc import Callable, Mapping
from zoneinfo import ZoneInfo

from feeds.ingest.date_words import fold
from feeds.ingest.dates import parse_date

# The closed list: what is not here is prose. Folded: without accents and capitals, "_" and "-" as spaces.
_KEYS = {
    "title": "titre,title",
    "authors": "auteur,auteurs,auteure,auteures,autrice,autrices,author,authors,byline,signature",
    "date": "date,date de publication,publie,publiee,publie le,parution,date de parution,pubdate,publication date,"
    "published,published on,published at,publishdate,publish date,date published,datepublished",
    "updated": "mise a jour,mis a jour,mis a jour le,mise a jour le,date de mise a jour,derniere mise a jour,modifie,"
    "modifie le,updated,updated on,updated at,last updated,lastmod,last modified,modified,datemodified",
    "url": "url,lien,link,permalink,permalien,canonical,canonical url,source url,adresse",
    "site": "source,site,media,publication,website",
    "tags": "etiquette,etiquettes,tag,tags,mot cle,mots cles,keyword,keywords,labels",
    "verdicts": "categorie,categories,category,rubrique,rubriques,section",
    "language": "langue,language,lang",
    "summary": "resume,chapo,chapeau,summary,description,excerpt,abstract",
    "image": "image,cover,illustration,thumbnail,featured image,cover image",
}
_PARTS = {name: part for part, names in _KEYS.items() for name in names.split(",")}
LISTS = frozenset({"authors", "tags", "verdicts"})

_LANGUAGES = {
    "francais": "fr", "french": "fr", "anglais": "en", "english": "en", "allemand": "de", "german": "de",
    "deutsch": "de", "espagnol": "es", "spanish": "es", "espanol": "es", "italien": "it", "italian": "it",
    "italiano": "it", "neerlandais": "nl", "dutch": "nl", "portugais": "pt", "portuguese": "pt",
}  # fmt: skip
_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")
_ADDRESS = re.compile(r"https?://[^\s<>\"]+|www\.[^\s<>\"]+", re.IGNORECASE)
_DOMAIN = re.compile(r"(?:[a-z0-9à-ÿ-]{1,63}\.){1,4}[a-z]{2,14}", re.IGNORECASE)
_PICTURE = re.compile(r"[^\s<>\"]+\.(?:avif|gif|jpe?g|png|svg|webp)(?:\?\S*)?", re.IGNORECASE)
_ARTICLES = ("un ", "une ", "des ", "le ", "la ", "les ", "l'", "l’", "ce ", "cette ", "ces ", "a ", "an ", "the ")
_PARTICLES = {"de", "du", "des", "d", "la", "le", "van", "von", "der", "den", "di", "da", "et", "and", "al", "bin"}
_DESK = re.compile(r"(?:(?:la|the|l'|notre|our) ?)?(?:redaction|staff|editors?|editorial team|newsroom|equipe)\b")
_TITLE_WORDS = 30
_UTC = ZoneInfo("UTC")


def part_named(key: str) -> str:
    """Return the part of a head that *key* names, in whichever language and spelling; "" when it names none.

    >>> part_named("Mots-clés")
    'tags'
    """
    return _PARTS.get(" ".join(fold(key).replace("_", " ").replace("-", " ").split()), "")


def keeps_promise(part: str, value: str) -> bool:
    """Tell whether a value can only be what its key says: no prose looks like it."""
    return bool(value) and _PROMISES[part](value)


def is_prose(part: str, value: str) -> bool:
    """Tell whether a value that breaks its key's promise reads as the rest of a sentence."""
    if part in ("summary", "title"):
        return False
    if part in ("date", "updated", "url", "image") and value.casefold().startswith(_ARTICLES):
        return True
    return value.startswith(_ARTICLES) or len(value.split()) > 8 or value.endswith((".", "?", "!", "…"))


def is_address(value: str) -> bool:
    return bool(_ADDRESS.fullmatch(value))


def is_domain(value: str) -> bool:
    return bool(_DOMAIN.fullmatch(value))


def read_language(value: str) -> str:
    """Return the BCP 47 tag that *value* is or names; "" when it is neither.

    >>> read_language("Français"), read_language("en_US"), read_language("langue de bois")
    ('fr', 'en-US', '')
    """
    known = _LANGUAGES.get(fold(value).strip(), "")
    return known or (value.replace("_", "-") if _LANGUAGE_TAG.fullmatch(value) else "")


def split_labels(value: str) -> list[str]:
    """Return the labels of a list written on one line: `a, b`, `a; b`, `a | b`, `#a #b`."""
    parts = re.split(r"[,;|]|\s(?=#)|\s/\s", value.strip(" []"))
    return [label for part in parts if (label := part.strip().lstrip("#").strip().strip("\"'"))]


def split_people(value: str) -> list[str]:
    """Return the names of a line: "A et B", "A, B"; what follows a comma in small letters describes the one before."""
    value = re.sub(r"^(?:par|by)\s+", "", value.strip(), flags=re.IGNORECASE)
    parts = re.split(r"\s*;\s*|\s+(?:et|and|&)\s+(?=[^\W\d_a-zà-ÿ])|,\s*(?=[^\W\d_a-zà-ÿ])", value)
    return [name for part in parts if (name := part.strip(" ,"))]


def is_name(text: str) -> bool:
    """Tell whether *text* is written as a person's name, or is a newsroom's: "Ana de la Cruz", "La rédaction"."""
    words = re.findall(r"[^\W\d_]+", text)
    if not words or len(words) > 6 or len(text) > 60 or text[-1] in "?!:;…":
        return False
    if _DESK.match(fold(text)):
        return True
    return words[0][0].isupper() and all(word[0].isupper() or word in _PARTICLES for word in words)


def is_date(text: str) -> bool:
    return len(text) <= 64 and parse_date(text, _UTC) is not None


def _are_names(value: str) -> bool:
    return all(is_name(name) for name in split_people(value)) and not value.casefold().startswith(("un ", "une "))


def _are_labels(value: str) -> bool:
    labels = split_labels(value)
    return bool(labels) and all(
        len(label.split()) <= 3 and not label.casefold().startswith(_ARTICLES) and label[-1] not in ".?!…"
        for label in labels
    )


_PROMISES: Mapping[str, Callable[[str], bool]] = {
    "title": lambda value: len(value.split()) <= _TITLE_WORDS,
    "authors": _are_names,
    "date": is_date,
    "updated": is_date,
    "url": is_address,
    "site": lambda value: is_address(value) or is_domain(value),
    "tags": _are_labels,
    "verdicts": _are_labels,
    "language": lambda value: bool(read_language(value)),
    "summary": lambda _: False,  # any sentence can be one
    "image": lambda value: is_address(value) or bool(_PICTURE.fullmatch(value)),
}
