"""A site in a folder, run at the moments that a test names, and what its sources say."""

import contextlib
import shutil
from copy import copy
from datetime import timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import feedparser

from feeds import curating, pipeline
from feeds.config import load_config
from feeds.status import read_status
from feeds.store import open_store

DAY = timedelta(days=1)
TELLING_OF_RUNS = ("status/index.html", "status/status.atom", "status/status.json")

ARTICLE = """{title}

{lead} L'intelligence artificielle et les modèles de langage changent la donne, disent les équipes concernées.

Un premier intertitre

Un paragraphe qui raconte la suite avec assez de mots pour que le lecteur comprenne de quoi il retourne ici.
"""

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>Ailleurs</title><link>https://ailleurs.example/</link><language>fr</language><description>d</description>
{items}</channel></rss>"""

ITEM = """<item><title>Article {n}</title><link>https://ailleurs.example/{n}</link>
<guid isPermaLink="false">urn:isbn:{n}</guid><pubDate>{date}</pubDate>
<description>Le texte numéro {n}, avec quelques mots de plus. {more}</description></item>"""


def rss(numbers, more="", guid="urn:isbn:"):
    items = [
        ITEM.format(n=n, more=more, date=f"{1 + n % 28:02} Oct 2026 08:00:00 +0000").replace("urn:isbn:", guid)
        for n in numbers
    ]
    return RSS.format(items="".join(items)).encode()


@cache
def empty_database():
    """What a first run makes before anything else: a quarter of a second of migrations, once for all sites."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "empty.db"
        open_store(f"sqlite:///{path}").close()
        return path.read_bytes()


class Site:
    """A site in a folder, and the moments at which it is run."""

    def __init__(self, root, now):
        self.root, self.now, self.output = root, now, root / "output"
        self.articles = root / "articles"
        self.articles.mkdir()
        self.sources = '[[sources]]\nid = "redaction"\npath = "articles"\n'
        self.extra = ""
        self.window = 50
        self.base_url = "https://veille.example/"

    def copied(self, root):
        """The same site in another folder, which is empty."""
        shutil.copytree(self.root, root, dirs_exist_ok=True)
        site = copy(self)
        site.root, site.output, site.articles = root, root / "output", root / "articles"
        return site

    def write(self, name, title, lead="Un début."):
        path = self.articles / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(ARTICLE.format(title=title, lead=lead), encoding="utf-8")
        return path

    @property
    def config(self):
        path = self.root / "sources.toml"
        text = (
            f'[site]\ntitle = "Veille"\nbase_url = "{self.base_url}"\n'
            f"window = {self.window}\n{self.extra}\n{self.sources}"
        )
        # Only what differs: a process of the test's may read the file at this very moment.
        if not path.exists() or path.read_text() != text:
            path.write_text(text)
        return load_config(path)

    def run(self, **options):
        return self._publish(lambda config, store: pipeline.run(config, store, self.now, **options))

    def status(self, source_id):
        """What an operator is told of a source."""
        config = self.config
        store = open_store(config.site.store)
        try:
            return next(s for s in read_status(config, store, self.now).sources if s.id == source_id)
        finally:
            store.close()

    def withdraw(self, entry_id):
        return self._publish(lambda config, store: curating.withdraw(config, store, entry_id, self.now))

    def rebuild(self):
        return self._publish(lambda config, store: curating.rebuild(config, store, self.now))

    def recategorise(self):
        return self._publish(lambda config, store: curating.recategorise(config, store, self.now))

    def _publish(self, job):
        config = self.config
        database = self.root / ".rubrique" / "rubrique.db"
        if not database.exists():
            database.parent.mkdir(exist_ok=True)
            database.write_bytes(empty_database())
        store = open_store(config.site.store)
        try:
            return job(config, store)
        finally:
            store.close()

    def walk(self, key="all"):
        """The ids that a reader meets who walks from the live feed back through all archives, document by document."""
        documents, path = [], f"{key}.atom"
        while path:
            parsed = feedparser.parse((self.output / path).read_bytes())
            documents.append([entry.id for entry in parsed.entries])
            older = [link.href for link in parsed.feed.links if link.rel == "prev-archive"]
            path = older[0].removeprefix(self.base_url) if older else ""
        return documents

    def later(self, **options):
        self.now += DAY
        return self.run(**options)

    def feed(self, name="all"):
        return feedparser.parse((self.output / f"{name}.atom").read_bytes())

    def titles(self, name="all"):
        return [e.title for e in self.feed(name).entries]

    def ids(self, name="all"):
        return {e.title: e.id for e in self.feed(name).entries}

    def state(self):
        """The bytes and mtime of every file published, but for those that tell of runs, and so change with each."""
        files = {str(p.relative_to(self.output)): p for p in self.output.rglob("*") if p.is_file()}
        return {
            name: (p.read_bytes(), p.stat().st_mtime_ns) for name, p in files.items() if name not in TELLING_OF_RUNS
        }

    def showing(self, text):
        """The paths of the files that a text stands in; a run under way may replace one meanwhile."""
        shown = set()
        for path in self.output.rglob("*"):
            with contextlib.suppress(FileNotFoundError, IsADirectoryError):
                if text.encode() in path.read_bytes():
                    shown.add(str(path.relative_to(self.output)))
        return shown.difference(TELLING_OF_RUNS)


def fill(site, numbers):
    """Write articles whose dates follow their numbers."""
    for number in numbers:
        site.write(f"2026-10-{number:02}-{number}.txt", f"Modèle de langage numéro {number}")
