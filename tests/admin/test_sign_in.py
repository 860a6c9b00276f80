"""Getting in and out: the one-time link, the password, the limits."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from admin.routing import sign_in_path
from collector.accounts import service as accounts
from collector.db import Db
from collector.sites.service import Site
from tests.admin.cast import client_of
from tests.conftest import MovableClock
from tests.make import BROWSER

EMAIL = "an@shop.example"
PASSWORD = "một câu ngắn dễ nhớ"


@pytest.fixture
def secret(db: Db, site: Site, now: int) -> str:
    """A fresh one-time link's."""
    return accounts.add_person(db, EMAIL, "owner", [site.id], now, "Chị An")


@pytest.fixture
def with_password(db: Db, secret: str, now: int) -> None:
    session = accounts.use_link(db, secret, BROWSER, now)
    found = accounts.person_of_session(db, session, now)
    assert found
    accounts.set_password(db, found[0], PASSWORD, found[1])


def browser(app: Flask) -> FlaskClient:
    client = app.test_client()
    client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    return client


def attempt(client: FlaskClient, email: str = EMAIL, password: str = PASSWORD, **form: str) -> Any:
    return client.post("/admin/sign-in", data={"email": email, "password": password} | form)


def test_looking_at_the_link_uses_nothing_up_and_pressing_its_button_signs_in_once(
    app: Flask, site: Site, secret: str
) -> None:
    scanner, person, second = browser(app), browser(app), browser(app)
    for _ in range(3):
        page = scanner.get(sign_in_path(secret))
        assert page.status_code == 200
        assert "Set-Cookie" not in page.headers
        assert scanner.head(sign_in_path(secret)).status_code == 200
    assert person.post(sign_in_path(secret)).status_code == 303
    assert person.get(f"/admin/{site.key}/").status_code == 200
    assert second.post(sign_in_path(secret)).status_code == 410
    assert second.get(f"/admin/{site.key}/").status_code == 401


def test_a_link_ends_after_a_day(app: Flask, secret: str, clock: MovableClock) -> None:
    clock.now += 24 * 3_600_000
    answer = browser(app).post(sign_in_path(secret), headers={"Accept-Language": "vi"})
    assert answer.status_code == 410
    assert "Liên kết đăng nhập này đã dùng rồi hoặc đã quá hạn" in answer.text


def test_after_the_link_a_password_is_asked_for_and_then_signs_in(app: Flask, secret: str, site: Site) -> None:
    first = browser(app)
    assert first.post(sign_in_path(secret)).location == "/admin/account/password?welcome=1"
    assert 'name="password"' in first.get("/admin/account/password?welcome=1").text
    answer = first.post("/admin/account/password", data={"password": PASSWORD, "welcome": "1"})
    assert answer.location == "/admin/"
    second = browser(app)
    assert attempt(second).status_code == 303
    assert second.get("/admin/").location == f"/admin/{site.key}/"


@pytest.mark.usefixtures("with_password")
def test_unknown_and_wrong_read_alike(app: Flask) -> None:
    wrong = attempt(browser(app), password="wrong")
    unknown = attempt(browser(app), email="nobody@shop.example", password="wrong")
    assert wrong.status_code == unknown.status_code == 401
    plain = [answer.text.replace(EMAIL, "…").replace("nobody@shop.example", "…") for answer in (wrong, unknown)]
    without_nonce = [text.split("nonce=")[0] + text.rpartition("</head>")[2] for text in plain]
    assert without_nonce[0] == without_nonce[1]


@pytest.mark.usefixtures("with_password")
def test_unknown_costs_as_many_hashes_as_wrong(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[str] = []
    verify = accounts._hasher.verify

    class Counting:
        def verify(self, stored: str, password: str) -> bool:
            hashed.append(stored.split("$")[3])
            return verify(stored, password)

    monkeypatch.setattr(accounts, "_hasher", Counting())
    for email in (EMAIL, "nobody@shop.example", "not an address"):
        attempt(browser(app), email=email, password="wrong")
    assert len(hashed) == 3
    assert len(set(hashed)) == 1  # the same cost parameters


@pytest.mark.usefixtures("with_password")
def test_the_eleventh_wrong_password_is_429_and_other_accounts_and_addresses_go_on(app: Flask) -> None:
    client = browser(app)
    for _ in range(10):
        assert attempt(client, password="wrong").status_code == 401
    refused = attempt(client)
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 600
    assert attempt(client, email="other@shop.example", password="wrong").status_code == 401
    client.environ_base["REMOTE_ADDR"] = "203.0.113.9"
    assert attempt(client).status_code == 303


@pytest.mark.usefixtures("with_password")
def test_signing_in_rightly_uses_up_no_attempts(app: Flask) -> None:
    client = browser(app)
    assert [attempt(client).status_code for _ in range(12)] == [303] * 12


@pytest.mark.usefixtures("with_password")
@pytest.mark.parametrize(
    ("wanted", "location"),
    [
        ("/admin/account?x=1", "/admin/account?x=1"),
        ("https://evil.example/", "/admin/"),
        ("//evil.example/admin/", "/admin/"),
        ("/admin/\\evil.example", "/admin/"),
        ("/adminevil", "/admin/"),
        ("/admin/sign-out", "/admin/"),
    ],
)
def test_after_signing_in_only_a_page_of_the_admin_follows(app: Flask, wanted: str, location: str) -> None:
    assert attempt(browser(app), next=wanted).location == location


@pytest.mark.usefixtures("with_password")
def test_the_page_that_was_asked_for_follows(app: Flask, site: Site) -> None:
    page = browser(app).get(f"/admin/{site.key}/leads?status=new")
    assert page.status_code == 401
    assert f'name="next" value="/admin/{site.key}/leads?status=new"' in page.text


@pytest.mark.usefixtures("with_password")
def test_a_planted_cookie_does_not_become_the_session(app: Flask) -> None:
    client = client_of(app, "planted")
    answer = attempt(client)
    assert "planted" not in answer.headers["Set-Cookie"]
    assert client_of(app, "planted").get("/admin/account").status_code == 401


def test_a_session_sleeps_after_eight_hours_and_ends_after_seven_days(
    app: Flask, db: Db, owner: FlaskClient, clock: MovableClock
) -> None:
    hour = 3_600_000
    for _ in range(23):
        clock.now += 7 * hour
        assert owner.get("/admin/account").status_code == 200
    clock.now += 8 * hour
    assert owner.get("/admin/account").status_code == 401


def test_whoever_is_signed_in_needs_no_door(owner: FlaskClient) -> None:
    assert owner.get("/admin/sign-in").status_code == 303


def test_the_language_is_the_persons_else_the_browsers_else_the_sites(
    app: Flask, owner: FlaskClient, site: Site
) -> None:
    assert "<h1>Overview</h1>" in owner.get(f"/admin/{site.key}/").text
    owner.environ_base["HTTP_ACCEPT_LANGUAGE"] = ""
    assert '<html lang="vi">' in owner.get(f"/admin/{site.key}/").text
    owner.post("/admin/account", data={"name": "An", "locale": "en"})
    owner.environ_base["HTTP_ACCEPT_LANGUAGE"] = "vi"
    assert "<h1>Overview</h1>" in owner.get(f"/admin/{site.key}/").text
