"""When sources are visited beside the site's own rhythm: at hours of theirs, and when sources.toml was changed."""

from datetime import datetime
from functools import partial

from feeds.changes import SourceState
from feeds.ingest.identity import rules_of
from feeds.ingest.rhythm import Due, Fires, replanned
from feeds.lists import sources_on
from feeds.rereading import document_rules
from feeds.settings import Config, FeedSource, FolderSource, Source
from feeds.store import Store
from feeds.timetable import next_fire


def fires(source: FeedSource, config: Config) -> Fires | None:
    """Return what tells the next hour of a source's own cron; None for one without."""
    return partial(next_fire, source.cron, config.site.timezone) if source.cron else None


def replan(config: Config, store: Store) -> None:
    """Let the sources whose `every` or `cron` was changed fall due by what they say now."""
    dues = {}
    for source, state in _visited(config, store):
        if state.last_visit and state.next_visit:
            due = Due(state.next_visit, state.why_then)
            now = replanned(state.last_visit, due, every=source.every, fires=fires(source, config), seed=source.id)
            if now:
                dues[source.id] = (now.moment, now.why)
    if dues:
        store.replan(dues)


def unread(config: Config, store: Store) -> frozenset[str]:
    """Return the sources that were last read by other selectors or hooks than those of now, to be read anew.

    What their entries say before that is not kept. One that fails is asked when its turn comes.
    """
    states = store.states()
    read = [(s, states[s.id]) for s in sources_on(config, store) if s.id in states and states[s.id].last_success]
    return frozenset(s.id for s, state in read if not (state.failures or _was_read_so(s, state, config, store)))


def _was_read_so(source: Source, state: SourceState, config: Config, store: Store) -> bool:
    rules = document_rules(source, config)
    if isinstance(source, FolderSource):
        return all(rules_of(file.digest) == rules for file in store.files(source.id).values())
    return state.is_gone or rules_of(state.digest) == rules


def next_own(config: Config, store: Store) -> datetime | None:
    """Return when the first source falls due that does not wait for the site's own ticks; None when there is none.

    Such a source has a cron, or an `every` shorter than the site's, or one where the site itself has a cron.
    """
    moments = [_own_moment(source, state) for source, state in _visited(config, store) if sets_hours(source, config)]
    return min((moment for moment in moments if moment), default=None)


def _visited(config: Config, store: Store) -> list[tuple[FeedSource, SourceState]]:
    states = store.states()
    feeds = [source for source in sources_on(config, store) if isinstance(source, FeedSource) and source.id in states]
    return [(feed, states[feed.id]) for feed in feeds if not states[feed.id].is_gone]


def sets_hours(source: FeedSource, config: Config) -> bool:
    """Whether a source does not wait for the site's own ticks."""
    return bool(source.cron or (source.every and (config.cron or source.every < config.every)))


def _own_moment(source: FeedSource, state: SourceState) -> datetime | None:
    """Return when a source falls due: a tenth of `every` later than one that waits for others' ticks would."""
    if state.last_visit and state.next_visit and source.every:
        return max(state.next_visit, state.last_visit + source.every)
    return state.next_visit
