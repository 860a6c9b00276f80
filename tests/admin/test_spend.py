"""Spend in the admin: read from a report, told by hand, shown beside what it earned."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from collector.db import Db
from collector.sites.service import Site
from collector.spend import service
from tests.admin.cast import SCRIPTED
from tests.collector.vouchers.cast import rows
from tests.make import lead_body, post_lead

REPORT = "Day,Campaign name,Amount spent (VND)\n2026-11-17,Trà Tết,120000\n2026-11-17,noel,5\nlater,noel,5\n"


@pytest.fixture
def page(site: Site) -> str:
    return f"/admin/{site.key}/spend"


def upload(client: FlaskClient, page: str, body: bytes | str, source: str = "") -> Any:
    raw = body.encode() if isinstance(body, str) else body
    return client.post(f"{page}/list", data={"file": (io.BytesIO(raw), "report.csv"), "source": source})


def kept(db: Db) -> list[Any]:
    return rows(db, "select day, source, campaign, cost_minor, told_by from spend order by day, campaign")


def test_a_report_is_read_and_what_cannot_be_used_says_why(marketer: FlaskClient, page: str, db: Db) -> None:
    answer = upload(marketer, page, REPORT)
    assert answer.status_code == 200
    assert "2 days of campaigns kept. 1 row was left out:" in answer.text
    assert "Write the day like 2026-11-21." in answer.text
    assert kept(db) == [
        ("2026-11-17", "facebook", "Trà Tết", 120_000, "csv"),
        ("2026-11-17", "facebook", "noel", 5, "csv"),
    ]
    assert "This cost something and brought no visit." in answer.text
    again = upload(marketer, page, REPORT)
    assert again.status_code == 200
    assert len(kept(db)) == 2


@pytest.mark.parametrize("body", ["", "campaign,clicks\ntet,1\n", b"\x89PNG\xff\x00"])
def test_what_is_no_report_is_refused_with_the_reason_on_the_page(marketer: FlaskClient, page: str, body: Any) -> None:
    answer = upload(marketer, page, body)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text


def test_a_day_is_told_by_hand_and_taken_out_again(marketer: FlaskClient, page: str, db: Db) -> None:
    told = {"day": "2026-11-17", "source": "zalo", "campaign": "", "cost": "1.200.000"}
    assert marketer.post(page, data=told).location == f"{page}?done=spend-kept"
    assert kept(db) == [("2026-11-17", "zalo", "", 1_200_000, "staff")]
    assert "1,200,000" in marketer.get(page).text
    key = {name: told[name] for name in ("day", "source", "campaign")} | {"currency": "VND"}
    assert marketer.post(f"{page}/forget", data=key).status_code == 303
    assert kept(db) == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"cost": "much"}, "Write the cost like 150000."),
        ({"day": "soon"}, "Write the day like 2026-11-21."),
        ({"source": ""}, "Write the source, such as google."),
    ],
)
def test_a_mistake_is_told_at_its_field_and_nothing_typed_is_lost(
    marketer: FlaskClient, page: str, db: Db, change: dict[str, str], reason: str
) -> None:
    told = {"day": "2026-11-17", "source": "zalo", "campaign": "Trà Tết", "cost": "5"} | change
    answer = marketer.post(page, data=told)
    assert answer.status_code == 422
    assert reason in answer.text
    assert 'value="Trà Tết"' in answer.text
    assert kept(db) == []


def test_a_campaign_shows_what_a_lead_cost_and_the_file_says_the_same(
    app: Flask, marketer: FlaskClient, page: str, db: Db, site: Site, now: int
) -> None:
    lead = post_lead(app.test_client(), lead_body(site, now)).json["id"]
    (credit,) = rows(db, "select source, campaign from credits where model = 'last_non_direct'")
    told = {"day": "2026-11-18", "source": credit[0], "campaign": credit[1], "cost": "90.000"}
    marketer.post(page, data=told)
    assert lead
    shown = marketer.get(page).text
    assert "₫90,000" in shown
    assert "brought no visit" not in shown
    file = marketer.get(f"{page}.csv").get_data(as_text=True).splitlines()
    assert file[0].lstrip("\ufeff").startswith("Source,Campaign,Cost (VND),Leads,Per lead (VND),Won")
    assert file[1].split(",")[2:5] == ["90000.0", "1", "90000.0"]
    assert file[-1].startswith("Total,")


def test_who_may_only_look_sees_no_forms_and_changes_nothing(viewer: FlaskClient, page: str, db: Db) -> None:
    assert 'type="file"' not in viewer.get(page).text
    assert viewer.post(page, data={"day": "2026-11-17", "source": "a", "cost": "1"}).status_code == 403
    assert upload(viewer, page, REPORT).status_code == 403
    assert viewer.get(f"{page}.csv").status_code == 403
    assert kept(db) == []


def test_words_of_others_stay_words(marketer: FlaskClient, page: str, db: Db, site: Site, now: int) -> None:
    service.record(db, site, [service.Spend("2026-11-17", SCRIPTED, SCRIPTED, "VND", 5)], "api", now)
    assert "<script>alert" not in marketer.get(page).text
