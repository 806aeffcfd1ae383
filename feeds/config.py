"""sources.toml read into frozen values, every fault at once."""

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit, urlunsplit
from zoneinfo import ZoneInfo

from feeds.category import read_category
from feeds.errors import ConfigError
from feeds.faults import Places, cross_check, in_order, value_fault
from feeds.rule_tables import duration
from feeds.settings import (
    Access,
    Config,
    FeedSource,
    FolderSource,
    Hook,
    Http,
    PageSource,
    Retention,
    Select,
    Site,
    Source,
    SourceList,
)
from feeds.tables import FileTable, NotifyTable, SelectTable, SiteTable, SourceTable, parse_tables
from feeds.toml_file import decode_text, parse_toml, read_bytes
from feeds.toml_lines import Path as KeyPath
from feeds.toml_lines import key_lines

_RAW_BYTE = re.compile("[\ud800-\udfff]")


def load_config(path: Path, environ: Mapping[str, str] = os.environ) -> Config:
    """Return the configuration that *path* holds; every path in it is taken from the file's own folder.

    Raises:
        ConfigError: with all faults, each naming the file, the place, what is wrong and what would be right.
    """
    return check_config(path, read_config(path), environ)


def read_config(path: Path) -> bytes:
    """Return what *path* holds.

    Raises:
        ConfigError: it is not there, or cannot be read.
    """
    try:
        return read_bytes(path.absolute())
    except FileNotFoundError as exc:
        remedy = "give its path with --config, or in $RUBRIQUE_CONFIG"
        raise ConfigError([f"{path.absolute()}: there is no such file: {remedy}"]) from exc


def check_config(path: Path, content: bytes, environ: Mapping[str, str] = os.environ) -> Config:
    """Return the configuration that *path* holds once it has this content.

    Raises:
        ConfigError: as by `load_config`.
    """
    path = path.absolute()
    text = decode_text(content, path.name)
    tree = parse_toml(text, path.name)
    places = Places(path.name, key_lines(text), tree)
    faults: list[str] = []
    tables, errors = parse_tables(_expand(tree, (), environ, places, faults))
    faults += [value_fault(places, error) for error in errors]
    faults += cross_check(tree, places)
    if faults or not tables:
        raise ConfigError(in_order(faults))
    config = _values(path, tables, _secret_addresses(tree))
    faults += _overlaps(config, tree, places)
    if faults:
        raise ConfigError(in_order(faults))
    return config


def default_config(folder: Path) -> Config:
    """Return the configuration of a site that has no sources.toml: the shipped categories and no source."""
    tables = FileTable(site=SiteTable(title="Rubrique", base_url="http://localhost/"))
    return _values(folder.absolute() / "sources.toml", tables)


def _secret_addresses(tree: Mapping[str, Any]) -> dict[str, str]:
    """Return the addresses that hold a ${NAME}, as they are written, by the ids of their sources."""
    addresses = {s["id"]: s.get("url") or s.get("page") or s.get("opml", "") for s in tree.get("sources", ())}
    return {source_id: address for source_id, address in addresses.items() if "${" in address}


def _overlaps(config: Config, tree: Mapping[str, Any], places: Places) -> Iterator[str]:
    """Yield the folders that output/ may not share: we would read what we publish, or publish what is ours to keep."""
    output = _real(config.site.output)
    kept = {config.path.name: config.path, "the store": Path(config.site.store.removeprefix("sqlite:///"))}
    inside = [name for name, path in kept.items() if path.is_absolute() and _real(path).is_relative_to(output)]
    if inside:
        remedy = f"{inside[0]} lies in it, and would be served to everyone: name another folder"
        yield places.fault(("site", "output"), "the output folder is too wide", remedy)
    order = {source["id"]: index for index, source in enumerate(tree.get("sources", ()))}
    for source in config.sources:
        if isinstance(source, FolderSource):
            path = _real(source.path)
            if output.is_relative_to(path) or path.is_relative_to(output):
                at: KeyPath = ("sources", order[source.id], "path")
                remedy = "it shares files with the output folder, and we would read what we publish: keep them apart"
                yield places.fault(at, f"`path` cannot be {places.shown(at)}", remedy)


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))


def _expand(
    value: Any, path: KeyPath, environ: Mapping[str, str], places: Places, faults: list[str]
) -> Any:  # Any: a TOML tree holds every type
    """Return a TOML tree with each ${NAME} replaced from the environment, where secrets are kept."""
    if isinstance(value, dict):
        return {key: _expand(child, (*path, key), environ, places, faults) for key, child in value.items()}
    if isinstance(value, list):
        return [_expand(child, (*path, i), environ, places, faults) for i, child in enumerate(value)]
    if not isinstance(value, str):
        return value
    missing = [name for name in re.findall(r"\$\{(\w+)\}", value) if name not in environ]
    faults += [places.fault(path, f"${{{name}}} is not set", f"set {name} in the environment") for name in missing]
    # As Python decodes what is not UTF-8 (PEP 383): no header, address or file of ours can carry it.
    unreadable = [name for name in re.findall(r"\$\{(\w+)\}", value) if _RAW_BYTE.search(environ.get(name, ""))]
    faults += [places.fault(path, f"${{{name}}} is not UTF-8", f"set {name} to text") for name in unreadable]
    return re.sub(r"\$\{(\w+)\}", lambda found: environ.get(found[1], found[0]), value)


def _values(path: Path, tables: FileTable, secret: Mapping[str, str] = MappingProxyType({})) -> Config:
    folder = path.parent
    site, schedule = tables.site, tables.schedule
    every = duration(schedule.every)
    return Config(
        path=path,
        site=Site(
            title=site.title.strip(),
            base_url=site.base_url.rstrip("/") + "/",
            language=site.language,
            output=folder / Path(site.output).expanduser(),
            store=_absolute_store(site.store, folder),
            timezone=ZoneInfo(site.timezone),
            window=site.window,
            first_import=site.first_import,
            prefer_original=site.prefer_original,
            max_feed_kb=site.max_feed_kb,
            max_share=site.max_share,
            retention=_retention(site),
            hubs=tuple(site.hubs),
            subtitle=site.subtitle.strip(),
            author=site.author.strip(),
            shape=site.shape("site"),
        ),
        http=Http(
            tables.http.proxy or "",
            folder / Path(tables.http.ca_file).expanduser() if tables.http.ca_file else None,
        ),
        every=every,
        cron=schedule.cron or "",
        categories=tuple(read_category(key, table) for key, table in tables.categories.items()),
        sources=tuple(_source(table, folder, secret.get(table.id, "")) for table in tables.sources if not table.opml),
        hooks=tuple(_hook(table) for table in tables.notify),
        lists=tuple(_list(table, folder, secret.get(table.id, "")) for table in tables.sources if table.opml),
    )


def _list(table: SourceTable, folder: Path, secret_address: str) -> SourceList:
    place = table.opml or ""
    is_file = not re.match("https?:", place)
    block = _source(table.model_copy(update={"url": "" if is_file else place}), folder, secret_address)
    assert isinstance(block, FeedSource)
    return SourceList(block, folder / Path(place).expanduser() if is_file else None)


def _source(table: SourceTable, folder: Path, secret_address: str) -> Source:
    common: dict[str, Any] = {
        "id": table.id,
        "title": table.title.strip(),
        "categories": tuple(table.categories),
        "hints": tuple(table.hints),
        "enabled": table.enabled,
        "every": duration(table.every) if table.every else None,
        "publish": table.publish,
        "author": table.author.strip(),
        "language": table.language or "",
        "retention": _retention(table),
        "shape": table.shape(table.id),
    }
    if table.path is not None:
        return FolderSource(**common, path=folder / Path(table.path).expanduser())
    url, user, password = _without_user(table.url or table.page or "")
    headers = tuple(table.headers.items())
    common |= {"select": _select(table.select)} if table.page else {}
    return (PageSource if table.page else FeedSource)(
        **common,
        url=url,
        cron=table.cron or "",
        access=Access(table.user or user, table.password or password, table.token or "", headers),
        fulltext=table.fulltext,
        history=table.history,
        allow_private=table.allow_private,
        is_secret=bool(secret_address),
        base_url=urljoin(url, "/") if "${" in secret_address.partition("?")[0] else "",
    )


def _select(table: SelectTable) -> Select:
    return Select(**{name: text for name, text in table if text})


def _hook(table: NotifyTable) -> Hook:
    return Hook(
        table.id,
        table.url or "",
        tuple(table.command or ()),
        tuple(table.on),
        tuple(table.categories),
        tuple(table.sources),
        table.secret or "",
    )


def _without_user(url: str) -> tuple[str, str, str]:
    """Return an address without the user and the password in it, and these."""
    parts = urlsplit(url)
    user, _, password = parts.netloc.rpartition("@")[0].partition(":")
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2])), unquote(user), unquote(password)


def _retention(table: SiteTable | SourceTable) -> Retention:
    return Retention(duration(table.keep_for) if table.keep_for else None, table.keep_entries)


def _absolute_store(url: str, folder: Path) -> str:
    prefix = "sqlite:///"
    if not url.startswith(prefix):
        return url
    return prefix + str(folder / url.removeprefix(prefix))
