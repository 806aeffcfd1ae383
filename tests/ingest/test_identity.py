import pytest

from feeds.ingest.identity import feed_keys, is_degraded_key, raw_digests
from feeds.model import RawEntry


@pytest.mark.parametrize(
    ("entry", "key"),
    [
        pytest.param(RawEntry(guid="g", link="https://a/"), "g", id="the guid"),
        pytest.param(RawEntry(guid=" g\n ", link="https://a/"), "g", id="the guid, without white space around"),
        pytest.param(RawEntry(link="https://a/"), "https://a/", id="else the link"),
    ],
)
def test_an_entry_is_known_by_its_guid_else_its_link(entry, key):
    assert feed_keys([entry]).keys == (key,)


def test_without_guid_and_link_an_entry_is_known_by_what_it_says():
    one, other = RawEntry(title_html="One"), RawEntry(title_html="Other")

    first = feed_keys([one, other]).keys

    assert first == feed_keys([one, other]).keys
    assert first[0] != first[1]
    assert first[0].startswith("sha256:")


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(RawEntry(guid="g", link="https://a/", title_html="New title"), id="the link agrees"),
        pytest.param(RawEntry(guid="g", link="https://b/", title_html="T"), id="the title agrees"),
    ],
)
def test_the_same_guid_twice_is_one_entry_if_link_or_title_agrees(other):
    found = feed_keys([RawEntry(guid="g", link="https://a/", title_html="T"), other])

    assert (found.keys, found.warning) == (("g", ""), "")


def test_guids_that_repeat_for_different_entries_are_not_believed():
    entries = [RawEntry(guid="g", link=f"https://a/{n}", title_html=f"T{n}") for n in range(3)]

    found = feed_keys(entries)

    assert found.keys == ("g\nhttps://a/0", "g\nhttps://a/1", "g\nhttps://a/2")
    assert "guids repeat" in found.warning


def test_the_title_tells_apart_what_guid_and_link_do_not():
    entries = [RawEntry(guid="g", title_html=f"T{n}") for n in range(2)]

    assert feed_keys(entries).keys == ("g\n\nT0", "g\n\nT1")


def test_entries_that_nothing_tells_apart_are_one():
    entries = [RawEntry(guid="g", title_html=""), RawEntry(guid="g", title_html="")]

    assert feed_keys(entries).keys == ("g\n\n", "")


def test_a_source_whose_guids_repeated_once_keeps_its_other_keys():
    entry = RawEntry(guid="g", link="https://a/", title_html="T")

    found = feed_keys([entry], is_degraded=True)

    assert (found.keys, found.warning) == (("g\nhttps://a/",), "")
    assert is_degraded_key(found.keys[0])


def test_a_digest_tells_of_the_entry_and_of_how_it_is_read():
    entry = RawEntry(title_html="x")

    [french, again, english] = raw_digests(entry, ["fr", "fr", "en"])
    assert french == again != english
    assert french not in raw_digests(RawEntry(title_html="y"), ["fr"])
