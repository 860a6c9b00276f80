"""Call-backs that nobody took up in the promised time, told to other programs as soon as it has passed."""

from __future__ import annotations

from typing import Any

from collector import clock
from collector.db import Db, Tx, queries
from collector.leads import outside
from collector.sites import service as sites
from collector.sites.service import Site
from collector.webhooks import service as webhooks

SQL = queries(__file__)

MOST = 100
# Somebody who adds a webhook is not flooded with what was late last month.
LOOK_BACK = clock.DAY


def tell_webhooks(db: Db, now: int) -> int:
    """Tell of each once; returns how many leads were told of, at most a batch a site."""
    return sum(_tell_site(db, site, now) for site in sites.everything(db))


def _tell_site(db: Db, site: Site, now: int) -> int:
    # Read first, so that nothing is locked while there is nothing to do.
    with db.read() as tx:
        if not webhooks.listens(tx, site, "lead.late") or not _untold(tx, site, now):
            return 0
    with db.write() as tx:
        found = _untold(tx, site, now)
        for row in found:
            outside.late(tx, site, row.id, now)
    return len(found)


def _untold(tx: Tx, site: Site, now: int) -> list[Any]:
    return list(SQL.list_late_untold(tx, site_id=site.id, since=now - LOOK_BACK, until=now, limit=MOST))
