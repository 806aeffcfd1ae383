"""What is recorded, brought to output/: rendered, checked, written where it differs."""

import hashlib
from collections.abc import Collection
from pathlib import Path

import feeds.publish
from feeds import __version__
from feeds.config import Config
from feeds.publish.paths import feed_paths, page_path
from feeds.publish.render import render
from feeds.publish.write import Report, write
from feeds.store import Store

ALL = "all"  # the feed that carries every entry


def feed_keys(config: Config) -> tuple[str, ...]:
    """Return the keys of the feeds we publish."""
    return (ALL, *(category.key for category in config.categories))


def publish(config: Config, store: Store, *, has_withdrawn: bool = False) -> Report:
    """Write the files that are behind what is recorded, and remove those of ours that nothing publishes any more.

    A file that fails its check keeps its last good version and its mark, so that the next run tries again; but no
    old version of a feed stands that may show what was withdrawn just now.
    """
    before = dict(store.outputs())
    stamp = _stamp(config)
    if stamp != store.stamp() or any(not (config.site.output / path).is_file() for path in before):
        store.touch_all()
    touched = [key for key in feed_keys(config) if key in store.touched()]
    # A page that we never published needs none to stand in its place.
    pointers = [p for p in store.pointers(touched_only=True) if page_path(p.slug) in before]
    files = render(config, store.feeds(touched), store.pages(touched_only=True), pointers)
    slugs = store.page_slugs() | {pointer.slug for pointer in store.pointers(touched_only=False)}
    standing = _standing(config, slugs) | files.keys()
    remove = [path for path in before if path not in standing]
    report = write(config.site.output, files, remove, revoked=files.keys() if has_withdrawn else ())
    failed = {path for path, _ in report.failed}
    done = [key for key in touched if not failed.intersection(feed_paths(key))]
    gone = failed | set(report.removed)
    outputs = {path: digest for path, digest in before.items() if path not in gone}
    store.published(outputs | dict(report.digests), done, stamp="" if failed else stamp)
    return report


def _standing(config: Config, slugs: Collection[str]) -> set[str]:
    """Return the paths that stand whether or not this run renders them."""
    return {path for key in feed_keys(config) for path in feed_paths(key)} | {page_path(slug) for slug in slugs}


def _stamp(config: Config) -> str:
    """Return what the files were made with besides the entries: another stamp means that all may differ.

    The renderer counts as it is, templates and style included: a checkout may move without a new version.
    """
    made_with = hashlib.sha256(f"{__version__} {config!r}".encode())
    for file in sorted(Path(feeds.publish.__file__).parent.rglob("*.*")):
        if file.suffix != ".pyc":
            made_with.update(file.read_bytes())
    return made_with.hexdigest()
