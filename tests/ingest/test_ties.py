from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from feeds.ingest.ties import untied
from feeds.model import RawEntry
from tests.factories import entry

PARIS = ZoneInfo("Europe/Paris")
BUILT = datetime(2026, 11, 20, 8, tzinfo=UTC)
WRITTEN = "Fri, 20 Nov 2026 08:00:00 GMT"


def dates(*links, written=None):
    raws = [RawEntry(published=text) for text in written or [WRITTEN] * len(links)]
    return [e.published for e in untied(raws, [entry(link=link, published=BUILT) for link in links], PARIS)]


def test_entries_of_one_moment_keep_the_order_of_their_document():
    found = dates("", "", "")

    assert found == sorted(found, reverse=True)
    assert len(set(found)) == 3
    assert {moment.replace(microsecond=0) for moment in found} == {BUILT}


def test_the_day_in_an_address_is_believed_before_the_moment_of_all():
    found = dates("https://a.example/2026/11/03/x", "https://a.example/2026/10/05/y", "https://a.example/z")

    assert [moment.date().isoformat() for moment in found] == ["2026-11-02", "2026-10-04", "2026-11-20"]


def test_the_moment_of_all_stays_where_it_tells_more_than_the_address():
    found = dates(*["https://a.example/2026/11/20/x"] * 3)

    assert {moment.replace(microsecond=0) for moment in found} == {BUILT}


@pytest.mark.parametrize(
    "written", [[WRITTEN, WRITTEN], [WRITTEN, WRITTEN, "19 Nov 2026"], ["", "", ""]], ids=["two", "not all", "no date"]
)
def test_a_moment_that_is_not_of_all_is_believed_before_the_address(written):
    found = dates(*["https://a.example/2026/10/05/y"] * len(written), written=written)

    assert {moment.replace(microsecond=0) for moment in found} == {BUILT}


def test_an_entry_that_was_not_read_counts_for_the_place_of_the_others():
    raws = [RawEntry(published=WRITTEN)] * 4

    found = untied(raws, [entry(published=BUILT), None, None, None], PARIS)

    assert found[1:] == [None] * 3
    assert found[0].published == BUILT + timedelta(microseconds=3)


def test_a_date_that_is_none_stays_none():
    assert untied([RawEntry(published="hier")] * 3, [entry(published=None)] * 3, PARIS)[0].published is None
