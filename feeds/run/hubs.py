"""A hub asked for one subscription: the request, and what may come back.

Source: W3C WebSub, 5.1; PubSubHubbub 0.4, 5.1.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from urllib.parse import urlsplit, urlunsplit

from feeds.errors import FetchError
from feeds.ingest.client import Answer, Client
from feeds.ingest.fetch import MAX_REDIRECTS
from feeds.ingest.freshness import retry_after
from feeds.ingest.redirects import REDIRECTS, Hop, next_hop
from feeds.subscriptions import Mode, Subscription

LEASE = timedelta(days=10)  # what we ask for: the default that the specification recommends

_SEE_OTHER = 303  # the one redirect that does not say: send it there
_SAID_BYTES = 1_000  # of a refusal


class HubError(FetchError):
    """A hub did not take what it was asked."""

    def __init__(self, message: str, *, is_down: bool, retry_after: timedelta = timedelta(0)) -> None:
        super().__init__(message)
        self.is_down = is_down  # what else it should be asked can wait
        self.retry_after = retry_after  # how long it asks to be left alone


def address_to_ask(subscription: Subscription) -> str:
    """Return where a hub is asked: over https also where it is announced without, if it answers there.

    A secret goes over https only; so where one was told, and the lease stands, nobody makes us ask without.
    Source: W3C WebSub, 5.1 (hub.secret) and the security considerations on subscriptions.
    """
    parts = urlsplit(subscription.hub)
    if parts.scheme == "https" or parts.port not in (None, 80):
        return subscription.hub
    safe = urlunsplit(parts._replace(scheme="https", netloc=parts.netloc.removesuffix(":80")))
    must_be_safe = subscription.is_signed and subscription.until is not None
    return safe if must_be_safe or subscription.failures % 2 == 0 else subscription.hub


def request_form(subscription: Subscription, mode: Mode, *, is_signed: bool) -> dict[str, str]:
    """Return what a hub is asked."""
    form = {
        "hub.mode": mode,
        "hub.topic": subscription.address,
        "hub.callback": subscription.callback,
        "hub.verify": "async",  # PubSubHubbub 0.3 needs it, later hubs do not mind
    }
    if mode == "subscribe":
        form["hub.lease_seconds"] = str(int(LEASE.total_seconds()))
        if is_signed:
            form["hub.secret"] = subscription.secret
    return form


async def ask_hub(client: Client, address: str, form: Mapping[str, str], *, allow_private: bool, now: datetime) -> None:
    """Ask a hub, wherever it sends us; that it accepts is no grant yet.

    Raises:
        HubError: it gives no answer, or refuses.
    """
    url = address
    for _ in range(MAX_REDIRECTS + 1):
        hop = await _post(client, url, form, allow_private=allow_private, now=now)
        if hop is None:
            return
        url = hop.target
    raise HubError(f"over {MAX_REDIRECTS} redirects", is_down=False)


async def _post(client: Client, url: str, form: Mapping[str, str], *, allow_private: bool, now: datetime) -> Hop | None:
    """Send a request, and return where the hub sends us with it; None when it accepts."""
    try:
        async with client.ask(url, {}, allow_private=allow_private, form=form) as answer:
            if 200 <= answer.status < 300:
                return None
            if answer.status in REDIRECTS and answer.status != _SEE_OTHER:
                return next_hop(url, answer.status, answer.headers.get("location", ""), is_secret="hub.secret" in form)
            refusal = await _refusal(answer, now)
    except FetchError as exc:
        raise HubError(str(exc), is_down=True) from exc
    raise refusal


async def _refusal(answer: Answer, now: datetime) -> HubError:
    """Return the error that an answer is, with what a hub writes of why, in plain text."""
    said = f"{answer.status} {answer.reason}".strip()
    if answer.headers.get("content-type", "").lower().startswith("text/plain"):
        why = (await answer.read(_SAID_BYTES)).decode(errors="replace")
        said = f"{said}: {' '.join(why.split())[:200]}"
    wait = retry_after(answer.headers.get("retry-after", ""), now)
    return HubError(said, is_down=answer.status == 429 or answer.status >= 500, retry_after=wait)


def shown_hub(hub: str) -> str:
    """Return a hub's address without what a secret may be in."""
    parts = urlsplit(hub)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
