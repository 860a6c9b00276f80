"""The simple form of a banner."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from collector.db import Db
from collector.sites.service import Site
from collector.widgets import service as widgets

FORM: dict[str, Any] = {
    "do": "save",
    "name": "Khai trương",
    "color": "#112233",
    "side": "left",
    "place": "corner",
    "corner": "top",
    "slot": "",
    "closable": "on",
    "message-vi": "Giảm <b>20%</b>",
    "message-en": "",
    "code": "MOCAN20",
    "does": "channel:zalo",
    "where": "0900 000 012",
    "said-vi": "Nhắn Zalo",
    "said-en": "",
    "text-vi-label": "Tin của xưởng",
}
OTHER = {"id": "hai", "text": {"vi": "Tin hai"}, "sponsored": True}


def make(db: Db, site: Site, now: int, **content: Any) -> str:
    return widgets.add(db, site.id, "banner", {"content": content} if content else {}, now, "Banner").id


def saved(db: Db, site: Site, widget: str) -> dict[str, Any]:
    content: dict[str, Any] = widgets.find(db, site.id, widget).draft["content"]
    return content


def test_a_new_banner_is_offered_opened_and_saved_as_it_is(marketer: FlaskClient, db: Db, site: Site) -> None:
    assert 'value="banner"' in marketer.get(f"/admin/{site.key}/widgets").text
    made = marketer.post(f"/admin/{site.key}/widgets", data={"kind": "banner"})
    page = marketer.get(made.headers["Location"])
    assert "Bạn cần tư vấn?" in page.text
    [widget] = widgets.list_widgets(db, site.id)
    assert (widget.kind, widget.draft) == ("banner", {})


def test_the_form_changes_the_first_message_and_keeps_the_others(
    marketer: FlaskClient, db: Db, site: Site, now: int
) -> None:
    widget = make(db, site, now, messages=[{"text": {"vi": "Tin một"}, "sponsored": True}, OTHER], rotate_seconds=9)
    answer = marketer.post(f"/admin/{site.key}/widgets/{widget}", data=FORM)
    assert answer.status_code == 303
    content = saved(db, site, widget)
    assert (content["place"], content["corner"], content["closable"], content["rotate_seconds"]) == (
        "corner",
        "top",
        True,
        9,
    )
    assert content["messages"] == [
        {
            "text": {"vi": "Giảm <b>20%</b>"},
            "sponsored": True,
            "code": "MOCAN20",
            "button": {"kind": "channel", "channel": "zalo", "value": "0900 000 012", "label": {"vi": "Nhắn Zalo"}},
        },
        OTHER,
    ]
    assert content["texts"]["vi"] == {"label": "Tin của xưởng"}


@pytest.mark.parametrize(
    ("does", "where", "button"),
    [
        ("", "", None),
        ("link", "/sale", {"kind": "link", "url": "/sale", "label": {"vi": "Nhắn Zalo"}}),
        ("widget:callback", "", {"kind": "widget", "widget": "callback", "label": {"vi": "Nhắn Zalo"}}),
    ],
)
def test_the_button_is_one_choice(
    marketer: FlaskClient, db: Db, site: Site, now: int, does: str, where: str, button: dict[str, Any] | None
) -> None:
    widget = make(db, site, now)
    path = f"/admin/{site.key}/widgets/{widget}"
    assert marketer.post(path, data=FORM | {"does": does, "where": where}).status_code == 303
    assert saved(db, site, widget)["messages"][0]["button"] == button
    assert f'value="{does}" selected' in marketer.get(path).text


def test_what_cannot_work_is_told_and_nothing_is_saved(marketer: FlaskClient, db: Db, site: Site, now: int) -> None:
    widget = make(db, site, now)
    wrong = FORM | {"does": "link", "where": "javascript:alert(1)"}
    answer = marketer.post(f"/admin/{site.key}/widgets/{widget}", data=wrong)
    assert answer.status_code == 422
    assert "content.messages.0.button.url" in answer.text
    assert widgets.find(db, site.id, widget).draft == {}


def test_what_only_the_top_can_do_goes_with_the_place(marketer: FlaskClient, db: Db, site: Site, now: int) -> None:
    widget = make(db, site, now, push=True, sticky=False)
    assert marketer.post(f"/admin/{site.key}/widgets/{widget}", data=FORM).status_code == 303
    assert (saved(db, site, widget)["push"], saved(db, site, widget)["sticky"]) == (False, True)
