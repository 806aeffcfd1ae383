import pytest

from feeds.ingest.beacons import is_beacon, is_button, is_placeholder, is_unseen


@pytest.mark.parametrize(
    "url",
    [
        "http://feeds.feedburner.com/~r/Site/~4/x",
        "http://feeds.feedburner.com/~ff/Site?i=1",
        "https://feeds.example.org/~r/Site/~4/x",
        "http://rss.feedsportal.com/c/1/mf.gif",
        "https://stats.wordpress.com/b.gif?host=a",
        "https://pixel.wp.com/g.gif?v=ext",
        "https://ad.doubleclick.net/ddm/trackimp/1",
        "https://www.google-analytics.com/collect?v=1",
        "https://www.facebook.com/tr?id=1&ev=PageView",
        "https://sb.scorecardresearch.com/p?c1=2",
        "https://pixel.quantserve.com/pixel/p-1.gif",
        "https://a.us1.list-manage.com/track/open.php?u=1",
        "https://stats.example.org/matomo.php?idsite=1",
        "https://example.org/piwik/piwik.php?rec=1",
        "https://track.hubspot.com/__ptq.gif?a=1",
        "https://vg08.met.vgwort.de/na/0f",
        "https://logv2.xiti.com/hit.xiti?s=1",
    ],
)
def test_addresses_that_count_readers_are_known(url):
    assert is_beacon(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/image.gif",
        "https://i0.wp.com/example.org/photo.jpg",
        "https://example.org/?u=https://stats.wordpress.com/b.gif",
        "https://www.facebook.com/trends.png",
        "https://notdoubleclick.net/a.png",
        "https://example.org/matomo.png",
        "https://m.media-amazon.com/images/a.jpg",
    ],
)
def test_pictures_of_articles_are_no_beacons(url):
    assert not is_beacon(url)


@pytest.mark.parametrize("name", ["blank.gif", "spacer.png", "1x1.gif", "lazy-placeholder.png", "pixel.gif?v=2"])
def test_what_holds_a_place_is_known_by_its_name(name):
    assert is_placeholder(f"https://example.org/{name}")


@pytest.mark.parametrize("name", ["pixel-8-review.png", "transparent-car.jpg", "empty.png", "lazy-dog.gif"])
def test_a_name_that_speaks_of_more_is_a_picture(name):
    assert not is_placeholder(f"https://example.org/{name}")


@pytest.mark.parametrize("style", ["display: none", "a:b;width:1px;", "height:0 !important", "visibility:hidden"])
def test_a_style_may_hide(style):
    assert is_unseen(style)


@pytest.mark.parametrize("style", ["", "max-width:1px", "width:100%", "width:1px;min-width:100%", "border-width:0"])
def test_a_style_may_show(style):
    assert not is_unseen(style)


def test_boxes_to_like_are_buttons_and_films_are_not():
    assert is_button("https://www.facebook.com/plugins/like.php?href=a")
    assert not is_button("https://www.facebook.com/plugins/video.php?href=a")
