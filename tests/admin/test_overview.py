"""The first page: what needs somebody now."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from collector import clock
from collector.db import Db
from collector.leads import service as leads
from collector.outbox import service as outbox
from collector.sites import service as sites
from collector.sites.service import Site
from tests.admin.cast import send_lead, send_pageview
from tests.conftest import MovableClock
from tests.make import lead_body, make_widget, post_lead

FORGOTTEN = "https://khuyenmai.example"


def page(client: FlaskClient, site: Site, path: str = "") -> str:
    answer = client.get(f"/admin/{site.key}/{path}")
    assert answer.status_code == 200
    return str(answer.text)


def test_an_empty_site_tells_how_to_paste_the_tag(viewer: FlaskClient, site: Site) -> None:
    text = page(viewer, site)
    assert f"https://beckon.example.com/s/{site.key}.js" in text
    assert "Three steps to the first lead" in text
    assert "Best before &lt;/head&gt;" in text


def test_the_waiting_line_asks_again_until_the_first_pageview_came(
    viewer: FlaskClient, db: Db, site: Site, now: int
) -> None:
    waiting = page(viewer, site, "first-pageview")
    assert 'hx-trigger="every 3s"' in waiting
    send_pageview(db, site, now)
    arrived = page(viewer, site, "first-pageview")
    assert "hx-trigger" not in arrived
    assert "The tag works" in arrived


def test_late_call_backs_stand_on_top_with_a_link_that_calls(
    app: Flask, agent: FlaskClient, db: Db, site: Site, now: int, clock: MovableClock
) -> None:
    widget = make_widget(db, site, "callback", now)
    send_lead(app, site, now, "key-early", widget=widget, fields={"phone": "0900 000 001", "name": "Sớm"})
    clock.now += 30 * 60_000
    send_lead(app, site, clock.now, "key-later", widget=widget, fields={"phone": "0900 000 002", "name": "Muộn"})
    text = page(agent, site)
    assert text.index("Sớm") < text.index("Muộn")
    assert 'href="tel:+84900000001"' in text
    assert "1 late" in text
    assert text.count("lead-row late") == 1


def test_today_stands_beside_yesterday(app: Flask, viewer: FlaskClient, db: Db, site: Site, now: int) -> None:
    # 16:59:59Z is the last second of the 17th in the site's zone.
    leads.add_lead(db, site, {"name": "Hôm qua", "occurred_at": "2026-11-17T16:59:59Z"}, now)
    for number in range(2):
        send_lead(app, site, now, f"key-today{number}")
    text = page(viewer, site)
    assert "<strong>2</strong>" in text
    assert "yesterday 1" in text


def test_leads_of_a_forgotten_domain_are_offered_and_taken_in_with_one_tap(
    app: Flask, owner: FlaskClient, agent: FlaskClient, db: Db, site: Site, now: int
) -> None:
    for number in range(2):
        post_lead(app.test_client(), lead_body(site, now, key=f"key-forgot{number}"), origin=FORGOTTEN)
    assert "2 leads wait from a domain that is not yours yet" in page(owner, site)
    assert "An owner of the site can add it." in page(agent, site)
    assert agent.post(f"/admin/{site.key}/origins", data={"origin": FORGOTTEN}).status_code == 403
    answer = owner.post(f"/admin/{site.key}/origins", data={"origin": FORGOTTEN})
    assert answer.location == f"/admin/{site.key}/?done=origin"
    assert FORGOTTEN in sites.find(db, site.id).origins
    after = page(owner, site)
    assert "Đặng Thị Ơn" in page(owner, site, "leads")
    assert "wait from a domain" not in after


def test_what_is_no_domain_cannot_be_added(owner: FlaskClient, db: Db, site: Site) -> None:
    answer = owner.post(f"/admin/{site.key}/origins", data={"origin": "javascript:alert(1)"})
    assert answer.status_code == 422
    assert sites.find(db, site.id).origins == site.origins


def test_notifications_that_do_not_leave_are_told(
    viewer: FlaskClient, db: Db, site: Site, now: int, clock: Any
) -> None:
    with db.write() as tx:
        target = {"kind": "email", "event": "test", "target": "chu@shop.example", "lane": "email"}
        outbox.put(tx, site.id, payload={}, now=now, **target)
    assert "did not leave" not in page(viewer, site)
    clock.now += 11 * 60_000
    assert "1 notification did not leave" in page(viewer, site)


def test_the_fragment_is_the_part_that_changes(app: Flask, viewer: FlaskClient, site: Site, now: int) -> None:
    send_lead(app, site, now, "key-00001")
    fragment = viewer.get(f"/admin/{site.key}/", headers={"HX-Request": "true"}).text
    assert fragment.lstrip().startswith('<div id="overview"')
    assert "<html" not in fragment
    restored = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert "<html" in viewer.get(f"/admin/{site.key}/", headers=restored).text


def test_the_phone_page_of_further_pages_shows_what_the_role_may(
    viewer: FlaskClient, owner: FlaskClient, site: Site
) -> None:
    assert f"/admin/{site.key}/people" not in page(viewer, site, "more")
    assert f"/admin/{site.key}/people" in page(owner, site, "more")


def test_times_are_told_in_the_sites_zone_and_name_it(viewer: FlaskClient, site: Site, now: int) -> None:
    assert clock.day(now, site.timezone) == "2026-11-18"
    text = page(viewer, site)
    assert "Wednesday 18/11/2026" in text
    assert "Asia/Ho_Chi_Minh, GMT+07:00" in text
