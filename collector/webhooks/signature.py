"""Signatures of Standard Webhooks 1.0.0, symmetric (github.com/standard-webhooks/standard-webhooks, spec)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence

PREFIX = "whsec_"
KEY_BYTES = 32  # the specification takes 24 to 64


def new_secret() -> str:
    """A secret as it is shown: `whsec_` and the key in base64."""
    return PREFIX + base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def headers(shared: Sequence[str], delivery_id: str, at: int, body: bytes) -> dict[str, str]:
    """The headers of an attempt at `at` (ms): the id, the second, and one signature for each secret."""
    signed = f"{delivery_id}.{at // 1000}.".encode() + body
    return {
        "webhook-id": delivery_id,
        "webhook-timestamp": str(at // 1000),
        "webhook-signature": " ".join(_signature(secret, signed) for secret in shared),
        "Content-Type": "application/json",
    }


def _signature(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
