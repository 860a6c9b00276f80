"""`/api/v1/deliveries`: what is sent, to whom, how it goes; never what it says."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from collector import clock as clocks
from collector.db import Db
from collector.outbox import service as outbox
from collector.outbox.sending import Blocked, Kind, TryLater
from collector.outbox.worker import Worker
from collector.sites.service import Site
from tests.conftest import MovableClock
from tests.make import make_token

ROOT = "/api/v1/deliveries"


@pytest.fixture
def headers(db: Db, now: int, site: Site) -> dict[str, str]:
    return make_token(db, now, site)


def put(db: Db, site: Site, now: int, **more: Any) -> str:
    values: dict[str, Any] = {"kind": "webhook", "event": "lead.created", "lane": "wh_1", "target_id": "wh_1"}
    with db.write() as tx:
        payload = {"body": "canary: Đặng Thị Ơn 0900 000 001"}
        return outbox.put(tx, site.id, target="hooks.example.com", payload=payload, now=now, **values | more)


def attempt(db: Db, clock: MovableClock, error: Exception | None = None) -> None:
    def send(_delivery: Any) -> None:
        if error:
            raise error

    worker = Worker(db, {name: Kind(name, send) for name in ("webhook", "email")}, clock)
    worker.drain()
    worker.close()


def test_a_delivery_tells_how_it_went_and_nothing_of_what_it_says(
    client: FlaskClient, db: Db, site: Site, headers: dict[str, str], now: int, clock: MovableClock
) -> None:
    delivery_id = put(db, site, now, lead_id="l_1")
    attempt(db, clock, TryLater("the receiver answered 500"))
    answer = client.get(f"{ROOT}/{delivery_id}", headers=headers)
    found: Any = answer.json
    assert found.pop("failed_attempts") == [
        {"attempt": 1, "at": clocks.rfc3339(now), "took_ms": 0, "reason": "the receiver answered 500"}
    ]
    assert found.pop("next_at") > clocks.rfc3339(now)
    assert found == {
        "id": delivery_id,
        "site": site.key,
        "kind": "webhook",
        "event": "lead.created",
        "target": "hooks.example.com",
        "target_id": "wh_1",
        "lead": "l_1",
        "state": "pending",
        "reason": "the receiver answered 500",
        "attempts": 1,
        "deadline_at": clocks.rfc3339(now + outbox.DEADLINE),
        "created_at": clocks.rfc3339(now),
        "updated_at": clocks.rfc3339(now),
    }
    for path in (ROOT, f"{ROOT}/{delivery_id}"):
        assert "canary" not in client.get(path, headers=headers).text


def test_deliveries_are_filtered_and_paged_the_newest_first(
    client: FlaskClient, db: Db, site: Site, other_site: Site, headers: dict[str, str], now: int, clock: MovableClock
) -> None:
    blocked = put(db, site, now, event="ping")
    attempt(db, clock, Blocked("the webhook is switched off"))
    mail = put(db, site, now, kind="email", lane="email", target_id="r_1", lead_id="l_1")
    waiting = put(db, site, now, lead_id="l_2")
    put(db, other_site, now)

    def ids(query: str) -> list[str]:
        return [one["id"] for one in client.get(f"{ROOT}?{query}", headers=headers).json["items"]]  # type: ignore[index]

    assert ids("") == [waiting, mail, blocked]
    assert ids("state=blocked") == ids("state=failed") == ids("event=ping") == [blocked]
    assert ids("state=waiting") == [waiting, mail]
    assert ids("kind=email") == ids("lead=l_1") == [mail]
    assert ids("webhook=wh_1") == [waiting, blocked]
    first: Any = client.get(f"{ROOT}?limit=2", headers=headers).json
    assert [one["id"] for one in first["items"]] == [waiting, mail]
    assert ids(f"cursor={first['next']}") == [blocked]
    assert client.get(f"{ROOT}?state=lost", headers=headers).status_code == 422


def test_what_has_ended_is_redelivered_under_its_id(
    client: FlaskClient, db: Db, site: Site, headers: dict[str, str], now: int, clock: MovableClock
) -> None:
    delivery_id = put(db, site, now)
    attempt(db, clock, Blocked("the webhook is switched off"))
    answer = client.post(f"{ROOT}/{delivery_id}/redelivery", headers=headers)
    assert answer.status_code == 202
    assert (answer.json["id"], answer.json["state"], answer.json["attempts"]) == (delivery_id, "pending", 0)  # type: ignore[index]
    attempt(db, clock)
    found: Any = client.get(f"{ROOT}/{delivery_id}", headers=headers).json
    assert (found["state"], found["next_at"]) == ("delivered", None)


def test_only_what_waits_is_cancelled(
    client: FlaskClient, db: Db, site: Site, headers: dict[str, str], now: int, clock: MovableClock
) -> None:
    delivery_id = put(db, site, now)
    answer = client.post(f"{ROOT}/{delivery_id}/cancellation", headers=headers)
    assert (answer.status_code, answer.json["state"]) == (200, "cancelled")  # type: ignore[index]
    assert client.post(f"{ROOT}/{delivery_id}/cancellation", headers=headers).status_code == 409


def test_what_is_being_sent_is_left_alone(
    client: FlaskClient, db: Db, site: Site, headers: dict[str, str], now: int
) -> None:
    delivery_id = put(db, site, now)
    with db.write() as tx:
        outbox.SQL.claim(tx, site_id=site.id, id=delivery_id, now=now, lease_until=now + 1)
    for deed in ("redelivery", "cancellation"):
        assert client.post(f"{ROOT}/{delivery_id}/{deed}", headers=headers).status_code == 409


def test_reading_tokens_change_nothing_and_other_sites_see_nothing(
    client: FlaskClient, db: Db, site: Site, other_site: Site, now: int
) -> None:
    path = f"{ROOT}/{put(db, site, now)}"
    reader, stranger = make_token(db, now, site, "read"), make_token(db, now, other_site)
    assert client.get(path, headers=reader).status_code == 200
    for deed in ("redelivery", "cancellation"):
        assert client.post(f"{path}/{deed}", headers=reader).status_code == 403
        assert client.post(f"{path}/{deed}", headers=stranger).status_code == 404
    assert client.get(path, headers=stranger).status_code == 404
    assert client.get(f"{ROOT}?site={site.key}", headers=stranger).status_code == 404
    assert client.get(f"{ROOT}/d_none", headers=make_token(db, now)).status_code == 404
