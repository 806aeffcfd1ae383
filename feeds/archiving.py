"""Archives: closed once, made anew only for what may not be shown any longer, and given to output/."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from itertools import groupby

from feeds.changes import ArchiveName
from feeds.decorating import Decorator
from feeds.errors import PublishError
from feeds.model import Archive
from feeds.publish.check import check
from feeds.publish.clean import clean_iri
from feeds.publish.filings_page import render_archived_filings
from feeds.publish.paths import ALL, archive_page_path, archive_path, filings_path
from feeds.publish.readback import read_contents
from feeds.publish.render import render_archive, render_archive_page
from feeds.publish.rights import is_behind, rights_of
from feeds.publish.search import CHUNK, render_search_chunk, search_chunk, search_path
from feeds.settings import Config
from feeds.store import Store


@dataclass(frozen=True, slots=True)
class Archives:
    """The archives of a site as a publication finds them."""

    standing: frozenset[ArchiveName]  # every one that has a document
    touched: frozenset[ArchiveName]  # whose files may be behind what is recorded
    failed: tuple[tuple[str, str], ...] = ()  # path, reason; the next run tries again

    @property
    def paths(self) -> frozenset[str]:
        """The paths that stand, whether or not this run writes them."""
        own = {path for name in self.standing for path in (archive_path(*name), archive_page_path(*name))}
        filings = {filings_path(number) for key, number in self.standing if key == ALL}
        return frozenset(own | filings | {search_path(chunk) for chunk in self.chunks})

    @property
    def chunks(self) -> frozenset[int]:
        """The files that the front page's search looks through besides the live one, by number."""
        return frozenset(search_chunk(number) for key, number in self.standing if key == ALL)


def close_archives(
    config: Config, store: Store, decorate: Decorator, keys: Collection[str], *, everything: bool
) -> Archives:
    """Close what waits for it, and make anew what shows too much or leads to where the site was before.

    The store keeps each document before anyone sees it. *everything* looks at all archives, not only at those with
    entries that are behind what is recorded.
    """
    wanted = {(key, number) for key, last in store.archives().items() if key in keys for number in range(1, last + 1)}
    closed = store.closed() & wanted
    held = [each for each in store.archived(touched_only=not everything) if each.key in keys]
    behind = {(each.key, each.number) for each in held if is_behind(config, each)} & closed
    behind |= {name for name in closed if everything and not _is_at_home(config, store, name)}
    made: set[ArchiveName] = set()
    failed: dict[ArchiveName, str] = {}
    for name in sorted((wanted - closed) | behind):
        try:
            _close(config, store, decorate, name)
            made.add(name)
        except PublishError as exc:
            failed[name] = str(exc)
    standing = (closed | made) - failed.keys()
    # Not only those made now: a run that was killed may have made others and written none.
    touched = ({(each.key, each.number) for each in held} | made) & standing
    return Archives(
        frozenset(standing), frozenset(touched), tuple((archive_path(*name), reason) for name, reason in failed.items())
    )


def _is_at_home(config: Config, store: Store, name: ArchiveName) -> bool:
    """Whether the document of an archive says that it is where the site is now.

    Under another base_url, the way back from archive to archive would lead to a site that may be gone.
    """
    here = escape(config.site.base_url + archive_path(*name), quote=False)
    return f'"{here}"'.encode() in store.document(*name)


def archive_files(
    config: Config,
    store: Store,
    decorate: Decorator,
    archives: Archives,
    present: Collection[str],
    rules: str,
    refiled: Collection[int],
) -> Iterator[dict[str, bytes]]:
    """Yield the files of the archives that output/ may lack; *present* are the paths that stand in it.

    *rules* is the version of those that filed most entries, *refiled* has the archives of "all" in which entries are
    filed by others than when they were published, or for other reasons.
    """
    read = lru_cache(CHUNK)(lambda name: decorate.archive(store.archive(*name)))
    for (key, chunk), group in groupby(sorted(archives.standing), lambda name: (name[0], search_chunk(name[1]))):
        names = list(group)
        files: dict[str, bytes] = {}
        for name in names:
            path, page = archive_path(*name), archive_page_path(*name)
            if name in archives.touched or path not in present:
                files[path] = store.document(*name)
            if name in archives.touched or page not in present or _is_followed_anew(name, archives, present):
                files |= _pages(config, read(name), rules)
            elif key == ALL and name[1] in refiled:
                files[filings_path(name[1])] = render_archived_filings(config, read(name), rules)
        # A run that was killed may have closed an archive that no file tells of: it is not touched, and not present.
        fresh = (name in archives.touched or archive_path(*name) not in present for name in names)
        if key == ALL and (search_path(chunk) not in present or any(fresh)):
            files[search_path(chunk)] = render_search_chunk(config, [read(name) for name in names])
        yield files


def _pages(config: Config, archive: Archive, rules: str) -> dict[str, bytes]:
    """Return the page of an archive for readers, and of "all" the one that tells editors how its entries are filed."""
    pages = {archive_page_path(archive.key, archive.number): render_archive_page(config, archive)}
    if archive.key == ALL:
        pages[filings_path(archive.number)] = render_archived_filings(config, archive, rules)
    return pages


def _is_followed_anew(name: ArchiveName, archives: Archives, present: Collection[str]) -> bool:
    """Whether the page of an archive must lead to another newer one than before."""
    following = (name[0], name[1] + 1)
    return following in archives.standing and archive_page_path(*following) not in present


def _close(config: Config, store: Store, decorate: Decorator, name: ArchiveName) -> None:
    archive = decorate.archive(store.archive(*name))
    content = render_archive(config, archive, _recalled(config, store, archive))
    check(archive_path(*name), content)
    shown = {
        filed.id: rights_of(config, filed.origin.source_id, has_page_elsewhere=bool(filed.entry.link))
        for filed in archive.entries
    }
    store.close_archive(*name, content, shown)


def _recalled(config: Config, store: Store, archive: Archive) -> dict[str, str]:
    """Return the contents of forgotten entries that may be shown whole, by id, as closed documents show them.

    To forget a text is to leave it to the archives: one that is made anew must not lose it.
    """
    whole = {
        clean_iri(filed.id)
        for filed in archive.entries
        if filed.is_forgotten
        and rights_of(config, filed.origin.source_id, has_page_elsewhere=bool(filed.entry.link)) == "full"
    }
    if not whole:
        return {}
    found: dict[str, str] = {}
    for document in store.recall(archive.key, archive.number):
        found = {entry_id: text for entry_id, text in read_contents(document).items() if entry_id in whole} | found
    return found
