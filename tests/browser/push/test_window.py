"""A site with nothing but the tag: notifications are turned on in a window of the collector."""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.push.conftest import Place
from tests.browser.push.test_subscribing import ON, YES, Make, heading, soon

OPEN = "Tiếp tục ở cửa sổ vừa mở"


def opened(phone: BrowserContext, site: Place) -> tuple[Page, Page]:
    """The site's page and the window that a tap there has opened."""
    phone.grant_permissions(["notifications"], origin=site.world.base)
    page = phone.pages[0]
    page.goto(site.origin + "/")
    page.locator("#ask").click()
    page.get_by_label("Hàng mới").check()
    with page.expect_popup() as found:
        page.get_by_role("button", name=YES).click()
    heading(page, OPEN)
    return page, found.value


def test_the_window_subscribes_and_the_page_is_told(phone: BrowserContext, place: Make) -> None:
    site = place(worker=False)
    site.publish()
    page, window = opened(phone, site)
    expect(window.get_by_role("heading", name="Trà Mây")).to_be_visible()
    # What was ticked on the page.
    expect(window.get_by_label("Hàng mới")).to_be_checked()
    window.get_by_role("button", name=YES).click()
    heading(window, ON)
    heading(page, ON)
    (row,) = site.rows()
    assert site.chosen() == [["new", "sale"]]
    assert row.visitor == page.evaluate(f"JSON.parse(localStorage['beckon.{site.site.key}']).visitor")
    assert row.touch_id
    assert row.endpoint == window.evaluate(
        """() => navigator.serviceWorker.getRegistrations().then(([one]) => one.pushManager.getSubscription())
             .then(made => made.endpoint)"""
    )
    # Its worker serves the window alone: the admin lies on the same origin.
    assert window.evaluate("navigator.serviceWorker.getRegistrations().then(all => all.map(r => r.scope))") == [
        f"{site.world.base}/push/{site.site.key}"
    ]
    window.get_by_role("button", name="Xong").click()
    soon(page, window.is_closed)


def test_it_is_turned_off_in_the_window_too(phone: BrowserContext, place: Make) -> None:
    site = place(worker=False)
    site.publish()
    page, window = opened(phone, site)
    window.get_by_role("button", name=YES).click()
    heading(page, ON)
    window.close()
    page.reload()
    page.locator("#ask").click()
    heading(page, "Bạn đang nhận thông báo")
    with page.expect_popup() as again:
        page.get_by_role("button", name="Tắt thông báo").click()
    heading(again.value, "Bạn đang nhận thông báo")
    again.value.get_by_role("button", name="Tắt thông báo").click()
    heading(again.value, "Đã tắt thông báo")
    heading(page, "Đã tắt thông báo")
    assert site.rows()[0].removed_why == "asked"


def test_a_window_that_is_closed_leaves_the_question(phone: BrowserContext, place: Make) -> None:
    site = place(worker=False)
    site.publish()
    page, window = opened(phone, site)
    expect(window.get_by_role("button", name=YES)).to_be_visible()
    expect(window.get_by_label("Hàng mới")).to_be_checked()
    window.close()
    expect(page.get_by_role("button", name=YES)).to_be_visible()
    assert site.rows() == []


def test_a_strangers_words_count_neither_in_the_page_nor_in_the_window(phone: BrowserContext, place: Make) -> None:
    site = place(worker=False)
    site.publish()
    page, window = opened(phone, site)
    expect(window.get_by_role("button", name=YES)).to_be_visible()
    page.evaluate("window.postMessage({beckon: 'push', step: 'done'}, '*')")
    window.evaluate("window.postMessage({beckon: 'push', visitor: 'x'.repeat(22), categories: []}, '*')")
    page.wait_for_timeout(300)
    heading(page, OPEN)
    expect(window.get_by_label("Giảm giá")).to_be_checked()


def test_a_worker_file_that_is_not_there_leaves_the_window(phone: BrowserContext, place: Make) -> None:
    site = place(worker=False)
    # What a site answers that shows its start page for whatever is asked.
    site.pages["/beckon-worker.js"] = "<!doctype html><title>Trà Mây</title>"
    site.publish(way="worker")
    page = phone.pages[0]
    phone.grant_permissions(["notifications"], origin=site.world.base)
    page.goto(site.origin + "/")
    page.evaluate("addEventListener('beckon:error', ({detail}) => { window.said = detail.reason; })")
    page.locator("#ask").click()
    expect(page.get_by_role("button", name=YES)).to_be_visible()
    assert page.evaluate("window.said") == "worker"
    with page.expect_popup() as found:
        page.get_by_role("button", name=YES).click()
    expect(found.value).to_have_url(re.compile(f"^{re.escape(site.world.base)}/push/"))
    # Nobody's permission was spent on it.
    assert page.evaluate("Notification.permission") != "granted"
