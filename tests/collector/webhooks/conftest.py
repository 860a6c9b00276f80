"""Webhooks on an installation whose name server says what the test wants, and what a delivery needs."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import Any

import pytest
from flask import Flask
from standardwebhooks import webhooks as reference

from collector.db import Db
from collector.outbound import Outbound
from collector.outbox.worker import Worker
from collector.sealing import Box
from collector.senders import Surroundings
from collector.senders import webhook as sender
from collector.settings import Settings, load
from collector.sites.service import Site
from collector.webhooks import service as webhooks
from tests.certificates import Authority, Certificate
from tests.collector.webhooks.verifying import Verifying, verifying
from tests.conftest import MovableClock
from tests.receiver import NEARBY

URL = "https://hooks.example.com/in/canary-of-the-path?key=canary-of-the-query"
NAMES = {
    "hooks.example.com": "93.184.215.14",
    "crm.example.net": "2606:2800:21f:cb07:6820:80da:af6b:8b2c",
    "in.example.org": "10.0.0.8",
}
PATIENCE_SECONDS = 0.4


def resolve(host: str, port: int, **_: Any) -> list[Any]:
    """As socket.getaddrinfo would, for a handful of names."""
    if host not in NAMES:
        raise OSError("no such name")
    return [(2, 1, 6, "", (NAMES[host], port))]


@pytest.fixture
def outbound(settings: Settings) -> Outbound:
    return Outbound(settings, resolve)


@pytest.fixture
def box() -> Box:
    return Box("a secret key of this installation")


@pytest.fixture
def app(app: Flask, outbound: Outbound) -> Flask:
    """The application with that name server."""
    app.extensions["beckon"] = replace(app.extensions["beckon"], outbound=outbound)
    return app


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@dataclass
class Post:
    """An installation that may reach this machine: its webhooks, and the worker that delivers to them."""

    db: Db
    site: Site
    clock: MovableClock
    box: Box
    outbound: Outbound
    worker: Worker

    def add(self, url: str, **values: Any) -> dict[str, Any]:
        return webhooks.add(
            self.db, self.site, {"url": url} | values, self.clock(), box=self.box, outbound=self.outbound
        )

    def emit(self, event: str = "lead.created", lead: str | None = "l_1", **data: Any) -> None:
        with self.db.write() as tx:
            webhooks.emit(tx, self.site, event, {"id": lead} | data, self.clock(), lead_id=lead)

    def drain(self, later: int = 0) -> int:
        """Deliver what is due in `later` ms; returns how many attempts ended."""
        self.clock.now += later
        return self.worker.drain()

    def deliveries(self, columns: str = "state, attempts, reason") -> list[tuple[Any, ...]]:
        with self.db.read() as tx:
            return [tuple(row) for row in tx.connection.execute(f"select {columns} from outbox order by id").fetchall()]

    @contextmanager
    def receiving(self, certificate: Certificate | None = None) -> Iterator[Verifying]:
        """A receiver that is told of everything."""
        with verifying(certificate=certificate) as target:
            target.made = self.add(f"{target.url}/in?key=1")
            target.secrets = [target.made["secret"]]
            yield target


@pytest.fixture
def post(
    db: Db, site: Site, clock: MovableClock, box: Box, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Post]:
    class Now(datetime):
        """The receiver's clock, which goes as ours does."""

        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Now:
            return cls.fromtimestamp(clock.now / 1000, tz)

    monkeypatch.setattr(reference, "datetime", Now)
    outbound = Outbound(load(NEARBY), context=ssl.create_default_context(cafile=authority.certificate))
    at = Surroundings(db, load(NEARBY), clock, outbound, box)
    worker = Worker(db, {"webhook": sender.kind(at, PATIENCE_SECONDS)}, clock)
    yield Post(db, site, clock, box, outbound, worker)
    worker.close()
    outbound.close()
