"""Entries as the editor's hooks make them just before they are published: once for what they say, and kept."""

import asyncio
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from feeds.hooking import Hooks, identity_of
from feeds.ingest.contain import Cells
from feeds.ingest.hooked import entry_form
from feeds.model import Archive, Entry, Feed, FiledEntry
from feeds.settings import Config
from feeds.shape_rules import Hook
from feeds.stopping import Stop
from feeds.store import Store


@dataclass(frozen=True, slots=True)
class Decorator:
    """The hooks of a publication, by source. Where there are none, nothing is asked of anyone."""

    store: Store
    hooks: Hooks
    by_source: Mapping[str, tuple[Hook, ...]]
    identities: Mapping[Hook, str]
    stop: Stop
    failed: set[str] = field(default_factory=set)  # digests of what hooks were told in vain: once a publication will do

    def feeds(self, feeds: Sequence[Feed]) -> list[Feed]:
        made = self._made(filed for feed in feeds for filed in feed.entries)
        return [replace(feed, entries=_with(feed.entries, made)) for feed in feeds]

    def entries(self, entries: Sequence[FiledEntry]) -> Sequence[FiledEntry]:
        return _with(entries, self._made(entries))

    def archive(self, archive: Archive) -> Archive:
        return replace(archive, entries=_with(archive.entries, self._made(archive.entries)))

    def _made(self, entries: Iterable[FiledEntry]) -> dict[str, Entry]:
        """Return what hooks make of entries, by id; a failing hook leaves its entry to be tried again."""
        asked = {filed.id: filed for filed in entries if self.by_source.get(filed.origin.source_id)}
        if not asked:
            return {}
        made_of = {entry_id: self._told(filed) for entry_id, filed in asked.items()}
        known = dict(self.store.decorations(made_of))
        missing = [filed for entry_id, filed in asked.items() if entry_id not in known]
        missing = [filed for filed in missing if made_of[filed.id] not in self.failed]
        if missing:
            fresh = self.stop.run(self._call(missing))
            in_vain = [filed.id for filed in missing if filed.id not in fresh]
            self.failed.update(made_of[entry_id] for entry_id in in_vain)
            self.store.leave_undecorated(in_vain)
            self.store.decorate({entry_id: (made_of[entry_id], entry) for entry_id, entry in fresh.items()})
            known |= fresh
        return known

    def _told(self, filed: FiledEntry) -> str:
        hooks = self.by_source[filed.origin.source_id]
        said = hashlib.sha256(_form(filed, filed.entry))
        for hook in hooks:
            said.update(self.identities[hook].encode("utf-8", "replace"))
        return said.hexdigest()

    async def _call(self, missing: Sequence[FiledEntry]) -> dict[str, Entry]:
        made = await asyncio.gather(*map(self._decorated, missing))
        return {filed.id: entry for filed, entry in zip(missing, made, strict=True) if entry is not None}

    async def _decorated(self, filed: FiledEntry) -> Entry | None:
        entry: Entry = filed.entry
        for hook in self.by_source[filed.origin.source_id]:
            found = await self.hooks.call(hook, entry, _form(filed, entry))
            if found is None:
                return None
            entry = found
        return entry


def decorator(config: Config, store: Store, cells: Cells, stop: Stop) -> Decorator:
    """Return what calls the hooks of a site as it is configured now."""
    by_source = {
        source.id: tuple(shape.publish_hook for shape in config.shapes(source) if shape.publish_hook)
        for source in config.sources
    }
    folder = config.path.parent
    identities = {hook: identity_of(hook, folder) for hooks in by_source.values() for hook in hooks}
    return Decorator(store, Hooks(folder, cells), by_source, identities, stop)


def _form(filed: FiledEntry, entry: Entry) -> bytes:
    return entry_form(entry, filed.origin.source_id, id=filed.id, categories=list(filed.categories))


def _with(entries: Sequence[FiledEntry], made: Mapping[str, Entry]) -> tuple[FiledEntry, ...]:
    return tuple(replace(filed, entry=made[filed.id]) if filed.id in made else filed for filed in entries)
