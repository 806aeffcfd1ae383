"""Lists of articles in every form: by selectors, in JSON, in sitemaps, and as hostile as pages come."""

import gzip
import json
import subprocess
import sys
from contextlib import suppress
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from feeds.errors import ParseError
from feeds.ingest.dates import parse_date
from feeds.ingest.listing import is_listing, parse_listing
from feeds.model import Document
from feeds.settings import Select
from tests.effort import at_most

URL = "https://site.example/blog/"
PARIS = ZoneInfo("Europe/Paris")


def parse(content, select=Select(), url=URL):
    content = content.encode() if isinstance(content, str) else content
    return parse_listing(Document(content, url=url), select, PARIS)


def found(content, select=Select(), url=URL):
    return [(e.title_html, e.link, e.published) for e in parse(content, select, url).entries]


def refusal(content, select=Select()):
    with pytest.raises(ParseError) as caught:
        parse(content, select)
    return str(caught.value)


def page(body, head=""):
    return f"<!doctype html><html lang=fr><head><title>La page</title>{head}</head><body>{body}</body></html>"


# -- pages --------------------------------------------------------------------------------------------------------

TEASERS = page(
    """<h2><a href=/a-la-une>Un titre qui n'est pas de la liste</a></h2>
    <div class=teaser><span class=when>12 novembre 2026</span><b class=t>Un <i>beau</i> titre</b>
      <a href="?cat=2">Catégorie</a><a class=go href="un.html">Ouvrir</a><em class=s>Ce qu'il faut en savoir.</em></div>
    <div class=teaser><span class=when data-date="2026-11-10T08:00:00+01:00">mardi</span><b class=t>Un autre titre</b>
      <a href="?cat=3">Catégorie</a><a class=go href="../deux.html">Ouvrir</a></div>"""
)


def test_what_is_selected_is_taken_and_nothing_else():
    select = Select(list="div.teaser", title=".t", link="a.go", date=".when", summary=".s")

    entries = parse(TEASERS, select).entries

    assert [(e.title_html, e.link, e.published, e.summary_html) for e in entries] == [
        ("Un beau titre", "https://site.example/blog/un.html", "12 novembre 2026", "Ce qu'il faut en savoir."),
        ("Un autre titre", "https://site.example/deux.html", "2026-11-10T08:00:00+01:00", ""),
    ]


def test_what_is_not_selected_is_found_within_the_list():
    html = page(
        "<section class=x><p><a href=/1>Un premier titre</a> <time datetime=2026-11-02>hier</time></p>"
        "<p><a href=/2>Un second titre</a></p></section>"
    )

    assert found(html, Select(list=".x p")) == [
        ("Un premier titre", "https://site.example/1", "2026-11-02"),
        ("Un second titre", "https://site.example/2", ""),
    ]


def test_a_list_of_links_is_selected_as_such():
    html = page("<a class=c href=/1><h4>Un titre</h4></a><a class=c href=/2><h4>Deux</h4></a><a href=/3>Trois</a>")

    assert [link for _, link, _ in found(html, Select(list="a.c"))] == [
        "https://site.example/1",
        "https://site.example/2",
    ]


@pytest.mark.parametrize(
    ("select", "told"),
    [
        (Select(list=".rien"), 'nothing on the page "La page" matches list = ".rien"'),
        (
            Select(list=".teaser", link="h6 a"),
            'list = ".teaser" matches 2 elements of the page "La page", none with a title and a link',
        ),
    ],
)
def test_what_was_selected_and_is_not_there_is_named(select, told):
    assert refusal(TEASERS, select).startswith(told)


def test_relative_links_start_at_the_base():
    html = page("<article><h2><a href=un>Un titre</a></h2></article>" * 2, head="<base href=/ailleurs/>")

    assert [link for _, link, _ in found(html)] == ["https://site.example/ailleurs/un"]


def test_a_link_is_listed_once_in_the_order_of_the_page():
    articles = "".join(f"<article><h2><a href=/{n}>Titre {n}</a></h2></article>" for n in (3, 1, 3, 2))

    assert [title for title, _, _ in found(page(articles))] == ["Titre 3", "Titre 1", "Titre 2"]


def test_at_most_a_hundred_articles_are_taken_the_first():
    articles = "".join(f"<article><h2><a href=/{n}>Titre {n}</a></h2></article>" for n in range(150))

    titles = [title for title, _, _ in found(page(articles))]

    assert (len(titles), titles[-1]) == (100, "Titre 99")


def test_links_that_lead_to_no_article_are_none():
    bad = (
        "javascript:alert(1)",
        "data:text/html,x",
        "#",
        "",
        "/blog/#suite",
        "mailto:a@b.example",
        "https://site.example",
    )
    articles = "".join(f'<article><h2><a href="{href}">Un titre bien long</a></h2></article>' for href in bad)

    assert "shows no list of articles" in refusal(page(articles))


@pytest.mark.parametrize(
    "beside",
    [
        pytest.param("<nav>{}</nav>", id="navigation"),
        pytest.param("<aside>{}</aside>", id="an aside"),
        pytest.param("<footer>{}</footer>", id="a footer"),
        pytest.param('<div class="sidebar-left">{}</div>', id="a sidebar"),
        pytest.param('<div id="related-posts">{}</div>', id="related articles"),
        pytest.param('<div class="post-comments">{}</div>', id="comments"),
        pytest.param('<div style="display: none">{}</div>', id="what is not shown"),
    ],
)
def test_what_stands_beside_the_list_is_never_taken_for_it(beside):
    others = "".join(
        f"<article><h2><a href=/autre/{n}>Un titre bien plus long que ceux de la liste, {n}</a></h2>"
        "<time datetime=2026-11-01>1er novembre</time></article>"
        for n in range(9)
    )
    items = "".join(f"<li><a href=/{n}>Un titre de liste, {n}</a></li>" for n in range(4))

    titles = [
        title for title, _, _ in found(page(f"<ul>{items}</ul>{'<p>Du texte. </p>' * 90}{beside.format(others)}"))
    ]

    assert titles == [f"Un titre de liste, {n}" for n in range(4)]


def test_a_page_of_prose_lists_nothing():
    links = " ".join(f"Il en parle dans <a href=/{n}>un article sur les usages {n}</a>, déjà ancien," for n in range(9))
    prose = f"<h1>Un article</h1><p>{links} et la suite raconte autre chose que ces liens ne disent pas.</p>"

    assert "shows no list of articles" in refusal(page(prose))


def test_what_search_engines_are_told_lists_what_a_page_does_not_show():
    posts = [
        {"@type": "BlogPosting", "headline": f"Titre {n}", "url": f"/{n}", "datePublished": f"2026-11-0{n}"}
        for n in (2, 1)
    ]
    blog = json.dumps({"@context": "https://schema.org", "@type": "Blog", "blogPost": posts})
    items = [
        {"@type": "ListItem", "position": n, "name": f"Titre {n}", "url": f"https://site.example/{n}"} for n in (2, 1)
    ]
    item_list = json.dumps([{"@type": "ItemList", "itemListElement": items}, {"@type": "BreadcrumbList"}])

    for script, dates in ((blog, ["2026-11-02", "2026-11-01"]), (item_list, ["", ""])):
        html = page("<div id=app></div>", head=f'<script type="application/ld+json">{script}</script>')
        assert found(html) == [
            (f"Titre {n}", f"https://site.example/{n}", date) for n, date in zip((2, 1), dates, strict=True)
        ]


def test_a_feed_is_told_to_be_one():
    assert refusal('<?xml version="1.0"?><rss version="2.0"><channel/></rss>') == (
        "a feed, not a page that lists articles: write `url` in the place of `page`"
    )


def test_titles_with_numbers_beside_plain_dates_are_read_without_the_library_of_all_languages():
    items = "".join(f"<li><h3><a href=/{n}>Notre nouvelle numéro {n}</a></h3>0{n} octobre 2026</li>" for n in (1, 2, 3))
    program = f"""
import sys
from tests.ingest.test_listing import found
print(len(found({page(f"<ul>{items}</ul>")!r})), "dateparser" in sys.modules)
"""

    answer = subprocess.run(
        [sys.executable, "-c", program], env={"PYTHONPATH": ":".join(sys.path)}, capture_output=True
    )

    assert answer.stdout == b"3 False\n", answer.stderr


# -- hostile pages ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<a href=/x>un lien de trop</a>" * 1_000_000, id="a million links"),
        pytest.param("<div>" * 100_000 + "<a href=/x>un lien</a>", id="nested deep"),
        pytest.param("<article><h2><a href=/x>" * 20_000, id="articles in articles"),
        pytest.param("<p " + "a=1 " * 100_000 + ">", id="many attributes"),
        pytest.param("<div class='" + "a-" * 500_000 + "'>x</div>", id="an endless class"),
        pytest.param("<a href='" + "x" * 1_000_000 + "'>un lien qui ne finit pas</a>" * 5, id="endless links"),
        pytest.param(
            "".join(
                f"<div class=c{chr(97 + n % 26)}{'x' * (n // 26)}><a href=/{n}>{n}</a></div>" for n in range(2_000)
            ),
            id="a shape for each link",
        ),
        pytest.param("<table><td>" * 20_000, id="cells without end"),
        pytest.param("<ul>" + "<li><a href=/blog/>Le même lien encore</a>" * 5_000, id="self links"),
    ],
)
def test_a_hostile_page_is_refused_or_read_in_good_time(html):
    entries = ()

    with at_most(10), suppress(ParseError):
        entries = parse(html).entries

    assert len(entries) <= 1


# -- JSON ---------------------------------------------------------------------------------------------------------

NEWER, OLDER = "2026-11-02T08:00:00Z", "2026-11-01T08:00:00Z"
APIS = {
    "WordPress": [
        {"date": "2026-11-02T09:00:00", "date_gmt": NEWER[:-1], "link": "https://site.example/un/",
         "title": {"rendered": "L&rsquo;un"}, "excerpt": {"rendered": "<p>Extrait</p>"}, "tags": [1, 2]},
        {"date_gmt": OLDER[:-1], "link": "/deux/", "title": {"rendered": "Deux"}},
    ],
    "Ghost": {"posts": [
        {"title": "L&rsquo;un", "url": "https://site.example/un/", "published_at": NEWER},
        {"title": "Deux", "url": "/deux/", "published_at": OLDER}]},
    "Strapi": {"data": [
        {"id": 1, "attributes": {"title": "L&rsquo;un", "url": "/un/", "publishedAt": NEWER}},
        {"id": 2, "attributes": {"title": "Deux", "url": "/deux/", "publishedAt": OLDER}}]},
    "Reddit": {"kind": "Listing", "data": {"children": [
        {"kind": "t3", "data": {"title": "L&rsquo;un", "permalink": "/un/", "created_utc": 1793606400}},
        {"kind": "t3", "data": {"title": "Deux", "permalink": "/deux/", "created_utc": 1793520000.0}}]}},
    "Algolia": {"nbHits": 2, "hits": [
        {"title": "L&rsquo;un", "url": "https://site.example/un/", "created_at": NEWER},
        {"title": "Deux", "url": "/deux/", "created_at": OLDER}]},
}  # fmt: skip


@pytest.mark.parametrize("api", APIS)
def test_the_usual_answers_of_apis_need_no_path(api):
    entries = parse(json.dumps(APIS[api])).entries

    titles = ["L&rsquo;un" if api == "WordPress" else "L&amp;rsquo;un", "Deux"]
    assert [(e.title_html, e.link) for e in entries] == list(
        zip(titles, ["https://site.example/un/", "https://site.example/deux/"], strict=True)
    )
    moments = [parse_date(entry.published, PARIS) for entry in entries]
    assert moments == [datetime.fromisoformat(moment) for moment in (NEWER, OLDER)]


def test_the_topics_of_discourse_have_their_addresses_made():
    topics = [
        {"id": n, "title": f"Sujet {n}", "fancy_title": f"Sujet {n}", "slug": f"sujet-{n}", "created_at": "2026-11-01"}
        for n in (8, 7)
    ]
    answer = {"users": [{"id": 1, "username": "a", "name": "A"}], "topic_list": {"topics": topics}}

    assert [link for _, link, _ in found(json.dumps(answer))] == [
        f"https://site.example/t/sujet-{n}/{n}" for n in (8, 7)
    ]


def test_dotted_paths_lead_where_no_name_would():
    answer = {"r": [{"x": 1}, {"list": [{"t": {"fr": "Un"}, "u": ["a", "b/1"], "d": 1793520000, "s": "Dit ceci."}]}]}
    select = Select(list="r.1.list", title="t.fr", link="u.1", date="d", summary="s")

    [entry] = parse(json.dumps(answer), select).entries

    assert (entry.title_html, entry.link, entry.published, entry.summary_html) == (
        "Un",
        "https://site.example/blog/b/1",
        "1793520000",
        "Dit ceci.",
    )


@pytest.mark.parametrize(
    ("select", "told"),
    [
        (Select(list="a.b"), 'JSON with nothing at list = "a.b"'),
        (Select(list="posts.0"), 'JSON with no list at list = "posts.0"'),
        (
            Select(list="posts", title="name"),
            'list = "posts" has 1 member, none with a title and a link: change `select`; they have titre2, url2',
        ),
        (Select(), 'JSON without a list of objects that have a title and a link: write select = { list = "…" }'),
    ],
)
def test_what_a_path_does_not_lead_to_is_named(select, told):
    assert refusal('{"posts": [{"titre2": "x", "url2": "/x"}]}', select).startswith(told)


@pytest.mark.parametrize(
    "content", ['{"a": [', '{"a": ' + '[{"b":' * 50_000, '[{"title": 3, "link": {}}]', '[{"a":1}]']
)
def test_json_that_says_nothing_is_refused(content):
    assert refusal(content)


# -- sitemaps -----------------------------------------------------------------------------------------------------

NAMESPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
)


def urlset(*urls):
    body = "".join(f"<url>{url}</url>" for url in urls)
    return f'<?xml version="1.0" encoding="UTF-8"?><?xml-stylesheet href="x.xsl"?><urlset {NAMESPACES}>{body}</urlset>'


def test_a_sitemap_lists_its_newest_articles_first_without_what_is_none():
    content = urlset(
        "<loc>https://site.example/</loc>",
        "<loc>https://site.example/tag/x/</loc><lastmod>2026-11-23</lastmod>",
        "<loc>https://site.example/contact/</loc><lastmod>2026-11-23</lastmod>",
        "<loc> https://site.example/ancien/ </loc><lastmod>2025-01-01</lastmod>",
        "<loc>https://site.example/2026/11/20/date-dans-le-lien</loc>",
        "<loc>https://site.example/neuf/</loc><lastmod>2026-11-22T10:00:00+01:00</lastmod>",
    )

    feed = parse(content)

    assert [e.link.removeprefix("https://site.example") for e in feed.entries] == [
        "/neuf/",
        "/2026/11/20/date-dans-le-lien",
        "/ancien/",
    ]
    assert (feed.is_sitemap, feed.link) == (True, "https://site.example/")


def test_a_news_sitemap_says_titles_dates_and_pictures():
    date = "<news:publication_date>2026-11-22</news:publication_date>"
    news = f"<news:news>{date}<news:title>A &amp; B</news:title></news:news>"
    image = "<image:image><image:loc>https://site.example/a.jpg</image:loc></image:image>"

    [entry] = parse(urlset(f"<loc>https://site.example/a</loc>{news}{image}")).entries

    assert (entry.title_html, entry.published, entry.image) == ("A &amp; B", "2026-11-22", "https://site.example/a.jpg")


def test_at_most_fifty_addresses_of_a_sitemap_are_taken_the_newest():
    content = urlset(
        *(f"<loc>https://site.example/{n}</loc><lastmod>2026-01-{n + 1:02}</lastmod>" for n in range(31)),
        *(f"<loc>https://site.example/v{n}</loc><lastmod>2025-01-{n + 1:02}</lastmod>" for n in range(31)),
    )

    links = [e.link for e in parse(content).entries]

    assert (len(links), links[0], links[-1]) == (50, "https://site.example/30", "https://site.example/v12")


def test_an_index_names_the_sitemaps_of_articles_newest_first():
    names = {"page-sitemap.xml": "2026-11-23", "post-sitemap.xml": "2026-10-01", "post-sitemap2.xml": "2026-11-20"}
    body = "".join(
        f"<sitemap><loc>https://site.example/{name}</loc><lastmod>{day}</lastmod></sitemap>"
        for name, day in names.items()
    )

    feed = parse(f"<sitemapindex {NAMESPACES}>{body}</sitemapindex>")

    assert feed.parts == ("https://site.example/post-sitemap2.xml", "https://site.example/post-sitemap.xml")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(f"<urlset {NAMESPACES}></urlset>", id="empty"),
        pytest.param(f"<sitemapindex {NAMESPACES}/>", id="an empty index"),
        pytest.param(urlset("<loc>javascript:x</loc>", "<loc>file:///etc/passwd</loc>"), id="no web addresses"),
        pytest.param(
            '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
            f"<urlset {NAMESPACES}><url><loc>https://site.example/&a;</loc></url></urlset>",
            id="an entity of the file system",
        ),
    ],
)
def test_a_sitemap_of_no_article_is_refused(content):
    assert refusal(content)


def test_what_may_be_a_list_is_told_from_feeds_and_files():
    lists = [page("x"), '[{"a": 1}]', urlset()]
    others = [
        '{"version": "https://jsonfeed.org/version/1.1"}',
        "<rss version='2.0'/>",
        "du texte",
        gzip.compress(b"x"),
    ]

    def is_list(content):
        return is_listing(Document(content if isinstance(content, bytes) else content.encode()))

    assert [is_list(content) for content in lists] == [True] * 3
    assert [is_list(content) for content in others] == [False] * 4
