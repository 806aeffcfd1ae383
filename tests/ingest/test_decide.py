from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from feeds.changes import Alike, Candidates, Edited, Joined, Merged, Reread, Restored, Signs, Story, Withdrawn
from feeds.config import default_config
from feeds.ingest.compare import MAX_EDITS, Comparison
from feeds.ingest.decide import Desk, decide
from feeds.ingest.filing_rules import compile_rules
from feeds.ingest.origin import credit
from feeds.model import Origin, ParsedFeed
from feeds.settings import FeedSource, FolderSource
from tests.factories import FIRST_SEEN, entry, known, read_entry

UNDATED = "0 9999-12-31T23:59:59 redaction"  # rank of an article of our own
HOUR = timedelta(hours=1)
CONFIG = default_config(Path("/srv"))
SITE = replace(CONFIG.site, base_url="https://veille.example/tech/", title="Veille")
FOLDER = FolderSource(id="redaction", path=Path("/srv/articles"), every=HOUR)
FEED = FeedSource(id="ailleurs", url="https://user:secret@ailleurs.example/feed", every=HOUR)


@pytest.fixture
def desk(now):
    return Desk(
        FOLDER,
        credit(FOLDER, ParsedFeed(), SITE, now, None),
        SITE,
        compile_rules(CONFIG.categories),
        now,
        taken_ids=lambda ids: (),
        taken_slugs=lambda slugs: (),
        alike=lambda *query: Candidates(stories={known("a").id: Story(known("a").id, 1, frozenset({"redaction"}))}),
    )


def added(desk, *seen):
    return decide(Comparison(new=seen), {}, desk)


def edited(desk, old, new, **fields):
    there = known("a", **fields)
    return decide(Comparison(edited=((read_entry("a", **new), there),)), {"a": entry(**old)}, desk)


@pytest.mark.parametrize(
    ("guid", "expected"),
    [
        pytest.param("urn:uuid:1", "urn:uuid:1", id="the source's own, when it is an IRI"),
        pytest.param("1234", "tag:veille.example,2026-11-23:redaction/k", id="else ours"),
        pytest.param("", "tag:veille.example,2026-11-23:redaction/k", id="ours without any"),
    ],
)
def test_an_id_is_the_sources_own_else_minted(desk, guid, expected):
    [change] = added(desk, read_entry("k", guid=guid))

    assert change.id == expected


def test_an_id_that_another_entry_has_is_not_given_twice(desk):
    desk = replace(desk, taken_ids=lambda ids: {"urn:isbn:1"} & set(ids))

    [change] = added(desk, read_entry("k", guid="urn:isbn:1"))

    assert change.id == "tag:veille.example,2026-11-23:redaction/k"


def test_two_new_entries_never_share_an_id_or_a_page(desk):
    seen = [read_entry(key, guid="urn:isbn:1", title="Same") for key in ("a", "b")]

    changes = added(desk, *seen)

    assert len({c.id for c in changes}) == 2
    assert len({c.slug for c in changes}) == 2


def test_an_id_whose_every_name_is_taken_gets_a_number(desk):
    taken = {"tag:veille.example,2026-11-23:redaction/k", "tag:veille.example,2026-11-23:redaction/k~2"}
    desk = replace(desk, taken_ids=lambda ids: taken)

    [change] = added(desk, read_entry("k"))

    assert change.id == "tag:veille.example,2026-11-23:redaction/k~3"


def test_a_page_is_named_after_the_title(desk):
    [change] = added(desk, read_entry("k", title="L’IA à l’école"))

    assert change.slug == "l-ia-a-l-ecole"


def test_a_title_without_letters_still_gives_a_page(desk):
    [change] = added(desk, read_entry("k", title="…"))

    assert change.slug == "article"


@pytest.mark.parametrize(
    "published",
    [
        pytest.param(None, id="missing"),
        pytest.param(datetime(2030, 1, 1, tzinfo=UTC), id="future"),
        pytest.param(datetime(1, 1, 1, tzinfo=UTC), id="absurd"),
    ],
)
def test_a_date_that_is_no_date_becomes_the_moment_of_first_sight(desk, now, published):
    [change] = added(desk, read_entry("k", published=published))

    assert (change.entry.published, change.sort_date, change.updated) == (now, now, now)


def test_undated_entries_keep_the_order_of_their_document(desk):
    changes = added(desk, read_entry("newest"), read_entry("middle"), read_entry("oldest"))

    assert [c.key for c in changes] == ["oldest", "middle", "newest"]
    assert len({c.sort_date for c in changes}) == 3


@pytest.mark.parametrize(
    ("updated", "expected"),
    [
        pytest.param(FIRST_SEEN + HOUR, FIRST_SEEN + HOUR, id="later than published"),
        pytest.param(FIRST_SEEN - HOUR, FIRST_SEEN, id="earlier than published"),
        pytest.param(None, FIRST_SEEN, id="missing"),
        pytest.param(datetime(2030, 1, 1, tzinfo=UTC), FIRST_SEEN, id="future"),
    ],
)
def test_an_update_lies_between_publication_and_now(desk, updated, expected):
    [change] = added(desk, read_entry("k", published=FIRST_SEEN, updated=updated))

    assert change.updated == expected


def test_a_late_source_brings_its_newest_entries_live(desk):
    seen = [read_entry(str(n), published=FIRST_SEEN + n * HOUR) for n in range(5)]

    changes = added(replace(desk, live_limit=2), *seen)

    assert [(c.key, c.live) for c in changes] == [("0", False), ("1", False), ("2", False), ("3", True), ("4", True)]


def test_a_meaningful_edit_moves_the_update(desk, now):
    [change] = edited(desk, {}, {"title": "Quite another"})

    assert isinstance(change, Edited)
    assert change.updated == now


def test_an_edit_keeps_the_date_of_first_sight(desk):
    [change] = edited(desk, {"published": FIRST_SEEN}, {"title": "Quite another", "published": None})

    assert change.entry.published == FIRST_SEEN


def test_an_edit_that_tells_no_update_keeps_the_one_it_had(desk):
    old = {"published": FIRST_SEEN, "updated": FIRST_SEEN}

    assert edited(desk, old, {"published": FIRST_SEEN}) == edited(desk, old, old)
    assert isinstance(edited(desk, old, {})[0], Reread)


def test_a_page_that_moves_for_ever_is_heard_of_so_often_only(desk):
    [change] = edited(desk, {}, {"title": "Quite another"}, edits=MAX_EDITS)

    assert change.updated is None


def test_bytes_that_read_the_same_are_remembered_and_change_nothing(desk):
    assert edited(desk, {}, {}) == (Reread("a", "new", Signs(), UNDATED),)


def test_a_withdrawn_entry_that_reads_the_same_is_restored(desk):
    assert edited(desk, {}, {}, withdrawn=FIRST_SEEN) == (Reread("a", "new", Signs(), UNDATED), Restored("a"))


def test_what_is_gone_is_withdrawn(desk):
    assert decide(Comparison(gone=(known("a"),)), {}, desk) == (Withdrawn("a"),)


def test_a_source_gives_its_categories_to_every_entry(desk):
    desk = replace(desk, source=replace(FOLDER, categories=("marketing",)))

    [change] = added(desk, read_entry("k"))

    assert [f.category for f in change.filings if f.given] == ["marketing"]


def test_a_feed_is_credited_under_its_own_words_and_without_credentials(now):
    feed = ParsedFeed(id="urn:isbn:feed", title="Ailleurs", link="https://ailleurs.example/", rights="© Ailleurs")

    origin = credit(FEED, feed, SITE, now, None)

    assert origin == Origin(
        "ailleurs",
        "urn:isbn:feed",
        "Ailleurs",
        "https://ailleurs.example/",
        "https://ailleurs.example/feed",
        "© Ailleurs",
    )


def test_a_feed_without_words_of_its_own_is_credited_under_its_address(now):
    origin = credit(FEED, ParsedFeed(id="not an IRI"), SITE, now, None)

    assert (origin.id, origin.title) == ("https://ailleurs.example/feed", "ailleurs.example")


def test_a_title_of_the_editors_wins(now):
    origin = credit(replace(FEED, title="Notre nom"), ParsedFeed(title="Ailleurs"), SITE, now, None)

    assert origin.title == "Notre nom"


def test_a_folder_is_credited_to_the_site_and_keeps_its_id(now):
    origin = credit(FOLDER, ParsedFeed(), SITE, now, None)
    later = credit(FOLDER, ParsedFeed(), SITE, now + timedelta(days=9), origin)

    assert (origin.title, origin.link) == ("Veille", "https://veille.example/tech/")
    assert later == origin


def test_the_credited_id_of_a_feed_never_changes(now):
    origin = credit(FEED, ParsedFeed(id="urn:isbn:feed", title="Ailleurs"), SITE, now, None)
    moved = replace(FEED, url="https://nouveau.example/rss")

    later = credit(moved, ParsedFeed(id="urn:isbn:other", title="Nouveau"), SITE, now, origin)

    assert (later.id, later.title, later.feed_link) == ("urn:isbn:feed", "Nouveau", "https://nouveau.example/rss")


def test_what_another_source_gave_joins_it_under_its_id(desk):
    seen = replace(read_entry("k", link="https://a.example/1"), signs=Signs("https://a.example/1"))
    there = Alike("urn:there", True, "", frozenset(), entry(link="https://a.example/1"))
    stories = Candidates((there,), {"urn:there": Story("urn:there", 1, frozenset({"b"}))})

    [change] = added(replace(desk, alike=lambda *query: stories, source=replace(FOLDER, categories=("ia",))), seen)

    assert isinstance(change, Joined)
    assert (change.key, change.id, change.signs) == ("k", "urn:there", seen.signs)
    assert [f.category for f in change.filings if f.given] == ["ia"]


def test_what_joins_two_entries_merges_the_younger_into_the_older(desk):
    seen = replace(read_entry("k", link="https://a.example/1"), signs=Signs("https://a.example/1"))
    alike = tuple(Alike(name, True, "", frozenset(), entry(link="https://a.example/1")) for name in ("urn:1", "urn:2"))
    stories = {f"urn:{n}": Story(f"urn:{n}", n, frozenset({f"s{n}"})) for n in (1, 2)}

    changes = added(replace(desk, alike=lambda *query: Candidates(alike, stories)), seen)

    assert [type(change) for change in changes] == [Joined, Merged]
    assert changes[1] == Merged("urn:2", "urn:1")


def test_all_entries_of_a_visit_are_looked_for_at_once_and_near_their_dates(desk):
    asked = []
    seen = [read_entry(str(n), published=FIRST_SEEN + n * HOUR) for n in range(3)]

    added(replace(desk, alike=lambda *query: asked.append(query) or Candidates()), *seen)

    [(source_id, signs, ids, since, until)] = asked
    assert (source_id, len(signs), ids) == ("redaction", 3, [])
    assert (since, until) == (FIRST_SEEN - timedelta(days=7), FIRST_SEEN + 2 * HOUR + timedelta(days=7))


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"url": "https://ailleurs.example/feed?key=s3cret"}, id="a query may hold a key"),
        pytest.param({"is_secret": True}, id="a part of it is kept in the environment"),
        pytest.param({"allow_private": True}, id="it is on our own network"),
    ],
)
def test_an_address_that_is_not_for_readers_is_no_id(now, changes):
    origin = credit(replace(FEED, **changes), ParsedFeed(), SITE, now, None)

    assert origin.id == f"tag:veille.example,{now:%Y-%m-%d}:ailleurs/"


def test_an_entry_that_is_only_read_better_is_refreshed_in_silence(desk):
    farewell = "<p>The post of a long and telling title appeared first on a site of our own.</p>"
    old, new = entry(content_html=f"<p>Some words.</p>{farewell}"), read_entry("a")

    changes = [
        decide(
            Comparison(edited=((replace(new, former_digests=digests), known("a", digest="of 2")),)), {"a": old}, desk
        )
        for digests in (frozenset({"of 1", "of 2"}), frozenset({"of 1"}))
    ]

    assert [(change.entry.content_html, change.updated) for [change] in changes] == [
        ("<p>Some words.</p>", None),
        ("<p>Some words.</p>", desk.now),
    ]
