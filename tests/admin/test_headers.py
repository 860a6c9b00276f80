"""Headers of every answer, cookies, and what may be kept."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from collector.accounts import service as accounts
from collector.db import Db
from collector.settings import Settings
from collector.sites.service import Site
from tests.admin.test_gate import Addresses
from tests.make import BROWSER


@pytest.fixture
def addresses(app: Flask, db: Db, site: Site, now: int) -> Addresses:
    return Addresses(app, db, site, now)


def test_every_answer_carries_the_headers(owner: FlaskClient, client: FlaskClient, addresses: Addresses) -> None:
    paths = {path for _, _, path in addresses} | {"/admin", "/admin/nothing", "/admin/static/no-such-file.css"}
    for browser in (owner, client):
        for path in sorted(paths):
            for method in ("GET", "POST", "PUT"):
                headers = browser.open(path, method=method, buffered=True).headers
                assert headers["X-Content-Type-Options"] == "nosniff", path
                assert headers["X-Frame-Options"] == "DENY", path
                assert headers["Referrer-Policy"] == "same-origin", path
                assert headers["Cross-Origin-Opener-Policy"] == "same-origin", path
                assert headers["Cross-Origin-Resource-Policy"] == "same-origin", path
                assert "camera=()" in headers["Permissions-Policy"], path
                assert headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains", path
                assert headers["Cache-Control"] == "no-store", path
                assert "Access-Control-Allow-Origin" not in headers, path
                assert {"Cookie", "HX-Request"} <= set(headers["Vary"].split(", ")), path
                _check_policy(headers["Content-Security-Policy"])


def _check_policy(policy: str) -> None:
    parts = dict(part.split(" ", 1) for part in policy.split("; "))
    assert parts["default-src"] == "'none'"
    assert parts["frame-ancestors"] == "'none'"
    assert parts["base-uri"] == "'none'"
    assert parts["style-src"] == "'self'"
    assert re.fullmatch(r"'nonce-[\w-]{20,}' 'strict-dynamic'", parts["script-src"])
    assert "unsafe" not in policy


def test_every_answer_has_a_nonce_of_its_own_and_scripts_carry_it(owner: FlaskClient, site: Site) -> None:
    first, second = owner.get(f"/admin/{site.key}/reports"), owner.get(f"/admin/{site.key}/reports")
    nonces = [re.search(r"nonce-([\w-]+)", each.headers["Content-Security-Policy"])[1] for each in (first, second)]
    assert nonces[0] != nonces[1]
    scripts = re.findall(r"<script[^>]*>", first.text)
    assert len(scripts) == 5
    assert all(f'nonce="{nonces[0]}"' in script and " src=" in script for script in scripts)


def test_pages_hold_no_inline_style_and_no_inline_handler(owner: FlaskClient, addresses: Addresses) -> None:
    for _, method, path in addresses:
        if method == "GET" and "/static/" not in path:
            text = owner.get(path).text
            assert not re.search(r"<[^>]+\s(style|on\w+)\s*=", text), path
            assert "<style" not in text, path


def test_a_static_file_with_its_hash_may_be_kept_for_ever(client: FlaskClient) -> None:
    answer = client.get("/admin/static/base.css?v=abc", buffered=True)
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert client.get("/admin/static/nothing.css?v=abc").headers["Cache-Control"] == "no-store"


def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(app: Flask, db: Db, site: Site, now: int) -> None:
    secret = accounts.add_person(db, "a@shop.example", "owner", [site.id], now)
    answer = app.test_client().post(f"/admin/sign-in/{secret}", headers={"User-Agent": BROWSER})
    name, _, attributes = answer.headers["Set-Cookie"].partition("=")
    assert name == "__Host-beckon"
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(attributes.split("; "))
    assert "Domain" not in attributes


def test_without_tls_the_cookie_has_its_plain_name(
    app: Flask, db: Db, site: Site, now: int, settings: Settings
) -> None:
    object.__setattr__(app.extensions["beckon"].settings, "public_url", "http://127.0.0.1:8000")
    secret = accounts.add_person(db, "a@shop.example", "owner", [site.id], now)
    answer = app.test_client().post(f"/admin/sign-in/{secret}")
    assert answer.headers["Set-Cookie"].startswith("beckon=")
    assert "Secure" not in answer.headers["Set-Cookie"]
    assert "Strict-Transport-Security" not in answer.headers


def test_the_database_holds_no_session_secret(app: Flask, db: Db, site: Site, now: int) -> None:
    secret = accounts.use_link(db, accounts.add_person(db, "a@shop.example", "owner", [site.id], now), BROWSER, now)
    with db.read() as tx:
        rows = tx.connection.execute("select secret_hash, id, device from sessions").fetchall()
    assert rows
    assert all(secret not in str(tuple(row)) for row in rows)


def test_signing_out_clears_what_the_browser_kept(owner: FlaskClient) -> None:
    answer = owner.post("/admin/sign-out")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "__Host-beckon=;" in answer.headers["Set-Cookie"]
