"""What of a page is never its list of articles: navigation, sidebars, related articles, comments, footers."""

import re
from collections.abc import Iterator

from feeds.ingest.nodes import Tag
from feeds.ingest.sanitise import names

_TAGS = names("nav footer aside script style noscript template dialog button select svg iframe object")
_ROLES = names("navigation banner contentinfo complementary search dialog alertdialog menu menubar tablist toolbar")
# As the first or the last part of a class or an id: "sidebar-left", "post-navigation", "related-posts".
_PARTS = names(
    "sidebar sidemenu widget widgets aside extra related similar recommended recommendations suggested popular comments"
    " comment respond footer colophon nav navbar navigation navigator menu breadcrumb breadcrumbs pagination pager"
    " paging share sharing social newsletter subscribe subscription cookie cookies consent gdpr ad ads advert sponsor"
    " sponsored promo blogroll tagcloud cloud login modal popup toolbar search offcanvas masthead skip blognav"
    " blogextra lateral partager ariane archivelist"
)
# What stands around a list of articles and nothing else: a page may call all of it a sidebar's neighbour.
_MAIN = frozenset({"hfeed", "h-feed", "hentry", "h-entry"})
_FEATURED = names("featured feature hero lead une")  # an aside that is none: the article on top of the list
_UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_MOST = 0.6  # of the page's text: what holds more is the page, whatever it is called
_SILENT = names("script style noscript template")


def walk(page: Tag) -> Iterator[Tag]:
    """Yield the elements of a page in its order, without those that are no part of its list of articles."""
    whole = _length(page)
    pending: list[Tag] = [page]  # not its body: libxml2 leaves in the head what follows it where no tag opens a body
    while pending:
        tag = pending.pop()
        if (
            tag is not page
            and tag.name not in ("html", "body")
            and (is_apart(tag) or (_is_called_apart(tag) and not _is_the_page(tag, whole)))
        ):
            continue
        yield tag
        pending.extend(child for child in reversed(tag.contents) if isinstance(child, Tag))


def is_apart(tag: Tag) -> bool:
    """Whether an element is, in HTML's own words, no part of what the page is about, or not shown."""
    if tag.name == "aside" and _FEATURED.intersection(called(tag)):
        return False
    is_hidden = tag.get("hidden") is not None or bool(_UNSEEN.search(str(tag.get("style", ""))))
    return tag.name in _TAGS or tag.get("role") in _ROLES or is_hidden


def _is_called_apart(tag: Tag) -> bool:
    return tag.name == "form" or any(part in _PARTS for name in called(tag) for part in _ends(name))


def _is_the_page(tag: Tag, whole: int) -> bool:
    """Whether an element that is called a part beside the list holds it: what a page is built with names it, too."""
    if _length(tag) > _MOST * whole:
        return True
    inner = (tag, *tag.find_all(True))
    return any(each.name == "main" or each.get("role") == "main" or _MAIN.intersection(called(each)) for each in inner)


def called(tag: Tag) -> list[str]:
    """Return the classes and the id of an element, in lower case."""
    return f"{tag.get('class', '')} {tag.get('id', '')}".casefold().split()


def _ends(name: str) -> tuple[str, ...]:
    parts = [part for part in re.split(r"[-_]+", name) if part]
    return (parts[0], parts[-1]) if parts else ()


def _length(tag: Tag) -> int:
    texts = tag.find_all(string=True)
    return sum(len(text.strip()) for text in texts if text.parent is None or text.parent.name not in _SILENT)
