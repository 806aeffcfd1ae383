"""A site that is served under a public name, and subscribes to what its source announces."""

from feeds.run.callback import CALLBACKS, callback
from feeds.run.subscriber import ask_hubs
from feeds.store import open_store
from tests.run.served import serving
from tests.scripted import Answer
from tests.sites import rss

SOURCE = '[[sources]]\nid = "{}"\nurl = "{}"\nallow_private = true\n{}'


def announcing(body, hub_url, self_url):
    links = "".join(
        f'<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="{rel}" href="{url}"/>'
        for rel, url in (("hub", hub_url), ("self", self_url))
        if url
    )
    return body.replace(b"<description>d</description>", f"<description>d</description>{links}".encode())


class Subscribed:
    """The site, its server and its store, and what hubs know of it."""

    def __init__(self, site, publisher, hub):
        self.site, self.publisher, self.hub = site, publisher, hub
        self.topic = publisher.url + "/feed"
        self.woken = 0
        self.play(range(3))
        self.site.sources += SOURCE.format("a", self.topic, "")

    def __enter__(self):
        self.store = open_store(self.site.config.site.store)
        handlers = {CALLBACKS: callback(self.store, lambda: self.site.now, self._wake)}
        self._serving = serving(handlers=handlers, base_path=lambda: "/")
        self.url = self._serving.__enter__()
        self.hub.doors[self.site.base_url] = self.url
        return self

    def __exit__(self, *error):
        self._serving.__exit__(*error)
        self.store.close()

    def _wake(self):
        self.woken += 1

    def play(self, numbers, *, more="", hub_url=None, self_url=None, **headers):
        """Let the source's address give these entries, and the hub that they are told by."""
        body = self.document(numbers, more=more, hub_url=hub_url, self_url=self_url)
        self.publisher.play("/feed", Answer(body=body, headers=headers))

    def document(self, numbers, *, more="", hub_url=None, self_url=None, link=""):
        hub_url = self.hub.url if hub_url is None else hub_url
        body = announcing(rss(numbers, more), hub_url, self.topic if self_url is None else self_url)
        return body.replace(b"https://ailleurs.example/9<", f"{link}<".encode()) if link else body

    def run(self, after=None):
        """Make a run as a schedule that serves does."""
        if after is not None:
            self.site.now += after
        report = self.site.run()
        self.ask()
        return report

    def ask(self, after=None):
        if after is not None:
            self.site.now += after
        ask_hubs(self.site.config, self.store, self.site.now)

    def subscribe(self):
        """Run, and be granted what was asked."""
        self.run()
        assert {heard.status for heard in self.hub.verify()} == {200}
        return self

    def push(self, numbers, **told):
        [heard] = self.hub.push(self.topic, self.document(numbers, **told))
        return heard

    @property
    def subscription(self):
        [subscription] = self.store.subscriptions()
        return subscription

    @property
    def callback(self):
        return self.subscription.callback

    @property
    def fetched(self):
        """How often the source was asked."""
        return len(self.publisher.log)
