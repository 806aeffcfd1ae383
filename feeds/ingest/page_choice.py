"""Which blocks of a page are its article: trafilatura's answer, corrected by what it often misses or lets in.

Thresholds were chosen on the 793 shared pages; after a change, score the pages again.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence

from lxml.html import HtmlElement

from feeds.ingest.page_blocks import Block, marks, shingles, words_of
from feeds.ingest.sanitise import names

LEAD_WORDS = 10  # a shorter line above the body is a label
LEAD_SPAN = 40  # blocks between the title and the body that may hold the lead
REPEAT_WORDS = 8  # a shorter block may well be said twice
_HEADINGS = names("h1 h2 h3 h4 h5 h6")
_LISTS = names("ul ol dl li tr tbody thead table blockquote td th")
_TEXT = names("p li blockquote h2 h3 h4 h5 h6 pre dd dt td th div")

Choice = frozenset[int]  # indexes of blocks


def _name(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?:^|[\s_-])(?:{words})(?:$|[\s_-])")


NOISE = _name(
    r"shar(?:e|ing)|social|related|recirc\w*|newsletter\w*|subscri\w*|sign-?up\w*|comments?|kommentare?|respond|reply"
    r"|breadcrumbs?|bio|biography|about-?author|author-?(?:box|bio|info|desc\w*)|cookie\w*|sponsor\w*|outbrain|taboola"
    r"|tag-?(?:links|list|cloud)|tags|footer|sidebar|popular|trending|advert\w*|recommend\w*|next-?(?:story|post)|cta"
    r"|disclaimer|imprint|copyright|credits?|post-?nav\w*|pagination|read-?more|i?caption\w*|widget_rss"
)
_NO_LEAD = re.compile(
    r"(?:^|[\s_-])(?:shar(?:e|ing)|social|related|recirc|newsletter|subscri|sign-?up|breadcrumb|cookie|sponsor|outbrain"
    r"|taboola|caption|image|img|picture|credit|copyright|byline|author|autor|datum|read-?more|footer|sidebar|popular"
    r"|trending|advert|recommend|widget|menu|meta|legal|disclaimer|gallery|highlight"
    r"|(?:promos?|promotions?|comments?|bio|date|tags?|nav)(?:$|[\s_-]))"
)
_LEAD = re.compile(
    r"teaser|intro|lead(?!er)|lede|chap[oô]|stand-?first|excerpt|hook|dek\b|sub-?(?:title|head|line)|vorspann|abstract"
    r"|description|summary|untertitel|unterzeile|sous-?titre|bajada|copete"
)
_SENTENCE_END = re.compile(r"[.!?…»”\"]$")
_POINTER = re.compile(
    r"(?:related|read more|see also|more|also (?:read|on)|don.t miss|lire aussi|à lire|lesen sie auch|mehr zum thema"
    r"|lire la suite|voir aussi|sign up|subscribe|follow (?:us|me|him|her)|photo|image credit|credit|foto|bild)\b",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"newsletter|abonn|subscri|sign up|follow (?:us|me|him|her|them)|folge|suivez|all rights reserved|copyright|©"
    r"|alle rechte|tous droits|click here|klicken sie|cliquez|podcast|telegram|whatsapp|youtube|facebook|twitter|@"
    r"|kommentar|commentaire|comments?\b|donat|spende|souten|support us|read more|lire aussi|weiterlesen|schlagw"
    r"|tags?:|filed under|photo:|foto:|bild:|credit",
    re.IGNORECASE,
)
_LEAST_KEPT = 0.7  # of the words
_CLOSING_WORDS = 45  # the longest call to subscribe that is taken for one


def choose(blocks: Sequence[Block], answer: Sequence[str], titles: Collection[str]) -> list[Block]:
    """Return the article's blocks in the order of the page, its title not among them.

    *answer* holds the texts that trafilatura kept, *titles* the forms under which the page gives its title.
    """
    known = frozenset(words_of(title) for title in titles) - {()}
    choice = _without_repeats(blocks, match(blocks, answer))
    choice = _with_continuation(blocks, choice)
    choice = _with_lead(blocks, choice, known)
    choice = frozenset(i for i in choice if not is_title(blocks[i], known))
    choice = _with_middle(blocks, choice)
    choice = frozenset(i for i in choice if not _is_pointer(blocks[i]))
    choice = _without_noise(blocks, choice)
    choice = _without_closing(blocks, choice)
    return [blocks[i] for i in sorted(choice)]


def count_words(blocks: Sequence[Block], choice: Collection[int]) -> int:
    return sum(len(blocks[i].words) for i in choice)


def match(blocks: Sequence[Block], answer: Sequence[str]) -> Choice:
    """Return the blocks of which *answer* holds at least half."""
    parts = [words_of(part) for part in answer]
    short = {part for part in parts if len(part) < 4}
    known = set(shingles(tuple(word for part in parts for word in part)))

    def is_kept(block: Block) -> bool:
        own = block.shingles
        return 2 * sum(shingle in known for shingle in own) >= len(own) if own else block.words in short

    return frozenset(i for i, block in enumerate(blocks) if is_kept(block))


def is_title(block: Block, titles: Collection[tuple[str, ...]]) -> bool:
    """Whether a block says the page's title again; a heading may say a good part of it."""
    if block.words in titles:
        return True
    if block.tag not in ("h1", "h2"):
        return False
    own = f" {' '.join(block.words)} "
    return any(own in f" {' '.join(title)} " and len(block.words) >= 0.4 * len(title) for title in titles)


def _without_repeats(blocks: Sequence[Block], choice: Choice) -> Choice:
    """Keep what is said in two places once: where most of the article is."""
    weights: Counter[HtmlElement] = Counter()
    for i in choice:
        weights[blocks[i].parents[0]] += len(blocks[i].words)
    owners: dict[tuple[str, ...], HtmlElement] = {}
    kept = []
    for i in sorted(choice, key=lambda i: (-weights[blocks[i].parents[0]], i)):
        block, parent = blocks[i], blocks[i].parents[0]
        own = block.shingles
        repeated = sum(owners.get(shingle, parent) is not parent for shingle in own)
        if len(block.words) >= REPEAT_WORDS and 2 * repeated > len(own):
            continue
        kept.append(i)
        for shingle in own:
            owners.setdefault(shingle, parent)
    return frozenset(kept)


def _with_continuation(blocks: Sequence[Block], choice: Choice) -> Choice:
    """Add the prose of boxes named like the one that holds most of it: long articles come in several."""
    weights: Counter[HtmlElement] = Counter()
    for i in choice:
        if blocks[i].tag == "p":
            weights[blocks[i].parents[0]] += len(blocks[i].words)
    if not weights:
        return choice
    main, weight = weights.most_common(1)[0]
    name = marks(main).strip()
    if weight < 0.4 * weights.total() or len(name) < 4 or NOISE.search(name):
        return choice
    prose = Counter(
        block.parents[0]
        for i, block in enumerate(blocks)
        if i not in choice and block.tag == "p" and len(block.words) >= 25 and block.link_share < 0.3
    )
    alike = {box for box, count in prose.items() if count >= 2 and box.tag == main.tag and marks(box).strip() == name}
    if len(alike - {main}) > 8:  # a list of articles
        return choice
    return choice | {i for i, b in enumerate(blocks) if b.parents[0] in alike - {main} and b.link_share < 0.5}


def _with_lead(blocks: Sequence[Block], choice: Choice, titles: Collection[tuple[str, ...]]) -> Choice:
    """Add the sentences between the title and the body, which trafilatura often takes for a teaser."""
    first = next((i for i in sorted(choice) if blocks[i].tag != "h1" and not is_title(blocks[i], titles)), None)
    if first is None:
        return choice
    above = range(first - 1, max(-1, first - LEAD_SPAN - 1), -1)
    title = next((i for i in above if blocks[i].tag == "h1" or is_title(blocks[i], titles)), None)
    if title is None:
        return choice
    known = {shingle for i in choice for shingle in blocks[i].shingles}
    added = set()
    for i in range(title + 1, first):
        own = blocks[i].shingles
        if _is_lead(blocks[i]) and 2 * sum(shingle in known for shingle in own) <= len(own):
            added.add(i)
            known.update(own)
    return choice | added


def _is_lead(block: Block) -> bool:
    if block.tag not in ("p", "div", "section") or len(block.words) < LEAD_WORDS or block.link_share > 0.3:
        return False
    if any(_NO_LEAD.search(marks(box)) for box in (block.element, *block.parents[:3])):
        return False
    if any(box.tag in ("aside", "ul", "ol", "table", "nav", "footer", "figure") for box in block.parents[:4]):
        return False
    named = any(_LEAD.search(marks(box)) for box in (block.element, *block.parents[:2]))
    return named or bool(_SENTENCE_END.search(block.text))


def _with_middle(blocks: Sequence[Block], choice: Choice) -> Choice:
    """Add what stands between kept blocks of one box, unless it is links or noise."""
    homes = [_home(block) for block in blocks]
    spans: dict[HtmlElement, list[int]] = {}
    for i in sorted(choice):
        spans.setdefault(homes[i], [i, i])[1] = i
    return choice | {
        i
        for i, (block, home) in enumerate(zip(blocks, homes, strict=True))
        if home in spans
        and spans[home][0] < i < spans[home][1]
        and block.tag in _TEXT
        and block.link_share <= 0.5
        and not _is_noise(block, 3)
    }


def _home(block: Block) -> HtmlElement:
    return next((box for box in block.parents if box.tag not in _LISTS), block.parents[-1])


def _is_pointer(block: Block) -> bool:
    """Whether a block points elsewhere ("Lire aussi : …") or names a picture's maker."""
    return (
        len(block.words) < 25
        and bool(_POINTER.match(block.text))
        and (block.link_share > 0.3 or ":" in block.text[1:40])
    )


def _is_noise(block: Block, depth: int) -> bool:
    boxes = (box for box in block.parents[:depth] if box.tag not in ("body", "html", "article", "main"))
    return any(NOISE.search(marks(box)) for box in (block.element, *boxes))


def _without_noise(blocks: Sequence[Block], choice: Choice) -> Choice:
    return _unless_too_much(blocks, choice, lambda i: not _is_noise(blocks[i], 2))


def _without_closing(blocks: Sequence[Block], choice: Choice) -> Choice:
    """Cut headings of nothing, links and calls to subscribe off the end."""
    rest = sorted(choice)
    while rest and _is_closing(blocks[rest[-1]]):
        rest.pop()
    return _unless_too_much(blocks, choice, frozenset(rest).__contains__)


def _is_closing(block: Block) -> bool:
    is_call = len(block.words) < _CLOSING_WORDS and bool(_CLOSING.search(block.text))
    return block.tag in _HEADINGS or is_call or block.link_share > 0.8


def _unless_too_much(blocks: Sequence[Block], choice: Choice, keep: Callable[[int], bool]) -> Choice:
    """Drop blocks, or none where too few words would stay: then the page names things its own way."""
    kept = frozenset(i for i in choice if keep(i))
    return kept if count_words(blocks, kept) >= _LEAST_KEPT * count_words(blocks, choice) else choice
