"""Quotes in the admin: drafted, priced, sent, taken back, by plain forms."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from collector.db import Db
from collector.quotes import customer, service
from collector.sealing import Box
from collector.sites.service import Site
from tests.admin.test_inert import HOSTILE, OWN_SCRIPTS, inspect
from tests.collector.quotes.cast import ask, publish, sent


@pytest.fixture
def box(app: Flask) -> Box:
    found: Box = app.extensions["beckon"].box
    return found


def form(quote: dict[str, Any], **values: Any) -> dict[str, Any]:
    """The editor's form as a browser sends it."""
    whole = {
        "revision": quote["revision"],
        "line-text": ["Bàn tròn", "Lắp đặt"],
        "line-quantity": ["2", "1,5"],
        "line-price": ["3.500.000", "333333"],
        "discount": "5",
        "discount_kind": "percent",
        "tax_percent": "8",
        "valid_until": "2026-12-24",
        "locale": "vi",
        "name": "Đặng Thị Ơn",
        "phone": "0900 000 012",
        "email": "",
        "note": "Giao tận nơi",
        "do": "save",
    }
    return whole | values


def draft(db: Db, site: Site, now: int) -> tuple[dict[str, Any], str]:
    quote = service.add(db, site, {}, now)
    return quote, f"/admin/{site.key}/quotes/{quote['id']}"


def test_a_quote_is_priced_saved_and_sent_by_a_plain_form(agent: FlaskClient, db: Db, site: Site, now: int) -> None:
    agent.environ_base["HTTP_ACCEPT_LANGUAGE"] = "vi"
    quote, path = draft(db, site, now)
    assert agent.post(path, data=form(quote)).status_code == 303
    saved = service.get(db, site, quote["id"], now)
    assert (saved["subtotal_minor"], saved["discount_minor"], saved["tax_minor"]) == (7_500_000, 375_000, 570_000)
    assert (saved["total_minor"], saved["valid_until"], saved["phone_e164"]) == (
        7_695_000,
        "2026-12-24",
        "+84900000012",
    )
    assert agent.post(path, data=form(saved, do="send")).status_code == 303
    page = agent.get(path).text
    assert "https://beckon.example.com/q/" in page
    assert "7.695.000" in page
    assert service.get(db, site, quote["id"], now)["state"] == "sent"


def test_lines_are_added_and_removed_without_scripts_and_without_saving(
    agent: FlaskClient, db: Db, site: Site, now: int
) -> None:
    quote, path = draft(db, site, now)
    added = agent.post(path, data=form(quote, do="add"))
    assert (added.status_code, added.text.count('name="line-text"')) == (200, 3)
    assert "Not saved yet." in added.text
    removed = agent.post(path, data=form(quote, do="remove-0")).text
    assert "Bàn tròn" not in removed
    assert "Lắp đặt" in removed
    assert agent.post(path, data=form(quote, do="remove-77")).text.count('name="line-text"') == 2
    assert service.get(db, site, quote["id"], now)["lines"] == []


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(
    agent: FlaskClient, db: Db, site: Site, now: int
) -> None:
    quote, path = draft(db, site, now)
    wrong = {
        "line-price": ["much", ""],
        "line-quantity": ["2", "1"],
    }
    answer = agent.post(path, data=form(quote, **wrong))
    assert answer.status_code == 422
    assert (
        'value="much" inputmode="decimal" autocomplete="off" maxlength="40" placeholder="not priced yet" aria-invalid'
        in (" ".join(answer.text.split()))
    )
    for values, said in (
        ({"line-quantity": ["2,1234", "1"]}, "a quantity like 2 or 1.5"),
        ({"tax_percent": "101"}, "a percentage like 8"),
        ({"discount": "9.000.000", "discount_kind": "amount"}, "the discount is more than the lines come to"),
        ({"line-price": ["5", ""], "do": "send"}, "this line has no price yet"),
        ({"valid_until": "2026-11-01", "do": "send"}, "this day is over"),
    ):
        answer = agent.post(path, data=form(service.get(db, site, quote["id"], now), **values))
        assert answer.status_code == 422, values
        assert said in answer.text, values
        assert "Giao tận nơi" in answer.text


@pytest.mark.parametrize(
    ("language", "typed", "kept"),
    [
        ("vi", "1.000", "1000"),
        ("vi", "1,5", "1.5"),
        ("vi", "1.5", "1.5"),
        ("en", "1,000", "1000"),
        ("en", "1.125", "1.125"),
    ],
)
def test_a_quantity_is_read_as_the_pages_language_writes_it(
    agent: FlaskClient, db: Db, site: Site, now: int, language: str, typed: str, kept: str
) -> None:
    agent.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
    quote, path = draft(db, site, now)
    agent.post(path, data=form(quote, **{"line-quantity": [typed, "1"]}))
    saved = service.get(db, site, quote["id"], now)
    assert saved["lines"][0]["quantity"] == kept
    page = agent.get(path).text
    assert agent.post(path, data=form(saved, **{"line-quantity": [typed, "1"]})).status_code == 303
    assert service.get(db, site, quote["id"], now)["revision"] == saved["revision"]
    assert 'name="line-quantity"' in page


def test_whoever_saves_over_a_change_of_somebody_else_is_told(
    agent: FlaskClient, owner: FlaskClient, db: Db, site: Site, now: int
) -> None:
    quote, path = draft(db, site, now)
    assert owner.post(path, data=form(quote, note="first")).status_code == 303
    late = agent.post(path, data=form(quote, note="second"))
    assert late.status_code == 409
    assert "This quote has changed meanwhile" in late.text


def test_a_lead_leads_to_its_quotes_and_gets_another(
    app: Flask, agent: FlaskClient, db: Db, site: Site, now: int
) -> None:
    items = [{"id": "table", "text": "Bàn tròn", "quantity": "2"}]
    lead = ask(app, site, now, publish(db, site, now), fields={"items": items})["id"]
    page = agent.get(f"/admin/{site.key}/leads/{lead}").text
    [first] = service.list_quotes(db, site, {"lead": lead}, now)[0]
    assert f"/admin/{site.key}/quotes/{first['id']}" in page
    assert "Quote asked for" in page
    assert "Bàn tròn × 2" in page
    made = agent.post(f"/admin/{site.key}/quotes", data={"lead": lead})
    assert made.status_code == 303
    assert len(service.list_quotes(db, site, {"lead": lead}, now)[0]) == 2
    assert f"/admin/{site.key}/leads/{lead}" in agent.get(made.headers["Location"]).text


def test_the_link_is_passed_on_by_zalo_text_message_and_mail(
    agent: FlaskClient, db: Db, site: Site, now: int, box: Box
) -> None:
    quote, link = sent(db, site, box, now, email="on@shop.example")
    links = inspect(agent.get(f"/admin/{site.key}/quotes/{quote['id']}").text).links
    assert "https://zalo.me/84900000012" in links
    for scheme in ("sms:+84900000012?&body=", "mailto:on%40shop.example?subject="):
        assert link in unquote(next(one for one in links if one.startswith(scheme)))


def test_who_may_only_look_sees_no_link_and_no_form(
    viewer: FlaskClient, db: Db, site: Site, now: int, box: Box
) -> None:
    quote, link = sent(db, site, box, now)
    for path in ("", f"/{quote['id']}", f"/{quote['id']}/print"):
        page = viewer.get(f"/admin/{site.key}/quotes{path}")
        assert page.status_code == 200
        assert link not in page.text
        assert 'method="post" class="quote-form"' not in page.text


def test_the_list_shows_each_state_and_no_link(agent: FlaskClient, db: Db, site: Site, now: int, box: Box) -> None:
    accepted, link = sent(db, site, box, now, name="Khách Ưng")
    customer.answer(db, link[3:], version=1, accepted=True, words="Giao thứ bảy", base_url="", now=now)
    waiting, other = sent(db, site, box, now, name="Khách Chờ")
    page = agent.get(f"/admin/{site.key}/quotes").text
    assert "Giao thứ bảy" in page
    assert "/q/" not in page
    assert link not in page + other
    only = agent.get(f"/admin/{site.key}/quotes?state=accepted").text
    assert accepted["id"] in only
    assert waiting["id"] not in only


def test_a_sent_quote_is_withdrawn(agent: FlaskClient, db: Db, site: Site, now: int, box: Box) -> None:
    quote, _ = sent(db, site, box, now)
    agent.post(f"/admin/{site.key}/quotes/{quote['id']}", data={"do": "withdraw"})
    assert service.get(db, site, quote["id"], now)["state"] == "withdrawn"


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_words_stay_words_on_every_page_of_a_quote(
    agent: FlaskClient, app: Flask, db: Db, site: Site, now: int, box: Box, text: str
) -> None:
    items = [{"id": text, "text": text, "quantity": text}]
    ask(app, site, now, publish(db, site, now), fields={"items": items, "name": text, "email": text})
    line = {"text": text[:500], "quantity": "1", "unit_minor": 5}
    values = {"name": text[:200], "email": text[:200], "note": text, "lines": [line]}
    _, link = sent(db, site, box, now, **values)
    customer.answer(db, link[3:], version=1, accepted=False, words=text, base_url="", now=now)
    found = service.list_quotes(db, site, {}, now)[0]
    assert len(found) == 2
    paths = ["", *(f"/{quote['id']}{more}" for quote in found for more in ("", "/print"))]
    for path in paths:
        page = agent.get(f"/admin/{site.key}/quotes{path}")
        seen = inspect(page.text)
        assert page.status_code == 200
        assert {src.partition("static/")[2].partition("?")[0] for src in seen.scripts} <= OWN_SCRIPTS | {"news.js"}
        assert (seen.handlers, seen.strange) == ([], [])
        allowed = ("/admin", "https://zalo.me/", "sms:+", "mailto:", "#")
        assert [one for one in seen.links if not one.startswith(allowed)] == []
