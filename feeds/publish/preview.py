"""A page of what sources would bring, in one file that stands by itself."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from feeds.model import FiledEntry
from feeds.publish.html import ASSETS, Page, picture_above
from feeds.publish.prepare import prepare_entry
from feeds.settings import Config


@dataclass(frozen=True, slots=True)
class Preview:
    """What one document would bring."""

    heading: str
    notes: tuple[str, ...]  # errors and warnings
    entries: tuple[FiledEntry, ...] = ()


def render_preview(config: Config, previews: Sequence[Preview]) -> bytes:
    """Return a page that shows entries as their own pages would, with why they were filed so; no script runs in it."""
    style = (ASSETS / "style.css").read_text(encoding="utf-8")
    style_hash = f"sha256-{b64encode(sha256(style.encode()).digest()).decode()}"
    groups = []
    for preview in previews:
        entries = [prepare_entry(config, filed) for filed in preview.entries]
        groups.append((preview, [(entry, picture_above(entry)) for entry in entries]))
    # Its links to our own pages lead to where these are served: beside this file there is none.
    page = Page(config, root=config.site.base_url)
    return page.render("preview", groups=groups, style=style, style_hash=style_hash)
