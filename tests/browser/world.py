"""A small world for browser tests: the real collector with its background work, and pages on other origins.

`World` runs in the test's process, so that its clock can be moved; tests/browser/installed.py starts the real command.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import Flask, Response
from werkzeug.serving import WSGIRequestHandler, make_server

from collector import clock as clocks
from collector.accounts import service as accounts
from collector.app import Collector, create_app
from collector.db import open_database
from collector.db.migrate import migrate
from collector.demo.shop import create_shop
from collector.jobs import Context, Runner
from collector.leads import service as leads
from collector.settings import load
from collector.sites import service as sites
from collector.sites.service import Site
from collector.widgets import schema
from collector.widgets import service as widgets
from tests.browser.trouble import Trouble
from tests.mailbox import free_port
from tests.make import ALWAYS_OPEN

HOST = "127.0.0.1"
HOTLINE = "0710000068"
POLL_SECONDS = 0.02
EVENT = "site_id, id, name, at, url, referrer, visitor, props, widget_id, value_minor, currency"


class Handler(WSGIRequestHandler):
    """Keep connections open, as real servers do, and say nothing."""

    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002
        pass


@contextmanager
def served(app: Any, port: int) -> Iterator[None]:
    """A WSGI application on a port, for a while."""
    server = make_server(HOST, port, app, threaded=True, request_handler=Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(POLL_SECONDS,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


class ShiftedClock:
    """The present, moved by `offset` ms."""

    def __init__(self) -> None:
        self.offset = 0

    def __call__(self) -> int:
        return clocks.now_ms() + self.offset


@dataclass(frozen=True)
class Seen:
    """A request that reached the collector's machine, whatever became of it."""

    method: str
    path: str
    headers: dict[str, str]
    text: str


class World:
    """A collector with one site, both widgets published, and the demo shop carrying its tag."""

    def __init__(self, url: str, folder: Path, port: int, shop_port: int, settings: dict[str, str]) -> None:
        self.clock = ShiftedClock()
        self.base = f"http://{HOST}:{port}"
        self.shop = f"http://{HOST}:{shop_port}"
        usual = {"BECKON_DATA": str(folder), "BECKON_DATABASE_URL": url, "BECKON_PUBLIC_URL": self.base}
        self.settings = load(usual | settings)
        self.db = open_database(url, folder)
        migrate(self.db, self.clock())
        self.site = self.add_site("Mộc An", self.shop)
        self.contact = self.publish("contact", schema.defaults("contact", "vi", HOTLINE) | {})
        self.callback = self.publish("callback", schema.defaults("callback", "vi", HOTLINE) | {})
        self.app = create_app(self.settings, self.db, self.clock)
        self.tag = self.tag_of(self.site)
        self.blocked: tuple[str, ...] = ()
        self.trouble: dict[str, Trouble] = {}
        self.seen: list[Seen] = []

    def add_site(self, name: str, origin: str) -> Site:
        values = {"name": name, "origins": [origin], "hours": ALWAYS_OPEN, "phone": HOTLINE}
        return sites.add(self.db, values, self.clock())

    def change_site(self, **values: Any) -> None:
        self.site = sites.change(self.db, self.site.id, values, self.clock())

    def tag_of(self, site: Site) -> str:
        return f"{self.base}/s/{site.key}.js"

    def publish(self, kind: str, raw: dict[str, Any], site: Site | None = None) -> str:
        site_id = (site or self.site).id
        made = widgets.add(self.db, site_id, kind, raw, self.clock())
        return widgets.publish(self.db, site_id, made.id, self.clock()).id

    def entrance(self, wsgi: Any) -> Any:
        """Requests to a path in `blocked` never reach the collector, as with an ad blocker.

        Those whose path starts as a key of `trouble` meet that trouble; all are in `seen`.
        """

        def enter(environ: Any, start_response: Any) -> Any:
            path = environ["PATH_INFO"]
            self.seen.append(_look(environ))
            if path in self.blocked:
                start_response("403 Blocked", [("Content-Length", "0")])
                return []
            trouble = next((found for start, found in self.trouble.items() if path.startswith(start)), None)
            return trouble(wsgi, environ, start_response) if trouble else wsgi(environ, start_response)

        return enter

    def posted(self, path: str) -> list[Any]:
        """Bodies that pages have sent there, oldest first."""
        return [json.loads(seen.text) for seen in [*self.seen] if (seen.method, seen.path) == ("POST", path)]

    def sign_in_link(self, role: str = "owner") -> str:
        secret = accounts.add_person(self.db, f"{role}@mocan.example", role, [self.site.id], self.clock())
        return f"{self.base}/admin/sign-in/{secret}"

    def leads(self) -> list[dict[str, Any]]:
        return leads.list_leads(self.db, self.site, {})[0]

    def lead(self, lead_id: str) -> dict[str, Any]:
        return leads.get_lead(self.db, self.site, lead_id, "vi")

    def events(self, *names: str) -> list[Any]:
        """Stored events of these names, oldest first."""
        with self.db.read() as tx:
            query = f"select {EVENT} from events order by at, id"
            rows = list(tx.connection.execute(query).fetchall())
        return [row for row in rows if not names or row.name in names]


def _look(environ: Any) -> Seen:
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = BytesIO(body)
    headers = {name[5:].lower(): value for name, value in environ.items() if name.startswith("HTTP_")}
    return Seen(environ["REQUEST_METHOD"], environ["PATH_INFO"], headers, body.decode())


@contextmanager
def running(url: str, folder: Path, settings: dict[str, str] | None = None) -> Iterator[World]:
    """The world with its servers and its background worker; `settings` beside the usual ones."""
    port = free_port()
    with served(lambda *_: [b""], port):  # hold the first while looking for the second
        shop_port = free_port()
    world = World(url, folder, port, shop_port, settings or {})
    runner = Runner(Context(world.db, world.settings, world.clock))
    runner.start()
    wsgi = Collector(world.app)
    try:
        with served(world.entrance(wsgi), port), served(create_shop(world.tag), shop_port):
            yield world
    finally:
        runner.stop()
        wsgi.close()
        world.app.extensions["beckon"].outbound.close()
        world.db.close()


def page_app(pages: dict[str, str], headers: dict[str, str]) -> Flask:
    """Hand-written pages by path, for what the demo shop does not show."""
    app = Flask("pages")

    @app.get("/<path:path>")
    @app.get("/", defaults={"path": ""})
    def show(path: str) -> Response:
        kind = "text/javascript" if path.endswith(".js") else "text/html; charset=utf-8"
        found = pages.get("/" + path)
        return Response(found or "", 200 if found is not None else 404, headers=headers, content_type=kind)

    return app
