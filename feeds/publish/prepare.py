"""An entry as it goes out: every decision made once, so that all formats say the same."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from html import escape
from urllib.parse import urlsplit

from feeds.config import Config, FeedSource
from feeds.model import Archive, Enclosure, Feed, FiledEntry, Origin, Person, Tombstone
from feeds.publish.clean import (
    clean_category,
    clean_html,
    clean_iri,
    clean_label,
    clean_media_type,
    clean_name,
    clean_url,
    public_url,
)
from feeds.publish.languages import clean_language
from feeds.publish.paths import (
    archive_page_path,
    archive_path,
    category_scheme,
    feed_page_path,
    page_path,
    published_link,
)
from feeds.publish.shown_text import cut
from feeds.publish.words import Words, words_for
from feeds.tables import Rights

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Section:
    """A category as shown."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Credit:
    """A source as credited, and where it has the article."""

    id: str
    title: str
    link: str  # of the source's page; ours when it has none
    feed_link: str  # of the source's feed; "" when it has none to show
    entry_link: str = ""  # of the article there


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
    def scheme(self) -> str:
        """The IRI that says: these categories are ours."""
        return category_scheme(self.base_url)


def prepare_feed(config: Config, feed: Feed) -> PublicFeed:
    """Return a feed with each of its entries prepared, the first under each id."""
    public = _public_feed(config, feed.key, feed.entries, feed.tombstones)
    return replace(public, updated=_second(feed.updated), older=feed.last_archive)


def prepare_archive(config: Config, archive: Archive) -> PublicFeed:
    """Return an archive as a feed: its entries as the feed held them."""
    public = _public_feed(config, archive.key, archive.entries, archive.tombstones)
    newer = archive.number + 1 if archive.number < archive.last else 0
    return replace(public, archive=archive.number, older=archive.number - 1, newer=newer)


def _public_feed(
    config: Config, key: str, filed_entries: tuple[FiledEntry, ...], tombstones: tuple[Tombstone, ...]
) -> PublicFeed:
    site = config.site
    label = "" if key == "all" else clean_category(config.category(key).label)
    title = clean_label(site.title) or "Rubrique"
    words = words_for(site.language)
    subtitle = words.category_lead.format(label=label) if label else clean_label(site.subtitle) or words.all_hint
    entries = {e.id: e for e in (prepare_entry(config, filed) for filed in reversed(filed_entries))}
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
        tombstones=tuple((key, when) for key, when in buried.items() if key not in entries),
        hubs=tuple(hub for hub in map(clean_url, site.hubs) if hub),
    )


def prepare_entry(config: Config, filed: FiledEntry) -> PublicEntry:
    """Return what every format says of an entry, under the rights of the source it is shown from."""
    entry, site = filed.entry, config.site
    rights = rights_of(config, filed.origin.source_id, has_page_elsewhere=bool(entry.link))
    link = published_link(site.base_url, entry.link, filed.slug)
    language = clean_language(entry.language) or clean_language(site.language) or "en"
    words = words_for(language)
    lead = "" if rights == "link" else clean_label(entry.summary)
    title = clean_label(entry.title) or cut(lead, 80) or words.untitled
    source = _credit(config, filed.origin, entry.link)
    source_name = clean_label(entry.site) or source.title
    authors = _authors(config, filed)
    via = _others(config, filed, source)
    published = _second(filed.sort_date)
    sections = _sections(config, filed)
    return PublicEntry(
        id=clean_iri(filed.id),
        title=title,
        link=link,
        page="" if clean_url(entry.link) else page_path(filed.slug),
        lead=lead,
        summary=lead or title,
        body_html=_body(filed, rights, lead, link, words),
        credit_html=_credit_line(source, source_name, authors, via, words),
        authors=authors,
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
        source_name=source_name,
        via=via,
        is_copy=rights == "full" and _is_from_elsewhere(config, filed),
    )


def rights_of(config: Config, source_id: str, *, has_page_elsewhere: bool) -> Rights:
    """Return how much of an entry of this source may be shown.

    A source that left the configuration took its rights along: what has a page elsewhere is then shown as a summary,
    what has none is an article of our own folders.
    """
    source = config.source(source_id)
    if source is not None:
        return source.publish
    return "summary" if has_page_elsewhere else "full"


def _is_from_elsewhere(config: Config, filed: FiledEntry) -> bool:
    """Whether the article is someone else's: read from a feed, or copied from a site into a file."""
    source = config.source(filed.origin.source_id)
    return isinstance(source, FeedSource) or bool(filed.origin.feed_link or filed.entry.site or filed.entry.link)


def _body(filed: FiledEntry, rights: Rights, lead: str, link: str, words: Words) -> str:
    if rights == "full":
        body = clean_html(filed.entry.content_html, link)
        return body or (f"<p>{escape(lead, quote=False)}</p>" if lead else "")
    on = f'<p><a href="{escape(link)}">{escape(words.read_on)}</a></p>' if filed.entry.link else ""
    return (f"<p>{escape(lead, quote=False)}</p>" if lead else "") + on


def _credit(config: Config, origin: Origin, entry_link: str) -> Credit:
    source = config.source(origin.source_id)
    is_private = isinstance(source, FeedSource) and not source.is_public
    link = public_url(origin.link)
    titles = (origin.title, source.title if source else "", urlsplit(link).netloc)
    return Credit(
        id=clean_iri(origin.id),
        title=next((t for t in map(clean_label, titles) if t), origin.source_id),
        link=link or config.site.base_url,
        feed_link="" if is_private else public_url(origin.feed_link),
        entry_link=clean_url(entry_link),
    )


def _others(config: Config, filed: FiledEntry, shown: Credit) -> tuple[Credit, ...]:
    """Return the credits of the other sources, each once, though an editor subscribed to a feed twice.

    One that links to where the entry is shown from is credited by its own page.
    """
    found = {(shown.title, shown.link): shown}
    for origin, entry_link in zip(filed.via, filed.via_links, strict=False):
        if origin.id:
            credit = _credit(config, origin, "" if entry_link == filed.entry.link else entry_link)
            found.setdefault((credit.title, credit.link), credit)
    return tuple(found.values())[1:]


def _authors(config: Config, filed: FiledEntry) -> tuple[Person, ...]:
    """Return who signs: the entry's authors, else the source's, else the source itself, else the site's."""
    people = {name: clean_url(p.uri) for p in filed.entry.authors if (name := clean_name(p.name))}
    if people:
        return tuple(Person(name, uri=uri) for name, uri in people.items())
    source = config.source(filed.origin.source_id)
    site = config.site
    names = (source.author if source else "", filed.origin.title, site.author, site.title, "Rubrique")
    return (Person(next(name for name in map(clean_name, names) if name)),)


def _sections(config: Config, filed: FiledEntry) -> tuple[Section, ...]:
    labels = {c.key: clean_category(c.label) or c.key for c in config.categories}
    return tuple(Section(key, labels[key]) for key in dict.fromkeys(filed.categories) if key in labels)


def _tags(filed: FiledEntry, sections: tuple[Section, ...]) -> tuple[str, ...]:
    seen = {s.label.casefold() for s in sections}
    tags: list[str] = []
    for label in (clean_category(tag.label or tag.term) for tag in filed.entry.tags):
        if label and label.casefold() not in seen:
            seen.add(label.casefold())
            tags.append(label)
    return tuple(tags)


def _enclosures(enclosures: tuple[Enclosure, ...]) -> tuple[Enclosure, ...]:
    kept: dict[str, Enclosure] = {}
    for enclosure in enclosures:
        if url := clean_url(enclosure.url):
            media_type = clean_media_type(enclosure.type, url)
            kept.setdefault(url, Enclosure(url, media_type, max(enclosure.length, 0)))
    return tuple(kept.values())


def _credit_line(source: Credit, name: str, authors: tuple[Person, ...], via: tuple[Credit, ...], words: Words) -> str:
    """Return the attribution that readers see: "Source : Le Site, par Une Autrice. Aussi sur Un Autre."."""
    signed = ", ".join(a.name for a in authors if a.name != name)
    line = f"{words.source}{words.colon} {_anchor(name, source.entry_link or source.link)}"
    if signed:
        line += f", {words.by} {escape(signed, quote=False)}"
    if via:
        others = ", ".join(_anchor(v.title, v.entry_link or v.link) for v in via)
        line += f". {words.also_on} {others}"
    return f"<p><small>{line}.</small></p>"


def _anchor(text: str, link: str) -> str:
    return f'<a href="{escape(link)}">{escape(text, quote=False)}</a>'


def _second(moment: datetime) -> datetime:
    """Return a moment in UTC without its fraction, which RSS cannot say."""
    return moment.astimezone(UTC).replace(microsecond=0)
