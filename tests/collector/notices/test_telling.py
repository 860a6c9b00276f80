"""A lead is told to each who wants it, once, at once or when their hours begin."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from collector.db import Db
from collector.leads import service as leads
from collector.notices import service as notices
from collector.sites.service import Site
from tests.collector.notices.people import (
    BASE,
    OFFICE,
    at,
    lead,
    names,
    person,
    queued,
    send_digests,
    sent,
    told_by_mail,
    waiting,
)
from tests.make import lead_body, make_site, make_widget, post_lead

STAFF, BOSS = "nhan-vien@shop.example", "chu@shop.example"
NIGHT, MORNING = at("2026-11-18 21:00"), at("2026-11-19 08:00")


def test_everybody_who_wants_it_is_told_once_in_their_language(db: Db, site: Site, now: int) -> None:
    told_by_mail(db, site, STAFF, now)
    boss = told_by_mail(db, site, BOSS, now)
    notices.change(db, site, boss.id, {"locale": "en"}, now)
    found = lead(db, site, now)
    assert sent(db) == [(STAFF, "lead.created"), (BOSS, "lead.created")]
    assert [row["payload"]["title"] for row in queued(db)] == ["Khách hàng mới · Mộc An", "New lead · Mộc An"]
    assert {row["lead_id"] for row in queued(db)} == {found}


def test_the_same_lead_sent_again_tells_nobody_again(client: FlaskClient, db: Db, site: Site, now: int) -> None:
    told_by_mail(db, site, STAFF, now)
    for _ in range(3):
        post_lead(client, lead_body(site, now))
    assert sent(db) == [(STAFF, "lead.created")]


def test_only_kinds_that_somebody_chose_are_told(client: FlaskClient, db: Db, site: Site, now: int) -> None:
    told_by_mail(db, site, STAFF, now, kinds=["callback"])
    told_by_mail(db, site, BOSS, now)
    post_lead(client, lead_body(site, now, widget=make_widget(db, site, "callback", now)))
    lead(db, site, now, kind="manual")
    assert sent(db) == [(STAFF, "lead.created"), (BOSS, "lead.created"), (BOSS, "lead.created")]


def test_who_adds_a_lead_by_hand_is_not_told_of_it(db: Db, site: Site, now: int) -> None:
    who = person(db, site, STAFF, now)
    told_by_mail(db, site, STAFF, now, who)
    told_by_mail(db, site, BOSS, now)
    lead(db, site, now, by=who.id)
    assert sent(db) == [(BOSS, "lead.created")]


def test_another_site_hears_nothing(db: Db, site: Site, other_site: Site, now: int) -> None:
    told_by_mail(db, other_site, BOSS, now)
    lead(db, site, now)
    assert sent(db) == []


def test_outside_their_hours_it_waits_for_the_morning_or_is_left_out(db: Db, site: Site) -> None:
    told_by_mail(db, site, STAFF, NIGHT, when="own_hours", hours=OFFICE)
    told_by_mail(db, site, BOSS, NIGHT, when="own_hours", hours=OFFICE, outside="nothing")
    found = lead(db, site, NIGHT)
    assert sent(db) == []
    assert waiting(db) == [(found, MORNING)]


def test_the_sites_hours_can_be_somebodys_hours(db: Db) -> None:
    site = make_site(db, NIGHT, hours=OFFICE)
    told_by_mail(db, site, STAFF, NIGHT, when="site_hours")
    lead(db, site, NIGHT)
    lead(db, site, MORNING)
    assert sent(db) == [(STAFF, "lead.created")]
    assert [due for _, due in waiting(db)] == [MORNING]


def test_with_nobody_to_tell_a_lead_is_stored_all_the_same(db: Db, site: Site, now: int) -> None:
    told_by_mail(db, site, STAFF, now, kinds=["voucher"])
    assert leads.has_lead(db, site, lead(db, site, now))
    assert (sent(db), waiting(db)) == ([], [])


def held(client: FlaskClient, db: Db, site: Site, now: int) -> str:
    post_lead(client, lead_body(site, now, fields={"phone": "0900000001", "website": "spam"}))
    return str(leads.list_leads(db, site, {"held": True})[0][0]["id"])


def test_a_held_lead_is_told_when_it_is_released_and_never_twice(
    client: FlaskClient, db: Db, site: Site, now: int
) -> None:
    told_by_mail(db, site, STAFF, now)
    found = held(client, db, site, now)
    assert sent(db) == []
    for _ in range(2):
        leads.release(db, site, found, None, now + 1, BASE)
    assert sent(db) == [(STAFF, "lead.created")]
    assert queued(db)[0]["payload"]["items"][0]["link"] == f"{BASE}/admin/{site.key}/leads/{found}"


def test_who_releases_a_lead_knows_of_it(client: FlaskClient, db: Db, site: Site, now: int) -> None:
    who = person(db, site, STAFF, now)
    told_by_mail(db, site, STAFF, now, who)
    leads.release(db, site, held(client, db, site, now), who.id, now + 1, BASE)
    assert sent(db) == []


def give(db: Db, site: Site, lead_id: str, owner: str | None, by: str | None, now: int) -> None:
    leads.change_lead(db, site, lead_id, {"owner_id": owner}, by, now, BASE)


def test_who_is_given_a_lead_by_somebody_else_is_told_and_nobody_else(db: Db, site: Site, now: int) -> None:
    who, boss = person(db, site, STAFF, now), person(db, site, BOSS, now, "owner")
    told_by_mail(db, site, STAFF, now, who, mine_only=True, kinds=["voucher"])
    told_by_mail(db, site, BOSS, now, boss)
    told_by_mail(db, site, "kho@shop.example", now)
    found = lead(db, site, now, by=boss.id)
    give(db, site, found, who.id, boss.id, now + 1)
    assert sent(db) == [("kho@shop.example", "lead.created"), (STAFF, "lead.assigned")]
    assert queued(db)[1]["payload"]["title"] == "Khách được giao cho bạn · Mộc An"


def test_whoever_takes_a_lead_or_gives_it_away_is_not_told(db: Db, site: Site, now: int) -> None:
    who = person(db, site, STAFF, now)
    told_by_mail(db, site, STAFF, now, who, mine_only=True)
    found = lead(db, site, now)
    give(db, site, found, who.id, who.id, now + 1)
    give(db, site, found, who.id, None, now + 2)  # it is theirs already
    give(db, site, found, None, who.id, now + 3)
    assert sent(db) == []


def test_a_lead_given_at_night_waits_for_their_morning(db: Db, site: Site) -> None:
    who = person(db, site, STAFF, NIGHT)
    told_by_mail(db, site, STAFF, NIGHT, who, when="own_hours", hours=OFFICE)
    found = lead(db, site, NIGHT)
    give(db, site, found, who.id, None, NIGHT + 1)
    assert sent(db) == []
    send_digests(db, MORNING)
    notice = queued(db)[0]["payload"]
    assert names(notice) == ["Đặng Thị Ơn"]
    assert notice["items"][0]["heading"] == "Giao cho bạn · đến lúc 21:00 thứ Tư, 18/11"


def test_who_hears_only_of_their_own_leads_hears_of_no_others(db: Db, site: Site, now: int) -> None:
    who = person(db, site, STAFF, now)
    told_by_mail(db, site, STAFF, now, who, mine_only=True)
    lead(db, site, now)
    assert sent(db) == []


def test_a_notice_is_made_once_for_each_language(db: Db, site: Site, now: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is made inside the intake of a lead."""
    from collector.leads import store

    made: list[str] = []
    whole = store.compose

    def counted(*parts: Any) -> Any:
        made.append(parts[-1])
        return whole(*parts)

    monkeypatch.setattr(store, "compose", counted)
    for number in range(6):
        told_by_mail(db, site, f"staff-{number}@shop.example", now)
    lead(db, site, now)
    assert (made, len(sent(db))) == (["vi"], 6)


def test_a_notice_says_who_called_what_was_promised_and_where_to_tap(
    client: FlaskClient, db: Db, site: Site, now: int
) -> None:
    told_by_mail(db, site, STAFF, now)
    widget = make_widget(db, site, "callback", now)
    fields = {"phone": "0900 000 001", "name": "Đặng Thị Ơn", "Món": ["bàn", "ghế"], "slot": ""}
    found = post_lead(client, lead_body(site, now, widget=widget, fields=fields)).json["id"]
    notice = queued(db)[0]["payload"]
    item = notice["items"][0]
    assert item["rows"] == [
        ["Tên", "Đặng Thị Ơn"],
        ["Điện thoại", "0900 000 001"],
        ["Món", "bàn, ghế"],
        ["Đã hẹn", "18:21 hôm nay, 18/11"],
        ["Nguồn", "Mạng xã hội trả phí (Paid Social) · facebook · tet-2027"],
        ["Trang", "https://shop.example/ban-tra"],
    ]
    assert (item["phone"], item["phone_text"]) == ("+84900000001", "Gọi 0900 000 001")
    assert item["link"] == f"{BASE}/admin/{site.key}/leads/{found}"
    assert notice["fields"]["name"] == "Đặng Thị Ơn"


def test_a_number_of_another_country_keeps_its_code(db: Db, site: Site, now: int) -> None:
    told_by_mail(db, site, STAFF, now)
    lead(db, site, now, phone="+1 415 555 0100")
    item = queued(db)[0]["payload"]["items"][0]
    assert (item["phone"], item["phone_text"]) == ("+14155550100", "Gọi +1 415-555-0100")
