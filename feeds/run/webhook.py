"""A message posted to an address, and signed. Source: Standard Webhooks 1.0 (standardwebhooks.com)."""

import base64
import hashlib
import hmac
from datetime import datetime

from feeds.errors import FetchError
from feeds.ingest.client import Client
from feeds.news import Delivery
from feeds.settings import Hook
from feeds.tables import SECRET_MARK


async def post(client: Client, hook: Hook, delivery: Delivery, now: datetime) -> str:
    """Post a delivery to a hook's address; return why it was not taken, "" when it was."""
    headers = _headers(delivery, int(now.timestamp()), hook.secret)
    try:
        # Named by the operator, it may well be an address of the operator's own network.
        async with client.ask(hook.url, headers, allow_private=True, form=delivery.body.encode()) as answer:
            return "" if 200 <= answer.status < 300 else f"{answer.status} {answer.reason}".strip()
    except FetchError as exc:
        return str(exc)


def _headers(delivery: Delivery, timestamp: int, secret: str) -> dict[str, str]:
    headers = {
        "Content-Type": "application/json",
        "Accept": "*/*",
        "webhook-id": delivery.id,
        "webhook-timestamp": str(timestamp),
    }
    signed = {"webhook-signature": sign(delivery, timestamp, secret)} if secret else {}
    return headers | signed


def sign(delivery: Delivery, timestamp: int, secret: str) -> str:
    """Return the signature of a delivery sent at a moment; a secret is text, or base64 after its mark."""
    is_coded = secret.startswith(SECRET_MARK)
    key = base64.b64decode(secret.removeprefix(SECRET_MARK)) if is_coded else secret.encode()
    signed = f"{delivery.id}.{timestamp}.{delivery.body}".encode()
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
