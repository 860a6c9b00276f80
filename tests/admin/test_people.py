"""Who may enter a site."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from collector.accounts import service as accounts
from collector.db import Db
from collector.sites.service import Site
from tests.admin.cast import client_of, sign_in


def invite(client: FlaskClient, site: Site, email: str, role: str = "agent") -> str:
    answer = client.post(f"/admin/{site.key}/people", data={"email": email, "role": role})
    assert answer.status_code == 200
    return str(answer.text)


def person_id(db: Db, email: str) -> str:
    with db.read() as tx:
        rows = tx.connection.execute("select id, email from people").fetchall()
    return next(str(row[0]) for row in rows if row[1] == email)


def test_an_invitation_shows_a_link_that_signs_in_once(app: Flask, owner: FlaskClient, site: Site) -> None:
    text = invite(owner, site, "tuvan@shop.example")
    link = re.search(r"https://beckon\.example\.com(/admin/sign-in/[\w-]+)", text)
    assert link
    browser = app.test_client()
    assert browser.post(link[1]).status_code == 303
    page = browser.get(f"/admin/{site.key}/leads/new")
    assert page.status_code == 200
    assert link[1] not in owner.get(f"/admin/{site.key}/people").text


def test_nobody_is_handed_a_link_into_sites_that_are_not_theirs(
    app: Flask, db: Db, owner: FlaskClient, site: Site, other_site: Site, now: int
) -> None:
    sign_in(db, "owner", [other_site.id], now, "chu@other.example")
    sign_in(db, "owner", [], now, "chu@all.example")
    for email in ("chu@other.example", "chu@all.example"):
        text = invite(owner, site, email, "viewer")
        assert "/admin/sign-in/" not in text
        assert "is in, and signs in as before." in text


def test_an_invitation_is_renewed_for_ones_own_people(app: Flask, owner: FlaskClient, site: Site) -> None:
    invite(owner, site, "tuvan@shop.example")
    assert "/admin/sign-in/" in invite(owner, site, "tuvan@shop.example")


@pytest.mark.parametrize(("email", "role"), [("kein-at", "agent"), ("a@b.example", "king"), ("", "viewer")])
def test_what_cannot_be_invited_is_told(owner: FlaskClient, site: Site, email: str, role: str) -> None:
    answer = owner.post(f"/admin/{site.key}/people", data={"email": email, "role": role})
    assert answer.status_code == 422
    assert "/admin/sign-in/" not in answer.text


def test_a_role_is_changed_and_taken_away(app: Flask, db: Db, owner: FlaskClient, site: Site, now: int) -> None:
    other = client_of(app, sign_in(db, "viewer", [site.id], now, "a@shop.example"))
    path = f"/admin/{site.key}/people/{person_id(db, 'a@shop.example')}"
    assert other.get(f"/admin/{site.key}/leads/new").status_code == 403
    assert owner.post(path, data={"do": "role", "role": "agent"}).status_code == 303
    assert other.get(f"/admin/{site.key}/leads/new").status_code == 200
    assert owner.post(path, data={"do": "remove"}).status_code == 303
    assert other.get(f"/admin/{site.key}/").status_code == 404


def test_nobody_changes_their_own_role(db: Db, owner: FlaskClient, site: Site) -> None:
    own = person_id(db, f"owner@{site.id}.example".replace("_", "-"))
    assert owner.post(f"/admin/{site.key}/people/{own}", data={"do": "remove"}).status_code == 409
    assert owner.get(f"/admin/{site.key}/").status_code == 200


def test_people_of_other_sites_and_of_all_sites_are_out_of_reach(
    db: Db, owner: FlaskClient, site: Site, other_site: Site, now: int
) -> None:
    sign_in(db, "agent", [other_site.id], now, "b@other.example")
    sign_in(db, "owner", [], now, "chu@all.example")
    assert "b@other.example" not in owner.get(f"/admin/{site.key}/people").text
    for email in ("b@other.example", "chu@all.example"):
        answer = owner.post(f"/admin/{site.key}/people/{person_id(db, email)}", data={"do": "remove"})
        assert answer.status_code == 404
    person = accounts.person_of_session(db, sign_in(db, "owner", [], now, "chu@all.example"), now)
    assert person
    assert person[0].roles == {"*": "owner"}


def test_every_role_is_explained(owner: FlaskClient, site: Site) -> None:
    text = owner.get(f"/admin/{site.key}/people").text
    for meaning in (
        "Sees leads and reports.",
        "Also works on leads",
        "Also edits and publishes",
        "Also changes the site",
    ):
        assert meaning in text


def test_the_installations_owner_sees_who_is_on_every_site(installation_owner: FlaskClient, site: Site) -> None:
    text = installation_owner.get(f"/admin/{site.key}/people").text
    assert "On every site" in text
    assert "owner@all.example" in text


def test_the_page_of_a_site_changes_roles_on_that_site_alone(
    db: Db, installation_owner: FlaskClient, site: Site, other_site: Site, now: int
) -> None:
    sign_in(db, "agent", [other_site.id], now, "b@other.example")
    path = f"/admin/{site.key}/people/{person_id(db, 'b@other.example')}"
    for do in ("role", "remove"):
        assert installation_owner.post(path, data={"do": do, "role": "owner"}).status_code == 404
