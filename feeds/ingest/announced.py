"""The hubs that a feed announces, and the address that they know it by: in its answer's headers, else in its document.

Source: W3C WebSub, 4 (discovery); RFC 8288, 3 (Link).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from feeds.model import Announced
from feeds.urls import web_url

_MOST_HUBS = 3  # of one feed: each is asked, and each tells the same news
_LONGEST = 16_000  # characters of the header: two lines of what servers send at most

_PARAMETER = r"""\s*+;\s*+([\w!#$%&+.^`|~*-]++)(?:\s*+=\s*+(?:"((?:[^"\\]++|\\.)*+)"|([^\s",;]*+)))?+"""
_LINK = re.compile(rf"<([^<>]*+)>((?:{_PARAMETER})*+)")  # possessive: never goes back
_EACH = re.compile(_PARAMETER)


def announced_in_header(link: str, base_url: str) -> Announced:
    """Return what a Link header announces; a link that is about another document than the one sent is none."""
    return announced_by(_links(link[:_LONGEST]), base_url)


def announced_by(links: Iterable[tuple[str, str]], base_url: str) -> Announced:
    """Return what links announce: the relations of each as written, and where it leads from *base_url*."""
    hubs: list[str] = []
    own = ""
    for relations, address in links:
        kinds = relations.lower().split()
        target = web_url(base_url, address).partition("#")[0] if {"hub", "self"} & set(kinds) else ""
        if not target:
            continue
        if "hub" in kinds and target not in hubs:
            hubs.append(target)
        if "self" in kinds:
            own = own or target
    return Announced(tuple(hubs[:_MOST_HUBS]), own)


def choose_announced(header: Announced, document: Announced, url: str) -> Announced:
    """Return what counts: the header where it names a hub, else the document.

    Many that name a hub name no address of their own: then it is the other's word, else *url*, which gave the answer.
    """
    found = header if header.hubs else document
    if not found.hubs:
        return Announced()
    return replace(found, self_link=found.self_link or header.self_link or document.self_link or url)


def _links(header: str) -> Iterator[tuple[str, str]]:
    for found in _LINK.finditer(header):
        parameters: dict[str, str] = {}
        for name, quoted, token in _EACH.findall(found[2]):
            parameters.setdefault(name.lower(), re.sub(r"\\(.)", r"\1", quoted) or token)
        if "anchor" not in parameters:
            yield parameters.get("rel", ""), found[1]
