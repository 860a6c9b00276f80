"""How often somebody may be wrong about a code, or ask for one without a form, counted for all workers together.

Codes that we make cannot be guessed; the budget is for short ones that an owner uploads.
"""

from __future__ import annotations

from collector import clock
from collector.db import Tx, queries
from collector.errors import Problem
from collector.sites.service import Site

SQL = queries(__file__)

SPAN = 10 * clock.MINUTE
# Wrong codes within the span. A shop's own checkout passes on what its customers mistype.
PER_TOKEN = 100
PER_PERSON = 30
# Codes without a form, from one address: a family, an office, part of a mobile network.
PER_ADDRESS = 30


def check(tx: Tx, site: Site, who: str, most: int, now: int) -> None:
    """Raises Problem 429 when the span's budget is used up, whatever is asked now."""
    row = SQL.get_tries(tx, site_id=site.id, who=who)
    if row is None or row.began <= now - SPAN or row.tries < most:
        return
    wait = max(1, -(-(row.began + SPAN - now) // clock.SECOND))
    raise Problem(429, "Too many wrong codes", "Wait a little and try again.", headers={"Retry-After": str(wait)})


def note(tx: Tx, site: Site, who: str, now: int) -> None:
    """One more."""
    SQL.note_try(tx, site_id=site.id, who=who, over=now - SPAN, now=now)


def queue(tx: Tx, site: Site, what: str, now: int) -> None:
    """Wait for whoever is at the same thing now, until they have committed: the row is theirs until then."""
    note(tx, site, what, now)


def forget(tx: Tx, site_id: str, now: int) -> int:
    """Drop what is over; returns how many rows."""
    return int(SQL.forget_tries(tx, site_id=site_id, over=now - SPAN))
