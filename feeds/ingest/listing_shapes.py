"""The list of a page that marks its articles by nothing: the links of one shape that say most."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from statistics import median

from feeds.ingest.listing_entry import Place, title_in
from feeds.ingest.listing_noise import called
from feeds.ingest.listing_text import text_in, title_of
from feeds.ingest.nodes import Tag
from feeds.ingest.page_dates import dates_in, written_date

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5"})
_LEAST = 3  # entries of a list that nothing else marks
_LEAST_WORDS = 3  # of the middle title: menus and clouds of tags have one or two
_MOST_WORDS = 12  # of a title that count: a list of texts is no better a list of articles
_DATED = 3.0  # how much more a list counts whose entries are dated: navigation never is
_IN_MAIN = 1.5
_BESIDE = 40  # characters that may stand beside a link in its paragraph: a date, an author
_DEEPEST = 100  # ancestors that tell one shape from another
_LARGEST = 3_000  # nodes of an entry; a whole article on a front page has some hundreds
_LOOKED_AT = 150  # characters at either end of an entry's text, where its date stands
_LATELY = re.compile(
    r"\bil y a \d|\bhier\b|\baujourd['’]hui\b|\b\d+ ?(?:min|hours?|days?|weeks?|h|d)\w* ago\b|\byesterday\b|\btoday\b",
    re.IGNORECASE,
)

Shape = tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Candidate:
    link: Tag
    box: Tag  # the largest element that holds no other candidate
    title: str  # of the link; of one that only invites to read on, all that the box says
    is_dated: bool

    @property
    def words(self) -> int:
        return min(len(self.title.split()), _MOST_WORDS)


def shaped_boxes(shown: Sequence[Tag], place: Place) -> tuple[Tag, ...]:
    """Return the elements that hold an article each, in the order of the page; () when no list is good enough.

    *shown* is what `walk` gives of the page. A list of headings that lead somewhere comes before one of any links, be
    they titles or invitations to read on.
    """
    headed = _headed(shown, place)
    best = _best(headed)
    if best:
        return tuple(each.box for each in _with_heroes(best, headed))
    links = [tag for tag in shown if tag.name == "a" and place.article(tag)]
    titled = [link for link in links if title_of(link) and not _is_in_running_text(link)]
    inviting = [link for link in links if not title_of(link) and text_in(link)]
    invited = _best(inviting)
    best = _best(titled)
    if all(title_in(each.box, place) is not None for each in invited):
        best = max(best, invited, key=_worth)
    return tuple(each.box for each in best)


def _headed(shown: Sequence[Tag], place: Place) -> list[Tag]:
    headings = (tag for tag in shown if tag.name in _HEADINGS and title_of(tag))
    return [link for heading in headings if (link := _link_of(heading, place)) is not None]


def _link_of(heading: Tag, place: Place) -> Tag | None:
    around = heading.find_parent("a", href=True)
    inner = [*heading.find_all("a", href=True), *([around] if around is not None else [])]
    return next((a for a in inner if place.article(a)), None)


def _is_in_running_text(link: Tag) -> bool:
    paragraph = link.find_parent("p")
    return paragraph is not None and len(text_in(paragraph)) > 2 * len(text_in(link)) + _BESIDE


def _with_heroes(best: Sequence[_Candidate], headed: Sequence[Tag]) -> list[_Candidate]:
    """Return a list of headings with the others of the page that are dated as its own are: those of another size."""
    if not any(each.is_dated for each in best):
        return list(best)
    others = (each for each in _candidates(headed) if each.is_dated and each.words >= _LEAST_WORDS)
    chosen = {id(each.link): each for each in (*others, *best)}
    return [chosen[id(link)] for link in headed if id(link) in chosen]


# -- groups -------------------------------------------------------------------------------------------------------


def _best(links: Sequence[Tag]) -> tuple[_Candidate, ...]:
    """Return the links of the one shape that is the best list; () when none is one."""
    groups: dict[Shape, list[Tag]] = defaultdict(list)
    for link in links:
        groups[_shape(link)].append(link)
    best = max((_candidates(group) for group in groups.values() if len(group) > 1), key=_worth, default=())
    if not _worth(best):
        return ()
    dated = tuple(each for each in best if each.is_dated)
    return dated if 2 * len(dated) >= len(best) else best  # what is undated among dated entries is none


def _shape(link: Tag) -> Shape:
    """Return what the links of one list have in common: what is around them, down from the page's body."""
    return (link.name, *(f"{parent.name}.{_first_class(parent)}" for parent in _above(link)))


def _first_class(tag: Tag) -> str:
    return next((re.sub(r"\d+", "", name) for name in called(tag)), "")


def _above(tag: Tag) -> Iterator[Tag]:
    for depth, parent in enumerate(tag.parents):
        if depth >= _DEEPEST or parent.name in ("body", "head", "html", "main", "[document]"):
            return
        yield parent


def _candidates(links: Sequence[Tag]) -> tuple[_Candidate, ...]:
    """Return links with the elements that are theirs alone, the first of each address."""
    distinct = list({str(link.get("href")): link for link in reversed(links)}.values())[::-1]
    around = Counter(id(parent) for link in distinct for parent in _above(link))
    return tuple(_candidate(link, around) for link in distinct)


def _candidate(link: Tag, around: Counter[int]) -> _Candidate:
    box = link
    for parent in _above(link):
        if around[id(parent)] > 1:
            break
        box = parent
    if len(list(islice(box.descendants, _LARGEST))) == _LARGEST:  # no list, but what stands around one
        return _Candidate(link, link, title_of(link), False)
    return _Candidate(link, box, title_of(link) or text_in(box), _is_dated(box))


def _is_dated(box: Tag) -> bool:
    if box.find("time") is not None:
        return True
    before = box.find_previous_sibling(True) if box.name == "dd" else None
    text = text_in(box)
    text = f"{text_in(before)} {text}" if isinstance(before, Tag) else text
    ends = (text[:_LOOKED_AT], text[-_LOOKED_AT:])
    return any(_LATELY.search(end) or _dated_part(end) for end in ends)


def _dated_part(text: str) -> bool:
    parts = text[:100], text[50:150]
    # Usual forms first: whether a title and its date together are a date of some language takes a second to tell.
    return any(next(dates_in(part), "") for part in parts) or any(map(written_date, parts))


def _worth(group: Sequence[_Candidate]) -> float:
    """Return how good a list of articles the links of one shape are; 0 for none."""
    dated = sum(each.is_dated for each in group) * 2 >= len(group)
    titles = {each.title for each in group}
    is_short = not dated and median([each.words for each in group] or [0]) < _LEAST_WORDS
    if len(group) < (2 if dated else _LEAST) or 2 * len(titles) < len(group) or is_short:
        return 0
    worth = sum(each.words for each in group) * (_DATED if dated else 1)
    return worth * (_IN_MAIN if group[0].link.find_parent("main") is not None else 1)
