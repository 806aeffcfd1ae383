"""Where everything stands inside output/, and at which address that makes it."""

from urllib.parse import quote

from feeds.publish.clean import clean_url
from feeds.tracking import without_tracking

ALL = "all"  # the key of the feed that carries every entry
SYNDICATED = ("atom", "rss", "json")  # the formats of a feed, by the ends of their names


def category_scheme(base_url: str) -> str:
    return base_url + "#categories"


def page_path(slug: str) -> str:
    """Return the path inside output/ of an entry's page."""
    return f"articles/{slug}.html"


def page_slug(path: str) -> str:
    """Return the slug of an entry's page by its path; "" for another file.

    >>> page_slug("articles/un-titre.html"), page_slug("index.html")
    ('un-titre', '')
    """
    folder, _, name = path.partition("/")
    return name.removesuffix(".html") if folder == "articles" else ""


def feed_page_path(key: str) -> str:
    """Return the path inside output/ of the page of a live feed: the front page for "all"."""
    return "index.html" if key == ALL else f"{key}.html"


def archive_path(key: str, number: int) -> str:
    """Return the path inside output/ of an archive.

    >>> archive_path("ia", 7)
    'archive/ia-0007.atom'
    """
    return f"archive/{key}-{number:04}.atom"


def archive_page_path(key: str, number: int) -> str:
    """Return the path inside output/ of the page that shows an archive."""
    return f"archive/{key}-{number:04}.html"


def published_link(base_url: str, link: str, slug: str) -> str:
    """Return where an entry is to be read: its page elsewhere, untold where its reader came from, else ours."""
    return without_tracking(clean_url(link)) or base_url + quote(page_path(slug))


def feed_paths(key: str) -> tuple[str, ...]:
    """Return the paths of a feed's files: its three formats, then its page."""
    return (*(f"{key}.{extension}" for extension in SYNDICATED), feed_page_path(key))


STATUS = "status/"  # what is for the editor: noindex, and linked from nowhere else
STATUS_PAGE, STATUS_ATOM, STATUS_JSON = (f"{STATUS}{name}" for name in ("index.html", "status.atom", "status.json"))


def filings_path(archive: int) -> str:
    """Return the path inside output/ of the page that tells why entries are filed so: of an archive, 0 of the live.

    >>> filings_path(0), filings_path(7)
    ('status/entries/index.html', 'status/entries/0007.html')
    """
    return f"{STATUS}entries/{archive:04}.html" if archive else f"{STATUS}entries/index.html"
