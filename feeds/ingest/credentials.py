"""What opens a source that is not open to everyone, and which requests may carry it."""

from base64 import b64encode
from urllib.parse import SplitResult, urlsplit

from feeds.settings import Access

_PORTS = {"http": 80, "https": 443}


def carried_headers(access: Access, home: str, url: str) -> dict[str, str]:
    """Return the headers that open a source at *home*, for a request to *url*: none where another would read them."""
    if access == Access() or not keeps_origin(home, url):
        return {}
    headers = dict(access.headers)
    if access.token:
        headers["Authorization"] = f"Bearer {access.token}"
    elif access.user or access.password:
        headers["Authorization"] = basic(access.user, access.password)
    return headers


def keeps_origin(home: str, url: str) -> bool:
    """Whether *url* has the scheme, host and port of *home*, or is its secure twin on the usual ports."""
    a, b = urlsplit(home), urlsplit(url)
    if a.hostname != b.hostname:
        return False
    upgraded = (a.scheme, _port(a), b.scheme, _port(b)) == ("http", 80, "https", 443)
    return upgraded or (a.scheme, _port(a)) == (b.scheme, _port(b))


def basic(user: str, password: str) -> str:
    """Return the value of an Authorization header. Source: RFC 7617, 2 and 2.1."""
    return "Basic " + b64encode(f"{user}:{password}".encode()).decode("ascii")


def _port(parts: SplitResult) -> int:
    return parts.port or _PORTS.get(parts.scheme, 0)
