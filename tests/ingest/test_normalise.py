"""What a source gave, made an entry."""

import re
from dataclasses import fields
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.characters import legal
from feeds.ingest.excerpt import lead, shortened, without_farewell
from feeds.ingest.language import language_tag
from feeds.ingest.markup import clean_html
from feeds.ingest.normalise import Context, normalise_entry
from feeds.model import Enclosure, Entry, Person, RawEntry, Tag

CONTEXT = Context(base_url="https://example.org/feed", timezone=ZoneInfo("Europe/Paris"))
TEXT = "Une jeune pousse lève des fonds pour ses modèles. La suite dépend du marché, dit-elle."


def entry(context: Context = CONTEXT, **said: object) -> Entry:
    return normalise_entry(RawEntry(**said), context)


def within(**said: object) -> Context:
    return Context(**{"base_url": CONTEXT.base_url, "timezone": CONTEXT.timezone, **said})


@pytest.mark.parametrize(
    ("title_html", "title"),
    [
        ("Un titre", "Un titre"),
        (" Un\n <b>titre</b>&nbsp;! ", "Un titre\xa0!"),
        ("AT&amp;T &amp; moi", "AT&T & moi"),
        ("&amp;lt;b&amp;gt;Gras&amp;lt;/b&amp;gt; &amp;amp;amp; plus", "Gras & plus"),
        ("L&amp;#8217;été", "L’été"),
        ("Pourquoi &lt;b&gt; est dépassé", "Pourquoi <b> est dépassé"),
        ("a < b", "a < b"),
        ("\u202eretourné\u200b \x00", "retourné"),
        ("Ã‰tÃ©", "Été"),
        ("mot " * 200, "mot " * 124 + "mot…"),
    ],
)
def test_a_title_is_plain_text_on_one_line(title_html, title):
    assert entry(title_html=title_html).title == title


@pytest.mark.parametrize(
    ("said", "title"),
    [
        pytest.param({"content_html": f"<h2>Un intertitre</h2><p>{TEXT}</p>"}, TEXT[:49], id="its first sentence"),
        pytest.param({"content_html": "<p>" + "mot " * 50}, "mot " * 18 + "mot mot…", id="its first words"),
        pytest.param({"summary_html": "Court"}, "Court", id="its summary"),
        pytest.param({"link": "https://www.example.org/a/"}, "example.org/a", id="its address"),
        pytest.param({"language": "fr"}, "Sans titre", id="nothing, in French"),
        pytest.param({}, "Untitled", id="nothing"),
        pytest.param({"title_html": "<b></b>&#8203;", "language": "en"}, "Untitled", id="an invisible title"),
    ],
)
def test_an_entry_without_title_takes_one_from_the_rest(said, title):
    assert entry(**said).title == title


def test_an_address_is_taken_from_the_nearest_base():
    content_html = '<p><a href="c">x</a></p>'

    plain = entry(link="/a/b", content_html=content_html, image="i.png")
    based = entry(link="/a/b", content_html=content_html, base_url="/z/", image="i.png")

    assert (plain.link, plain.image) == ("https://example.org/a/b", "https://example.org/a/i.png")
    assert 'href="https://example.org/a/c"' in plain.content_html
    assert (based.link, based.image) == ("https://example.org/a/b", "https://example.org/z/i.png")
    assert 'href="https://example.org/z/c"' in based.content_html


@pytest.mark.parametrize("link", ["", " ", "mailto:a@example.org", "javascript:x", "urn:x", "http://[2001:db8::1]/x"])
def test_a_link_leads_to_the_web_or_is_none(link):
    assert entry(link=link).link == ""


def test_content_is_cleaned_and_taken_from_the_summary_when_there_is_none():
    assert entry(content_html="<p>x<script>y</script>").content_html == "<p>x</p>"
    assert entry(summary_html="<p onclick='y'>x").content_html == "<p>x</p>"
    assert entry(content_html="<script>y</script>", summary_html="x").content_html == "x"


@pytest.mark.parametrize(
    ("said", "summary"),
    [
        pytest.param({"summary_html": "<p>Un résumé.</p>", "content_html": "<p>Autre."}, "Un résumé.", id="its own"),
        pytest.param({"content_html": f"<h2>Titre</h2><p>{TEXT}</p><p>Fin."}, TEXT, id="the first paragraph"),
        pytest.param({"content_html": f"<p>Paris, lundi</p><p>{TEXT}"}, f"Paris, lundi {TEXT}", id="the first two"),
        pytest.param({"title_html": "Un titre", "summary_html": "Un titre."}, "", id="not the title again"),
        pytest.param(
            {"title_html": "Un titre", "summary_html": "Un titre.", "content_html": f"<p>{TEXT}"},
            TEXT,
            id="the text rather",
        ),
        pytest.param({"content_html": "<p>Court"}, "", id="not the title made of it"),
        pytest.param(
            {"title_html": "T", "summary_html": "Phrase. " * 60}, "Phrase. " * 36 + "Phrase.", id="whole sentences"
        ),
        pytest.param(
            {"title_html": "T", "summary_html": "Début [&#8230;] The post T appeared first on S."},
            "Début…",
            id="no farewell",
        ),
    ],
)
def test_a_summary_tells_what_the_title_does_not(said, summary):
    assert entry(**said).summary == summary


@pytest.mark.parametrize(
    ("persons", "authors"),
    [
        ((Person("  Jane\nDoe "),), (Person("Jane Doe"),)),
        ((Person("jane@example.org (Jane Doe)"),), (Person("Jane Doe", "jane@example.org"),)),
        ((Person("Jane Doe <jane@example.org>"),), (Person("Jane Doe", "jane@example.org"),)),
        ((Person("jane@example.org"),), (Person("jane", "jane@example.org"),)),
        ((Person("", "jane@example.org"),), (Person("jane", "jane@example.org"),)),
        ((Person("Jane", "pas une adresse", "javascript:x"),), (Person("Jane"),)),
        (
            (Person("Jane", "mailto:j@example.org", "/jane"),),
            (Person("Jane", "j@example.org", "https://example.org/jane"),),
        ),
        ((Person("Par Jane Doe"), Person("jane doe"), Person("By  ")), (Person("Jane Doe"), Person("By"))),
        ((Person("AT&amp;T"), Person("<b>Jean</b>"), Person(" ")), (Person("AT&T"), Person("Jean"))),
    ],
)
def test_authors_are_names_once_each(persons, authors):
    assert entry(authors=persons).authors == authors


def test_an_entry_without_author_has_the_feeds():
    context = within(authors=(Person("La <i>rédaction</i>"),))

    assert entry(context).authors == (Person("La rédaction"),)
    assert entry(context, authors=(Person("Jane"),)).authors == (Person("Jane"),)


@pytest.mark.parametrize(
    ("said", "name", "published"),
    [
        (
            {"published": "2025-07-08T10:00:00+02:00", "link": "/2024/01/01/x"},
            "2023-01-01.txt",
            datetime(2025, 7, 8, 8, tzinfo=UTC),
        ),
        (
            {"published": "bientôt", "link": "/2024/01/01/x"},
            "notes/2023-01-02-x.txt",
            datetime(2023, 1, 1, 23, tzinfo=UTC),
        ),
        ({"link": "/2024/01/02/x", "updated": "2025-01-01"}, "x.txt", datetime(2024, 1, 1, 23, tzinfo=UTC)),
        ({"updated": "2025-01-02"}, "", datetime(2025, 1, 1, 23, tzinfo=UTC)),
        ({}, "", None),
    ],
)
def test_the_date_is_the_entrys_own_word_before_a_name_or_a_link(said, name, published):
    found = entry(within(name=name), **said).published

    assert found == published


def test_tags_are_cleaned_and_kept_once():
    tags = (
        Tag(" IA &amp; <b>données</b> "),
        Tag("ia & données", "https://example.org/s"),
        Tag("s", "https://example.org/s", "Startups"),
        Tag("m", "pas une IRI", "m"),
        Tag("", "", "Sans terme"),
        Tag(" "),
    )

    found = entry(tags=tags).tags

    assert found == (Tag("IA & données"), Tag("s", "https://example.org/s", "Startups"), Tag("m"), Tag("Sans terme"))


def test_tags_are_bounded_in_number_and_length():
    found = entry(tags=(Tag("x " * 300), *(Tag(str(n)) for n in range(1_000)))).tags

    assert len(found) == 50
    assert max(len(tag.term) for tag in found) <= 100


def test_enclosures_are_absolute_typed_and_kept_once():
    enclosures = (
        Enclosure("/a.mp3", "AUDIO/MPEG; charset=x", 12),
        Enclosure("https://example.org/a.mp3"),
        Enclosure("b.webp?x=1", "image", -5),
        Enclosure("c.unknown", "not a type"),
        Enclosure("data:x"),
        Enclosure(""),
    )

    found = entry(enclosures=enclosures).enclosures

    assert found == (
        Enclosure("https://example.org/a.mp3", "audio/mpeg", 12),
        Enclosure("https://example.org/b.webp?x=1", "image/webp"),
        Enclosure("https://example.org/c.unknown"),
    )


@pytest.mark.parametrize(
    ("declared", "of_the_feed", "language"),
    [("fr_CA", "en", "fr-CA"), ("français", "en-us", "en-US"), ("", "", "fr"), ("", "xx", "fr")],
)
def test_the_language_is_declared_else_detected(declared, of_the_feed, language):
    found = entry(within(language=of_the_feed), language=declared, content_html=f"<p>{TEXT}")

    assert found.language == language


def test_the_rest_is_plain_text():
    found = entry(
        guid=" tag:x\x00,y ", rights="© &lt;b&gt;Nous&lt;/b&gt;", site=" Le\nSite ", verdicts=("IA ", "", "IA", "\x01")
    )

    assert (found.guid, found.rights, found.site, found.verdicts) == ("tag:x,y", "© Nous", "Le Site", ("IA",))


ANY = st.one_of(
    st.text(st.characters(exclude_categories=()), max_size=30),
    st.sampled_from(
        ["<p>é", "&amp;#1;", "http://[", "https://x.example/a?b#c", "//a", "2025-07-08", "e\u0301", "\ud800", "[]"]
    ),
)
RAW = st.builds(
    RawEntry,
    **{f.name: ANY for f in fields(RawEntry) if f.type is str},
    authors=st.lists(st.builds(Person, ANY, ANY, ANY), max_size=3).map(tuple),
    tags=st.lists(st.builds(Tag, ANY, ANY, ANY), max_size=3).map(tuple),
    verdicts=st.lists(ANY, max_size=3).map(tuple),
    enclosures=st.lists(st.builds(Enclosure, ANY, ANY, st.integers()), max_size=3).map(tuple),
)


def texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple):
        return [text for part in value for text in texts(part)]
    if hasattr(value, "__dataclass_fields__"):
        return [text for f in fields(value) for text in texts(getattr(value, f.name))]
    return []


@given(RAW, ANY, ANY, ANY)
def test_anything_becomes_an_entry_without_an_illegal_character(raw, base_url, language, name):
    found = normalise_entry(raw, within(base_url=base_url, language=language, name=name))

    assert [text for text in texts(found) if text != legal(text)] == []
    assert found.title
    assert len(found.summary) <= 301
    assert found.language == language_tag(found.language)
    assert found.content_html == clean_html(found.content_html, base_url)
    assert all(url == "" or re.match("https?://", url) for url in (found.link, found.image))


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("Court.", 10, "Court."),
        ("Une phrase. Une autre.", 15, "Une phrase."),
        ("Vu par M. Dupont hier soir", 14, "Vu par M…"),
        ("Vraiment ?! Oui, vraiment.", 14, "Vraiment ?!"),
        ("Il dit « non. » Puis il part.", 18, "Il dit « non. »"),
        ("Ah. Une phrase sans fin aucune", 20, "Ah. Une phrase sans…"),
        ("abcdefghijkl", 8, "abcdefg…"),
        ("これは文です。続きがあります。", 9, "これは文です。"),
    ],
)
def test_a_text_is_cut_where_a_reader_would_stop(text, limit, short):
    assert shortened(text, limit) == short


def test_a_lead_is_the_first_paragraph_of_some_length():
    assert lead("Lieu\n" + "x" * 90 + "\nsuite") == "Lieu " + "x" * 90
    assert lead("a\nb") == "a b"
    assert lead("") == ""


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Le début. The post Titre appeared first on Site.", "Le début."),
        ("Le début. L’article Titre est apparu en premier sur Site.", "Le début."),
        ("Le début [...]", "Le début…"),
        ("Le début… Lire la suite", "Le début…"),
        ("Le début […] Continue reading Titre → L’article T est apparu en premier sur S.", "Le début…"),
        ("Lire la suite", ""),
        ("[…]", ""),
        ("Il faut lire plus, et relire.", "Il faut lire plus, et relire."),
        ("", ""),
    ],
)
def test_what_blog_software_adds_is_left_out(text, kept):
    assert without_farewell(text) == kept


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("1:02:03", 3723),
        ("62:03", 3723),
        ("3723", 3723),
        (" 01:02:03.75 ", 3723),
        ("61.5", 61),
        ("", 0),
        ("1 h 2", 0),
        ("1:2:3:4", 0),
        ("-5", 0),
        ("9" * 40, 0),
    ],
)
def test_a_duration_is_in_seconds(written, seconds):
    assert entry(duration=written).duration_seconds == seconds


@pytest.mark.parametrize(("written", "number"), [("2", 2), (" 007 ", 7), ("II", 0), ("-1", 0), ("9" * 40, 0), ("", 0)])
def test_a_season_and_an_episode_are_numbers(written, number):
    read = entry(season=written, episode=written)

    assert (read.season, read.episode) == (number, number)


def test_what_is_enclosed_and_pictured_is_published_without_tracking():
    found = entry(
        link="https://example.org/a?utm_source=rss",
        image="/i.png?utm_source=rss",
        enclosures=(Enclosure("/a.mp3?id=7&utm_medium=feed"), Enclosure("/b.mp3?sig=0f&utm_medium=feed")),
    )

    assert found.image == "https://example.org/i.png"
    assert [e.url for e in found.enclosures] == [
        "https://example.org/a.mp3?id=7",
        "https://example.org/b.mp3?sig=0f&utm_medium=feed",
    ]
