"""Which elements of a page hold an article each: as it marks them, else by the shape that repeats."""

from collections.abc import Iterator, Sequence

from feeds.ingest.listing_entry import Place, read_entry
from feeds.ingest.listing_noise import called, walk
from feeds.ingest.listing_shapes import shaped_boxes
from feeds.ingest.listing_text import title_of
from feeds.ingest.nodes import Tag
from feeds.model import RawEntry
from feeds.settings import Select

_ENTRIES = frozenset({"h-entry", "hentry"})  # microformats2, and the older hAtom
_TYPES = ("BlogPosting", "NewsArticle", "schema.org/Article", "schema.org/Report", "TechArticle", "ListItem")
_LEAST = 2  # entries that make a list: one may be the page itself


def find_entries(page: Tag, place: Place, select: Select) -> tuple[RawEntry, ...]:
    """Return the entries of a page whose list nobody named, in its order; () when there is none.

    Of the ways of marking, the one that marks most entries is believed, and one entry alone only if no shape repeats.
    """
    shown = list(walk(page))
    marked = max((read_entries(boxes, place, select) for boxes in _marked(shown)), key=len)
    if len(marked) >= _LEAST:
        return marked
    shaped = read_entries(shaped_boxes(shown, place), place, select)
    return shaped if len(shaped) >= _LEAST else tuple(e for e in marked if _is_linked(e, shown, place))


def _is_linked(entry: RawEntry, shown: Sequence[Tag], place: Place) -> bool:
    """Whether some link to an entry says what it is: else a page's own heading would go with any link below it."""
    links = (tag for tag in shown if tag.name == "a" and title_of(tag))
    return any(place.link(link) == entry.link for link in links)


def read_entries(boxes: Sequence[Tag], place: Place, select: Select) -> tuple[RawEntry, ...]:
    """Return the entries that elements hold, the first of each link."""
    found: dict[str, RawEntry] = {}
    for box in boxes:
        row = box.find_parent("tr") if box.name == "td" else None
        entry = read_entry(row or box, place, select)
        if entry:
            found.setdefault(entry.link, entry)
    return tuple(found.values())


def _marked(shown: Sequence[Tag]) -> Iterator[tuple[Tag, ...]]:
    yield _separate([tag for tag in shown if _ENTRIES.intersection(called(tag))])
    yield _separate([tag for tag in shown if any(kind in str(tag.get("itemtype", "")) for kind in _TYPES)])
    yield _separate([tag for tag in shown if tag.name == "article" or tag.get("role") == "article"])


def _separate(tags: Sequence[Tag]) -> tuple[Tag, ...]:
    """Return the elements that do not lie in each other: what holds several is a list."""
    marked = {id(tag) for tag in tags}
    held: dict[int, int] = {}
    for tag in tags:
        outer = next((parent for parent in tag.parents if id(parent) in marked), None)
        if outer is not None:
            held[id(outer)] = held.get(id(outer), 0) + 1
    lists = {key for key, count in held.items() if count >= _LEAST}
    kept = [tag for tag in tags if id(tag) not in lists]
    singles = {id(tag) for tag in kept}
    return tuple(tag for tag in kept if not any(id(parent) in singles for parent in tag.parents))
