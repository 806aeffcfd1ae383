"""The scorecard of a polite client: each line is a server that answers in its own way for simulated days.

A line is green when the server was asked at the hours it should be, in the way it should be, and when the operator is
told what there is to tell. `pytest tests/test_scorecard.py -s` prints it.
"""

import gzip
import time
import zlib
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import brotli
import pytest

from tests.scripted import Answer, ScriptedServer
from tests.sites import Site, rss

HOUR = timedelta(hours=1)
START = datetime(2026, 11, 23, tzinfo=UTC)  # a Monday at midnight, so that the hour of a visit is that of the day
TICKS = 31  # runs, one an hour: the last answer that a line waits for comes in the last
FEED = rss(range(5))
GOOD = Answer(body=FEED)
SIX = tuple(range(0, TICKS, 6))
PAGE = b"<!doctype html><html><head><title>Accueil</title>%s</head><body><p>Bonjour</p></body></html>"
EASY = 'every = "6h"'
HOURLY = 'every = "1h"'


@dataclass(frozen=True)
class Line:
    name: str
    play: Callable[["Line", ScriptedServer, ScriptedServer], None] | tuple[Answer, ...]
    hours: tuple[int | range, ...] = SIX  # at which /feed must be asked: no more, no less
    keys: str = EASY
    away: tuple[str, ...] = ()  # of the requests to another host
    sent: dict[int, dict[str, str]] = field(default_factory=dict)  # by the number of a request: headers, "" for none
    told: str = "ok"  # by the status at the end
    entries: int = 5  # known at the end


def headers(**values: str) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in values.items()}


def packed(encoding: str, body: bytes) -> Answer:
    return Answer(body=body, headers=headers(Content_Encoding=encoding))


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


def zstandard(body: bytes) -> bytes:
    try:
        from compression import zstd  # of Python 3.14
    except ImportError:
        from backports import zstd
    return zstd.compress(body)


def channel(extra: str) -> Answer:
    return Answer(body=FEED.replace(b"<description>d", extra.encode() + b"<description>d", 1))


def expires(line, here, there):
    """Ten hours and a quarter from now, for a server's Date is the real one."""
    moment = format_datetime(datetime.now(UTC) + 10.25 * HOUR, usegmt=True)
    here.play("/feed", Answer(body=FEED, headers=headers(Expires=moment)))


def redirect(status: int):
    """Play a redirect to another host, whose path answers well."""

    def play(line, here, there):
        here.play("/feed", Answer(status, headers=headers(Location=there.play("/new", GOOD))))

    return play


def chain(line, here, there):
    """A permanent redirect to a temporary one: only the first has moved for good."""
    last = there.play("/here-today", GOOD)
    middle = there.play("/good", Answer(302, headers=headers(Location=last)))
    here.play("/feed", Answer(301, headers=headers(Location=middle)))


def loop(line, here, there):
    back = there.play("/back", Answer(302, headers=headers(Location=here.url + "/feed")))
    here.play("/feed", Answer(302, headers=headers(Location=back)))


def endless(line, here, there):
    for number in range(20):
        there.play(f"/{number}", Answer(302, headers=headers(Location=f"/{number + 1}")))
    here.play("/feed", Answer(302, headers=headers(Location=there.url + "/0")))


def moved_in_vain(line, here, there):
    """Moved for good to where nothing is: three good answers, then none."""
    there.play("/new", GOOD, GOOD, GOOD, Answer(404))
    here.play("/feed", *[Answer(301, headers=headers(Location=there.url + "/new"))] * 3, GOOD)


def moved_back_and_forth(line, here, there):
    there.play("/new", GOOD)
    away = Answer(301, headers=headers(Location=there.url + "/new"))
    here.play("/feed", away, away, GOOD, away, away, GOOD)


def archives(line, here, there):
    """Three pages of older entries on another host, the last of which leads back to the first."""
    address = '<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="{}" href="{}"/>'
    pages = [
        rss(range(5 * n, 5 * n + 5)).replace(
            b"<description>d", address.format("prev-archive", f"{there.url}/{n % 3 + 1}").encode() + b"<description>d"
        )
        for n in range(4)
    ]
    here.play("/feed", Answer(body=pages[0]))
    for n in (1, 2, 3):
        there.play(f"/{n}", Answer(body=pages[n]))


def truncated_entries(line, here, there):
    """A feed of beginnings, whose pages have the whole."""
    link = f"{there.url}/p1"
    item = (
        f"<item><title>Un</title><link>{link}</link><guid>{link}</guid><description>Début… [...]</description></item>"
    )
    here.play("/feed", Answer(body=rss([]).replace(b"</channel>", item.encode() + b"</channel>")))
    text = "<p>Début.</p>" + "".join(
        f"<p>Le paragraphe {n} raconte ce que la rédaction a vu ce jour-là.</p>" for n in range(9)
    )
    page = f"<html><head><title>Un</title></head><body><article><h1>Un</h1>{text}</article></body></html>"
    there.play("/p1", Answer(body=page.encode()))


DAILY_TWICE = "<{0}Period{1}>daily</{0}Period><{0}Frequency{1}>2</{0}Frequency>".format(
    "sy:update", ' xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'
)
NIGHT_ONLY = "<skipHours>" + "".join(f"<hour>{n}</hour>" for n in range(1, 23)) + "</skipHours>"
ANNOUNCING = PAGE % b'<link rel="alternate" type="application/rss+xml" href="/flux.xml">'
CHALLENGE = PAGE % b"<title>Just a moment...</title><script src=/cdn-cgi/challenge-platform/x></script>"
LOGIN = b"<html><body><form><input type='password'></form></body></html>"
WHO = {"user-agent": "Rubrique (+https://veille.example/)"}
NOTHING_ELSE = dict.fromkeys(("cookie", "referer", "accept-language", "authorization"), "")
ONCE, RARELY = 'every = "4d"', 'every = "10h"'
KEY = '\nheaders = { X-Key = "abc" }'
HALF = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(FEED), FEED[:300])
ETAG, WEAK, ODD = '"v1"', 'W/"v2"', "sans-guillemets"
BAD_DATE = "Mon, 23-Nov-26 00:00:00 GMT"
SECRET = "Basic " + b64encode(b"moi:mot de passe").decode()

LINES = [
    Line(
        "a strong ETag goes back verbatim",
        (Answer(body=FEED, headers=headers(ETag=ETAG)), Answer(304)),
        sent={0: {"if-none-match": ""}, 1: {"if-none-match": ETAG}, 2: {"if-none-match": ETAG}},
    ),
    Line(
        "a weak ETag goes back verbatim",
        (Answer(body=FEED, headers=headers(ETag=WEAK)), Answer(304)),
        sent={1: {"if-none-match": WEAK}},
    ),
    Line(
        "an ETag without quotes goes back as it came",
        (Answer(body=FEED, headers=headers(ETag=ODD)), Answer(304)),
        sent={1: {"if-none-match": ODD}},
    ),
    Line(
        "Last-Modified goes back verbatim, odd as it is",
        (Answer(body=FEED, headers=headers(Last_Modified=BAD_DATE)), Answer(304)),
        sent={1: {"if-modified-since": BAD_DATE, "if-none-match": ""}},
    ),
    Line(
        "both validators go back",
        (Answer(body=FEED, headers=headers(ETag=ETAG, Last_Modified=BAD_DATE)), Answer(304)),
        sent={1: {"if-modified-since": BAD_DATE, "if-none-match": ETAG}},
    ),
    Line(
        "validators that a server stops giving are not sent",
        (Answer(body=FEED, headers=headers(ETag=ETAG)), GOOD),
        sent={1: {"if-none-match": ETAG}, 2: {"if-none-match": ""}},
    ),
    Line(
        "the same bytes without validators are no news",
        (GOOD,),
        sent={1: {"if-none-match": "", "if-modified-since": ""}},
    ),
    Line("a 304 nobody asked for is no answer", (Answer(304), GOOD), hours=(0, 2, *range(3, TICKS)), keys=HOURLY),
    Line("gzip", (packed("gzip", gzip.compress(FEED)),), sent={0: {"accept-encoding": "gzip, deflate, br, zstd"}}),
    Line("deflate, with the header of zlib", (packed("deflate", zlib.compress(FEED)),)),
    Line("deflate, without", (packed("deflate", raw_deflate(FEED)),)),
    Line("br", (packed("br", brotli.compress(FEED)),)),
    Line("zstd", (packed("zstd", zstandard(FEED)),)),
    Line(
        "it says who it is, keeps no cookie and names no referrer",
        (Answer(body=FEED, headers=headers(Set_Cookie="a=b")),),
        sent={1: WHO | NOTHING_ELSE},
    ),
    Line(
        "max-age is waited for",
        (Answer(body=FEED, headers=headers(Cache_Control="public, max-age=36900")),),
        hours=(0, 11, 22),
    ),
    Line(
        "max-age of a year is a day",
        (Answer(body=FEED, headers=headers(Cache_Control="max-age=31536000")),),
        hours=(0, 25),
    ),
    Line("no-cache lifts max-age", (Answer(body=FEED, headers=headers(Cache_Control="no-cache, max-age=36900")),)),
    Line("Expires is waited for", expires, hours=(0, 11, 22)),
    Line("Expires in the past says nothing", (Answer(body=FEED, headers=headers(Expires="0")),)),
    Line("ttl is waited for", (channel("<ttl>615</ttl>"),), hours=(0, 11, 22)),
    Line("sy:updatePeriod is waited for", (channel(DAILY_TWICE),), hours=(0, 13, 26)),
    Line("skipHours are left out", (channel(NIGHT_ONLY),), keys='every = "2h"', hours=(0, 24)),
    Line(
        "skipDays are left out", (channel("<skipDays><day>Monday</day></skipDays>"),), hours=(0, *range(24, TICKS, 6))
    ),
    Line(
        "429 is obeyed, in seconds",
        (Answer(429, headers=headers(Retry_After="47700")), GOOD),
        hours=(0, *range(14, TICKS, 6)),
    ),
    Line(
        "503 is obeyed, as a date",
        (Answer(503, headers=headers(Retry_After=format_datetime(START + 13.25 * HOUR, usegmt=True))), GOOD),
        hours=(0, *range(14, TICKS, 6)),
    ),
    Line(
        "500 makes it wait twice as long each time, and one success forgives",
        (Answer(500), Answer(500), Answer(500), GOOD),
        hours=(0, 2, 6, *range(14, TICKS)),
        keys=HOURLY,
    ),
    Line("404 likewise", (GOOD, Answer(404), Answer(404), GOOD), hours=(0, 1, 3, *range(7, TICKS)), keys=HOURLY),
    Line("401 is told", (Answer(401),), keys=ONCE, hours=(0,), told="401", entries=0),
    Line("410 is believed", (GOOD, Answer(410)), hours=(0, 6), told="gone"),
    Line("301 moves it after three visits", redirect(301), hours=(0, 6, 12), away=("/new",) * 6, told='write url = "'),
    Line("308 likewise", redirect(308), hours=(0, 6, 12), away=("/new",) * 6, told='write url = "'),
    Line("302 does not move it", redirect(302), away=("/new",) * 6, told="ok"),
    Line("303 does not move it", redirect(303), away=("/new",) * 6, told="ok"),
    Line("307 does not move it", redirect(307), away=("/new",) * 6, told="ok"),
    Line(
        "301 followed by 302 moves it to the first",
        chain,
        hours=(0, 6, 12),
        away=("/good", "/here-today") * 6,
        told="/good",
    ),
    Line("301 that is taken back moves nothing", moved_back_and_forth, away=("/new",) * 4, told="ok"),
    Line(
        "a new address that fails is given up",
        moved_in_vain,
        away=("/new",) * 6,
        hours=(0, 1, 2, *range(17, TICKS)),
        keys=HOURLY,
        told="ok",
    ),
    Line("a loop of redirects is refused", loop, keys=ONCE, hours=(0,), away=("/back",), told="loop", entries=0),
    Line(
        "an endless chain of redirects is refused",
        endless,
        keys=ONCE,
        hours=(0,),
        away=("/0", "/1", "/2", "/3", "/4"),
        told="over 5 redirects",
        entries=0,
    ),
    Line(
        "a redirect to a file is refused",
        (Answer(302, headers=headers(Location="file:///etc/passwd")),),
        keys=ONCE,
        hours=(0,),
        told="must be an http(s) address",
        entries=0,
    ),
    Line("a redirect without a place is refused", (Answer(302),), keys=ONCE, hours=(0,), told="a redirect", entries=0),
    Line(
        "a password goes to its host",
        (GOOD,),
        keys=EASY + '\nuser = "moi"\npassword = "mot de passe"',
        sent={0: {"authorization": SECRET}, 1: {"authorization": SECRET}},
    ),
    Line("a token goes to its host", (GOOD,), keys=EASY + '\ntoken = "abc"', sent={0: {"authorization": "Bearer abc"}}),
    Line("headers of one's own go to their host", (GOOD,), keys=EASY + KEY, sent={0: {"x-key": "abc"}}),
    Line(
        "none of them goes to another",
        redirect(301),
        hours=(0, 6, 12),
        keys=EASY + '\ntoken = "abc"' + KEY,
        away=("/new",) * 6,
        sent={0: {"authorization": "Bearer abc"}},
        told='write url = "',
    ),
    Line(
        "a private address is refused before it is dialled",
        (GOOD,),
        keys=EASY + "\nallow_private = false",
        hours=(),
        told="is not a public address",
        entries=0,
    ),
    Line(
        "a page is named, and what it announces",
        (Answer(body=ANNOUNCING, headers=headers(Content_Type="text/html")),),
        keys=ONCE,
        hours=(0,),
        told='/flux.xml"',
        entries=0,
    ),
    Line(
        "a page that announces none is named",
        (Answer(body=PAGE % b""),),
        keys=ONCE,
        hours=(0,),
        told="an HTML page, not a feed",
        entries=0,
    ),
    Line(
        "a bot challenge is named",
        (Answer(403, body=CHALLENGE),),
        keys=ONCE,
        hours=(0,),
        told="bot challenge",
        entries=0,
    ),
    Line("a form of login is named", (Answer(body=LOGIN),), keys=ONCE, hours=(0,), told="login form", entries=0),
    Line("an empty answer keeps all", (GOOD, Answer(body=b"")), keys=RARELY, hours=(0, 10, 29), told="empty"),
    Line("204 keeps all", (GOOD, Answer(204)), keys=RARELY, hours=(0, 10, 29), told="204"),
    Line("206 keeps all", (GOOD, Answer(206, body=FEED[:300])), keys=RARELY, hours=(0, 10, 29), told="206"),
    Line("a feed that has no entries now keeps all", (GOOD, Answer(body=rss([]))), told="no entries now"),
    Line(
        "half an answer keeps all",
        (GOOD, Answer(raw=HALF)),
        keys=RARELY,
        hours=(0, 10, 29),
        told="broke off",
    ),
    Line(
        "rubbish in the place of HTTP keeps all",
        (GOOD, Answer(raw=b"\x00\xff rubbish\r\n\r\n")),
        keys=RARELY,
        hours=(0, 10, 29),
        told="not valid HTTP",
    ),
    Line(
        "what is not compressed as it says keeps all",
        (GOOD, packed("gzip", b"no gzip at all")),
        keys=RARELY,
        hours=(0, 10, 29),
        told="not compressed as it says",
    ),
    Line(
        "an endless body is cut off",
        (Answer(body=b"x" * 1_000_000, chunks=60),),
        keys=ONCE,
        hours=(0,),
        told="over 20000000 bytes",
        entries=0,
    ),
    Line(
        "a bomb is cut off",
        (packed("gzip", gzip.compress(b"\0" * 200_000_000, 1)),),
        keys=ONCE,
        hours=(0,),
        told="over 20000000 bytes",
        entries=0,
    ),
    Line(
        "a length over the limit is not read",
        (Answer(body=b"", headers=headers(Content_Length="99999999999")),),
        keys=ONCE,
        hours=(0,),
        told="20000000",
        entries=0,
    ),
    Line("older pages are walked once, to the end or round", archives, away=("/1", "/2", "/3"), entries=20),
    Line("and only as far as is set", archives, keys=EASY + "\nhistory = 2", away=("/1", "/2"), entries=15),
    Line(
        "the page of a truncated entry is fetched once",
        truncated_entries,
        keys=EASY + "\nfulltext = true",
        away=("/p1",),
        entries=1,
    ),
    Line("and not unless that is asked for", truncated_entries, away=(), entries=1),
    Line(
        "a source that posts daily is asked a few times a day",
        (GOOD,),
        keys="",
        hours=(0, range(22, 24)),
    ),
]


@dataclass
class Played:
    line: Line
    here: ScriptedServer
    there: ScriptedServer
    asked: list[int] = field(default_factory=list)  # the hour of each request to /feed
    errors: list[tuple[int, str]] = field(default_factory=list)  # what failed, and at which hour


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    return Site(tmp_path_factory.mktemp("scorecard"), START)


@pytest.fixture(scope="module")
def played(site):
    """All lines at once over simulated days: one site, a run an hour, a host of its own for each server."""
    lines = []
    for number, line in enumerate(LINES, start=1):
        here, there = (ScriptedServer(f"127.0.{net}.{number}") for net in (1, 2))
        lines.append(Played(line, here, there))
        if isinstance(line.play, tuple):
            here.play("/feed", *line.play)
        else:
            line.play(line, here, there)
        private = "" if "allow_private" in line.keys else "allow_private = true\n"
        site.sources += f'[[sources]]\nid = "s{number}"\nurl = "{here.url}/feed"\n{private}{line.keys}\n'
    for hour in range(TICKS):
        before = [len(each.here.log) for each in lines]
        failed = {outcome.source_id: outcome.error for outcome in site.run().outcomes if outcome.error}
        site.now += HOUR
        for number, each in enumerate(lines, start=1):
            each.errors += [(hour, failed[f"s{number}"])] if f"s{number}" in failed else []
        for each, count in zip(lines, before, strict=True):
            each.asked += [hour for asked in each.here.log[count:] if asked.path == "/feed"]
    yield lines
    for each in lines:
        each.here.close()
        each.there.close()


@pytest.mark.parametrize("number", range(len(LINES)), ids=[line.name for line in LINES])
def test_the_client_is_polite(played, site, number, capsys):
    line, here, there = LINES[number], played[number].here, played[number].there

    asked, errors = played[number].asked, played[number].errors
    assert len(asked) == len(line.hours), (asked, errors)
    assert [
        hour in (wanted if isinstance(wanted, range) else (wanted,))
        for hour, wanted in zip(asked, line.hours, strict=True)
    ] == [True] * len(asked), asked
    assert tuple(request.path for request in there.log) == line.away
    for request, wanted in line.sent.items():
        assert {name: here.log[request].headers.get(name, "") for name in wanted} == wanted
    assert not any({"authorization", "x-key", "cookie", "referer"} & asked.headers.keys() for asked in there.log)
    status = site.status(f"s{number + 1}")
    told = (status.state, *status.warnings, *status.advice)
    assert told == ("ok",) if line.told == "ok" else line.told in " / ".join(told)
    assert status.entries == line.entries
    with capsys.disabled():
        print(f"  green  {line.name}: asked {len(here.log) + len(there.log)} times")


def test_one_host_is_asked_once_a_second_and_many_side_by_side(tmp_path):
    site = Site(tmp_path, START)
    busy, *others = (ScriptedServer(f"127.0.3.{n}") for n in range(1, 7))
    for number, server in enumerate([busy] * 4 + others):
        url = server.play(f"/{number}", GOOD)
        site.sources += f'[[sources]]\nid = "s{number}"\nurl = "{url}"\nallow_private = true\n'

    begun = time.monotonic()
    site.run()

    assert len(busy.log) == 4
    assert busy.was_spared(begun)
    assert max(server.log[0].at for server in others) < busy.log[1].at
    for server in (busy, *others):
        server.close()
