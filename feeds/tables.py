"""The tables of sources.toml as they are written, and what each value must be."""

import base64
import binascii
import re
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, ValidationError

from feeds.locations import absolute_address, address_or_path, base_address, file_path
from feeds.rule_tables import Duration, RuleTable, Table, Term, Text, keys_of, matching, without_age
from feeds.selectors import check_selector
from feeds.shape_tables import ShapeTable, shape_keys_at
from feeds.timetable import check_cron

Rights = Literal["full", "summary", "link"]
Occasion = Literal["entries", "outages"]

# Points from which on a category is given: best macro-F1 of 4 to 7 on the labelled articles (`make eval`).
THRESHOLD = 5.25
SHIPPED_LABELS = {"ia": "IA", "startups": "Startups", "marketing": "Marketing"}


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError) as exc:
        raise ValueError("a time zone's name is needed, such as Europe/Paris") from exc
    return value


def _crontab(value: str) -> str:
    needed = 'five fields of cron are needed, such as "*/20 6-22 * * *"'
    if not re.fullmatch(r"[\w*/,\-]+( +[\w*/,\-]+){4}", value):
        raise ValueError(needed)
    try:
        check_cron(value)
    except ValueError as exc:
        raise ValueError(f"{needed}: {exc}") from exc
    return value


def _database(value: str) -> str:
    if "\0" in value or not re.match(r"(sqlite:///|sqlite://$|postgresql(\+psycopg)?://)", value):
        raise ValueError("sqlite:///FILE or postgresql://USER@HOST/DATABASE is needed")
    return value


Identifier = Annotated[str, matching(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?", "only a-z, 0-9 and inner hyphens are allowed")]
FilePath = Annotated[Text, AfterValidator(file_path)]
Address = Annotated[str, AfterValidator(absolute_address)]
Language = Annotated[
    str, matching(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*", "a language tag is needed, such as fr or en-GB")
]
Age = Annotated[str, matching(r"[1-9]\d{0,4}[hdw]|[1-9]\d{0,2}y", 'an age is needed, such as "90d" or "2y"')]
KeptEntries = Annotated[int, Field(ge=1, le=1_000_000)]
Crontab = Annotated[str, AfterValidator(_crontab)]


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
    base_url: Annotated[Address, AfterValidator(base_address)]
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
    keep_for: Age | None = None
    keep_entries: KeptEntries | None = None
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


Selector = Annotated[Text, AfterValidator(check_selector)]


class SelectTable(Table):
    list: Selector | None = None
    title: Selector | None = None
    link: Selector | None = None
    date: Selector | None = None
    summary: Selector | None = None


class SourceTable(ShapeTable):
    id: Identifier
    title: str = ""
    path: FilePath | None = None
    url: Address | None = None
    page: Address | None = None
    select: SelectTable = SelectTable()
    opml: Annotated[Text, AfterValidator(address_or_path)] | None = None
    enabled: bool = True
    categories: list[str] = []
    hints: list[str] = []
    every: Duration | None = None
    cron: Crontab | None = None
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
    keep_for: Age | None = None
    keep_entries: KeptEntries | None = None


def _argument(value: str) -> str:
    if "\0" in value:
        raise ValueError("no argument of a program can hold a NUL character")
    return value


def _secret(value: str) -> str:
    if value.startswith(SECRET_MARK):
        try:
            base64.b64decode(value.removeprefix(SECRET_MARK), validate=True)
        except binascii.Error as exc:
            raise ValueError(f"base64 is needed after {SECRET_MARK}") from exc
    return value


SECRET_MARK = "whsec_"  # noqa: S105  what a secret in base64 begins with. Source: Standard Webhooks
Arguments = Annotated[list[Annotated[str, AfterValidator(_argument)]], Field(min_length=1)]


class NotifyTable(Table):
    id: Identifier
    url: Address | None = None
    command: Arguments | None = None
    on: Annotated[list[Occasion], Field(min_length=1)] = ["entries", "outages"]
    categories: list[str] = []
    sources: list[str] = []
    secret: Annotated[Text, AfterValidator(_secret)] | None = None


class FileTable(Table):
    site: SiteTable
    http: HttpTable = HttpTable()
    schedule: ScheduleTable = ScheduleTable()
    categories: dict[Identifier, CategoryTable] = Field(
        default_factory=lambda: {key: CategoryTable() for key in SHIPPED_LABELS}
    )
    sources: list[SourceTable] = []
    notify: list[NotifyTable] = []


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
    if path[0] == "sources" and "select" in path[2:-1]:
        return list(SelectTable.model_fields)
    if path[0] in ("site", "sources") and (inner := shape_keys_at(path)):
        return inner
    tables: dict[str | int, type[Table]] = {
        "site": SiteTable,
        "http": HttpTable,
        "schedule": ScheduleTable,
        "categories": CategoryTable,
        "sources": SourceTable,
        "notify": NotifyTable,
    }
    return list((tables[path[0]] if len(path) > 1 else FileTable).model_fields)
