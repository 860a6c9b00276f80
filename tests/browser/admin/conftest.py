"""The admin in a browser: a shop with some leads, and people who are signed in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from collector import clock
from collector.accounts import service as accounts
from collector.conversions import service as conversions
from collector.leads import service as leads
from collector.outbox import service as outbox
from tests.admin.cast import BIDI, ENDLESS, POLYGLOT, SCRIPTED, journey, send_hostile, send_lead, send_pageview
from tests.admin.conftest import catalogues
from tests.browser.conftest import DESKTOP, PHONE, PHONE_AGENT, Watched
from tests.browser.world import World
from tests.make import BROWSER, lead_body, post_lead

SIZES: dict[str, dict[str, Any]] = {"phone": PHONE | {"user_agent": PHONE_AGENT}, "desktop": DESKTOP}
FORGOTTEN = "https://khuyenmai.example"

Enter = Callable[..., Page]


@pytest.fixture(scope="session", autouse=True)
def _catalogues() -> None:
    catalogues()


@dataclass
class Shop:
    """A world with leads in every state. `ids` by what they are for."""

    world: World
    ids: dict[str, str] = field(default_factory=dict)

    def path(self, page: str = "") -> str:
        return f"{self.world.base}/admin/{self.world.site.key}/{page}"


def fill(shop: Shop) -> None:
    """Late and waiting call-backs, a sale, a held one, hostile ones, a forgotten domain, a stuck notification."""
    world, now = shop.world, shop.world.clock()
    app, site = world.app, world.site
    send_pageview(world.db, site, now - 60_000)
    sold = send_lead(app, site, now, "key-sold-1", widget=world.callback, touches=journey(now))["id"]
    leads.change_lead(world.db, site, sold, {"status": "won", "value_minor": 1_500_000}, None, now)
    shop.ids["sold"] = sold
    shop.ids["new"] = send_lead(app, site, now, "key-new-1", widget=world.callback)["id"]
    trap = {"phone": "0900 000 009", "name": "Máy", "website": "x"}
    shop.ids["held"] = send_lead(app, site, now, "key-held-1", fields=trap)["id"]
    for number, text in enumerate((SCRIPTED, POLYGLOT, BIDI, ENDLESS)):
        shop.ids[f"hostile{number}"] = send_hostile(app, site, now, text, f"key-hostile{number}")["id"]
    post_lead(app.test_client(), lead_body(site, now, key="key-forgotten"), origin=FORGOTTEN)
    with world.db.write() as tx:
        letter = {"kind": "letter", "event": "lead.created", "target": "chu@shop.example", "lane": "letter"}
        outbox.put(tx, site.id, payload={}, now=now - clock.HOUR, **letter)  # type: ignore[arg-type]
    conversions.follow_events(world.db, now)


@pytest.fixture
def shop(world: World) -> Shop:
    made = Shop(world)
    fill(made)
    return made


@pytest.fixture
def enter(world: World, visit: Callable[..., Watched]) -> Enter:
    """`enter(role, size, language)` is a page of somebody who is signed in; errors on it fail the test."""

    def open_page(
        role: str = "owner", size: str = "phone", language: str = "vi", browser: Browser | None = None, **options: Any
    ) -> Page:
        where = [] if role == "installation" else [world.site.id]
        name = "owner" if role == "installation" else role
        secret = accounts.add_person(world.db, f"{role}@shop.example", name, where, world.clock(), "Chị Ơn")
        session = accounts.use_link(world.db, secret, BROWSER, world.clock())
        shape = SIZES[size] if browser is None else {}
        watched = visit(browser, **(shape | {"locale": language} | options))
        watched.context.add_cookies([{"name": "beckon", "value": session, "url": world.base}])
        watched.page.watched = watched  # type: ignore[attr-defined]
        return watched.page

    return open_page
