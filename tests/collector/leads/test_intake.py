"""POST /v1/leads: stored, the same again, another body under the key, to be corrected, or quarantined."""

from __future__ import annotations

import json

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from collector.db import Db
from collector.leads import attempts
from collector.leads import service as leads
from collector.leads.schema import STATUSES
from collector.sites.service import Site
from collector.widgets import facts
from tests.make import VISITOR, lead_body, make_widget, post_lead

MINUTE = 60_000


def count(db: Db, table: str) -> int:
    with db.read() as tx:
        return int(tx.connection.execute(f"select count(*) from {table}").fetchone()[0])


def test_a_lead_is_stored_with_its_source_and_answered_with_an_event_id(
    client: FlaskClient, db: Db, site: Site, now: int
) -> None:
    answer = post_lead(client, lead_body(site, now))
    assert answer.status_code == 201
    assert answer.json["status"] == "stored"
    lead = leads.get_lead(db, site, answer.json["id"], "vi")
    assert (lead["phone"], lead["phone_e164"]) == ("0900 000 001", "+84900000001")
    assert lead["source"]["channel"] == "Paid Social"
    assert lead["attribution"]["touches"][0]["click_id"]["value"] == "IwAR0abcDEF123"
    assert lead["event_id"] == answer.json["event_id"]


def test_the_same_key_and_body_is_stored_once_and_answered_alike(
    client: FlaskClient, db: Db, site: Site, now: int
) -> None:
    first = post_lead(client, lead_body(site, now))
    again = post_lead(client, lead_body(site, now, sent_at=now + 5000))
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json == first.json
    assert (count(db, "leads"), count(db, "conversions")) == (1, 1)


def test_another_body_under_the_key_is_refused_and_kept_aside(
    client: FlaskClient, db: Db, site: Site, now: int
) -> None:
    post_lead(client, lead_body(site, now))
    answer = post_lead(client, lead_body(site, now, fields={"phone": "0900 000 002"}))
    assert answer.status_code == 409
    assert answer.content_type == "application/problem+json"
    assert leads.list_leads(db, site, {})[0][0]["phone"] == "0900 000 001"
    assert count(db, "quarantine") == 1


def test_a_short_phone_is_sent_back_in_the_visitors_language_and_may_be_corrected_under_the_key(
    client: FlaskClient, db: Db, site: Site, now: int
) -> None:
    answer = post_lead(client, lead_body(site, now, fields={"phone": "0900"}))
    assert answer.status_code == 422
    assert "chưa đủ số" in answer.json["errors"]["phone"][0]
    assert count(db, "leads") == 0
    assert post_lead(client, lead_body(site, now)).status_code == 201
    assert (count(db, "leads"), count(db, "lead_attempts")) == (1, 0)


def test_the_same_odd_phone_sent_again_is_stored_and_flagged(client: FlaskClient, db: Db, site: Site, now: int) -> None:
    odd = lead_body(site, now, fields={"phone": "113"})
    assert post_lead(client, odd).status_code == 422
    assert post_lead(client, odd).status_code == 201
    lead = leads.list_leads(db, site, {})[0][0]
    assert lead["phone"] == "113"
    assert "insisted" in lead["flags"]


def test_a_required_field_is_asked_for(client: FlaskClient, db: Db, site: Site, now: int) -> None:
    widget = make_widget(db, site, "callback", now)
    answer = post_lead(client, lead_body(site, now, widget=widget, fields={"name": "Ơn"}))
    assert answer.status_code == 422
    assert list(answer.json["errors"]) == ["phone"]


def test_a_form_that_nobody_corrected_becomes_a_held_lead_after_half_an_hour(
    client: FlaskClient, db: Db, site: Site, now: int
) -> None:
    post_lead(client, lead_body(site, now, fields={"phone": "0900", "name": "Ơn"}))
    assert attempts.hold_abandoned(db, now + 29 * MINUTE) == 0
    assert attempts.hold_abandoned(db, now + 31 * MINUTE) == 1
    lead = leads.list_leads(db, site, {"held": True})[0][0]
    assert (lead["held"], lead["name"]) == ("not_corrected", "Ơn")
    assert count(db, "conversions") == 0


def test_a_promise_is_computed_and_said(client: FlaskClient, db: Db, site: Site, now: int) -> None:
    widget = make_widget(db, site, "callback", now)
    success = post_lead(client, lead_body(site, now, widget=widget)).json["success"]
    # 18:06:40 in Hồ Chí Minh City, always open, fifteen minutes.
    assert success["text"] == "Chúng tôi sẽ gọi lại trước 18:21 hôm nay."
    assert success["promise_at"] == "2026-11-18T11:21:40.000Z"


def test_an_unknown_widget_stores_the_lead_flagged(client: FlaskClient, db: Db, site: Site, now: int) -> None:
    assert post_lead(client, lead_body(site, now, widget="w_gone")).status_code == 201
    assert "unknown_widget" in leads.list_leads(db, site, {})[0][0]["flags"]


def test_a_lead_without_consent_has_an_unknown_source_and_never_direct(
    client: FlaskClient, db: Db, site: Site, now: int
) -> None:
    body = lead_body(site, now, visitor=None, touches=[], url="https://shop.example/ban-tra")
    answer = post_lead(client, body)
    with db.read() as tx:
        rows = tx.connection.execute("select distinct channel, source from credits").fetchall()
    assert [tuple(row) for row in rows] == [("Unassigned", "Unknown (no consent)")]
    lead = leads.get_lead(db, site, answer.json["id"], "en")
    assert lead["attribution"]["touches"] == []
    assert (lead["source"]["channel"], lead["source"]["source"]) == ("Unassigned", "Unknown (no consent)")


def test_the_visitors_clock_is_corrected_by_ours(client: FlaskClient, db: Db, site: Site, now: int) -> None:
    wrong = now - 3 * 365 * 86_400_000
    touches = [{"id": "e9", "at": wrong - 120_000, "url": "https://shop.example/?utm_source=zalo", "referrer": ""}]
    answer = post_lead(client, lead_body(site, now, at=wrong - 10_000, sent_at=wrong, touches=touches))
    lead = leads.get_lead(db, site, answer.json["id"], "vi")
    assert lead["created_at"] == "2026-11-18T11:06:30.000Z"
    assert lead["attribution"]["touches"][0]["at"] == "2026-11-18T11:04:40.000Z"


def test_a_touch_that_the_lead_brought_counts_although_the_devices_clock_stepped_back(
    client: FlaskClient, db: Db, site: Site, now: int
) -> None:
    touches = [{"id": "e1", "at": now + 3_600_000, "url": "https://shop.example/?utm_source=zalo", "referrer": ""}]
    answer = post_lead(client, lead_body(site, now, touches=touches))
    assert leads.get_lead(db, site, answer.json["id"], "vi")["source"]["source"] == "zalo"


def test_an_unknown_site_is_404(client: FlaskClient, site: Site, now: int) -> None:
    answer = post_lead(client, lead_body(site, now, site="nobody"))
    assert (answer.status_code, answer.json["title"]) == (404, "No such site")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"\xff\xfe", "utf8"),
        (b"{", "json"),
        (b"[1]", "shape"),
        (b"[" * 50_000, "too_deep"),
    ],
)
def test_a_body_that_cannot_be_read_is_quarantined(client: FlaskClient, db: Db, body: bytes, reason: str) -> None:
    answer = post_lead(client, body)
    assert answer.status_code == 202
    assert answer.json == {"status": "quarantined", "reason": reason}
    assert count(db, "quarantine") == 1


@pytest.mark.parametrize(
    "fields", ['{"phone": "0900\\u0000000001"}', '{"name": "\\ud800"}', '{"n": 1e999}', '{"a": 9223372036854775808}']
)
def test_values_that_no_database_takes_are_quarantined(
    client: FlaskClient, db: Db, site: Site, now: int, fields: str
) -> None:
    body = lead_body(site, now)
    text = json.dumps(body | {"fields": "HERE"}).replace('"HERE"', fields)
    answer = post_lead(client, text)
    assert (answer.status_code, answer.json["status"]) == (202, "quarantined")
    assert (count(db, "quarantine"), count(db, "leads")) == (1, 0)


def test_a_wrong_shape_is_quarantined_with_a_pointer(client: FlaskClient, db: Db, site: Site, now: int) -> None:
    post_lead(client, lead_body(site, now, at="yesterday"))
    with db.read() as tx:
        row = tx.connection.execute("select reason, pointer from quarantine").fetchone()
    assert tuple(row) == ("shape", "/at")


def test_bodies_beyond_the_bounds_are_refused(client: FlaskClient, site: Site, now: int) -> None:
    assert post_lead(client, b" " * 65_537).status_code == 413
    assert post_lead(client, b"x", **{"Content-Encoding": "gzip"}).status_code == 415
    assert post_lead(client, b"x", **{"Content-Type": "multipart/form-data; boundary=x"}).status_code == 415
    assert post_lead(client, lead_body(site, now, fields={"note": "x" * 60_000})).status_code == 201


def test_a_program_is_held_not_thrown_away(client: FlaskClient, db: Db, site: Site, now: int) -> None:
    bot = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
    answer = post_lead(client, lead_body(site, now), **{"User-Agent": bot})
    assert answer.json["status"] == "held"
    trap = lead_body(site, now, key="key-0002", fields={"phone": "0900000003", "website": "http://spam.example"})
    assert post_lead(client, trap).json["status"] == "held"
    assert count(db, "conversions") == 0
    assert count(db, "leads") == 2


def test_no_cookie_is_set_and_any_page_may_read_the_answer(client: FlaskClient, site: Site, now: int) -> None:
    answer = post_lead(client, lead_body(site, now))
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer.headers


def test_a_page_may_ask_how_far_the_visitors_latest_lead_has_come(
    client: FlaskClient, db: Db, site: Site, now: int
) -> None:
    def asked(visitor: str, key: str = site.key) -> TestResponse:
        return client.get(f"/v1/leads/status?site={key}&visitor={visitor}")

    assert asked(VISITOR).json == {"status": None}
    lead = post_lead(client, lead_body(site, now, visitor=VISITOR)).json["id"]
    leads.change_lead(db, site, lead, {"status": "qualified"}, None, now)
    answer = asked(VISITOR)
    assert (answer.json, answer.headers["Cache-Control"]) == ({"status": "qualified"}, "no-store")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert asked("Z" * 22).json == asked("").json == {"status": None}
    assert asked(VISITOR, "nosuchsite").status_code == 404


def test_rules_know_every_status_a_lead_can_have() -> None:
    assert set(facts.STATUSES) == set(STATUSES)
