"""What a visitor asked a price for becomes the lines of a draft, in the transaction of the lead.

Prices are those of the published widget, never what the page says. Nothing in a request can keep it from being stored:
what is not understood is a line in the visitor's words, without a price.
"""

from __future__ import annotations

import json
import re
from typing import Any

from collector.db import Tx
from collector.errors import Problem
from collector.quotes import figures, rows, service
from collector.sites.service import Site
from collector.widgets import service as widgets

KIND = "quote"
LONGEST_TEXT = 300


def request(tx: Tx, site: Site, lead: dict[str, Any], now: int) -> str | None:
    """Make the draft of a lead that asks for a quote, from its columns; returns its id, None when there is none."""
    if lead["kind"] != KIND:
        return None
    published = widgets.published(tx, site.id, lead["widget_id"]) if lead["widget_id"] else None
    content = published.config["content"] if published else {}
    language = service.spoken(lead["language"], site.locale)
    offer = service.NOTHING | {
        "lines": lines(json.loads(lead["fields"]), content, language),
        "tax_percent": figures.percent(content.get("tax_percent", "0")),
        "valid_until": rows.days_ahead(now, content.get("valid_days", service.VALID_DAYS), site.timezone),
    }
    try:
        return _put(tx, site, lead, offer, now)
    except Problem:
        # Quantities beyond any price: staff see the words in the lead, and write the lines themselves.
        return _put(tx, site, lead, offer | {"lines": []}, now)


def _put(tx: Tx, site: Site, lead: dict[str, Any], offer: dict[str, Any], now: int) -> str | None:
    return service.put(
        tx,
        site,
        key=f"lead:{lead['id']}",
        body_hash="",
        lead_id=lead["id"],
        widget_id=lead["widget_id"],
        who=lead,
        language=lead["language"],
        offer=offer,
        now=now,
        what="requested",
    )


def lines(fields: dict[str, Any], content: dict[str, Any], language: str) -> list[figures.Line]:
    """`items` are what was picked: [{"id", "text", "quantity", "extras": [id]}]; else `product` and `quantity`."""
    items = fields.get("items")
    picked = items if isinstance(items, list) else []
    if not picked and any(fields.get(name) for name in ("product", "need")):
        text = fields.get("product") or fields.get("need")
        picked = [{"text": text, "quantity": fields.get("quantity")}]
    products = {product["id"]: product for product in content.get("products", [])}
    found = [_line(item, products, language) for item in picked[: figures.MOST_LINES]]
    return [line for line in found if line]


def _line(item: Any, products: dict[str, Any], language: str) -> figures.Line | None:
    item = item if isinstance(item, dict) else {"text": item}
    quantity = _quantity(item.get("quantity"))
    product = products.get(str(item.get("id")))
    if product is None:
        text = _words(item.get("text") or item.get("id"))
        return {"text": text, "quantity": quantity, "unit_minor": None} if text else None
    chosen = item.get("extras")
    wanted = {str(one) for one in chosen} if isinstance(chosen, list) else set()
    extras = [extra for extra in product["extras"] if extra["id"] in wanted]
    named = [_label(one, language) for one in (product, *extras)]
    prices = [one["price_minor"] for one in (product, *extras)]
    unit = None if None in prices else sum(prices)
    return {"text": ", ".join(named)[:LONGEST_TEXT], "quantity": quantity, "unit_minor": unit}


def _label(one: dict[str, Any], language: str) -> str:
    label: dict[str, str] = one["label"]
    return label.get(language) or next(iter(label.values()))


def _quantity(value: Any) -> str:
    """As it was typed, where that is a quantity; else one."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return "1"
    text = re.sub(r"\s", "", str(value))[:20].replace(",", ".").removesuffix(".0")
    try:
        return figures.quantity(text)
    except ValueError:
        return "1"


def _words(value: Any) -> str:
    """One line of a visitor's words."""
    if value is None or isinstance(value, dict | list | bool):
        return ""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in str(value)).split())[:LONGEST_TEXT]
