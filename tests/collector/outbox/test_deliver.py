"""The outbox: written with its cause, sent at least once, under one id, by whoever claims it."""

from __future__ import annotations

import pytest

from collector import clock as clocks
from collector.db import Db
from collector.outbox import service as outbox
from collector.outbox.service import Delivery, Refused, TryLater
from collector.sites.service import Site
from tests.conftest import MovableClock


def put(db: Db, site: Site, now: int, target: str = "staff@shop.example") -> str:
    with db.write() as tx:
        return outbox.put(tx, site.id, "email", target, {"subject": "x"}, now)


def states(db: Db) -> list[tuple[str, int, str | None]]:
    with db.read() as tx:
        rows = tx.connection.execute("select state, attempts, reason from outbox order by id").fetchall()
    return [tuple(row) for row in rows]


def test_what_its_transaction_rolls_back_is_never_sent(db: Db, site: Site, now: int, clock: MovableClock) -> None:
    sent: list[Delivery] = []
    with pytest.raises(RuntimeError), db.write() as tx:
        outbox.put(tx, site.id, "email", "a@shop.example", {}, now)
        raise RuntimeError
    assert outbox.deliver_due(db, {"email": sent.append}, clock) == 0
    assert sent == []


def test_a_delivery_is_sent_once(db: Db, site: Site, now: int, clock: MovableClock) -> None:
    sent: list[Delivery] = []
    delivery_id = put(db, site, now)
    assert outbox.deliver_due(db, {"email": sent.append}, clock) == 1
    clock.now += clocks.DAY
    assert outbox.deliver_due(db, {"email": sent.append}, clock) == 0
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
        outbox.deliver_due(db, {"email": fails_twice}, clock)
        clock.now += clocks.MINUTE
    assert len(ids) == 3
    assert len(set(ids)) == 1
    assert states(db) == [("delivered", 3, None)]


def test_a_refusal_ends_it_with_the_reason(db: Db, site: Site, now: int, clock: MovableClock) -> None:
    def refuses(delivery: Delivery) -> None:
        raise Refused("no such mailbox")

    put(db, site, now)
    outbox.deliver_due(db, {"email": refuses}, clock)
    assert states(db) == [("refused", 1, "no such mailbox")]


def test_one_failing_target_does_not_stop_the_others(db: Db, site: Site, now: int, clock: MovableClock) -> None:
    sent: list[str] = []

    def send(delivery: Delivery) -> None:
        if delivery.target == "bad@shop.example":
            raise ValueError("a bug")
        sent.append(delivery.target)

    for target in ("bad@shop.example", "good@shop.example"):
        put(db, site, now, target)
    outbox.deliver_due(db, {"email": send}, clock)
    assert sent == ["good@shop.example"]
    assert states(db)[0] == ("pending", 1, "ValueError")


def test_a_worker_that_dies_while_sending_loses_its_lease_not_the_delivery(
    db: Db, site: Site, now: int, clock: MovableClock
) -> None:
    def dies(delivery: Delivery) -> None:
        raise KeyboardInterrupt

    delivery_id = put(db, site, now)
    with pytest.raises(KeyboardInterrupt):
        outbox.deliver_due(db, {"email": dies}, clock)
    sent: list[Delivery] = []
    assert outbox.deliver_due(db, {"email": sent.append}, clock) == 0
    clock.now += outbox.LEASE
    assert outbox.deliver_due(db, {"email": sent.append}, clock) == 1
    assert sent[0].id == delivery_id


def test_two_workers_never_hold_one_row(db: Db, site: Site, now: int) -> None:
    delivery_id = put(db, site, now)
    claim = {"site_id": site.id, "id": delivery_id, "now": now, "lease_until": now + outbox.LEASE}
    with db.write() as tx:
        assert outbox.SQL.claim(tx, **claim) is not None
    with db.write() as tx:
        assert outbox.SQL.claim(tx, **claim) is None


def test_a_delivery_expires_at_its_deadline(db: Db, site: Site, now: int, clock: MovableClock) -> None:
    def never(delivery: Delivery) -> None:
        raise TryLater("away")

    put(db, site, now)
    while states(db)[0][0] == "pending":
        outbox.deliver_due(db, {"email": never}, clock)
        clock.now += clocks.HOUR
    assert states(db)[0][0] == "expired"
    assert clock.now - now <= outbox.DEADLINE + clocks.HOUR
    assert outbox.stuck(db, site.id, clock.now)[0] == 1


def test_waits_grow_and_stay_within_six_hours() -> None:
    waits = [outbox.wait(attempt) for attempt in range(1, 60)]
    assert waits[0] <= outbox.FIRST_WAIT
    assert max(waits) <= outbox.LONGEST_WAIT
    assert min(waits[20:]) >= outbox.LONGEST_WAIT / 2
