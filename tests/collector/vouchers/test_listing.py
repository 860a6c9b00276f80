"""Codes in the server API: listed with their state, a page at a time, of one's own site only."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient

from collector import clock as times
from collector.db import Db
from collector.sites import service as sites
from collector.sites.service import Site
from collector.vouchers import redeeming, service
from collector.widgets import service as widgets
from tests.collector.vouchers.cast import given, offer, send
from tests.make import make_token

ROOT = "/api/v1/vouchers"


def ask(client: FlaskClient, db: Db, site: Site, now: int, **query: Any) -> Any:
    return client.get(ROOT, query_string=query, headers=make_token(db, now, site, "read"))


def test_codes_are_listed_by_state_widget_lead_and_what_is_looked_for(
    client: FlaskClient, db: Db, site: Site, now: int
) -> None:
    widget = offer(db, site, now, expiry={"kind": "after", "minutes": 60})
    answers = [send(client, site, now, widget, number) for number in (1, 2)]
    used, good = (given(answer)["code"] for answer in answers)
    redeeming.redeem(db, site, used, redeeming.Redemption(amount_minor=450_000), redeeming.by_list(), now)
    pool = widgets.add(db, site.id, "voucher", {"content": {"code": {"kind": "pool"}}}, now).id
    with db.write() as tx:
        service.add_code(tx, site, pool, "pool", "LAN-01", None, now)

    def codes(**query: Any) -> list[str]:
        return [item["code"] for item in ask(client, db, site, now, **query).json["items"]]

    assert sorted(codes()) == sorted([used, good, "LAN-01"])
    assert codes(state="open") == [good]
    assert codes(state="redeemed") == [used]
    assert codes(state="free") == codes(widget=pool) == ["LAN-01"]
    assert codes(lead=answers[1].json["id"]) == codes(q="0900 000002") == [good]
    (item,) = ask(client, db, site, now, state="open").json["items"]
    assert (item["state"], item["expires_at"]) == ("open", times.rfc3339(now + 60 * times.MINUTE))


def test_a_list_goes_on_where_its_page_ended(client: FlaskClient, db: Db, site: Site, now: int) -> None:
    widget = offer(db, site, now)
    codes = {given(send(client, site, now, widget, number))["code"] for number in range(1, 6)}
    found, cursor = [], ""
    while cursor is not None:
        page = ask(client, db, site, now, limit=2, cursor=cursor).json
        found += [item["code"] for item in page["items"]]
        cursor = page["next"]
    assert len(found) == 5
    assert set(found) == codes


def test_codes_of_another_site_are_not_there_and_a_wrong_state_is_told(
    client: FlaskClient, db: Db, site: Site, now: int
) -> None:
    send(client, site, now, offer(db, site, now))
    other = sites.add(db, {"name": "Trà Mây", "origins": ["https://tra.example"]}, now)
    assert ask(client, db, other, now).json == {"items": [], "next": None}
    foreign = client.get(f"{ROOT}?site={site.key}", headers=make_token(db, now, other, "read"))
    assert foreign.status_code == 404
    wrong = ask(client, db, site, now, state="gone")
    assert wrong.status_code == 422
    assert "state" in wrong.json["errors"]
    assert client.get(ROOT).status_code == 401


def test_a_lead_tells_of_its_codes(client: FlaskClient, db: Db, site: Site, now: int) -> None:
    answer = send(client, site, now, offer(db, site, now))
    lead = client.get(f"/api/v1/leads/{answer.json['id']}", headers=make_token(db, now, site, "read")).json
    assert [voucher["code"] for voucher in lead["vouchers"]] == [given(answer)["code"]]
    assert lead["vouchers"][0]["worth"]["text"] == "Giảm 10%"
