"""Shapes of the public push routes, and what makes a subscription one that can be used (RFC 8291)."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate

from collector import clock

POINT_BYTES = 65
AUTH_BYTES = 16
ENDPOINT_MOST = 2000
LATEST = 100 * 365 * clock.DAY


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise ValidationError("not base64url") from None


def _point(text: str) -> None:
    raw = _decoded(text)
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw)
    except ValueError:
        raise ValidationError("not a point on P-256") from None
    if len(raw) != POINT_BYTES:
        raise ValidationError("not an uncompressed point")


def _secret(text: str) -> None:
    if len(_decoded(text)) != AUTH_BYTES:
        raise ValidationError(f"not {AUTH_BYTES} bytes")


class _Body(Schema):
    class Meta:
        unknown = EXCLUDE


class KeysSchema(_Body):
    p256dh = fields.String(required=True, validate=[validate.Length(max=200), _point])
    auth = fields.String(required=True, validate=[validate.Length(max=100), _secret])


class PushSchema(_Body):
    """What `PushSubscription.toJSON()` gives."""

    endpoint = fields.String(required=True, validate=validate.Length(1, ENDPOINT_MOST))
    expiration = fields.Float(data_key="expirationTime", load_default=None, allow_none=True)
    keys = fields.Nested(KeysSchema, required=True)


def _text(most: int) -> Any:
    return fields.String(load_default=None, allow_none=True, validate=validate.Length(max=most))


class SubscriptionSchema(_Body):
    """A browser that agreed. `server_key` is the public key it was asked with.

    Without `categories` those that are known stay. `replaces` is the endpoint that the browser had before.
    """

    site = fields.String(required=True)
    subscription = fields.Nested(PushSchema, required=True)
    server_key = fields.String(required=True, validate=validate.Length(max=200))
    visitor = fields.String(load_default=None, allow_none=True, validate=validate.Regexp(r"^[A-Za-z0-9_-]{22}$"))
    widget = _text(40)
    touch = _text(64)
    categories = fields.List(
        fields.String(validate=validate.Length(1, 60)),
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=50),
    )
    replaces = _text(ENDPOINT_MOST)
    language = _text(35)
    zone = _text(60)


class RemovalSchema(_Body):
    site = fields.String(required=True)
    endpoint = fields.String(required=True, validate=validate.Length(1, ENDPOINT_MOST))
