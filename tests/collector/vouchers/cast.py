"""Voucher widgets and what is done with them, by the same services as in real life."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient

from collector.db import Db
from collector.sites.service import Site
from collector.vouchers import service
from collector.vouchers.service import Claim
from collector.widgets import service as widgets
from tests.make import ORIGIN, lead_body, post_lead

PHONES = [f"+8490000{number:04}" for number in range(1, 1000)]


def offer(db: Db, site: Site, now: int, **content: Any) -> str:
    """A published voucher widget; returns its id."""
    made = widgets.add(db, site.id, "voucher", {"content": content}, now)
    return widgets.publish(db, site.id, made.id, now).id


def claim(db: Db, site: Site, widget: str, key: str, now: int, **more: Any) -> dict[str, Any] | None:
    """Ask for a code."""
    with db.write() as tx:
        return service.issue(tx, site, Claim(key=key, widget_id=widget, **more), now)


def send(client: FlaskClient, site: Site, now: int, widget: str, number: int = 1, **more: Any) -> Any:
    """A lead of the voucher's form, from another phone and device for each number; returns the answer."""
    body = lead_body(
        site,
        now,
        **{
            "key": f"key-{number:05}",
            "widget": widget,
            "visitor": f"{number:022}",
            "fields": {"phone": f"0900 00{number:04}", "name": "Khách Thử"},
            "touches": [{"id": f"e{number}", "at": now - 60_000, "url": ORIGIN + "/?gclid=Cj0-test", "referrer": ""}],
        }
        | more,
    )
    return post_lead(client, body)


def given(answer: Any) -> Any:
    """The voucher of a lead's answer."""
    return answer.json["success"]["voucher"]


def rows(db: Db, query: str) -> list[tuple[Any, ...]]:
    with db.read() as tx:
        return [tuple(row) for row in tx.connection.execute(query).fetchall()]
