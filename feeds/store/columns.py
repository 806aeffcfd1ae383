"""The types of our columns, alike in SQLite and PostgreSQL."""

import re
from datetime import UTC, datetime

from sqlalchemy import BigInteger, Dialect, Integer, Text, TypeDecorator

# What a database refuses: NUL (PostgreSQL) and lone surrogates (a file name that is not UTF-8 has them); and our mark.
_REFUSED = re.compile("[\x00\x1a\ud800-\udfff]")
_WRITTEN = re.compile("\x1a([0-9a-f]{4})")


class Plain(TypeDecorator[str]):
    """Any text: what a database refuses is written as U+001A and four digits, and read back as it was."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        if value is None:
            return None
        return _REFUSED.sub(lambda found: f"\x1a{ord(found[0]):04x}", value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        if value is None or "\x1a" not in value:
            return value
        return _WRITTEN.sub(lambda found: chr(int(found[1], 16)), value)


# A database's own collation may be slow, and is not ours to choose.
ORDERED = Text().with_variant(Text(collation="C"), "postgresql")


class Moment(TypeDecorator[datetime]):
    """A moment in UTC as text of one width, readable as it stands, whose order is that of time."""

    impl = ORDERED
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        if value is None:
            return None
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return None if value is None else datetime.fromisoformat(value)


# SQLite numbers the rows of an INTEGER PRIMARY KEY only, and that is 64 bits wide.
NUMBER = BigInteger().with_variant(Integer, "sqlite")
