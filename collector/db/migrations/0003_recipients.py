"""The addresses that a site's settings held become recipients with the usual choices."""

from __future__ import annotations

import json

from collector import ids
from collector.db import Tx
from collector.db.migrate import values


def run(tx: Tx, now: int) -> None:
    rows = tx.connection.execute("select id, notify_emails from sites order by id").fetchall()
    insert = values(
        tx,
        "insert into recipients (site_id, id, method, address, label, choices, paused, created_at, updated_at)"
        " values (?, ?, 'email', ?, ?, '{}', 0, ?, ?)",
    )
    for site_id, emails in rows:
        for email in dict.fromkeys(address.lower() for address in json.loads(emails)):
            tx.connection.execute(insert, (site_id, ids.new("r", now), email, email, now, now))
    tx.connection.execute("alter table sites drop column notify_emails")
    _keep_waiting_mail(tx)


def _keep_waiting_mail(tx: Tx) -> None:
    """Mail that was queued whole becomes a notice that holds its text."""
    rows = tx.connection.execute("select site_id, id, payload from outbox where state in ('pending', 'sending')")
    update = values(tx, "update outbox set payload = ? where site_id = ? and id = ?")
    for site_id, delivery_id, payload in rows.fetchall():
        old = json.loads(payload)
        new = {"event": "lead.created", "locale": "vi", "title": old["subject"], "intro": old["text"]}
        new |= {"items": [], "note": "", "fields": {}}
        tx.connection.execute(update, (json.dumps(new, ensure_ascii=False), site_id, delivery_id))
