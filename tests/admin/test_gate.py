"""The gate: who gets in where, on every route that the admin has."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from admin.routing import ACTIONS, OPEN
from collector.accounts.roles import ACTIONS as LEAST_ROLES
from collector.accounts.roles import ROLES
from collector.db import Db
from collector.notices import service as notices
from collector.outbox import service as outbox
from collector.quotes import service as quotes
from collector.sites.service import Site
from tests.admin.cast import client_of, make_webhook, send_lead, sign_in
from tests.make import make_widget

METHODS = ("GET", "POST")


def rules(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("admin.")]


class Addresses:
    """Real addresses of every rule, for a site that has a lead and a widget."""

    def __init__(self, app: Flask, db: Db, site: Site, now: int) -> None:
        self.app = app
        target = {"kind": "email", "event": "test", "target": "a@shop.example", "lane": "email", "payload": {}}
        with db.write() as tx:
            delivery_id = outbox.put(tx, site.id, now=now, **target)  # type: ignore[arg-type]
        recipient = notices.add_email(db, site, "of-nobody@shop.example", now)
        self.values = {
            "recipient_id": recipient.id,
            "webhook_id": make_webhook(db, site, now),
            "delivery_id": delivery_id,
            "quote_id": quotes.add(db, site, {}, now)["id"],
            "key": site.key,
            "lead_id": send_lead(app, site, now, "key-of-a-lead")["id"],
            "widget_id": make_widget(db, site, "contact", now),
            "person_id": "p_x",
            "session_id": "ss_x",
            "part": "hours",
            "secret": "x",
            "filename": "base.css",
        }

    def __iter__(self) -> Iterator[tuple[Rule, str, str]]:
        for rule in rules(self.app):
            for method in METHODS:
                if method in (rule.methods or ()):
                    built = rule.build({name: self.values[name] for name in rule.arguments})
                    assert built
                    yield rule, method, built[1]


@pytest.fixture
def addresses(app: Flask, db: Db, site: Site, now: int) -> Addresses:
    return Addresses(app, db, site, now)


def test_every_route_is_open_on_purpose_or_of_a_site_with_an_action_or_ones_own(app: Flask) -> None:
    own = {rule.endpoint for rule in rules(app) if "key" not in rule.arguments} - OPEN
    assert own == {
        "admin.home",
        "admin.sites",
        "admin.site_new",
        "admin.site_add",
        "admin.account",
        "admin.account_save",
        "admin.password",
        "admin.password_set",
        "admin.session_end",
        "admin.sound_set",
        "admin.sign_out",
    }
    assert {rule.endpoint for rule in rules(app) if "key" in rule.arguments} == set(ACTIONS)
    assert {"admin.static", "admin.sign_in", "admin.sign_in_try", "admin.link", "admin.link_use"} == OPEN


def test_without_a_session_every_route_but_the_door_answers_401(app: Flask, addresses: Addresses) -> None:
    client = app.test_client()
    for rule, method, path in addresses:
        if rule.endpoint not in OPEN:
            answer = client.open(path, method=method, headers={"Sec-Fetch-Site": "same-origin"})
            assert (path, answer.status_code) == (path, 401)
            assert b"0900 000 001" not in answer.data


def test_another_sites_owner_meets_404_on_every_route_of_the_site(outsider: FlaskClient, addresses: Addresses) -> None:
    for rule, method, path in addresses:
        if "key" in rule.arguments:
            answer = outsider.open(path, method=method)
            assert (path, method, answer.status_code) == (path, method, 404)
            assert "Mộc An".encode() not in answer.data


@pytest.mark.parametrize("role", ROLES)
def test_a_role_opens_what_it_may_and_meets_403_elsewhere(
    app: Flask, db: Db, site: Site, now: int, addresses: Addresses, role: str
) -> None:
    client = client_of(app, sign_in(db, role, [site.id], now))
    for rule, method, path in addresses:
        if rule.endpoint in ACTIONS:
            may = ROLES.index(role) >= ROLES.index(LEAST_ROLES[ACTIONS[rule.endpoint]])
            answer = client.open(path, method=method)
            assert (path, method, answer.status_code == 403) == (path, method, not may)


def test_leads_and_widgets_of_another_site_are_404_inside_ones_own(
    outsider: FlaskClient, other_site: Site, addresses: Addresses
) -> None:
    for rule, method, path in addresses:
        if {"lead_id", "widget_id", "quote_id", "recipient_id", "webhook_id", "delivery_id"} & rule.arguments:
            foreign = path.replace(addresses.values["key"], other_site.key)
            form = {"status": "won", "do": "save", "config": "{}"}
            answer = outsider.open(foreign, method=method, data=form if method == "POST" else None)
            assert (foreign, method, answer.status_code) == (foreign, method, 404)


def test_an_ended_session_opens_nothing(app: Flask, owner: FlaskClient, site: Site) -> None:
    assert owner.get(f"/admin/{site.key}/").status_code == 200
    assert owner.post("/admin/sign-out").status_code == 303
    assert owner.get(f"/admin/{site.key}/").status_code == 401


def test_htmx_without_a_session_is_sent_to_the_door_and_back(app: Flask, site: Site) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": f"https://beckon.example.com/admin/{site.key}/leads?q=x"}
    answer = app.test_client().get(f"/admin/{site.key}/", headers=headers)
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == f"/admin/sign-in?next=/admin/{site.key}/leads"


def test_an_unknown_page_is_404_as_a_page_for_people(owner: FlaskClient, client: FlaskClient) -> None:
    for browser in (owner, client):
        answer = browser.get("/admin/nothing-here/at/all")
        assert answer.status_code == 404
        assert answer.content_type == "text/html; charset=utf-8"


def test_errors_outside_the_admin_stay_problem_details(owner: FlaskClient) -> None:
    answer = owner.get("/api/v1/leads")
    assert answer.status_code == 401
    assert answer.content_type == "application/problem+json"


FORGED = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://localhost.evil.example"},
    {"Origin": "http://evil.example:80/localhost"},
    {},
]
OWN = [
    {"Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": "http://localhost"},
    {"Origin": "https://beckon.example.com"},
]


def test_a_change_that_another_page_sends_is_refused_on_every_route(owner: FlaskClient, addresses: Addresses) -> None:
    del owner.environ_base["HTTP_SEC_FETCH_SITE"]
    for _, method, path in addresses:
        for headers in FORGED if method == "POST" else ():
            answer = owner.post(path, headers=headers)
            assert (path, headers, answer.status_code) == (path, headers, 403)


def test_a_change_from_our_own_pages_passes(owner: FlaskClient) -> None:
    del owner.environ_base["HTTP_SEC_FETCH_SITE"]
    for headers in OWN:
        assert owner.post("/admin/account", data={"name": "Chị Ơn"}, headers=headers).status_code == 303


def test_without_a_cookie_there_is_nothing_to_forge_with(app: Flask) -> None:
    answer = app.test_client().post("/admin/sign-in", data={"email": "a@b.example", "password": "x"})
    assert answer.status_code == 401
