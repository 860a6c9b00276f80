"""What the sender needs of a webhook, and how it is written down how the webhook fares."""

from __future__ import annotations

from dataclasses import dataclass

from collector import clock
from collector.db import Db, Tx, queries
from collector.sealing import Box, Unsealable

SQL = queries(__file__)

OFF_AFTER = 5 * clock.DAY
OK_EVERY = clock.MINUTE


@dataclass(frozen=True, slots=True)
class Endpoint:
    """What an attempt needs: where to, and the secrets that sign, the newest first."""

    url: str
    active: bool
    secrets: list[str]


def endpoint(db: Db, box: Box, site_id: str, webhook_id: str, now: int) -> Endpoint | None:
    """Where to send, and what signs, at this moment; None when it was removed. Raises Unsealable."""
    with db.read() as tx:
        row = SQL.get_webhook(tx, site_id=site_id, id=webhook_id)
    if row is None:
        return None
    secrets = [box.open(row.secret)]
    if row.old_secret and row.old_until > now:
        secrets += filter(None, [opened(box, row.old_secret)])
    return Endpoint(row.url, bool(row.active), secrets)


def note_success(tx: Tx, site_id: str, webhook_id: str, now: int) -> None:
    """Something has arrived. Written once a minute, unless it ends a trouble."""
    row = SQL.get_webhook(tx, site_id=site_id, id=webhook_id)
    if row and (row.trouble or row.failing_since or now - (row.ok_at or 0) >= OK_EVERY):
        SQL.set_health(tx, site_id=site_id, id=row.id, trouble=None, failing_since=None, ok_at=now)


def note_failure(tx: Tx, site_id: str, webhook_id: str, reason: str, gone: bool, now: int) -> None:
    """An attempt has failed. After five days of nothing but that, or when it is gone, it is switched off."""
    row = SQL.get_webhook(tx, site_id=site_id, id=webhook_id)
    if row is None or not row.active:
        return
    since = row.failing_since or now
    if gone:
        SQL.switch_off(tx, site_id=site_id, id=row.id, trouble=f"switched off: {reason}", now=now)
    elif now - since >= OFF_AFTER:
        trouble = f"switched off, because nothing arrived for five days: {reason}"
        SQL.switch_off(tx, site_id=site_id, id=row.id, trouble=trouble, now=now)
    elif (row.trouble, row.failing_since) != (reason, since):
        SQL.set_health(tx, site_id=site_id, id=row.id, trouble=reason, failing_since=since, ok_at=row.ok_at)


def opened(box: Box, sealed: str) -> str | None:
    """The secret, or None when the installation's own key has changed since it was sealed."""
    try:
        return box.open(sealed)
    except Unsealable:
        return None
