"""The simple form of a push opt-in."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from collector.db import Db
from collector.sites.service import Site
from collector.widgets import service as widgets

DRAFT: dict[str, Any] = {
    "content": {
        "categories": [{"id": "sale", "label": {"vi": "Giảm giá"}, "checked": False}],
        "back_off_days": [3],
    }
}
FORM: dict[str, Any] = {
    "do": "save",
    "name": "Mời nhận tin",
    "color": "#112233",
    "side": "left",
    "prompt": "bell",
    "place": "top",
    "way": "worker",
    "selector": "",
    "worker-path": "/sw.js",
    "worker-scope": "/",
    "category-id": ["sale", "", ""],
    "category-vi": ["Khuyến mãi", "Hàng mới", ""],
    "category-en": ["", "New", ""],
    "text-vi-title": "Nhận tin nhé?",
}


@pytest.fixture
def opt_in(db: Db, site: Site, now: int) -> str:
    return widgets.add(db, site.id, "push", DRAFT, now, "Mời").id


def test_the_page_shows_the_line_to_paste(marketer: FlaskClient, site: Site, opt_in: str) -> None:
    text = marketer.get(f"/admin/{site.key}/widgets/{opt_in}").text
    assert f"/sw/{site.key}.js" in text
    assert "importScripts(" in text


def test_the_form_changes_its_keys_and_keeps_every_other(
    marketer: FlaskClient, db: Db, site: Site, opt_in: str
) -> None:
    assert marketer.post(f"/admin/{site.key}/widgets/{opt_in}", data=FORM).status_code == 303
    content = widgets.find(db, site.id, opt_in).draft["content"]
    assert content["categories"] == [
        {"id": "sale", "label": {"vi": "Khuyến mãi"}, "checked": False},
        {"id": "c2", "label": {"vi": "Hàng mới", "en": "New"}},
    ]
    assert (content["prompt"], content["way"], content["worker"]) == (
        "bell",
        "worker",
        {"path": "/sw.js", "scope": "/"},
    )
    assert (content["back_off_days"], content["texts"]["vi"]) == ([3], {"title": "Nhận tin nhé?"})


def test_a_path_that_leads_elsewhere_is_refused_beside_its_field(
    marketer: FlaskClient, db: Db, site: Site, opt_in: str
) -> None:
    wrong = FORM | {"worker-path": "//evil.example/w.js"}
    answer = marketer.post(f"/admin/{site.key}/widgets/{opt_in}", data=wrong, headers={"Accept-Language": "en"})
    assert answer.status_code == 422
    assert "Write the path of the worker file like /beckon-worker.js." in answer.text
    assert widgets.find(db, site.id, opt_in).draft == DRAFT


def test_the_widget_can_be_added_from_the_list(marketer: FlaskClient, db: Db, site: Site) -> None:
    marketer.post(f"/admin/{site.key}/widgets", data={"kind": "push"})
    (made,) = widgets.list_widgets(db, site.id)
    assert made.kind == "push"
