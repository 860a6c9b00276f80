"""A form that was sent back and never corrected is still somebody who wants to be called: it becomes a held lead."""

from __future__ import annotations

import json

from collector import clock
from collector.db import Db, queries
from collector.leads import intake, store
from collector.sites import service as sites
from collector.widgets import service as widgets

SQL = queries(__file__)
PATIENCE = 30 * clock.MINUTE
BATCH = 100


def hold_abandoned(db: Db, now: int) -> int:
    """Turn attempts older than 30 minutes into held leads; returns how many."""
    with db.write() as tx:
        rows = list(SQL.list_abandoned(tx, before=now - PATIENCE, limit=BATCH))
        for row in rows:
            site = sites.get(tx, row.site_id)
            body, came = json.loads(row.body), json.loads(row.request)
            request = intake.Request(b"", "", "", came["user_agent"], came["base_url"], row.received_at)
            widget = widgets.published(tx, site.id, body["widget"]) if body["widget"] else None
            lead = intake.new_lead(site, widget, body, request)
            lead.held = "not_corrected"
            lead.body_hash = came["body_hash"]
            store.put(tx, site, lead, came["base_url"], now)
            SQL.delete_attempt(tx, site_id=site.id, key=row.key)
    return len(rows)
