"""The pages that tell an editor why each entry is filed as it is."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from feeds.model import Archive, Feed, FiledEntry, Filing, Reason
from feeds.publish.clean import clean_iri, clean_label, clean_text
from feeds.publish.html import Page
from feeds.publish.languages import clean_language
from feeds.publish.paths import filings_path, published_link
from feeds.publish.status_words import StatusWords, status_words_for
from feeds.settings import Config

_TO_CHECK = "to check"


@dataclass(frozen=True, slots=True)
class Because:
    """A term that counted: which, where it stood best and how often, what it gave."""

    term: str
    where: str
    points: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was decided for one category, in words."""

    label: str
    is_given: bool
    verdict: str  # as the filing has it
    told: str  # in the page's language
    points: str
    reasons: tuple[Because, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """An entry as the pages show it."""

    id: str
    title: str
    link: str
    language: str
    source: str
    published: datetime
    rules: str  # "" for those that filed most entries, and where nothing is kept of why it was filed so
    verdicts: tuple[Verdict, ...]


def render_live_filings(config: Config, feed: Feed, rules: str = "") -> bytes:
    """Return the page of the live entries of "all": those to check first, newest first.

    *rules* is the version that filed most entries of the site. It is named here alone, for all that name no other:
    so the pages of archives stay as they are when everything is filed anew and nothing moves.
    """
    return _render(config, feed.entries, 0, rules, newer=None, older=feed.last_archive)


def render_archived_filings(config: Config, archive: Archive, rules: str = "") -> bytes:
    """Return the page of the entries of an archive of "all"; *rules* as for the live ones."""
    newer = archive.number + 1 if archive.number < archive.last else 0
    return _render(config, archive.entries, archive.number, rules, newer=newer, older=archive.number - 1)


def _render(
    config: Config, entries: Sequence[FiledEntry], number: int, rules: str, *, newer: int | None, older: int
) -> bytes:
    desk = _Desk(config, rules)
    page, words = desk.page, desk.words
    in_doubt = tuple(desk.case(filed) for filed in entries if is_in_doubt(filed))
    others = tuple(desk.case(filed) for filed in entries if not is_in_doubt(filed))
    return page.render(
        "filings",
        told=words,
        number=number,
        rules=rules,
        groups=tuple((name, cases) for name, cases in ((words.to_check, in_doubt), (words.others, others)) if cases),
        newer="" if newer is None else page.root + filings_path(newer),
        older=page.root + filings_path(older) if older else "",
    )


def is_in_doubt(filed: FiledEntry) -> bool:
    """Whether an editor should look at the filing of an entry."""
    return any(filing.verdict == _TO_CHECK for filing in filed.filings)


class _Desk:
    """Where filings become what the pages say."""

    def __init__(self, config: Config, rules: str) -> None:
        self.rules = rules
        self.page = Page(config, root="../../")
        self.words: StatusWords = status_words_for(config.site.language)
        self._config = config
        self._labels = {section.key: section.label for section in self.page.sections}

    def case(self, filed: FiledEntry) -> Case:
        entry = filed.entry
        source = self._config.source(filed.origin.source_id)
        names = (entry.site, source.title if source else "", filed.origin.title)
        return Case(
            id=clean_iri(filed.id),
            title=self.page.text(clean_label(entry.title), entry.language) or self.page.words.untitled,
            link=published_link(self.page.root, entry.link, filed.slug),
            language=clean_language(entry.language) or self.page.moments.language,
            source=next((name for name in map(clean_label, names) if name), filed.origin.source_id),
            published=filed.sort_date,
            rules=self.words.rules.format(version=filed.rules) if self._names_rules(filed) else "",
            verdicts=tuple(self._verdicts(filed.filings)),
        )

    def _names_rules(self, filed: FiledEntry) -> bool:
        return filed.rules not in ("", self.rules) and not filed.is_forgotten

    def _verdicts(self, filings: Iterable[Filing]) -> Iterator[Verdict]:
        for filing in filings:
            if filing.category in self._labels and (filing.reasons or filing.given or filing.score):
                yield Verdict(
                    self._labels[filing.category],
                    filing.given,
                    filing.verdict,
                    self.words.verdicts.get(filing.verdict, filing.verdict),
                    self.words.number(filing.score, 2),
                    tuple(map(self._because, filing.reasons)),
                )

    def _because(self, reason: Reason) -> Because:
        place = self.words.places.get(reason.place, reason.place)
        times = f"{place}, {reason.count} ×" if reason.count > 1 else place
        return Because(clean_text(reason.term), clean_text(times), self.words.number(reason.points, 2))
