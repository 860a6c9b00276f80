"""The worker: at least once, under one id, by whoever claims it; nobody waits for a target that hangs."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from collector import clock as clocks
from collector.db import Db
from collector.outbox import backoff
from collector.outbox import service as outbox
from collector.outbox.sending import Blocked, Delivery, Kind, Refused, TryLater
from collector.outbox.worker import LEASE, Worker
from collector.sites.service import Site
from tests.conftest import MovableClock

PATIENCE = 20


def put(db: Db, site: Site, now: int, target: str = "staff@shop.example", **more: Any) -> str:
    values: dict[str, Any] = {"kind": "email", "event": "lead.created", "lane": target, "payload": {"title": "x"}}
    with db.write() as tx:
        return outbox.put(tx, site.id, target=target, now=now, **values | more)


def states(db: Db) -> list[tuple[str, int, str | None]]:
    with db.read() as tx:
        rows = tx.connection.execute("select state, attempts, reason from outbox order by id").fetchall()
    return [tuple(row) for row in rows]


@contextmanager
def working(db: Db, clock: MovableClock, send: Callable[[Delivery], None], **more: Any) -> Iterator[Worker]:
    worker = Worker(db, {"email": Kind("email", send, **more)}, clock)
    try:
        yield worker
    finally:
        worker.close()


def drain(db: Db, clock: MovableClock, send: Callable[[Delivery], None], **more: Any) -> int:
    with working(db, clock, send, **more) as worker:
        return worker.drain()


def raising(error: Exception) -> Callable[[Delivery], None]:
    def send(_delivery: Delivery) -> None:
        raise error

    return send


def test_what_its_transaction_rolls_back_is_never_sent(db: Db, site: Site, now: int, clock: MovableClock) -> None:
    sent: list[Delivery] = []
    values = {"kind": "email", "event": "test", "target": "a@shop.example", "lane": "email", "payload": {}}
    with pytest.raises(RuntimeError), db.write() as tx:
        outbox.put(tx, site.id, now=now, **values)  # type: ignore[arg-type]
        raise RuntimeError
    assert drain(db, clock, sent.append) == 0
    assert sent == []


def test_a_delivery_is_sent_once(db: Db, site: Site, now: int, clock: MovableClock) -> None:
    sent: list[Delivery] = []
    delivery_id = put(db, site, now)
    assert drain(db, clock, sent.append) == 1
    clock.now += clocks.DAY
    assert drain(db, clock, sent.append) == 0
    assert [delivery.id for delivery in sent] == [delivery_id]
    assert states(db) == [("delivered", 1, None)]


def test_a_passing_failure_is_tried_again_later_under_the_same_id(
    db: Db, site: Site, now: int, clock: MovableClock
) -> None:
    ids: list[str] = []

    def fails_twice(delivery: Delivery) -> None:
        ids.append(delivery.id)
        if len(ids) < 3:
            raise TryLater("not now")

    put(db, site, now)
    for _ in range(6):
        drain(db, clock, fails_twice)
        clock.now += clocks.MINUTE
    assert len(ids) == 3
    assert len(set(ids)) == 1
    assert states(db) == [("delivered", 3, None)]
    with db.read() as tx:
        told = tx.connection.execute("select attempt, reason from delivery_attempts order by attempt").fetchall()
    assert [tuple(row) for row in told] == [(1, "not now"), (2, "not now")]


@pytest.mark.parametrize(
    ("error", "state"), [(Refused("no such mailbox"), "refused"), (Blocked("not a public address"), "blocked")]
)
def test_a_final_answer_ends_it_with_the_reason(
    db: Db, site: Site, now: int, clock: MovableClock, error: Exception, state: str
) -> None:
    put(db, site, now)
    drain(db, clock, raising(error))
    clock.now += clocks.DAY
    assert drain(db, clock, raising(error)) == 0
    assert states(db) == [(state, 1, str(error))]


def test_a_kind_that_nobody_sends_is_blocked_and_says_so(db: Db, site: Site, now: int, clock: MovableClock) -> None:
    put(db, site, now, kind="fax")
    drain(db, clock, raising(RuntimeError()))
    assert states(db) == [("blocked", 1, "this version sends no fax")]


def test_a_bug_in_a_sender_is_tried_again_and_stops_nobody_else(
    db: Db, site: Site, now: int, clock: MovableClock
) -> None:
    sent: list[str] = []

    def send(delivery: Delivery) -> None:
        if delivery.target == "bad@shop.example":
            raise ValueError("a bug with 0900 000 001 in it")
        sent.append(delivery.target)

    for target in ("bad@shop.example", "good@shop.example"):
        put(db, site, now, target, lane="email")
    drain(db, clock, send)
    assert sent == ["good@shop.example"]
    assert states(db)[0] == ("pending", 1, "an error in Beckon (ValueError)")


def test_a_hanging_target_delays_nobody(db: Db, site: Site, now: int, clock: MovableClock) -> None:
    going_on, others = threading.Event(), threading.Event()
    sent: list[str] = []

    def send(delivery: Delivery) -> None:
        if delivery.target == "tarpit":
            assert going_on.wait(PATIENCE)
        else:
            sent.append(delivery.target)
            if len(sent) == 20:
                others.set()

    for number in range(40):
        put(db, site, now, "tarpit", order_key=None)
        put(db, site, now, "quick" if number % 2 else f"quick {number}")
    with working(db, clock, send, width=8) as worker:
        stopping = threading.Event()
        thread = threading.Thread(target=worker.run, args=(stopping,))
        thread.start()
        try:
            assert others.wait(PATIENCE)
            assert not going_on.is_set()
        finally:
            going_on.set()
            stopping.set()
            thread.join()


def test_a_lane_that_fails_rests_and_is_asked_again_by_one_delivery_alone(
    db: Db, site: Site, now: int, clock: MovableClock
) -> None:
    tried: list[str] = []

    def send(delivery: Delivery) -> None:
        tried.append(delivery.id)
        raise TryLater("timed out")

    for _ in range(30):
        put(db, site, now, "down.example")
    drain(db, clock, send, width=8)
    assert len(tried) == 1
    clock.now += 2 * clocks.MINUTE
    drain(db, clock, send, width=8)
    assert len(tried) == 2
    lane = outbox.lane(db, "down.example")
    assert (lane.fails, lane.failing_since, lane.reason) == (2, now, "timed out")


def test_when_a_lane_works_again_nothing_waits_for_its_hour(db: Db, site: Site, now: int, clock: MovableClock) -> None:
    working_again = False
    sent: list[str] = []

    def send(delivery: Delivery) -> None:
        if not working_again:
            raise TryLater("down")
        sent.append(delivery.id)

    put(db, site, now, "hook")
    for _ in range(7):  # its own waits have grown to hours by now
        drain(db, clock, send)
        clock.now += 3 * clocks.HOUR
    drain(db, clock, send)
    put(db, site, clock.now, "hook")
    working_again = True
    clock.now += 2 * clocks.MINUTE
    drain(db, clock, send)
    assert len(sent) == 2
    assert outbox.lane(db, "hook").fails == 0


def test_one_bad_address_does_not_hold_up_the_road(db: Db, site: Site, now: int, clock: MovableClock) -> None:
    def send(delivery: Delivery) -> None:
        if delivery.target == "full@shop.example":
            raise TryLater("mailbox full", lane=False)

    for target in ("full@shop.example", "a@shop.example", "b@shop.example"):
        put(db, site, now, target, lane="email")
    drain(db, clock, send)
    assert [state for state, _, _ in states(db)] == ["pending", "delivered", "delivered"]


def test_a_target_may_say_when_to_come_again(db: Db, site: Site, now: int, clock: MovableClock) -> None:
    put(db, site, now)
    drain(db, clock, raising(TryLater("too many requests", after=17 * clocks.MINUTE)))
    clock.now += 16 * clocks.MINUTE
    assert drain(db, clock, lambda _: None) == 0
    clock.now += clocks.MINUTE
    assert drain(db, clock, lambda _: None) == 1


def test_deliveries_of_one_key_keep_their_order_and_others_go_by(
    db: Db, site: Site, now: int, clock: MovableClock
) -> None:
    sent: list[str] = []

    def send(delivery: Delivery) -> None:
        if delivery.event == "first" and delivery.attempts == 1:
            raise TryLater("busy", lane=False)
        sent.append(delivery.event)

    for event, key in (("first", "lead 1"), ("second", "lead 1"), ("other", "lead 2")):
        put(db, site, now, "hook", event=event, order_key=key)
    drain(db, clock, send, width=8)
    assert sent == ["other"]
    clock.now += clocks.MINUTE
    drain(db, clock, send, width=8)
    assert sent == ["other", "first", "second"]


def test_a_worker_that_dies_while_sending_loses_its_lease_not_the_delivery(
    db: Db, site: Site, now: int, clock: MovableClock
) -> None:
    delivery_id = put(db, site, now)
    with db.write() as tx:  # as a worker that is killed after its claim leaves it
        outbox.SQL.claim(tx, site_id=site.id, id=delivery_id, now=now, lease_until=now + LEASE)
    sent: list[Delivery] = []
    assert drain(db, clock, sent.append) == 0
    clock.now += LEASE
    assert drain(db, clock, sent.append) == 1
    assert (sent[0].id, sent[0].attempts) == (delivery_id, 2)


def test_a_worker_that_is_alone_takes_up_at_once_what_a_killed_one_was_sending(
    db: Db, site: Site, now: int, clock: MovableClock
) -> None:
    delivery_id = put(db, site, now)
    with db.write() as tx:
        outbox.SQL.claim(tx, site_id=site.id, id=delivery_id, now=now, lease_until=now + LEASE)
    sent: list[Delivery] = []
    worker = Worker(db, {"email": Kind("email", sent.append)}, clock, alone=True)
    assert worker.drain() == 1
    worker.close()
    assert [delivery.id for delivery in sent] == [delivery_id]


def test_a_worker_whose_lease_ran_out_has_no_say_in_how_it_ended(
    db: Db, site: Site, now: int, clock: MovableClock
) -> None:
    def takes_too_long(_delivery: Delivery) -> None:
        clock.now += 2 * LEASE
        with db.write() as tx:
            outbox.SQL.take_back(tx, over=clock.now, now=clock.now)
            tx.connection.execute("update outbox set state = 'cancelled'")
        raise Refused("no")

    put(db, site, now)
    drain(db, clock, takes_too_long)
    assert states(db) == [("cancelled", 1, None)]


def test_two_workers_never_hold_one_row(db: Db, site: Site, now: int) -> None:
    delivery_id = put(db, site, now)
    claim = {"site_id": site.id, "id": delivery_id, "now": now, "lease_until": now + LEASE}
    with db.write() as tx:
        assert outbox.SQL.claim(tx, **claim) is not None
    with db.write() as tx:
        assert outbox.SQL.claim(tx, **claim) is None


def test_several_workers_share_the_outbox_without_doubling(db: Db, site: Site, now: int, clock: MovableClock) -> None:
    sent: list[str] = []
    wanted = {put(db, site, now, f"lane {number % 5}") for number in range(60)}
    kinds = {"email": Kind("email", lambda delivery: sent.append(delivery.id), width=4)}
    workers = [Worker(db, kinds, clock) for _ in range(3)]
    threads = [threading.Thread(target=worker.drain) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    for worker in workers:
        worker.close()
    assert len(sent) == len(wanted)
    assert set(sent) == wanted


def test_after_its_last_attempt_a_delivery_is_dead_and_after_its_deadline_expired(
    db: Db, site: Site, now: int, clock: MovableClock
) -> None:
    put(db, site, now, "long")
    put(db, site, now, "short", deadline_at=now + clocks.HOUR)
    while any(state == "pending" for state, _, _ in states(db)):
        drain(db, clock, raising(TryLater("away", lane=False)))
        clock.now += clocks.HOUR
    dead, expired = states(db)
    assert dead == ("dead", backoff.ATTEMPTS, "away")
    assert expired[0] == "expired"
    assert 2 * clocks.DAY < clock.now - now < outbox.DEADLINE


def test_what_is_due_only_after_its_deadline_is_not_sent_any_more(
    db: Db, site: Site, now: int, clock: MovableClock
) -> None:
    sent: list[Delivery] = []
    put(db, site, now, deadline_at=now + clocks.HOUR)
    clock.now += 2 * clocks.HOUR
    drain(db, clock, sent.append)
    assert sent == []
    assert states(db) == [("expired", 1, "its time had passed")]


def test_the_kind_hears_of_every_end_in_the_transaction_that_writes_it(
    db: Db, site: Site, now: int, clock: MovableClock
) -> None:
    heard: list[tuple[str, str | None]] = []

    def settle(tx: Any, delivery: Delivery, state: str, reason: str | None, at: int) -> None:
        row = tx.connection.execute("select state from outbox").fetchone()
        heard.append((row[0], reason))
        assert (row[0], at) == (state, clock.now)

    put(db, site, now)
    drain(db, clock, raising(TryLater("busy")), settle=settle)
    clock.now += clocks.MINUTE
    drain(db, clock, lambda _: None, settle=settle)
    assert heard == [("pending", "busy"), ("delivered", None)]


def test_twelve_attempts_take_about_three_days_and_a_lane_rests_a_minute_at_most() -> None:
    waits = [backoff.wait(attempt) for attempt in range(1, backoff.ATTEMPTS)]
    assert backoff.wait(backoff.ATTEMPTS) is None
    assert 0.8 * 70 * clocks.HOUR < sum(wait or 0 for wait in waits) < 1.2 * 71 * clocks.HOUR
    assert max(backoff.rest(fails) for fails in range(100)) <= 1.2 * clocks.MINUTE
    assert len({backoff.wait(5) for _ in range(20)}) > 1
