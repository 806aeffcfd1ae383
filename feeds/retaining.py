"""What a site no longer keeps, as its configuration says."""

from collections.abc import Iterable
from datetime import datetime

from feeds.changes import Keep
from feeds.settings import Config
from feeds.store import Store


def forget(config: Config, store: Store, now: datetime) -> int:
    """Forget the texts that neither the site nor their source keeps any longer; return how many."""
    if not (config.site.retention or any(source.retention for source in config.sources)):
        return 0
    return store.forget(what_is_kept(config, store.states(), now))


def what_is_kept(config: Config, source_ids: Iterable[str], now: datetime) -> dict[str, Keep]:
    """Return what each source keeps, by id, without those that keep all; one no longer configured is as the site says.

    An article of ours that has its page here is forgotten only where its own source says so.
    """
    rules = {source.id: source.retention for source in config.sources}
    keeps = {}
    for source_id in source_ids:
        own = rules.get(source_id)
        if rule := own or config.site.retention:
            since = now - rule.keep_for if rule.keep_for else None
            keeps[source_id] = Keep(since, rule.keep_entries, with_pages=bool(own))
    return keeps
