"""Who is told in these tests, and what they were told."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from collector import clock
from collector.accounts import service as accounts
from collector.accounts.roles import Person
from collector.db import Db
from collector.leads import late
from collector.leads import service as leads
from collector.leads.notices import brief
from collector.notices import digest
from collector.notices import service as notices
from collector.notices.recipients import Recipient
from collector.sites.service import Site

BASE = "https://beckon.example.com"
# Monday to Saturday, eight to half past five.
OFFICE = {"week": [[["08:00", "17:30"]]] * 6 + [[]], "holidays": []}


def at(text: str, timezone: str = "Asia/Ho_Chi_Minh", fold: int = 0) -> int:
    """`2026-11-18 21:00` of the zone, in ms UTC."""
    moment = datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=clock.zone(timezone), fold=fold)
    return int(moment.timestamp() * 1000)


def person(db: Db, site: Site, email: str, now: int, role: str = "agent") -> Person:
    """Somebody with a role on the site, who is not told of anything yet."""
    accounts.add_person(db, email, role, [site.id], now)
    with db.read() as tx:
        found = accounts.find_person(tx, email)
    assert found is not None
    return found


def told_by_mail(db: Db, site: Site, email: str, now: int, who: Person | None = None, **choices: Any) -> Recipient:
    """A recipient with some choices."""
    return notices.add_email(db, site, email, now, person_id=who.id if who else None, choices=choices)


def lead(db: Db, site: Site, now: int, by: str | None = None, **values: Any) -> str:
    """A lead from another program, or by hand; returns its id."""
    made = leads.add_lead(db, site, {"phone": "0900 000 001", "name": "Đặng Thị Ơn"} | values, now, by, BASE)
    return str(made["id"])


def callback(db: Db, site: Site, now: int, promise_at: int) -> str:
    """A call-back with a promised time."""
    found = lead(db, site, now, kind="callback")
    with db.write() as tx:
        marks = ("?", "?", "?") if tx.engine == "sqlite" else ("%s", "%s", "%s")
        text = "update leads set promise_at = {} where site_id = {} and id = {}".format(*marks)
        tx.connection.execute(text, (promise_at, site.id, found))
    return found


def sent(db: Db) -> list[tuple[str, str]]:
    """What was queued, in order: (to whom, event)."""
    return [(row["target"], row["event"]) for row in queued(db)]


def queued(db: Db) -> list[dict[str, Any]]:
    """The deliveries with their notices, oldest first."""
    names = ("target", "event", "lane", "lead_id", "state", "payload", "id")
    with db.read() as tx:
        rows = tx.connection.execute(f"select {', '.join(names)} from outbox order by id").fetchall()
    found = [dict(zip(names, row, strict=True)) for row in rows]
    return [row | {"payload": json.loads(row["payload"])} for row in found]


def waiting(db: Db) -> list[tuple[str, int]]:
    """What waits for somebody's hours: (lead, due), in order."""
    with db.read() as tx:
        rows = tx.connection.execute("select lead_id, due_at from digest_items order by lead_id, due_at").fetchall()
    return [(row[0], row[1]) for row in rows]


def send_digests(db: Db, now: int) -> int:
    return digest.send_due(db, brief, now)


def escalate(db: Db, now: int) -> int:
    return late.escalate(db, BASE, now)


def names(notice: dict[str, Any]) -> list[str]:
    """The first value of each item: who it is."""
    return [item["rows"][0][1] for item in notice["items"] if item["rows"]]
