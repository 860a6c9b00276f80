"""A shop with a quote widget, and what its customers ask for."""

from __future__ import annotations

from typing import Any

from flask import Flask

from collector.db import Db
from collector.quotes import service
from collector.sealing import Box
from collector.sites.service import Site
from collector.widgets import service as widgets
from tests.make import BROWSER, lead_body, post_lead

LINES = [
    {"text": "Bàn tròn gỗ sồi", "quantity": "2", "unit_minor": 3_500_000},
    {"text": "Công lắp đặt", "quantity": "1.5", "unit_minor": 333_333},
]
PRODUCTS: list[dict[str, Any]] = [
    {
        "id": "table",
        "label": {"vi": "Bàn tròn", "en": "Round table"},
        "price_minor": 3_500_000,
        "extras": [
            {"id": "black", "label": {"vi": "sơn đen", "en": "painted black"}, "price_minor": 200_000},
            {"id": "glass", "label": {"vi": "mặt kính", "en": "glass top"}},
        ],
    },
    {"id": "custom", "label": {"vi": "Đóng theo mẫu"}},
]
PREVIEWER = "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)"


def publish(db: Db, site: Site, now: int, **content: Any) -> str:
    """A published quote widget; returns its id."""
    made = widgets.add(db, site.id, "quote", {"content": {"products": PRODUCTS, **content}}, now)
    return widgets.publish(db, site.id, made.id, now).id


def ask(app: Flask, site: Site, now: int, widget: str, key: str = "key-quote-1", **more: Any) -> dict[str, Any]:
    """A visitor sends the form; returns the answer's body."""
    fields = {"phone": "0900 000 012", "name": "Đặng Thị Ơn"} | more.pop("fields", {})
    body = lead_body(site, now, widget=widget, key=key, fields=fields, **more)
    answer: dict[str, Any] = post_lead(app.test_client(), body).get_json()
    return answer


def sent(db: Db, site: Site, box: Box, now: int, **values: Any) -> tuple[dict[str, Any], str]:
    """A sent quote, and the path of its customer's page."""
    made = service.add(db, site, {"name": "Đặng Thị Ơn", "phone": "0900 000 012", "lines": LINES} | values, now)
    quote = service.send(db, site, made["id"], now, box=box)
    link = service.link(db, site, made["id"], box=box, base_url="")
    assert link
    return quote, link


HEADERS = {"User-Agent": BROWSER, "Accept-Language": "en"}
