"""A whole site as it is published: every kind of page, its pictures and its search, hostile if asked."""

from dataclasses import replace
from datetime import timedelta

from feeds.category import Category
from feeds.health import Outage, Status
from feeds.model import Archive, Entry, FiledEntry, Pointer, Tag
from feeds.publish.filings_page import render_archived_filings
from feeds.publish.paths import archive_page_path, filings_path
from feeds.publish.prepare import prepare_feed
from feeds.publish.render import render, render_archive_page, render_status
from feeds.publish.search import render_search_chunk, render_search_live, search_path
from feeds.settings import Config
from tests.publish import status_samples
from tests.publish.samples import AT_JOURNAL, HERE, NOON, config, feed, filed, stories

# One path for each kind of page. A pointer leads away at once, so no browser can look at it.
KINDS = {
    "index": "index.html",
    "category": "ia.html",
    "empty category": "vide.html",
    "older": "archive/all-0002.html",
    "oldest of a category": "archive/ia-0001.html",
    "article": "articles/article-0.html",
    "odd article": "articles/large.html",
    "subscribe": "subscribe.html",
    "status": "status/index.html",
    "filings": "status/entries/index.html",
    "older filings": "status/entries/0002.html",
}
POINTER = "articles/pointeur.html"
ARCHIVES = (1, 2)

HOSTILE = "</title></script><img src=x onerror=alert(1)> <!-- & \"'>\u2028 ]]> ${x} {{ x }} " + "Donaudampfschiff" * 20
_WIDE = "<table><tr>" + "<td>une cellule assez large</td>" * 12 + f"</tr></table><pre>{'x' * 400}</pre>"
_ARABIC = "قراءة الأخبار بهدوء"
_GREENS = ("#1d4e5f", "#9c2a1b", "#c58b2a", "#38513a", "#514a6b")


def whole_site(base_url: str, *, hostile: bool = False) -> dict[str, bytes]:
    """Return the files of a site that is served at *base_url*, and whose pictures are its own."""
    cfg = config(base_url=base_url, title=HOSTILE if hostile else "Veille tech")
    if hostile:
        more = [Category("vide", "Vide"), *(Category(f"plus-{n}", f"Rubrique {n}") for n in range(60))]
        cfg = replace(cfg, categories=(*cfg.categories, *more, Category("pire", HOSTILE)))
    told = [status_samples.explained(entry, n) for n, entry in enumerate(_pictured(stories(), base_url))]
    entries = (*(_odd(base_url) if hostile else ()), *told)
    archives = [_archive(key, number) for key in ("all", "ia") for number in ARCHIVES]
    feeds = [replace(feed(*entries), last_archive=len(ARCHIVES))]
    for key in (c.key for c in cfg.categories):
        has_archives = any(a.key == key for a in archives)
        found = feed(*(e for e in entries if key in e.categories), key=key)
        feeds.append(replace(found, last_archive=len(ARCHIVES) if has_archives else 0))
    with_page = [e for e in (*entries, *(e for a in archives[:2] for e in a.entries)) if not e.entry.link]
    pointers = [Pointer("pointeur", HOSTILE if hostile else "Parti", "", "article-0")]
    files = render(cfg, feeds, with_page, pointers)
    files |= {archive_page_path(a.key, a.number): render_archive_page(cfg, a) for a in archives}
    files[search_path(0)] = render_search_live(prepare_feed(cfg, feeds[0]), 1)
    files[search_path(1)] = render_search_chunk(cfg, [a for a in archives if a.key == "all"])
    files |= {filings_path(a.number): render_archived_filings(cfg, a) for a in archives if a.key == "all"}
    files |= render_status(cfg, _status(cfg, hostile=hostile))
    return files | {f"pictures/{n}.svg": picture(n) for n in range(11)}


def _status(cfg: Config, *, hostile: bool) -> Status:
    status = status_samples.status(cfg)
    if not hostile:
        return status
    pest = status_samples.source("peste", title=HOSTILE, error=HOSTILE, warnings=(HOSTILE,), advice=(HOSTILE,))
    outage = Outage("peste", NOON, None, HOSTILE)
    return replace(status, sources=(pest, *status.sources), outages=(outage,), refused=(HOSTILE, "\udcff\x00"))


def picture(number: int) -> bytes:
    """Return a drawing: as good as a photograph to see where one stands."""
    shapes = [
        f'<circle cx="{90 + 107 * i * (number + 2) % 640}" cy="{60 + 71 * i * (number + 3) % 300}"'
        f' r="{40 + 23 * i}" fill="{_GREENS[(number + i) % 5]}" opacity=".82"/>'
        for i in range(1, 7)
    ]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 405" preserveAspectRatio="xMidYMid slice">'
        f'<rect width="720" height="405" fill="#e9dfcc"/>{"".join(shapes)}</svg>'
    ).encode()


def _pictured(entries: tuple[FiledEntry, ...], base_url: str) -> list[FiledEntry]:
    return [
        replace(e, entry=replace(e.entry, image=f"{base_url}pictures/{n}.svg" if n in (0, 3, 5, 7) else ""))
        for n, e in enumerate(entries)
    ]


def _archive(key: str, number: int) -> Archive:
    newest = NOON - timedelta(days=30 * (len(ARCHIVES) + 1 - number))
    entries = [
        replace(e, id=f"{e.id}-{number}", slug=f"ancien-{number}-{n}")
        for n, e in enumerate(stories(newest))
        if key == "all" or key in e.categories
    ]
    return Archive(key, number, len(ARCHIVES), tuple(entries))


def _odd(base_url: str) -> tuple[FiledEntry, ...]:
    wide = Entry(
        title="Un tableau trop large", summary="A" * 3000, content_html=f"<p>{'mot' * 90}</p>{_WIDE}", language="fr",
        image=f"{base_url}pictures/1.svg", site="MondeTech.fr",
    )  # fmt: skip
    return (
        filed(
            Entry(title=HOSTILE, summary=HOSTILE, site=HOSTILE, rights=HOSTILE, tags=(Tag(HOSTILE),), language="fr"),
            "pire", "ia", id="urn:pire", slug="pire",
        ),
        filed(wide, "ia", id="urn:large", slug="large", origin=HERE),
        filed(
            Entry(title=_ARABIC, summary=f"{_ARABIC}. " * 9, link="https://journal.example/ar", language="ar"), "ia",
            id="urn:ar", origin=AT_JOURNAL,
        ),
    )  # fmt: skip
