"""What a visit found, shaped by the editor's hooks and rules before anything is decided of it."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from feeds.hooking import Hooks
from feeds.ingest.compare import Comparison
from feeds.ingest.hooked import entry_form
from feeds.ingest.read import ReadEntry
from feeds.ingest.shape import Unshaped, shape_all
from feeds.settings import Source
from feeds.shape_rules import Hook, Shapes
from feeds.visiting import Round


async def shape_found(found: Comparison, source: Source, trip: Round) -> Comparison:
    """Return a comparison with its entries as the hooks and the rules of their source and of the site make them.

    In a child: whoever writes a pattern or a page that takes too long loses a visit, and no one else does.

    Raises:
        ParseError: the child passed a limit.
    """
    shapes = trip.config.shapes(source)
    if not shapes or not (found.new or found.edited):
        return found
    read = await hooked([*found.new, *(seen for seen, _ in found.edited)], source.id, shapes, trip.hooks)
    new = [Unshaped(seen, seen.published, trip.now) for seen in read[: len(found.new)]]
    edited = [
        Unshaped(seen, known.published, known.first_seen)
        for seen, (_, known) in zip(read[len(found.new) :], found.edited, strict=True)
    ]
    made = await trip.cells.call(shape_all, [*new, *edited], source.id, shapes)
    known = (known for _, known in found.edited)
    return replace(found, new=tuple(made[: len(new)]), edited=tuple(zip(made[len(new) :], known, strict=True)))


async def hooked(read: Sequence[ReadEntry], source_id: str, shapes: Shapes, hooks: Hooks) -> tuple[ReadEntry, ...]:
    """Return entries as the hooks of their source and of the site make them, as many at once as there are cores."""
    own = [shape.hook for shape in shapes if shape.hook]
    return tuple(await asyncio.gather(*(_hooked(seen, source_id, own, hooks) for seen in read)))


async def _hooked(seen: ReadEntry, source_id: str, own: Sequence[Hook], hooks: Hooks) -> ReadEntry:
    entry = seen.entry
    assert entry is not None
    for hook in own:
        entry = await hooks.call(hook, entry, entry_form(entry, source_id)) or entry
    return replace(seen, entry=entry)
