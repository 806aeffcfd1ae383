import io
import json
import locale
from dataclasses import replace
from datetime import timedelta

import feedparser
import jsonschema
import pytest
from feedgen.feed import FeedGenerator
from lxml import etree

from feeds.model import Archive, Enclosure, Entry, Person, Tag, Tombstone
from feeds.publish.check import check, check_agreement
from feeds.publish.readback import ATOM, CONTENT, DC, MEDIA, XML_LANG, parse_xml, read_atom, read_json, read_rss
from feeds.publish.render import render, render_archive
from tests.publish import samples
from tests.publish.samples import AT_CARNET, AT_GAZETTE, AT_JOURNAL, NOON, config, feed, filed

TOMB = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"


def documents(*entries, tombstones=(), **changes):
    """Return the Atom and RSS roots and the JSON document of a feed of these entries."""
    files = render(config(**changes), [feed(*entries, tombstones=tombstones)], [])
    return parse_xml(files["all.atom"]), parse_xml(files["all.rss"]), json.loads(files["all.json"])


def parsed(content):
    return feedparser.parse(io.BytesIO(content), sanitize_html=False, resolve_relative_uris=False)


def test_the_three_formats_of_every_sample_feed_agree():
    cfg = config()
    feeds, pages = samples.publication(cfg)

    files = render(cfg, feeds, pages)

    for key in ("all", "ia", "startups", "marketing"):
        check_agreement(files[f"{key}.atom"], files[f"{key}.rss"], files[f"{key}.json"])
        told = read_atom(files[f"{key}.atom"])
        assert told == read_rss(files[f"{key}.rss"]) == read_json(files[f"{key}.json"])


def test_an_archive_says_what_it_is_and_leads_to_the_older_and_the_current_one():
    content = render_archive(config(), Archive("ia", 2, 3, (filed(),)))

    root = parse_xml(content)
    links = {link.get("rel"): link.get("href") for link in root.iterfind(f"{ATOM}link")}
    base = "https://veille.example/fil/"
    assert root.find("{http://purl.org/syndication/history/1.0}archive") is not None
    assert links["self"] == f"{base}archive/ia-0002.atom"
    assert links["prev-archive"] == f"{base}archive/ia-0001.atom"
    assert links["current"] == f"{base}ia.atom"
    assert links["alternate"] == f"{base}archive/ia-0002.html"
    assert "hub" not in links
    assert root.findtext(f"{ATOM}id") == f"{base}ia.atom"
    assert read_atom(content)[0]["id"] == filed().id


def test_a_live_feed_leads_to_its_newest_archive():
    files = render(config(), [replace(feed(filed()), last_archive=3)], [])

    for path in ("all.atom", "all.rss"):
        links = {e.get("rel"): e.get("href") for e in parse_xml(files[path]).iter(f"{ATOM}link")}
        assert links["prev-archive"] == "https://veille.example/fil/archive/all-0003.atom"


@pytest.mark.parametrize("key", ["all", "ia", "startups", "marketing"])
def test_a_feed_reader_finds_the_same_in_atom_and_rss(key):
    cfg = config()

    files = render(cfg, samples.publication(cfg)[0], [])

    atom, rss = parsed(files[f"{key}.atom"]), parsed(files[f"{key}.rss"])
    assert not atom.bozo
    assert not rss.bozo
    for name in ("id", "link", "title", "published_parsed", "updated_parsed"):
        assert [e[name] for e in atom.entries] == [e[name] for e in rss.entries]
    assert [e.content[0].value for e in atom.entries] == [e.content[0].value for e in rss.entries]
    assert [e.authors[0].name for e in atom.entries] == [e.authors[0].name for e in rss.entries]
    assert [[t.label or t.term for t in e.get("tags", ())] for e in atom.entries] == [
        [t.term for t in e.get("tags", ())] for e in rss.entries
    ]
    assert [e.source.title for e in atom.entries] == [e.source.title for e in rss.entries]


def test_every_feed_satisfies_the_grammars(shared):
    cfg = config()
    grammar = etree.RelaxNG(etree.parse(str(shared / "schemas/atom-rfc4287.rng")))
    schema = json.loads((shared / "schemas/jsonfeed-1.1.schema.json").read_bytes())

    files = render(cfg, samples.publication(cfg)[0], [])

    for path, content in files.items():
        if path.endswith(".atom"):
            grammar.assertValid(etree.fromstring(content))
        if path.endswith(".json"):
            jsonschema.validate(json.loads(content), schema)


def test_an_empty_category_publishes_valid_empty_feeds():
    files = render(config(), [feed(key="ia")], [])

    for path in ("ia.atom", "ia.rss", "ia.json"):
        check(path, files[path])
    assert parse_xml(files["ia.atom"]).findtext(f"{ATOM}updated") == NOON.isoformat()
    assert parse_xml(files["ia.rss"]).findtext("channel/lastBuildDate") == "Fri, 20 Nov 2026 12:00:00 +0000"
    assert json.loads(files["ia.json"])["items"] == []


def test_a_feed_names_itself_its_page_and_its_hubs():
    atom, rss, json_feed = documents(hubs=("https://hub.example/", "https://hub.example/2"))

    links = [(link.get("rel"), link.get("href")) for link in atom.iterfind(f"{ATOM}link")]
    assert links == [
        ("alternate", "https://veille.example/fil/"),
        ("self", "https://veille.example/fil/all.atom"),
        ("hub", "https://hub.example/"),
        ("hub", "https://hub.example/2"),
    ]
    assert rss.findtext("channel/link") == "https://veille.example/fil/"
    assert [(e.get("rel"), e.get("href")) for e in rss.iter(f"{ATOM}link")] == [
        ("self", "https://veille.example/fil/all.rss"),
        ("hub", "https://hub.example/"),
        ("hub", "https://hub.example/2"),
    ]
    assert [hub["url"] for hub in json_feed["hubs"]] == ["https://hub.example/", "https://hub.example/2"]
    assert json_feed["feed_url"] == "https://veille.example/fil/all.json"


def test_what_opens_a_hub_is_in_no_feed():
    cfg = config(hubs=("https://editor:secret@hub.example/publish?key=secret&lang=fr",))

    files = render(cfg, [feed()], [])

    for name in ("atom", "rss", "json"):
        assert b"secret" not in files[f"all.{name}"]
        assert b"https://hub.example/publish?lang=fr" in files[f"all.{name}"]


def test_an_enclosure_keeps_its_rel_type_and_length():
    sounds = (Enclosure("https://a.example/1.mp3", "audio/mpeg", 5), Enclosure("https://a.example/2.ogg"))

    atom, rss, json_feed = documents(filed(Entry(title="x", enclosures=sounds, duration_seconds=61)))

    found = [dict(e.attrib) for e in atom.iterfind(f"{ATOM}entry/{ATOM}link[@rel='enclosure']")]
    assert found == [
        {"rel": "enclosure", "type": "audio/mpeg", "href": "https://a.example/1.mp3", "length": "5"},
        {"rel": "enclosure", "type": "audio/ogg", "href": "https://a.example/2.ogg"},
    ]
    assert [dict(e.attrib) for e in rss.iter("enclosure")] == [
        {"url": "https://a.example/1.mp3", "length": "5", "type": "audio/mpeg"}
    ]
    assert json_feed["items"][0]["attachments"] == [
        {"url": "https://a.example/1.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 5, "duration_in_seconds": 61},
        {"url": "https://a.example/2.ogg", "mime_type": "audio/ogg"},
    ]


def test_further_enclosures_and_the_picture_are_media_rss():
    brought = (
        Enclosure("https://a.example/1.mp3", "audio/mpeg", 5),
        Enclosure("https://a.example/2.mp4", "video/mp4", 6),
        Enclosure("https://a.example/3.pdf", "application/pdf"),
    )

    atom, rss, json_feed = documents(filed(Entry(title="x", enclosures=brought, image="https://a.example/i.png")))

    assert [dict(e.attrib) for e in rss.iter(f"{MEDIA}content")] == [
        {"url": "https://a.example/2.mp4", "type": "video/mp4", "fileSize": "6", "medium": "video"},
        {"url": "https://a.example/3.pdf", "type": "application/pdf"},
    ]
    assert [e.get("url") for e in rss.iter(f"{MEDIA}thumbnail")] == ["https://a.example/i.png"]
    assert [e.get("url") for e in atom.iter(f"{MEDIA}thumbnail")] == ["https://a.example/i.png"]
    assert json_feed["items"][0]["image"] == "https://a.example/i.png"


@pytest.mark.parametrize("url", ["http://localhost/1.mp3", "https://my_host.example/1.mp3"])
def test_an_enclosure_whose_host_rss_does_not_know_is_media_rss_alone(url):
    brought = (Enclosure(url, "audio/mpeg"), Enclosure("https://a.example/2.mp3", "audio/mpeg", 6))

    _, rss, _ = documents(filed(Entry(title="x", enclosures=brought)))

    assert [e.get("url") for e in rss.iter(f"{MEDIA}content")] == [url]
    assert [e.get("url") for e in rss.iter("enclosure")] == ["https://a.example/2.mp3"]


def test_the_site_has_one_icon_in_every_format():
    atom, rss, json_feed = documents(filed())

    icon = "https://veille.example/fil/assets/icon.png"
    assert atom.findtext(f"{ATOM}icon") == icon
    assert [rss.findtext(f"channel/image/{name}") for name in ("url", "title", "link")] == [
        icon, "Veille tech", "https://veille.example/fil/",
    ]  # fmt: skip
    assert json_feed["icon"] == json_feed["favicon"] == icon


def test_a_source_is_credited_whole_in_every_format():
    entry = filed(Entry(title="x", link="https://journal.example/1"), origin=AT_JOURNAL, updated=NOON)

    atom, rss, json_feed = documents(entry)

    source = atom.find(f"{ATOM}entry/{ATOM}source")
    assert source.findtext(f"{ATOM}id") == "https://journal.example/"
    assert source.findtext(f"{ATOM}title") == "Le Journal du calcul"
    assert source.findtext(f"{ATOM}updated") == NOON.isoformat()
    assert [(e.get("rel"), e.get("href")) for e in source.iterfind(f"{ATOM}link")] == [
        ("alternate", "https://journal.example/"),
        ("self", "https://journal.example/feed.xml"),
    ]
    assert dict(rss.find("channel/item/source").attrib) == {"url": "https://journal.example/feed.xml"}
    assert json_feed["items"][0]["_source"]["title"] == "Le Journal du calcul"
    assert "Source\u00a0: <a href=" in json_feed["items"][0]["content_html"]
    assert atom.findtext(f"{ATOM}entry/{ATOM}rights") == rss.findtext(f"channel/item/{DC}rights")


@pytest.mark.parametrize(
    ("origin", "address"),
    [
        pytest.param(samples.HERE, "https://veille.example/fil/all.rss", id="ours is syndicated by our own feed"),
        pytest.param(AT_GAZETTE, "https://gazette.example/", id="another's is its page"),
    ],
)
def test_a_source_without_a_feed_still_has_an_address_in_rss(origin, address):
    _, rss, _ = documents(filed(Entry(title="x"), origin=origin))

    assert rss.find("channel/item/source").get("url") == address


def test_the_other_sources_of_a_story_are_credited():
    entry = filed(via=(AT_CARNET,), via_links=("https://carnet.example/1",))

    atom, rss, json_feed = documents(entry)

    assert atom.find(f"{ATOM}entry/{ATOM}link[@rel='via']").get("href") == "https://carnet.example/1"
    assert rss.find(f"channel/item/{ATOM}link[@rel='via']").get("href") == "https://carnet.example/1"
    assert json_feed["items"][0]["_sources"]["via"][0]["entry_url"] == "https://carnet.example/1"
    assert 'Aussi sur <a href="https://carnet.example/1">Carnet de fondateurs</a>' in read_json_content(json_feed)


def read_json_content(json_feed):
    return json_feed["items"][0]["content_html"]


def test_a_withdrawn_entry_leaves_a_tombstone_in_atom_alone():
    withdrawn = Tombstone("tag:veille.example,2026:gone", NOON)

    atom, rss, _ = documents(filed(), tombstones=(withdrawn,))

    assert [dict(e.attrib) for e in atom.iter(TOMB)] == [
        {"ref": "tag:veille.example,2026:gone", "when": NOON.isoformat()}
    ]
    assert b"deleted-entry" not in etree.tostring(rss)


def test_an_entry_that_came_back_has_no_tombstone():
    entry = filed()

    atom, _, _ = documents(entry, tombstones=(Tombstone(entry.id, NOON),))

    assert list(atom.iter(TOMB)) == []


@pytest.mark.parametrize(
    ("entry_id", "link", "expected"),
    [
        pytest.param("https://journal.example/1", "https://journal.example/1", "true", id="its own link"),
        pytest.param("https://journal.example/?p=1", "https://journal.example/1", "false", id="another address"),
        pytest.param("tag:a,2026:1", "https://journal.example/1", "false", id="no address"),
    ],
)
def test_a_guid_is_a_permalink_only_when_it_is_the_link(entry_id, link, expected):
    _, rss, _ = documents(filed(Entry(title="x", link=link), id=entry_id))

    assert rss.find("channel/item/guid").get("isPermaLink") == expected


def test_rss_names_authors_without_their_addresses():
    people = (Person("Une Autrice", "elle@example.org"), Person("lui@example.org (Lui)"), Person("eux@example.org"))

    atom, rss, json_feed = documents(filed(Entry(title="x", authors=people)))

    names = ["Une Autrice", "Lui", "eux"]
    assert rss.find("channel/item/author") is None
    assert [e.text for e in rss.iter(f"{DC}creator")] == names
    assert [e.text for e in atom.iterfind(f"{ATOM}entry/{ATOM}author/{ATOM}name")] == names
    assert "@example.org" not in json.dumps(json_feed)


def test_a_description_comes_before_the_content():
    _, rss, _ = documents(filed(Entry(title="x", summary="1 < 2 & 3", content_html="<p>y</p>")))

    tags = [child.tag for child in rss.find("channel/item")]
    assert tags.index("description") < tags.index(f"{CONTENT}encoded")
    assert rss.findtext("channel/item/description") == "1 &lt; 2 &amp; 3"


def test_categories_have_our_scheme_and_tags_have_none():
    entry = filed(Entry(title="x", tags=(Tag("Paris, France"), Tag("ia"), Tag("ai", label="IA"))), "ia")

    atom, rss, json_feed = documents(entry)

    scheme = "https://veille.example/fil/#categories"
    assert [dict(c.attrib) for c in atom.iterfind(f"{ATOM}entry/{ATOM}category")] == [
        {"term": "ia", "scheme": scheme, "label": "IA"},
        {"term": "Paris / France", "label": "Paris / France"},
    ]
    assert [(c.text, c.get("domain")) for c in rss.iterfind("channel/item/category")] == [
        ("IA", scheme),
        ("Paris / France", None),
    ]
    assert json_feed["items"][0]["tags"] == ["IA", "Paris / France"]


def test_every_entry_says_its_own_language():
    atom, rss, json_feed = documents(filed(Entry(title="x", language="en")), language="fr")

    assert atom.get(XML_LANG) == "fr"
    assert atom.find(f"{ATOM}entry").get(XML_LANG) == "en"
    assert rss.findtext("channel/language") == "fr"
    assert json_feed["items"][0]["language"] == "en"


def test_both_dates_are_said_to_the_second():
    fine = NOON + timedelta(microseconds=123456)

    atom, rss, json_feed = documents(filed(sort_date=fine, updated=fine + timedelta(hours=1)))

    assert atom.findtext(f"{ATOM}entry/{ATOM}published") == "2026-11-20T12:00:00+00:00"
    assert rss.findtext("channel/item/pubDate") == "Fri, 20 Nov 2026 12:00:00 +0000"
    assert rss.findtext(f"channel/item/{ATOM}updated") == "2026-11-20T13:00:00+00:00"
    assert json_feed["items"][0]["date_modified"] == "2026-11-20T13:00:00+00:00"


def test_entries_of_one_id_are_published_once():
    first, second = filed(Entry(title="a")), filed(Entry(title="b"))

    atom, rss, json_feed = documents(first, second)

    assert [e.findtext(f"{ATOM}title") for e in atom.iterfind(f"{ATOM}entry")] == ["a"]
    assert len(rss.findall("channel/item")) == len(json_feed["items"]) == 1


def test_publishing_leaves_the_process_its_locale():
    before = locale.setlocale(locale.LC_ALL)

    documents(filed())

    assert locale.setlocale(locale.LC_ALL) == before


def test_feedgen_still_loses_what_our_extension_adds():
    """If this fails, feedgen has been mended, and so much of the extension can go."""
    plain = FeedGenerator()
    plain.id("urn:x")
    plain.title("x")
    entry = plain.add_entry()
    entry.id("urn:y")
    entry.title("y")
    entry.link(href="https://a.example/1.mp3", rel="enclosure", type="audio/mpeg", length="5")
    entry.source("https://a.example/", "A")
    entry.content("z")

    root = parse_xml(plain.atom_str())

    assert dict(root.find(f"{ATOM}entry/{ATOM}link").attrib) == {"href": "https://a.example/1.mp3"}
    assert root.find(f"{ATOM}entry/{ATOM}source/{ATOM}id") is None
