"""Addresses: made absolute, made canonical, minted, and told public from private."""

import ipaddress
import re
import unicodedata
from datetime import date
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

from w3lib.url import canonicalize_url, safe_url_string

from feeds.tracking import is_tracking, without_tracking

MAX_URL_LENGTH = 8_000  # what RFC 9110, 4.1 asks every recipient to support; longer ones are not addresses

_HTTP = ("http", "https")
_OPAQUE = ("mailto", "tel", "sms", "geo")  # harmless in an article, and have no host
LINK_SCHEMES = frozenset(_HTTP + _OPAQUE)  # of the addresses that an article may hold

# RFC 3986: what may stand in a path, a query and a fragment as it is.
_CHARACTER = r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})"
_SETTLED = re.compile(
    r"https?://(?!-)(?:[a-z0-9-]{1,63}\.)+[a-z][a-z0-9-]*[a-z0-9]"
    rf"(?:/{_CHARACTER}*(?:\?(?:{_CHARACTER}|\?)*)?(?:#(?:{_CHARACTER}|\?)*)?)?"
)
_NOT_A_CHARACTER = re.compile(r"%(?![0-9A-Fa-f]{2})|[^A-Za-z0-9._~!$&'()*+,;=:@/?%-]")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_HOST = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*\.?")
# C0, DEL, C1, surrogates, and the invisible characters that hide where an address leads.
_INVISIBLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff\ufffe\uffff]+"
)


def absolute_url(base: str, url: str) -> str:
    """Return *url*, taken from *base*, as a valid absolute address; "" when no safe one can be made of it.

    Safe are http and https (with a host, without credentials), mailto, tel, sms and geo. The result holds only
    characters of RFC 3986, and is returned unchanged when given again.

    >>> absolute_url("https://example.org/a/", "../été.html")
    'https://example.org/%C3%A9t%C3%A9.html'
    """
    if _SETTLED.fullmatch(url) and "/." not in url and len(url) <= MAX_URL_LENGTH:
        return url
    url = _INVISIBLE.sub("", url).strip()
    scheme = _scheme(url)
    if scheme in _OPAQUE:
        return _opaque(scheme, url)
    if not url or (scheme and scheme not in _HTTP):
        return ""
    try:
        return _absolute(_INVISIBLE.sub("", base).strip(), _with_slashes(url, scheme))
    except ValueError:  # urllib's and w3lib's word for what is no address
        return ""


def web_url(base: str, url: str) -> str:
    """Return what `absolute_url` does of an address of the web; "" for any other."""
    absolute = absolute_url(base, url)
    return absolute if absolute.startswith(("http://", "https://")) else ""


def published_url(base: str, url: str) -> str:
    """Return *url*, taken from *base*, as we publish it: valid, absolute, without tracking; "" as `absolute_url`.

    And for a bare IPv6 address: validators refuse it.
    """
    absolute = absolute_url(base, url)
    return "" if "://[" in absolute else without_tracking(absolute)


def _scheme(url: str) -> str:
    found = _SCHEME.match(url)
    return found[1].lower() if found else ""


def _opaque(scheme: str, url: str) -> str:
    rest = url[len(scheme) + 1 :].strip()
    if len(rest) > MAX_URL_LENGTH:  # quoting makes nothing shorter, and takes its time over a million signs
        return ""
    rest = _quoted(rest)
    return f"{scheme}:{rest}" if rest and len(rest) <= MAX_URL_LENGTH else ""


def _with_slashes(url: str, scheme: str) -> str:
    """Read an address as browsers do: a backslash is a slash, and http needs two of them."""
    head, mark, tail = url.partition("?")
    url = head.replace("\\", "/") + mark + tail
    if scheme:
        return f"{scheme}://{url[len(scheme) + 1 :].lstrip('/')}"
    if re.match(r"www\.[a-z0-9-]+\.", url, re.IGNORECASE):  # never a path: the author forgot the scheme
        return f"https://{url}"
    return url


def _absolute(base: str, url: str) -> str:
    parts = urlsplit(urljoin(base or "https:", url))  # "//host/…" without a base is taken to be secure
    if parts.scheme not in _HTTP:
        return ""
    host = _host(parts.hostname or "")
    if not host or ("[" in parts.netloc) != host.startswith("["):  # in brackets stands an IPv6 address, nothing else
        return ""
    default = 443 if parts.scheme == "https" else 80
    port = _port(parts.netloc)
    netloc = host if port in (0, default) else f"{host}:{port}"
    path = re.sub(r"^(?:/\.\.?(?=/|$))+", "", parts.path)
    if len(path) + len(parts.query) + len(parts.fragment) > MAX_URL_LENGTH:
        return ""
    if not path and (parts.query or parts.fragment):
        path = "/"
    result = f"{parts.scheme}://{netloc}{_quoted(path)}"
    result += f"?{_quoted(parts.query)}" if parts.query else ""
    result += f"#{_quoted(parts.fragment)}" if parts.fragment else ""
    return result if len(result) <= MAX_URL_LENGTH else ""


def _host(name: str) -> str:
    """Return a host in ASCII and lower case; "" when it cannot be one."""
    if ":" in name:
        return f"[{ipaddress.IPv6Address(name.partition('%')[0])}]"
    safe = safe_url_string(f"http://{name}/")  # for its IDNA
    host = (urlsplit(safe).hostname or "").lower()
    return host if _HOST.fullmatch(host) and len(host) <= 253 else ""


def _port(netloc: str) -> int:
    """Return the port, 0 when there is none or it cannot be one: the default then serves."""
    digits = re.search(r":(\d{1,5})$", netloc.rpartition("@")[2])
    port = int(digits[1]) if digits else 0
    return port if port <= 65_535 else 0


def _quoted(text: str) -> str:
    return _NOT_A_CHARACTER.sub(lambda found: quote(found[0], safe=""), text)


# -- canonical ----------------------------------------------------------------------------------------------------

# Names of sessions only: a bare "sid" is how many a site numbers its articles.
_SESSION = ("jsessionid", "phpsessid", "aspsessionid", "cfid", "cftoken", "zenid", "osccid")
_ORIGIN = frozenset({"from", "ref", "source", "src", "via"})  # these only where they name a feed
_AMP = frozenset({"amp", "_amp", "noamp"})
_MOBILE_HOST = re.compile(r"^(?:(?:www|m|mobile|amp)\.)+(?=[^.]+\.[^.])|(?<=^[a-z]{2}\.)m\.(?=[^.]+\.[^.])")
_MOBILE_PATH = re.compile(
    r"^/amp(?=/.)|/amp/?$|\.amp(?=\.html$|$)|/index\.(?:html?|php)$|;jsessionid=[^/;?]*|[/;]+$", re.I
)
_AMP_CACHE = re.compile(
    r"https?://(?:[a-z0-9-]+\.cdn\.ampproject\.org/[acv]|www\.google\.[a-z.]+/amp)/(s/)?(?=[a-z0-9-]+\.[a-z0-9.-]+/.)",
    re.I,
)


def canonical_url(url: str) -> str:
    """Return the form in which two addresses of one article are equal; for matching only, never to be followed.

    Gone are what tells nothing of the article: scheme, "www." and the mobile hosts, the ports by default, tracking,
    sessions, AMP and its caches, the order of parameters, a last slash, and the fragment, unless it may name a page or
    an entry in it ("#!", "#/", a number). "" for what is not http(s).

    >>> canonical_url("http://www.Example.org/a/?p=123&utm_source=x#top")
    'https://example.org/a?p=123'
    """
    absolute = web_url("", url)
    if not absolute:
        return ""
    absolute = absolute_url("", _AMP_CACHE.sub("https://", absolute, count=1))
    if re.search("[?%;]", absolute):  # without them there is nothing to put in order
        absolute = canonicalize_url(absolute, keep_fragments=True)
    parts = urlsplit(absolute)
    pairs = parse_qsl(parts.query, keep_blank_values=True, errors="surrogateescape")
    query = urlencode([(name, value) for name, value in pairs if _tells(name, value)], errors="surrogateescape")
    host = _MOBILE_HOST.sub("", parts.netloc.rstrip("."))
    path = _MOBILE_PATH.sub("", parts.path)
    while path != (shorter := _MOBILE_PATH.sub("", path)):  # "/amp/index.html": each hides the one before
        path = shorter
    return urlunsplit(("https", host, path, query, _page_in(parts.fragment)))


def _tells(name: str, value: str) -> bool:
    """Whether a parameter may tell one article from another."""
    name, value = name.lower(), value.lower()
    is_amp = name in _AMP or (name in ("outputtype", "format") and value == "amp")
    is_origin = name in _ORIGIN and value.startswith(("rss", "feed", "atom", "flux"))
    return not (is_amp or is_origin or name.startswith(_SESSION) or is_tracking(name))


def _page_in(fragment: str) -> str:
    """Return a fragment if it may name a page, or an entry in a page: a comment is not the article it stands below."""
    is_page = fragment.startswith(("!", "/"))
    is_numbered = any(c.isdigit() for c in fragment) and not fragment.startswith((":~:", "more-"))
    return fragment if is_page or (is_numbered and _tells(*fragment.partition("=")[::2])) else ""


# -- minted -------------------------------------------------------------------------------------------------------

_IRI_CHARACTER = (
    r"(?:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2}"
    "|[\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef\U00010000-\U0001fffd\U00020000-\U0002fffd\U00030000-\U000efffd])"
)
_IRI = re.compile(rf"([A-Za-z][A-Za-z0-9+-]+):({_IRI_CHARACTER}+)")
_IRI_REST = {
    "http": re.compile(r"//[^/?#@:\[\]]*[^/?#@:\[\].](?::\d{1,5})?(?:[/?#].*)?"),
    "urn": re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{1,31}:[^#?\[\]]+"),
    "tag": re.compile(r"(?:[\w.-]+@)?[A-Za-z0-9.-]+,\d{4}(?:-\d\d(?:-\d\d)?)?:.*"),
}
_IRI_REST["https"] = _IRI_REST["http"]
_NO_NAMES = frozenset({"javascript", "data", "vbscript", "file", "about", "blob", "localhost", "mailto", "tel"})


def is_iri(text: str) -> bool:
    """Whether *text* is an absolute IRI that may serve as an atom:id, as it is.

    Source: RFC 3987, 2.2; RFC 4287, 4.2.6.
    """
    found = _IRI.fullmatch(text)
    if not found or found[1].lower() in _NO_NAMES or text.count("#") > 1 or _INVISIBLE.search(text):
        return False
    rest = _IRI_REST.get(found[1].lower())
    return bool(rest.fullmatch(found[2])) if rest else True


def tag_uri(host: str, day: date, source_id: str, key: str) -> str:
    """Return the tag: IRI of an entry that has no usable id of its own. Source: RFC 4151.

    *host* is that of base_url; a port, which a tag cannot name, is left out.
    """
    authority = host.lower().partition(":")[0]
    specific = quote(f"{source_id}/{key}".encode("utf-8", "surrogatepass"), safe="/")
    return f"tag:{authority},{day.isoformat()}:{specific}"


_FOLDED = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "þ": "th", "ð": "d", "ı": "i"})


def slugify(text: str, max_length: int = 80) -> str:
    """Return *text* as the name of a page: ASCII, lower case, hyphens; "" when nothing of it can be kept.

    >>> slugify("L'œuvre d'été : 3 idées")
    'l-oeuvre-d-ete-3-idees'
    """
    folded = unicodedata.normalize("NFKD", text[: 20 * max_length].lower().translate(_FOLDED))
    words = re.findall(r"[a-z0-9]+", "".join(c for c in folded if not unicodedata.combining(c)))
    slug = "-".join(words)
    if len(slug) <= max_length:
        return slug
    cut = slug[: max_length + 1].rpartition("-")[0]  # at a word's end, unless the first word is longer
    return cut or slug[:max_length]


# -- public or private --------------------------------------------------------------------------------------------

# `ipaddress.is_global` calls some of these global: a private service stands behind a NAT64, 6to4 or Teredo address.
# Source: the IANA registries of special-purpose addresses (RFC 6890), IPv4 multicast, RFC 6052, RFC 8215.
_PRIVATE_4 = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8",  # this network
            "10.0.0.0/8",
            "100.64.0.0/10",  # shared by carriers (CGNAT)
            "127.0.0.0/8",  # loopback
            "169.254.0.0/16",  # link-local, where clouds keep their metadata
            "172.16.0.0/12",
            "192.0.0.0/24",  # protocol assignments
            "192.0.2.0/24",  # documentation
            "192.31.196.0/24",  # AS112
            "192.52.193.0/24",  # AMT
            "192.88.99.0/24",  # 6to4 relays
            "192.168.0.0/16",
            "192.175.48.0/24",  # AS112
            "198.18.0.0/15",  # benchmarking
            "198.51.100.0/24",  # documentation
            "203.0.113.0/24",  # documentation
            "224.0.0.0/4",  # multicast
            "240.0.0.0/4",  # reserved, and broadcast
        ),
    )
)
_PUBLIC_6 = IPv6Network("2000::/3")  # all that is given out: no loopback, NAT64, ULA, link-local, multicast
_PRIVATE_6 = tuple(
    map(
        IPv6Network,
        (
            "2001::/23",  # protocol assignments: Teredo, benchmarking, ORCHID
            "2001:db8::/32",  # documentation
            "2002::/16",  # 6to4: any IPv4 address inside
            "2620:4f:8000::/48",  # AS112
            "3fff::/20",  # documentation
        ),
    )
)
_MAPPED = (IPv6Network("::ffff:0:0/96"), IPv6Network("::/96"))  # IPv4-mapped, IPv4-compatible


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether *address* belongs to the public internet, and to no special purpose.

    An IPv4-mapped or IPv4-compatible address is judged by the IPv4 address in it.
    """
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _PRIVATE_4)
    if any(address in network for network in _MAPPED):
        return is_public(IPv4Address(int(address) & 0xFFFF_FFFF))
    return address in _PUBLIC_6 and not any(address in network for network in _PRIVATE_6)
