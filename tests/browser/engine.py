"""A stage for the engine: the real collector, a site of its own for each case, and one visitor's browser.

Each site has a key of its own, and with it a storage of its own, so that cases share a browser and do not meet.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from playwright.sync_api import Browser, Page, expect

from collector.leads import service as leads
from collector.sites import service as sites
from collector.sites.service import Site
from tests.browser.conftest import DESKTOP, PHONE, PHONE_AGENT, Watched
from tests.browser.world import HOST, World, running, served
from tests.mailbox import free_port

PAGE = """<!doctype html><html lang="vi"><meta charset="utf-8"><title>Trà Mây</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
<script>window.shop = { cart: { total: 650000 } };</script>
<script async src="{base}/s/{key}.js"></script>
<h1>Trà Mây</h1><p><a href="#beckon-callback">Gọi lại cho tôi</a> <button id="ask">Hỏi giá</button></p>
<div style="height: 3000px"></div><p id="reviews">Đánh giá</p><div style="height: 500px"></div></html>"""
# Before all else in a page: what the widgets tell it.
HEAR = """
    window.heard = [];
    for (const name of ["opened", "closed"])
        addEventListener(`beckon:${name}`, ({ detail }) => heard.push([name, detail.widget, detail.trigger ?? null]));
"""
DESKTOP_AGENT = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36"
NUMBERS = itertools.count()


class Stage:
    """`on(device)` is a page of that kind; its clock can be put forward with `page.clock`."""

    def __init__(self, world: World, browser: Browser, origin: str) -> None:
        self.world = world
        self.origin = origin
        self._browser = browser
        self._open: dict[str, Watched] = {}

    def on(self, device: str) -> Page:
        if device not in self._open:
            self._open[device] = self.visitor(device)
        return self._open[device].page

    def visitor(self, device: str, name: str = "") -> Watched:
        """Somebody new."""
        looks: dict[str, Any] = PHONE | {"user_agent": PHONE_AGENT}
        if device == "desktop":
            looks = DESKTOP | {"user_agent": DESKTOP_AGENT}
        watched = Watched(self._browser.new_context(**looks))
        watched.page.clock.install()
        watched.page.add_init_script(HEAR)
        if name:
            self._open[name] = watched
        return watched

    def site(self, **values: Any) -> Site:
        """Another site that these pages belong to."""
        site = self.world.add_site(f"Trà Mây {next(NUMBERS)}", self.origin)
        return sites.change(self.world.db, site.id, values, self.world.clock()) if values else site

    def add(self, site: Site, kind: str = "callback", **raw: Any) -> str:
        """Publish a widget; a call-back form without a button of its own, so that only the dialog shows."""
        content = raw.pop("content", {}) | ({"launcher": "never"} if kind == "callback" else {})
        return self.world.publish(kind, raw | {"content": content}, site)

    def url(self, site: Site, rest: str = "") -> str:
        return f"{self.origin}/{site.key}/{rest}"

    def events(self, site: Site, name: str) -> list[Any]:
        with self.world.db.read() as tx:
            query = "select name, visitor, widget_id, variant, props from events order by at, id"
            rows = list(tx.connection.execute(query.replace("order", f"where site_id = '{site.id}' order")).fetchall())
        return [row for row in rows if row.name == name]

    def mark(self, site: Site, status: str) -> None:
        """Staff say how far the site's only lead has come."""
        with self.world.db.read() as tx:
            (row,) = tx.connection.execute(f"select id from leads where site_id = '{site.id}'").fetchall()
        leads.change_lead(self.world.db, site, row.id, {"status": status}, None, self.world.clock())

    def errors(self) -> list[str]:
        return [error for watched in self._open.values() for error in watched.errors]

    def close(self) -> None:
        for watched in self._open.values():
            watched.context.close()


@contextmanager
def staged(folder: Path, browser: Browser) -> Iterator[Stage]:
    app = Flask("engine")
    with running(f"sqlite:///{folder}/beckon.db", folder) as world:

        @app.get("/<key>/", defaults={"rest": ""})
        @app.get("/<key>/<path:rest>")
        def show(key: str, rest: str) -> str:
            page = PAGE.replace("{base}", world.base).replace("{key}", key)
            # A link to a widget would have it fetched when the page is idle.
            return page.replace("#beckon-callback", "#") if rest == "plain" else page

        port = free_port()
        with served(app, port):
            stage = Stage(world, browser, f"http://{HOST}:{port}")
            yield stage
            stage.close()
    assert stage.errors() == []


def why(page: Page, widget: str) -> str:
    """Why the widget is as it is, once there is more to say than that nothing has happened yet."""
    found: str = page.evaluate("id => window.beckon?.('why', id) ?? ''", widget)
    return found


def says(page: Page, widget: str, words: str) -> None:
    """Wait until `why` says so."""
    asked = "([id, words]) => (window.beckon?.('why', id) ?? '').startsWith(words)"
    page.wait_for_function(asked, arg=[widget, words], polling=20, timeout=6000)


def armed(page: Page, widget: str) -> None:
    """Wait until what decides has come and waits for its triggers."""
    says(page, widget, "no trigger has fired")
    page.wait_for_timeout(80)


def opened(page: Page) -> list[list[str]]:
    """[widget, trigger] of each time a dialog opened."""
    found: list[list[str]] = page.evaluate("() => heard.filter(([name]) => name === 'opened').map(([, ...e]) => e)")
    return found


def dialog(page: Page, name: str = "Chúng tôi gọi lại cho bạn") -> Any:
    return page.get_by_role("dialog", name=name)


def close(page: Page) -> None:
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
