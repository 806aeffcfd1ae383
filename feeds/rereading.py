"""The selectors and hooks that a source is read through: where they change, it is read again."""

import hashlib

from feeds.hooking import identity_of
from feeds.ingest.folder import content_digest
from feeds.settings import Config, PageSource, Source


def entry_rules(source: Source, config: Config) -> str:
    """Return the version of what the editor has a source's entries read by; "" where that is nothing.

    What rules do after that is done to what is stored as well; this needs the entry as its source wrote it.
    """
    selectors = [removal.css for removal in config.removals(source)]
    hooks = [shape.hook for shape in config.shapes(source) if shape.hook]
    if not (selectors or hooks):
        return ""
    said = "".join([repr(selectors), *(identity_of(hook, config.path.parent) for hook in hooks)])
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:12]


def document_rules(source: Source, config: Config) -> str:
    """Return the version of all that the same bytes would be read otherwise by: the selectors of a page, too."""
    if not isinstance(source, PageSource):
        return entry_rules(source, config)
    return content_digest(repr(source.select).encode())[:16] + entry_rules(source, config)
