"""Words that no rule knows yet, and that articles which belong have more than the rules expect."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from feeds.category import Category
from feeds.ingest.filing_rules import Rules, compile_rules
from feeds.ingest.fit import chance, first_weights, score
from feeds.ingest.samples import Taught, read_samples
from feeds.ingest.scale import LEAD_LENGTH
from feeds.ingest.weigh import read_entry
from feeds.model import Entry

_WORD = re.compile(r"[^\W\d_]+")
_LEAST_LETTERS = 4  # of a word by itself
_LINK_LETTERS = 3  # of "de", "for" and the like, which link the words of a phrase
# Strict, for there are thousands of words to be wrong about: in cross-validation a looser choice costs what it gains.
_LEAST_ARTICLES = 5
_LEAST_EVIDENCE = 3.0  # standard deviations by which the rules' expectation is passed
_MOST_WORDS = 20


def new_words(taught: Sequence[Taught], categories: Sequence[Category]) -> dict[str, tuple[str, ...]]:
    """Return words and pairs of words to weigh, by the keys of categories, those with most evidence first."""
    rules = compile_rules(categories)
    samples = read_samples(taught, rules)
    words = [frozenset(_words(one.entry)) for one in taught]
    found = {}
    for index, ruled in enumerate(rules.categories):
        decided = [text for one, text in zip(taught, words, strict=True) if ruled.key in one.belongs]
        weights = first_weights(rules, index)
        chances = [chance(score(sample, weights), ruled.threshold) for sample in samples[ruled.key]]
        belongs = [sample.belongs for sample in samples[ruled.key]]
        evidence = _evidence(decided, chances, belongs)
        found[ruled.key] = tuple(word for word in evidence if not _is_known(word, index, rules))[:_MOST_WORDS]
    return found


def _words(entry: Entry) -> Iterator[str]:
    """Yield the words, the pairs, and the phrases such as "tour de table", of the title, the lead and the headings."""
    read = read_entry(entry)
    for line in (entry.title, read.text[:LEAD_LENGTH], *read.headings):
        words = _WORD.findall(line.casefold())
        yield from (word for word in words if len(word) >= _LEAST_LETTERS)
        for first, second, third in zip(words, words[1:], [*words[2:], ""], strict=False):
            if len(first) > _LINK_LETTERS < len(second):
                yield f"{first} {second}"
            elif len(first) > _LINK_LETTERS < len(third):
                yield f"{first} {second} {third}"


def _evidence(
    words: Sequence[frozenset[str]], chances: Sequence[float], belongs: Sequence[bool]
) -> Mapping[str, float]:
    """Return the words with enough evidence for them, the most first.

    It is the score test of a logistic regression: by how many standard deviations what belongs passes what was
    expected.
    """
    passed: dict[str, float] = defaultdict(float)
    variance: dict[str, float] = defaultdict(lambda: 1.0)  # not 0: one odd article is no evidence
    having, ours = Counter[str](), Counter[str]()
    for text, likely, belonged in zip(words, chances, belongs, strict=True):
        having.update(text)
        ours.update(text if belonged else ())
        for word in text:
            passed[word] += belonged - likely
            variance[word] += likely * (1 - likely)
    telling = (word for word, count in having.items() if count >= _LEAST_ARTICLES and 2 * ours[word] > count)
    deviations = {word: passed[word] / math.sqrt(variance[word]) for word in telling}
    strong = {word: one for word, one in deviations.items() if one >= _LEAST_EVIDENCE}
    return dict(sorted(strong.items(), key=lambda item: (-item[1], item[0])))


def _is_known(word: str, category: int, rules: Rules) -> bool:
    """Whether a term of the category stands in *word*: a longer one would hide it."""
    numbers = (match.phrase for match in rules.finder.find(word))
    return any(number < len(rules.terms) and rules.terms[number][0] == category for number in numbers)
