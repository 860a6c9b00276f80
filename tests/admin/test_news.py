"""New leads on an open page: counted, told, rung for."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from collector.accounts import service as accounts
from collector.db import Db
from collector.leads import service as leads
from collector.sites.service import Site
from tests.admin.cast import SCRIPTED, send_lead
from tests.conftest import MovableClock


def news(client: FlaskClient, site: Site, since: int) -> dict[str, Any]:
    answer: dict[str, Any] = client.get(f"/admin/{site.key}/news?since={since}").get_json()
    return answer


def test_what_came_in_since_the_last_answer_is_told_once(
    app: Flask, viewer: FlaskClient, site: Site, now: int, clock: MovableClock
) -> None:
    assert news(viewer, site, now) == {"at": now, "waiting": 0, "leads": []}
    clock.now += 1000
    lead = send_lead(app, site, clock.now, "key-00001")["id"]
    told = news(viewer, site, now)
    link = f"/admin/{site.key}/leads/{lead}"
    assert told["leads"] == [{"what": "Form", "who": "Đặng Thị Ơn", "href": link}]
    assert (told["at"], told["waiting"]) == (now + 1000, 1)
    assert news(viewer, site, told["at"])["leads"] == []


def test_a_lead_that_its_device_kept_for_a_day_is_news_when_it_arrives(
    app: Flask, viewer: FlaskClient, site: Site, now: int, clock: MovableClock
) -> None:
    clock.now += 1000
    send_lead(app, site, clock.now, "key-00001", at=now - 86_400_000)
    assert len(news(viewer, site, now)["leads"]) == 1


def test_what_staff_wrote_down_and_what_is_held_back_does_not_ring(
    app: Flask, viewer: FlaskClient, db: Db, site: Site, now: int, clock: MovableClock
) -> None:
    clock.now += 1000
    leads.add_lead(db, site, {"name": "Khách ghé"}, clock.now)
    send_lead(app, site, clock.now, "key-00001", fields={"phone": "0900000001", "website": "x"})
    assert news(viewer, site, now) == {"at": now, "waiting": 1, "leads": []}


def test_the_menu_counts_who_waits_for_an_answer(app: Flask, viewer: FlaskClient, db: Db, site: Site, now: int) -> None:
    assert "data-waiting" in viewer.get(f"/admin/{site.key}/").text
    lead = send_lead(app, site, now, "key-00001")["id"]
    assert ">1</b>" in viewer.get(f"/admin/{site.key}/").text
    leads.change_lead(db, site, lead, {"status": "contacted"}, None, now)
    assert " hidden>0</b>" in viewer.get(f"/admin/{site.key}/").text


def test_a_visitors_words_are_data_without_direction_marks(
    app: Flask, viewer: FlaskClient, site: Site, now: int
) -> None:
    fields = {"phone": "0900000001", "name": SCRIPTED + "\u202e"}
    send_lead(app, site, now, "key-00001", fields=fields)
    answer = viewer.get(f"/admin/{site.key}/news?since={now - 1}")
    assert answer.content_type == "application/json"
    assert answer.get_json()["leads"][0]["who"] == SCRIPTED


def test_the_ring_is_switched_off_and_on_for_the_person(viewer: FlaskClient, db: Db, site: Site) -> None:
    assert 'data-sound="on"' in viewer.get(f"/admin/{site.key}/").text
    assert viewer.post("/admin/account/sound", data={"sound": "off"}).status_code == 204
    assert 'data-sound="off"' in viewer.get(f"/admin/{site.key}/").text
    viewer.post("/admin/account/sound", data={"sound": "on"})
    with db.read() as tx:
        rows = tx.connection.execute("select id from people").fetchall()
        assert all(accounts.get_person(tx, row[0]).sound for row in rows)
