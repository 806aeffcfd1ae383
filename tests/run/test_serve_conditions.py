"""Conditional requests and ranges, as RFC 9110 decides them."""

import pytest

from feeds.run.preconditions import failed_precondition, http_date, wanted_range

ETAG, MODIFIED, SIZE = '"v1"', 1_763_900_000, 1000
THEN, BEFORE, LATER = (http_date(MODIFIED + seconds) for seconds in (0, -1, 1))


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        pytest.param({}, 0, id="nothing is asked"),
        pytest.param({"if-none-match": '"v1"'}, 304, id="the same"),
        pytest.param({"if-none-match": 'W/"v1"'}, 304, id="the same, weakly"),
        pytest.param({"if-none-match": '"v0", W/"v1" ,"v2"'}, 304, id="one of a list"),
        pytest.param({"if-none-match": ',, "v1"'}, 304, id="a list with holes"),
        pytest.param({"if-none-match": '"a,b", "v1"'}, 304, id="a comma inside"),
        pytest.param({"if-none-match": "*"}, 304, id="any"),
        pytest.param({"if-none-match": '"v0"'}, 0, id="another"),
        pytest.param({"if-none-match": '"v1-gzip"'}, 0, id="of another coding"),
        pytest.param({"if-none-match": "v1"}, 0, id="no ETag"),
        pytest.param({"if-none-match": '"*"'}, 0, id="a star as an ETag"),
        pytest.param({"if-modified-since": THEN}, 304, id="not since then"),
        pytest.param({"if-modified-since": LATER}, 304, id="not since later"),
        pytest.param({"if-modified-since": BEFORE}, 0, id="since then"),
        pytest.param({"if-modified-since": "Sunday, 23-Nov-25 12:13:20 GMT"}, 304, id="a date of RFC 850"),
        pytest.param({"if-modified-since": "yesterday"}, 0, id="no date"),
        pytest.param({"if-modified-since": "Sun, 23 Nov 99999 12:13:20 GMT"}, 0, id="a date beyond all years"),
        pytest.param({"if-none-match": '"v0"', "if-modified-since": LATER}, 0, id="the ETag wins, and differs"),
        pytest.param({"if-none-match": '"v1"', "if-modified-since": BEFORE}, 304, id="the ETag wins, and is the same"),
        pytest.param({"if-match": '"v1"'}, 0, id="as it should be"),
        pytest.param({"if-match": 'W/"v1"'}, 412, id="as it should be, but only weakly"),
        pytest.param({"if-match": '"v0"'}, 412, id="not as it should be"),
        pytest.param({"if-match": "*"}, 0, id="there at all"),
        pytest.param({"if-unmodified-since": BEFORE}, 412, id="changed meanwhile"),
        pytest.param({"if-unmodified-since": THEN}, 0, id="not changed meanwhile"),
        pytest.param({"if-unmodified-since": "never"}, 0, id="no date to compare with"),
        pytest.param({"if-match": '"v1"', "if-unmodified-since": BEFORE}, 0, id="the ETag wins here, too"),
        pytest.param({"if-match": '"v0"', "if-none-match": '"v1"'}, 412, id="If-Match comes first"),
    ],
)
def test_a_condition_decides(asked, status):
    assert failed_precondition(asked, ETAG, MODIFIED) == status


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        pytest.param("bytes=0-99", range(100), id="the beginning"),
        pytest.param("bytes=990-", range(990, 1000), id="the rest"),
        pytest.param("bytes=990-5000", range(990, 1000), id="up to beyond the end"),
        pytest.param("bytes=-10", range(990, 1000), id="the end"),
        pytest.param("bytes=-5000", range(1000), id="an end longer than all"),
        pytest.param("Bytes=5-5", range(5, 6), id="one byte"),
        pytest.param("bytes=1000-", range(0), id="beyond the end"),
        pytest.param("bytes=-0", range(0), id="no byte at all"),
        pytest.param("bytes=9-3", range(0), id="backwards"),
        pytest.param("bytes=x-3", range(0), id="no number"),
        pytest.param("bytes=-", range(0), id="neither first nor last"),
        pytest.param(f"bytes={'9' * 5000}-", range(0), id="a number of thousands of digits"),
        pytest.param("bytes=0-1,5-6", None, id="several: all of it"),
        pytest.param("lines=0-1", None, id="another unit: all of it"),
        pytest.param("", None, id="none: all of it"),
    ],
)
def test_a_range_is_what_it_says(asked, wanted):
    actual = wanted_range({"range": asked}, ETAG, MODIFIED, SIZE)

    assert actual == wanted


@pytest.mark.parametrize(
    ("condition", "is_same"),
    [
        ('"v1"', True),
        ('W/"v1"', False),
        ('"v0"', False),
        (THEN, True),
        (LATER, False),
        ("yesterday", False),
    ],
)
def test_a_part_is_sent_only_of_what_the_client_has(condition, is_same):
    actual = wanted_range({"range": "bytes=0-9", "if-range": condition}, ETAG, MODIFIED, SIZE)

    assert (actual is not None) == is_same


def test_an_empty_file_has_no_part():
    assert wanted_range({"range": "bytes=0-"}, ETAG, MODIFIED, 0) == range(0)
