"""The choice of sites, and a new one."""

from __future__ import annotations

from flask.testing import FlaskClient

from collector.db import Db
from collector.sites import service as sites
from collector.sites.service import Site

NEW = {
    "name": "Quán mới",
    "origins": "https://quanmoi.example\nhttps://*.quanmoi.example",
    "locale": "vi",
    "timezone": "Asia/Ho_Chi_Minh",
    "currency": "VND",
    "gate": "wait",
}


def test_people_see_their_own_sites_alone(owner: FlaskClient, outsider: FlaskClient, site: Site) -> None:
    assert "Mộc An" in owner.get("/admin/sites").text
    assert "Quán khác" not in owner.get("/admin/sites").text
    assert "Mộc An" not in outsider.get("/admin/sites").text


def test_whoever_has_one_site_starts_there_and_others_choose(
    owner: FlaskClient, installation_owner: FlaskClient, site: Site, other_site: Site
) -> None:
    assert owner.get("/admin/").location == f"/admin/{site.key}/"
    assert installation_owner.get("/admin/").location == "/admin/sites"


def test_a_new_site_leads_to_its_tag(installation_owner: FlaskClient, db: Db) -> None:
    answer = installation_owner.post("/admin/sites/new", data=NEW)
    made = sites.everything(db)[0]
    assert answer.location == f"/admin/{made.key}/site?done=site-added"
    assert made.gate == "wait"
    assert made.origins == ["https://*.quanmoi.example", "https://quanmoi.example"]
    assert f"/s/{made.key}.js" in installation_owner.get(answer.location).text


def test_mistakes_are_told_beside_their_fields_and_what_was_typed_stays(
    installation_owner: FlaskClient, db: Db
) -> None:
    wrong = NEW | {"name": "", "origins": "shop.vn/trang", "timezone": "Hà Nội", "currency": "XXZ"}
    answer = installation_owner.post("/admin/sites/new", data=wrong)
    assert answer.status_code == 422
    assert "shop.vn/trang: a domain is written like https://shop.vn" in answer.text
    assert "Hà Nội is no time zone" in answer.text
    assert "XXZ is no currency" in answer.text
    assert ">shop.vn/trang</textarea>" in answer.text
    assert sites.everything(db) == []


def test_only_the_installations_owner_adds_sites(owner: FlaskClient, db: Db, site: Site) -> None:
    assert owner.get("/admin/sites/new").status_code == 403
    assert owner.post("/admin/sites/new", data=NEW).status_code == 403
    assert "/admin/sites/new" not in owner.get("/admin/sites").text
    assert len(sites.everything(db)) == 1


def test_without_any_site_the_first_step_is_told(installation_owner: FlaskClient) -> None:
    assert "No site yet" in installation_owner.get("/admin/sites").text
