"""`POST /v1/push/subscriptions`: kept when a push service of today's browsers is behind it, and only then."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import Flask
from flask.testing import FlaskClient

from collector.db import Db
from collector.http import Services
from collector.push import keys, service
from collector.quarantine import service as quarantine
from collector.sites.service import Site
from tests.make import BROWSER, ORIGIN, VISITOR
from tests.trap import HOSTILE

ENDPOINT = "https://fcm.googleapis.com/fcm/send/dQw4w9WgXcQ:APA91b"


def base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


POINT = ec.generate_private_key(ec.SECP256R1()).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
KEYS = {"p256dh": base64url(POINT), "auth": base64url(b"a secret of 16 b")}


def body(site: Site, endpoint: str = ENDPOINT, found: dict[str, str] | None = None, **values: Any) -> dict[str, Any]:
    subscription = {"endpoint": endpoint, "expirationTime": None, "keys": found or KEYS}
    more = {"site": site.key, "subscription": subscription, "server_key": "", "visitor": VISITOR}
    return more | {"categories": ["tin", "giảm giá"], "language": "vi", "zone": "Asia/Ho_Chi_Minh"} | values


def post(client: FlaskClient, sent: Any, path: str = "subscriptions", origin: str = ORIGIN) -> Any:
    data = sent if isinstance(sent, bytes) else json.dumps(sent)
    headers = {"Origin": origin, "User-Agent": BROWSER, "Content-Type": "text/plain"}
    return client.post(f"/v1/push/{path}", data=data, headers=headers)


def rows(db: Db) -> list[Any]:
    with db.read() as tx:
        return list(tx.connection.execute("select * from push_subscriptions order by id").fetchall())


def reasons(db: Db) -> list[tuple[str, str]]:
    with db.read() as tx:
        found = tx.connection.execute("select route, reason from quarantine order by id").fetchall()
    return [tuple(row) for row in found]


def test_a_subscription_is_stored_with_what_it_was_asked_with(
    app: Flask, client: FlaskClient, db: Db, site: Site, now: int
) -> None:
    services: Services = app.extensions["beckon"]
    server_key = keys.public_key(db, services.box, now)
    answer = post(client, body(site, server_key=server_key, touch="e1", widget="w_1"))
    assert (answer.status_code, answer.json["status"]) == (201, "stored")
    (row,) = rows(db)
    assert (row.id, row.endpoint, row.p256dh, row.auth) == (answer.json["id"], ENDPOINT, KEYS["p256dh"], KEYS["auth"])
    assert (row.visitor, row.touch_id, row.widget_id, row.device) == (VISITOR, "e1", "w_1", "phone")
    assert (json.loads(row.categories), row.language) == (["giảm giá", "tin"], "vi")
    with db.read() as tx:
        assert row.key_id == keys.id_of(tx, server_key) is not None
    assert service.count(db, site) == 1


def test_the_key_is_made_once_and_its_secret_is_sealed(app: Flask, db: Db, now: int) -> None:
    box = app.extensions["beckon"].box
    shown = keys.public_key(db, box, now)
    assert keys.public_key(db, box, now + 1) == shown
    assert len(base64.urlsafe_b64decode(shown + "=")) == 65
    with db.read() as tx:
        (row,) = tx.connection.execute("select private_key from push_keys").fetchall()
    assert "PRIVATE" not in row[0]
    assert box.open(row[0]).startswith("-----BEGIN PRIVATE KEY-----")


def test_the_same_browser_again_refreshes_its_own_and_loses_nothing(client: FlaskClient, db: Db, site: Site) -> None:
    first = post(client, body(site))
    again = post(client, body(site, visitor=None, categories=["tin"]))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json["id"] == again.json["id"]
    (row,) = rows(db)
    assert (row.visitor, row.categories) == (VISITOR, '["tin"]')


def test_a_removal_forgets_it_and_a_new_consent_brings_it_back(client: FlaskClient, db: Db, site: Site) -> None:
    post(client, body(site))
    gone = {"site": site.key, "endpoint": ENDPOINT}
    assert post(client, gone, "subscriptions/removals").json == {"status": "removed"}
    assert post(client, gone, "subscriptions/removals").status_code == 200
    assert service.count(db, site) == 0
    assert post(client, body(site)).status_code == 201
    assert service.count(db, site) == 1


def test_what_a_browser_leaves_out_stays_as_it_was_known(client: FlaskClient, db: Db, site: Site) -> None:
    post(client, body(site))
    post(client, body(site, visitor=None, categories=None, language=None))
    (row,) = rows(db)
    assert (row.visitor, json.loads(row.categories), row.language) == (VISITOR, ["giảm giá", "tin"], "vi")


def test_a_subscription_that_replaces_another_takes_over_what_was_chosen(
    client: FlaskClient, db: Db, site: Site
) -> None:
    post(client, body(site))
    anew = body(site, ENDPOINT + "2", visitor=None, categories=None, language=None, replaces=ENDPOINT)
    assert post(client, anew).status_code == 201
    old, new = rows(db)
    assert (old.removed_why, new.removed_at) == ("replaced", None)
    assert (new.visitor, json.loads(new.categories), new.language) == (VISITOR, ["giảm giá", "tin"], "vi")
    assert service.count(db, site) == 1


def test_nobody_replaces_a_subscription_of_another_site(
    client: FlaskClient, db: Db, site: Site, other_site: Site
) -> None:
    post(client, body(site))
    foreign = body(other_site, ENDPOINT + "2", replaces=ENDPOINT, categories=None)
    post(client, foreign, origin=other_site.origins[0])
    assert service.count(db, site) == 1


def test_pages_learn_the_key_of_today_and_those_before(app: Flask, client: FlaskClient, db: Db, now: int) -> None:
    box = app.extensions["beckon"].box
    first = client.get("/v1/push/keys")
    assert first.json["earlier"] == []
    assert (first.headers["Cache-Control"], first.headers["Access-Control-Allow-Origin"]) == ("no-store", "*")
    second = keys.rotate(db, box, now + 60_000)
    assert client.get("/v1/push/keys").json == {"key": second, "earlier": [first.json["key"]]}
    with db.read() as tx:
        assert keys.id_of(tx, first.json["key"]) not in (None, keys.id_of(tx, second))


HOSTS = (
    "https://jmt17.google.com/fcm/send/x",
    "https://updates.push.services.mozilla.com/wpush/v2/gAAA",
    "https://db5p.notify.windows.com/w/?token=x",
    "https://web.push.apple.com/QGuQ",
    "https://android.googleapis.com/gcm/send/x",
)


@pytest.mark.parametrize("endpoint", HOSTS)
def test_what_browsers_hand_out_today_is_taken(client: FlaskClient, site: Site, endpoint: str) -> None:
    assert post(client, body(site, endpoint)).status_code == 201


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://169.254.169.254/",
        "https://2130706433/",
        "https://[::ffff:127.0.0.1]/",
        "https://fcm.googleapis.com@evil.example/",
        "https://fcm.googleapis.com.evil.example/",
        "https://evilfcm.googleapis.com/",
        "https://push.services.mozilla.com.evil.example/",
        "http://fcm.googleapis.com/fcm/send/x",
        "https://fcm.googleapis.com:8443/fcm/send/x",
        "https://notify.windows.com/x",
        "javascript:alert(1)",
    ],
)
def test_any_other_endpoint_is_quarantined(client: FlaskClient, db: Db, site: Site, endpoint: str) -> None:
    answer = post(client, body(site, endpoint))
    assert (answer.status_code, answer.json) == (202, {"status": "quarantined", "reason": "endpoint_host"})
    assert rows(db) == []
    assert reasons(db) == [("push", "endpoint_host")]


def test_none_of_the_hostile_addresses_is_a_push_service() -> None:
    hosts = ("fcm.googleapis.com", "*.push.services.mozilla.com", "*.notify.windows.com", "*.push.apple.com")
    assert [url for url in HOSTILE if service.of_push_service(url.replace("{port}", "443"), hosts)] == []


@pytest.mark.parametrize(
    "found",
    [
        {"p256dh": "", "auth": KEYS["auth"]},
        {"p256dh": "!!", "auth": KEYS["auth"]},
        {"p256dh": base64url(b"\4" + b"\1" * 64), "auth": KEYS["auth"]},
        {"p256dh": base64url(POINT[:33]), "auth": KEYS["auth"]},
        {"p256dh": KEYS["p256dh"], "auth": base64url(b"short")},
        {"p256dh": KEYS["p256dh"]},
    ],
)
def test_broken_keys_are_quarantined_by_name(client: FlaskClient, db: Db, site: Site, found: dict[str, str]) -> None:
    assert post(client, body(site, found=found)).json["reason"] == "shape"
    assert rows(db) == []


@pytest.mark.parametrize("sent", [b"", b"[]", b"{", b"null", b'{"site":"\\ud800"}', b"\xff"])
def test_what_cannot_be_read_is_quarantined(client: FlaskClient, db: Db, sent: bytes) -> None:
    assert post(client, sent).status_code == 202
    assert [route for route, _ in reasons(db)] == ["push"]


def test_what_cannot_be_stored_is_kept_under_the_site_that_it_names(client: FlaskClient, db: Db, site: Site) -> None:
    assert post(client, body(site, zone="a\0b")).json == {"status": "quarantined", "reason": "nul"}
    with db.read() as tx:
        assert quarantine.counts(tx, site.id) == {"nul": 1}


def test_a_foreign_page_is_quarantined_and_an_unknown_site_is_none(client: FlaskClient, db: Db, site: Site) -> None:
    assert post(client, body(site), origin="https://evil.example").json["reason"] == "origin"
    assert post(client, body(site) | {"site": "nobody"}).status_code == 404
    assert rows(db) == []


@pytest.mark.parametrize("at", [0, 1, 1e30, -5, 1_795_000_000_000.5])
def test_an_odd_time_of_expiry_is_no_reason_to_lose_it(client: FlaskClient, db: Db, site: Site, at: float) -> None:
    sent = body(site)
    sent["subscription"]["expirationTime"] = at
    assert post(client, sent).status_code == 201
    assert len(rows(db)) == 1
