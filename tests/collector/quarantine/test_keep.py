"""What cannot be used is kept whole, once, and can be found again."""

from __future__ import annotations

from typing import Any

import pytest

from collector.db import Db
from collector.quarantine import service as quarantine

SHOP = "https://shop.example"


def keep(db: Db, site_id: str = "s_1", **changes: Any) -> str:
    values: dict[str, Any] = {
        "route": "leads",
        "origin": SHOP,
        "reason": "origin",
        "body": b'{"key":"k1"}',
        "pointer": None,
        "request": {"user_agent": "Firefox"},
        "now": 1_000,
    }
    with db.write() as tx:
        return quarantine.keep(tx, site_id, **(values | changes))


def waiting(db: Db, route: str = "leads") -> list[quarantine.Kept]:
    with db.read() as tx:
        return quarantine.waiting(tx, "s_1", SHOP, route)


def test_a_body_comes_back_byte_for_byte(db: Db) -> None:
    body = bytes(range(256))
    keep(db, body=body, pointer="/fields/phone")
    (kept,) = waiting(db)
    assert (kept.body, kept.length, kept.pointer) == (body, 256, "/fields/phone")
    assert kept.request == {"user_agent": "Firefox"}


def test_a_longer_body_is_cut_at_64_kib_and_its_true_length_noted(db: Db) -> None:
    keep(db, body=b"x" * 70_000)
    (kept,) = waiting(db)
    assert (len(kept.body), kept.length) == (65_536, 70_000)


def test_the_same_body_for_the_same_reason_is_kept_once(db: Db) -> None:
    assert keep(db, now=1_000) == keep(db, now=2_000)
    assert [kept.received_at for kept in waiting(db)] == [1_000]


@pytest.mark.parametrize("change", [{"body": b"other"}, {"reason": "shape"}, {"origin": "null"}, {"pointer": "/a"}])
def test_another_body_reason_origin_or_place_is_kept_beside_it(db: Db, change: dict[str, Any]) -> None:
    assert keep(db) != keep(db, **change)


def test_a_pointer_to_a_key_that_is_no_storable_text_is_kept_without_it(db: Db) -> None:
    keep(db, pointer="/props/a\0b\ud800")
    assert [kept.pointer for kept in waiting(db)] == ["/props/ab?"]


def test_waiting_leads_are_grouped_by_origin_for_the_offer_to_add_it(db: Db) -> None:
    for number in range(3):
        keep(db, body=b"%d" % number, now=1_000 + number)
    keep(db, origin="https://www.other.example")
    keep(db, route="events", body=b"an event")
    keep(db, reason="json", body=b"{")
    keep(db, "s_2", body=b"of another site")
    with db.read() as tx:
        groups = quarantine.groups(tx, "s_1")
    other = quarantine.Group("https://www.other.example", 1, 1_000, 1_000)
    assert groups == [quarantine.Group(SHOP, 3, 1_000, 1_002), other]


def test_waiting_requests_come_oldest_first_and_by_route(db: Db) -> None:
    keep(db, body=b"second", now=2_000)
    keep(db, body=b"first", now=1_000)
    keep(db, body=b"an event", route="events")
    assert [kept.body for kept in waiting(db)] == [b"first", b"second"]
    assert [kept.body for kept in waiting(db, "events")] == [b"an event"]


def test_a_replayed_request_waits_no_more_and_is_replayed_once(db: Db) -> None:
    kept_id = keep(db)
    with db.write() as tx:
        assert quarantine.mark_replayed(tx, "s_1", kept_id, "stored", 3_000)
        assert not quarantine.mark_replayed(tx, "s_1", kept_id, "stored", 4_000)
        assert quarantine.groups(tx, "s_1") == []
    assert waiting(db) == []


def test_requests_are_counted_by_reason(db: Db) -> None:
    keep(db)
    keep(db, reason="json", body=b"{")
    keep(db, reason="json", body=b"[")
    keep(db, "", reason="utf8", body=b"\xff")
    with db.read() as tx:
        assert quarantine.counts(tx, "s_1") == {"json": 2, "origin": 1}
        assert quarantine.counts(tx, "") == {"utf8": 1}


def test_above_the_limit_the_oldest_events_go_and_leads_never(db: Db, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quarantine, "EVENTS_LIMIT_BYTES", 25)
    monkeypatch.setattr(quarantine, "BATCH", 2)
    for number in range(4):
        keep(db, route="events", body=b"event %04d" % number, now=1_000 + number)
    keep(db, body=b"a lead that is older and larger than all of them", now=1)
    with db.write() as tx:
        assert quarantine.trim(tx, "s_1") == 2
        assert quarantine.trim(tx, "s_1") == 0
    assert [kept.body for kept in waiting(db, "events")] == [b"event 0002", b"event 0003"]
    assert len(waiting(db)) == 1
