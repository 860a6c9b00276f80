"""The visitor's page of a call-back: read by a secret link, another time or none, whatever races."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from collector import clock
from collector.db import Db
from collector.leads import late
from collector.leads import service as leads
from collector.notices import service as notices
from collector.sites.service import Site
from tests.make import lead_body, make_widget, post_lead

HOUR = 3_600_000
RULE = {"minutes": 60, "days": 4, "notice_minutes": 30}


@pytest.fixture
def asked(app: Flask, db: Db, site: Site, now: int) -> dict[str, Any]:
    """The answer to a call-back that was asked for."""
    widget = make_widget(db, site, "callback", now)
    answer: dict[str, Any] = post_lead(app.test_client(), lead_body(site, now, widget=widget)).get_json()
    return answer


@pytest.fixture
def path(asked: dict[str, Any]) -> str:
    return "/c/" + str(asked["success"]["link"]["url"]).rsplit("/c/", 1)[1]


def free(client: FlaskClient, path: str) -> list[int]:
    return [int(value) for value in re.findall(r'<option value="(\d+)"', client.get(path).text)]


def lead_of(db: Db, site: Site, asked: dict[str, Any]) -> dict[str, Any]:
    return leads.get_lead(db, site, asked["id"], "vi")


def told(db: Db, event: str) -> list[dict[str, Any]]:
    with db.read() as tx:
        rows = tx.connection.execute("select payload from outbox order by created_at, id").fetchall()
    found = [json.loads(row[0]) for row in rows]
    return [payload for payload in found if payload.get("event") == event]


def test_the_answer_carries_the_link_and_the_database_does_not(db: Db, site: Site, asked: dict[str, Any]) -> None:
    link = asked["success"]["link"]
    assert link["text"] == "Đổi hoặc huỷ giờ hẹn"
    secret = link["url"].rsplit(".", 1)[1]
    assert len(secret) == 22
    with db.read() as tx:
        kept = tx.connection.execute("select * from leads").fetchall()
    assert secret not in str([tuple(row) for row in kept])


def test_the_same_lead_again_is_answered_with_the_same_link(client: FlaskClient, db: Db, site: Site, now: int) -> None:
    body = lead_body(site, now, widget=make_widget(db, site, "callback", now))
    assert post_lead(client, body).json == post_lead(client, body).json


def test_the_page_says_when_to_whom_and_offers_the_sites_own_hours(
    client: FlaskClient, path: str, now: int, asked: dict[str, Any]
) -> None:
    page = client.get(path)
    text = re.sub(r"\s+", " ", page.text)
    assert "Chúng tôi gọi bạn trước 18:21 hôm nay." in text
    assert "kết thúc bằng 001" in text
    assert "0900 000 001" not in text
    assert free(client, path)[0] >= now + HOUR // 2
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "<script" not in page.text
    assert "Your call-back" in client.get(path, headers={"Accept-Language": "en"}).text


def test_reading_the_page_changes_nothing(client: FlaskClient, db: Db, site: Site, path: str, asked: Any) -> None:
    before = lead_of(db, site, asked)
    client.get(path)
    client.head(path)
    assert lead_of(db, site, asked) == before


def test_another_time_is_kept_told_to_staff_and_shown_in_the_leads_history(
    client: FlaskClient, db: Db, site: Site, path: str, asked: dict[str, Any], now: int
) -> None:
    slot = free(client, path)[3]
    answer = client.post(path, data={"do": "move", "slot": str(slot)})
    assert (answer.status_code, answer.headers["Location"]) == (303, path)
    lead = lead_of(db, site, asked)
    assert (lead["promise_at"], lead["status"]) == (clock.rfc3339(slot), "new")
    assert lead["fields"]["slot"] == clock.rfc3339(slot)
    change = lead["changes"][-1]
    assert (change["what"], change["after"]) == ("callback_moved", clock.rfc3339(slot))
    assert "Chúng tôi gọi bạn lúc" in client.get(path).text


def test_staff_hear_of_it_at_once_and_anew_when_the_new_time_passes(
    client: FlaskClient, db: Db, site: Site, path: str, asked: dict[str, Any], now: int
) -> None:
    notices.add_email(db, site, "duty@shop.example", now, choices={"late_after": 0})
    assert late.escalate(db, "https://beckon.example", now + HOUR) == 1
    slot = free(client, path)[2]
    client.post(path, data={"do": "move", "slot": str(slot)})
    client.post(path, data={"do": "cancel"})
    [moved], [cancelled] = told(db, "callback.moved"), told(db, "callback.cancelled")
    assert moved["title"].startswith("Khách đổi giờ gọi lại")
    assert "Trước hẹn 18:21 hôm nay, nay đổi sang" in moved["intro"]
    assert "Không cần gọi nữa" in cancelled["intro"]
    client.post(path, data={"do": "move", "slot": str(slot)})
    assert any("Đã huỷ, nay hẹn lại" in notice["intro"] for notice in told(db, "callback.moved"))
    assert late.escalate(db, "https://beckon.example", slot + HOUR) == 1


def test_a_cancelled_call_is_nobodys_to_make_and_may_be_asked_for_again(
    client: FlaskClient, db: Db, site: Site, path: str, asked: dict[str, Any], now: int
) -> None:
    for _ in range(2):  # the second tap says the same
        assert client.post(path, data={"do": "cancel"}).status_code == 303
    lead = lead_of(db, site, asked)
    assert (lead["status"], lead["promise_at"]) == ("lost", None)
    assert [change["what"] for change in lead["changes"]].count("callback_cancelled") == 1
    assert leads.counts(db, site, now)["waiting"] == []
    assert "Đã huỷ" in client.get(path).text
    slot = free(client, path)[0]
    assert client.post(path, data={"do": "move", "slot": str(slot)}).status_code == 303
    assert lead_of(db, site, asked)["status"] == "new"


def test_what_staff_have_dealt_with_is_no_longer_the_visitors_to_change(
    client: FlaskClient, db: Db, site: Site, path: str, asked: dict[str, Any], now: int
) -> None:
    slot = free(client, path)[0]
    leads.change_lead(db, site, asked["id"], {"status": "contacted"}, None, now)
    for data in ({"do": "cancel"}, {"do": "move", "slot": str(slot)}):
        answer = client.post(path, data=data)
        assert answer.status_code == 409
        assert "đã được xử lý" in answer.text
    assert lead_of(db, site, asked)["status"] == "contacted"
    assert "<form" not in client.get(path).text


def test_a_lead_that_staff_gave_up_is_not_the_visitors_to_bring_back(
    client: FlaskClient, db: Db, site: Site, path: str, asked: dict[str, Any], now: int
) -> None:
    leads.change_lead(db, site, asked["id"], {"status": "lost"}, None, now)
    assert "<form" not in client.get(path).text


@pytest.mark.parametrize("slot", ["", "0", "x", "99999999999999", "١٢٣"])
def test_a_time_that_is_not_offered_is_not_taken(
    client: FlaskClient, db: Db, site: Site, path: str, asked: dict[str, Any], slot: str
) -> None:
    before = lead_of(db, site, asked)
    assert client.post(path, data={"do": "move", "slot": slot}).status_code == 409
    assert lead_of(db, site, asked) == before


def test_a_wrong_link_finds_nothing(client: FlaskClient, path: str, other_site: Site) -> None:
    head, mark = path.rsplit(".", 1)
    lead = head.rsplit(".", 1)[1]
    wrong = [f"{head}.{mark[::-1]}", f"/c/{other_site.key}.{lead}.{mark}", head, "/c/x", "/c/a.b.ï", f"{path}x"]
    for each in wrong:
        for answer in (client.get(each), client.post(each, data={"do": "cancel"})):
            assert answer.status_code == 404, each
            assert "Không tìm thấy" in answer.text


def test_nobody_is_pestered_by_a_link_that_is_used_over_and_over(
    client: FlaskClient, db: Db, site: Site, path: str, asked: dict[str, Any]
) -> None:
    slots = free(client, path)
    codes = [client.post(path, data={"do": "move", "slot": str(slots[turn % 2])}).status_code for turn in range(11)]
    assert codes == [303] * 10 + [409]
    moves = [change for change in lead_of(db, site, asked)["changes"] if change["what"] == "callback_moved"]
    assert len(moves) == 10
    assert client.post(path, data={"do": "cancel"}).status_code == 303  # but no call is no call


def test_of_many_who_cancel_at_once_one_is_noted(
    app: Flask, db: Db, site: Site, path: str, asked: dict[str, Any]
) -> None:
    def cancel(_: int) -> int:
        return app.test_client().post(path, data={"do": "cancel"}).status_code

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(cancel, range(8))) == {303}
    changes = [change["what"] for change in lead_of(db, site, asked)["changes"]]
    assert changes.count("callback_cancelled") == 1
