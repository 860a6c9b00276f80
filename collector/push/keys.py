"""The installation's own keys towards push services (VAPID, RFC 8292): made when first needed, sealed at rest."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from collector import ids
from collector.db import Db, Tx, queries
from collector.sealing import Box

SQL = queries(__file__)


@dataclass(frozen=True, slots=True)
class PublicKeys:
    """What browsers subscribe with now, and what they did before: whoever still has an earlier one changes over."""

    key: str
    earlier: list[str]


def public_keys(db: Db, box: Box, now: int) -> PublicKeys:
    """Every public key of ours."""
    key = public_key(db, box, now)
    with db.read() as tx:
        return PublicKeys(key, [row.public_key for row in SQL.list_keys(tx) if row.public_key != key])


def public_key(db: Db, box: Box, now: int) -> str:
    """What a page gives to the browser as applicationServerKey: an uncompressed P-256 point, base64url unpadded."""
    with db.read() as tx:
        known = SQL.get_newest_key(tx)
    if known is None:
        with db.write() as tx:
            known = SQL.get_newest_key(tx) or _make(tx, box, now)
    return str(known.public_key)


def rotate(db: Db, box: Box, now: int) -> str:
    """A new key beside the earlier ones, which stay good for whoever subscribed with them; returns its public half."""
    with db.write() as tx:
        return str(_make(tx, box, now).public_key)


def id_of(tx: Tx, public_key: str) -> str | None:
    """The id of a key of ours; None for a stranger's."""
    row = SQL.get_key_by_public(tx, public_key=public_key)
    return row.id if row else None


def _make(tx: Tx, box: Box, now: int) -> Any:
    made = ec.generate_private_key(ec.SECP256R1())
    secret = made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    point = made.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    shown = base64.urlsafe_b64encode(point).rstrip(b"=").decode()
    SQL.insert_key(tx, id=ids.new("pk", now), public_key=shown, private_key=box.seal(secret), now=now)
    return SQL.get_newest_key(tx)
