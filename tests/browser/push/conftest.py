"""A collector, a site with a worker file, and browsers that can really subscribe."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright

from tests.browser.conftest import PHONE_AGENT, SWITCHES
from tests.browser.push.gcm import Gcm
from tests.browser.world import HOST, World, page_app, running, served
from tests.mailbox import free_port

CATEGORIES = [
    {"id": "sale", "label": {"vi": "Giảm giá", "en": "Sales"}},
    {"id": "new", "label": {"vi": "Hàng mới", "en": "New"}, "checked": False},
]
PAGE = """<!doctype html><html lang="vi"><meta charset="utf-8"><title>Trà Mây</title><link rel="icon" href="data:,">
<meta name="viewport" content="width=device-width, initial-scale=1"><script async src="{tag}"></script>
<h1>Trà Mây</h1><p><a href="#beckon-push" id="ask">Nhận tin</a></p><p id="slot" style="min-height:48px"></p></html>"""


class Place:
    """A site of its own, on `origin`, with one opt-in; `rows` are its subscriptions as stored."""

    def __init__(self, world: World, origin: str, worker: bool) -> None:
        self.world = world
        self.origin = origin
        self.site = world.add_site("Trà Mây", origin)
        self.pages = {"/": PAGE.format(tag=world.tag_of(self.site)), "/tin": "<title>Tin</title><h1>Tin mới</h1>"}
        if worker:
            self.pages["/beckon-worker.js"] = f'importScripts("{world.base}/sw/{self.site.key}.js");'

    def publish(self, **content: Any) -> str:
        asked = {"prompt": "none", "categories": CATEGORIES} | content
        return self.world.publish("push", {"content": asked}, self.site)

    def rows(self) -> list[Any]:
        with self.world.db.read() as tx:
            found = tx.connection.execute("select * from push_subscriptions order by created_at, id").fetchall()
        return [row for row in found if row.site_id == self.site.id]

    def chosen(self) -> list[list[str]]:
        return [json.loads(row.categories) for row in self.rows() if row.removed_at is None]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Callable[..., Place]]:
    """`place(worker=False)` is the site without the file."""
    with running(f"sqlite:///{tmp_path}/beckon.db", tmp_path) as world:
        port = free_port()

        def make(worker: bool = True) -> Place:
            made.append(Place(world, f"http://{HOST}:{port}", worker))
            return made[0]

        made: list[Place] = []
        with served(lambda environ, start: page_app(made[0].pages, {}).wsgi_app(environ, start), port):
            yield make


@pytest.fixture(scope="session")
def gcm() -> Iterator[Gcm]:
    made = Gcm()
    yield made
    made.close()


@pytest.fixture
def phone(playwright: Playwright, gcm: Gcm, tmp_path: Path) -> Iterator[BrowserContext]:
    """Chromium with a profile: in Playwright's usual contexts push is refused."""
    context = playwright.chromium.launch_persistent_context(
        tmp_path / "profile",
        executable_path=shutil.which("chromium"),
        args=[*SWITCHES, *gcm.switches()],
        user_agent=PHONE_AGENT,
        viewport={"width": 360, "height": 740},
        locale="vi-VN",
    )
    troubles: list[str] = []
    context.on("weberror", lambda found: troubles.append(f"uncaught: {found.error}"))
    context.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)
    yield context
    context.close()
    # An answer of 503, and servers that are gone before the page is, are logged by the browser itself.
    assert [said for said in troubles if "Failed to load resource" not in said] == []


def subscribed(page: Page) -> Any:
    """What the browser itself says of the subscription in our scope: its endpoint, or None."""
    return page.evaluate(
        """async () => (await (await navigator.serviceWorker.getRegistration("/beckon-push/"))
             ?.pushManager.getSubscription())?.endpoint ?? null"""
    )
