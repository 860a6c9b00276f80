"""A recipient: who is told, by which method, at which address, with which choices."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from collector.accounts import service as accounts
from collector.db import Tx, queries
from collector.notices import schema
from collector.notices.schema import Choices

SQL = queries(__file__)


@dataclass(frozen=True, slots=True)
class Recipient:
    """One row of `recipients`. `choices` are complete; `secret` is sealed; times are ms UTC.

    `allowed` is False for a person who no longer works on the site: they are told nothing, whatever was chosen.
    """

    site_id: str
    id: str
    method: str
    address: str
    label: str
    person_id: str | None
    locale: str | None
    choices: Choices
    secret: str | None
    paused: bool
    trouble: str | None
    trouble_at: int | None
    ok_at: int | None
    allowed: bool

    @property
    def lane(self) -> str:
        """What deliveries to it share and what may hang: the mail server, the site's bot, or the target itself."""
        return {"email": "email", "telegram": f"telegram:{self.site_id}"}.get(self.method, self.id)


def everyone(tx: Tx, site_id: str) -> list[Recipient]:
    """A site's recipients, the oldest first."""
    return _made(tx, site_id, list(SQL.list_recipients(tx, site_id=site_id)))


def one(tx: Tx, site_id: str, recipient_id: str) -> Recipient | None:
    """The recipient of an id, on this site."""
    row = SQL.get_recipient(tx, site_id=site_id, id=recipient_id)
    return _made(tx, site_id, [row])[0] if row else None


def at_address(tx: Tx, site_id: str, method: str, address: str) -> Recipient | None:
    """The recipient at an address: there is one at most."""
    row = SQL.get_by_address(tx, site_id=site_id, method=method, address=address)
    return _made(tx, site_id, [row])[0] if row else None


def _made(tx: Tx, site_id: str, rows: list[Any]) -> list[Recipient]:
    known = any(row.person_id for row in rows)
    staff = accounts.who_can(tx, "work_leads", site_id) if known else frozenset[str]()
    return [_recipient(row, row.person_id is None or row.person_id in staff) for row in rows]


def _recipient(row: Any, allowed: bool) -> Recipient:
    values = row._asdict()
    choices = schema.filled(json.loads(row.choices))
    return Recipient(**values | {"choices": choices, "paused": bool(row.paused), "allowed": allowed})
