"""What other programs are told of leads, in the transaction of what happened. Of held leads they hear nothing."""

from __future__ import annotations

from typing import Any

from collector.db import Tx, queries
from collector.leads.summary import summary
from collector.sites.service import Site
from collector.webhooks import service as webhooks

SQL = queries(__file__)

# What changes are called in the API, where that is not the column's name.
NAMES = {"owner_id": "owner", "note": "notes"}


def created(tx: Tx, site: Site, lead_id: str, now: int) -> None:
    """A lead that counts has come in, or a held one was released."""
    _tell(tx, site, "lead.created", lead_id, now)


def updated(tx: Tx, site: Site, lead_id: str, columns: list[str], now: int) -> None:
    """Somebody has changed these columns of it, all at once."""
    _tell(tx, site, "lead.updated", lead_id, now, changed=[NAMES.get(name, name) for name in columns])


def late(tx: Tx, site: Site, lead_id: str, now: int) -> None:
    """Nobody has taken it up in the promised time."""
    _tell(tx, site, "lead.late", lead_id, now)


def _tell(tx: Tx, site: Site, event: str, lead_id: str, now: int, **more: Any) -> None:
    def data() -> dict[str, Any]:
        row: Any = SQL.get_lead(tx, site_id=site.id, id=lead_id)
        owner = SQL.get_owner(tx, id=row.owner_id) if row.owner_id else None
        named = {"id": owner.id, "name": owner.name, "email": owner.email} if owner else None
        return summary(site, row) | {"owner": named} | more

    webhooks.emit(tx, site, event, data, now, lead_id=lead_id)
