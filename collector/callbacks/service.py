"""A call-back that was asked for, changed by whoever has its link: another time out of the site's hours, or none.

Nothing is stored for a link: it carries the lead's name and a mark that only this installation can make.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from collector import clock
from collector.callbacks import telling
from collector.db import Db, Tx, queries
from collector.errors import Problem, not_found
from collector.leads import outside, store
from collector.notices import telling as notices
from collector.sealing import Box
from collector.sites import hours
from collector.sites import service as sites
from collector.sites.service import Site
from collector.widgets import service as widgets

SQL = queries(__file__)

KIND = "callback"
# More than a person needs; each one is told to staff.
MOST_CHANGES = 10
SLOTS = {"minutes": 60, "days": 4, "notice_minutes": 30}


@dataclass(frozen=True, slots=True)
class Callback:
    """`state`: `waiting`, `cancelled` (by the visitor, who may think better of it), `done` (not theirs to change).

    `slots` are the starts (ms UTC) that may be taken now; `lead` is the row of leads.
    """

    site: Site
    lead: Any
    state: str
    slots: list[int]


def link(box: Box, base_url: str, site_key: str, lead_id: str) -> str:
    """Where the visitor changes the call-back of that lead."""
    return f"{base_url}/c/{site_key}.{lead_id}.{_mark(box, site_key, lead_id)}"


def _mark(box: Box, site_key: str, lead_id: str) -> str:
    return box.mark(f"call-back {site_key} {lead_id}")


def read(db: Db, box: Box, secret: str, now: int) -> Callback:
    """The call-back of a link. Raises Problem 404, alike for whatever is wrong with the link."""
    site, lead_id = _opened(db, box, secret)
    with db.read() as tx:
        return _found(tx, site, lead_id, now)


def _opened(db: Db, box: Box, secret: str) -> tuple[Site, str]:
    parts = secret.split(".")
    if len(parts) != 3 or not secret.isascii() or not hmac.compare_digest(parts[2], _mark(box, parts[0], parts[1])):
        raise not_found("call-back")
    return sites.require(db, parts[0]), parts[1]


def _found(tx: Tx, site: Site, lead_id: str, now: int) -> Callback:
    row: Any = SQL.get_lead(tx, site_id=site.id, id=lead_id)
    if row is None or row.kind != KIND:
        raise not_found("call-back")
    state = _state(row)
    slots = [] if state == "done" else list(_free(tx, site, row, now))
    return Callback(site, row, state, slots)


def _state(row: Any) -> str:
    if row.status == "new" and row.promise_at is not None:
        return "waiting"
    # Staff who give a lead up leave it its promise.
    return "cancelled" if row.status == "lost" and row.promise_at is None else "done"


def _free(tx: Tx, site: Site, row: Any, now: int) -> Iterator[int]:
    """What the form itself would offer now."""
    widget = widgets.published(tx, site.id, row.widget_id) if row.widget_id else None
    rule = widget.config["content"].get("slots", SLOTS) if widget else SLOTS
    return hours.slots(site.hours, site.timezone, now, **rule)


def picked(lead: Any) -> bool:
    """Whether it is a time that the visitor has picked, not one by which a call was promised."""
    return json.loads(lead.fields).get("slot") == clock.rfc3339(lead.promise_at) if lead.promise_at else False


def cancel(db: Db, box: Box, secret: str, base_url: str, now: int) -> tuple[Callback, bool]:
    """Nobody is to call; the last value says whether that counts (it does the second time, too). Raises Problem 404."""
    return _change(db, box, secret, None, base_url, now)


def move(db: Db, box: Box, secret: str, slot: int, base_url: str, now: int) -> tuple[Callback, bool]:
    """To a slot that is free now; the last value says whether that counts. Raises Problem 404, 422 for another slot."""
    return _change(db, box, secret, slot, base_url, now)


def _change(db: Db, box: Box, secret: str, slot: int | None, base_url: str, now: int) -> tuple[Callback, bool]:
    site, lead_id = _opened(db, box, secret)
    with db.write() as tx:
        before = _found(tx, site, lead_id, now)
        again = _stands(before, slot)
        # Who wants no call is heard however often they have changed their mind.
        if again or before.state == "done" or (slot and _tired(tx, site, lead_id)):
            return before, again
        if slot is not None and slot not in before.slots:
            raise Problem(422, "This time is no longer free")
        _write(tx, site, before, slot, base_url, now)
        after = _found(tx, site, lead_id, now)
        return after, _stands(after, slot)


def _stands(found: Callback, slot: int | None) -> bool:
    """Whether it is as the visitor wishes."""
    return found.state == "cancelled" if slot is None else (found.state, found.lead.promise_at) == ("waiting", slot)


def _tired(tx: Tx, site: Site, lead_id: str) -> bool:
    kinds = {"moved": telling.MOVED, "cancelled": telling.CANCELLED}
    return bool(SQL.count_changes(tx, site_id=site.id, lead_id=lead_id, **kinds).changes >= MOST_CHANGES)


def _write(tx: Tx, site: Site, before: Callback, slot: int | None, base_url: str, now: int) -> None:
    """The lead, its history, staff and other programs."""
    row = before.lead
    fields = json.loads(row.fields) | ({"slot": clock.rfc3339(slot)} if slot else {})
    values = {"status": "new" if slot else "lost", "promise_at": slot, "fields": json.dumps(fields, ensure_ascii=False)}
    if SQL.change(tx, site_id=site.id, id=row.id, seen=row.status, now=now, **values) is None:
        return
    what = telling.MOVED if slot else telling.CANCELLED
    was, is_now = (clock.rfc3339(at) if at else None for at in (row.promise_at, slot))
    store.note_change(tx, site.id, row.id, now, None, what, was, is_now)
    notices.forget_late(tx, site, row.id)
    if not row.held:
        outside.updated(tx, site, row.id, ["status"] if row.status != values["status"] else ["promise_at"], now)
        telling.tell(tx, site, SQL.get_lead(tx, site_id=site.id, id=row.id), row.promise_at, what, base_url, now)
