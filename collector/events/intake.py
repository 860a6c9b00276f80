"""`POST /v1/events` as a WSGI callable in front of the application: no Flask, one commit for many requests.

docs/api.md, "Public routes", says what a page can rely on; tests/collector/events holds it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import msgspec
import structlog

from collector.clock import Clock
from collector.db import Busy, Db
from collector.errors import Problem, busy, not_found
from collector.events import body as bodies
from collector.events import bots, origin, service
from collector.events.batch import Job, Unusable
from collector.events.body import Unreadable
from collector.events.directory import Directory
from collector.events.parse import Parsed, parse
from collector.events.writer import Writer
from collector.settings import Settings
from collector.sites.service import Site

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = structlog.get_logger()

STATUS = {
    202: "202 Accepted",
    204: "204 No Content",
    400: "400 Bad Request",
    404: "404 Not Found",
    405: "405 Method Not Allowed",
    413: "413 Content Too Large",
    415: "415 Unsupported Media Type",
    503: "503 Service Unavailable",
}
HEADERS = [
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", "Retry-After"),
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("Cross-Origin-Resource-Policy", "cross-origin"),
    ("X-Content-Type-Options", "nosniff"),
]
PREFLIGHT = [
    *HEADERS,
    ("Access-Control-Allow-Methods", "POST, OPTIONS"),
    ("Access-Control-Allow-Headers", "Content-Type"),
    ("Access-Control-Max-Age", "7200"),
]

_encode = msgspec.json.Encoder().encode


class Intake:
    """Answers `<prefix>/v1/events` and hands everything else to the application."""

    def __init__(self, app: WSGIApplication, db: Db, settings: Settings, clock: Clock) -> None:
        self.app = app
        self.clock = clock
        self.path = settings.prefix + "/v1/events"
        self.public_url = settings.public_url
        self.directory = Directory(db)
        self.writer = Writer(db)

    def close(self) -> None:
        """Commit what waits and end the writer."""
        self.writer.close()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("PATH_INFO") != self.path:
            return self.app(environ, start_response)
        if environ["REQUEST_METHOD"] == "OPTIONS":
            start_response(STATUS[204], PREFLIGHT)
            return []
        try:
            return _respond(start_response, 202, self._receive(environ), "application/json")
        except Busy:
            return _respond_problem(start_response, busy())
        except Problem as problem:
            return _respond_problem(start_response, problem)

    def _receive(self, environ: WSGIEnvironment) -> dict[str, Any]:
        if environ["REQUEST_METHOD"] != "POST":
            raise Problem(405, "Only POST stores events", headers={"Allow": "POST, OPTIONS"})
        body = bodies.read(environ)
        user_agent = environ.get("HTTP_USER_AGENT", "")[: bots.CONSIDERED]
        job = Job(origin.of(environ), {"user_agent": user_agent}, self.clock())
        try:
            return self._take(job, parse(body), body, origin.own(environ, self.public_url))
        except Unreadable as error:
            site_id = self._site(error.site).id if error.site else ""
            return self._keep(job, Unusable(site_id, error.reason, body, error.pointer))
        except (Busy, Problem):
            raise
        except Exception as error:  # a fault of ours must not cost the visitor's events
            log.error("intake_crash", error=error.__class__.__name__)
            return self._keep(job, Unusable("", "error", body))

    def _take(self, job: Job, batch: Parsed, body: bytes, own: str) -> dict[str, Any]:
        site = self._site(batch.site)
        if not self.directory.admits(site, job.origin, own):
            return self._keep(job, Unusable(site.id, "origin", body))
        job.rows = service.rows(site, batch, job.received_at, job.request["user_agent"])
        job.unusable = [Unusable(site.id, bad.reason, bad.body, bad.pointer) for bad in batch.bad]
        if job.size:
            self.writer.submit(job)
        return {"stored": job.stored, "duplicate": job.duplicate, "quarantined": len(job.unusable)}

    def _site(self, key: str) -> Site:
        site = self.directory.find(key)
        if site is None:
            raise not_found("site")
        return site

    def _keep(self, job: Job, unusable: Unusable) -> dict[str, Any]:
        """Quarantine the whole body, as durably as events."""
        job.rows, job.unusable = [], [unusable]
        self.writer.submit(job)
        return {"status": "quarantined", "reason": unusable.reason}


def _respond_problem(start_response: StartResponse, problem: Problem) -> Iterable[bytes]:
    media = "application/problem+json"
    return _respond(start_response, problem.status, problem.body(), media, problem.headers)


def _respond(
    start_response: StartResponse,
    status: int,
    answer: dict[str, Any],
    media: str,
    headers: dict[str, str] | None = None,
) -> Iterable[bytes]:
    text = _encode(answer)
    extra = [("Content-Type", media), ("Content-Length", str(len(text))), *(headers or {}).items()]
    start_response(STATUS[status], [*HEADERS, *extra])
    return [text]
