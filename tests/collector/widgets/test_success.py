"""What may follow a form: checked when it is saved, its link computed when it is published."""

from __future__ import annotations

from typing import Any

import pytest
from marshmallow import ValidationError

from collector.errors import flatten
from collector.widgets import schema


def after(**given: Any) -> dict[str, Any]:
    loaded: dict[str, Any] = schema.load("callback", {"success": {"after": given}})["success"]["after"]
    return loaded


@pytest.mark.parametrize(
    ("given", "href"),
    [
        ({"kind": "link", "url": "/cam-on"}, "/cam-on"),
        ({"kind": "link", "url": "https://shop.example/x?y=1"}, "https://shop.example/x?y=1"),
        ({"kind": "channel", "channel": "zalo", "value": "0900 000 012"}, "https://zalo.me/84900000012"),
        ({"kind": "channel", "channel": "phone", "value": "0900 000 012"}, "tel:+84900000012"),
        ({"kind": "widget", "widget": "quote"}, ""),
    ],
)
def test_where_it_leads_is_computed_and_never_taken_from_the_owner(given: dict[str, Any], href: str) -> None:
    assert after(**given, href="javascript:alert(1)")["href"] == href


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"kind": "link", "url": "javascript:alert(1)"}, "url"),
        ({"kind": "link", "url": "//elsewhere.example"}, "url"),
        ({"kind": "link", "url": "http://shop.example"}, "url"),
        ({"kind": "link"}, "url"),
        ({"kind": "widget"}, "widget"),
        ({"kind": "channel", "channel": "zalo", "value": "12"}, "value"),
        ({"kind": "download"}, "kind"),
        ({"kind": "link", "url": "/x", "seconds": 31}, "seconds"),
    ],
)
def test_what_cannot_follow_is_refused_with_its_field(given: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        after(**given)
    assert list(flatten(refused.value.messages)) == [f"success.after.{field}"]


def test_without_a_word_nothing_follows() -> None:
    assert schema.load("voucher", {})["success"] == {"close_after_seconds": 12, "after": None}
