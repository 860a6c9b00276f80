"""Codes without a form: bound to the visitor, once, and only where the widget says so."""

from __future__ import annotations

import json
from typing import Any

from flask.testing import FlaskClient

from collector import clock as times
from collector.db import Db
from collector.sites.service import Site
from collector.vouchers import budget
from tests.collector.vouchers.cast import offer, rows
from tests.make import AD, BROWSER, ORIGIN, VISITOR


def ask(client: FlaskClient, site: Site, now: int, widget: str, origin: str = ORIGIN, **more: Any) -> Any:
    agent = more.pop("agent", BROWSER)
    touches = [{"id": "e1", "at": now - 60_000, "url": AD, "referrer": ""}]
    body = {"site": site.key, "key": "page-0001", "visitor": VISITOR, "widget": widget, "sent_at": now}
    data = json.dumps(body | {"language": "vi", "touches": touches} | more)
    headers = {"Origin": origin, "User-Agent": agent, "Content-Type": "text/plain"}
    return client.post("/v1/vouchers", data=data, headers=headers)


def test_a_visitor_is_given_a_code_once(client: FlaskClient, db: Db, site: Site, now: int) -> None:
    widget = offer(db, site, now, reveal="at_once")
    first, again, other_key = (ask(client, site, now, widget, key=f"page-000{n}") for n in (1, 1, 2))
    assert first.status_code == 201
    assert first.json["voucher"]["state"] == "issued"
    assert again.json == first.json
    assert other_key.json["voucher"] == first.json["voucher"] | {"state": "already"}
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in first.headers
    ((goal, visitor, journey),) = rows(db, "select goal, visitor, journey from conversions")
    assert (goal, visitor) == ("voucher_issued", VISITOR)
    assert "fbclid" in journey


def test_who_is_not_remembered_gets_one_only_where_devices_do_not_count(
    client: FlaskClient, db: Db, site: Site, now: int
) -> None:
    counted = offer(db, site, now, reveal="at_once")
    free = offer(db, site, now, reveal="at_once", limits={"per_device": 0, "total": 1})
    assert ask(client, site, now, counted, visitor=None).json["voucher"] == {"state": "unknown_visitor"}
    assert ask(client, site, now, free, visitor=None, touches=[]).json["voucher"]["state"] == "issued"
    assert ask(client, site, now, free, visitor=None, key="page-0002").json["voucher"] == {"state": "sold_out"}
    assert rows(db, "select source from credits where model = 'last'") == [("Unknown (no consent)",)]


def test_a_widget_that_asks_for_a_form_gives_nothing_here(client: FlaskClient, db: Db, site: Site, now: int) -> None:
    for widget in (offer(db, site, now), "w_none"):
        assert ask(client, site, now, widget).status_code == 404
    assert rows(db, "select * from vouchers") == []


def test_another_origin_a_program_and_an_odd_body_get_no_code(
    client: FlaskClient, db: Db, site: Site, now: int
) -> None:
    widget = offer(db, site, now, reveal="at_once")
    foreign = ask(client, site, now, widget, origin="https://evil.example")
    assert (foreign.status_code, foreign.json) == (202, {"status": "quarantined", "reason": "origin"})
    program = ask(client, site, now, widget, agent="Googlebot/2.1 (+http://www.google.com/bot.html)")
    assert program.json == {"status": "held", "voucher": None}
    assert ask(client, site, now, widget, key="x").json == {"status": "quarantined", "reason": "shape"}
    assert client.post("/v1/vouchers", data=b"{").json == {"status": "quarantined", "reason": "json"}
    assert client.post("/v1/vouchers", data=b" " * 65_537).status_code == 413
    assert rows(db, "select * from vouchers") == []


def test_an_address_asks_only_so_often(client: FlaskClient, db: Db, site: Site, now: int, clock: Any) -> None:
    widget = offer(db, site, now, reveal="at_once")
    for number in range(budget.PER_ADDRESS):
        assert ask(client, site, now, widget, key=f"page-{number:04}", visitor=f"{number:022}").status_code == 201
    refused = ask(client, site, now, widget, key="page-9999", visitor="z" * 22)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "600")
    assert client.environ_base.get("REMOTE_ADDR", "127.0.0.1") not in str(rows(db, "select who from voucher_tries"))
    clock.now = now + 10 * times.MINUTE
    assert ask(client, site, clock.now, widget, key="page-9999", visitor="z" * 22).status_code == 201
    with db.write() as tx:
        assert budget.forget(tx, site.id, clock.now + 10 * times.MINUTE) == 1
