"""An entry as it goes out: every decision made once, so that all formats say the same."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from html import escape

from feeds.category import Category
from feeds.model import Archive, Enclosure, Feed, FiledEntry, Filing, Person, Tombstone
from feeds.publish.clean import (
    clean_category,
    clean_html,
    clean_iri,
    clean_label,
    clean_media_type,
    clean_name,
    clean_url,
    public_url,
    text_of,
)
from feeds.publish.credits import Credit, credit, credit_line, other_credits, signers
from feeds.publish.languages import clean_language
from feeds.publish.paths import (
    ALL,
    archive_page_path,
    archive_path,
    category_scheme,
    feed_page_path,
    page_path,
    published_link,
)
from feeds.publish.rights import rights_of
from feeds.publish.shown_text import cut
from feeds.publish.tidy import html_fault
from feeds.publish.words import Words, words_for
from feeds.settings import Config, FeedSource, Site
from feeds.tables import Rights

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # nothing was published on the web before
_LONGEST_TITLE = 500  # characters: what is longer is no title, but a text in the wrong place
_LONGEST_LEAD = 2_000  # ours are cut at 300 when they are read
_MOST = 100  # tags or enclosures of one entry


@dataclass(frozen=True, slots=True)
class Section:
    """A category as shown."""

    key: str
    label: str


def section(category: Category) -> Section:
    return Section(category.key, clean_category(category.label) or category.key)


def site_title(site: Site) -> str:
    """Return what the site is called: never nothing."""
    return clean_label(site.title) or "Rubrique"


@dataclass(frozen=True, slots=True)
class PublicEntry:
    """All that any format says of an entry. No text is empty but where said."""

    id: str
    title: str
    link: str
    page: str  # of ours, inside output/; "" when the entry has its page elsewhere
    lead: str  # "" when rights or source give none
    summary: str
    body_html: str  # as far as rights go; may be ""
    credit_html: str  # the visible attribution
    authors: tuple[Person, ...]  # one at least
    published: datetime
    updated: datetime
    sections: tuple[Section, ...]
    tags: tuple[str, ...]
    enclosures: tuple[Enclosure, ...]
    duration_seconds: int  # of what the first enclosure plays; 0 when not said
    image: str  # ""
    language: str
    rights: str  # ""
    source: Credit
    source_name: str  # the site that it was copied from, else the source's title
    via: tuple[Credit, ...]
    is_copy: bool  # of an article that is someone else's, shown whole
    why: tuple[Filing, ...] = ()  # what counted for each category, given or not; those without a point are left out
    rules: str = ""  # version of the rules that filed it; "" when none is known

    @property
    def content_html(self) -> str:
        return f"{self.body_html}\n{self.credit_html}".strip()

    @property
    def labels(self) -> tuple[str, ...]:
        """Its subjects in words: our categories, then the source's tags."""
        return tuple(s.label for s in self.sections) + self.tags


@dataclass(frozen=True, slots=True)
class PublicFeed:
    """All that any format says of a feed, or of one of its archives."""

    key: str
    title: str
    subtitle: str
    base_url: str
    language: str
    author: str
    updated: datetime
    entries: tuple[PublicEntry, ...]
    tombstones: tuple[tuple[str, datetime], ...]
    hubs: tuple[str, ...]
    archive: int = 0  # its number; 0 for the live feed
    older: int = 0  # number of the archive before; 0 when there is none
    newer: int = 0  # number of the archive after; 0 when that is the live feed

    def url(self, format_name: str) -> str:
        """Return the address of the live feed as "atom", "rss" or "json"."""
        return f"{self.base_url}{self.key}.{format_name}"

    def archive_url(self, number: int) -> str:
        return self.base_url + archive_path(self.key, number)

    @property
    def page_url(self) -> str:
        """The address of the HTML page that shows the same."""
        page = archive_page_path(self.key, self.archive) if self.archive else feed_page_path(self.key)
        return self.base_url + page.removesuffix("index.html")

    @property
    def icon(self) -> str:
        """The address of the picture that stands for the site, in a format that every reader shows."""
        return f"{self.base_url}assets/icon.png"

    @property
    def scheme(self) -> str:
        """The IRI that says: these categories are ours."""
        return category_scheme(self.base_url)


Prepare = Callable[[Config, FiledEntry], PublicEntry]


def prepare_feed(config: Config, feed: Feed) -> PublicFeed:
    """Return a feed with each of its entries prepared, the first under each id."""
    public = _public_feed(config, feed.key, feed.entries, feed.tombstones, prepare_entry)
    return replace(public, updated=_second(feed.updated), older=feed.last_archive)


def prepare_archive(config: Config, archive: Archive, prepare: Prepare) -> PublicFeed:
    """Return an archive as a feed: its entries as the feed held them, or as lists show them, by `prepare_head`."""
    public = _public_feed(config, archive.key, archive.entries, archive.tombstones, prepare)
    newer = archive.number + 1 if archive.number < archive.last else 0
    return replace(public, archive=archive.number, older=archive.number - 1, newer=newer)


def recalling(feed: PublicFeed, contents: Mapping[str, str]) -> PublicFeed:
    """Return a feed with these contents, by id, in the place of what is known of them; their credits stand in them."""
    return replace(
        feed,
        entries=tuple(
            replace(entry, body_html=contents[entry.id], credit_html="") if entry.id in contents else entry
            for entry in feed.entries
        ),
    )


def _public_feed(
    config: Config,
    key: str,
    filed_entries: tuple[FiledEntry, ...],
    tombstones: tuple[Tombstone, ...],
    prepare: Prepare,
) -> PublicFeed:
    site = config.site
    label = "" if key == ALL else clean_category(config.category(key).label)
    title = site_title(site)
    words = words_for(site.language)
    subtitle = words.category_lead.format(label=label) if label else clean_label(site.subtitle) or words.all_hint
    entries = {e.id: e for e in (prepare(config, filed) for filed in reversed(filed_entries))}
    buried = {clean_iri(t.id): _second(t.when) for t in tombstones}
    return PublicFeed(
        key=key,
        title=f"{label} · {title}" if label else title,
        subtitle=subtitle,
        base_url=site.base_url,
        language=clean_language(site.language) or "en",
        author=clean_name(site.author) or title,
        updated=max((*(e.updated for e in entries.values()), *buried.values()), default=_NEVER),
        entries=tuple(reversed(entries.values())),
        tombstones=tuple((gone, when) for gone, when in buried.items() if gone not in entries),
        hubs=tuple(hub for hub in map(public_url, site.hubs) if hub),
    )


def prepare_entry(config: Config, filed: FiledEntry) -> PublicEntry:
    """Return what every format says of an entry, under the rights of the source it is shown from."""
    head = prepare_head(config, filed)
    words = words_for(head.language)
    rights = rights_of(config, filed.origin.source_id, has_page_elsewhere=bool(filed.entry.link))
    body_html = _body(filed, rights, head.lead, head.link, words)
    credit_html = credit_line(head.source, head.source_name, head.authors, head.via, words)
    whole = replace(head, body_html=body_html, credit_html=credit_html)
    # The last guard, for what was stored before the sanitiser learnt better; of what is whole, so that the check of
    # each format need not look again.
    return replace(whole, body_html=text_of(body_html)) if html_fault(whole.content_html) else whole


def prepare_head(config: Config, filed: FiledEntry) -> PublicEntry:
    """Return an entry as lists show it: all but its body and the visible attribution, which cost the most to make."""
    entry, site, keys = filed.entry, config.site, config.keys
    rights = rights_of(config, filed.origin.source_id, has_page_elsewhere=bool(entry.link))
    language = clean_language(entry.language) or clean_language(site.language) or "en"
    lead = "" if rights == "link" else cut(clean_label(entry.summary), _LONGEST_LEAD)
    title = cut(clean_label(entry.title), _LONGEST_TITLE) or cut(lead, 80) or words_for(language).untitled
    source = credit(config, filed.origin, entry.link)
    published = _second(filed.sort_date)
    sections = _sections(config, filed)
    return PublicEntry(
        id=clean_iri(filed.id),
        title=title,
        link=published_link(site.base_url, entry.link, filed.slug),
        page="" if clean_url(entry.link) else page_path(filed.slug),
        lead=lead,
        summary=lead or title,
        body_html="",
        credit_html="",
        authors=signers(config, filed),
        published=published,
        updated=max(_second(filed.updated), published),
        sections=sections,
        tags=_tags(filed, sections),
        enclosures=() if rights == "link" else _enclosures(entry.enclosures),
        duration_seconds=entry.duration_seconds,
        image="" if rights == "link" else clean_url(entry.image),
        language=language,
        rights=clean_label(entry.rights or filed.origin.rights),
        source=source,
        source_name=clean_label(entry.site) or source.title,
        via=other_credits(config, filed, source),
        is_copy=rights == "full" and _is_from_elsewhere(config, filed),
        why=tuple(f for f in filed.filings if f.category in keys and (f.given or f.reasons)),
        rules=filed.rules,
    )


def _is_from_elsewhere(config: Config, filed: FiledEntry) -> bool:
    """Whether the article is someone else's: read from a feed, or copied from a site into a file."""
    source = config.source(filed.origin.source_id)
    return isinstance(source, FeedSource) or bool(filed.origin.feed_link or filed.entry.site or filed.entry.link)


def _body(filed: FiledEntry, rights: Rights, lead: str, link: str, words: Words) -> str:
    if rights == "full" and not filed.is_forgotten:
        return clean_html(filed.entry.content_html, link) or _paragraph(lead)
    return _paragraph(lead) + (_read_on(link, words) if filed.entry.link else "")


def shortened(entry: PublicEntry, *, keeps_lead: bool) -> PublicEntry:
    """Return an entry cut down to its summary, or to its title alone, with the way to the rest."""
    short = entry if keeps_lead else replace(entry, lead="", summary=entry.title)
    return replace(short, body_html=_paragraph(short.lead) + _read_on(entry.link, words_for(entry.language)))


def _paragraph(text: str) -> str:
    return f"<p>{escape(text, quote=False)}</p>" if text else ""


def _read_on(link: str, words: Words) -> str:
    return f'<p><a href="{escape(link)}">{escape(words.read_on)}</a></p>'


def _sections(config: Config, filed: FiledEntry) -> tuple[Section, ...]:
    known = {c.key: c for c in config.categories}
    return tuple(section(known[key]) for key in dict.fromkeys(filed.categories) if key in known)


def _tags(filed: FiledEntry, sections: tuple[Section, ...]) -> tuple[str, ...]:
    seen = {s.label.casefold() for s in sections}
    tags: list[str] = []
    for label in (clean_category(tag.label or tag.term) for tag in filed.entry.tags):
        if label and label.casefold() not in seen:
            seen.add(label.casefold())
            tags.append(label)
    return tuple(tags[:_MOST])


def _enclosures(enclosures: tuple[Enclosure, ...]) -> tuple[Enclosure, ...]:
    kept: dict[str, Enclosure] = {}
    for enclosure in enclosures:
        if url := clean_url(enclosure.url):
            media_type = clean_media_type(enclosure.type, url)
            kept.setdefault(url, Enclosure(url, media_type, max(enclosure.length, 0)))
    return tuple(kept.values())[:_MOST]


def _second(moment: datetime) -> datetime:
    """Return a moment in UTC without its fraction, which RSS cannot say; the web's first one for an earlier one."""
    return max(moment, _NEVER).astimezone(UTC).replace(microsecond=0)
