"""Pages without a feed over days: what a list brings, what it does not take away, and what an operator hears of it."""

import gzip
import json

import pytest

from tests.scripted import Answer

TEXT = "".join(f"<p>Le paragraphe {n} raconte longuement ce que la rédaction a vu ce jour-là.</p>" for n in range(9))


@pytest.fixture
def there(new_server):
    """The host of what the page leads to."""
    return new_server()


def add(site, source_id, page, **keys):
    lines = "".join(f"{key} = {json.dumps(value)}\n" for key, value in keys.items())
    site.sources += f'[[sources]]\nid = "{source_id}"\npage = "{page}"\nallow_private = true\nevery = "1h"\n{lines}'


def item(number, title="", link="", date=""):
    title = title or f"La nouvelle numéro {number} du quartier"
    date = date or f"{1 + number:02} octobre 2026"
    return f'<li><h3><a href="{link or f"/n/{number}"}">{title}</a></h3><p class="date">{date}</p></li>'


def front(*items, nonce=0):
    menu = "<nav><a href=/abo>Notre abonnement pour tous les lecteurs</a></nav>"
    return Answer(
        body=f"<!doctype html><html lang=fr><title>Le quartier</title><!-- {nonce} -->{menu}"
        f"<main><ul>{''.join(items)}</ul></main>".encode()
    )


def article(title, date="2026-09-01T08:00:00+02:00", text=TEXT):
    head = f'<title>{title}</title><meta property="article:published_time" content="{date}">'
    return Answer(
        body=f"<html lang=fr><head>{head}</head><body><article><h1>{title}</h1>{text}</article></body></html>".encode()
    )


def titles(site):
    return [entry.title for entry in site.feed().entries]


def test_a_page_brings_its_articles_under_their_links_and_dates(site, server):
    add(site, "a", server.play("/", front(item(2), item(1), item(0))))

    site.run()

    found = [(e.id, e.title, e.link, e.published[:10]) for e in site.feed().entries]
    assert found == [
        (f"{server.url}/n/{n}", f"La nouvelle numéro {n} du quartier", f"{server.url}/n/{n}", day)
        for n, day in ((2, "2026-10-02"), (1, "2026-10-01"), (0, "2026-09-30"))
    ]


def test_a_page_that_lists_the_same_is_nothing_new_whatever_else_changed_in_it(site, server):
    add(site, "a", server.play("/", front(item(1), item(0), nonce=1), front(item(1), item(0), nonce=2)))
    site.run()
    before = site.state()

    report = site.later()

    assert [outcome.new + outcome.edited for outcome in report.outcomes] == [0, 0]
    assert site.state() == before


def test_a_page_is_asked_conditionally(site, server):
    first = front(item(1), item(0))
    first.headers["ETag"] = '"7"'
    add(site, "a", server.play("/", first, Answer(304)))
    site.run()

    site.later()

    assert server.log[1].headers["if-none-match"] == '"7"'
    assert site.status("a").state == "ok"


def test_a_title_that_is_edited_is_the_same_article(site, server):
    add(site, "a", server.play("/", front(item(1), item(0)), front(item(1, title="Un autre titre"), item(0))))
    site.run()
    before = set(site.ids().values())

    report = site.later()

    assert set(site.ids().values()) == before
    assert "Un autre titre" in titles(site)
    assert sum(outcome.edited for outcome in report.outcomes) == 1


def test_a_link_that_moved_under_its_title_and_date_is_the_same_article(site, server):
    add(site, "a", server.play("/", front(item(1), item(0)), front(item(1, link="/nouveau"), item(0))))
    site.run()
    before = site.ids()

    report = site.later()

    assert site.ids() == before
    assert sum(outcome.new for outcome in report.outcomes) == 0
    assert f"{server.url}/nouveau" in [entry.link for entry in site.feed().entries]


def test_articles_that_leave_the_page_stay(site, server):
    add(site, "a", server.play("/", front(item(1), item(0)), front(item(3), item(2))))
    site.run()

    site.later()

    assert len(titles(site)) == 4


def test_an_undated_article_keeps_the_moment_it_was_first_seen_and_its_place(site, server):
    undated = [f'<li><h3><a href="/n/{n}">La nouvelle sans date numéro {n}</a></h3></li>' for n in range(3)]
    add(site, "a", server.play("/", front(*undated), front(*undated, nonce=1)))
    site.run()
    first = [(e.title, e.published) for e in site.feed().entries]

    site.later()

    assert [(e.title, e.published) for e in site.feed().entries] == first
    assert [title[-1] for title, _ in first] == ["0", "1", "2"]
    assert site.status("a").repaired_dates == 3


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        pytest.param(
            Answer(body=b"<!doctype html><title>Bienvenue</title><p>Nouveau site bient&ocirc;t."),
            'the page "Bienvenue" shows no list of articles (neither h-entry, article elements, JSON-LD nor a repeated '
            'heading or line with a link): write select = { list = "…" }, or give another page',
            id="a redesign",
        ),
        pytest.param(
            Answer(body=b"<!doctype html><title>Just a moment...</title><p>Checking your browser"),
            "a bot challenge, not a list of articles: the site must let feed readers pass",
            id="a challenge",
        ),
        pytest.param(
            Answer(
                body=b"<!doctype html><title>Avant d'acc\xc3\xa9der</title><form><p>Nous et nos 812 partenaires"
                b"<button>Tout accepter</button></form><a href=/confidentialite>Politique de confidentialit\xc3\xa9</a>"
            ),
            'the page "Avant d\'accéder" shows no list of articles',
            id="a wall of consent",
        ),
        pytest.param(Answer(body=b""), "empty, not a page, a sitemap or JSON that lists articles", id="nothing"),
        pytest.param(Answer(503), "the server answered 503", id="an error"),
    ],
)
def test_a_page_that_gives_no_list_any_more_fails_and_keeps_all(site, server, answer, told):
    add(site, "a", server.play("/", front(item(1), item(0)), answer))
    site.run()
    before = site.state()

    site.later()

    status = site.status("a")
    assert status.state.startswith(f"failed: {told}")
    assert status.failures == 1
    assert site.state() == before


def test_a_selector_that_matches_nothing_any_more_is_named(site, server):
    add(site, "a", server.play("/", front(item(1), item(0))))
    site.sources += 'select = { list = "div.teaser" }\n'

    site.run()

    assert site.status("a").state == (
        'failed: nothing on the page "Le quartier" matches list = "div.teaser": change `select`, or give another page'
    )


def test_a_page_is_read_anew_when_the_file_selects_otherwise(site, server):
    page = front(item(1), item(0))
    page.headers["ETag"] = '"7"'
    add(site, "a", server.play("/", page))
    site.run()

    site.sources += 'select = { list = "li", summary = "p" }\n'
    site.later()

    assert "if-none-match" not in server.log[1].headers
    assert [entry.summary for entry in site.feed().entries] == ["02 octobre 2026", "01 octobre 2026"]


def test_a_page_that_moved_for_good_has_its_new_line_written_out(site, server, there):
    new = there.play("/", front(item(1), item(0)))
    add(site, "a", server.play("/", Answer(301, headers={"Location": new})))

    for _ in range(3):
        site.later()

    assert site.status("a").advice == (f'moved for good: write page = "{new}"',)


def test_a_page_added_late_brings_its_newest_into_the_live_feeds(site, server):
    site.extra = "first_import = 2"
    site.run()

    add(site, "a", server.play("/", front(*(item(n) for n in range(6)))))
    site.later()

    assert titles(site) == ["La nouvelle numéro 5 du quartier", "La nouvelle numéro 4 du quartier"]
    assert site.status("a").entries == 6


def test_the_whole_texts_of_listed_articles_are_fetched_once_with_what_else_they_say(site, server, there):
    link = there.play("/p", article("La nouvelle du jour", date="2026-09-01T08:00:00+02:00"))
    undated = f'<li><h3><a href="{link}">La nouvelle du jour</a></h3></li>'
    others = [f'<li><h3><a href="{there.url}/{n}">Une page qui manque encore, {n}</a></h3></li>' for n in "ab"]
    add(site, "a", server.play("/", front(undated, *others), front(undated, *others, nonce=1)), fulltext=True)

    site.run()
    site.later()

    entries = {entry.title: entry for entry in site.feed().entries}
    assert "Le paragraphe 8" in entries["La nouvelle du jour"].content[0].value
    assert entries["La nouvelle du jour"].published == "2026-09-01T06:00:00+00:00"
    assert "Une page qui manque encore, a" in entries
    assert [asked.path for asked in there.log] == ["/p", "/a", "/b"]


def test_a_private_address_is_refused_before_it_is_asked(site, server):
    add(site, "a", server.play("/", front(item(1), item(0))))
    site.sources = site.sources.replace("allow_private = true", "allow_private = false")

    site.run()

    assert "is not a public address" in site.status("a").state
    assert server.log == []


def test_what_a_key_in_the_address_opens_is_published_without_it(site, server, monkeypatch):
    monkeypatch.setenv("CLE", "s3cret")
    server.play("/liste?key=s3cret", front(item(1), item(0)))
    add(site, "a", f"{server.url}/liste?key=${{CLE}}")

    site.run()

    assert len(titles(site)) == 2
    assert site.showing("s3cret") == set()


# -- sitemaps -----------------------------------------------------------------------------------------------------


def sitemap(*links, lastmod=True):
    dated = [(link, f"<lastmod>2026-10-{n + 1:02}</lastmod>" if lastmod else "") for n, link in enumerate(links)]
    urls = "".join(f"<url><loc>{link}</loc>{date}</url>" for link, date in dated)
    return f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'.encode()


def test_the_articles_of_a_sitemap_are_read_once_each(site, server, new_server):
    hosts = [new_server() for _ in range(3)]
    articles = (article(f"Article du plan {n}", date=f"2026-09-0{n + 1}T08:00:00Z") for n in range(3))
    links = [host.play(f"/{n}", each) for n, (host, each) in enumerate(zip(hosts, articles, strict=True))]
    bodies = Answer(body=sitemap(*links[:2])), Answer(body=gzip.compress(sitemap(*reversed(links))))
    add(site, "a", server.play("/sitemap.xml", *bodies))

    site.run()
    site.later()

    found = {e.title: (e.link, e.published) for e in site.feed().entries}
    assert found == {f"Article du plan {n}": (links[n], f"2026-09-0{n + 1}T08:00:00+00:00") for n in range(3)}
    assert [asked.path for host in hosts for asked in host.log] == ["/0", "/1", "/2"]
    assert "Le paragraphe 8" in site.feed().entries[0].content[0].value


def test_an_index_is_followed_to_its_sitemaps_of_articles_at_every_visit(site, server, there, new_server):
    links = [there.play(f"/{n}", article(f"Article du plan {n}")) for n in range(2)]
    maps = new_server()
    inner = maps.play("/post-sitemap.xml", Answer(body=sitemap(links[0])), Answer(body=sitemap(*links)))
    tags = maps.play("/post_tag-sitemap.xml", Answer(body=sitemap(f"{server.url}/ailleurs")))
    index = "".join(f"<sitemap><loc>{address}</loc></sitemap>" for address in (tags, inner))
    ns = "http://www.sitemaps.org/schemas/sitemap/0.9"
    add(site, "a", server.play("/", Answer(body=f'<sitemapindex xmlns="{ns}">{index}</sitemapindex>'.encode())))

    site.run()
    site.later()

    assert sorted(titles(site)) == ["Article du plan 0", "Article du plan 1"]
    assert [asked.path for asked in server.log] == ["/"] * 2
    assert [asked.path for asked in maps.log] == ["/post-sitemap.xml"] * 2


def test_an_address_whose_page_cannot_be_had_waits_for_a_later_visit(site, server, there):
    link = there.play("/0", Answer(503), article("Article du plan"))
    add(site, "a", server.play("/s.xml", Answer(body=sitemap(link)), Answer(body=sitemap(link) + b"\n")))
    site.run()
    told = site.status("a").state

    site.later()

    assert told.startswith("warning: 1 page of whole texts cannot be had: the server answered 503")
    assert titles(site) == ["Article du plan"]


# -- JSON ---------------------------------------------------------------------------------------------------------


def test_a_json_answer_brings_its_articles(site, server):
    posts = [
        {"date_gmt": f"2026-10-0{n}T08:00:00", "link": f"/n/{n}", "title": {"rendered": f"L&rsquo;avis {n}"}}
        for n in (2, 1)
    ]
    add(site, "a", server.play("/wp-json/wp/v2/posts", Answer(body=json.dumps(posts).encode())))

    site.run()

    found = [(e.title, e.link, e.published) for e in site.feed().entries]
    assert found == [(f"L’avis {n}", f"{server.url}/n/{n}", f"2026-10-0{n}T08:00:00+00:00") for n in (2, 1)]


def test_the_sources_that_readers_are_told_of_have_the_page_and_no_feed(site, server):
    add(site, "a", server.play("/", front(item(1), item(0))))

    site.run()

    outlines = (site.output / "sources.opml").read_text()
    assert "xmlUrl" not in outlines
    assert '<outline text="Le quartier"' in outlines
    assert site.feed().entries[0].source.title == "Le quartier"
    assert [link.rel for link in site.feed().entries[0].source.links] == ["alternate"]
