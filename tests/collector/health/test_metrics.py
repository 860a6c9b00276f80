"""`/metrics`: what waits to leave, for whoever shows the token."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from collector.app import create_app
from collector.db import Db
from collector.outbox import service as outbox
from collector.outbox.sending import Delivery, Kind, Refused, TryLater
from collector.outbox.worker import Worker
from collector.settings import Settings
from collector.sites.service import Site
from tests.conftest import MovableClock

TOKEN = "a-token-of-the-installation"


@pytest.fixture
def measured(db: Db, settings: Settings, clock: MovableClock) -> FlaskClient:
    return create_app(replace(settings, metrics_token=TOKEN), db, clock).test_client()


def send(delivery: Delivery) -> None:
    if delivery.target == "gone":
        raise Refused("no")
    if delivery.target == "slow":
        raise TryLater("timed out")


def test_what_waits_and_what_failed_is_counted(
    measured: FlaskClient, db: Db, site: Site, other_site: Site, now: int, clock: MovableClock
) -> None:
    for owner, target in ((site, "good"), (other_site, "good"), (site, "gone"), (site, "slow")):
        with db.write() as tx:
            values = {"kind": "email", "event": "test", "target": target, "lane": target, "payload": {}}
            outbox.put(tx, owner.id, now=now, **values)  # type: ignore[arg-type]
    worker = Worker(db, {"email": Kind("email", send)}, clock)
    worker.drain()
    worker.close()
    clock.now += 42_000
    answer = measured.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    found = {
        (sample.name, sample.labels.get("state")): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }
    assert found == {
        ("beckon_outbox_deliveries", "delivered"): 2,
        ("beckon_outbox_deliveries", "refused"): 1,
        ("beckon_outbox_deliveries", "pending"): 1,
        ("beckon_outbox_oldest_seconds", None): 42,
        ("beckon_outbox_lanes_failing", None): 1,
    }


@pytest.mark.parametrize("shown", ["", "Bearer ", "Bearer wrong", TOKEN, "Bearer đ"])
def test_without_the_token_there_is_no_such_page(measured: FlaskClient, shown: str) -> None:
    assert measured.get("/metrics", headers={"Authorization": shown.encode()}).status_code == 404


def test_where_no_token_is_set_nobody_is_told(client: FlaskClient) -> None:
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404
