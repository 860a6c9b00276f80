"""One widget's settings: the simple form, and everything as text."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from collector.db import Db
from collector.sites.service import Site
from collector.widgets import service as widgets
from tests.make import make_widget

DRAFT: dict[str, Any] = {
    "content": {
        "channels": [
            {"kind": "zalo", "value": "0900000068", "devices": ["phone"]},
            {"kind": "link", "value": "https://shop.example/a", "label": {"vi": "Xem", "en": "See"}},
            {"kind": "callback"},
        ],
        "texts": {"vi": {"copy": "Sao chép"}},
    },
    "frequency": {"after_closed_days": 3},
}
FORM: dict[str, Any] = {
    "do": "save",
    "language": "vi",
    "name": "Nút của tôi",
    "mode": "menu",
    "channel-id": ["zalo", "link", "callback"],
    "channel-kind": ["zalo", "link", "callback"],
    "channel-value": ["0900000068", "https://shop.example/a", ""],
    "channel-label": ["", "Xem", ""],
    "color": "#112233",
    "side": "left",
    "greeting": "on",
    "delay": "5",
    "text-vi-label": "Cần tư vấn?",
    "text-en-label": "",
}


@pytest.fixture
def contact(db: Db, site: Site, now: int) -> str:
    return widgets.add(db, site.id, "contact", DRAFT, now, "Nút").id


@pytest.fixture
def path(site: Site, contact: str) -> str:
    return f"/admin/{site.key}/widgets/{contact}"


def draft(db: Db, site: Site, widget: str) -> dict[str, Any]:
    return widgets.find(db, site.id, widget).draft


def test_the_form_changes_its_keys_and_keeps_every_other(
    marketer: FlaskClient, db: Db, site: Site, contact: str, path: str
) -> None:
    assert marketer.post(path, data=FORM).location == f"{path}?done=saved"
    saved = draft(db, site, contact)
    assert saved["look"] == {"color": "#112233", "side": "left"}
    assert saved["content"]["greeting"] == {"show": True, "delay_seconds": 5}
    assert saved["content"]["texts"]["vi"] == {"copy": "Sao chép", "label": "Cần tư vấn?"}
    assert saved["content"]["texts"]["en"] == {}
    assert saved["content"]["channels"][0]["devices"] == ["phone"]
    assert saved["content"]["channels"][1]["label"] == {"vi": "Xem", "en": "See"}
    assert saved["frequency"] == {"after_closed_days": 3}
    assert widgets.find(db, site.id, contact).name == "Nút của tôi"


def test_saving_what_was_shown_changes_nothing_that_is_published(
    marketer: FlaskClient, db: Db, site: Site, contact: str, path: str, now: int
) -> None:
    widgets.publish(db, site.id, contact, now)
    shown = {"color": "#0f766e", "side": "right", "delay": "8", "text-vi-label": "", "greeting": []}
    marketer.post(path, data=FORM | shown)
    assert not widgets.has_changes(widgets.find(db, site.id, contact))


def test_save_and_publish_does_both(marketer: FlaskClient, db: Db, site: Site, contact: str, path: str) -> None:
    answer = marketer.post(path, data=FORM | {"do": "publish"})
    assert answer.location == f"/admin/{site.key}/widgets?done=published"
    assert widgets.find(db, site.id, contact).status == "live"


@pytest.mark.parametrize(
    ("do", "order"),
    [
        ("up-1", ["link", "zalo", "callback"]),
        ("down-1", ["zalo", "callback", "link"]),
        ("remove-0", ["link", "callback"]),
        ("add", ["zalo", "link", "callback", "phone"]),
        ("up-0", ["zalo", "link", "callback"]),
        ("down-9", ["zalo", "link", "callback"]),
        ("remove-x", ["zalo", "link", "callback"]),
    ],
)
def test_rows_are_added_moved_and_removed_before_anything_is_saved(
    marketer: FlaskClient, db: Db, site: Site, contact: str, path: str, do: str, order: list[str]
) -> None:
    for headers in ({}, {"HX-Request": "true"}):
        text = marketer.post(path, data=FORM | {"do": do}, headers=headers).text
        shown = [row.split('" selected>')[0].rpartition('value="')[2] for row in text.split('name="channel-kind">')[1:]]
        assert shown == order
        assert "Not saved yet." in text
        assert 'value="Cần tư vấn?"' in text
    assert draft(db, site, contact) == DRAFT


def test_a_row_that_becomes_another_kind_forgets_what_the_old_one_was_called(
    marketer: FlaskClient, db: Db, site: Site, contact: str, path: str
) -> None:
    kinds = {"channel-kind": ["phone", "link", "callback"]}
    marketer.post(path, data=FORM | kinds)
    assert draft(db, site, contact)["content"]["channels"][0] == {"kind": "phone", "value": "0900000068"}


@pytest.mark.parametrize(
    ("form", "said"),
    [
        (
            {"channel-value": ["abc def!", "https://shop.example/a", ""]},
            "is neither a phone number nor the id of a Zalo",
        ),
        ({"channel-value": ["0900000068", "javascript:alert(1)", ""]}, "is not an address that starts with https://."),
        ({"channel-label": ["", "", ""], "text-en-label": "x" * 400}, "Length must be between 0 and 60."),
        ({"color": "red"}, "Write the colour as six digits"),
        ({"delay": "bald"}, "Not a valid integer."),
        ({"delay": "601"}, "Must be from 0 to 600."),
        ({"mode": "hotline"}, "A hotline has a phone channel"),
    ],
)
def test_mistakes_are_told_and_nothing_is_saved(
    marketer: FlaskClient, db: Db, site: Site, contact: str, path: str, form: dict[str, Any], said: str
) -> None:
    answer = marketer.post(path, data=FORM | form)
    assert answer.status_code == 422
    assert said in answer.text
    assert draft(db, site, contact) == DRAFT


def test_a_call_back_form_has_its_own_settings(marketer: FlaskClient, db: Db, site: Site, now: int) -> None:
    widget = make_widget(db, site, "callback", now)
    form = {"do": "save", "minutes": "30", "color": "#112233", "side": "left", "text-vi-title": "Gọi cho tôi"}
    marketer.post(f"/admin/{site.key}/widgets/{widget}", data=form)
    saved = draft(db, site, widget)
    assert saved["content"]["promise_minutes"] == 30
    assert [field["type"] for field in saved["form"]["fields"]] == ["phone", "slot"]
    assert saved["content"]["texts"]["vi"]["title"] == "Gọi cho tôi"
    marketer.post(f"/admin/{site.key}/widgets/{widget}", data=form | {"ask_name": "on"})
    assert [field["type"] for field in draft(db, site, widget)["form"]["fields"]] == ["phone", "name", "slot"]
    refused = marketer.post(f"/admin/{site.key}/widgets/{widget}", data=form | {"minutes": "0"})
    assert refused.status_code == 422
    assert "Must be from 1 to 1440." in refused.text


def test_everything_is_edited_as_text(marketer: FlaskClient, db: Db, site: Site, contact: str, path: str) -> None:
    text = marketer.get(path).text
    assert "after_closed_days" in text
    changed = DRAFT | {"frequency": {"after_closed_days": 9}}
    answer = marketer.post(f"{path}/text", data={"config": json.dumps(changed)})
    assert answer.location == f"{path}?done=saved"
    assert draft(db, site, contact) == changed


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ("{", "This is no JSON"),
        ("[1]", "The text is one object"),
        ('{"lok": {}}', "lok: Unknown setting; known here"),
        ('{"look": {"color": "red"}}', "look.color: Write the colour as six digits"),
        ("[" * 5000, "This is no JSON"),
        ('{"content": {"texts": {"vi": {"title": "\\ud800"}}}}', "Somewhere stands a sign that cannot be stored."),
        ('{"content": {"texts": {"vi": {"title": "\\u0000"}}}}', "Somewhere stands a sign that cannot be stored."),
        ('{"frequency": {"after_closed_days": NaN}}', "Somewhere stands a sign that cannot be stored."),
    ],
)
def test_text_that_cannot_be_used_is_told_with_its_place_and_stays(
    marketer: FlaskClient, db: Db, site: Site, contact: str, path: str, config: str, said: str
) -> None:
    answer = marketer.post(f"{path}/text", data={"config": config})
    assert answer.status_code == 422
    assert said in answer.text
    assert draft(db, site, contact) == DRAFT
