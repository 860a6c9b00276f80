"""Quotes in the server API: whose, by whom, once."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from collector.db import Db
from collector.sites.service import Site
from tests.collector.quotes.cast import LINES
from tests.make import make_token

ROOT = "/api/v1/quotes"


@pytest.fixture
def headers(db: Db, site: Site, now: int) -> dict[str, str]:
    return make_token(db, now, site)


def post(client: FlaskClient, headers: dict[str, str], path: str = ROOT, **values: Any) -> Any:
    return client.post(path, json=values, headers=headers)


def test_a_quote_is_made_changed_sent_and_withdrawn(client: FlaskClient, headers: dict[str, str]) -> None:
    made = post(client, headers, name="Ơn", lines=LINES, tax_percent="10")
    assert (made.status_code, made.json["state"], made.json["total_minor"]) == (201, "draft", 8_250_000)
    path = f"{ROOT}/{made.json['id']}"
    changed = client.patch(path, json={"discount_minor": 250_000}, headers=headers).json
    assert changed["total_minor"] == 7_975_000  # type: ignore[index]
    assert made.json["link"] is None
    sent = post(client, headers, f"{path}/send").json
    assert sent["state"] == "sent"
    assert client.get(sent["link"].removeprefix("https://beckon.example.com")).status_code == 200
    assert post(client, headers, f"{path}/withdraw").json["state"] == "withdrawn"
    assert client.get(f"{ROOT}?state=withdrawn", headers=headers).json["items"][0]["id"] == sent["id"]  # type: ignore[index]


def test_the_same_key_makes_nothing_twice(client: FlaskClient, headers: dict[str, str]) -> None:
    first = post(client, headers, key="order-0001", name="Ơn")
    again = post(client, headers, key="order-0001", name="Ơn")
    other = post(client, headers, key="order-0001", name="Bình")
    assert (first.status_code, again.json["id"], other.status_code) == (201, first.json["id"], 409)


def test_the_link_is_in_no_list_and_for_no_token_that_only_reads(
    client: FlaskClient, db: Db, site: Site, now: int, headers: dict[str, str]
) -> None:
    made = post(client, headers, lines=LINES).json
    link = post(client, headers, f"{ROOT}/{made['id']}/send").json["link"]
    secret = link.rpartition("/")[2]
    reader = make_token(db, now, site, "read")
    for path, who in ((ROOT, headers), (ROOT, reader), (f"{ROOT}/{made['id']}", reader)):
        answer = client.get(path, headers=who)
        assert answer.status_code == 200
        assert secret not in answer.text
    assert client.get(f"{ROOT}/{made['id']}", headers=headers).json["link"] == link  # type: ignore[index]
    assert client.post(f"{ROOT}/{made['id']}/send", headers=reader).status_code == 403


def test_another_sites_quotes_and_leads_are_404(
    client: FlaskClient, db: Db, site: Site, other_site: Site, now: int, headers: dict[str, str]
) -> None:
    made = post(client, headers).json["id"]
    foreign = make_token(db, now, other_site)
    lead = client.post("/api/v1/leads", json={"name": "Ơn"}, headers=foreign).json["id"]  # type: ignore[index]
    assert post(client, headers, lead=lead).status_code == 404
    answers = [
        client.get(f"{ROOT}/{made}", headers=foreign),
        client.patch(f"{ROOT}/{made}", json={"note": "x"}, headers=foreign),
        client.post(f"{ROOT}/{made}/send", headers=foreign),
        client.post(f"{ROOT}/{made}/withdraw", headers=foreign),
        client.get(f"{ROOT}?site={site.key}", headers=foreign),
    ]
    assert [answer.status_code for answer in answers] == [404] * 5
    everywhere = make_token(db, now)
    assert client.get(f"{ROOT}/{made}", headers=everywhere).status_code == 200
    assert client.get(ROOT, headers=everywhere).status_code == 422


def test_names_and_numbers_are_the_leads_unless_given(client: FlaskClient, headers: dict[str, str]) -> None:
    lead = client.post("/api/v1/leads", json={"name": "Ơn", "phone": "0900 000 013"}, headers=headers).json["id"]  # type: ignore[index]
    made = post(client, headers, lead=lead, email="on@shop.example").json
    assert (made["lead"], made["name"], made["phone_e164"], made["email"]) == (
        lead,
        "Ơn",
        "+84900000013",
        "on@shop.example",
    )
    assert client.get(f"{ROOT}?lead={lead}", headers=headers).json["items"][0]["id"] == made["id"]  # type: ignore[index]


@pytest.mark.parametrize(
    "values",
    [
        {"lines": [{"text": "x", "quantity": "1.2345"}]},
        {"lines": [{"text": "x", "quantity": "-1"}]},
        {"lines": [{"text": "", "quantity": "1"}]},
        {"lines": [{"text": "x", "unit_minor": -1}]},
        {"lines": [{"text": "x", "unit_minor": 1.5}]},
        {"lines": [{"text": "x"}] * 101},
        {"tax_percent": "101"},
        {"discount_percent": "5", "discount_minor": 5},
        {"valid_until": "31/12/2026"},
        {"valid_until": "9999-12-31"},
        {"locale": "fr"},
        {"colour": "red"},
        {"note": "x" * 5001},
    ],
    ids=str,
)
def test_what_cannot_be_offered_is_422(client: FlaskClient, headers: dict[str, str], values: dict[str, Any]) -> None:
    assert post(client, headers, **values).status_code == 422
