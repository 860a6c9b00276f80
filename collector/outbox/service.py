"""The outbox: what must leave is a row written in the transaction that causes it, and leaves later, at least once.

States: `pending` (waits for its turn or its next attempt), `sending` (leased by a worker), and the ends: `delivered`,
`refused` (the target said never), `blocked` (we will not, until somebody acts), `dead` (every attempt failed),
`expired` (its deadline passed), `cancelled`. An end can be redelivered, under the same id.
"""

from __future__ import annotations

import json
from typing import Any

from collector import clock, ids
from collector.db import Db, Tx, queries
from collector.errors import Problem, not_found

SQL = queries(__file__)

DEADLINE = 4 * clock.DAY
STUCK_AFTER = 10 * clock.MINUTE
KEPT = 30 * clock.DAY
TRIM_BATCH = 500

OPEN = ("pending", "sending")
FAILED = ("refused", "blocked", "dead", "expired")
STATES = (*OPEN, "delivered", *FAILED, "cancelled")


def put(
    tx: Tx,
    site_id: str,
    *,
    kind: str,
    event: str,
    target: str,
    payload: dict[str, Any],
    now: int,
    lane: str,
    target_id: str | None = None,
    lead_id: str | None = None,
    order_key: str | None = None,
    deadline_at: int | None = None,
) -> str:
    """Queue a delivery in the caller's transaction; returns its id, which stays the same over all attempts.

    `kind` names the sender, `event` what is told, `target` what people read of whom it is for (never a secret).
    `lane` is what deliveries share and what may hang: one mail server, a webhook, a bot. Within a lane, a delivery
    with an `order_key` waits for earlier unfinished ones of the same key.
    """
    delivery_id = ids.new("d", now)
    SQL.open_lane(tx, id=lane)
    SQL.insert_delivery(
        tx,
        site_id=site_id,
        id=delivery_id,
        kind=kind,
        event=event,
        lane=lane,
        target=target,
        target_id=target_id,
        order_key=order_key,
        payload=json.dumps(payload, ensure_ascii=False),
        lead_id=lead_id,
        now=now,
        deadline_at=deadline_at or now + DEADLINE,
    )
    return delivery_id


def of_lead(db: Db, site_id: str, lead_id: str) -> list[Any]:
    """What was queued for a lead: kind, target, state, attempts, reason, times."""
    with db.read() as tx:
        return list(SQL.list_of_lead(tx, site_id=site_id, lead_id=lead_id))


def list_deliveries(
    db: Db, site_id: str, filters: dict[str, Any], cursor: str = "", limit: int = 50
) -> tuple[list[Any], str | None]:
    """A site's deliveries, the newest first; the second value is the next page's cursor.

    `filters`: state (one of STATES, or `failed`, `waiting`), kind, event, target_id, lead_id.
    """
    with db.read() as tx:
        rows = list(
            SQL.list_deliveries(
                tx,
                site_id=site_id,
                **{name: filters.get(name) or None for name in ("state", "kind", "event", "target_id", "lead_id")},
                before=cursor or None,
                limit=limit + 1,
            )
        )
    return rows[:limit], rows[limit - 1].id if len(rows) > limit else None


def get(db: Db, site_id: str, delivery_id: str) -> tuple[Any, list[Any]]:
    """One delivery, and how its failed attempts ended (at, took in ms, reason), oldest first. Raises Problem 404."""
    with db.read() as tx:
        row = SQL.get_delivery(tx, site_id=site_id, id=delivery_id)
        if row is None:
            raise not_found("delivery")
        return row, list(SQL.list_attempts(tx, site_id=site_id, delivery_id=delivery_id))


def has(db: Db, site_id: str, delivery_id: str) -> bool:
    """Whether the delivery is one of the site's."""
    with db.read() as tx:
        return SQL.get_delivery(tx, site_id=site_id, id=delivery_id) is not None


def counts(db: Db, site_id: str) -> list[Any]:
    """How many deliveries are in each state, by kind and target: rows of kind, target, state, deliveries, oldest_at."""
    with db.read() as tx:
        return list(SQL.count_by_target(tx, site_id=site_id))


def redeliver(db: Db, site_id: str, delivery_id: str, now: int) -> None:
    """Send again what has ended, or at once what waits. Raises Problem 404, 409 while it is being sent."""
    with db.write() as tx:
        done = SQL.redeliver(tx, site_id=site_id, id=delivery_id, now=now, deadline_at=now + DEADLINE)
        if done is None:
            _refuse(tx, site_id, delivery_id, "It is being sent just now.")
        SQL.unpause(tx, id=done.lane, now=now)


def cancel(db: Db, site_id: str, delivery_id: str, now: int) -> None:
    """Give up what still waits. Raises Problem 404, 409 when it is being sent or has ended."""
    with db.write() as tx:
        if SQL.cancel(tx, site_id=site_id, id=delivery_id, now=now) is None:
            _refuse(tx, site_id, delivery_id, "It does not wait any more.")


def _refuse(tx: Tx, site_id: str, delivery_id: str, why: str) -> None:
    if SQL.get_delivery(tx, site_id=site_id, id=delivery_id) is None:
        raise not_found("delivery")
    raise Problem(409, "This delivery cannot be changed", why)


def cancel_target(tx: Tx, site_id: str, target_id: str, now: int) -> None:
    """Give up everything that waits for a target that is no more."""
    SQL.cancel_target(tx, site_id=site_id, target_id=target_id, now=now)


def wake(tx: Tx, lane_id: str, now: int) -> None:
    """Try at once what waits on a lane: whatever it leads to has changed."""
    SQL.unpause(tx, id=lane_id, now=now)
    SQL.hurry(tx, lane=lane_id, now=now)


def lane(db: Db, lane_id: str) -> Any:
    """How a lane fares: fails (in a row), failing_since, pause_until, ok_at, reason; None when it was never used."""
    with db.read() as tx:
        return SQL.get_lane(tx, id=lane_id)


def stuck(db: Db, site_id: str, now: int) -> tuple[int, int | None]:
    """How many deliveries wait for too long, and since when the oldest does."""
    with db.read() as tx:
        row = SQL.count_stuck(tx, site_id=site_id, before=now - STUCK_AFTER)
    return row.stuck, row.oldest_at


def failed_since(db: Db, site_id: str, since: int) -> int:
    """How many deliveries ended without arriving since then."""
    with db.read() as tx:
        return int(SQL.count_failed(tx, site_id=site_id, since=since).failed)


def totals(db: Db, site_id: str) -> list[Any]:
    """A site's deliveries by kind and state: rows of kind, state, deliveries, oldest_at."""
    with db.read() as tx:
        return list(SQL.count_by_state(tx, site_id=site_id))


def failing_lanes(db: Db) -> int:
    """How many mail servers, webhooks and bots failed at their last attempt."""
    with db.read() as tx:
        return int(SQL.count_failing_lanes(tx).lanes)


def trim(db: Db, site_id: str, now: int) -> int:
    """Forget what ended and is older than 30 days; returns how many, at most one batch."""
    with db.write() as tx:
        rows = list(SQL.list_old(tx, site_id=site_id, before=now - KEPT, limit=TRIM_BATCH))
        for row in rows:
            SQL.delete_delivery(tx, site_id=site_id, id=row.id)
    return len(rows)
