"""A folder's worth of files handed out by the server on loopback, as a web server would."""

from collections.abc import Mapping

from tests.scripted import Answer, ScriptedServer

_TYPES = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "png": "image/png",
    "svg": "image/svg+xml",
    "atom": "application/atom+xml",
    "rss": "application/rss+xml",
    "json": "application/feed+json",
    "opml": "text/x-opml",
}


def serve(server: ScriptedServer, files: Mapping[str, bytes]) -> None:
    """Let *server* answer with *files*, each under its path and with its type."""
    for path, content in files.items():
        server.play(f"/{path}", Answer(body=content, headers={"Content-Type": _TYPES[path.rpartition(".")[2]]}))
