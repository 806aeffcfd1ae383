"""The list of a page that marks its articles by nothing: the links of one shape that say most."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from feeds.ingest.listing_entry import Place, text_in, title_of
from feeds.ingest.listing_noise import called
from feeds.ingest.nodes import Tag
from feeds.ingest.page_dates import written_date

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5"})
_LEAST = 3  # entries of a list that nothing else marks
_LEAST_WORDS = 3  # of the middle title: menus and clouds of tags have one or two
_MOST_WORDS = 12  # of a title that count: a list of texts is no better a list of articles
_DATED = 3.0  # how much more a list counts whose entries are dated: navigation never is
_HEADED = 2.0  # and one whose entries are headings
_IN_MAIN = 1.5
_BESIDE = 40  # characters that may stand beside a link in its paragraph: a date, an author
_DEEPEST = 100  # ancestors that tell one shape from another

Shape = tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Candidate:
    link: Tag
    title: str
    box: Tag  # the largest element that holds no other candidate
    is_dated: bool


def shaped_boxes(shown: Sequence[Tag], place: Place) -> tuple[Tag, ...]:
    """Return the elements that hold an article each, in the order of the page; () when no list is good enough.

    *shown* is what `walk` gives of the page. A list of headings that lead somewhere comes
    before one of any links.
    """
    for links in (_headed(shown, place), _plain(shown, place)):
        groups = _groups(links)
        best = max(groups, key=_worth, default=())
        if best and _worth(best) > 0:
            return tuple(candidate.box for candidate in best)
    return ()


def _headed(shown: Sequence[Tag], place: Place) -> list[Tag]:
    headings = [tag for tag in shown if tag.name in _HEADINGS and title_of(tag)]
    links = ((heading, _link_of(heading, place)) for heading in headings)
    return [link for _, link in links if link is not None]


def _link_of(heading: Tag, place: Place) -> Tag | None:
    around = heading.find_parent("a", href=True)
    inner = [*heading.find_all("a", href=True), *([around] if around is not None else [])]
    return next((a for a in inner if place.article(a)), None)


def _plain(shown: Sequence[Tag], place: Place) -> list[Tag]:
    links = (tag for tag in shown if tag.name == "a" and title_of(tag) and place.article(tag))
    return [link for link in links if not _is_in_running_text(link)]


def _is_in_running_text(link: Tag) -> bool:
    paragraph = link.find_parent("p")
    return paragraph is not None and len(text_in(paragraph)) > 2 * len(text_in(link)) + _BESIDE


def _groups(links: Sequence[Tag]) -> list[tuple[_Candidate, ...]]:
    """Return the links of each shape, in the order of the page."""
    distinct = list({id(link): link for link in links}.values())
    around = Counter(id(parent) for link in distinct for parent in _above(link))
    groups: dict[Shape, list[_Candidate]] = defaultdict(list)
    for link in distinct:
        box = _box(link, around)
        candidate = _Candidate(link, text_in(link), box, _is_dated(box))
        groups[_shape(link, box)].append(candidate)
    return [tuple(group) for group in groups.values()]


def _above(tag: Tag) -> Iterator[Tag]:
    for depth, parent in enumerate(tag.parents):
        if depth >= _DEEPEST or parent.name in ("body", "head", "html", "main", "[document]"):
            return
        yield parent


def _box(link: Tag, around: Counter[int]) -> Tag:
    box = link
    for parent in _above(link):
        if around[id(parent)] > 1:
            break
        box = parent
    return box


def _shape(link: Tag, box: Tag) -> Shape:
    """Return what entries of one list have in common: the elements between, and what is around with its classes."""
    inner: list[str] = []
    for parent in (link, *_above(link)):
        inner.append(parent.name)
        if parent is box:
            break
    outer = (f"{parent.name}.{_first_class(parent)}" for parent in _above(box))
    return (*inner, *outer)


def _first_class(tag: Tag) -> str:
    return next((re.sub(r"\d+", "", name) for name in called(tag)), "")


def _is_dated(box: Tag) -> bool:
    if box.find("time") is not None:
        return True
    before = box.find_previous_sibling(True) if box.name == "dd" else None
    text = text_in(box)[:400] + (" " + text_in(before) if isinstance(before, Tag) else "")
    return any(written_date(part) for part in (text[:120], text[-120:]))


def _worth(group: Sequence[_Candidate]) -> float:
    """Return how good a list of articles the links of one shape are; 0 for none."""
    words = [len(candidate.title.split()) for candidate in group]
    dated = sum(candidate.is_dated for candidate in group) * 2 >= len(group)
    least = 2 if dated else _LEAST
    distinct = {candidate.title for candidate in group}
    if len(group) < least or 2 * len(distinct) < len(group) or (not dated and median(words) < _LEAST_WORDS):
        return 0
    worth = float(sum(min(count, _MOST_WORDS) for count in words))
    worth *= _DATED if dated else 1
    worth *= _HEADED if group[0].link.find_parent(_HEADINGS) or group[0].link.find(_HEADINGS) else 1
    return worth * (_IN_MAIN if group[0].link.find_parent("main") is not None else 1)
