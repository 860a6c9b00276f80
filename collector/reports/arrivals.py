"""Whether a site's tag works: when its pages were last heard of."""

from __future__ import annotations

from collector.db import Db, queries

SQL = queries(__file__)


def last_pageview(db: Db, site_id: str) -> int | None:
    """When the newest pageview came in, ms UTC; None before the first."""
    with db.read() as tx:
        found = SQL.last_pageview(tx, site_id=site_id).at
    return None if found is None else int(found)
