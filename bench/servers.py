"""What the bench compares: the same server (granian) with other things behind it, and the real collector."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask, Response, request

from collector import clock
from collector import settings as settings_table
from collector.db import Db, open_database
from collector.events import service
from collector.events.intake import Intake
from collector.events.parse import parse
from collector.sites import service as sites

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


def bare() -> WSGIApplication:
    """Read the body and answer: the ceiling of the server itself."""

    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        environ["wsgi.input"].read(65_537)
        start_response("202 Accepted", [("Content-Type", "application/json"), ("Content-Length", "2")])
        return [b"{}"]

    return app


def _db() -> tuple[settings_table.Settings, Db]:
    settings = settings_table.load({name: os.environ[name] for name in os.environ if name.startswith("BECKON_")})
    return settings, open_database(settings.database_url, Path(settings.data))


def intake() -> WSGIApplication:
    """The intake alone, nothing behind it."""
    settings, db = _db()
    return Intake(bare(), db, settings, clock.now_ms)


def flask_commit_each() -> WSGIApplication:
    """The plain design: a Flask view, one commit a request."""
    _, db = _db()
    app = Flask("plain")

    @app.post("/v1/events")
    def events() -> Response:
        batch = parse(request.get_data())
        with db.write() as tx:
            site = sites.by_key(tx, batch.site)
            if site is None:
                return Response(status=404)
            count = service.store(tx, site, batch, clock.now_ms(), request.headers.get("User-Agent", ""))
        return Response(json.dumps(count._asdict()), 202, content_type="application/json")

    return app
