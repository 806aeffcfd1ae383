"""Documents that hubs push, on their way into what is published."""

import gzip
from datetime import timedelta

import pytest

from tests.scripted import Answer
from tests.sites import DAY
from tests.test_killed import killed

HOUR = timedelta(hours=1)
PAGE = "<html><head><title>P</title></head><body><article><h1>P</h1>{}</article></body></html>"
TEXT = "<p>Le début numéro 9, avec quelques mots de plus.</p>" + "".join(
    f"<p>Le paragraphe {n} raconte longuement ce que la rédaction a vu ce jour-là.</p>" for n in range(9)
)
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><id>urn:f</id><title>F</title><updated>{updated}</updated>
<link rel="hub" href="{hub}"/><link rel="self" href="{self}"/><entry><id>urn:e:1</id><title>{title}</title>
<published>2026-11-01T08:00:00Z</published><updated>{updated}</updated><link href="https://a.example/1"/></entry></feed>"""


@pytest.fixture
def pushed(subscribed):
    """A site that is subscribed, an hour after its source was asked."""
    subscribed.play(range(3), ETag='"1"')
    subscribed.subscribe()
    subscribed.site.now += HOUR
    return subscribed


def outcome(report):
    [found] = [found for found in report.outcomes if found.source_id == "a"]
    return found


def told(pushed):
    return pushed.site.status("a")


def push_bytes(pushed, body, headers=()):
    [heard] = pushed.hub.push(pushed.topic, body, headers)
    assert heard.status == 202


def test_a_pushed_entry_is_published_by_the_next_run_and_its_source_not_asked(pushed):
    pushed.push([9])

    report = pushed.run()

    assert "Article 9" in pushed.site.titles()
    assert (outcome(report).new, pushed.fetched, pushed.store.pushed()) == (1, 1, frozenset())


def test_an_entry_pushed_and_found_again_is_one_and_unchanged(pushed):
    pushed.push([9])
    pushed.run()
    before = pushed.site.state()

    pushed.play([0, 1, 2, 9], ETag='"2"')
    report = pushed.run(after=2 * DAY)

    assert (pushed.fetched, outcome(report).new, outcome(report).edited) == (2, 0, 0)
    assert pushed.site.state() == before


def test_an_entry_found_and_pushed_later_is_one_and_unchanged(pushed):
    pushed.play([0, 1, 2, 9], ETag='"2"')
    pushed.run(after=DAY)
    before = pushed.site.state()

    pushed.push([9, 2])
    report = pushed.run(after=HOUR)

    assert (outcome(report).new, outcome(report).edited, outcome(report).withdrawn) == (0, 0, 0)
    assert pushed.site.state() == before


def test_a_part_takes_nothing_away_and_moves_no_validator(pushed):
    ids = pushed.site.ids()

    for n in (9, 10, 11):
        pushed.push([n])
    pushed.run()
    pushed.run(after=2 * DAY)

    assert ids.items() <= pushed.site.ids().items()
    assert len(pushed.site.ids()) == 6
    assert pushed.publisher.log[-1].headers["if-none-match"] == '"1"'
    assert told(pushed).warnings == ()


def test_pushes_are_read_in_the_order_received(pushed):
    for words in ("Première version.", "Deuxième version, plus longue.", "Troisième et dernière."):
        pushed.push([9], more=words)

    report = pushed.run()

    assert outcome(report).new == 1
    assert pushed.site.showing("Troisième et dernière")
    assert not pushed.site.showing("Deuxième version")


def test_an_edit_that_is_pushed_is_an_edit(pushed):
    ids = pushed.site.ids()
    pushed.push([1], more="Une phrase de plus, assez longue pour que le lecteur l'apprenne aussitôt.")

    report = pushed.run()

    assert (outcome(report).new, outcome(report).edited) == (0, 1)
    assert pushed.site.ids() == ids


def test_a_push_that_comes_late_undoes_no_edit(pushed):
    def atom(title, updated):
        names = {"title": title, "updated": f"2026-11-{updated}T08:00:00Z", "hub": pushed.hub.url, "self": pushed.topic}
        return ATOM.format(**names).encode()

    push_bytes(pushed, atom("Le titre corrigé", "03"))
    push_bytes(pushed, atom("Le titre fautif", "02"))
    pushed.run()

    assert "Le titre corrigé" in pushed.site.titles()
    assert "Le titre fautif" not in pushed.site.titles()


def test_a_push_that_is_repeated_later_undoes_no_edit(pushed):
    pushed.push([1], more="Version une.")
    pushed.run()
    pushed.push([1], more="Version deux.")
    pushed.run(after=HOUR)

    pushed.push([1], more="Version une.")
    pushed.run(after=HOUR)

    assert pushed.site.showing("Version deux")


def test_an_entry_that_may_be_a_known_one_under_a_new_guid_is_left_to_the_source(pushed):
    ids = pushed.site.ids()
    body = pushed.document([1, 9]).replace(b">urn:isbn:1<", b">urn:other:1<")
    push_bytes(pushed, body)

    report = pushed.run()

    assert pushed.fetched == 2
    assert outcome(report).new == 1
    assert ids.items() <= pushed.site.ids().items()
    assert pushed.site.titles().count("Article 1") == 1


def test_the_page_of_a_truncated_entry_that_is_pushed_is_read(pushed):
    link = pushed.publisher.play("/page", Answer(body=PAGE.format(TEXT).encode()))
    pushed.site.sources += "fulltext = true\n"
    push_bytes(pushed, pushed.document([9], link=link).replace(b"Le texte", "Le début… [...]".encode()))

    pushed.run()

    assert pushed.site.showing("Le paragraphe 8 raconte")
    assert [asked.path for asked in pushed.publisher.log] == ["/feed", "/page"]


# -- what is no document of the source ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        pytest.param(b"<!doctype html><html><p>Un choix malheureux</p></html>", {}, id="a page"),
        pytest.param(b"%PDF-1.7 \0\0", {}, id="a file"),
        pytest.param(b"{}", {}, id="JSON of another kind"),
        pytest.param(b"{", {"Content-Encoding": "gzip"}, id="not compressed as it says"),
        pytest.param(gzip.compress(bytes(30_000_000)), {"Content-Encoding": "gzip"}, id="a bomb"),
        pytest.param(gzip.compress(bytes(30_000_000)), {}, id="a bomb that does not say so"),
    ],
)
def test_what_cannot_be_read_is_let_go_and_the_source_asked(pushed, body, headers):
    ids = pushed.site.ids()
    push_bytes(pushed, body, headers)
    pushed.play([0, 1, 2, 9], ETag='"2"')

    report = pushed.run()

    assert (report.failed, outcome(report).new, pushed.fetched) == (0, 1, 2)
    assert ids.items() <= pushed.site.ids().items()
    assert (told(pushed).state, pushed.store.pushed()) == ("ok", frozenset())


def test_a_feed_that_says_it_is_another_is_let_go_and_the_source_asked(pushed):
    push_bytes(pushed, pushed.document([9], self_url="https://other.example/feed"))

    pushed.run()

    assert "Article 9" not in pushed.site.titles()
    assert pushed.fetched == 2


def test_a_link_header_that_names_another_feed_is_not_believed(pushed):
    push_bytes(pushed, pushed.document([9]), {"Link": '<https://other.example/>; rel="self"'})

    pushed.run()

    assert ("Article 9" in pushed.site.titles(), pushed.fetched) == (True, 1)


def test_a_compressed_document_is_read(pushed):
    push_bytes(pushed, gzip.compress(pushed.document([9])), {"Content-Encoding": "gzip"})

    pushed.run()

    assert ("Article 9" in pushed.site.titles(), pushed.fetched) == (True, 1)


def test_a_bad_push_between_good_ones_harms_neither(pushed):
    pushed.push([9])
    push_bytes(pushed, b"nonsense")
    pushed.push([10])

    pushed.run()

    assert {"Article 9", "Article 10"} <= set(pushed.site.titles())


def test_what_was_pushed_for_an_address_that_was_given_up_is_let_go(pushed):
    pushed.push([9])
    pushed.site.sources = pushed.site.sources.replace("/feed", "/new")
    pushed.publisher.play("/new", Answer(body=pushed.document(range(3))))

    pushed.run()

    assert "Article 9" not in pushed.site.titles()
    assert pushed.publisher.log[-1].path == "/new"


def test_a_source_that_fails_still_gets_what_is_pushed(pushed):
    pushed.publisher.play("/feed", Answer(503))
    pushed.run(after=2 * DAY)
    failed = pushed.store.state("a")

    pushed.push([9])
    report = pushed.run(after=timedelta(minutes=1))

    assert ("Article 9" in pushed.site.titles(), outcome(report).new) == (True, 1)
    state = pushed.store.state("a")
    assert (state.failures, state.error, state.next_visit) == (1, failed.error, failed.next_visit)


# -- how often the source is asked meanwhile ----------------------------------------------------------------------


@pytest.fixture
def often(subscribed):
    """A site whose source is to be asked every twelve hours."""
    subscribed.site.sources += 'every = "12h"\n'
    return subscribed.subscribe()


def asked_in(often, days):
    before = often.fetched
    for _ in range(days * 2):
        often.run(after=12 * HOUR)
        often.hub.verify()
    return often.fetched - before


def test_a_source_whose_hub_pushes_is_asked_once_a_day(often):
    assert asked_in(often, 1) == 2

    often.push([9])
    often.run()

    assert told(often).why_then == "pushed"
    assert asked_in(often, 5) == 5


def test_a_source_whose_hub_never_pushed_is_asked_as_before(often):
    assert asked_in(often, 2) == 4
    assert told(often).why_then == "interval"


def test_a_source_that_gives_what_was_not_pushed_is_asked_as_before_for_a_week(often):
    often.push([9])
    often.run()
    often.play([0, 1, 2, 9, 10])
    often.run(after=DAY)
    assert told(often).why_then == "interval"

    often.push([11])
    assert asked_in(often, 6) == 12

    often.push([12])
    often.run(after=2 * DAY)
    assert told(often).why_then == "pushed"


def test_a_source_is_asked_at_the_end_of_the_lease(often):
    often.hub.ways.lease_seconds = "50400"
    often.ask(after=9 * DAY)
    often.hub.verify()

    often.push([9])
    often.run(after=HOUR)

    state = often.store.state("a")
    assert (state.next_visit, state.why_then) == (often.subscription.until, "pushed")


def test_a_source_whose_lease_was_lost_is_asked_as_before(often):
    often.push([9])
    often.run()
    often.hub.ways.status = 503

    often.run(after=20 * DAY)

    assert told(often).why_then == "interval"


def test_a_source_whose_subscription_is_denied_is_asked_at_once(pushed):
    pushed.push([9])
    pushed.run()
    assert pushed.fetched == 1

    pushed.hub.deny()
    pushed.run()

    assert pushed.fetched == 2
    assert told(pushed).why_then == "rhythm"


# -- kills --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("commit", range(1, 6))
def test_a_run_that_is_killed_loses_nothing_that_was_pushed(pushed, commit):
    pushed.push([9])
    pushed.push([10])

    assert killed(pushed.site, "commit", commit)
    pushed.run()

    assert {"Article 9", "Article 10"} <= set(pushed.site.titles())
    assert pushed.store.pushed() == frozenset()
