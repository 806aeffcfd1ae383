"""What is recorded, brought to output/: rendered, checked, written where it differs."""

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import feeds.publish
from feeds import __version__
from feeds.archiving import Archives, archive_files, close_archives
from feeds.category import Category
from feeds.decorating import Decorator, decorator
from feeds.health import Misconfigured
from feeds.ingest.contain import Cells
from feeds.model import Feed, Pointer
from feeds.publish.paths import ALL, feed_paths, filings_path, page_path, page_slug
from feeds.publish.render import render, render_articles, render_status
from feeds.publish.rights import are_narrower
from feeds.publish.search import search_path
from feeds.publish.write import Report, sweep, write
from feeds.settings import Config, FeedSource, Source
from feeds.status import read_status
from feeds.stopping import Stop
from feeds.store import Store
from feeds.windows import showing

_AT_ONCE = 200  # pages held in memory; some 5 MB


def feed_keys(config: Config) -> tuple[str, ...]:
    """Return the keys of the feeds we publish."""
    return (ALL, *(category.key for category in config.categories))


def adopt(config: Config, store: Store, now: datetime) -> None:
    """Let the store know the sources, feeds and hooks of a configuration."""
    lists = {each.id: each.block.url for each in config.lists}
    # One that is not visited is as one taken out: never due, nobody waits for its end, and it is due when it is back.
    sources = {source.id: address(source) for source in config.sources if source.enabled}
    store.adopt(lists | sources, feed_keys(config), now)
    store.adopt_hooks({hook.id: (hook.categories or (ALL,)) if "entries" in hook.on else () for hook in config.hooks})


def address(source: Source) -> str:
    """Return where a source is read, "" for a folder."""
    return source.url if isinstance(source, FeedSource) else ""


def publish(config: Config, store: Store, *, everything: bool = False, stop: Stop | None = None) -> Report:
    """Write the files that are behind what is recorded, and remove those of ours that nothing publishes any more.

    A file that fails its check keeps its last good version and its mark, so that the next run tries again; but no
    old version of a feed stands that may show what was withdrawn since, or what a source's rights hide from now on.
    *everything* is rendered anew. *stop* ends it between files, where that is safe.

    Raises:
        StoppedError: it was asked to end.
    """
    stop = stop or Stop()
    with Cells(stop) as cells:
        decorate = decorator(config, store, cells, stop)
        report = _publish(config, store, decorate, stop, everything=everything)
        decorate.hooks.note(store)
    return report


def _publish(config: Config, store: Store, decorate: Decorator, stop: Stop, *, everything: bool) -> Report:
    before = dict(store.outputs())
    if any(decorate.by_source.values()):
        store.touch_undecorated()
    stamp = _stamp(config, decorate)
    rights: dict[str, str] = {source.id: source.publish for source in config.sources}
    present = {path for path in before if _is_there(config.site.output / path)}
    everything = everything or stamp != store.stamp() or len(present) < len(before)
    if everything:
        store.touch_all()
    is_revoking = store.has_withdrawn() or are_narrower(rights, store.rights())
    archives = close_archives(config, store, decorate, feed_keys(config), everything=everything)
    rules = store.rules()
    refiled = store.explained() | rules.unlike(store.published_rules())
    behind = store.touched() | ({ALL} if 0 in refiled else set())
    touched = [key for key in feed_keys(config) if key in behind]
    report = Report(failed=archives.failed)
    abandoned = _abandoned(store)
    pointers = store.pointers(abandoned, touched_only=not everything)
    found = set() if everything else present
    # Feeds last: what they link to must stand before, and what leaves them must be found in an archive.
    for files in _batches(config, store, decorate, archives, touched, pointers, found, rules.most, refiled):
        # Known before they are written: a run that is killed must leave no file that nobody would take away.
        if not files.keys() <= before.keys():
            store.expect(files.keys() - before.keys())
        report = report.joined(
            write(config.site.output, files, revoked=files if is_revoking else (), check_stop=stop.check)
        )
    standing = _standing(config, store, archives, abandoned) | set(report.digests)
    stale = [path for path in before if path not in standing]
    report = report.joined(write(config.site.output, {}, stale))
    failed = {path for path, _ in report.failed}
    done = [key for key in touched if not failed.intersection(feed_paths(key))]
    gone = failed | set(report.removed)
    outputs = {path: digest for path, digest in before.items() if path not in gone} | dict(report.digests)
    sweep(config.site.output, outputs)
    store.published(
        outputs,
        done,
        stamp="" if failed else stamp,
        rights=rights,
        rules=rules,
        has_withdrawn=is_revoking and bool(failed),
    )
    return report


def publish_status(config: Config, store: Store, now: datetime, misconfigured: Misconfigured | None = None) -> Report:
    """Bring the status to output/, as of the last run, or of *now* if there was none.

    It tells of runs, so it is made anew after each; nothing else here depends on it.
    """
    last = next(iter(store.runs(1)), None)
    status = replace(read_status(config, store, last.began if last else now), misconfigured=misconfigured)
    return write(config.site.output, render_status(config, status))


def _is_there(path: Path) -> bool:
    """Whether a file of ours stands here; what a link leads to is someone else's."""
    return path.is_file() and not path.is_symlink()


def _abandoned(store: Store) -> set[str]:
    """Return the slugs of the pages that we published, of entries that have none any more: links to them are about."""
    return {slug for path in store.outputs() if (slug := page_slug(path))} - store.page_slugs()


def _batches(
    config: Config,
    store: Store,
    decorate: Decorator,
    archives: Archives,
    touched: list[str],
    pointers: Sequence[Pointer],
    present: set[str],
    rules: str,
    refiled: Collection[int],
) -> Iterator[Mapping[str, bytes]]:
    """Yield the files to write, as many at a time as fit in memory."""
    yield from archive_files(config, store, decorate, archives, present, rules, refiled)
    pages = store.pages(touched_only=True)
    for first in range(0, len(pages), _AT_ONCE):
        yield render_articles(config, decorate.entries(pages[first : first + _AT_ONCE]))
    shown = decorate.feeds([_shown(config, feed) for feed in store.feeds(touched)])
    origins = {source_id: state.origin for source_id, state in store.states().items()}
    yield render(config, shown, (), pointers, origins, rules)


def _shown(config: Config, feed: Feed) -> Feed:
    """Return a feed without what one source has too much of."""
    sources = [filed.origin.source_id for filed in feed.entries]
    places = showing(sources, config.site.window, config.site.max_share)
    return replace(feed, entries=tuple(feed.entries[place] for place in places))


def _standing(config: Config, store: Store, archives: Archives, abandoned: set[str]) -> set[str]:
    """Return the paths that stand whether or not this run renders them."""
    slugs = store.page_slugs() | {pointer.slug for pointer in store.pointers(abandoned, touched_only=False)}
    live = {path for key in feed_keys(config) for path in feed_paths(key)}
    return live | {page_path(slug) for slug in slugs} | archives.paths | {search_path(0), filings_path(0)}


def _stamp(config: Config, decorate: Decorator) -> str:
    """Return what the files were made with besides the entries: another stamp means that all may differ.

    The renderer counts as it is, templates and style included: a checkout may move without a new version. What a
    category is filed by does not count: it shows in the entries, and an editor may change it often.
    """
    shown = tuple(Category(category.key, category.label) for category in config.categories)
    made_with = hashlib.sha256(f"{__version__} {replace(config, categories=shown)!r}".encode())
    for source_id, hooks in sorted(decorate.by_source.items()):
        made_with.update(repr((source_id, [decorate.identities[hook] for hook in hooks])).encode("utf-8", "replace"))
    for file in sorted(Path(feeds.publish.__file__).parent.rglob("*.*")):
        if file.suffix != ".pyc":
            made_with.update(file.read_bytes())
    return made_with.hexdigest()
