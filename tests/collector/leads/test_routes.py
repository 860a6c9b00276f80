"""Leads in the server API: tokens, reach, filters, pages."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from collector.db import Db
from collector.sites.service import Site
from tests.make import lead_body, make_token, post_lead


def make_leads(client: FlaskClient, site: Site, now: int, count: int) -> None:
    for number in range(count):
        fields = {"phone": f"09000000{number:02}", "name": f"Khách {number}"}
        assert post_lead(client, lead_body(site, now, key=f"key-{number:04}", fields=fields)).status_code == 201


def test_without_a_live_token_nothing_is_told(client: FlaskClient, site: Site) -> None:
    for headers in ({}, {"Authorization": "Bearer nothing"}, {"Authorization": "Basic eA=="}):
        answer = client.get(f"/api/v1/leads?site={site.key}", headers=headers)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_token_of_another_site_sees_404(client: FlaskClient, db: Db, site: Site, other_site: Site, now: int) -> None:
    lead = post_lead(client, lead_body(site, now)).json["id"]
    foreign = make_token(db, now, other_site)
    assert client.get(f"/api/v1/leads?site={site.key}", headers=foreign).status_code == 404
    assert client.get(f"/api/v1/leads/{lead}", headers=foreign).status_code == 404
    assert client.patch(f"/api/v1/leads/{lead}", json={"status": "spam"}, headers=foreign).status_code == 404
    assert client.get("/api/v1/leads", headers=foreign).json["items"] == []


def test_a_read_token_cannot_write(client: FlaskClient, db: Db, site: Site, now: int) -> None:
    headers = make_token(db, now, site, "read")
    assert client.post("/api/v1/leads", json={"phone": "0900000001"}, headers=headers).status_code == 403
    assert client.get("/api/v1/leads", headers=headers).status_code == 200


def test_pages_follow_each_other_without_gap_or_repetition(client: FlaskClient, db: Db, site: Site, now: int) -> None:
    make_leads(client, site, now, 7)
    headers, seen, cursor = make_token(db, now, site), [], ""
    while cursor is not None:
        page = client.get(f"/api/v1/leads?limit=3&cursor={cursor}", headers=headers).json
        seen += [item["name"] for item in page["items"]]
        cursor = page["next"]
    assert seen == [f"Khách {number}" for number in reversed(range(7))]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=khách 3", ["Khách 3"]),
        ("q=0900 000 003", ["Khách 3"]),
        ("q=%2B84900000003", ["Khách 3"]),
        ("status=won", []),
        ("from=2026-11-18&to=2026-11-18&q=Khách 3", ["Khách 3"]),
        ("to=2026-11-17", []),
        ("q=%25", []),
    ],
)
def test_filters_find_what_they_say(
    client: FlaskClient, db: Db, site: Site, now: int, query: str, found: list[str]
) -> None:
    make_leads(client, site, now, 5)
    page = client.get(f"/api/v1/leads?{query}", headers=make_token(db, now, site)).json
    assert [item["name"] for item in page["items"]] == found


def test_an_unknown_filter_value_is_named(client: FlaskClient, db: Db, site: Site, now: int) -> None:
    answer = client.get("/api/v1/leads?status=maybe&from=yesterday", headers=make_token(db, now, site))
    assert answer.status_code == 422
    assert set(answer.json["errors"]) == {"status", "from"}


def test_one_lead_explains_itself_in_the_language_asked_for(client: FlaskClient, db: Db, site: Site, now: int) -> None:
    lead = post_lead(client, lead_body(site, now)).json["id"]
    headers = make_token(db, now, site)
    vi = client.get(f"/api/v1/leads/{lead}", headers=headers).json["attribution"]["explanation"]
    en = client.get(f"/api/v1/leads/{lead}", headers=headers | {"Accept-Language": "en"}).json["attribution"][
        "explanation"
    ]
    assert vi != en
    assert any("facebook" in sentence.lower() for sentence in vi)


def test_a_lead_is_won_by_patch(client: FlaskClient, db: Db, site: Site, now: int) -> None:
    lead = post_lead(client, lead_body(site, now)).json["id"]
    changes = {"status": "won", "value_minor": 1_500_000, "notes": "cọc 50 %"}
    answer = client.patch(f"/api/v1/leads/{lead}", json=changes, headers=make_token(db, now, site))
    assert answer.status_code == 200
    shown = {name: answer.json[name] for name in ("status", "value_minor", "notes")}
    assert shown == changes


def test_a_token_for_all_sites_has_to_name_one(
    client: FlaskClient, db: Db, site: Site, other_site: Site, now: int
) -> None:
    headers = make_token(db, now)
    assert client.get("/api/v1/leads", headers=headers).status_code == 422
    assert client.get(f"/api/v1/leads?site={other_site.key}", headers=headers).status_code == 200
    lead = post_lead(client, lead_body(site, now)).json["id"]
    assert client.get(f"/api/v1/leads/{lead}", headers=headers).json["site"] == site.key
