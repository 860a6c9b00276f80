"""Leads from an address that the owner forgot to name: offered on the overview, added and replayed with one tap."""

from __future__ import annotations

from typing import Any

from collector.db import Db
from collector.errors import Problem
from collector.leads import intake
from collector.quarantine import service as quarantine
from collector.quarantine.service import Kept
from collector.sites import service as sites
from collector.sites.service import Site


def origin_offers(db: Db, site: Site) -> list[dict[str, Any]]:
    """Origins whose leads wait: `[{"origin", "count"}]`, most leads first."""
    with db.read() as tx:
        return [{"origin": group.origin, "count": group.leads} for group in quarantine.groups(tx, site.id)]


def accept_origin(db: Db, site: Site, origin: str, now: int) -> int:
    """Add the origin to the site and take its waiting leads in, each as of when it came; returns how many.

    Raises Problem 422 for what is no origin of a web page.
    """
    if origin not in site.origins:
        sites.add_origin(db, site.id, origin, now)
    return sum(_replay(db, site, kept, now) for kept in _waiting(db, site, origin))


def _waiting(db: Db, site: Site, origin: str) -> list[Kept]:
    with db.read() as tx:
        return quarantine.waiting(tx, site.id, origin, intake.ROUTE, limit=10_000)


def _replay(db: Db, site: Site, kept: Kept, now: int) -> bool:
    came = kept.request
    request = intake.Request(
        kept.body, kept.origin, "", came["user_agent"], came["base_url"], kept.received_at, replayed=True
    )
    try:
        answer = intake.receive(db, request, now)
        outcome = str(answer.body.get("status", answer.status))
    except Problem as problem:
        outcome = problem.title
    with db.write() as tx:
        return quarantine.mark_replayed(tx, site.id, kept.id, outcome, now)
