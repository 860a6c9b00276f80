"""Redemption by other programs: once, alike for whatever is wrong, within a budget."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from collector import clock as times
from collector.db import Db
from collector.sites.service import Site
from collector.vouchers import budget, codes, redeeming
from tests.collector.vouchers.cast import claim, given, offer, rows, send
from tests.make import make_token


def post(client: FlaskClient, headers: dict[str, str], code: str, **told: Any) -> Any:
    return client.post(f"/api/v1/vouchers/{code}/redemptions", json=told, headers=headers)


@pytest.fixture
def headers(db: Db, site: Site, now: int) -> dict[str, str]:
    return make_token(db, now, site)


@pytest.fixture
def code(client: FlaskClient, db: Db, site: Site, now: int) -> str:
    return str(given(send(client, site, now, offer(db, site, now, code={"prefix": "TET"})))["code"])


def test_a_code_is_redeemed_once_with_its_order(
    client: FlaskClient, headers: dict[str, str], code: str, db: Db, now: int
) -> None:
    answer = post(client, headers, code, order_id="DH-1", amount_minor=450_000)
    assert answer.status_code == 201
    told = {name: answer.json[name] for name in ("code", "order_id", "amount_minor", "currency", "redeemed_via")}
    assert told == {
        "code": code,
        "order_id": "DH-1",
        "amount_minor": 450_000,
        "currency": "VND",
        "redeemed_via": "api",
    }
    assert post(client, headers, code).status_code == 404
    ((value, currency, journey),) = rows(
        db, "select value_minor, currency, journey from conversions where goal = 'voucher_redeemed'"
    )
    assert (value, currency) == (450_000, "VND")
    assert "Cj0-test" in journey


def test_the_same_key_is_answered_as_the_first_time_and_another_code_is_refused(
    client: FlaskClient, headers: dict[str, str], code: str, db: Db, site: Site, now: int
) -> None:
    other = claim(db, site, offer(db, site, now), "k2", now)
    first = post(client, headers, code, key="order-00001", order_id="DH-1")
    again = post(client, headers, code.lower(), key="order-00001", order_id="DH-1")
    assert (first.json, again.status_code) == (again.json, 201)
    assert other
    assert post(client, headers, other["code"], key="order-00001").status_code == 409
    assert rows(db, "select count(*) from conversions where goal = 'voucher_redeemed'") == [(1,)]


def test_a_code_is_understood_however_it_is_typed(
    client: FlaskClient, headers: dict[str, str], db: Db, site: Site, now: int
) -> None:
    widget = offer(db, site, now)
    with db.write() as tx:
        for number, code in enumerate(["AB01-CD11-0000", "AB02-CD11-0000", "AB03-CD11-0000"]):
            tx.connection.execute(
                "insert into vouchers (site_id, id, widget_id, kind, code, lookup, own, worth, issued_at, created_at)"
                f" values ('{site.id}', 'vc_{number}', '{widget}', 'generated', '{code}', '{codes.spoken(code)}',"
                f" '{codes.spoken(code)}', '{WORTH}', 1, 1)"
            )
    typed = ["ab01cd110000", "AB O2 CDIL OOOO", "ab03–cdl1-o0o0"]
    assert [post(client, headers, text).status_code for text in typed] == [201, 201, 201]


WORTH = (
    '{"kind": "percent", "percent": 10, "amount_minor": null, "currency": null, "gift": {}, "minimum_order": {},'
    ' "apply_link": null}'
)


def test_letters_of_an_owners_own_code_are_what_they_are(
    client: FlaskClient, headers: dict[str, str], db: Db, site: Site, now: int
) -> None:
    claim(db, site, offer(db, site, now, code={"kind": "fixed", "fixed": "HELLO"}), "k1", now)
    assert post(client, headers, "HE110").status_code == 404
    assert post(client, headers, " he-llo ").status_code == 201


def test_wrong_used_expired_and_foreign_codes_answer_alike(
    client: FlaskClient,
    headers: dict[str, str],
    code: str,
    db: Db,
    site: Site,
    other_site: Site,
    now: int,
    clock: Any,
) -> None:
    post(client, headers, code)
    short = claim(db, site, offer(db, site, now, expiry={"kind": "after", "minutes": 1}), "k2", now)
    foreign = claim(db, other_site, offer(db, other_site, now), "k3", now)
    assert short
    assert foreign
    clock.now = now + times.MINUTE + 1
    wrong = ["AAAA-AAAA-AAAA", code, short["code"], foreign["code"], "x", "%00", "%ED%A0%80", "-", "é" * 300]
    answers = [post(client, headers, each) for each in wrong]
    assert {(each.status_code, each.data, each.content_type) for each in answers} == {
        (404, answers[0].data, "application/problem+json")
    }
    clock.now = now
    assert post(client, headers, short["code"]).status_code == 201


def test_a_code_holds_until_its_last_millisecond(
    client: FlaskClient, headers: dict[str, str], db: Db, site: Site, now: int, clock: Any
) -> None:
    widget = offer(db, site, now, expiry={"kind": "after", "minutes": 1})
    one, two = (claim(db, site, widget, key, now) for key in ("k1", "k2"))
    assert one
    assert two
    clock.now = now + times.MINUTE
    assert post(client, headers, one["code"]).status_code == 201
    clock.now += 1
    assert post(client, headers, two["code"]).status_code == 404


def test_guessing_uses_up_a_budget_after_which_no_code_is_tried(
    client: FlaskClient, headers: dict[str, str], code: str, db: Db, site: Site, now: int, clock: Any
) -> None:
    bodies = {post(client, headers, f"{codes.make()}").data for _ in range(budget.PER_TOKEN)}
    assert len(bodies) == 1
    refused = post(client, headers, code)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "600")
    assert post(client, make_token(db, now, site), codes.make()).status_code == 404
    clock.now = now + budget.SPAN
    assert post(client, headers, code).status_code == 201


def test_ten_thousand_guesses_hit_nothing(db: Db, site: Site, now: int) -> None:
    for key in range(20):
        claim(db, site, offer(db, site, now), f"k{key}", now)
    with db.read() as tx:
        hits = [
            guess
            for guess in (codes.make() for _ in range(10_000))
            if redeeming.SQL.find_open(
                tx, site_id=site.id, plain=codes.plain(guess), spoken=codes.spoken(guess), phone=None, now=now
            )
        ]
    assert hits == []


def test_a_token_of_another_site_or_for_reading_redeems_nothing(
    client: FlaskClient, code: str, db: Db, site: Site, other_site: Site, now: int
) -> None:
    assert post(client, make_token(db, now, other_site), code).status_code == 404
    assert post(client, make_token(db, now, site, "read"), code).status_code == 403
    assert post(client, {}, code).status_code == 401
    assert post(client, make_token(db, now), code).status_code == 422
    assert post(client, make_token(db, now), code, site=site.key).status_code == 201


def test_of_a_code_for_all_the_phone_says_whose_it_was_and_nobody_is_guessed(
    client: FlaskClient, headers: dict[str, str], db: Db, site: Site, now: int
) -> None:
    widget = offer(db, site, now, code={"kind": "fixed", "fixed": "TET2027"})
    sent = [send(client, site, now, widget, number).json["id"] for number in (1, 2, 3)]
    known = post(client, headers, "TET2027", phone="0900 000 002", amount_minor=1000).json
    unknown = post(client, headers, "tet 2027", amount_minor=500).json
    assert (known["lead"], unknown["lead"], unknown["phone_e164"]) == (sent[1], None, None)
    found = rows(
        db, "select value_minor, lead_id, journey from conversions where goal = 'voucher_redeemed' order by value_minor"
    )
    assert [(value, lead) for value, lead, _ in found] == [(500, None), (1000, sent[1])]
    assert (found[0][2], "Cj0-test" in found[1][2]) == ("[]", True)
    assert [post(client, headers, "TET2027").status_code for _ in range(2)] == [201, 404]


def test_an_uploaded_code_that_nobody_was_given_is_not_redeemed(
    client: FlaskClient, headers: dict[str, str], db: Db, site: Site, now: int
) -> None:
    from collector.vouchers import uploads

    widget = offer(db, site, now, code={"kind": "pool"})
    uploads.add(db, site, widget, uploads.parse("FREE-1", uploads.CODES)[1], now)
    assert post(client, headers, "FREE-1").status_code == 404
    claim(db, site, widget, "k1", now)
    assert post(client, headers, "FREE-1").status_code == 201


@pytest.mark.parametrize("told", [{"amount_minor": -1}, {"amount_minor": "much"}, {"currency": "DONG"}, {"key": "x"}])
def test_what_is_odd_is_refused_and_redeems_nothing(
    client: FlaskClient, headers: dict[str, str], code: str, told: dict[str, Any]
) -> None:
    assert post(client, headers, code, **told).status_code == 422
    assert post(client, headers, code).status_code == 201
