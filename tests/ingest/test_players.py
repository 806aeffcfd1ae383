"""Embedded players, and what else others' pages embed."""

import pytest

from feeds.ingest.markup import clean_html
from feeds.ingest.players import is_known_player, player_of

BASE = "https://example.org/a/b"
REL = 'rel="noopener noreferrer"'
UUID = "9c9de5e8-0a1e-484a-b099-e80766180a6d"
TUBE = "https://www.youtube.com/watch?v=abcdefghij-"
STILL = "https://i.ytimg.com/vi/abcdefghij-/hqdefault.jpg"
FILM = f'<a href="{TUBE}" {REL}><img src="{STILL}" alt="{{}}" loading="lazy"></a>'


@pytest.mark.parametrize(
    ("url", "page", "picture"),
    [
        ("https://www.youtube.com/embed/abcdefghij-?rel=0", TUBE, STILL),
        ("http://www.youtube-nocookie.com/embed/abcdefghij-", TUBE, STILL),
        ("http://www.youtube.com/v/abcdefghij-&fs=1", TUBE, STILL),
        ("https://www.youtube.com/watch?feature=x&v=abcdefghij-", TUBE, STILL),
        ("https://youtu.be/abcdefghij-?t=1", TUBE, STILL),
        ("https://www.youtube.com/embed/videoseries?list=PL0f", "https://www.youtube.com/playlist?list=PL0f", ""),
        ("https://www.youtube.com/embed?listType=playlist&list=PL0f", "https://www.youtube.com/playlist?list=PL0f", ""),
        ("https://player.vimeo.com/video/123?h=0f", "https://vimeo.com/123/0f", ""),
        ("https://player.vimeo.com/video/123?title=0", "https://vimeo.com/123", ""),
        (
            "https://www.dailymotion.com/embed/video/x7abc",
            "https://www.dailymotion.com/video/x7abc",
            "https://www.dailymotion.com/thumbnail/video/x7abc",
        ),
        (
            "https://geo.dailymotion.com/player/x1.html?video=x7abc",
            "https://www.dailymotion.com/video/x7abc",
            "https://www.dailymotion.com/thumbnail/video/x7abc",
        ),
        (
            "https://w.soundcloud.com/player/?url=https%3A//soundcloud.com/who/what&color=0",
            "https://soundcloud.com/who/what",
            "",
        ),
        ("https://open.spotify.com/embed/track/0f?theme=0", "https://open.spotify.com/track/0f", ""),
        ("https://open.spotify.com/embed-podcast/episode/0f", "https://open.spotify.com/episode/0f", ""),
        ("https://widget.deezer.com/widget/dark/playlist/7", "https://www.deezer.com/playlist/7", ""),
        ("https://www.arte.tv/embeds/fr/110342-000-A?a=b", "https://www.arte.tv/fr/videos/110342-000-A/", ""),
        (f"https://tube.example/videos/embed/{UUID}?title=0", f"https://tube.example/videos/watch/{UUID}", ""),
        ("https://social.example/@who/123/embed", "https://social.example/@who/123", ""),
        ("https://platform.twitter.com/embed/Tweet.html?id=7", "https://x.com/i/status/7", ""),
        (
            "https://embed.bsky.app/embed/did:plc:0f/app.bsky.feed.post/3k",
            "https://bsky.app/profile/did:plc:0f/post/3k",
            "",
        ),
        (
            "https://www.facebook.com/plugins/video.php?href=https%3A%2F%2Fwww.facebook.com%2Fwho%2Fvideos%2F7%2F&w=5",
            "https://www.facebook.com/who/videos/7/",
            "",
        ),
        (
            "https://archive.org/embed/a-film_1",
            "https://archive.org/details/a-film_1",
            "https://archive.org/services/img/a-film_1",
        ),
    ],
)
def test_a_player_leads_to_the_page_of_what_it_plays(url, page, picture):
    player = player_of(url)

    assert is_known_player(url)
    assert (player.page, player.picture) == (page, picture)


@pytest.mark.parametrize(
    "url",
    ["https://charts.example/embed/7", "https://youtube.com.example/embed/abcdefghij-", "https://vimeo.com/about"],
)
def test_what_is_no_player_we_know_leads_to_itself(url):
    player = player_of(url)

    assert not is_known_player(url)
    assert (player.page, player.picture) == (url, "")
    assert player.name in url


@pytest.mark.parametrize(
    ("title", "name"),
    [("Un  film", "Un film"), ("", "YouTube"), ("YouTube video player", "YouTube"), ("Video", "YouTube")],
)
def test_a_player_is_named_after_its_title_unless_that_says_nothing(title, name):
    assert player_of("https://www.youtube.com/embed/abcdefghij-", title).name == name


@pytest.mark.parametrize(
    ("html", "clean"),
    [
        (
            '<div><iframe src="//www.youtube.com/embed/abcdefghij-" title="Un &lt;film&gt;"></iframe></div>',
            f"<div><p>{FILM.format('Un &lt;film&gt;')}</p></div>",
        ),
        ('<p>a <iframe data-src="https://youtu.be/abcdefghij-"></iframe></p>', f"<p>a {FILM.format('YouTube')}</p>"),
        ('<amp-youtube data-videoid="abcdefghij-"></amp-youtube>', f"<p>{FILM.format('YouTube')}</p>"),
        ('<lite-youtube videoid="abcdefghij-"><a>Play</a></lite-youtube>', f"<p>{FILM.format('YouTube')}</p>"),
        (
            '<object><param name="movie" value="http://www.youtube.com/v/abcdefghij-&fs=1">'
            '<embed src="http://www.youtube.com/v/abcdefghij-&fs=1"></object>',
            f"<p>{FILM.format('YouTube')}</p>",
        ),
        (
            '<object data="/c.svg" type="image/svg+xml"><p>Un plan</p></object>',
            '<img src="https://example.org/c.svg" alt="Un plan" loading="lazy">',
        ),
        ('<object data="/jeu.swf"><p>Sans Flash.</p></object>', "<p>Sans Flash.</p>"),
        ('<p>a<embed src="/jeu.swf"></p>', "<p>a</p>"),
        (
            '<iframe src="https://player.vimeo.com/video/1"></iframe>',
            f'<p><a href="https://vimeo.com/1" {REL}>Vimeo</a></p>',
        ),
        (
            '<amp-iframe src="https://charts.example/7"></amp-iframe>',
            f'<p><a href="https://charts.example/7" {REL}>charts.example</a></p>',
        ),
    ],
)
def test_a_player_becomes_a_link_with_its_picture_where_that_is_known(html, clean):
    assert clean_html(html, BASE) == clean


@pytest.mark.parametrize(
    "html",
    [
        "<iframe></iframe>",
        '<iframe src="javascript:x"></iframe>',
        '<iframe src="https://www.facebook.com/plugins/like.php?href=x"></iframe>',
        '<iframe src="https://platform.twitter.com/widgets/tweet_button.html"></iframe>',
        '<iframe src="https://googleads.g.doubleclick.net/x"></iframe>',
        '<iframe src="https://who.substack.com/embed"></iframe>',
        '<iframe src="https://a.example/" style="display:none"></iframe>',
        '<amp-ad type="x"><p>Achetez !</p></amp-ad>',
        '<amp-youtube data-param-x="1"></amp-youtube>',
        "<embed>",
    ],
)
def test_what_is_embedded_and_shows_nothing_goes(html):
    assert clean_html(f"<p>a</p>{html}", BASE) == "<p>a</p>"


def test_a_post_that_is_quoted_stays_a_quotation_with_its_link():
    html = (
        '<blockquote class="twitter-tweet"><p lang="fr">Un mot.</p>&mdash; Qui (@qui) '
        '<a href="https://twitter.com/qui/status/7?ref_src=twsrc%5Etfw">1 mai</a></blockquote>'
        '<script async src="https://platform.twitter.com/widgets.js"></script>'
    )

    assert clean_html(html, BASE) == (
        "<blockquote><p>Un mot.</p>— Qui (@qui) "
        f'<a href="https://twitter.com/qui/status/7" {REL}>1 mai</a></blockquote>'
    )
