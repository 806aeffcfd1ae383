"""The tables of what is said to others and by them: hooks that are told, hubs that push."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text

from feeds.store.columns import NUMBER, Moment, Plain
from feeds.store.tables import metadata

hooks = Table(
    "hooks",
    metadata,
    Column("id", Text, primary_key=True),
    Column("turn", BigInteger, nullable=False),  # how often its news was taken up
)

heard = Table(
    "heard",
    metadata,
    Column("hook", Text, ForeignKey("hooks.id"), primary_key=True),
    Column("feed", Text, ForeignKey("feeds.key", ondelete="CASCADE"), primary_key=True),
    Column("last", BigInteger, nullable=False),  # number of the last entry that entered when the hook was told
)

alarms = Table(
    "alarms",
    metadata,
    Column("hook", Text, ForeignKey("hooks.id"), primary_key=True),
    Column("outage", NUMBER, ForeignKey("outages.number", ondelete="CASCADE"), primary_key=True),  # its end is untold
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("number", NUMBER, primary_key=True),  # in the order of making
    Column("id", Text, nullable=False, unique=True),
    Column("hook", Text, ForeignKey("hooks.id"), nullable=False),
    Column("body", Plain, nullable=False),
    Column("made", Moment, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_try", Moment),  # null: it was never tried
    Index("deliveries_by_hook", "hook", "number"),  # waiting
)
subscriptions = Table(
    "subscriptions",
    metadata,
    Column("token", Text, primary_key=True),
    Column("source", Text, ForeignKey("sources.id"), nullable=False),
    Column("hub", Plain, nullable=False),
    Column("address", Plain, nullable=False),
    Column("callback", Text, nullable=False, server_default=""),
    Column("secret", Text, nullable=False),
    Column("next_try", Moment, nullable=False),
    Column("allow_private", Boolean, nullable=False),
    Column("mode", Text, nullable=False),
    Column("is_signed", Boolean, nullable=False),
    Column("until", Moment),  # null: no lease
    Column("failures", Integer, nullable=False),
    Column("error", Plain, nullable=False),
)

pushes = Table(
    "pushes",
    metadata,
    Column("number", NUMBER, primary_key=True),  # in the order received
    Column("source", Text, ForeignKey("sources.id"), nullable=False),
    Column("received", Moment, nullable=False),
    Column("digest", Text, nullable=False),  # of the body
    Column("body", LargeBinary),  # null: read
    Column("content_type", Plain, nullable=False),
    Column("content_encoding", Plain, nullable=False),
    Index("pushes_by_digest", "source", "digest", unique=True),  # a repetition
)
IS_WAITING = pushes.c.body.is_not(None)
Index("pushes_waiting", pushes.c.source, pushes.c.number, sqlite_where=IS_WAITING, postgresql_where=IS_WAITING)
