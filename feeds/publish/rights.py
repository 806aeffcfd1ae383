"""How much of a source may be shown, and whether that is less than what was published."""

from collections.abc import Mapping

from feeds.changes import Archived
from feeds.settings import Config
from feeds.tables import Rights

_WIDTHS = {"": 0, "link": 1, "summary": 2, "full": 3}


def rights_of(config: Config, source_id: str, *, has_page_elsewhere: bool) -> Rights:
    """Return how much of an entry of this source may be shown.

    A source that left the configuration took its rights along: what has a page elsewhere is then shown as a summary,
    what has none is an article of our own folders.
    """
    source = config.source(source_id)
    if source is not None:
        return source.publish
    return "summary" if has_page_elsewhere else "full"


def is_behind(config: Config, archived: Archived) -> bool:
    """Whether an archive must be made anew for this entry: it shows too much of it, or lacks it.

    Wider rights change nothing: an archive stands.
    """
    if archived.is_withdrawn:
        return bool(archived.shown)
    rights = rights_of(config, archived.source_id, has_page_elsewhere=archived.has_page_elsewhere)
    return not archived.shown or _WIDTHS[rights] < _WIDTHS[archived.shown]


def are_narrower(now: Mapping[str, str], before: Mapping[str, str]) -> bool:
    """Whether any source may be shown less than before; one that is gone may be shown as a summary at most."""
    return any(_WIDTHS[now.get(source_id, "summary")] < _WIDTHS[rights] for source_id, rights in before.items())
