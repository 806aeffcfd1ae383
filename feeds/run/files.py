"""The files of output/, handed out: the newest version of each, and only to whom it is news."""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from html import escape
from urllib.parse import quote, urlsplit

from feeds.publish.paths import STATUS
from feeds.run.codings import IDENTITY, Shelf, choose_coding
from feeds.run.exchange import PIECE_BYTES, Answered, Asked, Part, is_local, said
from feeds.run.kinds import is_text
from feeds.run.opening import Opened, has_index, is_path, open_inside
from feeds.run.preconditions import failed_precondition, http_date, wanted_range
from feeds.run.site_headers import SECURITY, file_headers
from feeds.settings import Site

_SHELF_BYTES = 64_000_000  # of memory for what is compressed: hundreds of feeds as large as they may be
_SHORT_BYTES = 256  # what is shorter gains nothing from being compressed
_WHOLE_BYTES = 20_000_000  # what is larger is sent as it is
_METHODS = ("GET", "HEAD")
_PAGE = """<!doctype html>
<html lang="{language}">
<head><meta charset="utf-8"><title>404 · {title}</title><link rel="stylesheet" href="{home}assets/style.css"></head>
<body><main class="wide"><h1>404</h1><p><a href="{home}">{title}</a></p></main></body>
</html>
"""


class SiteFiles:
    """A handler for all of output/, as *current* says it is now.

    *fresh_for* tells how long what is published now will hold.
    """

    def __init__(
        self, current: Callable[[], Site], fresh_for: Callable[[], timedelta], *, shows_status: bool = False
    ) -> None:
        self._current, self._fresh_for, self._shows_status = current, fresh_for, shows_status
        self._shelf = Shelf(_SHELF_BYTES)

    @property
    def _site(self) -> Site:
        return self._current()

    async def __call__(self, asked: Asked) -> Answered:
        """Answer with a file, or with why there is none."""
        if asked.method not in _METHODS:
            return said(405, "only GET and HEAD are answered here", {"allow": ", ".join(_METHODS)})
        if not is_path(asked.path):
            return said(400, "this is no path")
        if f"{asked.path}/".startswith(STATUS) and not (self._shows_status or is_local(asked)):
            return self._missing()
        is_folder = not asked.path or asked.path.endswith("/")
        path = f"{asked.path}index.html" if is_folder else asked.path
        opened = open_inside(self._site.output, path)
        if opened is None:
            return _redirect(path) if has_index(self._site.output, path) else self._missing()
        return await self._file(asked, path, opened)

    async def _file(self, asked: Asked, path: str, opened: Opened) -> Answered:
        """Answer with a file; it is closed again unless the answer still reads it."""
        with ExitStack() as leaving:
            leaving.callback(opened.file.close)
            answered = await self._selected(asked, path, opened)
            if isinstance(answered.body, Part):
                leaving.pop_all()
            return answered

    async def _selected(self, asked: Asked, path: str, opened: Opened) -> Answered:
        """Answer with the file in the coding that is liked best, if it is wanted at all."""
        headers, coding = file_headers(self._site, path, self._fresh_for()), IDENTITY
        if is_text(path) and _SHORT_BYTES <= opened.size <= _WHOLE_BYTES:
            headers["vary"] = "Accept-Encoding"
            coding = choose_coding(asked.headers.get("accept-encoding", ""))
        # Other bytes, another ETag: a part of the one must never be completed by the other.
        headers["etag"] = f'"{opened.version}"' if coding == IDENTITY else f'"{opened.version}-{coding}"'
        headers["last-modified"] = http_date(opened.modified)
        status = failed_precondition(asked.headers, headers["etag"], opened.modified)
        if status == 304:
            return Answered(304, {name: value for name, value in headers.items() if name != "content-type"})
        if status:
            return said(status, "the file has changed, or never was so")
        if coding == IDENTITY:
            return _plain(asked, headers, opened)
        # Whole, whatever Range says: a part of what is compressed is of no use to a person, and a server may.
        body = await self._shelf.compressed(path, opened.version, coding, opened.file.read)
        return Answered(200, {**headers, "content-encoding": coding}, body)

    def _missing(self) -> Answered:
        """Answer that nothing is there, with the operator's own 404.html where there is one."""
        headers = {"content-type": "text/html; charset=utf-8", "cache-control": "no-cache", **SECURITY}
        opened = open_inside(self._site.output, "404.html")
        if opened:
            with opened.file as file:
                return Answered(404, headers, file.read(_WHOLE_BYTES))
        title, home = escape(self._site.title), escape(urlsplit(self._site.base_url).path)
        page = _PAGE.format(language=escape(self._site.language), title=title, home=home)
        return Answered(404, headers, page.encode())


def _plain(asked: Asked, headers: dict[str, str], opened: Opened) -> Answered:
    """Answer with the bytes as they are, or with the part of them that was asked for."""
    headers["accept-ranges"] = "bytes"
    wanted = None
    if asked.method == "GET":  # a range means nothing elsewhere: RFC 9110, 14.2
        wanted = wanted_range(asked.headers, headers["etag"], opened.modified, opened.size)
    if wanted is None:
        return Answered(200, headers, _read(opened, range(opened.size)))
    if not wanted:
        return said(416, f"there are {opened.size} bytes", {"content-range": f"bytes */{opened.size}"})
    headers["content-range"] = f"bytes {wanted.start}-{wanted.stop - 1}/{opened.size}"
    return Answered(206, headers, _read(opened, wanted))


def _read(opened: Opened, positions: range) -> bytes | Part:
    part = Part(opened.file, positions)
    return part if len(part) > PIECE_BYTES else b"".join(part)


def _redirect(path: str) -> Answered:
    """Answer that a folder's page has an address that ends in a slash: what it links to starts there."""
    # Relative, as nobody here knows under which path a proxy shows us; "./", as a name may have a colon.
    return said(301, "with a slash", {"location": f"./{quote(path.rpartition('/')[2])}/"})
