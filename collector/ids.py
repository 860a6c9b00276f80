"""Ids, keys and secrets. Ids sort by the time they were made, so that indexes grow at one end."""

from __future__ import annotations

import hashlib
import secrets
import threading

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no i, l, o, u
_lock = threading.Lock()
_last = (0, 0)


def _base32(number: int, length: int) -> str:
    return "".join(_ALPHABET[number >> 5 * place & 31] for place in reversed(range(length)))


def new(prefix: str, now: int) -> str:
    """A new id such as `l_01kb2…`: 48 bits of milliseconds, 80 random; increasing within a process.

    The layout is ULID's (github.com/ulid/spec), lower-cased, with our prefix.
    """
    global _last
    with _lock:
        then, number = _last
        number = number + 1 if then == now else secrets.randbits(79)
        _last = (now, number)
    return f"{prefix}_{_base32(now, 10)}{_base32(number, 16)}"


def public_key() -> str:
    """A site's key as it stands in the tag: 12 letters and digits, unguessable enough not to collide."""
    return _base32(secrets.randbits(60), 12)


def secret() -> str:
    """256 random bits for links, sessions and tokens; only its hash is stored."""
    return secrets.token_urlsafe(32)


def secret_hash(text: str) -> str:
    """What is stored of a secret. It has full entropy, so a plain hash is enough (no salt, no stretching)."""
    return hashlib.sha256(text.encode()).hexdigest()


def content_hash(body: bytes) -> str:
    """A short name for immutable content."""
    return _base32(int.from_bytes(hashlib.sha256(body).digest()[:8], "big") >> 4, 12)
