"""A quote as lists, staff and customers see it, from its rows."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import Any

from collector import clock
from collector.db import Tx, queries
from collector.errors import not_found
from collector.sites.service import Site

SQL = queries(__file__)

Quote = dict[str, Any]

_PLAIN = ("id", "version", "revision", "name", "phone", "phone_e164", "email", "locale", "currency", "total_minor")
_TIMES = ("expires_at", "sent_at", "viewed_at", "answered_at", "created_at", "updated_at")
_OFFERED = ("discount_percent", "tax_percent", "subtotal_minor", "discount_minor", "tax_minor", "note")


def ref(quote_id: str) -> str:
    """What people call a quote; short, because it is read out, and found again by its customer in any case."""
    return quote_id[-6:].upper()


def state(row: Any, now: int) -> str:
    """What it is in, by the clock: a sent one whose time is over has expired."""
    return "expired" if row.state == "sent" and row.expires_at <= now else str(row.state)


def summary(site: Site, row: Any, now: int) -> Quote:
    """schema.QuoteSchema's fields."""
    shown = {name: getattr(row, name) for name in (*_PLAIN, "valid_until", "words")}
    times = {name: getattr(row, name) for name in _TIMES}
    return shown | {
        "site": site.key,
        "ref": ref(row.id),
        "lead": row.lead_id,
        "state": state(row, now),
        **{name: clock.rfc3339(at) if at is not None else None for name, at in times.items()},
    }


def whole(tx: Tx, site: Site, row: Any, now: int) -> Quote:
    """schema.WholeQuoteSchema's fields but the link."""
    offer = SQL.get_version(tx, site_id=site.id, quote_id=row.id, version=row.version)
    offered = {name: getattr(offer, name) for name in _OFFERED} | {"lines": json.loads(offer.lines), "link": None}
    return summary(site, row, now) | offered | {"changes": history(tx, site, row.id)}


def history(tx: Tx, site: Site, quote_id: str) -> list[dict[str, Any]]:
    """What happened to a quote, oldest first: {at, what, version, person}."""
    rows = SQL.list_changes(tx, site_id=site.id, quote_id=quote_id)
    return [
        {"at": clock.rfc3339(row.at), "what": row.what, "version": row.version, "person": row.person} for row in rows
    ]


def require(tx: Tx, site: Site, quote_id: str) -> Any:
    """The quote's row. Raises Problem 404."""
    row = SQL.get_quote(tx, site_id=site.id, id=quote_id)
    if row is None:
        raise not_found("quote")
    return row


def end_of(day: str, timezone: str) -> int:
    """The moment (ms UTC) in which a date of the site's calendar is over: the next midnight there."""
    following = date.fromisoformat(day) + timedelta(days=1)
    midnight = datetime(following.year, following.month, following.day, tzinfo=clock.zone(timezone))
    return int(midnight.timestamp() * 1000)


def days_ahead(now: int, days: int, timezone: str) -> str:
    """The date so many days from today, in the site's zone."""
    return (clock.local(now, timezone).date() + timedelta(days=days)).isoformat()
