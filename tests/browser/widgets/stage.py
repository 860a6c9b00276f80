"""A page with the real loader and the real parts, and a collector that answers what the test says.

Everything is served from one port: the page under a strict policy, the scripts as built, each widget's content as
published. What the page posts is kept in `events`, `leads` and `asks` (codes without a form).
"""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from collector.embed import build
from collector.widgets import schema

STATIC = Path(__file__).parents[3] / "collector/static"
POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; "
    "require-trusted-types-for 'script'"
)
WAIT_SECONDS = 10
HOURS = {"week": [[["08:00", "12:00"], ["13:30", "17:30"]]] * 5 + [[["08:00", "12:00"]], []], "holidays": []}
PAGE = """<!doctype html><html lang="{lang}" dir="{dir}" class="{page_class}">
<meta charset="utf-8"><title>Ghế gỗ sồi</title>
<meta name="viewport" content="width=device-width,initial-scale=1"><link rel="stylesheet" href="/page.css">
{body}<main><h1>Ghế gỗ sồi</h1><p>1.890.000 ₫</p><p><a href="#beckon-callback" id="ask">Gọi cho tôi</a></p>
<p><a href="/other">Trang khác</a></p></main><script async src="/s/KEY.js"></script></html>"""
PAGE_CSS = "body { margin: 0; font: 16px sans-serif; background: %s } div { opacity: 0; margin: 9px } p { color: #555 }"


class Stage:
    """One site with some widgets. `answers` are the next to leads and asks: (status, body), or None: a dead network."""

    def __init__(self, widgets: dict[str, dict[str, Any]], lang: str = "vi", ground: str = "#fff", **site: Any) -> None:
        self.configs = {kind: schema.load(kind, raw) for kind, raw in widgets.items()}
        page = {"dir": "ltr", "body": "", "page_class": ""}
        self.page = PAGE.format(lang=lang, **{name: site.pop(name, usual) for name, usual in page.items()})
        self.css = PAGE_CSS % ground + site.pop("css", "")
        self.site = site
        self.events: list[dict[str, Any]] = []
        self.leads: list[dict[str, Any]] = []
        self.answers: list[tuple[int, dict[str, Any]] | None] = []
        self.asks: list[dict[str, Any]] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.url = f"http://127.0.0.1:{self._server.server_port}/"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def script(self) -> str:
        entries = [
            {"id": f"w_{kind}", "kind": kind, "part": build.hashes(kind), "content": "0"}
            | schema.split(kind, config)[0]
            for kind, config in self.configs.items()
        ]
        site = {
            "v": 3, "key": "KEY", "base": self.url.rstrip("/"), "locale": "vi", "zone": "Asia/Ho_Chi_Minh",
            "currency": "VND", "gate": "none", "own": [], "hours": HOURS,
            "phone": "0900 000 012", "gap": 30, "consent": build.hashes("consent"), "decide": build.hashes("decide"),
            "widgets": entries,
        }  # fmt: skip
        return (STATIC / "loader.js").read_text().replace("__BECKON_SITE__", json.dumps(site | self.site), 1)

    def content(self, kind: str) -> str:
        shown = schema.split(kind, self.configs[kind])[1]
        return json.dumps({"id": f"w_{kind}", "kind": kind, **shown})

    def take(self, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]] | None:
        if path == "/v1/events":
            self.events += body["events"]
            return 202, {"stored": len(body["events"]), "duplicate": 0, "quarantined": 0}
        (self.asks if path == "/v1/vouchers" else self.leads).append(body)
        stored = 201, {"id": "l_1", "status": "stored", "event_id": "e_1", "success": {}}
        return self.answers.pop(0) if self.answers else stored

    def named(self, name: str) -> list[dict[str, Any]]:
        """The props of the events of that name, in order, once there is one (a page sends them in batches)."""
        deadline = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < deadline:
            found = [event["props"] for event in self.events if event["name"] == name]
            if found:
                return found
            time.sleep(0.02)
        raise AssertionError(f"the page sent no {name}")


def _handler(stage: Stage) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kind, text = self.find(self.path)
            self.reply(200 if text else 404, kind, text)

        def find(self, path: str) -> tuple[str, str]:
            if path.startswith("/w/"):
                return "text/javascript", (STATIC / path.split("?", maxsplit=1)[0][3:]).read_text()
            if path.startswith("/s/KEY/w_"):
                return "application/json", stage.content(path[9:].split(".", maxsplit=1)[0])
            known = {"/s/KEY.js": ("text/javascript", stage.script), "/page.css": ("text/css", lambda: stage.css)}
            mime, text = known.get(path, ("text/html", lambda: "" if path == "/favicon.ico" else stage.page))
            return mime, text()

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            answer = stage.take(self.path, body)
            if answer is None:
                self.close_connection = True  # as a network that is gone
                return
            mime = "application/problem+json" if answer[0] >= 400 else "application/json"
            self.reply(answer[0], mime, json.dumps(answer[1]))

        def reply(self, status: int, mime: str, text: str) -> None:
            body = text.encode()
            self.send_response(status)
            for name, value in (("Content-Type", f"{mime}; charset=utf-8"), ("Content-Length", str(len(body)))):
                self.send_header(name, value)
            self.send_header("Content-Security-Policy", POLICY)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    return Handler
