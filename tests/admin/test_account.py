"""One's own account."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from collector.accounts import service as accounts
from collector.db import Db
from collector.sites.service import Site
from tests.admin.cast import client_of, sign_in
from tests.conftest import MovableClock

PASSWORD = "một câu ngắn dễ nhớ"
HOUR = 3_600_000


@pytest.fixture
def settled(owner: FlaskClient) -> FlaskClient:
    """Has a password."""
    assert owner.post("/admin/account/password", data={"password": PASSWORD}).status_code == 303
    return owner


def test_name_and_language_are_saved(owner: FlaskClient) -> None:
    answer = owner.post("/admin/account", data={"name": "Chị Ơn", "locale": "vi"})
    assert answer.location == "/admin/account?done=saved"
    page = owner.get(answer.location)
    assert 'value="Chị Ơn"' in page.text
    assert "Đã lưu." in page.text


def test_an_unknown_language_means_the_browsers(owner: FlaskClient) -> None:
    owner.post("/admin/account", data={"name": "An", "locale": "xx"})
    assert '<html lang="en">' in owner.get("/admin/account").text


def test_a_short_password_is_refused_with_422_beside_its_field(owner: FlaskClient) -> None:
    answer = owner.post("/admin/account/password", data={"password": "short"})
    assert answer.status_code == 422
    assert "at least 10 characters" in answer.text
    assert 'aria-describedby="password-error"' in answer.text


def test_a_new_password_ends_the_other_devices(app: Flask, db: Db, site: Site, now: int, owner: FlaskClient) -> None:
    email = f"owner@{site.id}.example".replace("_", "-")
    other = client_of(app, sign_in(db, "owner", [site.id], now, email))
    assert other.get("/admin/account").status_code == 200
    owner.post("/admin/account/password", data={"password": PASSWORD})
    assert other.get("/admin/account").status_code == 401
    assert owner.get("/admin/account").status_code == 200


def test_later_a_new_password_needs_the_old_one(settled: FlaskClient, clock: MovableClock) -> None:
    clock.now += HOUR
    assert 'name="old"' in settled.get("/admin/account/password").text
    wrong = settled.post("/admin/account/password", data={"old": "wrong", "password": PASSWORD + "!"})
    assert wrong.status_code == 401
    assert "E-mail address or password is wrong" in wrong.text
    right = settled.post("/admin/account/password", data={"old": PASSWORD, "password": PASSWORD + "!"})
    assert right.location == "/admin/account?done=password"
    assert "__Host-beckon=" in right.headers["Set-Cookie"]
    assert settled.get("/admin/account").status_code == 200


def test_devices_are_listed_and_signed_out_one_by_one(
    app: Flask, db: Db, site: Site, now: int, owner: FlaskClient
) -> None:
    email = f"owner@{site.id}.example".replace("_", "-")
    secret = sign_in(db, "owner", [site.id], now, email)
    found = accounts.person_of_session(db, secret, now)
    assert found
    page = owner.get("/admin/account").text
    assert "This device" in page
    assert page.count("Chrome Mobile · Android") == 2
    assert owner.post(f"/admin/account/sessions/{found[1]}/end").status_code == 303
    assert client_of(app, secret).get("/admin/account").status_code == 401


def test_nobody_signs_out_somebody_elses_device(
    app: Flask, db: Db, site: Site, now: int, owner: FlaskClient, viewer: FlaskClient
) -> None:
    secret = sign_in(db, "agent", [site.id], now)
    found = accounts.person_of_session(db, secret, now)
    assert found
    owner.post(f"/admin/account/sessions/{found[1]}/end")
    assert client_of(app, secret).get("/admin/account").status_code == 200
