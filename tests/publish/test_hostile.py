"""Whatever comes in is repaired before it goes out."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.model import Archive, Enclosure, Entry, Filing, Person, Reason, Tag
from feeds.publish.check import check, check_agreement
from feeds.publish.readback import read_atom, read_json, read_rss
from feeds.publish.render import render, render_archive
from tests.publish import hostile
from tests.publish.samples import config, feed, filed
from tests.publish.test_tidy import is_strict_html


def told(*found, **changes):
    """Return what every format says of these entries, after all checks."""
    files = render(config(**changes), [feed(*found)], [])
    for path, content in files.items():
        check(path, content)
    contents = [files[f"all.{name}"] for name in ("atom", "rss", "json")]
    check_agreement(*contents)
    atom, rss, json_feed = (
        read(content) for read, content in zip((read_atom, read_rss, read_json), contents, strict=True)
    )
    assert atom == rss == json_feed
    return atom


@pytest.mark.usefixtures("uncounted")
@settings(max_examples=300)
@given(st.lists(hostile.filed_entries, max_size=3), hostile.texts, hostile.texts, hostile.addresses)
def test_whatever_comes_in_three_valid_and_equal_formats_go_out(found, title, label, hub):
    cfg = config(title=title, subtitle=title, author=label, hubs=(hub,))
    cfg = replace(cfg, categories=(replace(cfg.categories[0], label=label), *cfg.categories[1:]))

    files = render(cfg, [feed(*found), feed(*found, key="ia")], found)
    archive = render_archive(cfg, Archive("all", 1, 1, tuple(found)))

    for path, content in (files | {"archive/all-0001.atom": archive}).items():
        check(path, content)
    for key in ("all", "ia"):
        check_agreement(*(files[f"{key}.{name}"] for name in ("atom", "rss", "json")))
    assert all(is_strict_html(str(entry["content"])) for entry in read_atom(archive))


@pytest.mark.usefixtures("uncounted")
@settings(max_examples=100)
@given(st.lists(hostile.filed_entries, min_size=1, max_size=4), st.integers(1, 5))
def test_whatever_is_cut_to_the_budget_is_valid_and_equal(found, kilobytes):
    told(*found, max_feed_kb=kilobytes)


@settings(max_examples=100)
@given(st.lists(hostile.tombstones, max_size=3))
def test_whatever_was_withdrawn_is_named_by_a_valid_tombstone(withdrawn):
    files = render(config(), [feed(filed(), tombstones=tuple(withdrawn))], [])

    check("all.atom", files["all.atom"])


@pytest.mark.parametrize(
    ("entry", "field", "expected"),
    [
        pytest.param({"title": "a\x00b\x0bc\ufffe"}, "title", "abc", id="characters illegal in XML"),
        pytest.param({"title": "a\ud800b"}, "title", "ab", id="a lone surrogate"),
        pytest.param({"title": "l\x92été"}, "title", "l’été", id="a control that is a quotation mark in disguise"),
        pytest.param({"title": "l’Ã©tÃ©"}, "title", "l’été", id="UTF-8 read as Latin-1 beside what is not"),
        pytest.param({"title": "a ]]> b"}, "title", "a ]]> b", id="the end of a CDATA section"),
        pytest.param({"title": "<b>Gras</b> &amp; plus"}, "title", "‹b›Gras‹/b› & plus", id="HTML in a title"),
        pytest.param({"title": "x" * 10_000}, "title", "x" * 500 + "…", id="a title of 10,000 characters"),
        pytest.param({"title": ""}, "title", "Du texte.", id="no title, but a lead"),
        pytest.param({"title": "", "summary": ""}, "title", "Sans titre", id="no title at all"),
        pytest.param({"summary": ""}, "summary", "Un titre", id="no summary"),
        pytest.param({"link": ""}, "link", "https://veille.example/fil/articles/un-titre.html", id="no link"),
        pytest.param({"link": "/a"}, "link", "https://veille.example/fil/articles/un-titre.html", id="a relative link"),
        pytest.param({"link": "http://[::1]/"}, "link", "https://veille.example/fil/articles/un-titre.html", id="IPv6"),
        pytest.param({"link": "https://é.example/é"}, "link", "https://xn--9ca.example/%C3%A9", id="no ASCII"),
        pytest.param({"link": "https://u:p@a.example/"}, "link", "https://a.example/", id="credentials in a link"),
        pytest.param({"authors": ()}, "authors", ["La rédaction"], id="no author"),
        pytest.param({"authors": (Person("a@b.example"),)}, "authors", ["a"], id="an author who is an address"),
        pytest.param({"language": "zz"}, "language", "fr", id="a language of nobody"),
        pytest.param({"language": "en_UK"}, "language", "en", id="a region of nowhere"),
        pytest.param({"tags": (Tag("a, b"), Tag("A / b"), Tag(","))}, "categories", ["a / b"], id="commas in tags"),
        pytest.param({"tags": tuple(Tag(f"t{n}") for n in range(999))}, "categories", [f"t{n}" for n in range(100)],
                     id="a thousand tags"),
        pytest.param({"image": "javascript:x"}, "image", "", id="an image that runs"),
        pytest.param({"rights": "© <b>x"}, "rights", "© ‹b›x", id="HTML in rights"),
        pytest.param(
            {"enclosures": (Enclosure("https://a.example/1.mp3", "mp3", -1), Enclosure("https://a.example/1.mp3"))},
            "enclosures", [("https://a.example/1.mp3", "audio/mpeg", 0)], id="an enclosure twice, of no type",
        ),
        pytest.param(
            {"enclosures": (Enclosure("http://localhost/a"), Enclosure("https://a.example/b", "a/b", 7))},
            "enclosures", [("http://localhost/a", "application/octet-stream", 0), ("https://a.example/b", "a/b", 7)],
            id="an enclosure whose host RSS does not know",
        ),
    ],
)  # fmt: skip
def test_a_value_is_repaired(entry, field, expected):
    whole = Entry(title="Un titre", summary="Du texte.", content_html="<p>Du texte.</p>", language="fr")

    [found] = told(filed(replace(whole, **entry)))

    assert found[field] == expected


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param('<p style="x:expression(1)">a</p>', "<p>a</p>", id="a dangerous style"),
        pytest.param('<p onclick="x">a</p>', "<p>a</p>", id="a script in an attribute"),
        pytest.param("<p>a</p><script>x</script>", "<p>a x</p>", id="a script"),
        pytest.param("<p>a ]]&gt; b</p>", "<p>a ]]&gt; b</p>", id="the end of a CDATA section"),
        pytest.param("<p>a<p>b</p>", "<p>a b</p>", id="a paragraph in a paragraph"),
        pytest.param("<p>a < b & c</p>", "<p>a</p>", id="what a parser would lose"),
        pytest.param('<p><a href="/x">a</a></p>', '<p><a href="https://veille.example/x">a</a></p>', id="relative"),
        pytest.param('<img src="https://a.example/1" srcset="/2 2x">', '<img src="https://a.example/1">',
                     id="a relative picture of another size"),
        pytest.param("<p>\x92Ã©</p>", "<p>’é</p>", id="characters"),
    ],
)  # fmt: skip
def test_a_content_is_repaired(content, expected):
    [found] = told(filed(Entry(title="x", content_html=content)))

    assert found["content"].split("\n<p><small>")[0] == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param(datetime(1, 1, 1, tzinfo=UTC), datetime(1970, 1, 1, tzinfo=UTC), id="the year 1"),
        pytest.param(datetime(1987, 3, 1, tzinfo=UTC), datetime(1987, 3, 1, tzinfo=UTC), id="an honest old date"),
    ],
)
def test_a_date_before_the_web_is_none(written, expected):
    [found] = told(filed(sort_date=written, updated=written))

    assert found["published"] == found["updated"] == expected


def test_entries_of_one_id_go_out_once_and_of_one_link_each():
    link = "https://a.example/1"
    one, again = filed(Entry(title="a", link=link), id=link), filed(Entry(title="b", link=link), id="urn:x-entry:2")

    found = told(one, one, again)

    assert [(e["id"], e["link"]) for e in found] == [(link, link), ("urn:x-entry:2", link)]


def test_a_reason_is_a_term_and_never_a_text():
    why = Filing(
        "ia", 7.5, given=True, verdict="sure", reasons=(Reason("LLM <b>", "title", 2, 7.5), Reason("\x00", "x", 1, 0))
    )
    other = Filing("startups", 0.5, given=False, verdict="no")

    files = render(config(), [feed(filed(filings=(why, other)))], [])

    assert json.loads(files["all.json"])["items"][0]["_why"] == {
        "categories": [
            {
                "category": "ia", "given": True, "verdict": "sure", "score": 7.5,
                "reasons": [{"term": "LLM ‹b›", "place": "title", "count": 2, "points": 7.5}],
            }
        ]
    }  # fmt: skip
