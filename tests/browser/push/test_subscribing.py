"""A real Chromium subscribes, and the row in the database is the browser's own subscription."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import BrowserContext, Page, expect

from collector.push import keys
from tests.browser.push.conftest import Place, subscribed
from tests.browser.push.gcm import Gcm

Make = Callable[..., Place]
YES = re.compile("^Nhận tin$")
ZONE = "Intl.DateTimeFormat().resolvedOptions().timeZone"
ON = "Đã bật thông báo"


def visit(phone: BrowserContext, place: Place) -> Page:
    phone.grant_permissions(["notifications"], origin=place.origin)
    page = phone.pages[0]
    page.goto(place.origin + "/")
    return page


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", name=words)).to_be_visible()


def agree(page: Page) -> None:
    page.locator("#ask").click()
    page.get_by_role("button", name=YES).click()
    heading(page, ON)


def remembered(page: Page, place: Place, widget: str, change: dict[str, Any] | None = None) -> Any:
    """What the device knows of the widget, changed if wanted."""
    return page.evaluate(
        """([name, change]) => {
             const all = {...JSON.parse(localStorage[name]), ...change};
             localStorage[name] = JSON.stringify(all);
             return all;
           }""",
        [f"beckon.{place.site.key}.w.{widget}", change or {}],
    )


def soon(page: Page, true: Callable[[], bool]) -> None:
    """Wait for what the page does in silence."""
    for _ in range(750):
        if true():
            return
        page.wait_for_timeout(20)
    raise AssertionError("it never became true")


def newest_key(place: Place) -> str:
    services = place.world.app.extensions["beckon"]
    return keys.public_key(place.world.db, services.box, place.world.clock())


def test_the_stored_row_is_the_browsers_own_subscription(phone: BrowserContext, place: Make) -> None:
    site = place()
    widget = site.publish(way="worker")
    page = visit(phone, site)
    agree(page)
    (row,) = site.rows()
    assert row.endpoint == subscribed(page)
    assert (row.widget_id, row.language, row.zone) == (widget, "vi", page.evaluate(ZONE))
    assert (row.device, site.chosen()) == ("phone", [["sale"]])
    assert row.visitor == page.evaluate(f"JSON.parse(localStorage['beckon.{site.site.key}']).visitor")
    assert row.touch_id
    with site.world.db.read() as tx:
        assert row.key_id == keys.id_of(tx, newest_key(site))


def test_categories_are_changed_and_all_is_turned_off_in_the_same_place(phone: BrowserContext, place: Make) -> None:
    site = place()
    site.publish(way="worker")
    page = visit(phone, site)
    agree(page)
    page.reload()
    page.locator("#ask").click()
    heading(page, "Bạn đang nhận thông báo")
    page.get_by_label("Hàng mới").check()
    page.get_by_role("button", name="Lưu lựa chọn").click()
    heading(page, ON)
    assert site.chosen() == [["new", "sale"]]
    page.get_by_role("button", name="Xong").click()
    page.locator("#ask").click()
    page.get_by_role("button", name="Tắt thông báo").click()
    heading(page, "Đã tắt thông báo")
    assert (subscribed(page), site.rows()[0].removed_why) == (None, "asked")
    page.reload()
    page.locator("#ask").click()
    expect(page.get_by_role("button", name=YES)).to_be_visible()
    assert site.chosen() == []


def test_a_subscription_that_the_browser_dropped_is_made_anew_without_a_word(
    phone: BrowserContext, place: Make
) -> None:
    site = place()
    site.publish(way="worker")
    page = visit(phone, site)
    agree(page)
    page.evaluate(
        """async () => (await (await navigator.serviceWorker.getRegistration("/beckon-push/"))
             .pushManager.getSubscription()).unsubscribe()"""
    )
    page.reload()
    soon(page, lambda: len(site.rows()) == 2)
    old, new = site.rows()
    assert (old.removed_why, new.removed_why, new.endpoint) == ("replaced", None, subscribed(page))
    assert site.chosen() == [["sale"]]
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_new_key_brings_a_new_subscription_at_the_next_visit(phone: BrowserContext, place: Make) -> None:
    site = place()
    widget = site.publish(way="worker")
    page = visit(phone, site)
    agree(page)
    first = site.rows()[0]
    made = keys.rotate(site.world.db, site.world.app.extensions["beckon"].box, site.world.clock() + 1000)
    remembered(page, site, widget, {"sent": 0})
    page.reload()
    soon(page, lambda: len(site.rows()) == 2)
    old, new = site.rows()
    assert (old.id, old.removed_why) == (first.id, "replaced")
    with site.world.db.read() as tx:
        assert new.key_id == keys.id_of(tx, made) != old.key_id
    assert (new.endpoint, site.chosen()) == (subscribed(page), [["sale"]])


def test_a_visit_within_hours_asks_the_collector_nothing(phone: BrowserContext, place: Make) -> None:
    site = place()
    site.publish(way="worker")
    page = visit(phone, site)
    agree(page)
    before = len(site.world.posted("/v1/push/subscriptions"))
    page.goto(site.origin + "/?b")
    page.locator("#ask").click()
    heading(page, "Bạn đang nhận thông báo")
    assert len(site.world.posted("/v1/push/subscriptions")) == before
    assert [seen.path for seen in site.world.seen].count("/v1/push/keys") == 1


def test_a_push_service_that_is_silent_is_told_and_its_late_answer_is_taken(
    phone: BrowserContext, place: Make, gcm: Gcm
) -> None:
    site = place()
    site.publish(way="worker")
    page = visit(phone, site)
    gcm.speaks.clear()
    try:
        page.locator("#ask").click()
        page.get_by_role("button", name=YES).click()
        heading(page, "Đang bật thông báo…")
        heading(page, "Lâu hơn bình thường")
        assert site.rows() == []
    finally:
        gcm.speaks.set()
    heading(page, ON)
    assert site.rows()[0].endpoint == subscribed(page)


def test_a_collector_that_is_gone_is_told_and_another_try_is_stored(phone: BrowserContext, place: Make) -> None:
    site = place()
    site.publish(way="worker")
    page = visit(phone, site)
    page.route("**/v1/push/subscriptions", lambda route: route.fulfill(status=503, body="{}"))
    page.locator("#ask").click()
    page.get_by_role("button", name=YES).click()
    heading(page, "Chưa bật được thông báo")
    page.unroute("**/v1/push/subscriptions")
    page.get_by_role("button", name="Thử lại").click()
    heading(page, ON)
    assert site.rows()[0].endpoint == subscribed(page)


def test_the_line_may_stand_in_a_worker_that_the_site_has(phone: BrowserContext, place: Make) -> None:
    site = place()
    line = site.pages.pop("/beckon-worker.js")
    site.pages["/sw.js"] = f"const open = 1, HERE = 2; addEventListener('fetch', () => {{}});\n{line}"
    site.publish(way="worker", worker={"path": "/sw.js", "scope": "/"})
    page = visit(phone, site)
    page.evaluate("navigator.serviceWorker.register('/sw.js').then(() => navigator.serviceWorker.ready)")
    agree(page)
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then(all => all.map(r => r.scope))") == [
        site.origin + "/"
    ]
    assert len(site.rows()) == 1


def test_a_worker_of_somebody_else_keeps_its_place(phone: BrowserContext, place: Make) -> None:
    site = place()
    site.pages["/theirs.js"] = "addEventListener('push', () => {});"
    site.publish(way="worker")
    page = visit(phone, site)
    page.evaluate("navigator.serviceWorker.register('/theirs.js', {scope: '/beckon-push/'}).then(() => 1)")
    page.locator("#ask").click()
    page.get_by_role("button", name=YES).click()
    heading(page, "Chưa bật được thông báo")
    scripts = "navigator.serviceWorker.getRegistrations().then(all => all.map(r => r.active.scriptURL))"
    assert page.evaluate(scripts) == [site.origin + "/theirs.js"]
    assert site.rows() == []
