"""Telling: each recipient who wants to hear of a lead, once, at once or when their hours begin."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from collector import clock
from collector.db import Db, Tx, queries
from collector.notices import duty
from collector.notices.notice import Compose, Notice
from collector.notices.recipients import Recipient, everyone
from collector.outbox import service as outbox
from collector.sites.service import Site

SQL = queries(__file__)

LATE = "lead.late"
# An escalation is about the present hour: what could not be sent within a day is not news.
LATE_DEADLINE = clock.DAY
LOOK_BACK = clock.DAY

Facts = dict[str, Any]


def tell(
    tx: Tx,
    site: Site,
    event: str,
    lead: Facts,
    compose: Compose,
    now: int,
    by: str | None = None,
    to: str | None = None,
    urgent: bool = False,
) -> int:
    """Tell of a lead in the transaction of what happened to it; returns how many hear of it, now or later.

    `lead` has `id`, `kind`, `owner_id`. `compose(locale)` makes the notice, once a language. `by` is who did it and
    need not be told; `to` limits it to one person, whatever kinds they chose: it is theirs by name. What is `urgent`
    waits for nobody's hours, though who wants nothing outside them hears nothing.
    """
    written = cache(compose)
    told = 0
    for recipient in everyone(tx, site.id):
        if _may_hear(recipient, by) and (recipient.person_id == to if to else _wants(recipient, lead)):
            due = duty.when(recipient.choices, site, now)
            if due is not None:
                due = now if urgent else due
                _put(tx, site, recipient, event, lead, written(recipient.locale or site.locale), due, now)
                told += 1
    return told


def tell_late(tx: Tx, site: Site, lead: Facts, compose: Compose, now: int) -> tuple[int, bool]:
    """Tell who asked to hear of a call-back that nobody took; how many were told, and whether nobody was before.

    `lead` has `promise_at` too. Each recipient hears of a lead once, whoever calls this how often.
    """
    written = cache(compose)
    first, told = not _told_late(tx, site, lead), 0
    for recipient, due in list(late_for(tx, site, lead, now)):
        if SQL.insert_escalation(tx, site_id=site.id, lead_id=lead["id"], recipient_id=recipient.id, now=now):
            _put(tx, site, recipient, LATE, lead, written(recipient.locale or site.locale), due, now)
            told += 1
    return told, first and told > 0


def late_for(tx: Tx, site: Site, lead: Facts, now: int) -> Iterator[tuple[Recipient, int]]:
    """Who is still to be told of a call-back that nobody took, and when.

    Somebody who wants nothing outside their hours is told when these begin, while the lead is late for under a day.
    """
    told = _told_late(tx, site, lead)
    for recipient in everyone(tx, site.id):
        after = recipient.choices["late_after"]
        if after is None or recipient.id in told or not _may_hear(recipient) or not _wants(recipient, lead):
            continue
        late_at = lead["promise_at"] + after * clock.MINUTE
        due = duty.when(recipient.choices, site, now)
        if due is not None and now - LOOK_BACK < late_at <= now:
            yield recipient, due


def forget_late(tx: Tx, site: Site, lead_id: str) -> None:
    """The call-back has another time: when that passes, everybody is to hear of it anew."""
    SQL.delete_escalations(tx, site_id=site.id, lead_id=lead_id)


def sites_told(db: Db) -> list[str]:
    """The ids of sites with anybody to tell."""
    with db.read() as tx:
        return [row.site_id for row in SQL.list_sites_with_recipients(tx)]


def lateness(tx: Tx, site: Site) -> tuple[int, int] | None:
    """The least and the most minutes after which somebody hears of a late call-back; None when nobody does."""
    found = [
        recipient.choices["late_after"]
        for recipient in everyone(tx, site.id)
        if recipient.choices["late_after"] is not None and _may_hear(recipient)
    ]
    return (min(found), max(found)) if found else None


def _told_late(tx: Tx, site: Site, lead: Facts) -> set[str]:
    return {row.recipient_id for row in SQL.list_escalations(tx, site_id=site.id, lead_id=lead["id"])}


def _may_hear(recipient: Recipient, by: str | None = None) -> bool:
    mine = by is not None and recipient.person_id == by
    return recipient.allowed and not recipient.paused and not mine


def _wants(recipient: Recipient, lead: Facts) -> bool:
    choices = recipient.choices
    if choices["mine_only"] and (recipient.person_id is None or lead.get("owner_id") != recipient.person_id):
        return False
    return not choices["kinds"] or lead["kind"] in choices["kinds"]


def _put(tx: Tx, site: Site, recipient: Recipient, event: str, lead: Facts, notice: Notice, due: int, now: int) -> None:
    if due <= now:
        deadline = now + LATE_DEADLINE if event == LATE else None
        send(tx, recipient, notice, now, lead_id=lead["id"], deadline_at=deadline)
        return
    # Not the text: by then it is another day, and somebody may have called. The sender of digests writes it anew.
    item = json.dumps({"event": event, "link": notice["items"][0]["link"]})
    SQL.put_digest_item(
        tx, site_id=site.id, recipient_id=recipient.id, lead_id=lead["id"], due_at=due, item=item, now=now
    )


def send(
    tx: Tx,
    recipient: Recipient,
    notice: Notice,
    now: int,
    lead_id: str | None = None,
    deadline_at: int | None = None,
) -> str:
    """Queue a notice for a recipient; returns the delivery's id."""
    return outbox.put(
        tx,
        recipient.site_id,
        kind=recipient.method,
        event=notice["event"],
        target=recipient.label,
        target_id=recipient.id,
        payload=notice,
        lane=recipient.lane,
        lead_id=lead_id,
        deadline_at=deadline_at,
        now=now,
    )
