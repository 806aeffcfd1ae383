"""Who wrote a saved page: names from its metadata, its marks and its bylines in French, English and German."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement

from feeds.characters import one_line
from feeds.ingest.linked_data import LinkedData
from feeds.ingest.page_blocks import marks


@dataclass(frozen=True, slots=True)
class Authors:
    names: tuple[str, ...] = ()
    place: str = ""  # in the page that gave them


_META = (
    *("author", "article:author", "article:author_name", "og:article:author", "parsely-author", "sailthru.author"),
    *("dc.creator", "dcterms.creator", "dc:creator", "citation_author", "shareaholic:article_author_name", "byl"),
    *("authors", "cxenseparse:author"),
)
_LONGEST = 120  # characters of a byline
_INLINE = ("p", "div", "span", "em", "i", "strong", "b", "li", "td", "small", "address", "h3", "h4", "h5", "h6")
_MARK = re.compile(r"(?:^|[\s_-])(?:author|byline|autor|auteur|verfasser|writer|redakteur|signature)", re.IGNORECASE)
_NOT_OURS = re.compile(
    r"comment|kommentar|respond|related|sidebar|footer|recommend|popular|trending|avatar|image|photo|social|share|date"
    r"|bio\b|biography|desc",
    re.IGNORECASE,
)
_COMPANY = re.compile(
    r"\b(?:gmbh|ag|kg|e\. ?v|sarl|ltd|inc|llc|corp|verlag|stiftung|magazin\w*|presse|zeitung|verein|bund|verband"
    r"|bündnis|agentur|media|online|news|redaktion|portal|foundation|institut\w*|universit\w*|stadt|team|blog"
    r"|\w+\.(?:de|com|org|net|at|ch|fr|it))\b",
    re.IGNORECASE,
)
_SAID = r"(?:text|texte|interview|autor(?:in|en)?|authors?|auteure?s?)"
_MADE = (
    r"(?:écrit|rédigé|publié|posté|proposé|written|posted|published|words|story|geschrieben|veröffentlicht|erstellt"
    r"|publiziert|verfasst|beitrag|artikel|gastbeitrag|redaktion|recipe|reportage|foto"
    rf"|{_SAID})"
)
_BY = re.compile(
    rf"^\W*(?:ein\s+)?(?:(?:und\s+)?{_MADE}\s*(?:\b(?:by|par|von|vom|de|am|on|le)\b)?\s*[:|]?\s+"
    r"|(?:by|par|von|vom|por|from|di)\b\s*:?\s*)",
    re.IGNORECASE,
)
_LINE = re.compile(
    rf"^(?i:(?:ein\s+)?{_MADE}\s*(?:by|par|von|de)\b\s*:?|(?:by|par|von|por)\b\s*:?"
    rf"|{_SAID}\s*(?:und fotos?|et photos?)?\s*:)\s+(?=[A-ZÀ-Þ])"
)
_AND = re.compile(
    r"\s*(?:[;|/•·]|,(?!\s*(?:jr|sr|ph\.?d|md)\b)|\s(?:and|und|et|y|e|&|avec|with|mit)\s)\s*", re.IGNORECASE
)
_ADDRESS = re.compile(r"\S{1,60}@\S+|https?:\S+|www\.\S+|(?<!\w)@\w+")
_DATE = re.compile(
    r"(?:[-–—|,•·]\s*)?(?:\b(?:on|am|le|vom|du|the)\s+)?"
    r"(?:\d{1,2}[./ ]|\d{4}-"
    r"|(?:mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d).*$",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"\s(?:[-–—]\s.*|\(.*|(?:in|for|at|from|of|vor|hace|il y a|im|für|aus|pour|last updated|published|veröffentlicht"
    r"|publié|über|about)\s.*|(?:datum|stand|hace|vor|monday|tuesday|wednesday|thursday|friday|saturday|sunday"
    r"|fr|mo|di|mi|do)\b.*)$"
)
_JUNK = re.compile(
    r"(?:admin\w*|(?:la )?r[eé]da[ck]tion|editor(?:ial)?s?(?: (?:team|staff))?|staff(?: (?:writer|reporter)s?)?"
    r"|webmaster|root|user|guest|gast|anonym\w*|unknown|no author|author|autor|auteur|none|null|team|news ?desk"
    r"|press(?:e|estelle)?|follow|share|comments?|contact|home|more|menu|posts?|view all.*|alle .*|agencies|about.*"
    r"|über.*|reporter|redakteur(?:in)?|journalist(?:e|in)?|senior .*|contributor|correspondent|by|par|von|ca|zvg"
    r"|publisher|collectif|posted|hace|vor|im gespräch|kolumnist(?:in)?|germany|deutschland|france|name \*?|stand"
    r"|datum|am|pub med|projektleit.*|.*erforderlich.*|wordpress\w*)",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"editor|reporter|writer|correspondent|journalist|redakt|contributor|columnist|rédact|critic|director|professor"
    r"|manager|author of|founder|producer|staff\b|freelance",
    re.IGNORECASE,
)


def find_authors(root: HtmlElement, meta: Mapping[str, str], linked: LinkedData, site: Collection[str]) -> Authors:
    """Return the page's authors from the first place that names a person, in the order written.

    *site* holds the names of the site, in lower case: none of them is an author.
    """
    shown = _shown_text(root)
    sources: tuple[tuple[str, Iterable[str]], ...] = (
        ("JSON-LD", [name for name in linked.authors if name.casefold() in shown]),
        ("rel=author", _marked(root, "rel")),
        ("itemprop=author", _marked(root, "itemprop")),
        ("a byline", _bylines(root)),
        ("a line below the title", _lines(root)),
        ("<meta>", (meta[name] for name in _META if name in meta and _is_person(meta[name], shown))),
    )
    for place, texts in sources:
        for group in [texts] if place == "JSON-LD" else ([text] for text in texts):
            names = tuple(dict.fromkeys(name for text in group for name in split_names(text, site)))
            if names:
                return Authors(names[:20], place)
    return Authors()


def _shown_text(root: HtmlElement) -> str:
    """Return the page's visible text: an author who is not in it is often the account that put the page up."""
    body = root.find("body")
    elements = list((root if body is None else body).iter(etree.Element))
    texts = [element.text for element in elements if element.tag not in ("script", "style")]
    texts += [element.tail for element in elements]
    return " ".join(" ".join(filter(None, texts)).split()).casefold()


def _is_person(text: str, shown: str) -> bool:
    """Whether a <meta> may name a person: most name the company that made the site."""
    return " " in text.strip() and not _COMPANY.search(text) and text.strip().casefold() in shown


def split_names(text: str, site: Collection[str] = ()) -> list[str]:
    """Return the persons that a byline names, without roles, addresses and dates.

    >>> split_names("Von Jelko Djuren und Jutta Klaukien, Redakteurin | 3. Mai 2024")
    ['Jelko Djuren', 'Jutta Klaukien']
    """
    text = one_line(text[: 4 * _LONGEST])
    if not text or len(text) > _LONGEST:
        return []
    text = _ADDRESS.sub(" ", text)
    for _ in range(2):
        text = _BY.sub("", text)
    names = (_clean(part) for part in _AND.split(_DATE.sub("", text)))
    return [name for name in names if _is_name(name, site)]


def _clean(part: str) -> str:
    part = _TAIL.sub("", _BY.sub("", part))
    return " ".join(part.split()).strip(" .,:;|-–—_()[]\"'*~&：")


def _is_name(name: str, site: Collection[str]) -> bool:
    if not 2 <= len(name) <= 50 or len(name.split()) > 5 or any(c.isdigit() for c in name[:1]) or "/" in name:
        return False
    if name.casefold() in site or name.casefold().removeprefix("www.") in site:
        return False
    return not _JUNK.fullmatch(name) and not _ROLE.search(name) and any(c.isalpha() for c in name)


def _marked(root: HtmlElement, attribute: str) -> Iterator[str]:
    for element in root.iter(etree.Element):
        if "author" in element.get(attribute, "").casefold().split() and _is_ours(element):
            named = next((e for e in element.iter(etree.Element) if "name" in e.get("itemprop", "").split()), element)
            yield named.get("content") or " ".join(named.itertext())


def _is_ours(element: HtmlElement) -> bool:
    boxes = [element, *list(element.iterancestors())[:5]]
    return not any(
        _NOT_OURS.search(marks(box)) or box.tag in ("aside", "footer", "nav", "form")
        for box in boxes
        if box.tag not in ("body", "html", "article", "main", "head")
    )


def _bylines(root: HtmlElement) -> Iterator[str]:
    """Yield the texts of elements called author or byline, the ones that hold the name alone first."""
    found = [
        element for element in root.iter("a", "cite", *_INLINE) if _MARK.search(marks(element)) and _is_ours(element)
    ]
    for element in found[:50]:
        text = one_line(" ".join(element.itertext())[: 4 * _LONGEST])
        if text and len(text) <= _LONGEST:
            link = next((one_line(" ".join(a.itertext())[:_LONGEST]) for a in element.iter("a")), "")
            yield link if link and len(text) > 50 else text


def _lines(root: HtmlElement) -> Iterator[str]:
    """Yield the first short lines that open with "By", "Par" or "Von"."""
    for element in root.iter(*_INLINE):
        texts = [element.text or ""] if len(element) > 3 else element.itertext()
        text = one_line(" ".join(texts)[: 2 * _LONGEST])
        if 5 < len(text) <= 80 and _LINE.match(text) and _is_ours(element) and len(text.split()) <= 9:
            yield text
