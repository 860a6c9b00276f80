"""The inbox and the ten-second form."""

from __future__ import annotations

import re

from flask import Flask
from flask.testing import FlaskClient

from collector.db import Db
from collector.leads import service as leads
from collector.sites.service import Site
from tests.admin.cast import send_lead
from tests.conftest import MovableClock


def names(client: FlaskClient, site: Site, query: str = "") -> list[str]:
    text = client.get(f"/admin/{site.key}/leads{query}").text
    return re.findall(r"<strong><bdi>(.*?)</bdi></strong><span class=\"chip", text.replace("\n", ""))


def fill(app: Flask, site: Site, now: int) -> dict[str, str]:
    """Three leads, oldest first; returns their ids by name."""
    people = {"An": "0900 000 001", "Bình": "0900 000 002", "Chi": "0900 000 003"}
    return {
        name: send_lead(app, site, now, f"key-{name}-0001", fields={"phone": phone, "name": name})["id"]
        for name, phone in people.items()
    }


def test_the_newest_lead_comes_first(app: Flask, viewer: FlaskClient, site: Site, now: int) -> None:
    fill(app, site, now)
    assert names(viewer, site) == ["Chi", "Bình", "An"]


def test_the_list_is_searched_by_name_and_by_digits(app: Flask, viewer: FlaskClient, site: Site, now: int) -> None:
    fill(app, site, now)
    assert names(viewer, site, "?q=bình") == ["Bình"]
    assert names(viewer, site, "?q=000003") == ["Chi"]
    assert names(viewer, site, "?q=%25") == []


def test_the_list_is_filtered_by_status_kind_and_day(app: Flask, agent: FlaskClient, site: Site, now: int) -> None:
    ids = fill(app, site, now)
    agent.post(f"/admin/{site.key}/leads/{ids['An']}", data={"status": "contacted"})
    assert names(agent, site, "?status=contacted") == ["An"]
    assert names(agent, site, "?status=new") == ["Chi", "Bình"]
    assert names(agent, site, "?kind=manual") == []
    assert names(agent, site, "?from=2026-11-18&to=2026-11-18") == ["Chi", "Bình", "An"]
    assert names(agent, site, "?to=2026-11-17") == []


def test_an_edited_address_still_shows_a_list(app: Flask, viewer: FlaskClient, site: Site, now: int) -> None:
    fill(app, site, now)
    for query in ("?status=x'--", "?from=yesterday", "?to=2026-99-99", "?held=2", "?q=" + "a" * 5000):
        assert viewer.get(f"/admin/{site.key}/leads{query}").status_code == 200


def test_held_leads_stand_apart_with_the_reason(app: Flask, agent: FlaskClient, site: Site, now: int) -> None:
    fields = {"phone": "0900 000 009", "name": "Máy", "website": "x"}
    held = send_lead(app, site, now, "key-held-01", fields=fields)
    assert held["status"] == "held"
    assert names(agent, site) == []
    assert names(agent, site, "?held=1") == ["Máy"]
    page = agent.get(f"/admin/{site.key}/leads/{held['id']}").text
    assert "A field that people do not see was filled in" in page
    answer = agent.post(f"/admin/{site.key}/leads/{held['id']}/release")
    assert answer.location.endswith("?done=released")
    assert names(agent, site) == ["Máy"]


def test_older_leads_follow_page_by_page(
    app: Flask, viewer: FlaskClient, db: Db, site: Site, now: int, clock: MovableClock
) -> None:
    for number in range(32):
        leads.add_lead(db, site, {"name": f"N{number:02}", "kind": "manual", "key": f"key-{number:05}"}, now + number)
    clock.now += 60_000
    first = viewer.get(f"/admin/{site.key}/leads").text
    further = re.search(r'hx-get="([^"]+cursor=[^"]+)"', first)
    assert further
    rows = viewer.get(further[1].replace("&amp;", "&"), headers={"HX-Request": "true"}).text
    assert "N01" in rows
    assert "N00" in rows
    assert "N02" not in rows
    assert "<html" not in rows
    assert "Show older ones" not in rows


def test_an_empty_inbox_says_what_to_do(agent: FlaskClient, viewer: FlaskClient, site: Site) -> None:
    assert "Somebody called or came by?" in agent.get(f"/admin/{site.key}/leads").text
    assert f"/admin/{site.key}/leads/new" not in viewer.get(f"/admin/{site.key}/leads").text
    assert "Nothing matches these filters." in agent.get(f"/admin/{site.key}/leads?q=x").text


def test_a_lead_by_phone_is_written_down_with_its_number_alone(agent: FlaskClient, db: Db, site: Site) -> None:
    answer = agent.post(f"/admin/{site.key}/leads/new", data={"phone": "0900.000.010"})
    assert answer.status_code == 303
    found, _ = leads.list_leads(db, site, {})
    assert [(each["phone_e164"], each["kind"]) for each in found] == [("+84900000010", "manual")]


def test_source_need_and_value_are_kept_as_told(agent: FlaskClient, db: Db, site: Site) -> None:
    form = {"name": "Chị Hà", "note": "Hỏi bàn ăn", "self_reported": "Bạn bè", "value": "1.500.000"}
    location = agent.post(f"/admin/{site.key}/leads/new", data=form).location
    found, _ = leads.list_leads(db, site, {})
    assert found[0]["value_minor"] == 1_500_000
    assert found[0]["self_reported"] == "Bạn bè"
    assert found[0]["notes"] == "Hỏi bàn ăn"
    assert "Lead added." in agent.get(location).text


def test_a_double_tap_adds_one_lead(agent: FlaskClient, db: Db, site: Site) -> None:
    page = agent.get(f"/admin/{site.key}/leads/new").text
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert key
    form = {"key": key[1], "phone": "0900 000 011"}
    first, second = (agent.post(f"/admin/{site.key}/leads/new", data=form) for _ in range(2))
    assert first.location == second.location
    assert len(leads.list_leads(db, site, {})[0]) == 1


def test_a_lead_of_nobody_and_a_value_that_is_none_are_refused_beside_their_fields(
    agent: FlaskClient, db: Db, site: Site
) -> None:
    nobody = agent.post(f"/admin/{site.key}/leads/new", data={"note": "x"})
    assert nobody.status_code == 422
    assert "a lead has a phone, an e-mail address or a name" in nobody.text
    for value in ("nhiều", "-5", "1,5", "9" * 30, "NaN", "1e9999999"):
        answer = agent.post(f"/admin/{site.key}/leads/new", data={"phone": "0900 000 012", "value": value})
        assert (value, answer.status_code) == (value, 422)
        assert "Write an amount like" in answer.text
        assert f'value="{value}"' in answer.text
    assert leads.list_leads(db, site, {})[0] == []


def test_names_are_found_in_whatever_case_they_are_typed(app: Flask, viewer: FlaskClient, site: Site, now: int) -> None:
    send_lead(app, site, now, "key-00001", fields={"phone": "0900 000 001", "name": "Đặng Thị Ơn"})
    for typed in ("đặng", "ĐẶNG", "thị ơn", "Ơn"):
        assert names(viewer, site, f"?q={typed}") == ["Đặng Thị Ơn"]
