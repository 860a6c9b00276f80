"""One lead: calling, working on it, and why it came."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from collector.db import Db
from collector.leads import service as leads
from collector.notices import service as notices
from collector.reports import service as reports
from collector.sites.service import Site
from tests.admin.cast import journey, send_lead
from tests.make import AD


@pytest.fixture
def lead_id(app: Flask, site: Site, now: int) -> str:
    return str(send_lead(app, site, now, "key-00001", touches=journey(now))["id"])


@pytest.fixture
def path(site: Site, lead_id: str) -> str:
    return f"/admin/{site.key}/leads/{lead_id}"


def test_the_number_is_shown_as_typed_and_as_it_is_dialled(viewer: FlaskClient, path: str) -> None:
    text = viewer.get(path).text
    assert '<p class="phone-typed"><bdi>0900 000 001</bdi></p>' in text
    assert 'href="tel:+84900000001"' in text
    assert 'href="https://zalo.me/84900000001"' in text
    assert "+84900000001</p>" in text


@pytest.mark.parametrize(
    ("slot", "shown"),
    [
        ("2026-11-20T02:30:00.000Z", ">9:30 20/11<"),
        ("now", "<bdi>now</bdi>"),
        ("0001-01-01T00:00:00Z", "0001"),
        ("<b>", "&lt;b&gt;"),
    ],
)
def test_a_wanted_time_is_shown_in_the_sites_zone(
    app: Flask, viewer: FlaskClient, site: Site, now: int, slot: str, shown: str
) -> None:
    lead = send_lead(app, site, now, "key-slot-1", fields={"phone": "0900 000 001", "slot": slot})
    answer = viewer.get(f"/admin/{site.key}/leads/{lead['id']}")
    assert answer.status_code == 200
    assert shown in answer.text


def test_a_number_that_cannot_be_understood_is_shown_without_links(
    app: Flask, viewer: FlaskClient, site: Site, now: int
) -> None:
    odd = {"phone": "gọi số cũ nhé 12345678901234567890", "name": "An"}
    lead = send_lead(app, site, now, "key-odd-01", fields=odd)
    text = viewer.get(f"/admin/{site.key}/leads/{lead['id']}").text
    assert "gọi số cũ nhé" in text
    assert "tel:" not in text
    assert "This number could not be understood" in text


def test_the_way_here_is_drawn_oldest_first_with_the_credited_touch_marked(viewer: FlaskClient, path: str) -> None:
    text = viewer.get(path).text
    drawn = text[text.index('class="journey"') :]
    assert drawn.index("Paid Social") < drawn.index("Paid Search") < drawn.index("Direct")
    assert drawn.count('class="credited"') == 1
    assert drawn.count('class="passed"') == 2
    assert "tet-2027" in drawn
    assert "gclid" in drawn


def test_why_this_source_is_answered_in_the_language_of_the_page(viewer: FlaskClient, path: str) -> None:
    assert "Credit goes to the visit of" in viewer.get(path).text
    viewer.post("/admin/account", data={"name": "An", "locale": "vi"})
    text = viewer.get(path).text
    assert "Chuyển đổi này được ghi nhận cho lượt truy cập" in text
    assert "Vì sao là nguồn này?" in text


def test_what_other_rules_say_is_told(viewer: FlaskClient, path: str) -> None:
    text = viewer.get(path).text
    other = text[text.index("What other rules say") :]
    for rule in ("Last click", "Last non-direct", "First click", "Linear", "Time decay", "By position"):
        assert rule in other


def test_a_sale_of_1_500_000_is_in_the_report_under_its_campaign(
    app: Flask, agent: FlaskClient, db: Db, site: Site, now: int
) -> None:
    touches = [{"id": "e1", "at": now - 1000, "url": AD, "referrer": "https://m.facebook.com/"}]
    lead = send_lead(app, site, now, "key-00002", touches=touches)
    path = f"/admin/{site.key}/leads/{lead['id']}"
    answer = agent.post(path, data={"status": "won", "value": "1.500.000"})
    assert answer.status_code == 303
    assert leads.get_lead(db, site, lead["id"], "vi")["value_minor"] == 1_500_000
    found = reports.conversions(db, [site], "2026-11-18", "2026-11-18", ("campaign",), "last_non_direct", "won")
    assert [(row["campaign"], row["value_minor"]) for row in found["rows"]] == [("tet-2027", 1_500_000)]
    assert "New → Won" in agent.get(path).text


def test_under_htmx_the_same_address_answers_the_changed_part(agent: FlaskClient, path: str) -> None:
    answer = agent.post(path, data={"status": "contacted", "value": ""}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith('<div id="lead">')
    assert 'value="contacted" class="status contacted" aria-pressed="true"' in answer.text


def test_a_value_that_is_none_changes_nothing_and_stays_in_its_field(
    agent: FlaskClient, db: Db, site: Site, lead_id: str, path: str
) -> None:
    answer = agent.post(path, data={"status": "won", "value": "nhiều lắm"}, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert 'value="nhiều lắm"' in answer.text
    assert leads.get_lead(db, site, lead_id, "vi")["status"] == "new"


def test_an_unknown_status_is_refused(agent: FlaskClient, db: Db, site: Site, lead_id: str, path: str) -> None:
    assert agent.post(path, data={"status": "sold"}).status_code == 422
    assert leads.get_lead(db, site, lead_id, "vi")["status"] == "new"


def test_a_note_and_an_emptied_value_are_saved(agent: FlaskClient, db: Db, site: Site, lead_id: str, path: str) -> None:
    agent.post(path, data={"value": "2.000.000"})
    agent.post(path, data={"note": "Gọi lại sau 5 giờ", "value": ""})
    found = leads.get_lead(db, site, lead_id, "vi")
    assert found["notes"] == "Gọi lại sau 5 giờ"
    assert found["value_minor"] is None


def test_somebody_takes_care_and_the_history_tells_who_did_what(
    owner: FlaskClient, agent: FlaskClient, db: Db, site: Site, lead_id: str, path: str, now: int
) -> None:
    email = f"agent@{site.id}.example".replace("_", "-")
    with db.read() as tx:
        (agent_id,) = tx.connection.execute(f"select id from people where email = '{email}'").fetchone()
    assert owner.post(path, data={"owner": agent_id}).status_code == 303
    assert leads.get_lead(db, site, lead_id, "vi")["owner"]["id"] == agent_id
    text = owner.get(path).text
    assert f'<option value="{agent_id}" selected>Agent</option>' in text
    history = text[text.index("<h2>History</h2>") :]
    assert "Who takes care" in history
    assert "Owner" in history


def test_nobody_without_a_role_on_the_site_is_given_a_lead(
    owner: FlaskClient, outsider: FlaskClient, db: Db, path: str
) -> None:
    with db.read() as tx:
        rows = tx.connection.execute("select id, email from people order by created_at, id").fetchall()
    stranger = rows[-1][0]
    assert owner.post(path, data={"owner": stranger}).status_code == 404


def test_a_viewer_reads_what_stands_without_forms(viewer: FlaskClient, path: str) -> None:
    text = viewer.get(path).text
    assert "<form" not in text[text.index('<div id="lead">') :]
    assert "<dt>Status</dt><dd>New</dd>" in text


def test_consent_fields_page_and_notifications_are_shown(
    app: Flask, owner: FlaskClient, db: Db, site: Site, now: int
) -> None:
    notices.add_email(db, site, "chu@shop.example", now)
    fields = {"phone": "0900 000 001", "note": "Bàn sáu ghế", "slot": ""}
    consent = {"purposes": {"marketing": True, "ads": False}, "wording": "w123"}
    lead = send_lead(app, site, now, "key-00003", fields=fields, consent=consent)
    text = owner.get(f"/admin/{site.key}/leads/{lead['id']}").text
    assert "Bàn sáu ghế" in text
    assert "marketing</bdi>: yes" in text
    assert "ads</bdi>: no" in text
    assert "w123" in text
    assert "utm_campaign=tet-2027" in text
    assert "New lead</a> → <bdi>chu@shop.example</bdi>: Waiting" in text


def test_without_consent_the_source_is_unknown_and_said_so(
    app: Flask, viewer: FlaskClient, site: Site, now: int
) -> None:
    values = {"visitor": None, "touches": [], "url": "https://shop.example/ban-tra", "referrer": ""}
    lead = send_lead(app, site, now, "key-00004", consent={"purposes": {}, "wording": None}, **values)
    assert viewer.get(f"/admin/{site.key}/leads/{lead['id']}").status_code == 200
