"""What an owner may set of a voucher, and what of it pages never see."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from marshmallow import ValidationError

from collector.db import Db
from collector.errors import flatten
from collector.sites.service import Site
from collector.widgets import schema, typings
from collector.widgets import service as widgets
from tests.collector.vouchers.cast import offer


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ({"code": {"kind": "fixed"}}, "content.code.fixed"),
        ({"code": {"kind": "fixed", "fixed": "a/b"}}, "content.code.fixed"),
        ({"code": {"prefix": "TẾT"}}, "content.code.prefix"),
        ({"worth": {"percent": 0}}, "content.worth.percent"),
        ({"worth": {"kind": "amount"}}, "content.worth.amount_minor"),
        ({"worth": {"kind": "gift"}}, "content.worth.gift"),
        ({"worth": {"currency": "DONG"}}, "content.worth.currency"),
        ({"limits": {"total": 0}}, "content.limits.total"),
        ({"limits": {"per_phone": -1}}, "content.limits.per_phone"),
        ({"expiry": {"kind": "date"}}, "content.expiry.date"),
        ({"expiry": {"kind": "date", "date": "31/01/2027"}}, "content.expiry.date"),
        ({"expiry": {"minutes": 0}}, "content.expiry.minutes"),
        ({"apply_link": "http://shop.example/{code}"}, "content.apply_link"),
        ({"apply_link": "https://shop.example/"}, "content.apply_link"),
        ({"apply_link": "javascript:alert('{code}')"}, "content.apply_link"),
    ],
)
def test_an_offer_that_cannot_work_is_refused_with_its_field(content: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as problem:
        schema.load("voucher", {"content": content})
    assert list(flatten(problem.value.messages)) == [field]


def test_a_form_reaches_whoever_fills_it_in() -> None:
    nobody = {"form": {"fields": [{"name": "name", "type": "name"}]}}
    with pytest.raises(ValidationError):
        schema.load("voucher", nobody)
    assert schema.load("voucher", nobody | {"content": {"reveal": "at_once"}})


def test_the_code_and_the_limits_never_reach_a_page(client: FlaskClient, db: Db, site: Site, now: int) -> None:
    secret = {"kind": "fixed", "fixed": "SECRET2027"}
    variant = {"name": "b", "weight": 50, "content": {"code": secret | {"fixed": "SECRETB"}, "tab": False}}
    raw = {"content": {"code": secret}, "variants": [{"name": "a", "weight": 50}, variant]}
    made = widgets.add(db, site.id, "voucher", raw, now)
    published = widgets.publish(db, site.id, made.id, now)
    page = client.get(f"/s/{site.key}/{made.id}.{published.hash}.json")
    assert page.status_code == 200
    assert page.json["patches"] == {"b": {"content": {"tab": False}}}
    assert "SECRET" not in page.text
    assert not {"code", "limits"} & set(page.json["content"])
    assert "SECRET" not in client.get(f"/s/{site.key}.js").text
    assert "VoucherContent" in typings.declarations()
    assert "per_phone" not in typings.declarations()


def test_a_variant_gives_what_it_says(db: Db, site: Site, now: int) -> None:
    from tests.collector.vouchers.cast import claim

    better = {"name": "b", "weight": 50, "content": {"worth": {"percent": 20}}}
    made = widgets.add(db, site.id, "voucher", {"variants": [{"name": "a", "weight": 50}, better]}, now)
    widgets.publish(db, site.id, made.id, now)
    told = [claim(db, site, made.id, f"k{name}", now, variant=name) for name in ("a", "b", None)]
    assert [one["worth"]["percent"] for one in told if one] == [10, 20, 10]


def test_a_widget_without_a_part_in_the_build_leaves_the_sites_script_whole(
    client: FlaskClient, db: Db, site: Site, now: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    from collector.embed import build

    known = build.manifest()
    parts = {name: file for name, file in known["parts"].items() if name != "voucher"}
    monkeypatch.setattr(build, "manifest", lambda: known | {"parts": parts})
    widget = offer(db, site, now)
    script = client.get(f"/s/{site.key}.js")
    assert script.status_code == 200
    assert widget not in script.text
