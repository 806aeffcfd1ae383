from datetime import timedelta

import pytest

from feeds.ingest.pace import read_pace
from feeds.model import Pace


def head(inside: str) -> bytes:
    return f'<rss version="2.0"><channel><title>t</title>{inside}<item><ttl>9</ttl></item></channel></rss>'.encode()


@pytest.mark.parametrize(
    ("inside", "period"),
    [
        pytest.param("<ttl>60</ttl>", timedelta(hours=1), id="minutes to live"),
        pytest.param("<ttl> 60\n</ttl>", timedelta(hours=1), id="minutes among spaces"),
        pytest.param("<sy:updatePeriod>hourly</sy:updatePeriod>", timedelta(hours=1), id="a period"),
        pytest.param(
            "<sy:updatePeriod> Daily </sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>",
            timedelta(hours=6),
            id="four times a day",
        ),
        pytest.param("<sy:updateFrequency>2</sy:updateFrequency>", timedelta(hours=12), id="daily by default"),
        pytest.param(
            "<ttl>60</ttl><sy:updatePeriod>weekly</sy:updatePeriod>", timedelta(days=7), id="the longest of both"
        ),
        pytest.param("<ttl>-60</ttl>", timedelta(0), id="minutes below zero"),
        pytest.param("<ttl>soon</ttl>", timedelta(0), id="no number"),
        pytest.param("<ttl>99999999</ttl>", timedelta(0), id="centuries"),
        pytest.param("<sy:updatePeriod>often</sy:updatePeriod>", timedelta(0), id="no period"),
        pytest.param("<sy:updateFrequency>0</sy:updateFrequency>", timedelta(0), id="never"),
        pytest.param("<ttl><b>60</b></ttl>", timedelta(0), id="markup"),
        pytest.param("", timedelta(0), id="nothing"),
    ],
)
def test_a_feed_says_how_often_it_wishes_to_be_visited(inside, period):
    assert read_pace(head(inside)) == Pace(period)


def test_hours_and_days_to_skip_are_all_read():
    said = "<skipHours><hour>24</hour><hour>7</hour><hour>30</hour><hour>7</hour></skipHours>"
    said += "<skipDays><day>Sunday</day><day>monday</day><day>Dimanche</day></skipDays>"

    assert read_pace(head(said)) == Pace(skip_hours=(0, 7), skip_days=(0, 6))


def test_a_feed_in_utf_16_is_understood():
    content = head("<ttl>60</ttl>").decode().encode("utf-16")

    assert read_pace(content) == Pace(timedelta(hours=1))


def test_what_an_entry_says_is_none_of_it():
    assert read_pace(b"<rss><channel><item><ttl>60</ttl><hour>7</hour></item></channel></rss>") == Pace()
