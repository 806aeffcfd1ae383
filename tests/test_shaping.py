"""An editor's rules on sites of real files and a real server: what they drop, what they change, and their undoing."""

import json
import time
from datetime import UTC, datetime, timedelta

import pytest

from feeds import curating
from feeds.store import open_store
from tests.scripted import Answer
from tests.sites import DAY, Site, rss


@pytest.fixture
def site(tmp_path):
    return Site(tmp_path, datetime(2026, 11, 23, 9, tzinfo=UTC))


def with_rules(site, rules):
    """Give the one source of a site these rules, and no others."""
    site.sources = f'[[sources]]\nid = "redaction"\npath = "articles"\n{rules}\n'


def preview(site):
    config = site.config
    store = open_store(config.site.store)
    try:
        return curating.recategorise(config, store, site.now, dry_run=True)
    finally:
        store.close()


def counts(site):
    config = site.config
    store = open_store(config.site.store)
    try:
        return {(c.source_id, c.verb, c.rule): c.entries for c in store.rule_counts()}
    finally:
        store.close()


SPONSORED = 'drop = [{ title = "sponsorisé", reason = "publicité" }]'


def test_an_entry_that_a_rule_drops_is_published_nowhere(site):
    site.write("a.txt", "Contenu sponsorisé par personne")
    site.write("b.txt", "Un article")
    with_rules(site, SPONSORED)

    site.run()

    assert site.titles() == ["Un article"]
    assert site.showing("sponsorisé") == set()
    assert b"deleted-entry" not in (site.output / "all.atom").read_bytes()


def test_what_a_rule_dropped_comes_back_at_its_date_when_the_rule_goes(site):
    site.write("2026-11-20-a.txt", "Contenu sponsorisé par personne")
    site.write("2026-11-22-b.txt", "Un article")
    with_rules(site, SPONSORED)
    site.run()
    with_rules(site, "")
    site.later()
    assert site.titles() == ["Un article"]

    site.recategorise()

    assert site.titles() == ["Un article", "Contenu sponsorisé par personne"]
    assert site.feed().entries[1].published == "2026-11-19T23:00:00+00:00"


def test_a_new_rule_takes_an_entry_out_as_a_deletion_does_and_its_end_brings_it_back_under_its_id(site):
    site.write("a.txt", "Contenu sponsorisé par personne")
    site.write("b.txt", "Un article")
    site.run()
    before = site.ids()
    with_rules(site, SPONSORED)

    refiled = site.recategorise()
    without = site.titles(), (site.output / "all.atom").read_bytes().count(b"deleted-entry ")
    with_rules(site, "")
    site.recategorise()

    assert [(one.title, one.leaves) for one in refiled.reshaped] == [("Contenu sponsorisé par personne", True)]
    assert without == (["Un article"], 1)
    assert site.ids() == before


def test_a_preview_tells_what_leaves_and_why_and_changes_nothing(site):
    site.write("a.txt", "Contenu sponsorisé par personne")
    site.run()
    before = site.state()
    with_rules(site, SPONSORED)

    [one] = preview(site).reshaped

    assert one.after.dropped == "redaction: drop title: sponsorisé (publicité)"
    assert site.state() == before
    assert [one.leaves for one in preview(site).reshaped] == [True]


def test_rules_applied_twice_change_nothing_the_second_time(site):
    site.write("a.txt", "[Podcast] Un titre", lead="Abonnez-vous !")
    with_rules(site, 'cut_title = ["[Podcast]"]\nreplace = [{ find = "Abonnez-vous !" }]')
    site.run()
    before = site.state()

    refiled = site.recategorise()

    assert refiled.reshaped == ()
    assert site.state() == before


def test_a_dropped_file_that_is_deleted_does_not_come_back_with_the_end_of_the_rule(site):
    path = site.write("a.txt", "Contenu sponsorisé par personne")
    site.write("b.txt", "Un article")
    with_rules(site, SPONSORED)
    site.run()
    path.unlink()
    site.later()
    with_rules(site, "")

    refiled = site.recategorise()

    assert refiled.reshaped == ()
    assert site.titles() == ["Un article"]


@pytest.mark.parametrize(
    ("rules", "titles"),
    [
        pytest.param('keep = [{ title = "gardé" }, { author = "Personne" }]', ["Un sujet gardé"], id="keep"),
        pytest.param('drop = [{ not = { title = "gardé" } }]', ["Un sujet gardé"], id="not"),
        pytest.param('drop = [{ age = "30d" }]', ["Un sujet gardé"], id="age"),
        pytest.param('drop = [{ all = [{ title = "vieux" }, { age = "999d" }] }]', None, id="older than all"),
        pytest.param('drop = [{ text = "/^un premier/" }]', None, id="a pattern anchored in another place"),
        pytest.param('drop = [{ text = "premier intertitre" }]', [], id="text"),
    ],
)
def test_keep_and_drop_ask_what_a_match_asks_and_the_age(site, rules, titles):
    site.write("2026-09-01-a.txt", "Un vieux sujet")
    site.write("2026-11-22-b.txt", "Un sujet gardé")
    with_rules(site, rules.replace('"/^un premier/"', '"/^zzz/"'))

    site.run()

    assert site.titles() == (["Un sujet gardé", "Un vieux sujet"] if titles is None else titles)


def test_an_entry_that_was_young_when_it_came_does_not_grow_too_old_for_its_rule(site):
    site.write("2026-11-22-a.txt", "Un article")
    with_rules(site, 'drop = [{ age = "30d" }]')
    site.run()
    site.now += 100 * DAY

    site.recategorise()

    assert site.titles() == ["Un article"]


def test_rules_of_the_site_hold_for_every_source_after_the_sources_own(site):
    site.write("a.txt", "Alpha Un titre")
    site.extra = 'replace = [{ find = "Beta", by = "Gamma", in = ["title"] }]'
    with_rules(site, 'replace = [{ find = "Alpha", by = "Beta", in = ["title"] }]')

    site.run()

    assert site.titles() == ["Gamma Un titre"]


def test_a_changed_rule_is_no_edit_of_the_source(site):
    site.write("a.txt", "[Podcast] Un titre", lead="Recevez notre lettre, chaque matin, pour tout savoir de tout.")
    site.run()
    [before] = site.feed().entries
    with_rules(
        site,
        'cut_title = ["[Podcast]"]\nreplace = [{ find = "/recevez notre[^.]*\\\\./", in = ["content", "summary"] }]',
    )
    site.now += DAY

    site.recategorise()

    [after] = site.feed().entries
    assert (after.title, after.id, after.updated) == ("Un titre", before.id, before.updated)
    assert site.showing("Recevez notre") == set()


def test_shaped_text_comes_back_when_the_rule_goes(site):
    site.write("a.txt", "[Podcast] Un titre")
    with_rules(site, 'cut_title = [{ prefix = "/\\\\[\\\\w+\\\\]/", reason = "déjà dit par l\'icône" }]')
    site.run()
    shaped = site.titles()
    with_rules(site, "")

    site.recategorise()

    assert shaped == ["Un titre"]
    assert site.titles() == ["[Podcast] Un titre"]


def test_a_lesser_edit_of_a_shaped_entry_moves_nothing_and_keeps_its_shape(site):
    site.write("a.txt", "[Podcast] Un titre")
    with_rules(site, 'cut_title = ["[Podcast]"]')
    site.run()
    [before] = site.feed().entries
    site.write("a.txt", "[Podcast] Un titre", lead="Un commencement.")

    site.later()

    [after] = site.feed().entries
    assert (after.title, after.updated) == ("Un titre", before.updated)
    assert "Un commencement." in after.content[0].value


def test_an_edit_may_bring_an_entry_past_a_rule_and_back(site):
    site.write("a.txt", "Contenu sponsorisé")
    with_rules(site, SPONSORED)
    site.run()
    site.write("a.txt", "Contenu libre")
    site.later()
    let_through = site.titles()
    site.write("a.txt", "Contenu de nouveau sponsorisé")

    site.later()

    assert let_through == ["Contenu libre"]
    assert site.titles() == []


def test_the_status_counts_what_each_rule_did(site):
    site.write("a.txt", "Contenu sponsorisé par personne")
    site.write("b.txt", "[Podcast] Un titre")
    site.write("c.txt", "[Podcast] Un autre")
    with_rules(site, f'{SPONSORED}\ncut_title = ["[Podcast]"]')

    site.run()

    assert counts(site) == {
        ("redaction", "dropped", "redaction: drop title: sponsorisé (publicité)"): 1,
        ("redaction", "changed", "redaction: cut_title [Podcast]"): 2,
    }
    status = json.loads((site.output / "status/status.json").read_text())
    assert sorted(rule["entries"] for rule in status["rule_counts"]) == [1, 2]
    assert "drop title: sponsorisé (publicité)" in (site.output / "status/index.html").read_text()


PAGE = """<html><body><article><h1>Un titre</h1>
<p>Le texte de l'article, qui dit ce qu'il a à dire en quelques mots.</p>
<p class="encart">Un encart qui ne dit rien de plus à personne, mais le dit en assez de mots.</p>
<p>La suite, qui dit encore autre chose et s'arrête là pour aujourd'hui.</p>
</article></body></html>"""


def feed_of(number, extra=""):
    more = f'&lt;p class="pub"&gt;Une publicité qui prend de la place, beaucoup de place, trop.&lt;/p&gt;{extra}'
    return rss([number], more=more)


def serve(site, server, rules=""):
    site.sources = f'[[sources]]\nid = "fil"\nurl = "{server.url}/fil"\nallow_private = true\n{rules}\n'


def test_parts_that_a_selector_names_go_before_the_markup_is_cleaned(site, server):
    server.play("/fil", Answer(body=feed_of(1), headers={"ETag": '"1"'}))
    serve(site, server, 'remove = [{ css = "p.pub", reason = "réclame" }]')

    site.run()

    assert "publicité" not in site.feed().entries[0].content[0].value
    assert counts(site) == {("fil", "removed", "fil: remove p.pub (réclame)"): 1}


def test_a_new_selector_reads_an_unchanged_feed_again_at_once_and_is_no_edit(site, server):
    server.play("/fil", *[Answer(body=feed_of(1), headers={"ETag": '"1"'})] * 3)
    serve(site, server)
    site.run()
    [before] = site.feed().entries
    serve(site, server, 'remove = ["p.pub"]')

    site.run()

    [after] = site.feed().entries
    assert "publicité" in before.content[0].value
    assert "publicité" not in after.content[0].value
    assert (after.id, after.updated) == (before.id, before.updated)
    assert [request.headers.get("if-none-match") for request in server.log] == [None, None]


def test_a_feed_that_fails_is_not_asked_again_at_once_for_a_new_selector(site, server):
    server.play("/fil", Answer(body=feed_of(1)), Answer(500), Answer(body=feed_of(1)))
    serve(site, server)
    site.run()
    serve(site, server, 'remove = ["p.pub"]')

    site.run()
    site.run()

    assert len(server.log) == 2


def test_a_new_selector_reads_unchanged_files_again(site):
    site.articles.joinpath("a.html").write_text(PAGE)
    site.run()
    assert "Un encart" in site.feed().entries[0].content[0].value
    with_rules(site, 'remove = [".encart"]')

    site.later()
    known = site.state()
    site.later()

    assert "Un encart" not in site.feed().entries[0].content[0].value
    assert site.state() == known


def test_more_text_of_a_feed_is_an_edit_though_a_rule_changes_it(site, server):
    more = "&lt;p&gt;Un paragraphe tout neuf, assez long pour que chacun veuille le lire encore.&lt;/p&gt;"
    server.play("/fil", Answer(body=feed_of(1)), Answer(body=feed_of(1, more)))
    serve(site, server, 'replace = [{ find = "neuf", by = "frais" }]')
    site.run()
    [before] = site.feed().entries
    site.now += timedelta(days=1)

    site.run(every_source=True)

    [after] = site.feed().entries
    assert "tout frais" in after.content[0].value
    assert after.updated > before.updated


def test_parts_go_from_the_page_that_an_entry_is_filled_up_from(site, server, new_server):
    phrase = "<p>Phrase {} de l'article numéro 1, assez longue pour compter comme un texte.</p>"
    whole = "".join(map(phrase.format, range(30))) + '<p class="encart">Un encart de trop.</p>'
    page = f"<html><body><article><h1>Article 1</h1>{whole}</article></body></html>"
    link = new_server().play("/1", Answer(body=page.encode(), headers={"Content-Type": "text/html; charset=utf-8"}))
    server.play("/fil", Answer(body=rss([1]).replace(b"https://ailleurs.example/1", link.encode())))
    serve(site, server, 'fulltext = true\nremove = [".encart"]')

    site.run()

    shown = site.feed().entries[0].content[0].value
    assert "Phrase 29" in shown
    assert "Un encart" not in shown
    assert counts(site) == {("fil", "removed", "fil: remove .encart"): 1}


REDOS = ["(a|aa)+$", "(a*)*b", "(.*a){12}", "([a-z]+)+!", "a{0,50}a{0,50}$"]


@pytest.mark.parametrize("pattern", REDOS)
def test_no_pattern_can_hold_up_a_run(site, pattern):
    site.write("a.txt", "a" * 400 + " titre", lead="a" * 300_000 + " fin")
    site.write("b.txt", "Un autre article")
    rule = f"/{pattern}/"
    with_rules(
        site,
        f'drop = [{{ text = "{rule}", title = "/jamais/" }}]\ncut_title = ["{rule}"]\n'
        f'replace = [{{ find = "{rule}", by = "x", in = ["title", "summary", "content"] }}]',
    )
    began = time.monotonic()

    report = site.run()

    assert time.monotonic() - began < 60  # and not the hours of a search that nobody ends
    assert report.failed == 0
    assert any("Un autre article" in title for title in site.titles())
