from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.model import Enclosure, Entry, Origin, Person, Reason, Tag
from feeds.store.values import entry_of, origin_of, reasons_of, to_text, words_of

moments = st.datetimes(timezones=st.just(UTC))
words = st.text(max_size=8)


@given(
    st.builds(
        Entry,
        title=words,
        content_html=words,
        authors=st.lists(st.builds(Person, words, words, words)).map(tuple),
        published=st.none() | moments,
        updated=st.none() | moments,
        tags=st.lists(st.builds(Tag, words, words, words)).map(tuple),
        verdicts=st.lists(words).map(tuple),
        enclosures=st.lists(st.builds(Enclosure, words, words, st.integers())).map(tuple),
        language=words,
    )
)
def test_an_entry_is_read_as_it_was_written(entry):
    assert entry_of(to_text(entry)) == entry


@given(st.builds(Origin, words, words, words, words, words, words))
def test_an_origin_is_read_as_it_was_written(origin):
    assert origin_of(to_text(origin)) == origin


@given(st.lists(st.builds(Reason, words, words, st.integers(), st.floats(allow_nan=False))).map(tuple))
def test_reasons_are_read_as_they_were_written(reasons):
    assert reasons_of(to_text(reasons)) == reasons


def test_what_is_absent_is_not_written():
    assert to_text(Entry(title="Été")) == '{"title":"Été"}'
    assert entry_of("{}") == Entry()
    assert words_of(to_text(("a", "b"))) == ("a", "b")


def test_what_is_no_value_of_ours_is_a_mistake():
    with pytest.raises(TypeError, match="object is not a value of ours"):
        to_text([object()])


def test_moments_keep_their_microseconds():
    moment = datetime(1, 1, 1, 0, 0, 0, 1, tzinfo=UTC)

    assert entry_of(to_text(Entry(published=moment))).published == moment
