"""What became of a widget, in the list and on its page; its history; and two people at one form."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from collector import clock
from collector.db import Db
from collector.sites import service as sites
from collector.sites.service import Site
from collector.widgets import history
from collector.widgets import service as widgets
from tests.admin.cast import send_lead
from tests.collector.reports.test_widgets import event, send
from tests.make import make_widget


@pytest.fixture
def callback(db: Db, site: Site, now: int) -> str:
    """Seen by four, opened by two and sent by one; half of them in a test."""
    widget = make_widget(db, site, "callback", now)
    sent = [event(n, "impression", now, widget=widget, visitor=v * 22, variant="a") for n, v in enumerate("ABCD")]
    sent += [event(10 + n, "open", now, widget=widget, visitor=v * 22, variant="a") for n, v in enumerate("AABB")]
    sent += [event(20, "submit", now, widget=widget, variant="a")]
    sent += [event(21, "assign", now, widget=widget, variant="holdout", visitor="E" * 22)]
    send(db, site, sent, now)
    return widget


def path(site: Site, widget: str, *rest: str) -> str:
    return "/".join(("", "admin", site.key, "widgets", widget, *rest))


def cells(text: str) -> list[str]:
    """What the cells of the table's last row say, without tags and brackets of spaces."""
    row = text[text.index("<tfoot>") : text.index("</tfoot>")]
    return [re.sub(r"<[^>]+>|\s+", " ", cell).strip() for cell in re.findall(r"<td.*?</td>", row, re.S)]


def test_the_list_tells_the_last_thirty_days_of_each_widget(viewer: FlaskClient, site: Site, callback: str) -> None:
    text = viewer.get(f"/admin/{site.key}/widgets").text
    found = text[text.index("widget-figures") : text.index("</dl>")]
    assert re.findall(r"<dd>(.*?)</dd>", found) == ["4", "2", "1", "25%"]
    assert "Asia/Ho_Chi_Minh" in text


def test_the_page_tells_visitors_how_often_and_the_rate(viewer: FlaskClient, site: Site, callback: str) -> None:
    text = viewer.get(path(site, callback, "numbers")).text
    assert [re.sub(r"\s+", " ", cell) for cell in cells(text)] == ["4", "2 (4)", "0", "1", "0", "25%"]
    assert "Held out" in text
    assert text[: text.index("aria-current")].endswith(f'href="/admin/{site.key}/widgets" ')
    assert text.count('data-short="') == 30


def test_other_days_are_asked_for_by_name_and_by_date(viewer: FlaskClient, site: Site, callback: str) -> None:
    week = viewer.get(path(site, callback, "numbers?span=last_7")).text
    assert week.count('data-short="') == 7
    early = viewer.get(path(site, callback, "numbers?from=2026-01-01&to=2026-01-02")).text
    assert "Nobody has seen the widget yet." in early
    wrong = viewer.get(path(site, callback, "numbers?from=2026-02-31&to=2026-01-02"))
    assert wrong.status_code == 422
    assert "a day such as 2026-11-21" in wrong.text


def test_a_contact_button_is_judged_by_taps(viewer: FlaskClient, db: Db, site: Site, now: int) -> None:
    widget = make_widget(db, site, "contact", now)
    send(db, site, [event(1, "impression", now, widget=widget), event(2, "click", now, widget=widget)], now)
    text = viewer.get(path(site, widget, "numbers")).text
    assert "Tapped" in text
    assert "Sent it" not in text
    assert cells(text)[-1] == "100%"


def test_the_second_of_two_editors_is_told_and_may_replace(
    marketer: FlaskClient, db: Db, site: Site, callback: str, now: int
) -> None:
    form = {"do": "save", "minutes": "30", "color": "#112233", "side": "left", "name": "Gọi", "revision": "1"}
    widgets.save(db, site.id, callback, {"look": {"radius": 3}}, now)
    told = marketer.post(path(site, callback), data=form)
    assert told.status_code == 422
    assert "Somebody has changed this widget since you opened it." in told.text
    assert 'name="minutes" type="number" min="1" max="1440" value="30"' in told.text
    assert widgets.find(db, site.id, callback).draft == {"look": {"radius": 3}}
    seen = re.search(r'name="revision" value="(\d+)"', told.text)
    assert seen
    assert marketer.post(path(site, callback), data=form | {"revision": seen[1]}).status_code == 303
    assert widgets.find(db, site.id, callback).draft["content"]["promise_minutes"] == 30


def test_the_text_of_the_second_editor_replaces_nothing_either(
    marketer: FlaskClient, db: Db, site: Site, callback: str, now: int
) -> None:
    widgets.save(db, site.id, callback, {"look": {"radius": 3}}, now)
    form = {"config": '{"look": {"radius": 9}}', "revision": "1"}
    told = marketer.post(path(site, callback, "text"), data=form)
    assert (told.status_code, "Somebody has changed this widget" in told.text) == (422, True)
    assert widgets.find(db, site.id, callback).draft == {"look": {"radius": 3}}


def test_an_earlier_version_is_taken_back_and_changes_are_thrown_away(
    marketer: FlaskClient, db: Db, site: Site, now: int
) -> None:
    widget = widgets.add(db, site.id, "callback", {"look": {"radius": 1}}, now).id
    first = widgets.publish(db, site.id, widget, now).hash
    widgets.save(db, site.id, widget, {"look": {"radius": 2}}, now)
    widgets.publish(db, site.id, widget, now + clock.MINUTE)
    widgets.save(db, site.id, widget, {"look": {"radius": 3}}, now)
    assert "Earlier versions (2)" in re.sub(r"\s+", " ", marketer.get(path(site, widget)).text).replace(
        "</summary>", ""
    )
    for version, radius in (("", 2), (first, 1)):
        answer = marketer.post(path(site, widget, "restore"), data={"version": version})
        assert answer.location.endswith("done=restored")
        assert widgets.find(db, site.id, widget).draft["look"]["radius"] == radius
    assert [one.current for one in history.versions(db, widgets.find(db, site.id, widget))] == [True, False]


def test_a_copy_opens_as_a_draft_of_its_own(marketer: FlaskClient, db: Db, site: Site, callback: str) -> None:
    answer = marketer.post(path(site, callback, "copy"))
    made = [one for one in widgets.list_widgets(db, site.id) if one.id != callback]
    assert [(one.name, one.status) for one in made] == [("Copy of callback", "draft")]
    assert answer.location.endswith(f"{made[0].id}?done=copied")


def test_paused_with_changes_it_is_shown_again_without_them(
    marketer: FlaskClient, db: Db, site: Site, callback: str, now: int
) -> None:
    before = widgets.pause(db, site.id, callback, now).hash
    widgets.save(db, site.id, callback, {"look": {"radius": 3}}, now)
    assert "Show again without the changes" in marketer.get(f"/admin/{site.key}/widgets").text
    marketer.post(path(site, callback, "resume"))
    after = widgets.find(db, site.id, callback)
    assert (after.status, after.hash) == ("live", before)


def test_what_is_put_away_leaves_the_list_and_keeps_its_numbers(
    marketer: FlaskClient, db: Db, site: Site, callback: str
) -> None:
    marketer.post(path(site, callback, "archive"))
    text = marketer.get(f"/admin/{site.key}/widgets").text
    assert "No widget yet" in text
    assert "Put away" in text
    assert cells(marketer.get(path(site, callback, "numbers")).text)[0] == "4"
    assert widgets.find(db, site.id, callback).status == "archived"


def test_the_rest_between_two_widgets_is_a_setting_of_the_site(owner: FlaskClient, db: Db, site: Site) -> None:
    page = f"/admin/{site.key}/site/pause"
    assert owner.post(page, data={"gap_seconds": "90"}).status_code == 303
    assert sites.find(db, site.id).gap_seconds == 90
    for typed in ("-1", "soon", "99999999", "9" * 30):
        refused = owner.post(page, data={"gap_seconds": typed})
        assert refused.status_code == 422
        assert f'value="{typed}"' in refused.text
    assert sites.find(db, site.id).gap_seconds == 90


def test_a_lead_shows_the_words_that_were_agreed_to(
    app: Flask, owner: FlaskClient, db: Db, site: Site, now: int
) -> None:
    raw: Any = {
        "consent": {
            "privacy_url": "https://shop.example/privacy",
            "boxes": [{"purpose": "calls", "text": {"vi": "Tôi đồng ý nhận cuộc gọi", "en": "Call me"}}],
        }
    }
    widget = widgets.add(db, site.id, "callback", raw, now).id
    widgets.publish(db, site.id, widget, now)
    wording = widgets.schema.load("callback", raw)["consent"]["wording"]  # type: ignore[attr-defined]
    consent = {"purposes": {"calls": True}, "wording": wording}
    lead = send_lead(app, site, now, "key-00001", widget=widget, consent=consent)["id"]
    widgets.save(db, site.id, widget, {}, now)
    text = owner.get(f"/admin/{site.key}/leads/{lead}").text
    assert "Tôi đồng ý nhận cuộc gọi" in text
    assert "https://shop.example/privacy" in text
    unknown = send_lead(app, site, now, "key-00002", consent={"purposes": {}, "wording": "w-none"})["id"]
    assert "What they read" not in owner.get(f"/admin/{site.key}/leads/{unknown}").text
