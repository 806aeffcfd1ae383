"""Feeds over days: what moves, what is filled up, what is walked back, and what an operator hears of it."""

import json
from html import escape

import pytest

from tests.scripted import Answer
from tests.sites import rss

TEXT = "<p>Le début de l'article dit tout.</p>" + "".join(
    f"<p>Le paragraphe {n} raconte longuement ce que la rédaction a vu ce jour-là.</p>" for n in range(9)
)
PAGE = "<html><head><title>Partiel</title></head><body><article><h1>Partiel</h1>{}</article></body></html>"


@pytest.fixture
def servers(new_server):
    """Servers on hosts of their own, so that none waits for another."""
    return [new_server() for _ in range(4)]


def add(site, source_id, url, **keys):
    lines = "".join(f"{key} = {json.dumps(value)}\n" for key, value in keys.items())
    site.sources += f'[[sources]]\nid = "{source_id}"\nurl = "{url}"\nallow_private = true\n{lines}'


def paths(server):
    return [asked.path for asked in server.log]


def partial(link, text="Le début de l'article… [...]", title="Partiel"):
    item = f"<item><title>{title}</title><link>{link}</link><guid>{link}</guid><description>{text}</description></item>"
    return rss([]).replace(b"</channel>", item.encode() + b"</channel>")


def test_a_source_that_is_gone_is_not_asked_again_even_when_all_are(site, server):
    add(site, "a", server.play("/feed", Answer(410)))
    site.run()

    site.later(every_source=True)

    assert paths(server) == ["/feed"]
    assert site.status("a").advice == ("gone for good (410), and asked no more: give its new address, or remove it",)


def test_a_new_address_in_the_file_is_asked_at_once_and_as_a_stranger(site, server):
    add(site, "a", server.play("/old", Answer(body=rss(range(3)), headers={"ETag": '"1"'}), Answer(410)), every="1d")
    server.play("/new", Answer(body=rss(range(4))))
    site.run()
    site.later()

    site.sources = site.sources.replace("/old", "/new")
    site.run()

    assert paths(server) == ["/old", "/old", "/new"]
    assert "if-none-match" not in server.log[2].headers
    status = site.status("a")
    assert (status.entries, status.state, status.advice) == (4, "ok", ())


def test_a_source_taken_out_and_put_back_is_asked_again(site, server):
    sources = site.sources
    add(site, "a", server.play("/feed", Answer(410)))
    with_it = site.sources
    site.run()

    site.sources = sources
    site.run()
    site.sources = with_it
    site.run()

    assert paths(server) == ["/feed", "/feed"]


def test_two_sources_that_end_at_one_address_are_named(site, servers):
    one, other, third, *_ = servers
    add(site, "a", one.play("/feed", Answer(body=rss(range(3)))))
    add(site, "b", other.play("/feed", Answer(302, headers={"Location": one.url + "/feed"})))
    add(site, "c", third.play("/feed", Answer(body=rss(range(5, 8)))))

    site.run()

    told = [site.status(name).advice for name in "abc"]
    assert told == [(), ("the same feed as a: keep one of the two",), ()]


def test_two_sources_that_carry_one_id_are_named(site, servers):
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><id>urn:twin:1</id><title>T</title><updated>2026-11-01T00:00:00Z</updated>'
        "<entry><id>urn:twin:{0}</id><title>E {0}</title><updated>2026-11-01T00:00:00Z</updated></entry></feed>"
    )
    for name, server in zip("ab", servers, strict=False):
        add(site, name, server.play("/feed", Answer(body=atom.format(name).encode())))

    site.run()

    assert [site.status(name).advice for name in "ab"] == [(), ("the same feed as a: keep one of the two",)]


def test_older_pages_are_walked_back_only_when_the_source_is_new(site, servers):
    here, there, *_ = servers
    link = f'<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="next" href="{there.url}/2"/>'.encode()
    first = rss(range(3)).replace(b"<description>d", link + b"<description>d")
    add(site, "a", here.play("/feed", Answer(body=first), Answer(body=first.replace(b"Article 0", b"Autre 0"))))
    there.play("/2", Answer(body=rss(range(3, 6))))

    site.run()
    site.later()

    assert (paths(here), paths(there)) == (["/feed"] * 2, ["/2"])
    assert site.status("a").entries == 6


def test_a_page_of_older_entries_that_fails_is_told_and_loses_nothing_else(site, servers):
    here, there, *_ = servers
    link = f'<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="next" href="{there.url}/2"/>'.encode()
    add(site, "a", here.play("/feed", Answer(body=rss(range(3)).replace(b"<description>d", link + b"<description>d"))))

    site.run()

    status = site.status("a")
    assert status.entries == 3
    assert status.state == (
        "warning: older entries are missing: page 2 cannot be had: the server answered 404 Not Found"
    )


def test_a_truncated_entry_gets_the_text_of_its_page_and_keeps_it(site, servers):
    here, there, *_ = servers
    link = there.play("/p", Answer(body=PAGE.format(TEXT).encode()))
    edited = partial(link, title="Partiel, corrigé")
    add(site, "a", here.play("/feed", Answer(body=partial(link)), Answer(body=edited)), fulltext=True, every="1h")

    site.run()
    site.later()

    [entry] = site.feed().entries
    assert paths(there) == ["/p"]
    assert entry.title == "Partiel, corrigé"
    assert "Le paragraphe 8" in entry.content[0].value


def test_a_text_filled_up_is_known_again_elsewhere_after_the_feed_changed(site, servers):
    here, there, other, *_ = servers
    text = "".join(
        f"<p>Le début de l'article {n} dit le chiffre {n * 37} et le nom numéro {n * 91}.</p>" for n in range(20)
    )
    link = there.play("/p", Answer(body=PAGE.format(text).encode()))
    edited = partial(link, title="L'article, corrigé")
    add(site, "a", here.play("/feed", Answer(body=partial(link)), Answer(body=edited)), fulltext=True, every="1h")
    site.run()
    site.later()

    copy = partial("https://autrepart.example/p", text=escape(text), title="Repris : l'article")
    add(site, "b", other.play("/feed", Answer(body=copy)))
    site.later()

    assert len(site.ids()) == 1


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        pytest.param(Answer(404), "1 page of whole texts cannot be had: the server answered 404", id="no page"),
        pytest.param(Answer(body=PAGE.format("<p>Court.</p>").encode()), "ok", id="a page that says less"),
        pytest.param(Answer(body=b"%PDF-1.7 \0\0"), "ok", id="no page but a file"),
    ],
)
def test_a_page_that_gives_no_text_leaves_the_entry_as_it_came(site, servers, answer, told):
    here, there, *_ = servers
    link = there.play("/p", answer)
    add(site, "a", here.play("/feed", Answer(body=partial(link))), fulltext=True)

    site.run()

    [entry] = site.feed().entries
    assert "Le début de l'article" in entry.content[0].value
    assert told in site.status("a").state


def test_a_site_whose_pages_cannot_be_had_is_left_after_a_few(site, servers):
    here, there, other, *_ = servers
    links = [there.play(f"/{n}", Answer(404)) for n in range(8)]
    links.append(other.play("/p", Answer(body=PAGE.format(TEXT).encode())))
    feeds = [partial(link, title=f"Partiel {n}").decode() for n, link in enumerate(links)]
    items = "".join(feed[feed.index("<item>") : feed.index("</channel>")] for feed in feeds)
    body = rss([]).replace(b"</channel>", items.encode() + b"</channel>")
    add(site, "a", here.play("/feed", Answer(body=body)), fulltext=True)

    site.run()

    assert (len(there.log), paths(other)) == (5, ["/p"])
    assert site.status("a").entries == 9
    assert "5 pages of whole texts cannot be had" in site.status("a").state


def test_a_key_in_the_path_of_an_address_is_never_published(site, server, monkeypatch):
    monkeypatch.setenv("FEED_KEY", "s3cret")
    feed = partial("un.html", text="&lt;img src='i.png'> Un texte.")
    server.play("/s3cret/feed", Answer(body=feed))
    add(site, "a", server.url + "/${FEED_KEY}/feed")

    site.run()

    [entry] = site.feed().entries
    assert entry.link == f"{server.url}/un.html"
    assert not any(b"s3cret" in content for content, _ in site.state().values())


def test_what_opens_a_source_stays_with_its_host(site, servers):
    here, there, *_ = servers
    link = there.play("/p", Answer(body=PAGE.format(TEXT).encode()))
    add(site, "a", here.play("/feed", Answer(body=partial(link))), fulltext=True, token="s3cret")

    site.run()

    assert here.log[0].headers["authorization"] == "Bearer s3cret"
    assert "authorization" not in there.log[0].headers


def test_a_feed_renamed_and_given_another_id_brings_nothing_back(site, server):
    before = rss(range(3))
    after = before.replace(b"<title>Ailleurs", b"<title>Plus loin")
    add(site, "a", server.play("/feed", Answer(body=before), Answer(body=after)), every="1h")
    site.run()
    ids = site.ids()

    report = site.later()

    assert [outcome.new for outcome in report.outcomes] == [0, 0]
    assert site.ids() == ids
    assert site.feed().entries[0].source.title == "Plus loin"
