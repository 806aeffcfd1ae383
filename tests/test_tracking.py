import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.tracking import without_tracking
from feeds.urls import absolute_url, canonical_url, published_url

SITE = "https://example.org/a"


@pytest.mark.parametrize(
    ("url", "clean"),
    [
        ("?utm_source=rss", ""),
        ("?UTM_Source=rss&utm_medium=feed", ""),
        ("?id=7&fbclid=x", "?id=7"),
        ("?gclid=x&id=7&mc_cid=y&b", "?id=7&b"),
        ("?a=1&amp;utm_source=rss", "?a=1"),
        ("#xtor=RSS-1", ""),
        ("?p=2#utm_source=rss", "?p=2"),
        ("?utm_id=1#comments", "#comments"),
        ("/?b=%e9&utm_source=rss&a=%20", "/?b=%e9&a=%20"),
    ],
)
def test_what_tells_where_a_reader_came_from_is_dropped(url, clean):
    assert without_tracking(SITE + url) == SITE + clean


@pytest.mark.parametrize(
    "url",
    [
        SITE,
        f"{SITE}?b=2&a=1&&c",
        f"{SITE}?id=utm_source",
        f"{SITE}?source=rss&ref=home",
        f"{SITE}?to=https%3A%2F%2Fexample.com%2F%3Futm_source%3Drss",
        f"{SITE}#:~:text=fbclid",
        f"{SITE}?utm_source=rss&X-Amz-Signature=0f",
        f"{SITE}/clip.mp4?expires=1&sig=0f&fbclid=x",
        "mailto:a@example.org?subject=b&utm_source=rss",
        f"{SITE}?",
    ],
)
def test_any_other_address_stays_byte_for_byte(url):
    assert without_tracking(url) == url


@given(st.text("ab=&?#%;/.:", max_size=12), st.sampled_from(["utm_source=x", "fbclid", "id=1", ""]))
def test_a_published_address_is_final_and_names_the_same_article(text, parameter):
    url = absolute_url("", f"{SITE}?{parameter}&{text}")

    published = published_url("", url)

    assert published_url("", published) == published
    assert canonical_url(published) == canonical_url(url)
