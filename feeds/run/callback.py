"""What hubs ask of our callbacks, and push to them, answered. Source: W3C WebSub, 5.2, 5.3, 7 and 8."""

import asyncio
import hmac
import logging
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, unquote

from feeds.errors import StoreError
from feeds.ingest.rhythm import next_try
from feeds.run.exchange import Answered, Asked, Handler, said
from feeds.run.hubs import LEASE, shown_hub
from feeds.store import Store
from feeds.subscriptions import SPARED, Push, Subscription
from feeds.urls import absolute_url

logger = logging.getLogger(__name__)

CALLBACKS = "websub/"  # the paths inside the site that are ours to answer

_TOKEN = re.compile(r"[\w-]{20,100}", re.ASCII)
_CHALLENGE = re.compile(r"[\x21-\x7e]{1,1000}")  # a hub's own random text, and no document of somebody's making
_SECONDS = re.compile(r"[1-9]\d{0,8}", re.ASCII)
_LONGEST_LEASE = timedelta(days=30)  # hubs must not grant more than they can keep, and some grant years
_SHORTEST_WAIT = timedelta(minutes=1)  # a lease of seconds must not have us ask for ever
_DENIED_WAIT = timedelta(days=1)
_TURN_SECONDS = 30  # a hub has given up by then, and repeats itself later
_METHODS = ("sha1", "sha256", "sha384", "sha512")


def callback(store: Store, clock: Callable[[], datetime], wake: Callable[[], None]) -> Handler:
    """Return what answers the paths under CALLBACKS; *wake* has a run begin that reads what was pushed."""

    turn = asyncio.Lock()

    async def in_turn(step: Callable[[], Answered]) -> Answered:
        """Take a step that writes. It may wait for a run that records, and the others with it, but in no threads."""
        async with asyncio.timeout(_TURN_SECONDS), turn:
            return await asyncio.to_thread(step)

    async def answer(asked: Asked) -> Answered:
        try:
            subscription = await asyncio.to_thread(_addressed, asked, store)
            if subscription is None:
                return _unknown()
            if asked.method == "GET":
                return await in_turn(lambda: _confirm(asked, subscription, store, clock()))
            body = await asked.read()  # only now: of somebody who knows the token
            return await in_turn(lambda: _receive(asked, body, subscription, store, clock(), wake))
        except (StoreError, TimeoutError) as exc:  # the hub repeats what was not acknowledged
            logger.warning("failed callback error=%s", exc or "no turn in time")
            return said(503, "not now")

    return answer


def _addressed(asked: Asked, store: Store) -> Subscription | None:
    """Return the subscription whose callback is asked, in a way that a hub may."""
    token = asked.path.removeprefix(CALLBACKS)
    is_possible = asked.method in ("GET", "POST") and _TOKEN.fullmatch(token)
    return store.subscription(token) if is_possible else None


# -- intents ------------------------------------------------------------------------------------------------------


def _confirm(asked: Asked, subscription: Subscription, store: Store, now: datetime) -> Answered:
    """Echo the challenge for just what we want of this hub; note what it denies."""
    given = dict(reversed(parse_qsl(asked.query)))
    if not _is_same(given.get("hub.topic", ""), subscription.address):
        return _unknown()
    mode, challenge = given.get("hub.mode", ""), given.get("hub.challenge", "")
    if mode == "denied":
        _deny(given.get("hub.reason", ""), subscription, store, now)
        return said(200, "noted")
    if mode != subscription.mode or not _CHALLENGE.fullmatch(challenge):
        return _unknown()
    if mode == "subscribe":
        _grant(given.get("hub.lease_seconds", ""), subscription, store, now)
    else:
        store.unsubscribe(subscription.token)
    logger.info("confirmed mode=%s hub=%s source=%s", mode, shown_hub(subscription.hub), subscription.source_id)
    headers = {"content-type": "text/plain", "x-content-type-options": "nosniff", "cache-control": "no-store"}
    return Answered(200, headers, challenge.encode())


def _is_same(address: str, ours: str) -> bool:
    """Whether a hub names our feed, perhaps with other letters percent-encoded. Source: W3C WebSub, 5.1.1."""
    return bool(address) and unquote(absolute_url("", address)) == unquote(absolute_url("", ours))


def _grant(lease_seconds: str, subscription: Subscription, store: Store, now: datetime) -> None:
    """Keep the lease, and ask for the next when a third of it is left; without a word on it, it is what we asked."""
    lease = timedelta(seconds=int(lease_seconds)) if _SECONDS.fullmatch(lease_seconds) else LEASE
    lease = min(lease, _LONGEST_LEASE)
    store.note_granted(subscription.token, now + lease, now + max(lease * 2 / 3, _SHORTEST_WAIT))


def _deny(reason: str, subscription: Subscription, store: Store, now: datetime) -> None:
    if subscription.mode == "unsubscribe":
        store.unsubscribe(subscription.token)
        return
    error = f"denied: {' '.join(reason.split())[:200]}" if reason.strip() else "denied"
    again = next_try(
        now,
        interval=_DENIED_WAIT,
        failures=subscription.failures,
        retry_after=timedelta(0),
        seed=subscription.token,
    )
    store.note_denied(subscription.token, error, again.moment)
    logger.warning("denied hub=%s source=%s", shown_hub(subscription.hub), subscription.source_id)


# -- documents ----------------------------------------------------------------------------------------------------


def _receive(
    asked: Asked, body: bytes, subscription: Subscription, store: Store, now: datetime, wake: Callable[[], None]
) -> Answered:
    """Keep what a hub pushes. Its Link header is not asked which feed it is of. Source: W3C WebSub, 7."""
    if subscription.mode == "unsubscribe":
        return said(410, "not wanted any more")
    if subscription.until is None:
        return _unknown()
    if subscription.is_signed and not is_signed(asked, body, subscription.secret):
        logger.warning("ignored unsigned push source=%s", subscription.source_id)
        return _received()
    push = Push(
        subscription.source_id,
        now,
        body,
        asked.headers.get("content-type", ""),
        asked.headers.get("content-encoding", ""),
    )
    if not (push.body and store.keep_push(push)):
        _ask_source(subscription.source_id, store, now)
    wake()
    return _received()


def is_signed(asked: Asked, body: bytes, secret: str) -> bool:
    """Whether the body is signed with the secret, by the method that the signature names. Source: W3C WebSub, 8."""
    method, _, signature = asked.headers.get("x-hub-signature", "").strip().partition("=")
    if method.lower() not in _METHODS:
        return False
    wanted = hmac.digest(secret.encode(), body, method.lower()).hex()
    return hmac.compare_digest(wanted.encode(), signature.lower().encode())


def _ask_source(source_id: str, store: Store, now: datetime) -> None:
    """Let the source be asked for news that the hub brought no part of, or more of than we keep."""
    state = store.state(source_id)
    last_visit = state.last_visit if state else None
    store.hasten(source_id, max(now, last_visit + SPARED) if last_visit else now)


def _received() -> Answered:
    return said(202, "received")


def _unknown() -> Answered:
    return said(404, "nothing here")
