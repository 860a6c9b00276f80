"""Call-backs that nobody took in time: whoever asked to hear of them does, and the lead remembers."""

from __future__ import annotations

from typing import Any

from collector import clock
from collector.db import Db, Tx, queries
from collector.leads import store
from collector.leads.notices import compose, facts
from collector.notices import telling
from collector.sites import service as sites
from collector.sites.service import Site

SQL = queries(__file__)

MOST = 500


def escalate(db: Db, base_url: str, now: int) -> int:
    """Tell of call-backs that are late, new and nobody's; returns how many leads were told of.

    Only what became late within the last day, so that somebody who asks to hear of late leads is not flooded with
    those of last month.
    """
    told = 0
    for site_id in telling.sites_told(db):
        for lead_id in _waiting(db, site_id, now):
            with db.write() as tx:
                told += _tell(tx, sites.get(tx, site_id), lead_id, base_url, now)
    return told


def _waiting(db: Db, site_id: str, now: int) -> list[str]:
    """Leads of which somebody is to hear now. Read first, so that nothing is locked while there is nothing to do."""
    with db.read() as tx:
        site = sites.get(tx, site_id)
        span = telling.lateness(tx, site)
        if span is None:
            return []
        least, most = (minutes * clock.MINUTE for minutes in span)
        since = now - telling.LOOK_BACK - most
        rows = list(SQL.list_late(tx, site_id=site_id, since=since, until=now - least, limit=MOST))
        return [row.id for row in rows if any(telling.late_for(tx, site, row._asdict(), now))]


def _tell(tx: Tx, site: Site, lead_id: str, base_url: str, now: int) -> int:
    row: Any = SQL.get_lead(tx, site_id=site.id, id=lead_id)
    if row is None or row.status != "new" or row.owner_id or row.held:  # taken a moment ago
        return 0
    lead = facts(row)
    told, first = telling.tell_late(
        tx, site, lead, lambda locale: compose(site, lead, base_url, telling.LATE, locale, now), now
    )
    if first:
        store.note_change(tx, site.id, lead_id, now, None, "escalated", None, told)
    return int(told > 0)
