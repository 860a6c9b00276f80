"""Vouchers at the counter: found, redeemed, refused with the reason; lists uploaded and taken away."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from collector import clock as times
from collector.db import Db
from collector.sites.service import Site
from collector.vouchers import budget, codes
from tests.admin.cast import SCRIPTED
from tests.collector.vouchers.cast import claim, given, offer, rows, send


@pytest.fixture
def page(site: Site) -> str:
    return f"/admin/{site.key}/vouchers"


@pytest.fixture
def code(client: FlaskClient, db: Db, site: Site, now: int) -> str:
    return str(given(send(client, site, now, offer(db, site, now)))["code"])


def confirm(client: FlaskClient, page: str, code: str, **more: str) -> Any:
    return client.post(f"{page}/redeem", data={"code": code, "key": "key-of-the-form"} | more)


def test_staff_see_what_a_code_is_and_redeem_it_once(agent: FlaskClient, page: str, code: str, db: Db) -> None:
    found = agent.post(f"{page}/find", data={"code": code.lower().replace("-", " ")})
    assert found.status_code == 200
    for words in (code, "10% off", "Khách Thử", "0900 000 001", "Redeem it now"):
        assert words in found.text
    assert rows(db, "select redeemed_at from vouchers") == [(None,)]
    done = confirm(agent, page, code, order_id="DH-1", amount="450,000")
    assert (done.status_code, done.location) == (303, f"{page}?done=voucher-redeemed")
    assert confirm(agent, page, code, order_id="DH-1").status_code == 303
    told = rows(db, "select redeemed_via, order_id, amount_minor, currency from vouchers")
    assert told == [("staff", "DH-1", 450_000, "VND")]
    assert rows(db, "select value_minor from conversions where goal = 'voucher_redeemed'") == [(450_000,)]


def test_staff_see_why_a_code_cannot_be_redeemed(
    agent: FlaskClient, page: str, code: str, db: Db, site: Site, other_site: Site, now: int, clock: Any
) -> None:
    confirm(agent, page, code, order_id="DH-1")
    used = agent.post(f"{page}/find", data={"code": code}).text
    assert "Used already" in used
    assert "Agent" in used
    assert "DH-1" in used
    assert "Redeem it now" not in used
    foreign = claim(db, other_site, offer(db, other_site, now), "k1", now)
    short = claim(db, site, offer(db, site, now, expiry={"kind": "after", "minutes": 1}), "k2", now)
    assert foreign
    assert short
    for unknown in (foreign["code"], "AAAA-AAAA-AAAA", SCRIPTED):
        assert "there is no such code here." in agent.post(f"{page}/find", data={"code": unknown}).text
    clock.now = now + times.HOUR
    assert "It was good until" in agent.post(f"{page}/find", data={"code": short["code"]}).text
    late = confirm(agent, page, short["code"], key="another-key")
    assert late.status_code == 404
    assert "It was good until" in late.text


def test_an_amount_that_is_none_is_asked_for_again_and_nothing_is_redeemed(
    agent: FlaskClient, page: str, code: str, db: Db
) -> None:
    answer = confirm(agent, page, code, amount="much")
    assert answer.status_code == 422
    assert "Write an amount like" in answer.text
    assert rows(db, "select redeemed_at from vouchers") == [(None,)]


def test_somebody_who_guesses_is_stopped(agent: FlaskClient, owner: FlaskClient, page: str, code: str) -> None:
    for _ in range(budget.PER_PERSON):
        assert agent.post(f"{page}/find", data={"code": codes.make()}).status_code == 200
    assert agent.post(f"{page}/find", data={"code": code}).status_code == 429
    assert confirm(agent, page, code).status_code == 429
    assert confirm(owner, page, code).status_code == 303


def test_of_a_code_for_all_staff_see_how_many_are_left(
    agent: FlaskClient, client: FlaskClient, page: str, db: Db, site: Site, now: int
) -> None:
    widget = offer(db, site, now, code={"kind": "fixed", "fixed": "TET2027"})
    for number in (1, 2):
        send(client, site, now, widget, number)
    found = agent.post(f"{page}/find", data={"code": "tet2027"}).text
    assert "2 of 2 not used yet" in found
    assert "Khách Thử" not in found.split("Codes</h2>")[0]
    confirm(agent, page, "TET2027", phone="0900 000 002")
    assert rows(db, "select phone_e164, known from vouchers where redeemed_at is not null") == [("+84900000002", 1)]
    confirm(agent, page, "TET2027", key="another-key")
    assert "nobody knows whose" in agent.get(page).text


def test_the_page_counts_what_was_given(viewer: FlaskClient, agent: FlaskClient, page: str, code: str, db: Db) -> None:
    confirm(agent, page, code, amount="450000")
    text = viewer.get(page).text
    assert "₫450,000" in text
    assert "Redeem a code" not in text
    assert "Upload codes" not in text
    assert code in viewer.get(f"{page}?state=redeemed").text
    assert code not in viewer.get(f"{page}?state=open").text
    assert code in viewer.get(f"{page}?q={code[:6].lower()}").text
    assert code in viewer.get(f"{page}?q=0900 000 001").text
    assert code not in viewer.get(f"{page}?q=nothing").text


def test_older_codes_are_a_page_away(viewer: FlaskClient, page: str, db: Db, site: Site, now: int) -> None:
    widget = offer(db, site, now, limits={"per_phone": 0})
    made = [claim(db, site, widget, f"k{number}", now) for number in range(60)]
    first = viewer.get(page).text
    cursor = first.split("cursor=")[1].split("&")[0].split("#")[0].split('"')[0]
    second = viewer.get(f"{page}?cursor={cursor}").text
    assert [one["code"] in first for one in made if one] == [False] * 10 + [True] * 50
    assert [one["code"] in second for one in made if one] == [True] * 10 + [False] * 50


def test_a_pasted_list_is_taken_and_odd_rows_come_back_with_their_reason(
    marketer: FlaskClient, agent: FlaskClient, page: str, db: Db, site: Site, now: int
) -> None:
    offer(db, site, now, code={"kind": "pool"})
    pasted = f"TET-001\nTET-001\nTET-002,2027-13-01\n{SCRIPTED}\nTET-003,2027-01-31"
    answer = marketer.post(f"{page}/codes", data={"codes": pasted})
    assert answer.status_code == 200
    for words in ("2 codes added.", "3 rows were left out:", "stands in the list twice", "like 2027-01-31"):
        assert words in answer.text
    assert "<script>document" not in answer.text
    file = {"file": (io.BytesIO("code\nTẾT-009\n".encode("utf-8-sig")), "codes.csv")}
    assert "1 code added." in marketer.post(f"{page}/codes", data=file, content_type="multipart/form-data").text
    broken = {"file": (io.BytesIO(b"code\n\xff\xfe"), "codes.csv")}
    refused = marketer.post(f"{page}/codes", data=broken, content_type="multipart/form-data")
    assert (refused.status_code, "UTF-8" in refused.text) == (422, True)
    assert marketer.post(f"{page}/codes", data={"codes": " "}).status_code == 422
    assert agent.post(f"{page}/codes", data={"codes": "TET-9"}).status_code == 403
    assert len(rows(db, "select code from vouchers")) == 3


def test_the_list_is_a_file_that_no_spreadsheet_runs(
    marketer: FlaskClient, agent: FlaskClient, page: str, code: str
) -> None:
    confirm(agent, page, code, order_id="=1+1", amount="1000")
    answer = marketer.get(f"{page}.csv?state=redeemed")
    assert answer.content_type == "text/csv; charset=utf-8"
    assert f"{code},Redeemed,10% off,'+84900000001" in answer.text
    assert "'=1+1" in answer.text
    assert agent.get(f"{page}.csv").status_code == 403


def test_the_simple_form_sets_what_is_offered(app: Flask, owner: FlaskClient, db: Db, site: Site) -> None:
    made = owner.post(f"/admin/{site.key}/widgets", data={"kind": "voucher"})
    form = {
        "do": "publish", "name": "Tết", "color": "#0f766e", "side": "right", "worth-kind": "amount", "percent": "10",
        "amount": "50,000", "gift-vi": "", "minimum-vi": "Đơn từ 500.000 ₫", "code-kind": "fixed",
        "code-fixed": "TET2027",
        "code-prefix": "", "reveal": "form", "apply_link": "https://shop.example/?c={code}", "total": "100",
        "per_phone": "1", "per_device": "0", "expiry-kind": "after", "lasts": "3", "unit": "hours", "date": "",
    }  # fmt: skip
    wrong = owner.post(made.location, data=form | {"amount": "much"})
    assert (wrong.status_code, 'value="much"' in wrong.text, "valid integer" in wrong.text) == (422, True, True)
    assert "Write the code" in owner.post(made.location, data=form | {"code-fixed": ""}).text
    assert owner.post(made.location, data=form).status_code == 303
    ((config,),) = rows(db, "select config from widget_versions")
    for part in ('"minutes": 180', '"amount_minor": 50000', '"total": 100', '"per_device": 0', '"fixed": "TET2027"'):
        assert part in config
    again = owner.get(made.location).text
    assert 'value="50,000"' in again
    assert "Đơn từ 500.000 ₫" in again


def test_a_lead_shows_its_code_and_what_became_of_it(
    agent: FlaskClient, client: FlaskClient, page: str, db: Db, site: Site, now: int
) -> None:
    answer = send(client, site, now, offer(db, site, now))
    lead = f"/admin/{site.key}/leads/{answer.json['id']}"
    before = agent.get(lead).text
    assert f"{page}?q={given(answer)['code']}#codes" in before
    assert "10% off" in before or "Giảm 10%" in before
    confirm(agent, page, given(answer)["code"], amount="450,000")
    after = agent.get(lead).text
    assert "450,000" in after
    assert "Redeemed" in after
    assert "Redeemed" not in before
