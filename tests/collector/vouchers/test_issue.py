"""Codes given with leads: which, to whom, once, until when."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from collector import clock as times
from collector.db import Db
from collector.leads import service as leads
from collector.notices import service as notices
from collector.outbox import service as outbox
from collector.sites.service import Site
from collector.vouchers import codes, uploads
from collector.webhooks import service as webhooks
from tests.collector.vouchers.cast import claim, given, offer, rows, send
from tests.make import make_site, make_widget

GOALS = "select goal, count(*) from conversions where retracted_at is null group by goal order by goal"


def test_a_lead_is_answered_with_its_code(client: FlaskClient, db: Db, site: Site, now: int) -> None:
    link = "https://shop.example/gio-hang?coupon={code}"
    widget = offer(db, site, now, code={"prefix": "tet"}, apply_link=link, minimum_order={"vi": "Đơn từ 500.000 ₫"})
    answer = send(client, site, now, widget)
    voucher = given(answer)
    assert re.fullmatch(r"TET-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}", voucher["code"])
    assert voucher == {
        "state": "issued",
        "code": voucher["code"],
        "expires_at": "2026-11-25T11:06:40.000Z",
        "apply_url": f"https://shop.example/gio-hang?coupon={voucher['code']}",
        "worth": {"kind": "percent", "percent": 10, "amount_minor": None, "currency": None, "text": "Giảm 10%"},
        "text": "Đơn từ 500.000 ₫. Dùng đến 18:06 ngày 25/11/2026.",
    }


def test_the_same_lead_again_has_the_same_answer(client: FlaskClient, db: Db, site: Site, now: int) -> None:
    widget = offer(db, site, now)
    first, again = (send(client, site, now, widget) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json == again.json
    assert rows(db, "select issued from voucher_offers") == [(1,)]


def test_the_same_phone_or_device_reads_the_code_it_has_and_gets_no_second(
    client: FlaskClient, db: Db, site: Site, now: int
) -> None:
    widget = offer(db, site, now)
    first = given(send(client, site, now, widget, 1))
    same_phone = send(client, site, now, widget, 2, fields={"phone": "+84 900 000 001"})
    same_device = send(client, site, now, widget, 3, visitor=f"{1:022}")
    for answer in (same_phone, same_device):
        assert given(answer) == first | {"state": "already"}
    assert rows(db, "select issued from voucher_offers") == [(1,)]
    assert dict(rows(db, GOALS)) == {"lead": 3, "voucher_issued": 1}


def test_who_has_had_all_gets_no_more_and_the_lead_is_kept(
    client: FlaskClient, db: Db, site: Site, now: int, clock: Any
) -> None:
    widget = offer(db, site, now, expiry={"kind": "after", "minutes": 5}, limits={"per_phone": 2, "per_device": 0})
    seen = []
    for number in range(4):
        clock.now = now + number * 6 * times.MINUTE
        answer = send(client, site, clock.now, widget, number, fields={"phone": "0900 000 001"})
        seen.append((answer.status_code, given(answer)["state"]))
    assert seen == [(201, "issued"), (201, "issued"), (201, "limit"), (201, "limit")]
    assert dict(rows(db, GOALS)) == {"lead": 4, "voucher_issued": 2}


def test_what_is_sold_out_says_so_and_the_lead_is_kept(client: FlaskClient, db: Db, site: Site, now: int) -> None:
    widget = offer(db, site, now, limits={"total": 2})
    states = [given(send(client, site, now, widget, number))["state"] for number in range(3)]
    assert states == ["issued", "issued", "sold_out"]
    assert given(send(client, site, now, widget, 4)) == {"state": "sold_out"}
    assert len(leads.list_leads(db, site, {})[0]) == 4


def test_a_fixed_code_is_the_same_for_all(client: FlaskClient, db: Db, site: Site, now: int) -> None:
    widget = offer(db, site, now, code={"kind": "fixed", "fixed": "TET-2027"})
    assert {given(send(client, site, now, widget, number))["code"] for number in range(3)} == {"TET-2027"}
    assert rows(db, "select issued from voucher_offers") == [(3,)]


def test_uploaded_codes_are_given_in_their_order_each_once(client: FlaskClient, db: Db, site: Site, now: int) -> None:
    widget = offer(db, site, now, code={"kind": "pool"})
    assert given(send(client, site, now, widget, 9)) == {"state": "sold_out"}
    _, found = uploads.parse("code,expires_at\nBBB-1,\nAAA-2,2026-11-18\nCCC-3,2026-11-20", uploads.CODES)
    assert uploads.add(db, site, widget, found, now).rejected == []
    tomorrow = now + times.DAY
    given_out = [claim(db, site, widget, f"k{number}", tomorrow) for number in range(3)]
    assert [one and one.get("code") for one in given_out] == ["BBB-1", "CCC-3", None]
    assert given_out[1]
    assert given_out[1]["expires_at"] == "2026-11-20T16:59:59.999Z"


@pytest.mark.parametrize(
    ("zone", "expires"),
    [
        ("Asia/Ho_Chi_Minh", "2026-12-31T16:59:59.999Z"),
        ("Pacific/Kiritimati", "2026-12-31T09:59:59.999Z"),
        ("America/Los_Angeles", "2027-01-01T07:59:59.999Z"),
    ],
)
def test_a_date_ends_with_the_day_in_the_sites_zone(db: Db, now: int, zone: str, expires: str) -> None:
    site = make_site(db, now, timezone=zone)
    widget = offer(db, site, now, expiry={"kind": "date", "date": "2026-12-31"}, limits={"per_phone": 0})
    last = times.parse_rfc3339(expires)
    voucher = claim(db, site, widget, "k1", last)
    assert voucher
    assert (voucher["state"], voucher["expires_at"]) == ("issued", expires)
    assert claim(db, site, widget, "k2", last + 1) == {"state": "over"}


@pytest.mark.parametrize(
    ("day", "expires"),
    [("2026-03-29", "2026-03-29T21:59:59.999Z"), ("2026-10-25", "2026-10-25T22:59:59.999Z")],
)
def test_a_day_on_which_clocks_change_ends_at_its_own_midnight(db: Db, now: int, day: str, expires: str) -> None:
    site = make_site(db, now, timezone="Europe/Berlin")
    widget = offer(db, site, now, expiry={"kind": "date", "date": day})
    voucher = claim(db, site, widget, "k1", times.parse_rfc3339(expires) - times.DAY)
    assert voucher
    assert voucher["expires_at"] == expires


def test_a_code_that_never_expires_says_so(db: Db, site: Site, now: int) -> None:
    voucher = claim(db, site, offer(db, site, now, expiry={"kind": "never"}), "k1", now, language="en-GB")
    assert voucher
    assert (voucher["expires_at"], voucher["text"]) == (None, "Good at any time.")


@pytest.mark.parametrize(
    ("worth", "vi", "en"),
    [
        ({"kind": "percent", "percent": 15}, "Giảm 15%", "15% off"),
        ({"kind": "amount", "amount_minor": 50_000}, "Giảm 50.000 ₫", "₫50,000 off"),
        ({"kind": "amount", "amount_minor": 1250, "currency": "EUR"}, "Giảm 12,50 €", "€12.50 off"),
        ({"kind": "gift", "gift": {"vi": "Một hộp trà"}}, "Một hộp trà", "Một hộp trà"),
        ({"kind": "free_shipping"}, "Miễn phí giao hàng", "Free shipping"),
    ],
)
def test_what_it_is_worth_is_said_in_the_pages_language(
    db: Db, site: Site, now: int, worth: dict[str, Any], vi: str, en: str
) -> None:
    widget = offer(db, site, now, worth=worth)
    told = [claim(db, site, widget, f"k-{name}", now, language=name) for name in ("vi", "en")]
    assert [one and one["worth"]["text"].replace("\xa0", " ") for one in told] == [vi, en]


def test_a_held_lead_has_no_code_until_it_is_released_and_then_staff_are_told(
    client: FlaskClient, db: Db, site: Site, now: int
) -> None:
    notices.add_email(db, site, "owner@shop.example", now)
    trap = {"phone": "0900 000 001", "website": "http://spam.example"}
    answer = send(client, site, now, offer(db, site, now), fields=trap)
    assert "voucher" not in answer.json["success"]
    assert rows(db, "select * from vouchers") == []
    leads.release(db, site, answer.json["id"], None, now)
    ((code, lead),) = rows(db, "select code, lead_id from vouchers")
    assert lead == answer.json["id"]
    (payload,) = (row[0] for row in rows(db, "select payload from outbox where event = 'lead.created'"))
    assert code in payload
    leads.release(db, site, answer.json["id"], None, now)
    assert rows(db, "select count(*) from vouchers") == [(1,)]


def test_the_goal_has_the_journey_of_its_lead(client: FlaskClient, db: Db, site: Site, now: int) -> None:
    send(client, site, now, offer(db, site, now))
    (lead, issued) = rows(db, "select journey, visitor, widget_id, variant, device from conversions order by goal")
    assert lead == issued
    assert "Cj0-test" in issued[0]


def test_spam_takes_the_goal_back_and_gives_it_again(client: FlaskClient, db: Db, site: Site, now: int) -> None:
    lead = send(client, site, now, offer(db, site, now)).json["id"]
    leads.change_lead(db, site, lead, {"status": "spam"}, None, now)
    assert dict(rows(db, GOALS)) == {}
    leads.change_lead(db, site, lead, {"status": "contacted"}, None, now)
    assert dict(rows(db, GOALS)) == {"lead": 1, "voucher_issued": 1}


def test_a_widget_of_another_kind_gives_none(client: FlaskClient, db: Db, site: Site, now: int) -> None:
    answer = send(client, site, now, make_widget(db, site, "callback", now))
    assert "voucher" not in answer.json["success"]
    assert claim(db, site, "w_none", "k1", now) is None


def test_made_codes_are_hard_to_guess_and_easy_to_read() -> None:
    made = {codes.make() for _ in range(1000)}
    assert len(made) == 1000
    assert len(codes.LETTERS) ** (codes.GROUP * codes.GROUPS) >= 2**60
    assert not set("".join(made)) & set("ILOUilou")


def test_webhooks_hear_of_codes_in_the_order_of_their_lead(
    client: FlaskClient, db: Db, site: Site, now: int, app: Any
) -> None:
    services = app.extensions["beckon"]
    hook = {"url": "https://93.184.215.14/in", "events": ["lead.created", "voucher.issued"]}
    webhooks.add(db, site, hook, now, box=services.box, outbound=services.outbound)
    lead = send(client, site, now, offer(db, site, now)).json["id"]
    told = [row.event for row in reversed(outbox.list_deliveries(db, site.id, {"lead_id": lead}, "", 10)[0])]
    assert told == ["lead.created", "voucher.issued"]
