"""Small factories: the people and things of a test, made by the same services as in real life."""

from __future__ import annotations

import json
from typing import Any

from flask.testing import FlaskClient

from collector.accounts import service as accounts
from collector.db import Db
from collector.sites import service as sites
from collector.sites.service import Site
from collector.widgets import service as widgets

ORIGIN = "https://shop.example"
VISITOR = "AAAAAAAAAAAAAAAAAAAAAA"
BROWSER = "Mozilla/5.0 (Linux; Android 14; SM-A546E) AppleWebKit/537.36 Chrome/130.0.0.0 Mobile Safari/537.36"
ALWAYS_OPEN = {"week": [[["00:00", "24:00"]]] * 7, "holidays": []}
AD = "https://shop.example/ban-tra?utm_source=facebook&utm_medium=paid_social&utm_campaign=tet-2027&fbclid=IwAR0abcDEF123"


def make_site(db: Db, now: int, name: str = "Mộc An", origin: str = ORIGIN, **values: Any) -> Site:
    return sites.add(db, {"name": name, "origins": [origin], "hours": ALWAYS_OPEN} | values, now)


def make_widget(db: Db, site: Site, kind: str, now: int) -> str:
    """A published widget with the defaults; returns its id."""
    raw = widgets.schema.defaults(kind, site.locale, "0900000000")
    made = widgets.add(db, site.id, kind, raw, now)
    return widgets.publish(db, site.id, made.id, now).id


def make_token(db: Db, now: int, site: Site | None = None, scope: str = "write") -> dict[str, str]:
    """Headers of a bearer token."""
    return {"Authorization": f"Bearer {accounts.add_token(db, 'test', site.id if site else None, scope, now)}"}


def lead_body(site: Site, now: int, /, **values: Any) -> dict[str, Any]:
    """What a page posts: a call-back from an ad, a minute after the landing."""
    return {
        "site": site.key,
        "key": "key-0001",
        "visitor": VISITOR,
        "widget": None,
        "variant": None,
        "fields": {"phone": "0900 000 001", "name": "Đặng Thị Ơn"},
        "consent": {"purposes": {"marketing": True}, "wording": "v1"},
        "at": now,
        "sent_at": now,
        "url": AD,
        "referrer": "https://m.facebook.com/",
        "language": "vi",
        "zone": "Asia/Ho_Chi_Minh",
        "elapsed_ms": 5200,
        "touches": [{"id": "e1", "at": now - 60_000, "url": AD, "referrer": "https://m.facebook.com/"}],
    } | values


def post_lead(client: FlaskClient, body: Any, origin: str = ORIGIN, **headers: str) -> Any:
    """Send it as a page does."""
    data = body if isinstance(body, bytes | str) else json.dumps(body)
    sent = {"Origin": origin, "User-Agent": BROWSER, "Content-Type": "text/plain"} | headers
    return client.post("/v1/leads", data=data, headers=sent)
