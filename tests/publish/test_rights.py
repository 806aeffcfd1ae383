"""What a source does not let us show stands in none of our files."""

from dataclasses import replace

import pytest

from feeds.model import Archive, Enclosure, Entry, Filing, Reason
from feeds.publish.readback import read_atom
from feeds.publish.render import render, render_archive, render_archive_page
from feeds.publish.rights import rights_of
from tests.publish.samples import AT_CARNET, AT_GAZETTE, AT_JOURNAL, config, feed, filed

BODY, LEAD, TERM = "Le corps du texte", "Le chapeau du texte", "terme compté"
PICTURE, SOUND = "https://a.example/image.png", "https://a.example/son.mp3"
WHOLE = Entry(
    title="Un titre", summary=f"{LEAD}.", content_html=f"<p>{BODY}.</p>", image=PICTURE, rights="© Quelqu’un",
    enclosures=(Enclosure(SOUND, "audio/mpeg", 5),), language="fr",
)  # fmt: skip
WHY = Filing("ia", 9.0, given=True, verdict="sure", reasons=(Reason(TERM, "body", 2, 9.0),))


def everything(origin, **entry):
    """Return every file of a site that has this one entry, its archive and the page of that too."""
    found = filed(replace(WHOLE, **entry), origin=origin, filings=(WHY,))
    cfg = config()
    files = render(cfg, [feed(found), feed(found, key="ia")], [found])
    archive = Archive("ia", 1, 1, (found,))
    return files | {
        "archive/ia-0001.atom": render_archive(cfg, archive),
        "archive/ia-0001.html": render_archive_page(cfg, archive),
    }


def where(files, text):
    return {path for path, content in files.items() if text.encode() in content}


@pytest.mark.parametrize("link", ["", "https://elsewhere.example/1"])
@pytest.mark.parametrize(
    ("origin", "hidden"),
    [
        pytest.param(AT_CARNET, (BODY,), id="summary"),
        pytest.param(AT_GAZETTE, (BODY, LEAD, PICTURE, SOUND), id="link"),
    ],
)
def test_what_the_rights_hold_back_is_in_no_file(origin, hidden, link):
    files = everything(origin, link=link)

    assert {text: where(files, text) for text in hidden} == {text: set() for text in hidden}


@pytest.mark.parametrize("origin", [AT_JOURNAL, AT_CARNET, AT_GAZETTE])
def test_title_rights_and_the_terms_that_counted_are_told_under_any_rights(origin):
    files = everything(origin)

    formats = {f"{key}.{name}" for key in ("all", "ia") for name in ("atom", "rss", "json")}
    assert where(files, "Un titre") >= formats | {"archive/ia-0001.atom", "index.html", "ia.html"}
    assert where(files, "© Quelqu’un") >= formats | {"archive/ia-0001.atom"}
    assert where(files, TERM) == {"all.json", "ia.json", "status/entries/index.html"}


def test_what_may_be_shown_whole_is():
    files = everything(AT_JOURNAL)

    for text in (BODY, SOUND, PICTURE):
        assert where(files, text) >= {"all.atom", "all.rss", "all.json", "archive/ia-0001.atom"}
    assert read_atom(files["all.atom"])[0]["rights"] == "© Quelqu’un"


def test_an_entry_without_words_of_its_own_carries_the_rights_of_its_source():
    files = everything(AT_JOURNAL, rights="")

    assert read_atom(files["all.atom"])[0]["rights"] == "© Le Journal du calcul"


@pytest.mark.parametrize(
    ("has_page_elsewhere", "expected"),
    [
        pytest.param(True, "summary", id="what has a page elsewhere is only summed up"),
        pytest.param(False, "full", id="what has none is ours"),
    ],
)
def test_a_source_that_is_gone_takes_its_rights_along(has_page_elsewhere, expected):
    assert rights_of(config(sources=()), "gone", has_page_elsewhere=has_page_elsewhere) == expected
