import json
from dataclasses import replace
from datetime import timedelta

import pytest

from feeds.model import Archive, Entry
from feeds.publish.check import check, check_agreement
from feeds.publish.readback import read_atom
from feeds.publish.render import render, render_archive
from tests.effort import at_most
from tests.publish.samples import AT_JOURNAL, NOON, config, feed, filed

KB = 1000
FORMATS = ("all.atom", "all.rss", "all.json")


def entries(count, kilobytes, **fields):
    """Return entries of so many kB each, the newest first."""
    body = "<p>" + "Du texte entier. " * (kilobytes * KB // 17) + "</p>"
    return tuple(
        filed(
            replace(Entry(title=f"Titre {n}", summary=f"Chapeau {n}.", content_html=body, language="fr"), **fields),
            id=f"urn:x-entry:{n}", slug=f"titre-{n}", sort_date=NOON - timedelta(hours=n), updated=NOON,
        )
        for n in range(count)
    )  # fmt: skip


def told(files):
    """Return the content of each entry, of a feed that is valid and says the same in its formats."""
    for path in FORMATS:
        check(path, files[path])
    check_agreement(*(files[path] for path in FORMATS))
    return [entry["content"] for entry in read_atom(files["all.atom"])]


def largest(files):
    return max(len(files[path]) for path in FORMATS)


def test_a_feed_within_its_budget_is_whole():
    files = render(config(max_feed_kb=400), [feed(*entries(10, 30))], [])

    assert all("Du texte entier" in content for content in told(files))


def test_the_oldest_entries_turn_to_summaries_and_no_more_than_needed():
    whole = render(config(max_feed_kb=KB), [feed(*entries(10, 30))], [])
    cut = render(config(max_feed_kb=200), [feed(*entries(10, 30))], [])

    contents = told(cut)
    kept = [n for n, content in enumerate(contents) if "Du texte entier" in content]
    assert kept == list(range(len(kept)))
    assert largest(cut) <= 200 * KB
    one_more = max(len(whole[path]) - len(cut[path]) for path in FORMATS) / (10 - len(kept))
    assert largest(cut) + one_more > 200 * KB
    assert "<p>Chapeau 9.</p>" in contents[9]
    assert '<a href="https://veille.example/fil/articles/titre-9.html">Lire l’article' in contents[9]
    assert "Source" in contents[9]


def test_the_oldest_is_told_by_its_date_not_by_its_place():
    oldest_first = tuple(reversed(entries(4, 30)))

    contents = told(render(config(max_feed_kb=100), [feed(*oldest_first)], []))

    assert ["Du texte entier" in content for content in contents] == [False, True, True, True]


def test_what_has_a_page_elsewhere_leads_there():
    [cut] = told(render(config(max_feed_kb=20), [feed(*entries(1, 30, link="https://journal.example/1"))], []))

    assert '<a href="https://journal.example/1">Lire l’article' in cut


def test_where_summaries_do_not_fit_titles_and_links_remain():
    files = render(config(max_feed_kb=25), [feed(*entries(10, 30, summary="Un long chapeau. " * 100))], [])

    contents = told(files)
    assert largest(files) <= 25 * KB
    assert "chapeau" not in contents[-1]
    assert "Lire l’article" in contents[-1]
    assert all(e["summary"] == e["title"] for e in read_atom(files["all.atom"])[-1:])


def test_a_budget_that_nothing_fits_in_still_gives_valid_feeds():
    files = render(config(max_feed_kb=1), [feed(*entries(10, 30))], [])

    assert largest(files) < 20 * KB
    assert not any("Chapeau" in content for content in told(files))


def test_an_empty_feed_is_valid_whatever_the_budget():
    assert told(render(config(max_feed_kb=1), [feed()], [])) == []


def test_an_entry_that_a_summary_would_not_lighten_stays_whole():
    short = filed(Entry(title="Bref", content_html="<p>Oui.</p>", summary="Oui. " * 9, language="fr"))

    [content] = told(render(config(max_feed_kb=1), [feed(short)], []))

    assert "<p>Oui.</p>" in content


def test_an_archive_keeps_to_the_budget_too():
    content = render_archive(config(max_feed_kb=200), Archive("all", 1, 1, entries(10, 30)))

    check("archive/all-0001.atom", content)
    assert 150 * KB < len(content) <= 200 * KB
    assert "Du texte entier" in read_atom(content)[0]["content"]


def test_the_same_feed_is_cut_to_the_same_bytes():
    cut = [render(config(max_feed_kb=200), [feed(*entries(10, 30))], []) for _ in range(2)]

    assert cut[0] == cut[1]


@pytest.mark.parametrize("budget", [KB, 50 * KB])
def test_an_article_that_readers_would_refuse_is_whole_on_its_page_alone(budget):
    [book] = entries(1, 12 * KB)

    files = render(config(max_feed_kb=budget), [feed(book)], [book])

    [content] = told(files)
    assert "Du texte entier" not in content
    assert "Lire l’article" in content
    assert len(files["articles/titre-0.html"]) > 12 * KB * KB * 0.9


def test_cutting_a_heavy_feed_takes_little_time():
    heavy = feed(*entries(99, 100))

    with at_most(5):
        files = render(config(), [heavy], [])

    assert largest(files) <= KB * KB


def test_the_formats_are_cut_alike_in_their_least_even_where_one_is_much_the_larger():
    quoted = entries(6, 30, content_html='<p title="x">' + "&lt;&amp;\\" * 5000 + "</p>")

    files = render(config(max_feed_kb=150), [feed(*quoted)], [])

    assert len(told(files)) == len(json.loads(files["all.json"])["items"]) == 6
    assert largest(files) <= 150 * KB


def test_rights_are_not_widened_by_the_cut():
    link_only = tuple(replace(e, origin=replace(AT_JOURNAL, source_id="gazette")) for e in entries(3, 30))

    assert not any("Chapeau" in content for content in told(render(config(max_feed_kb=1), [feed(*link_only)], [])))
