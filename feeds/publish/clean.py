"""The last guard on what goes out: characters, addresses and labels that every format can carry."""

import html
import re
import uuid
from functools import lru_cache
from html.entities import name2codepoint
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from feeds.characters import with_line_feeds, without_illegal
from feeds.media_types import media_type
from feeds.urls import absolute_url

_REMEMBERED = 512  # texts: names of sources, categories and places are asked for at every entry
_SPACES = re.compile(r"\s+")
_TAG_LIKE = re.compile(r"<(/?[a-zA-Z!?][^<>]{0,200})>")
_ENTITY_LIKE = re.compile(r"&(#?\w+)")
_EMAIL = re.compile(r"[(<\[]?\b[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{1,190}\b[)>\]]?")
_SECRET = re.compile(r"(?i)token|secret|passw|api[_-]?key|^key$|^auth|signature|^sig$|credential|session")
_WEB = re.compile(r"\s*+https?://", re.IGNORECASE)
_IPV6 = ("http://[", "https://[")  # validators refuse them
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:.")
_URI = "%:/?#@!$&'()*+,;=-._~"  # what a URI may hold besides letters and figures
_UUID = "-".join(f"[0-9a-fA-F]{{{digits}}}" for digits in (8, 4, 4, 4, 12))
# Source: RFC 4151, 2.1 (tag); RFC 8141, 2, and RFC 9562, 4 (urn).
_IRI_FORMS = {
    "tag": re.compile(r"tag:(?:[a-z0-9._-]+@)?[a-z0-9.-]+,\d{4}(?:-\d\d){0,2}:[^#]*(?:#[^#]*)?\Z"),
    "urn": re.compile(rf"(?i:urn:uuid:{_UUID}|urn:(?!uuid:)[a-z0-9][a-z0-9-]{{1,31}}:[\w()+,.:=@;$!*'%-]+)\Z"),
}
_NOT_IN_IRI = re.compile(r'[\x00-\x20<>"{}|\\^`\x7f-\xa0]|%(?![0-9a-fA-F]{2})|[^\S ]')
# An element's opening tag as the sanitiser writes it: attributes in double quotes. Possessive, so linear.
_TAG = re.compile(r'<[a-zA-Z][\w:-]*+(?:\s++[\w:-]++(?:="[^"]*+")?+)*+\s*+/?+>')
_ATTRIBUTE = re.compile(r'(\s++)([\w:-]++)="([^"]*+)"')
_OVERRIDE = re.compile(r"(</?)bdo(?=[ >])")
_RUNS = frozenset({"style", "srcdoc", "formaction"})  # attributes that do more than show
_ANY_TAG = re.compile(r"<[^<>]*>?")
# UTF-8 read as Latin-1: a pair that nobody writes, in a run that makes sense when it is read again.
_MISREAD = re.compile("[\u00c2\u00c3][\u00a0-\u00bf]")
_LATIN = re.compile("[\u00a0-\u00ff]+")
_ADDRESSES = frozenset({"href", "src", "cite", "poster", "longdesc", "action", "data", "background"})


@lru_cache(_REMEMBERED)
def clean_text(text: str) -> str:
    """Return plain text on one line, in characters that every format can carry."""
    return _SPACES.sub(" ", without_misreadings(without_illegal(text))).strip()


def without_misreadings(text: str) -> str:
    """Return *text* with every run of Latin-1 that is UTF-8 read wrongly, read again, however mixed the rest is.

    >>> without_misreadings("l’Ã©tÃ©")
    'l’été'
    """
    while _MISREAD.search(text) and (again := _LATIN.sub(_read_again, text)) != text:
        text = again
    return text


def _read_again(run: re.Match[str]) -> str:
    try:
        return run[0].encode("latin-1").decode("utf-8") if _MISREAD.search(run[0]) else run[0]
    except UnicodeDecodeError:
        return run[0]


@lru_cache(_REMEMBERED)
def clean_label(text: str) -> str:
    """Return a title, name or label that no reader takes for HTML: no entity, no tag.

    >>> clean_label("Caf&eacute; <b>")
    'Café ‹b›'
    """
    for _ in range(3):
        text = html.unescape(text)
    text = _TAG_LIKE.sub(r"‹\1›", clean_text(text))
    return _ENTITY_LIKE.sub(_apart, re.sub("<(?=[/a-zA-Z])", "‹", text))


def _apart(found: re.Match[str]) -> str:
    """Return "& x" for an "&x" that a reader may take for a character reference, "AT&T" as it is."""
    name = found[1]
    is_reference = name in name2codepoint or name == "apos" or not name.isalpha()
    return f"& {name}" if is_reference else found[0]


def clean_category(text: str) -> str:
    """Return a category's label; without commas, where FreshRSS would split it."""
    return _SPACES.sub(" ", re.sub(r"\s*+,\s*+", " / ", clean_label(text))).strip(" /")


def clean_name(text: str) -> str:
    """Return a person's name without the e-mail address that stands beside it, or in its place."""
    without = clean_label(_EMAIL.sub(" ", html.unescape(text))).replace("‹›", "").strip(" ,;:<>[]")
    if without.startswith("(") and without.endswith(")"):
        without = without[1:-1].strip()
    return without or clean_label(text.partition("@")[0]).strip(" ()<>[]")


def clean_html(fragment: str, base_url: str) -> str:
    """Return sanitised HTML in characters that every format can carry, its addresses absolute, the others dropped."""
    # A space, not nothing: what a control character held apart must not come together after the sanitiser.
    fragment = without_misreadings(without_illegal(with_line_feeds(fragment), " "))
    fragment = _OVERRIDE.sub(r"\1bdi", fragment)  # which validators take for no risk
    # Every attribute in turn, so that what stands in the quotes of one is never taken for the next.
    return _TAG.sub(lambda tag: _ATTRIBUTE.sub(lambda at: _clean_attribute(at, base_url), tag[0]), fragment).strip()


def _clean_attribute(attribute: re.Match[str], base_url: str) -> str:
    space, name, value = attribute.groups()
    if name.lower() in _RUNS or name.lower().startswith("on"):
        return ""
    if name.lower() == "srcset":
        return attribute[0] if all(map(_WEB.match, value.split(", "))) else ""
    if name.lower() not in _ADDRESSES:
        return attribute[0]
    link = clean_link(html.unescape(value), base_url)
    return f'{space}{name}="{html.escape(link)}"' if link else ""


def text_of(fragment: str) -> str:
    """Return the text of HTML that may not go out as such, in one paragraph; "" when there is none."""
    text = clean_text(html.unescape(_ANY_TAG.sub(" ", fragment)))
    return f"<p>{html.escape(text, quote=False)}</p>" if text else ""


def clean_link(value: str, base_url: str) -> str:
    """Return an address from HTML made absolute; "" when it must not be followed."""
    link = absolute_url(base_url, value)
    return "" if link.startswith(_IPV6) else link


def clean_url(url: str) -> str:
    """Return an absolute http(s) address in ASCII, percent-encoded where needed; "" when it is not one.

    A user name and password in it are left out: nobody means to publish those.
    """
    try:
        is_address = _WEB.match(url) and urlsplit(url).port != 0  # reading the port checks it
    except ValueError:
        return ""
    return clean_link(url, "") if is_address else ""


def public_url(url: str) -> str:
    """Return an address without what opens it: user name, password, and parameters that sound like a secret."""
    cleaned = clean_url(url)
    parts = urlsplit(cleaned)
    pairs = parse_qsl(parts.query, keep_blank_values=True, max_num_fields=None)
    kept = [(name, value) for name, value in pairs if not _SECRET.search(name)]
    return cleaned if len(kept) == len(pairs) else urlunsplit(parts._replace(query=urlencode(kept)))


def clean_iri(text: str) -> str:
    """Return an id that is a valid IRI: the text itself whenever it is one, else one that always follows from it."""
    encoded = _NOT_IN_IRI.sub(lambda found: quote(found[0], safe=""), without_illegal(text).strip())
    scheme = encoded.partition(":")[0].lower()
    if scheme in ("http", "https"):
        cleaned = clean_url(encoded)
        encoded = encoded if cleaned and quote(encoded, safe=_URI) == encoded else cleaned
    else:
        encoded = quote(encoded, safe=_URI)
    if _IRI_FORMS.get(scheme, _SCHEME).match(encoded):
        return encoded
    name = text.encode("utf-8", "replace").decode()  # uuid5 takes no lone surrogate
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, name)}"


def clean_media_type(declared: str, url: str) -> str:
    """Return a valid media type: the one said, else the one that the address ends like, else that of any bytes."""
    return media_type(declared, url) or "application/octet-stream"
