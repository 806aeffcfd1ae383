"""What readers see of an element of a page, as a text and as a title."""

import re

from feeds.characters import one_line
from feeds.ingest.nodes import NavigableString, Tag
from feeds.ingest.page_dates import written_date
from feeds.ingest.sanitise import names

_LONGEST_TITLE = 300  # characters: what is longer is a text
_INLINE = names("a abbr b bdi cite code data em font i ins kbd mark q s small span strong sub sup time u var")
_UNREAD = frozenset({"script", "style", "noscript", "template", "svg", "button"})
_FOR_READERS_OF_SCREENS = re.compile(r"(?:^|[\s_-])(?:sr-only|screen-reader|visually-?hidden|u-hidden|offscreen)")
_INVITATION = re.compile(
    r"(?:(?:read|learn|see|view|show|voir|lire|en savoir|afficher|découvrir)\b.{0,30}"
    r"\b(?:more|plus|suite|all|tout|article)"
    r"|read|continue reading|keep reading|continuer la lecture|lire l['’]article|la suite|plus|more|suite"
    r"|permalink|permalien"
    r"|(?:il y a )?(?:about )?\d+\s?(?:min|sec|hour|day|week|month|year|heure|jour|semaine|mois|an)\w*(?:\sago)?"
    r"|share|partager|comments?|commentaires?|\d+\s(?:comments?|commentaires?|responses?|réponses?|min(?:utes)?\b.*)"
    r"|(?:leave|add|post) a comment|(?:laisser|ajouter) un commentaire|(?:no|aucun) (?:comments?|commentaires?)"
    r"|previous|next|précédent|suivant|older posts|newer posts|articles (?:plus anciens|plus récents)|home|accueil)"
    r"[\s.…→»›>]*",
    re.IGNORECASE,
)


def title_of(tag: Tag | None) -> str:
    """Return the title that an element shows; "" for what is too long, or only invites to read on."""
    text = text_in(tag) if tag is not None else ""
    return "" if len(text) > _LONGEST_TITLE or _INVITATION.fullmatch(text) or not re.search(r"\w", text) else text


def first_line(link: Tag | None) -> str:
    """Return the first block of a link that is no date, and so its title; all of a link that has no blocks."""
    inner = link.find_all(True) if link is not None else []
    blocks = [tag for tag in inner if tag.name not in _INLINE and not tag.find(lambda t: t.name not in _INLINE)]
    texts = (title_of(block) for block in blocks)
    return next((text for text in texts if text and not (len(text) < 40 and written_date(text))), "") or title_of(link)


def text_in(tag: Tag) -> str:
    """Return the text that readers see in an element, on one line."""
    parts: list[str] = []
    pending: list[object] = [tag]
    while pending:
        node = pending.pop()
        if isinstance(node, Tag):
            if node.name in _UNREAD or _FOR_READERS_OF_SCREENS.search(str(node.get("class", ""))):
                continue
            edge = "" if node.name in _INLINE else " "
            pending += [edge, *reversed(node.contents), edge]
        elif type(node) is NavigableString or type(node) is str:  # no comment
            parts.append(node)
    return one_line("".join(parts))
