"""Embedded players: the page of what they play, with its picture where its address says which that is."""

import re
from typing import NamedTuple
from urllib.parse import unquote

from feeds.urls import published_url


class Player(NamedTuple):
    """What a player becomes: a link to *page*, which shows *picture*, or *name* where that is not known."""

    page: str
    name: str
    picture: str = ""


class _Form(NamedTuple):
    """How the addresses of a player look, without scheme and "www.", and what they become."""

    name: str
    player: str
    page: str
    picture: str = ""


_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_YOUTUBE = r"(?:m\.)?youtube(?:-nocookie)?\.com/"
_FORMS = (
    _Form("YouTube", rf"(?:{_YOUTUBE}(?:embed|v|e|shorts|live)/|youtu\.be/)(?!videoseries)([\w-]{{11}})(?![\w-])",
          "https://www.youtube.com/watch?v={0}", "https://i.ytimg.com/vi/{0}/hqdefault.jpg"),
    _Form("YouTube", rf"{_YOUTUBE}watch\?(?:.*&)?v=([\w-]{{11}})(?![\w-])",
          "https://www.youtube.com/watch?v={0}", "https://i.ytimg.com/vi/{0}/hqdefault.jpg"),
    _Form("YouTube", rf"{_YOUTUBE}(?:embed/?(?:videoseries)?|playlist)\?(?:.*&)?list=([\w-]+)",
          "https://www.youtube.com/playlist?list={0}"),
    _Form("YouTube", rf"{_YOUTUBE}p/([\w-]+)", "https://www.youtube.com/playlist?list=PL{0}"),
    # An unlisted film opens by its second part only.
    _Form("Vimeo", r"player\.vimeo\.com/video/(\d+)\?(?:.*&)?h=(\w+)", "https://vimeo.com/{0}/{1}"),
    _Form("Vimeo", r"(?:player\.vimeo\.com/video/|vimeo\.com/(?:moogaloop\.swf\?(?:.*&)?clip_id=)?)(\d+)",
          "https://vimeo.com/{0}"),
    _Form("Dailymotion",
          r"(?:geo\.)?dailymotion\.com/(?:embed/video/|swf/(?:video/)?|video/|player(?:/\w+)?\.html\?(?:.*&)?video=)"
          r"([a-z0-9]+)",
          "https://www.dailymotion.com/video/{0}", "https://www.dailymotion.com/thumbnail/video/{0}"),
    _Form("Internet Archive", r"archive\.org/embed/([\w.-]+)",
          "https://archive.org/details/{0}", "https://archive.org/services/img/{0}"),
    _Form("GIPHY", r"giphy\.com/embed/(\w+)", "https://giphy.com/gifs/{0}", "https://media.giphy.com/media/{0}/giphy.gif"),
    _Form("SoundCloud", r"w\.soundcloud\.com/player/?\?(?:.*&)?url=https?://(?:www\.)?soundcloud\.com/([^&?#]+)",
          "https://soundcloud.com/{0}"),
    _Form("Spotify", r"open\.spotify\.com/embed(?:-podcast)?/(\w+/\w+)", "https://open.spotify.com/{0}"),
    _Form("Deezer", r"widget\.deezer\.com/widget/\w+/(\w+/\d+)", "https://www.deezer.com/{0}"),
    _Form("Apple Podcasts", r"embed\.podcasts\.apple\.com/(.+)", "https://podcasts.apple.com/{0}"),
    _Form("Apple Music", r"embed\.music\.apple\.com/(.+)", "https://music.apple.com/{0}"),
    _Form("TED", r"embed(?:-ssl)?\.ted\.com/(.+)", "https://www.ted.com/{0}"),
    _Form("Arte", r"arte\.tv/embeds/(\w\w)/([\w-]+)", "https://www.arte.tv/{0}/videos/{1}/"),
    _Form("Twitch", r"player\.twitch\.tv/\?(?:.*&)?video=v?(\d+)", "https://www.twitch.tv/videos/{0}"),
    _Form("Twitch", r"player\.twitch\.tv/\?(?:.*&)?channel=(\w+)", "https://www.twitch.tv/{0}"),
    _Form("CodePen", r"codepen\.io/([\w-]+)/embed/(?:preview/)?(\w+)", "https://codepen.io/{0}/pen/{1}"),
    _Form("Instagram", r"instagram\.com/(p|reel|tv)/([\w-]+)/embed", "https://www.instagram.com/{0}/{1}/"),
    _Form("Facebook", r"facebook\.com/plugins/(?:video|post)\.php\?(?:.*&)?href=(https?://(?:www\.)?facebook\.com/[^&#]+)",
          "{0}"),
    _Form("X", r"platform\.twitter\.com/embed/[^?]*\?(?:.*&)?id=(\d+)", "https://x.com/i/status/{0}"),
    _Form("Bluesky", r"embed\.bsky\.app/embed/([\w:.-]+)/app\.bsky\.feed\.post/(\w+)",
          "https://bsky.app/profile/{0}/post/{1}"),
    _Form("Mastodon", r"([a-z0-9.-]+)/(@[\w.@-]+)/(\d+)/embed", "https://{0}/{1}/{2}"),
    _Form("PeerTube", rf"([a-z0-9.:-]+)/videos/embed/({_UUID}|[1-9A-HJ-NP-Za-km-z]{{22}})", "https://{0}/videos/watch/{1}"),
    _Form("SoundCloud", r"(w\.soundcloud\.com/player/.+)", "https://{0}"),
    _Form("Bandcamp", r"(bandcamp\.com/EmbeddedPlayer/.+)", "https://{0}"),
)  # fmt: skip
_PATTERNS = tuple((re.compile(form.player, re.IGNORECASE), form) for form in _FORMS)

# Elements of AMP, and of scripts, that hold a player's key instead of its address.
_ELEMENTS = {
    "amp-youtube": ("data-videoid", "https://www.youtube.com/embed/{}"),
    "lite-youtube": ("videoid", "https://www.youtube.com/embed/{}"),
    "amp-vimeo": ("data-videoid", "https://player.vimeo.com/video/{}"),
    "lite-vimeo": ("videoid", "https://player.vimeo.com/video/{}"),
    "amp-dailymotion": ("data-videoid", "https://www.dailymotion.com/embed/video/{}"),
    "amp-soundcloud": ("data-trackid", "https://w.soundcloud.com/player/?url=https://api.soundcloud.com/tracks/{}"),
    "amp-instagram": ("data-shortcode", "https://www.instagram.com/p/{}/embed"),
    "amp-twitter": ("data-tweetid", "https://platform.twitter.com/embed/Tweet.html?id={}"),
    "amp-facebook": ("data-href", "{}"),
    "amp-iframe": ("src", "{}"),
}
PLAYER_ELEMENTS = frozenset(_ELEMENTS)
_ANY_NAME = re.compile(r"(?:youtube |vimeo )?(?:video )?(?:player|embed(?:ded content)?)|video|iframe", re.IGNORECASE)


def player_address(element: str, attributes: dict[str, str]) -> str:
    """Return the address of the player that a custom element stands for; "" when it has no key."""
    attribute, form = _ELEMENTS[element]
    key = attributes.get(attribute, "").strip()
    return form.format(key) if key else ""


def player_of(url: str, title: str = "") -> Player:
    """Return what the player at an absolute address becomes; of an unknown one, a link to itself by its host's name."""
    page, name, picture = _known(url) or (url, re.sub(r"^https?://(?:www\.)?|[/?#].*", "", url), "")
    title = " ".join(title.split())
    return Player(page, name if not title or _ANY_NAME.fullmatch(title) else title, picture)


def is_known_player(url: str) -> bool:
    """Whether we know the page of the player at an absolute address."""
    return _known(url) is not None


def _known(url: str) -> Player | None:
    bare = re.sub(r"^https?://(?:www\.)?", "", unquote(url))
    for pattern, form in _PATTERNS:
        found = pattern.match(bare)
        if found:
            page = published_url("", form.page.format(*found.groups()))
            return Player(page, form.name, form.picture.format(*found.groups())) if page else None
    return None
