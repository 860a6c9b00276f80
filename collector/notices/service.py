"""Who is told of leads: recipients, each by one method, with their own choices."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from email_validator import EmailNotValidError, validate_email

from collector import ids
from collector.db import Db, Tx, queries
from collector.errors import Problem
from collector.outbox import service as outbox
from collector.sites.service import Site

SQL = queries(__file__)

Notice = dict[str, Any]
Compose = Callable[[str], Notice]


def email_address(text: str) -> str:
    """An e-mail address as it is kept. Raises Problem 422."""
    try:
        return validate_email(text.strip(), check_deliverability=False).normalized.lower()
    except EmailNotValidError as error:
        raise Problem(422, "This e-mail address cannot be used", str(error), {"email": [str(error)]}) from None


def add_email(db: Db, site: Site, address: str, now: int) -> None:
    """Tell this address of every lead. Raises Problem 422."""
    address = email_address(address)
    with db.write() as tx:
        SQL.insert_recipient(
            tx,
            site_id=site.id,
            id=ids.new("r", now),
            method="email",
            address=address,
            label=address,
            person_id=None,
            locale=None,
            choices=json.dumps({}),
            secret=None,
            now=now,
        )


def recipients(db: Db, site: Site) -> list[Any]:
    """Who is told of the site's leads."""
    with db.read() as tx:
        return list(SQL.list_recipients(tx, site_id=site.id))


def tell(tx: Tx, site: Site, event: str, lead: dict[str, Any], compose: Compose, now: int) -> None:
    """Queue a notice for each recipient, in the transaction of what happened. `compose(locale)` makes it."""
    for row in list(SQL.list_recipients(tx, site_id=site.id)):
        outbox.put(
            tx,
            site.id,
            kind=row.method,
            event=event,
            target=row.label,
            target_id=row.id,
            payload=compose(row.locale or site.locale),
            lane="email",
            lead_id=lead["id"],
            now=now,
        )
