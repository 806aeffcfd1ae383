"""Whose an entry is: the sources credited beside it, who signs it, and the line that readers see."""

from dataclasses import dataclass
from html import escape
from urllib.parse import urlsplit

from feeds.model import FiledEntry, Origin, Person
from feeds.publish.clean import clean_iri, clean_label, clean_name, clean_url, public_url
from feeds.publish.words import Words
from feeds.settings import Config, FeedSource
from feeds.tracking import without_tracking


@dataclass(frozen=True, slots=True)
class Credit:
    """A source as credited, and where it has the article."""

    id: str
    title: str
    link: str  # of the source's page; ours when it has none
    feed_link: str  # of the source's feed; "" when it has none to show
    entry_link: str = ""  # of the article there


def credit(config: Config, origin: Origin, entry_link: str) -> Credit:
    """Return a source as credited: no address that only we may know, and a title whatever is missing."""
    source = config.source(origin.source_id)
    is_private = isinstance(source, FeedSource) and not source.is_public
    link = public_url(origin.link)
    titles = (origin.title, source.title if source else "", urlsplit(link).netloc)
    return Credit(
        id=clean_iri(origin.id),
        title=next((t for t in map(clean_label, titles) if t), origin.source_id),
        link=link or config.site.base_url,
        feed_link="" if is_private else public_url(origin.feed_link),
        entry_link=without_tracking(clean_url(entry_link)),
    )


def other_credits(config: Config, filed: FiledEntry, shown: Credit) -> tuple[Credit, ...]:
    """Return the credits of the other sources, each once, though an editor subscribed to a feed twice.

    One that links to where the entry is shown from is credited by its own page.
    """
    found = {(shown.title, shown.link): shown}
    for origin, entry_link in zip(filed.via, filed.via_links, strict=False):
        if origin.id:
            other = credit(config, origin, "" if entry_link == filed.entry.link else entry_link)
            found.setdefault((other.title, other.link), other)
    return tuple(found.values())[1:]


def signers(config: Config, filed: FiledEntry) -> tuple[Person, ...]:
    """Return who signs: the entry's authors, else the source's, else the source itself, else the site's."""
    people = {name: clean_url(p.uri) for p in filed.entry.authors if (name := clean_name(p.name))}
    if people:
        return tuple(Person(name, uri=uri) for name, uri in people.items())
    source = config.source(filed.origin.source_id)
    site = config.site
    names = (source.author if source else "", filed.origin.title, site.author, site.title, "Rubrique")
    return (Person(next(name for name in map(clean_name, names) if name)),)


def credit_line(source: Credit, name: str, authors: tuple[Person, ...], via: tuple[Credit, ...], words: Words) -> str:
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
