"""Webhooks as people set them up: addresses are checked, secrets shown once, troubles told."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from marshmallow import ValidationError

from collector import clock as clocks
from collector.db import Db
from collector.errors import Problem
from collector.outbound import Outbound
from collector.outbox import service as outbox
from collector.sealing import Box
from collector.sites.service import Site
from collector.webhooks import sending
from collector.webhooks import service as webhooks
from tests.collector.webhooks.conftest import URL


@pytest.fixture
def made(db: Db, site: Site, now: int, box: Box, outbound: Outbound) -> dict[str, Any]:
    return webhooks.add(db, site, {"url": URL}, now, box=box, outbound=outbound)


def rows(db: Db, columns: str, table: str = "webhooks") -> list[tuple[Any, ...]]:
    with db.read() as tx:
        return [tuple(row) for row in tx.connection.execute(f"select {columns} from {table} order by id").fetchall()]


def emit(db: Db, site: Site, now: int, event: str = "lead.created", data: Any = None, lead: str | None = "l_1") -> None:
    with db.write() as tx:
        webhooks.emit(tx, site, event, data or {"id": lead}, now, lead_id=lead)


def test_the_secret_is_shown_once_and_kept_sealed(db: Db, site: Site, made: dict[str, Any], box: Box, now: int) -> None:
    secret = made["secret"]
    assert secret.startswith("whsec_")
    assert len(base64.b64decode(secret.removeprefix("whsec_"), validate=True)) == 32
    assert [one["secret"] for one in webhooks.list_webhooks(db, site)] == ["set"]
    assert webhooks.get(db, site, made["id"])["secret"] == "set"
    assert secret.removeprefix("whsec_") not in json.dumps(rows(db, "*"))
    found = sending.endpoint(db, box, site.id, made["id"], now)
    assert found == sending.Endpoint(URL, True, [secret])


def test_only_scheme_and_host_of_an_address_are_shown(db: Db, site: Site, made: dict[str, Any], now: int) -> None:
    emit(db, site, now)
    shown = [
        made,
        webhooks.list_webhooks(db, site),
        webhooks.get(db, site, made["id"]),
        webhooks.troubles(db, site, now),
    ]
    assert "canary" not in json.dumps(shown)
    assert (made["shown_url"], made["name"], made["url"]) == ("https://hooks.example.com", "hooks.example.com", None)
    assert rows(db, "target, target_id, lane", "outbox") == [("hooks.example.com", made["id"], made["id"])]
    assert webhooks.whole_url(db, site, made["id"]) == URL


def test_an_address_is_checked_when_it_is_saved_and_when_it_is_changed(
    db: Db, site: Site, made: dict[str, Any], now: int, box: Box, outbound: Outbound
) -> None:
    bad = {
        "http://hooks.example.com/": "only https addresses can be used",
        "https://in.example.org/": "the name in.example.org is not public",
        "https://127.0.0.1/": "the address 127.0.0.1 is not public",
        "https://nowhere.example.com/": "the name nowhere.example.com cannot be found",
        "not an address": "the address holds a space, a backslash or an invisible letter",
    }
    for url, reason in bad.items():
        for save in (
            lambda url=url: webhooks.add(db, site, {"url": url}, now, box=box, outbound=outbound),
            lambda url=url: webhooks.change(db, site, made["id"], {"url": url}, now, outbound=outbound),
        ):
            with pytest.raises(Problem) as raised:
                save()
            assert (raised.value.status, raised.value.errors) == (422, {"url": [reason]})
    assert rows(db, "url") == [(URL,)]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({}, "url"),
        ({"url": "https://hooks.example.com/" + "a" * 3000}, "url"),
        ({"url": URL, "events": ["lead.eaten"]}, "events"),
        ({"url": URL, "events": ["ping"]}, "events"),
        ({"url": URL, "events": "lead.created"}, "events"),
        ({"url": URL, "name": "n" * 101}, "name"),
        ({"url": URL, "active": "perhaps"}, "active"),
        ({"url": URL, "colour": "red"}, "colour"),
    ],
)
def test_values_that_cannot_be_used_are_named(
    db: Db, site: Site, now: int, box: Box, outbound: Outbound, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(ValidationError) as raised:
        webhooks.add(db, site, values, now, box=box, outbound=outbound)
    assert list(raised.value.messages) == [field]  # type: ignore[arg-type]
    assert rows(db, "id") == []


def test_the_same_address_is_not_told_twice(
    db: Db, site: Site, other_site: Site, made: dict[str, Any], now: int, box: Box, outbound: Outbound
) -> None:
    with pytest.raises(Problem) as raised:
        webhooks.add(db, site, {"url": URL}, now, box=box, outbound=outbound)
    assert raised.value.status == 409
    second = webhooks.add(db, site, {"url": "https://crm.example.net/"}, now, box=box, outbound=outbound)
    with pytest.raises(Problem) as raised:
        webhooks.change(db, site, second["id"], {"url": URL}, now, outbound=outbound)
    assert raised.value.status == 409
    webhooks.add(db, other_site, {"url": URL}, now, box=box, outbound=outbound)
    assert len(rows(db, "id")) == 3


def test_a_site_has_twenty_webhooks_at_most(db: Db, site: Site, now: int, box: Box, outbound: Outbound) -> None:
    for number in range(webhooks.MOST):
        webhooks.add(db, site, {"url": f"https://hooks.example.com/{number}"}, now, box=box, outbound=outbound)
    with pytest.raises(Problem) as raised:
        webhooks.add(db, site, {"url": URL}, now, box=box, outbound=outbound)
    assert raised.value.status == 409


def test_what_is_not_named_in_a_change_stays(db: Db, site: Site, now: int, box: Box, outbound: Outbound) -> None:
    values = {"url": URL, "name": "CRM", "events": ["lead.updated", "lead.created", "lead.created"], "active": False}
    made = webhooks.add(db, site, values, now, box=box, outbound=outbound)
    assert (made["name"], made["events"], made["active"]) == ("CRM", ["lead.created", "lead.updated"], False)
    changed = webhooks.change(db, site, made["id"], {"events": ["conversion.created"]}, now + 5, outbound=outbound)
    assert changed == made | {
        "secret": "set",
        "events": ["conversion.created"],
        "updated_at": clocks.rfc3339(now + 5),
    }
    moved = webhooks.change(db, site, made["id"], {"url": "https://crm.example.net:8443/x"}, now, outbound=outbound)
    assert (moved["name"], moved["shown_url"]) == ("CRM", "https://crm.example.net:8443")


def test_a_name_that_is_only_the_host_follows_the_address(
    db: Db, site: Site, made: dict[str, Any], now: int, outbound: Outbound
) -> None:
    moved = webhooks.change(db, site, made["id"], {"url": "https://crm.example.net/x"}, now, outbound=outbound)
    assert moved["name"] == "crm.example.net"


def test_another_sites_webhook_does_not_exist(
    db: Db, other_site: Site, made: dict[str, Any], now: int, box: Box, outbound: Outbound
) -> None:
    for call in (
        lambda: webhooks.get(db, other_site, made["id"]),
        lambda: webhooks.whole_url(db, other_site, made["id"]),
        lambda: webhooks.change(db, other_site, made["id"], {"active": False}, now, outbound=outbound),
        lambda: webhooks.rotate_secret(db, other_site, made["id"], now, box=box),
        lambda: webhooks.test(db, other_site, made["id"], now),
        lambda: webhooks.remove(db, other_site, made["id"], now),
    ):
        with pytest.raises(Problem) as raised:
            call()
        assert raised.value.status == 404
    assert webhooks.has(db, other_site, made["id"]) is False
    assert len(rows(db, "id")) == 1


def test_removing_cancels_what_waits_and_nothing_else(
    db: Db, site: Site, made: dict[str, Any], now: int, box: Box, outbound: Outbound
) -> None:
    webhooks.add(db, site, {"url": "https://crm.example.net/"}, now, box=box, outbound=outbound)
    emit(db, site, now)
    webhooks.remove(db, site, made["id"], now)
    assert rows(db, "target, state", "outbox") == [("hooks.example.com", "cancelled"), ("crm.example.net", "pending")]
    assert [one["name"] for one in webhooks.list_webhooks(db, site)] == ["crm.example.net"]


def test_for_a_day_both_secrets_sign_and_then_the_new_one_alone(
    db: Db, site: Site, made: dict[str, Any], now: int, box: Box
) -> None:
    rotated = webhooks.rotate_secret(db, site, made["id"], now, box=box)
    assert rotated["old_secret_until"] == clocks.rfc3339(now + clocks.DAY)

    def signing(at: int) -> list[str]:
        found = sending.endpoint(db, box, site.id, made["id"], at)
        assert found is not None
        return found.secrets

    assert signing(now + clocks.DAY - 1) == [rotated["secret"], made["secret"]]
    assert signing(now + clocks.DAY) == [rotated["secret"]]
    again = webhooks.rotate_secret(db, site, made["id"], now + 1, box=box)
    assert signing(now + 2) == [again["secret"], rotated["secret"]]


def test_a_secret_that_was_sealed_with_another_key_is_replaced_by_a_rotation(
    db: Db, site: Site, made: dict[str, Any], now: int
) -> None:
    box = Box("another secret key of the installation")
    rotated = webhooks.rotate_secret(db, site, made["id"], now, box=box)
    assert rotated["old_secret_until"] is None
    found = sending.endpoint(db, box, site.id, made["id"], now)
    assert found is not None
    assert found.secrets == [rotated["secret"]]


def test_an_event_is_frozen_once_for_all_who_want_it(
    db: Db, site: Site, now: int, box: Box, outbound: Outbound
) -> None:
    for url, events in (
        ("https://hooks.example.com/all", []),
        ("https://hooks.example.com/leads", ["lead.created"]),
        ("https://hooks.example.com/sales", ["conversion.created"]),
    ):
        webhooks.add(db, site, {"url": url, "events": events}, now, box=box, outbound=outbound)
    webhooks.add(db, site, {"url": "https://crm.example.net/", "active": False}, now, box=box, outbound=outbound)
    made: list[int] = []

    def data() -> dict[str, Any]:
        made.append(1)
        return {"id": "l_1", "name": "Đặng Thị Ơn"}

    with db.write() as tx:
        webhooks.emit(tx, site, "lead.created", data, now, lead_id="l_1")
    assert made == [1]
    queued = rows(db, "kind, event, lead_id, order_key, payload", "outbox")
    assert [row[:4] for row in queued] == [("webhook", "lead.created", "l_1", "l_1")] * 2
    wanted = (
        '{"type":"lead.created","timestamp":"' + clocks.rfc3339(now) + '","data":{"id":"l_1","name":"Đặng Thị Ơn"}}'
    )
    assert {json.loads(row[4])["body"] for row in queued} == {wanted}


def test_without_a_webhook_nothing_is_made(
    db: Db, site: Site, other_site: Site, made: dict[str, Any], now: int
) -> None:
    def data() -> dict[str, Any]:
        raise AssertionError("nobody listens")

    with db.write() as tx:
        webhooks.emit(tx, other_site, "lead.created", data, now)
    assert rows(db, "id", "outbox") == []


def test_a_type_that_is_not_known_is_a_mistake_of_the_program(db: Db, site: Site, now: int) -> None:
    with db.write() as tx, pytest.raises(ValueError, match="no type of event"):
        webhooks.emit(tx, site, "lead.eaten", {}, now)


def test_a_test_goes_to_one_that_is_switched_off_too_and_waits_for_nothing(
    db: Db, site: Site, made: dict[str, Any], now: int, outbound: Outbound
) -> None:
    webhooks.change(db, site, made["id"], {"active": False}, now, outbound=outbound)
    delivery_id = webhooks.test(db, site, made["id"], now)
    row, _ = outbox.get(db, site.id, delivery_id)
    assert (row.kind, row.event, row.target, row.state) == ("webhook", "ping", "hooks.example.com", "pending")
    assert row.lane != made["id"]
    assert row.deadline_at - now == 10 * clocks.MINUTE


def fail(
    db: Db, site: Site, webhook_id: str, at: int, reason: str = "the receiver answered 500", gone: bool = False
) -> None:
    with db.write() as tx:
        sending.note_failure(tx, site.id, webhook_id, reason, gone, at)


def succeed(db: Db, site: Site, webhook_id: str, at: int) -> None:
    with db.write() as tx:
        sending.note_success(tx, site.id, webhook_id, at)


def test_one_that_fails_for_a_day_is_a_trouble_until_something_arrives(
    db: Db, site: Site, made: dict[str, Any], now: int
) -> None:
    fail(db, site, made["id"], now)
    fail(db, site, made["id"], now + clocks.HOUR, "timed out after 15 seconds")
    assert webhooks.troubles(db, site, now + clocks.DAY - 1) == []
    [told] = webhooks.troubles(db, site, now + clocks.DAY)
    assert (told["id"], told["trouble"], told["failing_since"]) == (
        made["id"],
        "timed out after 15 seconds",
        clocks.rfc3339(now),
    )
    succeed(db, site, made["id"], now + clocks.DAY)
    assert webhooks.troubles(db, site, now + 3 * clocks.DAY) == []
    assert rows(db, "trouble, failing_since, ok_at") == [(None, None, now + clocks.DAY)]


def test_after_five_days_of_nothing_but_failures_it_is_switched_off(
    db: Db, site: Site, made: dict[str, Any], now: int, outbound: Outbound
) -> None:
    fail(db, site, made["id"], now)
    fail(db, site, made["id"], now + 5 * clocks.DAY - 1)
    assert webhooks.get(db, site, made["id"])["active"] is True
    fail(db, site, made["id"], now + 5 * clocks.DAY)
    [told] = webhooks.troubles(db, site, now + 5 * clocks.DAY)
    assert told["active"] is False
    assert told["trouble"] == "switched off, because nothing arrived for five days: the receiver answered 500"
    emit(db, site, now)
    assert rows(db, "id", "outbox") == []
    back = webhooks.change(db, site, made["id"], {"active": True}, now + 6 * clocks.DAY, outbound=outbound)
    assert (back["active"], back["trouble"], back["failing_since"]) == (True, None, None)


def test_one_that_is_gone_is_switched_off_at_once(db: Db, site: Site, made: dict[str, Any], now: int) -> None:
    fail(db, site, made["id"], now, "the receiver said that it is gone (410)", gone=True)
    [told] = webhooks.troubles(db, site, now)
    assert (told["active"], told["trouble"]) == (False, "switched off: the receiver said that it is gone (410)")


def test_health_is_written_once_a_minute(db: Db, site: Site, made: dict[str, Any], now: int) -> None:
    for at in (now, now + 1, now + clocks.MINUTE - 1):
        succeed(db, site, made["id"], at)
    assert rows(db, "ok_at") == [(now,)]
    succeed(db, site, made["id"], now + clocks.MINUTE)
    assert rows(db, "ok_at") == [(now + clocks.MINUTE,)]


def test_a_lane_that_rested_is_tried_at_once_when_the_address_has_changed(
    db: Db, site: Site, made: dict[str, Any], now: int, outbound: Outbound
) -> None:
    emit(db, site, now)
    with db.write() as tx:
        outbox.SQL.fail_lane(tx, id=made["id"], now=now, pause_until=now + 6 * clocks.HOUR, reason="busy")
    webhooks.change(db, site, made["id"], {"name": "CRM"}, now, outbound=outbound)
    assert outbox.lane(db, made["id"]).pause_until == now + 6 * clocks.HOUR
    webhooks.change(db, site, made["id"], {"url": "https://crm.example.net/"}, now + 1, outbound=outbound)
    assert outbox.lane(db, made["id"]).pause_until == now + 1
