"""What a sender is: a delivery in, and one of four ways out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from collector.db import Tx


class Refused(Exception):
    """The target will never take this; the message says why, without personal data."""


class Blocked(Exception):
    """We will not send this until somebody acts: a forbidden address, a token that was revoked."""


class TryLater(Exception):
    """The target did not take this now. `after` is its own wish in milliseconds.

    `lane` says whether the way there is at fault, so that everything on it waits, or this delivery alone.
    """

    def __init__(self, reason: str, after: int | None = None, lane: bool = True) -> None:
        super().__init__(reason)
        self.after = after
        self.lane = lane


@dataclass(frozen=True, slots=True)
class Delivery:
    """One thing to deliver. `id` is stable over all attempts; `attempts` counts this one."""

    site_id: str
    id: str
    kind: str
    event: str
    lane: str
    target: str
    target_id: str | None
    payload: dict[str, Any]
    attempts: int
    deadline_at: int
    created_at: int


# In the transaction that writes how an attempt ended: its state (`pending`: it failed, and comes again), reason, now.
Settle = Callable[[Tx, Delivery, str, str | None, int], None]


def nothing_open() -> None:
    """Most kinds keep nothing open between deliveries."""


def nothing(_tx: Tx, _delivery: Delivery, _state: str, _reason: str | None, _now: int) -> None:
    """Most kinds have nobody to tell."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of delivery: how it is sent, and how many may be under way on one lane at once.

    `send` returns when the target has taken it, and raises Refused, Blocked or TryLater when it has not. `close` ends
    what it keeps open between deliveries.
    """

    name: str
    send: Callable[[Delivery], None]
    width: int = 1
    settle: Settle = nothing
    close: Callable[[], None] = nothing_open
