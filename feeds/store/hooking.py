"""How far each hook has been told of what happened."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Connection, and_, delete, exists, insert, or_, select, update

from feeds.health import Outage
from feeds.news import News
from feeds.store.message_tables import alarms, deliveries, heard, hooks
from feeds.store.reading import is_live, read_filed
from feeds.store.tables import entries, feeds, memberships, outages, sources


def adopt_hooks(connection: Connection, listening: Mapping[str, Collection[str]]) -> None:
    known = set(connection.scalars(select(hooks.c.id)))
    for hook_id in sorted(known - listening.keys()):
        for table in (heard, alarms, deliveries):
            connection.execute(delete(table).where(table.c.hook == hook_id))
        connection.execute(delete(hooks).where(hooks.c.id == hook_id))
    for hook_id in sorted(listening.keys() - known):
        connection.execute(insert(hooks).values(id=hook_id, turn=0))
    for hook_id, keys in sorted(listening.items()):
        _listen(connection, hook_id, set(keys))


def _listen(connection: Connection, hook_id: str, keys: set[str]) -> None:
    """Let a hook hear of these feeds and no other, of new ones from now on."""
    known = set(connection.scalars(select(heard.c.feed).where(heard.c.hook == hook_id)))
    if known == keys:
        return
    connection.execute(delete(heard).where(heard.c.hook == hook_id, heard.c.feed.in_(known - keys)))
    query = select(feeds.c.key, feeds.c.last_entered).where(feeds.c.key.in_(keys - known))
    rows = [{"hook": hook_id, "feed": row.key, "last": row.last_entered} for row in connection.execute(query)]
    if rows:
        connection.execute(insert(heard), rows)


def read_news(connection: Connection, hook_id: str, failures: int) -> News:
    turn = connection.scalar(select(hooks.c.turn).where(hooks.c.id == hook_id)) or 0
    entered = _entered(connection, hook_id)
    filed = read_filed(connection, _new(hook_id)) if entered else {}
    oldest_first = sorted(filed.values(), key=lambda e: (e.sort_date, e.id))
    begun = _read_outages(connection, _begun(hook_id, failures))
    return News(turn, tuple(oldest_first), entered, begun, _read_outages(connection, _ended(hook_id)))


def take_turn(connection: Connection, hook_id: str, news: News) -> bool:
    """Note that a hook is told the news; false when its turn is over."""
    in_turn = (hooks.c.id == hook_id) & (hooks.c.turn == news.turn)
    if not connection.execute(update(hooks).where(in_turn).values(turn=news.turn + 1)).rowcount:
        return False
    for key, last in sorted(news.entered.items()):
        connection.execute(update(heard).where(heard.c.hook == hook_id, heard.c.feed == key).values(last=last))
    if news.begun:
        connection.execute(insert(alarms), [{"hook": hook_id, "outage": number} for number in news.begun])
    connection.execute(delete(alarms).where(alarms.c.hook == hook_id, alarms.c.outage.in_(news.ended)))
    return True


def _entered(connection: Connection, hook_id: str) -> dict[str, int]:
    """Return the feeds of a hook into which something entered that it was not told of, and their last numbers.

    A feed whose files are behind what is recorded has nothing to show yet.
    """
    query = (
        select(feeds.c.key, feeds.c.last_entered)
        .join(heard, heard.c.feed == feeds.c.key)
        .where(heard.c.hook == hook_id, feeds.c.touched.is_(False), feeds.c.last_entered > heard.c.last)
    )
    return {row.key: row.last_entered for row in connection.execute(query)}


def _new(hook_id: str) -> Any:  # Any: a query's type spells its columns
    """Select the entries that entered a feed of a hook since it was last told of that feed, and are there still."""
    elsewhere, told = memberships.alias(), heard.alias()
    known = exists().where(
        elsewhere.c.entry == memberships.c.entry,
        elsewhere.c.feed == told.c.feed,
        told.c.hook == hook_id,
        elsewhere.c.entered <= told.c.last,
    )
    return (
        select(memberships.c.entry)
        .join(entries, entries.c.pk == memberships.c.entry)
        .join(feeds, feeds.c.key == memberships.c.feed)
        .join(heard, heard.c.feed == memberships.c.feed)
        .where(heard.c.hook == hook_id, feeds.c.touched.is_(False), memberships.c.entered > heard.c.last)
        .where(is_live, ~known)
    )


def _begun(hook_id: str, failures: int) -> Any:  # Any: a query's type spells its columns
    """Select the outages that go on of which a hook was not told, once they are more than a hiccup."""
    told = select(alarms.c.outage).where(alarms.c.hook == hook_id)
    # Without a failure it waits for the editor; gone, it is asked no more.
    will_not_pass = or_(sources.c.failures == 0, sources.c.failures >= failures, sources.c.is_gone)
    joined = select(outages).join(sources, sources.c.id == outages.c.source)
    return joined.where(outages.c.ended.is_(None), sources.c.adopted, will_not_pass, outages.c.number.not_in(told))


def _ended(hook_id: str) -> Any:  # Any: a query's type spells its columns
    joined = select(outages).join(alarms, and_(alarms.c.outage == outages.c.number, alarms.c.hook == hook_id))
    return joined.where(outages.c.ended.is_not(None))


def _read_outages(connection: Connection, query: Any) -> dict[int, Outage]:  # Any: as above
    rows = connection.execute(query.order_by(outages.c.number))
    return {row.number: Outage(row.source, row.began, row.ended, row.error) for row in rows}
