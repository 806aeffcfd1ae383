"""How long servers wish not to be asked."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.ingest.freshness import LONGEST_FRESH, LONGEST_RETRY, fresh_for, retry_after
from tests.factories import FIRST_SEEN

MINUTE = timedelta(minutes=1)
AT_NINE, AT_TEN = "Mon, 23 Nov 2026 09:00:00 GMT", "Mon, 23 Nov 2026 10:00:00 GMT"


@pytest.mark.parametrize(
    ("headers", "minutes"),
    [
        pytest.param({"cache-control": "max-age=600"}, 10, id="max-age"),
        pytest.param({"cache-control": "public, Max-Age = 600"}, 10, id="in capitals, among others"),
        pytest.param({"cache-control": 'max-age="600"'}, 10, id="in quotes"),
        pytest.param({"cache-control": "max-age=600,max-age=60"}, 10, id="the first of two"),
        pytest.param({"cache-control": "max-age=99999999"}, 24 * 60, id="a day at most"),
        pytest.param({"cache-control": "max-age=99999999999999"}, 0, id="a mistake"),
        pytest.param({"cache-control": "max-age=-600"}, 0, id="less than nothing"),
        pytest.param({"cache-control": "max-age=6e2"}, 0, id="no number"),
        pytest.param({"cache-control": "max-age"}, 0, id="no value"),
        pytest.param({"cache-control": "s-maxage=600"}, 0, id="for shared caches"),
        pytest.param({"cache-control": "x-max-age=600"}, 0, id="another directive"),
        pytest.param({"cache-control": "no-cache, max-age=600"}, 0, id="not without asking"),
        pytest.param({"cache-control": "max-age=600, no-store"}, 0, id="not to be kept"),
        pytest.param({"cache-control": 'no-cache="Set-Cookie, X", max-age=600'}, 10, id="about single headers"),
        pytest.param({"cache-control": "max-age=600", "age": "120"}, 8, id="some minutes old already"),
        pytest.param({"cache-control": "max-age=600", "age": "6000"}, 0, id="stale already"),
        pytest.param({"cache-control": "max-age=600", "age": "old"}, 10, id="of no age"),
        pytest.param({"cache-control": "max-age=0", "expires": AT_TEN}, 0, id="max-age before expires"),
        pytest.param({"expires": AT_TEN, "date": AT_NINE}, 60, id="expires since the server's date"),
        pytest.param({"expires": AT_TEN}, 30, id="expires since now"),
        pytest.param({"expires": AT_TEN, "date": "now"}, 30, id="expires with a bad date"),
        pytest.param({"expires": AT_TEN, "date": AT_NINE, "age": "600"}, 50, id="expires and age"),
        pytest.param({"expires": AT_NINE, "date": AT_TEN}, 0, id="expired"),
        pytest.param({"expires": "0"}, 0, id="the usual bad expires"),
        pytest.param({"expires": "-1"}, 0, id="the other"),
        pytest.param({"expires": "Mon, 23 Nov 9999 09:00:00 GMT"}, 24 * 60, id="for ever"),
        pytest.param({"last-modified": AT_NINE}, 0, id="nothing said"),
    ],
)
def test_an_answer_is_fresh_as_long_as_it_says(now, headers, minutes):
    assert fresh_for(headers, now + 30 * MINUTE) == minutes * MINUTE


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("120", 2 * MINUTE),
        (" 120 ", 2 * MINUTE),
        (AT_TEN, 60 * MINUTE),
        ("Monday, 23-Nov-26 10:00:00 GMT", 60 * MINUTE),
        ("Mon Nov 23 10:00:00 2026", 60 * MINUTE),
        ("Mon, 23 Nov 2026 11:00:00 +0100", 60 * MINUTE),
        ("999999999", LONGEST_RETRY),
        ("Mon, 23 Nov 9999 10:00:00 GMT", LONGEST_RETRY),
        ("Mon, 23 Nov 2020 10:00:00 GMT", timedelta(0)),
        ("0", timedelta(0)),
        ("-5", timedelta(0)),
        ("2 minutes", timedelta(0)),
        ("", timedelta(0)),
        ("1" * 5000, timedelta(0)),
    ],
)
def test_a_retry_after_is_read_in_both_forms(now, value, wait):
    assert retry_after(value, now) == wait


WORDS = st.sampled_from(["max-age", "=", "no-cache", ",", '"', "600", "-1", " ", AT_TEN, "+99999999", "Mon, 99", ":"])
VALUES = st.lists(WORDS, max_size=8).map("".join) | st.text(max_size=40)


@given(st.dictionaries(st.sampled_from(["cache-control", "expires", "date", "age"]), VALUES), VALUES)
def test_no_header_gives_a_wait_out_of_bounds(headers, value):
    assert timedelta(0) <= fresh_for(headers, FIRST_SEEN) <= LONGEST_FRESH
    assert timedelta(0) <= retry_after(value, FIRST_SEEN) <= LONGEST_RETRY
