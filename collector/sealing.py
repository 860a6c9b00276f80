"""Secrets of others at rest (webhook secrets, bot tokens): sealed with a key made from the installation's own.

And links that need no secret at rest: another such key marks what they carry.
"""

from __future__ import annotations

import base64
import hmac

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class Unsealable(Exception):
    """Sealed with another key, or damaged."""


class Box:
    """Seals and opens texts; another installation's box cannot open them."""

    def __init__(self, secret_key: str) -> None:
        key = HKDF(SHA256(), 32, salt=None, info=b"beckon sealing").derive(secret_key.encode())
        self._fernet = Fernet(base64.urlsafe_b64encode(key))
        self._marking = HKDF(SHA256(), 32, salt=None, info=b"beckon links").derive(secret_key.encode())

    def seal(self, text: str) -> str:
        """The text as it may be stored."""
        return self._fernet.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        """The text again. Raises Unsealable."""
        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken:
            raise Unsealable("sealed with another secret key (BECKON_SECRET_KEY)") from None

    def mark(self, text: str) -> str:
        """22 signs (128 bits) that only this installation can make of that text: what it put into a link is its own."""
        digest = hmac.digest(self._marking, text.encode(), "sha256")[:16]
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")
