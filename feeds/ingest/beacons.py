"""Addresses of what is there to count readers, to advertise, or to hold a place: no picture of an article."""

import re

# Each line is host and path, from the host's first label on; "|" starts where a subdomain may. One that names a path
# leaves other pictures of its host alone.
_BEACONS = r"""
feeds\d*\.[^/]+/~(?:r|ff?|at?|i|4)/          # FeedBurner: readers, buttons, advertisements
feedproxy\.google\.com/~(?:r|ff?|at?)/
|feedsportal\.com/
feeds\.feedblitz\.com/(?:~/[it]/|_/|-/)
feedpress\.me/\d+/\d+
feeds\.wordpress\.com/1\.0/
stats\.wordpress\.com/[bg]\.gif
pixel\.wp\.com/
medium\.com/_/stat
blogger\.googleusercontent\.com/tracker/
(?:track|forms)\.hubspot\.com/__ptq\.gif
[^/]+/__ptq\.gif
[^/]+\.list-manage\d*\.com/track/open\.php   # Mailchimp
[^/]+/(?:[^?#]*/)?(?:piwik|matomo)\.php\?
[^/]+/(?:[^?#]*/)?track/open\.php
eotrx\.substackcdn\.com/open
counter\.theconversation\.com/
hits\.(?:theguardian\.com|guardian\.co\.uk)/
[^/]+/b/ss/[^/]+/                            # Adobe
|(?:2o7|omtrdc)\.net/
|google-analytics\.com/
|googletagmanager\.com/
|(?:googleadservices|googlesyndication)\.com/
|doubleclick\.net/
facebook\.com/tr[/?]
|scorecardresearch\.com/
|(?:quantserve|quantcount)\.com/
(?:px|dc)\.ads\.linkedin\.com/
analytics\.twitter\.com/
t\.co/i/adsct
ct\.pinterest\.com/
bat\.bing\.com/
mc\.yandex\.ru/watch/
counter\.yadro\.ru/
|(?:statcounter|sitemeter|histats|getclicky|chartbeat)\.(?:com|net)/
|xiti\.com/
|(?:estat|weborama|smartadserver|adnxs|criteo|pheedo|buysellads|taboola|outbrain|mathtag|rubiconproject)\.(?:com|fr|net)/
|amazon-adsystem\.com/
|assoc-amazon\.[a-z.]+/e/ir
|(?:met\.vgwort|ioam|ivwbox)\.de/
cpx\.golem\.de/
|pxf\.io/i/                                  # affiliates
awin1\.com/c?show
|(?:ftjcfx|lduhtrp|tqlkg|awltovhc)\.(?:com|net)/image-
ad\.linksynergy\.com/fs-bin/show
impfr\.tradedoubler\.com/imp
"""
_HOST = r"(?:[a-z0-9-]+\.)*"


def _pattern(line: str) -> str:
    rule = line.partition("  ")[0].strip()
    return _HOST + rule[1:] if rule.startswith("|") else rule


_BEACON = re.compile(rf"https?://(?:www\.)?(?:{'|'.join(map(_pattern, _BEACONS.split(chr(10))[1:-1]))})", re.IGNORECASE)
# The whole name of a file, so that "pixel-8-review.png" stays; and no name that a figure may have, such as "empty.png".
_PLACEHOLDER = re.compile(
    r"/(?:(?:image|img|lazy|loading|default|post|transparent|white|gr[ae]y|dummy|tracking)[-_])?"
    r"(?:blank|spacer|pixel|placeholder|lazy(?:load(?:er|ing)?)?|transparent|1x1|1px)(?:[-_.]?(?:\d+(?:x\d+)?|trans))?"
    r"\.(?:gif|png|svg|webp|jpe?g)(?:[?#]|$)",
    re.IGNORECASE,
)
_TINY = re.compile(r"(?:^|;)\s*(?:width|height)\s*:\s*[01](?:px)?\s*(?:!\s*important\s*)?(?:;|$)", re.IGNORECASE)
_UNSEEN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)\b", re.IGNORECASE)
# A trick that fits frames to a telephone.
_STRETCHED = re.compile(r"min-(?:width|height)\s*:\s*(?:\d\d|[2-9])", re.IGNORECASE)
_BUTTON = re.compile(
    r"https?://(?:[a-z0-9-]+\.)*(?:facebook\.com/plugins/(?:like|page|follow|share|fan|activity|comments|send)"
    r"|platform\.twitter\.com/widgets/(?:tweet|follow)_button|apis\.google\.com/u/|plusone\.google\.com/"
    r"|slashdot\.org/slashdot-it\.pl|substack\.com/embed(?:[?#]|$)|mailchi\.mp/)",
    re.IGNORECASE,
)


def is_beacon(url: str) -> bool:
    """Whether what is at this address counts readers or advertises."""
    return bool(_BEACON.match(url))


def is_placeholder(url: str) -> bool:
    """Whether a picture at this address only holds the place until a script has run."""
    return bool(_PLACEHOLDER.search(url))


def is_button(url: str) -> bool:
    """Whether a frame at this address asks readers to like, to share or to subscribe."""
    return bool(_BUTTON.match(url))


def is_tiny(width: str, height: str) -> bool:
    """Whether a picture of this size, in pixels, cannot be seen."""
    return width in ("0", "1") or height in ("0", "1")


def is_unseen(style: str) -> bool:
    """Whether a style hides what it is of, or leaves it a pixel."""
    return bool(style) and bool(_UNSEEN.search(style) or (_TINY.search(style) and not _STRETCHED.search(style)))
