"""A page as a tree to ask questions of."""

from lxml import html as lxml_html

from feeds.publish.check import check
from feeds.publish.render import render
from tests.publish.samples import config, feed


def page(path, *entries, **changes):
    """Return a page of a site whose feeds and pages hold these entries."""
    files = render(config(**changes), [feed(*entries), feed(*entries, key="ia")], entries)
    check(path, files[path])
    return lxml_html.document_fromstring(files[path].decode())
