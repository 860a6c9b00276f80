"""A notice as leads make it, and how a template is filled with it."""

from __future__ import annotations

from typing import Any

from collector.chats import service as chats
from collector.notices.notice import Notice

LINK = "https://beckon.example.com/admin/abc/leads/l_1"
CALL = "tel:+84900000001"


def item(rows: list[list[str]], **more: Any) -> dict[str, Any]:
    values = {"heading": "", "rows": rows, "phone": "+84900000001", "phone_text": "Gọi 0900 000 001"}
    return values | {"link": LINK, "link_text": "Mở khách này"} | more


def notice(*items: dict[str, Any], **more: Any) -> Notice:
    fields = {"name": "Ơn", "phone": "0900 000 001", "email": "", "kind": "callback", "site": "Mộc An"}
    fields |= {"source": "Google Ads", "page": "https://shop.example/ban-tra", "link": LINK}
    head = {"event": "lead.created", "locale": "vi", "title": "Khách hàng mới · Mộc An", "intro": ""}
    return head | {"items": list(items), "note": "", "fields": fields} | more


def message(format_: str, what: Notice, template: str = "") -> dict[str, Any]:
    return chats.message(format_, template, what, "18:06 18/11/2026")


def texts(node: Any, key: str = "") -> list[tuple[str, str]]:
    """Every text of a message, with the name it has."""
    if isinstance(node, str):
        return [(key, node)]
    if isinstance(node, dict):
        return [found for name, inner in node.items() for found in texts(inner, name)]
    return [found for inner in node for found in texts(inner, key)] if isinstance(node, list) else []
