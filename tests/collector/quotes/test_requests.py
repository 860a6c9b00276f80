"""A lead of a quote widget makes a draft, in its transaction, priced by what was published."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from collector.db import Db
from collector.leads import service as leads
from collector.leads import store
from collector.notices import service as notices
from collector.quotes import figures, requests, service
from collector.sites.service import Site
from collector.widgets import schema
from tests.collector.quotes.cast import PRODUCTS, ask, publish
from tests.make import make_widget


def quotes(db: Db, site: Site, now: int) -> list[dict[str, Any]]:
    found = service.list_quotes(db, site, {}, now)[0]
    return [service.get(db, site, quote["id"], now) for quote in found]


def test_what_was_picked_is_priced_by_the_published_widget_and_never_by_the_page(
    app: Flask, db: Db, site: Site, now: int
) -> None:
    widget = publish(db, site, now, tax_percent="8", valid_days=7)
    items = [
        {"id": "table", "text": "Bàn tròn", "quantity": "2,5", "extras": ["black"], "unit_minor": 1, "price_minor": 1},
        {"id": "table", "quantity": 1, "extras": ["glass"]},
        {"id": "gone", "text": "Kệ sách\ncũ", "quantity": "many"},
    ]
    lead = ask(app, site, now, widget, fields={"items": items, "need": "Giao ở Huế"})
    [quote] = quotes(db, site, now)
    assert quote["lines"] == [
        {"text": "Bàn tròn, sơn đen", "quantity": "2.5", "unit_minor": 3_700_000, "total_minor": 9_250_000},
        {"text": "Bàn tròn, mặt kính", "quantity": "1", "unit_minor": None, "total_minor": None},
        {"text": "Kệ sách cũ", "quantity": "1", "unit_minor": None, "total_minor": None},
    ]
    assert (quote["subtotal_minor"], quote["tax_minor"], quote["total_minor"]) == (9_250_000, 740_000, 9_990_000)
    assert (quote["state"], quote["version"], quote["currency"], quote["locale"]) == ("draft", 1, "VND", "vi")
    assert (quote["lead"], quote["name"], quote["phone_e164"]) == (lead["id"], "Đặng Thị Ơn", "+84900000012")
    assert quote["valid_until"] == "2026-11-25"
    assert [change["what"] for change in quote["changes"]] == ["requested"]


def test_without_a_picker_the_product_of_the_page_is_the_line(app: Flask, db: Db, site: Site, now: int) -> None:
    widget = publish(db, site, now, products=[])
    ask(app, site, now, widget, language="en", fields={"product": "Ghế mây", "quantity": "3"})
    [quote] = quotes(db, site, now)
    assert quote["lines"] == [{"text": "Ghế mây", "quantity": "3", "unit_minor": None, "total_minor": None}]
    assert quote["locale"] == "en"


def test_a_lead_of_another_widget_makes_none(app: Flask, db: Db, site: Site, now: int) -> None:
    ask(app, site, now, make_widget(db, site, "callback", now))
    assert quotes(db, site, now) == []


def test_the_same_lead_sent_again_makes_one_quote(app: Flask, db: Db, site: Site, now: int) -> None:
    widget = publish(db, site, now)
    assert ask(app, site, now, widget) == ask(app, site, now, widget)
    assert len(quotes(db, site, now)) == 1


def test_a_held_lead_makes_its_quote_when_it_is_released(app: Flask, db: Db, site: Site, now: int) -> None:
    held = ask(app, site, now, publish(db, site, now), fields={"website": "http://spam.example"})
    assert (held["status"], quotes(db, site, now)) == ("held", [])
    for _ in range(2):
        leads.release(db, site, held["id"], None, now)
    assert [quote["lead"] for quote in quotes(db, site, now)] == [held["id"]]


def test_a_lead_that_is_not_stored_makes_no_quote(
    app: Flask, db: Db, site: Site, now: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    widget = publish(db, site, now)
    monkeypatch.setattr(store, "announce", lambda *_, **__: 1 / 0)
    assert ask(app, site, now, widget)["status"] == 500
    assert quotes(db, site, now) == []


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "text", "quantity", "extras", "x"]), inner, max_size=4)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["items", "product", "need", "quantity"]), ANYTHING, max_size=4))
def test_whatever_a_page_sends_becomes_lines_that_can_be_kept(fields: dict[str, Any]) -> None:
    content = schema.load("quote", {"content": {"products": PRODUCTS}})["content"]
    for line in requests.lines(fields, content, "vi"):
        assert line["text"].strip()
        assert figures.quantity(line["quantity"]) == line["quantity"]


def test_a_quantity_beyond_any_price_keeps_the_lead_and_leaves_the_lines_to_staff(
    app: Flask, db: Db, site: Site, now: int
) -> None:
    dear = [{"id": "gold", "label": {"vi": "Vàng"}, "price_minor": 10**12}]
    widget = publish(db, site, now, products=dear)
    lead = ask(app, site, now, widget, fields={"items": [{"id": "gold", "quantity": "999999999"}]})
    assert lead["status"] == "stored"
    assert [quote["lines"] for quote in quotes(db, site, now)] == [[]]


def test_staff_read_what_was_picked_in_words(app: Flask, db: Db, site: Site, now: int) -> None:
    notices.add_email(db, site, "a@shop.example", now)
    items = [{"id": "table", "text": "Bàn tròn", "quantity": "2"}]
    ask(app, site, now, publish(db, site, now), fields={"items": items})
    with db.read() as tx:
        [row] = tx.connection.execute("select payload from outbox").fetchall()
    assert ["items", "Bàn tròn × 2"] in json.loads(row[0])["items"][0]["rows"]
