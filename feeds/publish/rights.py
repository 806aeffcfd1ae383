"""Whether what was published may go on being shown."""

from collections.abc import Mapping

from feeds.changes import Archived
from feeds.config import Config
from feeds.publish.prepare import rights_of

_WIDTHS = {"": 0, "link": 1, "summary": 2, "full": 3}


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
