"""What other domains call: store events, tell bots and devices, replay what quarantine kept."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import msgspec

from collector import clock, money
from collector.db import Tx, queries
from collector.events import bots
from collector.events.body import Unreadable
from collector.events.parse import Parsed, parse
from collector.events.schema import Event
from collector.quarantine.service import Kept
from collector.sites.service import Site

SQL = queries(__file__)

OLDEST = 7 * clock.DAY

_encode = msgspec.json.Encoder().encode


class Row(NamedTuple):
    """An event on its way into the table: its key, and all columns as a JSON array."""

    site_id: str
    id: str
    columns: bytes


class Count(NamedTuple):
    """What became of a batch."""

    stored: int
    duplicate: int


def excluded_reason(user_agent: str) -> str | None:
    """Why what this sender does is stored and marked but never counted: `bot`, or None."""
    return "bot" if bots.is_bot(user_agent) else None


def device(user_agent: str) -> str:
    """`phone`, `tablet`, `desktop` or `bot`."""
    return bots.device(user_agent)


def corrected(at: int, sent_at: int, received_at: int) -> int:
    """The server's time of something that happened at `at` by a clock that showed `sent_at` on sending.

    Clamped to the 7 days before its arrival: older than a page's queue ever gets, and never in the future.
    """
    return min(max(received_at - (sent_at - at), received_at - OLDEST), received_at)


def rows(site: Site, batch: Parsed, received_at: int, user_agent: str) -> list[Row]:
    """The events of a batch as rows for `insert`."""
    sender = (bots.device(user_agent), user_agent[: bots.STORED], excluded_reason(user_agent))
    return [_row(site, batch, event, received_at, sender) for event in batch.events]


def _row(site: Site, batch: Parsed, event: Event, received_at: int, sender: tuple[str, str, str | None]) -> Row:
    at = corrected(event.at, batch.sent_at, received_at)
    columns = (
        site.id,
        event.id,
        event.name,
        batch.visitor,
        at,
        received_at,
        _day(at // clock.MINUTE, site.timezone),
        event.url,
        event.referrer,
        event.widget,
        event.variant,
        *_money(event),
        _encode(event.props).decode() if event.props else "{}",
        *sender,
    )
    return Row(site.id, event.id, _encode(columns))


def _money(event: Event) -> tuple[int | None, str | None]:
    """Minor units and their currency; scripts send `value` in major units."""
    if event.value is None or event.currency is None:
        return event.value_minor, event.currency
    minor = money.rounded_minor(str(event.value), event.currency)
    return minor, event.currency if minor is not None else None


@lru_cache(maxsize=4096)
def _day(minute: int, timezone: str) -> str:
    return clock.day(minute * clock.MINUTE, timezone)


def insert(tx: Tx, batch: list[Row]) -> set[tuple[str, str]]:
    """Insert rows (at most 500 a transaction); returns the keys (site id, id) of those that were new."""
    if not batch:
        return set()
    text = b"[" + b",".join(row.columns for row in batch) + b"]"
    return {(row.site_id, row.id) for row in list(SQL.insert_events(tx, rows=text.decode()))}


def count(batch: list[Row], fresh: set[tuple[str, str]]) -> Count:
    """How many rows of a batch were new, taking them out of `fresh`: of equal keys the first row is the new one."""
    stored = 0
    for row in batch:
        key = (row.site_id, row.id)
        if key in fresh:
            fresh.discard(key)
            stored += 1
    return Count(stored, len(batch) - stored)


def store(tx: Tx, site: Site, batch: Parsed, received_at: int, user_agent: str) -> Count:
    """Store parsed events within the caller's transaction, as if they arrived at `received_at`."""
    made = rows(site, batch, received_at, user_agent)
    return count(made, insert(tx, made))


def replay(tx: Tx, site: Site, kept: Kept) -> str:
    """Store what quarantine kept of `POST /v1/events`, at the time when it came; returns the outcome in one word."""
    try:
        batch = parse(kept.body)
    except Unreadable as error:
        return error.reason
    store(tx, site, batch, kept.received_at, str(kept.request.get("user_agent", "")))
    return "shape" if batch.bad else "stored"
