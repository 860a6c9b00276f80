"""What staff do with a quote: made, changed, sent, withdrawn; each state and each version."""

from __future__ import annotations

from typing import Any

import pytest

from collector import clock
from collector.db import Db
from collector.errors import Problem
from collector.quotes import customer, service
from collector.sealing import Box
from collector.sites.service import Site
from tests.collector.quotes.cast import LINES, sent
from tests.make import make_site


def refused(status: int, act: Any, *args: Any, **more: Any) -> dict[str, list[str]]:
    with pytest.raises(Problem) as problem:
        act(*args, **more)
    assert problem.value.status == status
    return problem.value.errors or {}


def test_a_draft_is_changed_in_place_and_a_sent_quote_by_another_version(
    db: Db, site: Site, now: int, box: Box
) -> None:
    made = service.add(db, site, {"name": "Ơn", "lines": LINES, "tax_percent": "8"}, now)
    assert (made["state"], made["version"], made["subtotal_minor"]) == ("draft", 1, 7_500_000)
    changed = service.change(db, site, made["id"], {"discount_percent": "10"}, now)
    assert (changed["version"], changed["discount_minor"], changed["tax_minor"]) == (1, 750_000, 540_000)
    assert changed["total_minor"] == 7_290_000
    assert service.send(db, site, made["id"], now, box=box)["state"] == "sent"
    again = service.change(db, site, made["id"], {"discount_minor": 500_000}, now)
    assert (again["state"], again["version"], again["discount_percent"]) == ("sent", 2, None)
    assert again["total_minor"] == 7_560_000
    assert [change["what"] for change in again["changes"]] == ["made", "changed", "sent", "changed"]


def test_saving_what_is_the_same_makes_no_version(db: Db, site: Site, now: int, box: Box) -> None:
    quote, _ = sent(db, site, box, now)
    same = {
        "lines": LINES,
        "note": None,
        "tax_percent": "0",
        "valid_until": quote["valid_until"],
        "name": quote["name"],
    }
    assert service.change(db, site, quote["id"], same, now + 1) == quote


def test_the_link_stays_the_same_over_versions_and_is_kept_sealed(db: Db, site: Site, now: int, box: Box) -> None:
    quote, link = sent(db, site, box, now)
    service.change(db, site, quote["id"], {"note": "Giao trong tuần"}, now)
    assert service.link(db, site, quote["id"], box=box, base_url="") == link
    assert len(link.removeprefix("/q/")) == 43
    with db.read() as tx:
        stored = str([tuple(row) for row in tx.connection.execute("select * from quotes").fetchall()])
    assert link.removeprefix("/q/") not in stored
    assert service.link(db, site, quote["id"], box=Box("another key"), base_url="") is None


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"lines": []}, "lines"),
        ({"lines": [{"text": "x", "quantity": "1", "unit_minor": None}]}, "lines.0.unit_minor"),
        ({"lines": LINES, "valid_until": "2026-11-17"}, "valid_until"),
    ],
)
def test_what_is_not_ready_is_not_sent(
    db: Db, site: Site, now: int, box: Box, values: dict[str, Any], field: str
) -> None:
    made = service.add(db, site, values, now)
    assert list(refused(422, service.send, db, site, made["id"], now, box=box)) == [field]
    assert service.get(db, site, made["id"], now)["state"] == "draft"
    quote, _ = sent(db, site, box, now)
    assert list(refused(422, service.change, db, site, quote["id"], values, now)) == [field]


def test_it_is_valid_to_the_end_of_its_last_day_in_the_sites_zone(db: Db, now: int, box: Box) -> None:
    for zone, over in (("Asia/Ho_Chi_Minh", "2026-11-20T17:00:00Z"), ("America/New_York", "2026-11-21T05:00:00Z")):
        shop = make_site(db, now, timezone=zone, name=zone, origin=f"https://{zone[:4].lower()}.example")
        quote, link = sent(db, shop, box, now, valid_until="2026-11-20")
        end = clock.parse_rfc3339(over)
        assert service.get(db, shop, quote["id"], end - 1)["state"] == "sent"
        assert service.get(db, shop, quote["id"], end)["state"] == "expired"
        answer = {"version": 1, "accepted": True, "words": "", "base_url": ""}
        assert customer.answer(db, link[3:], **answer, now=end)[2] is False  # type: ignore[arg-type]
        assert customer.answer(db, link[3:], **answer, now=end - 1)[2] is True  # type: ignore[arg-type]


def test_an_expired_quote_is_offered_again_with_another_day(db: Db, site: Site, now: int, box: Box) -> None:
    quote, _ = sent(db, site, box, now)
    later = now + 30 * clock.DAY
    assert service.get(db, site, quote["id"], later)["state"] == "expired"
    again = service.change(db, site, quote["id"], {"valid_until": "2027-01-31"}, later)
    assert (again["state"], again["version"]) == ("sent", 2)


def test_what_was_accepted_stays_as_it_is(db: Db, site: Site, now: int, box: Box) -> None:
    quote, link = sent(db, site, box, now)
    customer.answer(db, link[3:], version=1, accepted=True, words="", base_url="", now=now)
    refused(409, service.change, db, site, quote["id"], {"note": "x"}, now)
    refused(409, service.withdraw, db, site, quote["id"], now)
    refused(409, service.send, db, site, quote["id"], now, box=box)
    assert service.get(db, site, quote["id"], now + 90 * clock.DAY)["state"] == "accepted"


def test_a_declined_quote_that_is_changed_can_be_answered_anew(db: Db, site: Site, now: int, box: Box) -> None:
    quote, link = sent(db, site, box, now)
    customer.answer(db, link[3:], version=1, accepted=False, words="đắt quá", base_url="", now=now)
    assert service.get(db, site, quote["id"], now)["words"] == "đắt quá"
    changed = service.change(db, site, quote["id"], {"discount_percent": "5"}, now)
    assert (changed["state"], changed["version"], changed["words"]) == ("sent", 2, None)


def test_a_withdrawn_quote_is_changed_as_a_draft_and_sent_again_under_the_same_link(
    db: Db, site: Site, now: int, box: Box
) -> None:
    quote, link = sent(db, site, box, now)
    assert service.withdraw(db, site, quote["id"], now)["state"] == "withdrawn"
    assert service.withdraw(db, site, quote["id"], now)["state"] == "withdrawn"
    assert customer.answer(db, link[3:], version=1, accepted=True, words="", base_url="", now=now)[2] is False
    changed = service.change(db, site, quote["id"], {"note": "mới"}, now)
    assert (changed["state"], changed["version"]) == ("draft", 2)
    refused(404, customer.read, db, link[3:], now)
    service.send(db, site, quote["id"], now, box=box)
    assert customer.read(db, link[3:], now)[1]["note"] == "mới"


def test_whoever_saw_an_earlier_state_does_not_overwrite_a_later_one(db: Db, site: Site, now: int) -> None:
    made = service.add(db, site, {"lines": LINES}, now)
    service.change(db, site, made["id"], {"note": "first", "revision": made["revision"]}, now)
    refused(409, service.change, db, site, made["id"], {"note": "second", "revision": made["revision"]}, now)
    assert service.get(db, site, made["id"], now)["note"] == "first"


def test_a_discount_above_the_lines_is_refused_with_its_field(db: Db, site: Site, now: int) -> None:
    errors = refused(422, service.add, db, site, {"lines": LINES, "discount_minor": 8_000_000}, now)
    assert list(errors) == ["discount_minor"]


def test_lists_and_counts_tell_sent_from_expired_by_the_clock(db: Db, site: Site, now: int, box: Box) -> None:
    sent(db, site, box, now)
    sent(db, site, box, now, valid_until="2027-03-01")
    service.add(db, site, {"lines": LINES}, now)
    later = now + 30 * clock.DAY
    assert service.counts(db, site, now) == {"draft": 1, "sent": 2, "expired": 0}
    assert service.counts(db, site, later) == {"draft": 1, "sent": 1, "expired": 1}
    for state, count in (("draft", 1), ("sent", 1), ("expired", 1), ("accepted", 0), (None, 3)):
        assert len(service.list_quotes(db, site, {"state": state}, later)[0]) == count
    first, cursor = service.list_quotes(db, site, {}, now, limit=2)
    rest, end = service.list_quotes(db, site, {}, now, cursor or "", 2)
    assert (len(first), len(rest), end) == (2, 1, None)
