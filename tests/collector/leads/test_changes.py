"""What staff do with a lead, and which conversions follow."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from collector.accounts import service as accounts
from collector.db import Db
from collector.errors import Problem
from collector.leads import attempts
from collector.leads import service as leads
from collector.sites.service import Site
from tests.make import lead_body, make_token, post_lead


@pytest.fixture
def lead_id(client: FlaskClient, site: Site, now: int) -> str:
    return str(post_lead(client, lead_body(site, now)).json["id"])


def standing(db: Db, model: str = "last_non_direct") -> dict[str, int]:
    """Goal to money, of conversions that are not retracted."""
    with db.read() as tx:
        rows = tx.connection.execute(
            "select v.goal, cast(sum(c.value_minor) as bigint)"
            " from credits c join conversions v on v.id = c.conversion_id"
            f" where v.retracted_at is null and c.model = '{model}' group by v.goal"
        ).fetchall()
    return {row[0]: int(row[1]) for row in rows}


def test_a_won_lead_earns_its_value_for_the_touch_that_brought_it(db: Db, site: Site, now: int, lead_id: str) -> None:
    leads.change_lead(db, site, lead_id, {"status": "won", "value_minor": 1_500_000}, None, now + 60_000)
    assert standing(db) == {"lead": 0, "won": 1_500_000}


def test_a_changed_value_is_split_anew(db: Db, site: Site, now: int, lead_id: str) -> None:
    leads.change_lead(db, site, lead_id, {"status": "won", "value_minor": 1_500_000}, None, now + 1)
    leads.change_lead(db, site, lead_id, {"value_minor": 999_999}, None, now + 2)
    assert standing(db)["won"] == 999_999


def test_leaving_a_status_takes_its_conversion_back(db: Db, site: Site, now: int, lead_id: str) -> None:
    leads.change_lead(db, site, lead_id, {"status": "won", "value_minor": 5}, None, now + 1)
    leads.change_lead(db, site, lead_id, {"status": "lost"}, None, now + 2)
    assert standing(db) == {"lead": 0}


def test_who_has_won_was_qualified(db: Db, site: Site, now: int, lead_id: str) -> None:
    leads.change_lead(db, site, lead_id, {"status": "qualified"}, None, now + 1)
    leads.change_lead(db, site, lead_id, {"status": "won", "value_minor": 7}, None, now + 2)
    assert standing(db) == {"lead": 0, "qualified": 7, "won": 7}


def test_spam_counts_nowhere_and_may_be_taken_back(db: Db, site: Site, now: int, lead_id: str) -> None:
    leads.change_lead(db, site, lead_id, {"status": "spam"}, None, now + 1)
    assert standing(db) == {}
    leads.change_lead(db, site, lead_id, {"status": "new"}, None, now + 2)
    assert standing(db) == {"lead": 0}


def test_the_history_says_who_changed_what(db: Db, site: Site, now: int, lead_id: str) -> None:
    secret = accounts.add_person(db, "lan@shop.example", "agent", [site.id], now, "Lan")
    person = accounts.person_of_session(db, accounts.use_link(db, secret, "test", now), now)
    assert person is not None
    leads.change_lead(db, site, lead_id, {"status": "contacted", "note": "gọi lại chiều"}, person[0].id, now + 1)
    changes = leads.get_lead(db, site, lead_id, "vi")["changes"]
    assert [(c["what"], c["before"], c["after"], c["person"]) for c in changes] == [
        ("created", None, "stored", None),
        ("status", "new", "contacted", "Lan"),
        ("note", None, "gọi lại chiều", "Lan"),
    ]


def test_a_released_lead_converts_as_of_when_it_came(client: FlaskClient, db: Db, site: Site, now: int) -> None:
    post_lead(client, lead_body(site, now, fields={"phone": "0900"}))
    attempts.hold_abandoned(db, now + 3_600_000)
    held = leads.list_leads(db, site, {"held": True})[0][0]
    released = leads.release(db, site, held["id"], None, now + 7_200_000)
    assert released["held"] is None
    with db.read() as tx:
        assert tx.connection.execute("select occurred_at from conversions").fetchone()[0] == now


def test_an_owner_must_be_somebody_who_works_on_the_site(
    db: Db, site: Site, other_site: Site, now: int, lead_id: str
) -> None:
    secret = accounts.add_person(db, "la@other.example", "agent", [other_site.id], now)
    stranger = accounts.person_of_session(db, accounts.use_link(db, secret, "test", now), now)
    assert stranger is not None
    with pytest.raises(Problem, match="No such person"):
        leads.change_lead(db, site, lead_id, {"owner_id": stranger[0].id}, None, now)


def test_a_lead_by_hand_takes_the_same_way(db: Db, site: Site, now: int) -> None:
    lead = leads.add_lead(db, site, {"phone": "0900 000 009", "self_reported": "bạn giới thiệu"}, now)
    assert (lead["kind"], lead["self_reported"]) == ("manual", "bạn giới thiệu")
    assert standing(db) == {"lead": 0}


def test_another_program_may_send_a_lead_with_its_touches(client: FlaskClient, db: Db, site: Site, now: int) -> None:
    touches = [{"at": "2026-11-17T08:00:00Z", "url": "https://shop.example/?gclid=Cj0KCQtestTEST", "referrer": ""}]
    body = {"key": "crm-00001", "phone": "0900000010", "touches": touches}
    headers = make_token(db, now, site)
    first = client.post("/api/v1/leads", json=body, headers=headers)
    assert first.status_code == 201
    assert first.json["source"]["channel"] == "Paid Search"
    assert client.post("/api/v1/leads", json=body, headers=headers).json["id"] == first.json["id"]
    other = client.post("/api/v1/leads", json=body | {"phone": "0900000011"}, headers=headers)
    assert other.status_code == 409


def test_a_lead_of_nobody_is_refused_by_name(client: FlaskClient, db: Db, site: Site, now: int) -> None:
    answer = client.post("/api/v1/leads", json={}, headers=make_token(db, now, site))
    assert (answer.status_code, list(answer.json["errors"])) == (422, ["phone"])
