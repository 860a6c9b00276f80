"""The list of widgets: publish, pause, add."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from collector.db import Db
from collector.sites import service as sites
from collector.sites.service import Site
from collector.widgets import service as widgets
from tests.make import make_widget


def test_a_new_widget_is_a_draft_that_can_be_published_as_it_is(marketer: FlaskClient, db: Db, site: Site) -> None:
    for kind in ("contact", "callback"):
        answer = marketer.post(f"/admin/{site.key}/widgets", data={"kind": kind})
        assert answer.status_code == 303
        assert marketer.get(answer.location).status_code == 200
    found = widgets.list_widgets(db, site.id)
    assert [each.status for each in found] == ["draft", "draft"]
    for each in found:
        assert marketer.post(f"/admin/{site.key}/widgets/{each.id}/publish").status_code == 303
    assert [each.status for each in widgets.list_widgets(db, site.id)] == ["live", "live"]


def test_a_new_contact_button_offers_the_sites_hotline(marketer: FlaskClient, db: Db, site: Site, now: int) -> None:
    sites.change(db, site.id, {"phone": "0900 000 068"}, now)
    marketer.post(f"/admin/{site.key}/widgets", data={"kind": "contact"})
    channels = widgets.list_widgets(db, site.id)[0].draft["content"]["channels"]
    assert [channel["kind"] for channel in channels] == ["zalo", "phone", "callback"]


def test_a_kind_that_nobody_knows_is_refused(marketer: FlaskClient, db: Db, site: Site) -> None:
    assert marketer.post(f"/admin/{site.key}/widgets", data={"kind": "<b>"}).status_code == 422
    assert widgets.list_widgets(db, site.id) == []


def test_pausing_and_publishing_answer_the_list_under_htmx(marketer: FlaskClient, db: Db, site: Site, now: int) -> None:
    widget = make_widget(db, site, "contact", now)
    answer = marketer.post(f"/admin/{site.key}/widgets/{widget}/pause", headers={"HX-Request": "true"})
    assert answer.text.lstrip().startswith('<div id="widgets">')
    assert "Paused" in answer.text
    assert widgets.find(db, site.id, widget).status == "paused"
    assert "Live" in marketer.post(f"/admin/{site.key}/widgets/{widget}/publish", headers={"HX-Request": "true"}).text


def test_an_unpublished_change_is_told(marketer: FlaskClient, db: Db, site: Site, now: int) -> None:
    widget = make_widget(db, site, "contact", now)
    assert "not published" not in marketer.get(f"/admin/{site.key}/widgets").text
    widgets.save(db, site.id, widget, {"look": {"side": "left"}}, now)
    assert "The draft has changes that are not published." in marketer.get(f"/admin/{site.key}/widgets").text


def test_viewers_see_the_list_without_buttons(viewer: FlaskClient, db: Db, site: Site, now: int) -> None:
    make_widget(db, site, "contact", now)
    text = viewer.get(f"/admin/{site.key}/widgets").text
    assert "Live" in text
    assert "<button" not in text[text.index('id="widgets"') :]


@pytest.mark.parametrize("path", ["publish", "pause"])
def test_an_unknown_widget_is_404(marketer: FlaskClient, site: Site, path: str) -> None:
    assert marketer.post(f"/admin/{site.key}/widgets/w_unknown/{path}").status_code == 404
