import pytest

from feeds.ingest.compare import Comparison, compare_feed, compare_files, compare_listing, compare_push, is_meaningful
from tests.factories import FIRST_SEEN, entry, known, read_entry

LINKS = [f"https://a.example/{n}" for n in range(9)]


def file(name, **fields):
    """An article file as read."""
    return read_entry(name, document=name, **fields)


def known_file(name, **fields):
    return known(name, document=name, **fields)


def compare_articles(seen, there, vanished=()):
    return compare_files(seen, there, vanished=vanished, articles={s.document: True for s in seen})


def test_what_is_not_known_is_new():
    seen = read_entry("b")

    assert compare_feed([seen], [known("a")]) == Comparison(new=(seen,))


def test_what_reads_the_same_is_the_same():
    assert compare_feed([read_entry("a", digest="d", same=True)], [known("a", digest="d")]) == Comparison()


def test_what_reads_otherwise_is_edited():
    seen, there = read_entry("a", digest="d2"), known("a", digest="d1")

    assert compare_feed([seen], [there]) == Comparison(edited=((seen, there),))


def test_an_entry_that_left_the_feed_is_not_gone():
    assert compare_feed([], [known("a")]) == Comparison()


def test_an_entry_withdrawn_from_a_feed_does_not_come_back():
    seen = read_entry("a", digest="d", same=True)

    assert compare_feed([seen], [known("a", digest="d", withdrawn=FIRST_SEEN)]) == Comparison()


def test_guids_that_flip_under_the_same_links_are_the_same_entries():
    seen = [read_entry(f"new{n}", link=LINKS[n]) for n in range(3)]
    there = [known(f"old{n}", link=LINKS[n]) for n in range(3)]

    found = compare_feed(seen, there)

    assert [(s.key, k.key) for s, k in found.moved] == [("new0", "old0"), ("new1", "old1"), ("new2", "old2")]
    assert found.new == ()
    assert found.warning == "3 entries came back under new guids: they keep their ids"


def test_guids_that_flip_with_their_links_are_recognised():
    seen = [read_entry(f"https://a.example/{n}", link=f"https://a.example/{n}?utm_id=7{n}") for n in range(3)]
    there = [known(f"http://a.example/{n}", link=f"http://www.a.example/{n}/") for n in range(3)]

    found = compare_feed(seen, there)

    assert (len(found.moved), found.new) == (3, ())


def test_dates_that_were_told_apart_by_microseconds_are_one_date():
    seen = [read_entry(f"new{n}", title=f"T {n}", published=FIRST_SEEN.replace(microsecond=n)) for n in range(3)]
    there = [known(f"old{n}", title=f"T {n}", published=FIRST_SEEN.replace(microsecond=9)) for n in range(3)]

    assert compare_feed(seen, there).new == ()


def test_guids_that_flip_are_recognised_by_title_and_date_too():
    seen = [read_entry(f"new{n}", title=f"T {n}", published=FIRST_SEEN) for n in range(3)]
    there = [known(f"old{n}", title=f"T  {n}", published=FIRST_SEEN) for n in range(3)]

    assert len(compare_feed(seen, there).moved) == 3


def test_two_entries_under_new_guids_may_be_chance():
    seen = [read_entry(f"new{n}", link=LINKS[n]) for n in range(2)]
    there = [known(f"old{n}", link=LINKS[n]) for n in range(2)]

    found = compare_feed(seen, there)

    assert (len(found.new), found.moved) == (2, ())


def test_a_few_among_many_are_no_flip():
    seen = [read_entry(f"new{n}", link=LINKS[n]) for n in range(3)]
    seen += [read_entry(f"same{n}", digest="old", same=True) for n in range(4)]
    there = [known(f"old{n}", link=LINKS[n]) for n in range(3)] + [known(f"same{n}") for n in range(4)]

    found = compare_feed(seen, there)

    assert (len(found.new), found.moved) == (3, ())


def test_a_link_that_several_entries_share_proves_nothing():
    seen = [read_entry(f"new{n}", link=LINKS[0], title=f"T {n}") for n in range(4)]
    there = [known(f"old{n}", link=LINKS[0], title=f"Other {n}") for n in range(4)]

    assert len(compare_feed(seen, there).new) == 4


@pytest.mark.parametrize("compare", ["compare_feed", "compare_files"])
@pytest.mark.parametrize(
    "same",
    [
        pytest.param({"digest": "d"}, id="that says all it said"),
        pytest.param({"digest": "e", "title": "a title"}, id="of the same guid and title"),
    ],
)
def test_an_entry_whose_key_degraded_is_the_same(compare, same):
    seen = [read_entry("g\nhttps://a/", document="f.xml", **same), read_entry("g\n", document="f.xml", title="Other")]
    there = [known("g", document="f.xml", digest="d")]

    if compare == "compare_feed":
        found = compare_feed(seen, there)
    else:
        found = compare_files(seen, there, vanished=(), articles={"f.xml": False})

    assert [(s.key, k.key) for s, k in found.moved] == [("g\nhttps://a/", "g")]
    assert found.new == (seen[1],)


def test_guids_that_flip_in_a_feed_file_are_recognised_too():
    seen = [read_entry(f"new{n}", document="f.xml", link=LINKS[n]) for n in range(3)]
    there = [known(f"old{n}", document="f.xml", link=LINKS[n]) for n in range(3)]

    found = compare_files(seen, there, vanished=(), articles={"f.xml": False})

    assert (len(found.moved), found.new, found.gone) == (3, (), ())
    assert "keep their ids" in found.warning


def test_a_vanished_file_is_gone():
    there = known_file("a.txt")

    assert compare_articles([], [there], vanished={"a.txt"}) == Comparison(gone=(there,))


@pytest.mark.parametrize(
    ("seen", "there"),
    [
        pytest.param({"digest": "d", "same": True}, {"digest": "d"}, id="its text is the same"),
        pytest.param({"link": LINKS[0]}, {"link": LINKS[0], "title": "B"}, id="its link is the same"),
        pytest.param({"title": "A  Title"}, {"title": "a title"}, id="its title is the same"),
    ],
)
def test_a_vanished_file_that_returns_under_a_new_name_was_renamed(seen, there):
    found = compare_articles([file("b.txt", **seen)], [known_file("a.txt", **there)], vanished={"a.txt"})

    assert [(s.key, k.key) for s, k in found.moved] == [("b.txt", "a.txt")]
    assert (found.new, found.gone) == ((), ())


def test_a_copy_beside_its_original_is_new():
    seen = file("b.txt", digest="d", same=True)

    assert compare_articles([seen], [known_file("a.txt", digest="d")]).moved == ()


def test_a_file_put_back_is_back():
    there = known_file("a.txt", digest="d", withdrawn=FIRST_SEEN)

    found = compare_articles([file("a.txt", digest="d", same=True)], [there])

    assert found == Comparison(back=(there,))


def test_a_file_put_back_under_another_name_is_the_same_entry():
    there = known_file("a.txt", digest="d", withdrawn=FIRST_SEEN)

    found = compare_articles([file("b.txt", digest="d", same=True)], [there])

    assert [(s.key, k.key) for s, k in found.moved] == [("b.txt", "a.txt")]
    assert [k.key for k in found.back] == ["b.txt"]


def test_a_file_put_back_with_other_words_is_edited():
    there = known_file("a.txt", digest="d1", withdrawn=FIRST_SEEN)
    seen = file("a.txt", digest="d2")

    assert compare_articles([seen], [there]) == Comparison(edited=((seen, there),))


def test_an_article_that_became_a_feed_is_gone():
    there = known_file("a.xml")
    seen = read_entry("guid", document="a.xml")

    found = compare_files([seen], [there], vanished=(), articles={"a.xml": False})

    assert (found.new, found.gone) == ((seen,), (there,))


def test_an_entry_that_rolled_out_of_a_feed_file_is_not_gone():
    found = compare_files([], [known("guid", document="a.xml")], vanished=(), articles={"a.xml": False})

    assert found.gone == ()


def test_a_renamed_feed_file_keeps_its_entries():
    there = known("guid", document="a.xml", digest="d")
    seen = read_entry("guid", document="b.xml", digest="d", same=True)

    found = compare_files([seen], [there], vanished={"a.xml"}, articles={"b.xml": False})

    assert found == Comparison(moved=((seen, there),))


@pytest.mark.parametrize(
    ("change", "meaningful"),
    [
        pytest.param({"title": "Another title"}, True, id="a word of the title"),
        pytest.param({"title": "a TITLE!"}, False, id="capitals and points of the title"),
        pytest.param({"content_html": "<p>Some wordz.</p>"}, False, id="a typo"),
        pytest.param({"content_html": "<p>Some words.</p>" + "<p>" + "word " * 12 + "</p>"}, False, id="48 characters"),
        pytest.param({"content_html": "<p>Some words.</p>" + "<p>" + "words " * 10 + "</p>"}, True, id="50 characters"),
        pytest.param({"content_html": '<p class="x17">Some <b>words</b>.</p>'}, False, id="markup alone"),
        pytest.param({"summary": "Quite another summary, and a long one at that, in many words."}, False, id="summary"),
    ],
)
def test_an_edit_is_heard_of_for_words_of_the_title_and_fifty_characters_of_text(change, meaningful):
    assert is_meaningful(entry(), entry(**change)) is meaningful


def test_text_removed_counts_as_much_as_text_added():
    long = entry(content_html="<p>" + "words " * 20 + "</p>")

    assert is_meaningful(long, entry(content_html="<p>words</p>"))


# -- pushes -------------------------------------------------------------------------------------------------------


def test_a_part_of_a_feed_brings_what_is_new_and_what_is_edited():
    new, edited, same = read_entry("new"), read_entry("b"), read_entry("c", same=True)

    found = compare_push([new, edited, same], [known("a"), known("b"), known("c")])

    assert found == Comparison(new=(new,), edited=((edited, known("b")),))


@pytest.mark.parametrize(
    ("stranger", "there"),
    [
        pytest.param({"digest": "d"}, {"digest": "d"}, id="says all it said"),
        pytest.param(
            {"link": "https://a.example/1"}, {"link": "http://www.a.example/1?utm_source=x"}, id="has its link"
        ),
        pytest.param(
            {"title": "T", "published": FIRST_SEEN}, {"title": "t", "published": FIRST_SEEN}, id="title and date"
        ),
    ],
)
def test_an_entry_that_may_be_a_known_one_under_another_key_is_undecided(stranger, there):
    entry = read_entry("stranger", **stranger)

    found = compare_push([entry], [known("there", **there)])

    assert found == Comparison(undecided=(entry,))


def test_a_part_is_no_flip_however_many_entries_look_like_known_ones():
    links = [f"https://a.example/{n}" for n in range(5)]
    seen = [read_entry(f"new {n}", link=link) for n, link in enumerate(links)]

    found = compare_push(seen, [known(f"old {n}", link=link) for n, link in enumerate(links)])

    assert (found.moved, found.new, found.warning, found.undecided) == ((), (), "", tuple(seen))


def test_a_link_that_known_entries_share_leaves_a_new_entry_new():
    entry = read_entry("new", link="https://a.example/")

    found = compare_push([entry], [known(key, link="https://a.example/", title=key) for key in "ab"])

    assert found.new == (entry,)


def test_an_entry_whose_known_one_is_in_the_same_part_is_new():
    there, new = read_entry("a", same=True, digest="old"), read_entry("new", link="https://a.example/1")

    found = compare_push([there, new], [known("a", link="https://a.example/1")])

    assert found.new == (new,)


def test_one_link_that_left_a_list_while_its_title_and_date_are_under_another_has_moved():
    seen = read_entry(LINKS[1], link=LINKS[1], title="Un titre", published=FIRST_SEEN)
    there = known(LINKS[0], link=LINKS[0], title="Un titre", published=FIRST_SEEN)

    assert [(s.key, k.key) for s, k in compare_listing([seen], [there]).moved] == [(LINKS[1], LINKS[0])]


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"title": "Un autre titre", "published": FIRST_SEEN}, id="another title"),
        pytest.param({"title": "Un titre"}, id="no date"),
    ],
)
def test_a_link_of_a_list_that_shares_less_is_new(fields):
    seen = read_entry(LINKS[1], link=LINKS[1], **fields)
    there = known(LINKS[0], link=LINKS[0], title="Un titre", published=FIRST_SEEN)

    assert compare_listing([seen], [there]).new == (seen,)


def test_a_link_that_stands_in_a_list_beside_its_like_has_not_moved():
    fields = {"title": "Un titre", "published": FIRST_SEEN}
    seen = [read_entry(link, link=link, digest="d", **fields) for link in LINKS[:2]]

    found = compare_listing(seen, [known(LINKS[0], link=LINKS[0], digest="d", **fields)])

    assert (found.new, found.moved) == ((seen[1],), ())
