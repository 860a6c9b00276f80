"""The table of hostile addresses on every path that can set or use a webhook's address, against a trap."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from collector.db import Db
from collector.outbound import Outbound
from collector.outbox.worker import Worker
from collector.sealing import Box
from collector.senders import Surroundings
from collector.senders import webhook as sender
from collector.settings import Settings
from collector.sites.service import Site
from collector.webhooks import service as webhooks
from tests.collector.webhooks.conftest import Post
from tests.conftest import MovableClock
from tests.make import make_token
from tests.trap import HOSTILE, leading_to, resolve, trap

GOOD = "https://hooks.example/"


@pytest.fixture
def outbound(settings: Settings) -> Outbound:
    """Looks names up in the table."""
    return Outbound(settings, resolve)


@pytest.fixture
def far(db: Db, site: Site, settings: Settings, clock: MovableClock, box: Box, outbound: Outbound) -> Iterator[Post]:
    """An installation as most are: none of its own networks may be reached."""
    at = Surroundings(db, settings, clock, outbound, box)
    worker = Worker(db, {"webhook": sender.kind(at, 0.5)}, clock)
    yield Post(db, site, clock, box, outbound, worker)
    worker.close()


def test_no_hostile_address_is_saved_or_changed_to(client: FlaskClient, db: Db, site: Site, now: int) -> None:
    headers = make_token(db, now, site)
    path = f"/api/v1/webhooks/{client.post('/api/v1/webhooks', json={'url': GOOD}, headers=headers).json['id']}"  # type: ignore[index]
    with trap() as set_up:
        wrong = []
        for spelled in HOSTILE:
            body = {"url": spelled.replace("{port}", str(set_up.port))}
            for answer in (
                client.post("/api/v1/webhooks", json=body, headers=headers),
                client.patch(path, json=body, headers=headers),
            ):
                if answer.status_code != 422 or list(answer.json["errors"]) != ["url"]:  # type: ignore[index]
                    wrong.append((spelled, answer.status_code))
        assert wrong == []
        assert set_up.hits() == 0
    assert client.get(path, headers=headers).json["url"] == GOOD  # type: ignore[index]


def test_a_hostile_address_that_got_into_the_database_is_neither_tested_nor_delivered_to(far: Post) -> None:
    made = far.add(GOOD)
    with trap() as set_up:
        for spelled in HOSTILE:
            url = spelled.replace("{port}", str(set_up.port))
            if "\ud800" in url or (far.db.engine == "postgres" and "\0" in url):
                continue  # no text that the database could hold
            with far.db.write() as tx:
                mark = "?" if far.db.engine == "sqlite" else "%s"
                tx.connection.execute(f"update webhooks set url = {mark}", (url,))
            far.emit()
            webhooks.test(far.db, far.site, made["id"], far.clock.now)
            far.drain()
        assert set_up.hits() == 0
    ended = far.deliveries("state, event, reason")
    assert len(ended) > 500
    assert {(state, event) for state, event, _ in ended} == {("blocked", "lead.created"), ("blocked", "ping")}
    told = webhooks.get(far.db, far.site, made["id"])
    assert (told["active"], told["trouble"]) == (True, ended[-1][2])


def test_a_name_that_leads_elsewhere_after_it_was_saved_is_not_followed(
    db: Db, site: Site, settings: Settings, clock: MovableClock, box: Box
) -> None:
    turning = Outbound(settings, leading_to(["93.184.215.14"], ["127.0.0.1"]))
    worker = Worker(db, {"webhook": sender.kind(Surroundings(db, settings, clock, turning, box), 0.5)}, clock)
    far = Post(db, site, clock, box, turning, worker)
    with trap() as set_up:
        far.add(f"https://hooks.example:{set_up.port}/")
        far.emit()
        far.drain()
        assert set_up.hits() == 0
    worker.close()
    assert far.deliveries("state, reason") == [("blocked", "the name hooks.example is not public")]


def test_no_reason_on_a_page_holds_more_of_an_address_than_its_host(far: Post, app: Flask) -> None:
    made = far.add(f"{GOOD}canary?canary=canary")
    app.extensions["beckon"] = replace(app.extensions["beckon"], box=far.box)
    with far.db.write() as tx:
        tx.connection.execute("update webhooks set url = 'https://user:canary@hooks.example/canary?canary#canary'")
    far.emit()
    far.drain()
    client = app.test_client()
    headers = make_token(far.db, far.clock.now, far.site, "read")
    for path in ("/api/v1/webhooks", f"/api/v1/webhooks/{made['id']}", "/api/v1/deliveries"):
        assert "canary" not in client.get(path, headers=headers).text
