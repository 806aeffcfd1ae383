"""Pictures that wait for scripts, and those that show nothing."""

import pytest

from feeds.ingest.markup import clean_html

BASE = "https://example.org/a/b"
BLANK = 'src="data:image/gif;base64,R0lGOD"'
C = "https://example.org/c.png"
D = "https://example.org/d.png"
VIDEO = '<video src="https://example.org/v.mp4" controls=""></video>'


def img(source=C, more='alt=""'):
    return f'<img src="{source}" {more} loading="lazy">'


@pytest.mark.parametrize(
    "lazy",
    ["data-src", "data-lazy-src", "data-original", "data-lazy", "data-actualsrc", "nitro-lazy-src", "data-cfsrc"],
)
def test_a_picture_that_waits_for_a_script_is_shown(lazy):
    assert clean_html(f'<img {BLANK} {lazy}="/c.png" alt="">', BASE) == img()
    assert clean_html(f'<img src="/small.jpg" {lazy}="/c.png" alt="">', BASE) == img()


@pytest.mark.parametrize("other", ["data-url", "data-image", "data-orig-file"])
def test_another_form_is_of_use_only_where_there_is_no_picture(other):
    assert clean_html(f'<img {BLANK} {other}="/c.png" alt="">', BASE) == img()
    assert clean_html(f'<img src="/c.png" {other}="/d.png" alt="">', BASE) == img()


@pytest.mark.parametrize(
    ("html", "clean"),
    [
        pytest.param(
            f'<img {BLANK} data-srcset="/c.png 300w, /d.png 600w" alt="">',
            f'<img src="{C}" alt="" srcset="{C} 300w, {D} 600w" loading="lazy">',
            id="a choice alone gives the picture, too",
        ),
        pytest.param(
            f'<picture><source data-srcset="/d.png"><img {BLANK} data-src="/c.png" alt=""></picture>',
            f'<picture><source srcset="{D}">{img()}</picture>',
            id="a choice of formats waits as well",
        ),
        pytest.param(
            '<picture><source srcset="/d.png"></picture>',
            f'<picture><img srcset="{D}" src="{D}" alt="" loading="lazy"></picture>',
            id="a picture without image gets one",
        ),
        pytest.param('<amp-img src="/c.png" alt="x"></amp-img>', img(more='alt="x"'), id="AMP's"),
        pytest.param('<img src="/blank.gif" alt="x">y', "y", id="a place held for nothing"),
        pytest.param('<img src="/c.png?utm_source=rss" alt="">', img(), id="tracked"),
    ],
)
def test_pictures_are_found_where_pages_hide_them(html, clean):
    assert clean_html(html, BASE) == clean


@pytest.mark.parametrize(
    ("html", "clean"),
    [
        pytest.param(
            f'<img {BLANK} data-src="/c.png"><noscript><img src="/d.png" alt="x"></noscript>',
            img(D, 'alt="x"'),
            id="after the one that waits",
        ),
        pytest.param(
            f'<noscript><img src="/d.png" alt="x"></noscript><img {BLANK} data-src="/c.png">',
            img(D, 'alt="x"'),
            id="before it",
        ),
        pytest.param(
            f'<a href="{D}"><img {BLANK}></a><noscript><img src="/c.png" alt=""></noscript>',
            img(),
            id="after its link",
        ),
        pytest.param(
            '<div><img src="/c.png" alt="x"></div><noscript><img src="/c.png"></noscript>',
            "<div>" + img(more='alt="x"') + "</div>",
            id="shown already",
        ),
        pytest.param(
            '<img src="/c.png" alt=""><noscript><img src="/d.png" alt=""></noscript>',
            img() + img(D),
            id="another picture",
        ),
        pytest.param(
            '<img src="/c.png" alt=""><noscript><img src="https://www.facebook.com/tr?id=1"></noscript>',
            img(),
            id="a pixel takes no picture's place",
        ),
        pytest.param(
            f'<img {BLANK} data-src="/c.png"><noscript><img src="/c.png" alt=""></noscript>'
            f'<img {BLANK} data-src="/d.png"><noscript><img src="/d.png" alt=""></noscript>',
            img() + img(D),
            id="each its own",
        ),
        pytest.param(
            '<amp-img src="/c.png" alt=""><noscript><img src="/c.png"></noscript></amp-img>', img(), id="AMP's"
        ),
        pytest.param("<p>a</p><noscript>Please enable JavaScript.</noscript>", "<p>a</p>", id="a request for scripts"),
    ],
)
def test_a_picture_for_readers_without_scripts_is_shown_once(html, clean):
    assert clean_html(html, BASE) == clean


@pytest.mark.parametrize(
    "html",
    [
        '<p><img src="https://stats.wordpress.com/b.gif?a=1" alt="" width="6" height="5"></p>',
        '<p><a href="https://a.example/"><img src="https://ad.doubleclick.net/a" alt="buy"></a></p>',
        f'<p><img src="{C}" alt="" width="1px" height="1px"> </p>',
        f'<div><p><img src="{C}" alt="" style="display:none"></p></div>',
        f'<p><img src="{C}" alt="" style="width:1px;height:1px"></p>',
        '<p><iframe src="https://www.googletagmanager.com/ns.html?id=1"></iframe></p>',
    ],
)
def test_what_counts_readers_goes_and_its_paragraph_with_it(html):
    assert clean_html(f"<p>Texte.</p>{html}", BASE) == "<p>Texte.</p>"


@pytest.mark.parametrize(
    ("html", "clean"),
    [
        (f'<img src="{C}" alt="" width="100%" height="30.5">', f'<img src="{C}" alt="" height="30" loading="lazy">'),
        (f'<img src="{C}" srcset="{D} 2x" sizes="url(x)" alt="">', img(more=f'srcset="{D} 2x" alt=""')),
        (f'<img src="{C}" srcset="{D} 2x" sizes="a;b" alt="">', img(more=f'srcset="{D} 2x" alt=""')),
        (
            '<video src="/v.mp4" poster="javascript:x" width="auto"></video>',
            VIDEO,
        ),
        ('<video data-src="/v.mp4"></video>', VIDEO),
        ('<p><img src="vbscript:x" alt="y"></p>', ""),
        (
            "<table><tr><td colspan=100% rowspan=2>a</table>",
            '<table><tbody><tr><td rowspan="2">a</td></tr></tbody></table>',
        ),
    ],
)
def test_only_valid_values_stay(html, clean):
    assert clean_html(html, BASE) == clean
