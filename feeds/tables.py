"""The tables of sources.toml as they are written, and what each value must be."""

import re
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, ValidationError

from feeds.rule_tables import Duration, RuleTable, Table, Term, Text, keys_of, matching, without_age
from feeds.shape_tables import ShapeTable, shape_keys_at
from feeds.urls import absolute_url

Rights = Literal["full", "summary", "link"]

# Points from which on a category is given: best macro-F1 of 4 to 7 on the labelled articles (`make eval`).
THRESHOLD = 5.25
SHIPPED_LABELS = {"ia": "IA", "startups": "Startups", "marketing": "Marketing"}


def _absolute(value: str) -> str:
    try:
        parts = urlsplit(value)
        valid = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        valid = False
    if not valid or re.search(r'[\s<>"\\\x00-\x20\x7f-\x9f\u2028-\u202e\u2066-\u2069]', value):
        raise ValueError("an absolute address is needed, such as https://example.org/feed.xml")
    return value


def _base(value: str) -> str:
    parts = urlsplit(value)
    if "@" in parts.netloc or "?" in value or "#" in value:
        raise ValueError("an address without user, query or fragment is needed: it heads every link we publish")
    written = absolute_url("", value)  # in ASCII, as feeds and tag: IRIs need it
    if not written:
        raise ValueError("an address that others can reach is needed, such as https://example.org/veille/")
    return written


def _file(value: str) -> str:
    if "\0" in value:
        raise ValueError("a path is needed: no file has a NUL character in its name")
    try:
        Path(value).expanduser()
    except RuntimeError as exc:
        raise ValueError("a path is needed: there is no such home folder") from exc
    return value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError) as exc:
        raise ValueError("a time zone's name is needed, such as Europe/Paris") from exc
    return value


def _database(value: str) -> str:
    if "\0" in value or not re.match(r"(sqlite:///|sqlite://$|postgresql(\+psycopg)?://)", value):
        raise ValueError("sqlite:///FILE or postgresql://USER@HOST/DATABASE is needed")
    return value


Identifier = Annotated[str, matching(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?", "only a-z, 0-9 and inner hyphens are allowed")]
FilePath = Annotated[Text, AfterValidator(_file)]
Address = Annotated[str, AfterValidator(_absolute)]
Language = Annotated[
    str, matching(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*", "a language tag is needed, such as fr or en-GB")
]
Crontab = Annotated[
    str, matching(r"[\w*/,\-]+( +[\w*/,\-]+){4}", 'five fields of cron are needed, such as "*/20 6-22 * * *"')
]


_OURS = (
    *("host", "connection", "content-length", "transfer-encoding", "te", "upgrade", "authorization"),
    *("if-none-match", "if-modified-since", "accept-encoding"),
)


def _header_name(value: str) -> str:
    if not re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", value) or value.lower() in _OURS:
        raise ValueError("the name of a header that we do not write is needed, such as X-Api-Key")
    return value


HeaderName = Annotated[str, AfterValidator(_header_name)]
HeaderValue = Annotated[
    str, matching(r"[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?", "one line of printable ASCII is needed")
]


class SiteTable(ShapeTable):
    title: Text
    base_url: Annotated[Address, AfterValidator(_base)]
    subtitle: str = ""
    author: str = ""
    language: Language = "fr"
    output: FilePath = "output"
    store: Annotated[str, AfterValidator(_database)] = "sqlite:///.rubrique/rubrique.db"
    timezone: Annotated[str, AfterValidator(_zone)] = "Europe/Paris"
    window: Annotated[int, Field(ge=1, le=1000)] = 50
    first_import: Annotated[int, Field(ge=0, le=1000)] = 10
    prefer_original: bool = True
    max_feed_kb: Annotated[int, Field(ge=20, le=100_000)] = 1000
    max_share: Annotated[float, Field(gt=0, le=1)] = 1.0
    hubs: list[Address] = []


class HttpTable(Table):
    proxy: Address | None = None
    ca_file: FilePath | None = None


class ScheduleTable(Table):
    every: Duration = "30m"
    cron: Crontab | None = None


class CategoryTable(Table):
    label: Text | None = None
    keywords: list[Term] = []
    strong: list[Term] = []
    weak: list[Term] = []
    exclude: list[Term] = []
    shipped: bool = True
    synonyms: list[Text] = []
    examples: list[Text] = []
    threshold: Annotated[float, Field(gt=0, le=100)] = THRESHOLD
    match: Annotated[RuleTable, AfterValidator(without_age)] | None = None


class SourceTable(ShapeTable):
    id: Identifier
    title: str = ""
    path: FilePath | None = None
    url: Address | None = None
    categories: list[str] = []
    hints: list[str] = []
    every: Duration | None = None
    publish: Rights = "full"
    author: str = ""
    language: Language | None = None
    allow_private: bool = False
    user: Text | None = None
    password: Text | None = None
    token: HeaderValue | None = None
    headers: dict[HeaderName, HeaderValue] = {}
    fulltext: bool = False
    history: Annotated[int, Field(ge=0, le=100)] = 5


class FileTable(Table):
    site: SiteTable
    http: HttpTable = HttpTable()
    schedule: ScheduleTable = ScheduleTable()
    categories: dict[Identifier, CategoryTable] = Field(
        default_factory=lambda: {key: CategoryTable() for key in SHIPPED_LABELS}
    )
    sources: list[SourceTable] = []


def parse_tables(tree: object) -> tuple[FileTable | None, list[dict[str, Any]]]:
    """Return the tables of a TOML tree, or none with every mistake in pydantic's form."""
    try:
        return FileTable.model_validate(tree), []
    except ValidationError as exc:
        return None, [dict(error) for error in exc.errors()]


def keys_at(path: tuple[str | int, ...]) -> list[str]:
    """Return the keys that may stand where the last part of *path* stands."""
    if path[0] == "categories" and "match" in path[2:-1]:
        return [key for key in keys_of(RuleTable) if key != "age"]
    if path[0] in ("site", "sources") and (inner := shape_keys_at(path)):
        return inner
    tables: dict[str | int, type[Table]] = {
        "site": SiteTable,
        "http": HttpTable,
        "schedule": ScheduleTable,
        "categories": CategoryTable,
        "sources": SourceTable,
    }
    return list((tables[path[0]] if len(path) > 1 else FileTable).model_fields)
