"""A forgotten origin: its leads wait, are offered, and come in with one tap."""

from __future__ import annotations

from flask.testing import FlaskClient

from collector.db import Db
from collector.leads import replay
from collector.leads import service as leads
from collector.sites import service as sites
from collector.sites.service import Site
from tests.make import lead_body, post_lead

FORGOTTEN = "https://khuyenmai.shop.example"


def test_a_lead_from_an_unknown_origin_waits_and_the_visitor_is_thanked(
    client: FlaskClient, db: Db, site: Site, now: int
) -> None:
    answer = post_lead(client, lead_body(site, now), origin=FORGOTTEN)
    assert (answer.status_code, answer.json) == (202, {"status": "quarantined", "reason": "origin"})
    assert leads.list_leads(db, site, {}) == ([], None)
    assert replay.origin_offers(db, site) == [{"origin": FORGOTTEN, "count": 1}]


def test_accepting_the_origin_adds_it_and_takes_its_leads_in_as_of_when_they_came(
    client: FlaskClient, db: Db, site: Site, now: int
) -> None:
    for number in range(3):
        body = lead_body(site, now, key=f"key-000{number}", fields={"phone": f"090000000{number}"})
        post_lead(client, body, origin=FORGOTTEN)
    assert replay.accept_origin(db, site, FORGOTTEN, now + 3_600_000) == 3
    found = leads.list_leads(db, site, {})[0]
    assert {lead["phone"] for lead in found} == {"0900000000", "0900000001", "0900000002"}
    assert {lead["created_at"] for lead in found} == {"2026-11-18T11:06:40.000Z"}
    assert FORGOTTEN in sites.find(db, site.id).origins
    assert replay.origin_offers(db, site) == []
    assert replay.accept_origin(db, sites.find(db, site.id), FORGOTTEN, now + 3_600_001) == 0


def test_the_apex_and_www_are_one(client: FlaskClient, site: Site, now: int) -> None:
    assert post_lead(client, lead_body(site, now), origin="https://www.shop.example").status_code == 201


def test_the_collectors_own_pages_may_send(client: FlaskClient, site: Site, now: int) -> None:
    assert post_lead(client, lead_body(site, now), origin="https://beckon.example.com").status_code == 201


def test_no_origin_and_the_null_origin_are_not_the_sites(client: FlaskClient, site: Site, now: int) -> None:
    for origin in ("", "null", "http://shop.example", "https://shop.example.evil.example", "https://evilshop.example"):
        assert post_lead(client, lead_body(site, now), origin=origin).json["reason"] == "origin"
