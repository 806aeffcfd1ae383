"""What is no part of an article, taken out of its tree: furniture, farewells, and what waits for scripts."""

import re
from collections.abc import Sequence
from functools import partial
from itertools import takewhile

from feeds.ingest.farewell import LONGEST, MOST_UNLINKED, is_farewell
from feeds.ingest.furniture import MOST, MOST_OWN, REMOVED_ELEMENTS, Weight, is_furniture, marks_of, may_be_furniture
from feeds.ingest.nodes import REMOVED, NavigableString, Tag, attributes, joined, remove, said, texts, unwrap, up_to
from feeds.ingest.pictures import LAZY, repaired_image
from feeds.ingest.sanitise import DROPPED, PHRASING

IMAGES = ("img", "amp-img")
_ASKS_FOR_SCRIPTS = re.compile(r"\bjava ?script\b", re.IGNORECASE)
_LONGEST_REQUEST = 200  # characters of a noscript that only asks for scripts


def remove_furniture(body: Tag, tags: Sequence[Tag]) -> None:
    """Remove the boxes that feeds carry along with an article; *tags* are all those of *body*."""
    suspects = [tag for tag in tags if tag.name in REMOVED_ELEMENTS or may_be_furniture(marks_of(tag.attrs))]
    whole = sum(len(text.strip()) for text in texts(body)) if suspects else 0
    for tag in suspects:
        if tag.name in REMOVED_ELEMENTS or is_furniture(tag.name, marks_of(tag.attrs), _weigh(tag, whole)):
            remove(tag)


def _weigh(tag: Tag, whole: int) -> Weight:
    """Return what *tag* weighs in a text of *whole* characters; once it is too heavy, there is no need to go on."""
    own = linked = 0
    for text in texts(tag):
        length = len(text.strip())
        is_linked = length and any(parent.name == "a" for parent in up_to(text, tag))
        own, linked = (own, linked + length) if is_linked else (own + length, linked)
        if own > MOST_OWN or linked > MOST:
            break
    return Weight(own, linked, whole - own - linked)


def remove_farewells(body: Tag) -> None:
    """Remove the blocks at the end that only say where the article appeared first."""
    backwards = list(texts(body))
    for place, text in enumerate(backwards):
        if any(parent.name == REMOVED for parent in up_to(text, body)):
            continue
        farewell = _farewell_around(backwards[place : place + LONGEST + 1], body)
        if farewell is None:
            return
        remove(farewell)


def _farewell_around(backwards: Sequence[NavigableString], body: Tag) -> Tag | None:
    """Return the farewell that ends with the first of the texts given *backwards*, with the boxes that hold no more."""
    found: Tag | None = None
    farewell = ""
    for box in up_to(backwards[0], body):
        line = joined(takewhile(partial(_is_within, box), backwards), LONGEST)
        if box is body or len(line) > LONGEST or (found is not None and line != farewell):
            break
        if found is not None or _is_farewell(box, line):
            found, farewell = box, line
    return found


def _is_within(box: Tag, text: NavigableString) -> bool:
    return any(parent is box for parent in text.parents)


def _is_farewell(box: Tag, line: str) -> bool:
    if box.name in PHRASING or not is_farewell(line):
        return False
    weight = _weigh(box, 0)
    return weight.own <= MOST_UNLINKED and weight.linked > 0


def show_noscripts(tags: Sequence[Tag], base_url: str) -> None:
    """Show what is shown without scripts: a picture in place of the one that waits for them, never both."""
    every = [tag for tag in tags if tag.name == "noscript"]
    noscripts = [tag for tag in every if tag.find_parent("noscript") is None]
    hidden = {id(image) for tag in noscripts for image in tag.find_all("img")}
    images = [tag for tag in tags if tag.name in IMAGES and id(tag) not in hidden] if hidden else []
    shown = {_source(image, base_url) for image in images}
    for tag in noscripts:
        pictures = {source for image in tag.find_all("img") if (source := _source(image, base_url))}
        stand_in = _stand_in(tag, base_url) if pictures else None
        if stand_in is not None:
            remove(stand_in)
        elif (pictures and pictures <= shown) or (not pictures and _asks_for_scripts(tag)):
            remove(tag)
            continue
        unwrap(tag)
    for tag in every:
        if tag.name == "noscript":  # in another one
            unwrap(tag)


def _source(image: Tag, base_url: str) -> str:
    return repaired_image(attributes(image), base_url).get("src", "")


def _asks_for_scripts(tag: Tag) -> bool:
    text = said(tag, _LONGEST_REQUEST)
    return len(text) <= _LONGEST_REQUEST and bool(_ASKS_FOR_SCRIPTS.search(text))


def _stand_in(noscript: Tag, base_url: str) -> Tag | None:
    """Return the neighbour that shows nothing but a picture that waits for scripts."""
    for neighbour in (noscript.find_previous_sibling(), noscript.find_next_sibling()):
        if isinstance(neighbour, Tag) and neighbour.name not in DROPPED and next(texts(neighbour), None) is None:
            images = [neighbour] if neighbour.name in IMAGES else neighbour.find_all(IMAGES)
            waits = [not LAZY.isdisjoint(image.attrs) or not _source(image, base_url) for image in images]
            if waits and all(waits):
                return neighbour
    return None
