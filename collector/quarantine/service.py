"""What arrived and could not be used is kept here with its reason, so that it can be mended and replayed.

Reasons are short fixed words (docs/api.md lists them). A site id of '' stands for a site that could not be told.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from collector.db import Tx, queries

SQL = queries(__file__)

BODY_LIMIT = 64 * 1024
TEXT_LIMIT = 300
# Unusable events of one site may not fill the disk; leads are never dropped for room.
EVENTS_LIMIT_BYTES = 50 * 1024 * 1024
BATCH = 500


@dataclass(frozen=True, slots=True)
class Kept:
    """One kept request. `request` is what the caller noted of it (user agent, language); never an address."""

    id: str
    route: str
    origin: str
    reason: str
    pointer: str | None
    body: bytes
    length: int
    request: dict[str, Any]
    received_at: int


@dataclass(frozen=True, slots=True)
class Group:
    """Leads that wait because their pages' origin is not one of the site's."""

    origin: str
    leads: int
    first_at: int
    last_at: int


def keep(
    tx: Tx,
    site_id: str,
    route: str,
    origin: str,
    reason: str,
    body: bytes,
    pointer: str | None,
    request: dict[str, Any],
    now: int,
) -> str:
    """Keep up to 64 KiB of a body and its true length; returns the id.

    `route` is events, leads or push; `pointer` a JSON pointer to what was wrong. The same body kept for the same
    reason again is one row: a page that lost our answer sends it twice.
    """
    origin, pointer = _storable(origin), pointer and _storable(pointer)
    kept_id = _id(route, origin, reason, pointer or "", body)
    SQL.insert_kept(
        tx,
        site_id=site_id,
        id=kept_id,
        route=route,
        origin=origin,
        reason=reason,
        pointer=pointer,
        body=body[:BODY_LIMIT],
        length=len(body),
        request=json.dumps(request),
        now=now,
    )
    return kept_id


def _storable(text: str) -> str:
    """A pointer may name a key of the very body that no database takes as text."""
    return text[:TEXT_LIMIT].replace("\0", "").encode("utf-8", "replace").decode()


def _id(route: str, origin: str, reason: str, pointer: str, body: bytes) -> str:
    """Made from the content, unlike other ids, so that a repetition finds its row."""
    digest = hashlib.sha256("\0".join((route, origin, reason, pointer)).encode() + b"\0" + body)
    return "q_" + digest.hexdigest()[:32]


def groups(tx: Tx, site_id: str) -> list[Group]:
    """The origins whose leads wait, most leads first: what the admin offers to add."""
    return [Group(*row) for row in list(SQL.list_groups(tx, site_id=site_id))]


def waiting(tx: Tx, site_id: str, origin: str, route: str, limit: int = BATCH) -> list[Kept]:
    """Requests from an origin that are not replayed yet, oldest first; call again until there are none."""
    rows = list(SQL.list_waiting(tx, site_id=site_id, origin=origin, route=route, limit=limit))
    return [_kept(row) for row in rows]


def _kept(row: Any) -> Kept:
    values = row._asdict()
    return Kept(**{**values, "body": bytes(row.body), "request": json.loads(row.request)})


def mark_replayed(tx: Tx, site_id: str, kept_id: str, outcome: str, now: int) -> bool:
    """Note what became of a kept request; False when somebody else has replayed it meanwhile."""
    return bool(SQL.mark_replayed(tx, site_id=site_id, id=kept_id, outcome=outcome, now=now))


def counts(tx: Tx, site_id: str) -> dict[str, int]:
    """How many requests wait, per reason."""
    return {row.reason: row.kept for row in list(SQL.list_counts(tx, site_id=site_id))}


def trim(tx: Tx, site_id: str) -> int:
    """Drop the oldest unusable events of a site above 50 MB, at most 500 a call; returns how many went."""
    if SQL.sum_events(tx, site_id=site_id) <= EVENTS_LIMIT_BYTES:
        return 0
    return int(SQL.delete_oldest_events(tx, site_id=site_id, limit=BATCH))
