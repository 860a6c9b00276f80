"""The outbox: what must leave is a row written in the transaction that causes it, and leaves later, at least once.

A worker claims a row by a conditional update that also sets a lease; a worker that dies lets its lease run out and
another takes the row up under the same id. The outbox knows no sender: app.py registers them by kind.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import structlog

from collector import clock, ids
from collector.db import Db, Tx, queries

SQL = queries(__file__)
log = structlog.get_logger()

LEASE = 2 * clock.MINUTE
DEADLINE = 3 * clock.DAY
FIRST_WAIT = 5 * clock.SECOND
LONGEST_WAIT = 6 * clock.HOUR
STUCK_AFTER = 10 * clock.MINUTE
BATCH = 50


class Refused(Exception):
    """The target will never take this; the message says why, without personal data."""


class TryLater(Exception):
    """The target did not take this now."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One thing to deliver. `id` is stable over all attempts."""

    site_id: str
    id: str
    kind: str
    target: str
    payload: dict[str, Any]
    attempts: int
    deadline_at: int


Sender = Callable[[Delivery], None]


def put(
    tx: Tx, site_id: str, kind: str, target: str, payload: dict[str, Any], now: int, lead_id: str | None = None
) -> str:
    """Queue a delivery in the caller's transaction; returns its id."""
    delivery_id = ids.new("d", now)
    SQL.insert_delivery(
        tx,
        site_id=site_id,
        id=delivery_id,
        kind=kind,
        target=target,
        payload=json.dumps(payload, ensure_ascii=False),
        lead_id=lead_id,
        now=now,
        deadline_at=now + DEADLINE,
    )
    return delivery_id


def deliver_due(db: Db, senders: Mapping[str, Sender], read_clock: clock.Clock) -> int:
    """Claim and send what is due; returns how many rows were tried."""
    with db.read() as tx:
        due = list(SQL.list_due(tx, now=read_clock(), limit=BATCH))
    return sum(_deliver(db, row.site_id, row.id, senders, read_clock) for row in due)


def _deliver(db: Db, site_id: str, delivery_id: str, senders: Mapping[str, Sender], read_clock: clock.Clock) -> bool:
    now = read_clock()
    lease_until = now + LEASE
    with db.write() as tx:
        row = SQL.claim(tx, site_id=site_id, id=delivery_id, now=now, lease_until=lease_until)
    if row is None:
        return False
    payload = json.loads(row.payload)
    delivery = Delivery(row.site_id, row.id, row.kind, row.target, payload, row.attempts, row.deadline_at)
    state, next_at, reason = _attempt(delivery, senders, read_clock)
    with db.write() as tx:
        SQL.finish(
            tx,
            site_id=site_id,
            id=delivery_id,
            lease_until=lease_until,
            state=state,
            next_at=next_at,
            reason=reason,
            now=read_clock(),
        )
    return True


def _attempt(delivery: Delivery, senders: Mapping[str, Sender], read_clock: clock.Clock) -> tuple[str, int, str | None]:
    """How an attempt ended: state, when next, why."""
    try:
        senders[delivery.kind](delivery)
    except Refused as refusal:
        return "refused", read_clock(), str(refusal)
    except TryLater as reason:
        return _again(delivery, str(reason), read_clock())
    except Exception as error:  # a bug in one sender must not stop the others; the message may be personal
        log.error("sender_failed", kind=delivery.kind, error=error.__class__.__name__)
        return _again(delivery, error.__class__.__name__, read_clock())
    return "delivered", read_clock(), None


def _again(delivery: Delivery, reason: str, now: int) -> tuple[str, int, str]:
    next_at = now + wait(delivery.attempts)
    return ("expired" if next_at > delivery.deadline_at else "pending"), next_at, reason


def wait(attempts: int) -> int:
    """Milliseconds before the next attempt: doubling, with full jitter above a half."""
    longest = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(attempts - 1, 20))
    return int(longest * (0.5 + random.random() / 2))  # noqa: S311 - spreading load, not a secret


def of_lead(db: Db, site_id: str, lead_id: str) -> list[Any]:
    """What was queued for a lead: kind, target, state, attempts, reason, times."""
    with db.read() as tx:
        return list(SQL.list_of_lead(tx, site_id=site_id, lead_id=lead_id))


def stuck(db: Db, site_id: str, now: int) -> tuple[int, int | None]:
    """How many deliveries did not leave, and since when the oldest waits."""
    with db.read() as tx:
        row = SQL.count_stuck(tx, site_id=site_id, before=now - STUCK_AFTER)
    return row.stuck, row.oldest_at
