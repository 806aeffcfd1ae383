"""Addresses in XHTML that start at an xml:base of an element inside it. Source: XML Base, 3."""

from html import escape
from urllib.parse import urljoin

from lxml import etree

_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_ADDRESSES = ("href", "src", "cite", "poster")


def with_inner_bases(html: str, base_url: str) -> str:
    """Return well-formed markup, its addresses joined to the bases inside it, which start at *base_url*."""
    if " xml:base=" not in html:
        return html
    try:
        root = etree.fromstring(f"<div>{html}</div>", etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:  # it came out of a broken document
        return html
    bases = {root: base_url}
    for element in root.iterdescendants(etree.Element):
        bases[element] = base = _joined(bases[element.getparent()], element.attrib.pop(_BASE, ""))
        for name in _ADDRESSES:
            if name in element.attrib and base != base_url:
                element.set(name, _joined(base, element.get(name, "")))
    children = (etree.tostring(child, encoding="unicode", method="html") for child in root)
    return escape(root.text or "", quote=False) + "".join(children)


def _joined(base: str, url: str) -> str:
    try:
        return urljoin(base, url)
    except ValueError:  # its word for what is no address
        return url
