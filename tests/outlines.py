"""OPML lists, as others write them."""


def opml(*outlines):
    return f'<opml version="2.0"><head><title>Liste</title></head><body>{"".join(outlines)}</body></opml>'.encode()


def outline(url, text="Un flux"):
    return f'<outline type="rss" text="{text}" xmlUrl="{url}"/>'


def folder(name, *outlines):
    return f'<outline text="{name}">{"".join(outlines)}</outline>'
