"""Digests: what came while a recipient was off duty, told together when their hours begin.

A lead that somebody has taken up meanwhile is left out and only counted: the list is what there is to do, and nobody
should call a customer who was called already. When nothing is left, nothing is sent.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from collector.db import Db, Tx, queries
from collector.notices import duty, telling
from collector.notices.notice import Item, Notice, framed, line, link_item, say
from collector.notices.recipients import Recipient, one
from collector.sites import service as sites
from collector.sites.service import Site

SQL = queries(__file__)

EVENT = "lead.digest"
MOST_ITEMS = 50
MOST_READ = 500
MOST_RECIPIENTS = 50

# (tx, site, lead id, event, whose digest: person or None, language, link, now) -> what it says of the lead; None when
# there is nothing left to do for them.
Brief = Callable[[Tx, Site, str, str, str | None, str, str, int], Item | None]


def send_due(db: Db, brief: Brief, now: int) -> int:
    """Queue the digests that are due; returns how many. Each lead is told once: told and forgotten in one commit."""
    with db.read() as tx:
        due = list(SQL.list_due_digests(tx, now=now, limit=MOST_RECIPIENTS))
    sent = 0
    for row in due:
        with db.write() as tx:
            sent += _send(tx, sites.get(tx, row.site_id), row.recipient_id, brief, now)
    return sent


def _send(tx: Tx, site: Site, recipient_id: str, brief: Brief, now: int) -> int:
    recipient = one(tx, site.id, recipient_id)
    if recipient is None or recipient.paused or _must_wait(tx, site, recipient, now):
        return 0
    taken = sorted(SQL.take_digest(tx, site_id=site.id, recipient_id=recipient.id), key=lambda row: row.lead_id)
    if not recipient.allowed or not taken:
        return 0
    found = _compose(tx, site, recipient, taken, brief, now)
    if found is None:
        return 0
    telling.send(tx, recipient, found, now)
    return 1


def _must_wait(tx: Tx, site: Site, recipient: Recipient, now: int) -> bool:
    """Hours and absences may have changed since: whoever is off duty still waits, within two weeks of the oldest."""
    oldest = SQL.oldest_digest_item(tx, site_id=site.id, recipient_id=recipient.id).created_at
    due = duty.when(recipient.choices | {"outside": "digest"}, site, now, since=oldest or now)
    if due is None or due <= now:
        return False
    SQL.postpone_digest(tx, site_id=site.id, recipient_id=recipient.id, due_at=due)
    return True


def _compose(tx: Tx, site: Site, recipient: Recipient, taken: list[Any], brief: Brief, now: int) -> Notice | None:
    locale = recipient.locale or site.locale
    items: list[Item] = []
    for row in taken[:MOST_READ]:
        kept = json.loads(row.item)
        item = brief(tx, site, row.lead_id, kept["event"], recipient.person_id, locale, kept["link"], now)
        if item is not None:
            items.append(item)
    if not items:
        return None
    handled = len(taken[:MOST_READ]) - len(items)
    count = len(taken) - handled
    inbox = json.loads(taken[0].item)["link"].rpartition("/")[0]
    title = "digest_title_one" if count == 1 else "digest_title"
    shown = items[:MOST_ITEMS]
    if count > len(shown):
        shown.append(link_item(say("digest_more", locale, count=count - len(shown)), inbox, say("open_inbox", locale)))
    return framed(
        site,
        EVENT,
        locale,
        say(title, locale, count=count, site=line(site.name)),
        say("digest_handled", locale, count=handled) if handled else "",
        shown,
    )
