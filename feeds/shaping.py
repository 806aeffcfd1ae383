"""What a visit found, shaped by the editor's rules before anything is decided of it."""

from dataclasses import replace

from feeds.ingest.compare import Comparison
from feeds.ingest.shape import Unshaped, shape_all
from feeds.settings import Source
from feeds.visiting import Round


async def shape_found(found: Comparison, source: Source, trip: Round) -> Comparison:
    """Return a comparison with its new and its edited entries as the rules of their source and of the site make them.

    In a child: whoever writes a pattern or a page that takes too long loses a visit, and no one else does.

    Raises:
        ParseError: the child passed a limit.
    """
    shapes = trip.config.shapes(source)
    if not shapes or not (found.new or found.edited):
        return found
    new = [Unshaped(seen, seen.published, trip.now) for seen in found.new]
    edited = [Unshaped(seen, known.published, known.first_seen) for seen, known in found.edited]
    made = await trip.cells.call(shape_all, [*new, *edited], source.id, shapes)
    known = (known for _, known in found.edited)
    return replace(found, new=tuple(made[: len(new)]), edited=tuple(zip(made[len(new) :], known, strict=True)))
