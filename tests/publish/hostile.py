"""Values as hostile as types allow: whatever a store may hold, of whatever came in."""

from datetime import UTC, datetime

from hypothesis import strategies as st

from feeds.model import Enclosure, Entry, Filing, Origin, Person, Reason, Tag, Tombstone
from tests.publish.samples import filed

texts = st.text(
    st.one_of(
        st.characters(),
        st.characters(categories=["Cc", "Cs", "Cn", "Zs"]),
        st.sampled_from("<>&\"'`]![CDATA\x00\x0b\x85\u00c3\u00a9\ufffe\ufffd\ud800\u202e,;:/\\%#?@ \r\n"),
    ),
    max_size=40,
)
markup = st.lists(
    st.one_of(
        texts,
        st.sampled_from(
            [
                "<p>", "</p>", "<b>", "</b>", "<a href='x'>", '<a href="/x">', "</a>", "<table>", "<tr>", "</table>",
                "<script>alert(1)</script>", "<style>*{}</style>", '<p style="x:expression(1)">', '<img onerror="x">',
                '<img src="javascript:x" srcset="/a 1x, /b 2x">', "<!-- -->", "<![CDATA[", "]]>", "<?x?>", "&eacute;",
                "&#0;", "&#x85;", "&", "<svg><math>", "<li><li>", "<bdo dir='x'>", "<ruby><rt>", "Ã©", "<h1>", "<br/>",
            ]
        ),
    ),
    max_size=6,
).map("".join)  # fmt: skip
addresses = st.one_of(
    texts,
    texts.map("https://é.example/".__add__),
    st.sampled_from(
        [
            "javascript:alert(1)", "https://", "http://[::1", "http://[::1]:8080/a b", "//a.example/x", "urn:uuid:1",
            "https://a.example:99999/", "data:text/html,x", "https://u:p@a.example/é?q=<>&r=%zz#ü", "https://a..example",
            "http://localhost/x.mp3", "http://my_host.example/x.mp3", "https://a.example/[1]|{2}^", "tag:a b,2026:x",
            "12345", "HTTP://A.EXAMPLE:80/../%7e", "https://a.example?x",
            "feed:https://a.example/", "mailto:a@b.example",
        ]
    ),
)  # fmt: skip
moments = st.one_of(
    st.datetimes(datetime(1, 1, 1), datetime(9998, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.datetimes(datetime(1969, 12, 30), datetime(1990, 1, 2), timezones=st.just(UTC)),  # noqa: DTZ001
)
types = st.one_of(
    texts, st.sampled_from(["mp3", "audio/mpeg; q=1", "AUDIO/MPEG", "image/", "application/x y", "a/b/c"])
)
people = st.builds(Person, st.one_of(texts, st.sampled_from(["a@b.example", "a@b.example (A)", "A <a@b.example>"])),
                   texts, addresses)  # fmt: skip
entries = st.builds(
    Entry,
    title=st.one_of(texts, markup, st.just("Titre " * 2_000)),
    link=addresses,
    guid=texts,
    summary=st.one_of(texts, markup),
    content_html=markup,
    authors=st.lists(people, max_size=3).map(tuple),
    tags=st.lists(st.builds(Tag, texts, texts, texts), max_size=3).map(tuple),
    enclosures=st.lists(st.builds(Enclosure, addresses, types, st.integers(-1, 10**12)), max_size=3).map(tuple),
    image=addresses,
    language=st.one_of(texts, st.sampled_from(["en_UK", "français", "cmn", "ckb", "x-klingon", "fr-FR-1990"])),
    rights=texts,
    site=texts,
    duration_seconds=st.integers(-1, 10**6),
)
origins = st.builds(Origin, st.sampled_from(["redaction", "carnet", "gone"]), texts, texts, addresses, addresses, texts)
reasons = st.builds(Reason, texts, st.sampled_from(["title", "body"]), st.integers(0, 9), st.floats(0, 99))
filings = st.builds(
    Filing, st.sampled_from(["ia", "gone", "marketing"]), st.floats(0, 99), st.booleans(), st.just("sure"),
    st.lists(reasons, max_size=2).map(tuple),
)  # fmt: skip
filed_entries = st.builds(
    filed,
    entries,
    origin=origins,
    id=addresses,
    sort_date=moments,
    updated=moments,
    filings=st.lists(filings, max_size=3).map(tuple),
    via=st.lists(origins, max_size=2).map(tuple),
    via_links=st.lists(addresses, max_size=2).map(tuple),
)
tombstones = st.builds(Tombstone, addresses, moments)
