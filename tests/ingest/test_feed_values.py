"""What both readers of XML make of a feed: each test reads a document that the fast one takes, and that it declines."""

import pytest

from feeds.ingest.parse import parse_document
from feeds.model import Document, Enclosure, ParsedFeed, RawEntry

ADDRESS = "https://example.org/blog/feed"
ITUNES = 'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
MEDIA = 'xmlns:media="http://search.yahoo.com/mrss/"'
LINKS = 'xmlns:atom="http://www.w3.org/2005/Atom"'
DIV = '<div xmlns="http://www.w3.org/1999/xhtml">'


@pytest.fixture(params=["fast", "tolerant"])
def read(request):
    """Return what reads a document: as it is, and under a document type, for which the fast reader declines."""

    def read(content: str) -> ParsedFeed:
        before = "<!DOCTYPE x>" if request.param == "tolerant" else ""
        return parse_document(Document((before + content).encode(), url=ADDRESS))

    return read


def rss(inside: str) -> str:
    return f'<rss version="2.0" {ITUNES} {MEDIA} {LINKS}><channel><title>t</title>{inside}</channel></rss>'


def atom(inside: str) -> str:
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title>{inside}</feed>'


def only_entry(feed: ParsedFeed) -> RawEntry:
    [entry] = feed.entries
    return entry


@pytest.mark.parametrize(
    ("content", "older"),
    [
        pytest.param(atom("<link rel='next' href='?page=2'/>"), f"{ADDRESS}?page=2", id="the next page"),
        pytest.param(
            atom("<link rel='next' href='/n'/><link rel='prev-archive' href='/a'/>"),
            "https://example.org/a",
            id="archive",
        ),
        pytest.param(rss("<atom:link rel='next' href='/2'/>"), "https://example.org/2", id="in RSS"),
        pytest.param(atom("<link rel='next' href='javascript:x'/>"), "", id="no address of the web"),
        pytest.param(atom("<link rel='self' href='/1'/>"), "", id="another link"),
    ],
)
def test_a_feed_says_where_its_older_entries_are(read, content, older):
    assert read(content).older == older


def test_a_podcast_says_what_a_reader_shows(read):
    entry = only_entry(
        read(
            rss(
                "<item><title>a</title><itunes:duration> 1:02:03 </itunes:duration><itunes:season>2</itunes:season>"
                "<itunes:episode>7</itunes:episode><itunes:image href='https://example.org/i.png'/>"
                "<enclosure url='https://example.org/a.mp3' type='audio/mpeg' length='123'/></item>"
            )
        )
    )

    assert (entry.duration, entry.season, entry.episode) == ("1:02:03", "2", "7")
    assert entry.image == "https://example.org/i.png"
    assert entry.enclosures == (Enclosure("https://example.org/a.mp3", "audio/mpeg", 123),)


@pytest.mark.parametrize(
    "vocabulary",
    [
        "https://podcastindex.org/namespace/1.0",
        "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md",
    ],
)
def test_a_podcast_of_the_newer_vocabulary_tells_season_and_episode(read, vocabulary):
    numbers = "<podcast:season>2</podcast:season><podcast:episode>7</podcast:episode>"
    entry = only_entry(read(rss(f"<item xmlns:podcast='{vocabulary}'><title>a</title>{numbers}</item>")))

    assert (entry.season, entry.episode) == ("2", "7")


def test_a_group_of_media_gives_its_films_its_best_picture_and_its_duration(read):
    entry = only_entry(
        read(
            rss(
                "<item><title>a</title><media:group>"
                "<media:content url='https://example.org/a.mp4' type='video/mp4' fileSize='9' duration='61'/>"
                "<media:content url='https://example.org/a.jpg' medium='image'/>"
                "<media:thumbnail url='https://example.org/t.jpg'/></media:group></item>"
            )
        )
    )

    assert entry.enclosures == (Enclosure("https://example.org/a.mp4", "video/mp4", 9),)
    assert (entry.image, entry.duration) == ("https://example.org/t.jpg", "61")


@pytest.mark.parametrize(
    ("inside", "link", "enclosures"),
    [
        pytest.param("<content type='text/html' src='/1'/>", "https://example.org/1", (), id="a page is the link"),
        pytest.param(
            "<link href='https://example.org/0'/><content type='html' src='/1'/>",
            "https://example.org/0",
            (),
            id="a page",
        ),
        pytest.param(
            "<content type='video/mp4' src='/1.mp4'/>",
            "",
            (Enclosure("https://example.org/1.mp4", "video/mp4"),),
            id="film",
        ),
    ],
)
def test_a_content_that_stands_elsewhere_is_a_link_or_an_enclosure(read, inside, link, enclosures):
    feed = (
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:base="{ADDRESS}"><entry><title>a</title>{inside}</entry></feed>'
    )

    entry = only_entry(read(feed))

    assert (entry.link, entry.enclosures) == (link, enclosures)


@pytest.mark.parametrize(
    ("content", "html"),
    [
        pytest.param("<content>1 &lt; 2</content>", "1 &lt; 2", id="no type"),
        pytest.param("<content type='text'>1 &lt; 2</content>", "1 &lt; 2", id="text"),
        pytest.param("<content type='html'>&lt;p>a&lt;/p></content>", "<p>a</p>", id="HTML"),
        pytest.param(f"<content type='xhtml'>{DIV}<p>a<br/>b</p></div></content>", "<p>a<br>b</p>", id="XHTML"),
        pytest.param("<content type='text/markdown'># a</content>", "# a", id="text of another type"),
        pytest.param("<content type='text/html'>&lt;p>a&lt;/p></content>", "<p>a</p>", id="a media type"),
        pytest.param(f"<content type='application/xhtml+xml'>{DIV}a</div></content>", "a", id="its media type"),
        pytest.param("<content type='image/png'>iVBORw0KGgo=</content>", "", id="a picture in base64"),
    ],
)
def test_each_type_of_content_is_read(read, content, html):
    assert only_entry(read(atom(f"<entry><title>a</title>{content}</entry>"))).content_html == html


@pytest.mark.parametrize(
    ("inside", "base_url"),
    [
        pytest.param("<entry><content type='html'>a</content></entry>", "https://a.example/b/", id="of the feed"),
        pytest.param("<entry xml:base='c/'><content>a</content></entry>", "https://a.example/b/c/", id="of the entry"),
        pytest.param(
            "<entry xml:base='c/'><content xml:base='/d/'>a</content></entry>",
            "https://a.example/d/",
            id="of the content",
        ),
    ],
)
def test_a_base_counts_at_every_level(read, inside, base_url):
    feed = read(f'<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://a.example/b/">{inside}</feed>')

    assert only_entry(feed).base_url == base_url


def test_a_base_inside_xhtml_counts_for_what_it_holds(read):
    content = f"<content type='xhtml'>{DIV}<p xml:base='c/'><a href='d'>e</a></p></div></content>"
    feed = f'<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://a.example/b/"><entry>{content}</entry></feed>'

    entry = only_entry(read(feed))

    assert entry.content_html == '<p><a href="https://a.example/b/c/d">e</a></p>'


@pytest.mark.parametrize(
    ("inside", "language"),
    [
        pytest.param("<entry><title>a</title></entry>", "fr", id="of the feed"),
        pytest.param("<entry xml:lang='de'><title>a</title></entry>", "de", id="of the entry"),
        pytest.param("<entry><title>a</title><content xml:lang='en_GB'>b</content></entry>", "en-GB", id="of the text"),
    ],
)
def test_a_language_counts_at_every_level(read, inside, language):
    feed = read(f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr">{inside}</feed>')

    assert (feed.language, only_entry(feed).language) == ("fr", language)
