"""One article from many sources, the whole way: one entry, whoever came first."""

from collections import defaultdict
from html import escape
from itertools import permutations

import pytest

from feeds.store import open_store
from tests.scripted import Answer

LONG = " ".join(
    f"La {n}e phrase raconte comment la jeune pousse lyonnaise a convaincu ses clients et ses investisseurs."
    f" Elle donne le chiffre {n * 37} et le nom numéro {n * 91}."
    for n in range(12)
)
TITLES = "La jeune pousse lyonnaise lève dix millions"


class Press:
    """Feeds on loopback, each on a host of its own."""

    def __init__(self, site, new_server):
        self.site = site
        self.servers = defaultdict(new_server)
        site.sources, site.extra = "", "[categories.ia]\n[categories.startups]\n[categories.marketing]\n"

    def carry(self, source_id, *items, extra=""):
        """Let a source carry these items from now on, and be one of the site's sources."""
        url = self.servers[source_id].play(f"/{source_id}", Answer(body=feed(source_id, *items)))
        block = f'[[sources]]\nid = "{source_id}"\nurl = "{url}"\nallow_private = true\n{extra}\n'
        if f'"{source_id}"' not in self.site.sources:
            self.site.sources += block

    def entries(self):
        config = self.site.config
        store = open_store(config.site.store)
        try:
            return list(store.entries())
        finally:
            store.close()


def feed(source_id, *items):
    body = "".join(items)
    return (
        f'<rss version="2.0"><channel><title>{source_id.upper()}</title><link>https://{source_id}.example/</link>'
        f"<language>fr</language><description>d</description>{body}</channel></rss>"
    ).encode()


def item(source_id, *, link="", title=TITLES, text="Un texte.", day=3, guid="1"):
    link = link or f"https://{source_id}.example/{guid}"
    return (
        f"<item><title>{escape(title)}</title><link>{escape(link)}</link>"
        f'<guid isPermaLink="false">urn:x-{source_id}:{guid}</guid>'
        f"<pubDate>{day:02} Nov 2026 08:00:00 +0000</pubDate><description>{escape(text)}</description></item>"
    )


@pytest.fixture
def press(site, new_server):
    return Press(site, new_server)


CHAIN = {
    "a": item("a", link="https://a.example/lyon?utm_source=rss", title="Lyon : dix millions"),
    "b": item("b", link="http://www.a.example/lyon/", day=4, text="Un autre texte."),
    "c": item("c", title=TITLES.upper() + " !", day=5, text="Un texte encore."),
}
TEXTS = {
    "a": item("a", title="Une levée à Lyon", text=LONG),
    "b": item("b", title="Levée de dix millions", text=f"Publicité. {LONG} Abonnez-vous à notre lettre.", day=4),
    "c": item("c", title="Lyon lève des fonds", text=LONG[: len(LONG) // 2], day=5),
}
GIVEN = {"a": 'categories = ["ia"]', "b": 'categories = ["startups"]', "c": 'categories = ["marketing"]'}


@pytest.mark.parametrize("at_once", [False, True], ids=["a run each", "one run"])
@pytest.mark.parametrize("sightings", [CHAIN, TEXTS], ids=["by address and title", "by text"])
@pytest.mark.parametrize("order", ["".join(order) for order in permutations("abc")])
def test_three_sightings_are_one_entry_whatever_their_order(press, order, sightings, at_once):
    for source_id in order:
        press.carry(source_id, sightings[source_id], extra=GIVEN[source_id])
        if not at_once:
            press.site.later()
    press.site.later()

    [entry] = press.entries()
    assert entry.origin.source_id == "a"
    assert {origin.source_id for origin in entry.via} == {"b", "c"}
    assert set(entry.categories) >= {"ia", "startups", "marketing"}
    assert at_once or entry.id == f"urn:x-{order[0]}:1"
    assert entry.entry.title in sightings["a"]
    [published] = press.site.feed("marketing").entries
    assert published.id == entry.id
    via = {link.href for link in published.links if link.rel == "via"}
    assert len(via) == 2


def test_the_younger_of_two_entries_that_prove_one_leaves_a_tombstone(press):
    for source_id in "acb":
        press.carry(source_id, CHAIN[source_id])
        press.site.later()

    atom = (press.site.output / "all.atom").read_text()
    assert press.site.ids() == {"Lyon : dix millions": "urn:x-a:1"}
    assert 'ref="urn:x-c:1"' in atom
    again = press.site.state()
    press.site.later()
    assert press.site.state() == again


def test_the_page_of_a_merged_entry_leads_to_the_older_one(press):
    site = press.site
    at_home = press.servers["a"].url + "/lyon"  # or the folder's own page would be shown
    press.carry("a", item("a", text=LONG, title="Une levée à Lyon", link=at_home))
    site.run()
    site.sources += '[[sources]]\nid = "redaction"\npath = "articles"\n'
    (site.articles / "n.md").write_text(f"---\ntitle: {TITLES}\ndate: 2026-11-04\n---\n\nRien de commun ici.\n")
    site.later()
    [page] = (site.output / "articles").iterdir()
    press.carry("b", CHAIN["b"].replace("http://www.a.example/lyon/", f"{at_home}/"))

    site.later()

    text = page.read_text()
    assert f'<link rel="canonical" href="{at_home}">' in text
    assert '<meta name="robots" content="noindex">' in text
    assert len(press.entries()) == 1
    standing = site.state()
    site.later()
    assert site.state() == standing
    page.unlink()
    site.later()
    assert page.read_text() == text


def test_an_aggregator_never_hides_the_original(press):
    press.carry("planet", item("planet", link="https://b.example/x", text="Copie.", day=1))
    press.site.run()

    press.carry("b", item("b", link="https://b.example/x", text="Original.", day=9))
    press.site.later()

    [entry] = press.entries()
    assert (entry.id, entry.origin.source_id, entry.via[0].source_id) == ("urn:x-planet:1", "b", "planet")
    assert (entry.sort_date.day, entry.updated.day) == (1, 1)


def test_without_preference_the_first_that_came_is_shown(press):
    press.carry("planet", item("planet", link="https://b.example/x", day=1))
    press.site.extra = "prefer_original = false"
    press.site.run()

    press.carry("b", item("b", link="https://b.example/x", day=9))
    press.site.later()

    assert press.entries()[0].origin.source_id == "planet"


def test_two_entries_of_one_source_are_never_one(press):
    twice = [item("a", guid=str(n), link="https://a.example/x", text=LONG) for n in range(2)]
    press.carry("a", *twice)
    press.site.run()

    press.carry("b", item("b", link="https://b.example/x", text=LONG))
    press.site.later()

    assert len(press.entries()) == 2


def test_a_home_page_names_no_article(press):
    press.carry("a", item("a", link="https://a.example/", title="Une chose", text="x"))
    press.carry("b", item("b", link="https://a.example/index.html", title="Une autre", text="y"))

    press.site.run()

    assert len(press.entries()) == 2


@pytest.mark.parametrize("title", ["Newsletter de la semaine", "Offre d'emploi : développeur Python à Paris"])
def test_a_title_of_every_week_is_no_sign(press, title):
    press.carry("a", item("a", title=title, text="Les nouvelles de chez nous."))
    press.carry("b", item("b", title=title, text="Ce qui se passe ailleurs."))

    press.site.run()

    assert len(press.entries()) == 2


def test_a_title_is_a_sign_for_seven_days(press):
    press.carry("a", item("a", day=1))
    press.carry("b", item("b", day=9))
    press.carry("c", item("c", day=17))

    press.site.run()

    assert len(press.entries()) == 3


def test_a_paragraph_that_a_site_puts_under_every_article_is_no_sign(press):
    notices = [
        item("a", guid=str(n), title=f"Sujet {n} de la rédaction", text=f"<p>Mot {n}.</p><p>{LONG}</p>")
        for n in range(3)
    ]
    press.carry("a", *notices)
    press.site.run()

    press.carry("b", item("b", title="Sujet tout différent ailleurs", text=LONG))
    press.site.later()

    assert len(press.entries()) == 4


def test_fetches_with_a_random_attribute_move_nothing(press):
    press.carry("a", item("a", text=f"<p>{LONG}</p>"))
    press.site.run()
    [before] = press.entries()
    updated = press.site.feed().feed.updated

    for n in range(5):
        press.carry("a", item("a", text=f'<p data-n="{n}" class="c{n}">{LONG}</p>'))
        press.site.later()

    assert press.entries() == [before]
    assert press.site.feed().feed.updated == updated


def test_an_added_paragraph_moves_the_update_once_and_a_typo_never(press):
    press.carry("a", item("a", text=LONG))
    press.site.run()
    moments = []

    for text in (
        LONG,
        f"{LONG} {LONG[:200]}",
        f"{LONG} {LONG[:200]}",
        f"{LONG} {LONG[:200]}".replace("Elle", "Ele", 1),
    ):
        press.carry("a", item("a", text=text))
        press.site.later()
        moments.append(press.entries()[0].updated.day)

    assert moments == [3, 25, 25, 25]
    assert "Ele donne" in press.entries()[0].entry.content_html


def test_a_feed_that_changes_title_address_and_id_keeps_its_entries(press):
    press.carry("a", item("a"), item("a", guid="2", title="Un second sujet pour la route"))
    press.site.run()
    before = press.entries()

    renamed = feed("a", item("a"), item("a", guid="2", title="Un second sujet pour la route")).replace(b">A<", b">Z<")
    press.servers["a"].play("/moved", Answer(body=renamed))
    press.site.sources = press.site.sources.replace('/a"', '/moved"')
    press.site.later()

    after = press.entries()
    assert [(e.id, e.sort_date, e.updated) for e in after] == [(e.id, e.sort_date, e.updated) for e in before]
    assert {e.origin.id for e in after} == {e.origin.id for e in before}
    assert {e.origin.title for e in after} == {"Z"}


def test_a_sighting_shown_that_leaves_lets_the_next_be_shown_and_comes_back(press):
    site = press.site
    site.sources += '[[sources]]\nid = "redaction"\npath = "articles"\n'
    text = f"---\ntitle: {TITLES}\ndate: 2026-11-02\n---\n\nNotre propre texte.\n"
    (site.articles / "n.md").write_text(text)
    site.run()
    [first] = press.entries()
    press.carry("b", item("b"))
    site.later()

    (site.articles / "n.md").unlink()
    site.later()
    [alone] = press.entries()
    (site.articles / "n.md").write_text(text)
    site.later()
    [back] = press.entries()

    assert {e.id for e in (first, alone, back)} == {first.id}
    assert [e.origin.source_id for e in (first, alone, back)] == ["redaction", "b", "redaction"]
    assert alone.via == ()
    assert {(e.sort_date, e.updated) for e in (first, alone, back)} == {(first.sort_date, first.updated)}


def test_guids_that_change_at_every_fetch_bring_nothing_back(press):
    texts = [f"Le sujet numéro {n} de la rédaction lyonnaise" for n in range(4)]
    for fetch in range(5):
        items = (
            item("a", guid=f"{fetch}{n}", link=f"https://a.example/{n}", title=text, day=n + 1)
            for n, text in enumerate(texts)
        )
        press.carry("a", *items)
        press.site.later()

    assert sorted(e.id for e in press.entries()) == [f"urn:x-a:0{n}" for n in range(4)]


@pytest.mark.parametrize(
    "guid", ["", "<guid/>", "<guid isPermaLink='false'>0</guid>"], ids=["none", "empty", "repeated"]
)
def test_entries_without_guids_of_their_own_are_told_apart_and_stay(press, guid):
    items = [f"<item><title>Sujet {n}</title><link>https://a.example/{n}</link>{guid}</item>" for n in range(3)]
    press.carry("a", *items)
    first = press.site.later()
    before = {e.entry.link: e.id for e in press.entries()}

    press.carry("a", *items[::-1], "<item><title>Sujet 3</title><link>https://a.example/3</link></item>")
    second = press.site.later()

    after = {e.entry.link: e.id for e in press.entries()}
    assert (len(before), len(after)) == (3, 4)
    assert before.items() <= after.items()
    warned = [warning for report in (first, second) for o in report.outcomes for warning in o.warnings]
    assert len(warned) == ("0" in guid)


@pytest.mark.parametrize("date", ["", "1970-01-01T00:00:00Z", "2099-01-01T00:00:00Z", "Thu, 01 Jan 1601 00:00:00 GMT"])
def test_a_date_that_is_none_is_the_moment_of_first_sight_for_ever(press, date):
    dated = item("a").replace("03 Nov 2026 08:00:00 +0000", date)
    press.carry("a", dated)
    press.site.run()
    [before] = press.entries()

    press.carry("a", dated.replace("Un texte.", "Un autre texte."))
    press.site.later()

    [after] = press.entries()
    assert {e.sort_date.isoformat() for e in (before, after)} == {"2026-11-23T09:00:00+00:00"}


def test_entries_of_one_moment_stand_in_the_order_of_their_document(press):
    press.carry("a", *(item("a", guid=str(n), title=f"Sujet {n} du jour") for n in (5, 3, 9, 1)))
    press.site.run()

    assert press.site.titles() == [f"Sujet {n} du jour" for n in (5, 3, 9, 1)]
    assert {e.published for e in press.site.feed().entries} == {"2026-11-03T08:00:00+00:00"}
