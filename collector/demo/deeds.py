"""What the story consists of: requests as pages send them, and what staff do about them. Times in ms UTC."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from random import Random
from typing import Any


@dataclass(frozen=True)
class Tags:
    """What the pages' script knows: the site's key, its widgets' ids, the wording of the form's consent."""

    site: str
    contact: str
    callback: str
    wording: str
    quote: str = ""


@dataclass(frozen=True)
class Beacon:
    """A body of `POST /v1/events`."""

    at: int
    user_agent: str
    body: dict[str, Any]


@dataclass(frozen=True)
class Form:
    """A body of `POST /v1/leads`, and the origin of the page that sent it."""

    at: int
    user_agent: str
    origin: str
    body: dict[str, Any]


@dataclass(frozen=True)
class ByHand:
    """A lead that came by phone or in person; `values` as POST /api/v1/leads takes them."""

    at: int
    values: dict[str, Any]


@dataclass(frozen=True)
class Change:
    """What staff note of the lead that was sent under `key`."""

    at: int
    key: str
    values: dict[str, Any]


Deed = Beacon | Form | ByHand | Change


def new_id(random: Random, at: int) -> str:
    """An id as the script makes it: 22 characters of base64url, 48 bits of time before 80 random ones."""
    return base64.urlsafe_b64encode(at.to_bytes(6, "big") + random.randbytes(10)).decode()[:22]
