"""Sources that set their own hours: when they fall due, and what a changed sources.toml makes of that."""

from datetime import timedelta

import pytest

from feeds.config import load_config
from feeds.planning import next_own
from feeds.store import open_store
from tests.outlines import opml, outline
from tests.scripted import Answer
from tests.sites import rss

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def feed(site, server):
    """Let the site have one feed besides its folder, with these further keys; it is run once, at 10:00 in Paris."""
    server.play("/feed", Answer(body=rss(range(3))))
    own = site.sources

    def feed(keys, schedule='every = "30m"'):
        site.extra = f"[schedule]\n{schedule}"
        site.sources = f'{own}[[sources]]\nid = "voisins"\nurl = "{server.url}/feed"\nallow_private = true\n{keys}\n'

    return feed


def own_moment(site):
    """When the schedule ticks for the source itself, from the last run on."""
    config = load_config(site.root / "sources.toml")
    store = open_store(config.site.store)
    try:
        moment = next_own(config, store)
        return moment and moment - site.now
    finally:
        store.close()


@pytest.mark.parametrize(
    ("keys", "schedule", "wait"),
    [
        pytest.param('every = "5m"', 'every = "30m"', 5 * MINUTE, id="a shorter interval brings ticks of its own"),
        pytest.param('every = "2h"', 'every = "30m"', None, id="a longer one waits for the site's"),
        pytest.param("", 'every = "30m"', None, id="who says nothing waits, too"),
        pytest.param('cron = "20 10 * * *"', 'every = "30m"', 20 * MINUTE, id="a cron brings its own"),
        pytest.param('every = "2h"', 'cron = "0 6 * * *"', 2 * HOUR, id="any interval does in a site of cron"),
    ],
)
def test_a_source_that_sets_its_hours_is_waited_for(site, feed, keys, schedule, wait):
    feed(keys, schedule)

    site.run()

    assert own_moment(site) == wait


def test_a_source_of_cron_is_due_at_its_hour_and_not_before(site, server, feed):
    feed('cron = "20 10 * * *"')
    site.run()
    assert site.status("voisins").why_then == "cron"

    visits = []
    for wait in (19 * MINUTE + 59 * timedelta(seconds=1), timedelta(seconds=1), 10 * MINUTE):
        site.now += wait
        site.run()
        visits.append(len(server.log))

    assert visits == [1, 2, 2]
    assert site.status("voisins").next_visit == site.now + 24 * HOUR - 10 * MINUTE


def test_a_source_of_cron_that_fails_is_asked_at_the_first_of_its_hours_after_the_wait(site, server, feed):
    server.play("/feed", Answer(503, headers={"Retry-After": "4000"}))
    feed('cron = "*/20 * * * *"')
    site.run()

    state = site.status("voisins")
    assert (state.next_visit - site.now, state.why_then) == (80 * MINUTE, "asked")


@pytest.mark.parametrize(
    ("before", "after", "wait", "why"),
    [
        pytest.param('every = "1d"', 'every = "1h"', HOUR, "interval", id="a shorter interval"),
        pytest.param('every = "1h"', 'every = "1d"', 24 * HOUR, "interval", id="a longer interval"),
        pytest.param('every = "1d"', 'cron = "45 10 * * *"', 45 * MINUTE, "cron", id="a cron instead"),
        pytest.param('cron = "0 6 * * *"', 'cron = "45 10 * * *"', 45 * MINUTE, "cron", id="another cron"),
        pytest.param('cron = "0 6 * * *"', 'every = "1h"', HOUR, "interval", id="an interval instead"),
        pytest.param("", 'every = "1h"', HOUR, "interval", id="an interval where there was none"),
        pytest.param('every = "1h"', 'every = "1h"', HOUR, "interval", id="the same"),
    ],
)
def test_a_source_whose_hours_were_changed_is_due_by_what_it_says_now(site, server, feed, before, after, wait, why):
    feed(before)
    site.run()
    visited = site.now

    feed(after)
    site.now += MINUTE
    site.run()

    state = site.status("voisins")
    assert state.why_then == why
    assert 0.9 * wait <= state.next_visit - visited <= wait
    assert len(server.log) == 1


def test_a_source_that_sets_no_hours_any_more_is_visited_to_learn_its_rhythm(site, server, feed):
    feed('every = "1w"')
    site.run()

    feed("")
    site.now += MINUTE
    site.run()

    assert len(server.log) == 2
    assert site.status("voisins").why_then == "rhythm"


def test_what_a_server_asked_stands_whatever_sources_toml_says(site, server, feed):
    server.play("/feed", Answer(429, headers={"Retry-After": "7200"}))
    feed('every = "1d"')
    site.run()
    asked = site.status("voisins").next_visit

    feed('every = "5m"')
    site.now += 10 * MINUTE
    site.run()

    assert site.status("voisins").next_visit == asked
    assert len(server.log) == 1


@pytest.mark.parametrize("back", [timedelta(hours=3), timedelta(days=900)])
def test_a_source_visited_before_the_clock_was_set_back_is_visited_again(site, server, feed, back):
    feed('every = "1h"')
    site.run()

    site.now -= back
    site.run()
    site.now += HOUR
    site.run()

    assert len(server.log) == 3


def test_a_source_that_is_off_is_not_waited_for(site, feed):
    feed('every = "5m"')
    site.run()
    assert own_moment(site) == 5 * MINUTE

    site.sources += "enabled = false\n"

    assert site.config
    assert own_moment(site) is None


def test_a_feed_that_a_list_names_is_waited_for_as_its_block_says(site, server, new_server):
    feed = new_server().play("/feed", Answer(body=rss(range(3))))
    url = server.play("/liste.opml", Answer(body=opml(outline(feed))))
    site.sources += f'[[sources]]\nid = "l"\nopml = "{url}"\nallow_private = true\nevery = "5m"\n'

    site.run()

    assert own_moment(site) == 5 * MINUTE
