"""From the event to a receiver that verifies: what it answers, what becomes of the delivery and of the webhook."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from collector import clock as clocks
from collector.jobs import Context, run_once
from collector.outbox import service as outbox
from collector.sealing import Box
from collector.settings import Settings, load
from collector.webhooks import sending
from collector.webhooks import service as webhooks
from tests.certificates import Authority, self_signed
from tests.collector.webhooks.conftest import Post
from tests.collector.webhooks.verifying import verified, verifying
from tests.make import make_token
from tests.receiver import NEARBY, Reply
from tests.trap import trap

LATER = clocks.MINUTE


def hook(post: Post, webhook_id: str) -> dict[str, Any]:
    return webhooks.get(post.db, post.site, webhook_id)


def test_an_event_arrives_signed_with_its_headers_and_bytes(post: Post) -> None:
    with post.receiving() as target:
        post.emit(name="Đặng Thị Ơn", note='"quoted"\u2028 line\n')
        post.drain()
        [got] = target.requests
    assert (got.method, got.path) == ("POST", "/in?key=1")
    assert got.headers["content-type"] == "application/json"
    assert got.headers["webhook-timestamp"] == str(post.clock.now // 1000)
    [(delivery_id,)] = post.deliveries("id")
    assert target.seen == [
        (
            delivery_id,
            {
                "type": "lead.created",
                "timestamp": clocks.rfc3339(post.clock.now),
                "data": {"id": "l_1", "name": "Đặng Thị Ơn", "note": '"quoted"\u2028 line\n'},
            },
        )
    ]
    assert post.deliveries() == [("delivered", 1, None)]
    assert hook(post, target.made["id"])["ok_at"] == clocks.rfc3339(post.clock.now)


def test_from_the_api_to_the_receiver_by_the_job_that_delivers(
    post: Post, client: FlaskClient, app: Flask, settings: Settings
) -> None:
    near = replace(settings, outbound_networks=load(NEARBY).outbound_networks)
    app.extensions["beckon"] = replace(app.extensions["beckon"], outbound=post.outbound)
    headers = make_token(post.db, post.clock.now, post.site)
    with verifying() as target:
        made: Any = client.post("/api/v1/webhooks", json={"url": target.url}, headers=headers).json
        target.secrets = [made["secret"]]
        lead = client.post("/api/v1/leads", json={"phone": "0900 000 001"}, headers=headers).json["id"]  # type: ignore[index]
        run_once("deliver", Context(post.db, near, post.clock))
        assert sorted(event["type"] for _, event in target.seen) == ["conversion.created", "lead.created"]
        assert target.refused == []
    sent: Any = client.get(f"/api/v1/deliveries?lead={lead}&webhook={made['id']}", headers=headers).json["items"]  # type: ignore[index]
    assert [one["state"] for one in sent] == ["delivered"] * 2


def test_after_a_500_the_same_bytes_come_again_under_the_same_id(post: Post) -> None:
    with post.receiving() as target:
        target.replies = [Reply(500, body=b"canary of the answer")]
        post.emit()
        post.drain()
        assert post.deliveries() == [("pending", 1, "the receiver answered 500")]
        assert hook(post, target.made["id"])["trouble"] == "the receiver answered 500"
        post.drain(LATER)
        first, second = target.requests
    assert post.deliveries("state, attempts") == [("delivered", 2)]
    assert (first.body, first.headers["webhook-id"]) == (second.body, second.headers["webhook-id"])
    assert int(second.headers["webhook-timestamp"]) - int(first.headers["webhook-timestamp"]) == 60
    assert len(target.seen) == 2
    healed = hook(post, target.made["id"])
    assert (healed["trouble"], healed["failing_since"]) == (None, None)
    with post.db.read() as tx:
        for table in ("outbox", "delivery_attempts", "outbox_lanes", "webhooks"):
            rows = tx.connection.execute(f"select * from {table}").fetchall()
            assert "canary of the answer" not in str([tuple(row) for row in rows])


def test_410_refuses_it_and_switches_the_webhook_off(post: Post) -> None:
    with post.receiving() as target:
        target.reply = Reply(410)
        post.emit(lead="l_1")
        post.emit(lead="l_2")
        post.drain()
        assert len(target.requests) == 1
    assert post.deliveries() == [
        ("refused", 1, "the receiver said that it is gone (410)"),
        ("blocked", 1, "the webhook is switched off"),
    ]
    [told] = webhooks.troubles(post.db, post.site, post.clock.now)
    assert (told["active"], told["trouble"]) == (False, "switched off: the receiver said that it is gone (410)")
    post.emit()
    assert len(post.deliveries()) == 2


DATE = "as a date"


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("retry_after", ["120", DATE, "soon", "-5", ""])
def test_retry_after_is_obeyed_when_it_says_when(post: Post, status: int, retry_after: str) -> None:
    if retry_after == DATE:
        at = datetime.fromtimestamp(post.clock.now // 1000 + 120, UTC)
        retry_after = format_datetime(at, usegmt=True)
    says_when = retry_after[:1].isalnum() and retry_after != "soon"
    with post.receiving() as target:
        target.replies = [Reply(status, {"Retry-After": retry_after} if retry_after else {})]
        post.emit()
        post.drain()
        [(state, next_at, reason)] = post.deliveries("state, next_at, reason")
        assert (state, reason) == ("pending", f"the receiver answered {status}")
        wait = next_at - post.clock.now
        assert 118_000 < wait <= 120_000 if says_when else wait < 10_000
        if says_when:
            assert post.drain(110 * clocks.SECOND) == 0
        post.drain(2 * clocks.MINUTE)
        assert post.deliveries("state") == [("delivered",)]
        assert len({one.headers["webhook-id"] for one in target.requests}) == 1


def test_retry_after_means_nothing_with_other_answers(post: Post) -> None:
    with post.receiving() as target:
        target.reply = Reply(500, {"Retry-After": "3600"})
        post.emit()
        post.drain()
        assert post.drain(LATER) == 1


@pytest.mark.parametrize("status", [300, 301, 302, 303, 304, 307, 308])
def test_a_redirect_is_not_followed(post: Post, status: int) -> None:
    with post.receiving() as target, trap() as set_up:
        target.reply = Reply(status, {"Location": f"http://127.0.0.1:{set_up.port}/"})
        post.emit()
        post.drain()
        assert set_up.hits() == 0
    assert post.deliveries() == [("pending", 1, "the receiver answered with a redirect, which is not followed")]


@pytest.mark.parametrize("status", [400, 401, 404, 405, 413, 422, 500, 502, 504, 599])
def test_any_other_answer_is_tried_again(post: Post, status: int) -> None:
    with post.receiving() as target:
        target.replies = [Reply(status)]
        post.emit()
        post.drain()
        assert post.deliveries() == [("pending", 1, f"the receiver answered {status}")]
        post.drain(LATER)
    assert post.deliveries("state") == [("delivered",)]


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_every_2xx_is_delivered(post: Post, status: int) -> None:
    with post.receiving() as target:
        target.reply = Reply(status)
        post.emit()
        post.drain()
    assert post.deliveries("state") == [("delivered",)]


@pytest.mark.parametrize("manner", ["deaf", "silent", "drip status", "drip headers", "drip body"])
def test_a_receiver_that_keeps_us_waiting_is_left_and_tried_again(post: Post, manner: Any) -> None:
    with post.receiving() as target:
        target.reply = Reply(manner=manner)
        post.emit()
        post.drain()
        assert post.deliveries() == [("pending", 1, "timed out after 0.4 seconds")]
        target.reply = Reply()
        post.drain(LATER)
        assert post.deliveries("state") == [("delivered",)]
        assert len({got.headers["webhook-id"] for got in target.requests}) == 1
        assert len({got.body for got in target.requests}) == 1


def test_an_answer_of_ten_gigabytes_is_left_where_it_is(post: Post) -> None:
    with post.receiving() as target:
        target.reply = Reply(manner="endless")
        post.emit()
        post.drain()
        assert target.left.wait(10)
        assert target.sent < 5_000_000
    assert post.deliveries("state") == [("delivered",)]


@pytest.mark.parametrize("manner", ["cut", "hang up"])
def test_a_connection_that_is_cut_is_tried_again(post: Post, manner: Any) -> None:
    with post.receiving() as target:
        target.replies = [Reply(body=b"half", manner=manner)]
        post.emit()
        post.drain()
        assert post.deliveries() == [("pending", 1, "the connection was cut")]
        post.drain(LATER)
        assert [delivery_id for delivery_id, _ in target.seen] == [post.deliveries("id")[0][0]] * 2
    assert post.deliveries("state") == [("delivered",)]


@pytest.mark.parametrize("fault", ["self-signed", "expired", "of another host"])
def test_nothing_is_said_to_a_receiver_whose_certificate_is_not_valid(
    post: Post, authority: Authority, tmp_path: Path, fault: str
) -> None:
    made = {
        "self-signed": lambda: self_signed(tmp_path),
        "expired": lambda: authority.issue(days=-1),
        "of another host": lambda: authority.issue("hooks.example.com"),
    }
    with post.receiving(made[fault]()) as target:
        post.emit()
        post.drain()
        assert target.requests == []
    [(state, _, reason)] = post.deliveries()
    assert state == "pending"
    assert reason.startswith("the certificate is not valid (")


def test_it_goes_over_tls_to_one_whose_certificate_is_valid(post: Post, authority: Authority) -> None:
    with post.receiving(authority.issue()) as target:
        post.emit()
        post.drain()
        assert len(target.seen) == 1


def test_a_receiver_that_is_away_gets_everything_when_it_is_back(post: Post) -> None:
    with post.receiving() as target:
        target.reply = Reply(500)
        for number in range(30):
            post.emit(lead=f"l_{number}")
        for _ in range(5):
            post.drain(LATER)
        target.reply = Reply()
        for _ in range(3):
            post.drain(2 * LATER)
        arrived = {delivery_id for delivery_id, _ in target.seen}
    assert post.deliveries("state") == [("delivered",)] * 30
    assert arrived == {delivery_id for (delivery_id,) in post.deliveries("id")}
    assert target.refused == []


def test_each_attempt_goes_where_the_webhook_leads_by_then(post: Post) -> None:
    with post.receiving() as old, post.receiving() as new:
        webhooks.remove(post.db, post.site, new.made["id"], post.clock.now)
        old.reply = Reply(500)
        post.emit()
        post.drain()
        values = {"url": f"{new.url}/other"}
        webhooks.change(post.db, post.site, old.made["id"], values, post.clock.now, outbound=post.outbound)
        new.secrets = old.secrets
        post.drain()
        assert (len(old.requests), [got.path for got in new.requests]) == (1, ["/other"])
    assert post.deliveries("state") == [("delivered",)]


def test_what_waits_for_a_webhook_that_was_removed_or_switched_off_is_not_sent(post: Post) -> None:
    with post.receiving() as gone, post.receiving() as off:
        post.emit()
        webhooks.change(post.db, post.site, off.made["id"], {"active": False}, post.clock.now, outbound=post.outbound)
        with post.db.write() as tx:  # as when it is removed while a worker holds the delivery
            sending.SQL.delete_webhook(tx, site_id=post.site.id, id=gone.made["id"])
        post.drain()
        assert gone.requests + off.requests == []
    assert post.deliveries() == [
        ("blocked", 1, "the webhook was removed"),
        ("blocked", 1, "the webhook is switched off"),
    ]
    assert hook(post, off.made["id"])["trouble"] is None


def test_a_secret_that_cannot_be_opened_blocks_with_what_to_do(post: Post) -> None:
    with post.receiving() as target:
        with post.db.write() as tx:
            sealed = Box("the key of another installation").seal("whsec_AAAA")
            place = {"site_id": post.site.id, "id": target.made["id"], "now": post.clock.now}
            sending.SQL.set_secret(tx, secret=sealed, old_secret=None, old_until=None, **place)
        post.emit()
        post.drain()
        assert post.deliveries() == [("blocked", 1, "its secret was sealed with another secret key: make a new one")]
        rotated = webhooks.rotate_secret(post.db, post.site, target.made["id"], post.clock.now, box=post.box)
        target.secrets = [rotated["secret"]]
        outbox.redeliver(post.db, post.site.id, post.deliveries("id")[0][0], post.clock.now)
        post.drain()
        assert len(target.seen) == 1


def test_for_a_day_a_receiver_may_know_either_secret_and_then_the_new_one_alone(post: Post) -> None:
    with post.receiving() as target:
        old = target.made["secret"]
        new = webhooks.rotate_secret(post.db, post.site, target.made["id"], post.clock.now, box=post.box)["secret"]
        target.secrets = [old, new]
        fits = []
        for later in (0, clocks.HOUR, 23 * clocks.HOUR - 1, 1):
            post.clock.now += later
            post.emit()
            post.drain()
            got = target.requests[-1]
            fits.append([verified([secret], got.body, got.headers) is not None for secret in (old, new)])
    assert fits == [[True, True]] * 3 + [[False, True]]
    assert [got.headers["webhook-signature"].count("v1,") for got in target.requests] == [2, 2, 2, 1]


def test_a_test_passes_by_what_waits_and_tells_how_the_receiver_fares_now(post: Post) -> None:
    with post.receiving() as target:
        target.reply = Reply(429, {"Retry-After": "3600"})
        post.emit()
        post.drain()
        ping = webhooks.test(post.db, post.site, target.made["id"], post.clock.now)
        post.drain()
        assert post.deliveries("id, state, reason")[1] == (ping, "expired", "the receiver answered 429")
        target.reply = Reply()
        ping = webhooks.test(post.db, post.site, target.made["id"], post.clock.now)
        post.drain()
        assert post.deliveries("id, state")[2] == (ping, "delivered")
        delivery_id, event = target.seen[-1]
    assert delivery_id == ping
    assert event["type"] == "ping"
    assert event["data"] == {"site": post.site.key, "webhook": target.made["id"]}
    assert hook(post, target.made["id"])["trouble"] is None


def test_a_test_reaches_one_that_is_switched_off_and_leaves_it_so(post: Post) -> None:
    with post.receiving() as target:
        values = {"active": False}
        webhooks.change(post.db, post.site, target.made["id"], values, post.clock.now, outbound=post.outbound)
        webhooks.test(post.db, post.site, target.made["id"], post.clock.now)
        post.drain()
        assert [event["type"] for _, event in target.seen] == ["ping"]
    assert hook(post, target.made["id"])["active"] is False


def test_a_test_that_fails_is_no_trouble_of_the_webhook_and_soon_over(post: Post) -> None:
    with post.receiving() as target:
        target.reply = Reply(500)
        webhooks.test(post.db, post.site, target.made["id"], post.clock.now)
        for _ in range(15):
            post.drain(LATER)
    [(state, reason)] = post.deliveries("state, reason")
    assert (state, reason) == ("expired", "the receiver answered 500")
    assert hook(post, target.made["id"])["failing_since"] is None


def test_one_that_fails_for_a_day_is_told_and_after_five_switched_off(post: Post) -> None:
    active = []
    with post.receiving() as target:
        target.reply = Reply(500)
        began = post.clock.now
        for day in range(6):
            post.emit(lead=f"l_{day}")
            post.drain()
            for _ in range(24):
                post.drain(clocks.HOUR)
            [told] = webhooks.troubles(post.db, post.site, post.clock.now)
            active.append(told["active"])
    assert active[:4] == [True] * 4
    assert active[5] is False
    assert told["trouble"] == "switched off, because nothing arrived for five days: the receiver answered 500"
    assert told["failing_since"] == clocks.rfc3339(began)
    known = len(post.deliveries())
    post.emit()
    assert len(post.deliveries()) == known
    post.drain(3 * clocks.DAY)
    assert {state for (state,) in post.deliveries("state")} <= {"dead", "blocked", "expired"}


def test_what_a_worker_was_too_late_for_is_no_fault_of_the_receiver(post: Post) -> None:
    with post.receiving() as target:
        post.emit()
        post.drain(5 * clocks.DAY)
        assert target.requests == []
    assert post.deliveries() == [("expired", 1, "its time had passed")]
    assert hook(post, target.made["id"])["trouble"] is None


def test_the_bytes_of_a_delivery_are_those_of_its_event_whatever_happens_later(post: Post) -> None:
    with post.receiving() as target:
        target.reply = Reply(500)
        data = {"id": "l_1", "name": "A"}
        with post.db.write() as tx:
            webhooks.emit(tx, post.site, "lead.created", data, post.clock.now)
        data["name"] = "B"
        post.drain()
        post.drain(LATER)
        assert [json.loads(got.body)["data"]["name"] for got in target.requests] == ["A", "A"]
