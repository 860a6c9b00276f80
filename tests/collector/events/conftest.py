"""A page of a shop that sends to the intake: real parsing, real writer, real database; only the wire is left out."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from collector import settings as settings_table
from collector.db import Db
from collector.events.intake import Intake
from collector.sites import service as sites
from collector.sites.service import Site

SHOP = "https://shop.example"
PHONE = (
    "Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/142.0.0.0 Mobile Safari/537.36"
)
VISITOR = "AAAAAAAAAAAAAAAAAAAAAA"


@dataclass
class Answer:
    """What the intake said."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Page:
    """Posts to an intake; `changes` are further or other keys of the WSGI environment."""

    intake: Intake
    changes: dict[str, str] = field(default_factory=dict)

    def send(self, body: bytes, **changes: str) -> Answer:
        environ: dict[str, Any] = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": self.intake.path,
            "CONTENT_TYPE": "text/plain;charset=UTF-8",
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_HOST": "collector.example",
            "HTTP_ORIGIN": SHOP,
            "HTTP_USER_AGENT": PHONE,
            "wsgi.url_scheme": "https",
            "wsgi.input": io.BytesIO(body),
        }
        started: list[Any] = []
        chunks = self.intake(environ | self.changes | changes, lambda *said: started.extend(said))
        return Answer(int(started[0].split()[0]), dict(started[1]), b"".join(chunks))

    def post(self, shape: Any, **changes: str) -> Answer:
        return self.send(json.dumps(shape).encode(), **changes)


@pytest.fixture
def site(db: Db, now: int) -> Site:
    return sites.add(db, {"name": "Shop", "origins": [SHOP]}, now)


@pytest.fixture
def intake(db: Db, now: int) -> Iterator[Intake]:
    def beyond(environ: Any, start_response: Any) -> list[bytes]:
        start_response("200 OK", [("X-App", "yes")])
        return [environ["PATH_INFO"].encode()]

    made = Intake(beyond, db, settings_table.load({"BECKON_PUBLIC_URL": "https://own.example"}), lambda: now)
    yield made
    made.close()


@pytest.fixture
def page(intake: Intake) -> Page:
    return Page(intake)


def event(event_id: str = "e1", at: int = 1_795_000_000_000, **changes: Any) -> dict[str, Any]:
    """One event as the script sends it."""
    plain = {"url": SHOP + "/", "referrer": "", "widget": None, "variant": None, "value_minor": None}
    return {"id": event_id, "name": "pageview", "at": at, "currency": None, "props": {}} | plain | changes


def batch(site: Site, /, *events: Any, **changes: Any) -> dict[str, Any]:
    """A body of POST /v1/events, sent at the moment of the tests."""
    return {"site": site.key, "visitor": VISITOR, "sent_at": 1_795_000_000_000, "events": list(events)} | changes


def stored(db: Db) -> list[Any]:
    """All event rows, by id."""
    with db.read() as tx:
        return list(tx.connection.execute("select * from events order by site_id, id").fetchall())


def kept(db: Db) -> list[Any]:
    """All quarantine rows."""
    with db.read() as tx:
        return list(tx.connection.execute("select * from quarantine order by pointer, body").fetchall())
