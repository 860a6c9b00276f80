"""What follows a form that was taken, and the page's word before it is sent."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.widgets.conftest import Show
from tests.browser.widgets.stage import Stage

QUARANTINED = (202, {"status": "quarantined", "reason": "origin"})
DEAD = None


def sent(show: Show, after: dict[str, Any], query: str = "", answer: Any = (), **more: Any) -> Page:
    """A call-back that was asked for on the page with that query."""
    page = show("phone", {"callback": {"success": {"after": {"seconds": 0} | after}}} | more)
    stage: Stage = page.stage  # type: ignore[attr-defined]
    if answer != ():
        stage.answers = [answer] * 3
    if query:
        page.goto(f"{stage.url}?{query}")
    page.locator(".fab").click()
    page.get_by_role("textbox", name="Số điện thoại").fill("0912 345 678")
    page.get_by_role("button", name="Yêu cầu gọi lại").click()
    return page


def test_another_page_follows_with_the_parameters_that_it_does_not_have_itself(show: Show) -> None:
    link = {"kind": "link", "url": "/cam-on?utm_source=own#x", "pass_on": True}
    page = sent(show, link, "utm_source=zalo&utm_campaign=tet&gclid=a%2Bb")
    page.wait_for_url("**/cam-on?*")
    assert page.evaluate("location.search + location.hash") == "?utm_source=own&utm_campaign=tet&gclid=a%2Bb#x"


def test_nothing_is_handed_on_where_the_owner_has_not_said_so(show: Show) -> None:
    page = sent(show, {"kind": "link", "url": "/cam-on"}, "gclid=a")
    page.wait_for_url("**/cam-on")


def test_another_widget_follows_and_the_form_has_gone(show: Show) -> None:
    quote = {"quote": {"content": {"launcher": "never"}}}
    page = sent(show, {"kind": "widget", "widget": "quote"}, **quote)
    expect(page.get_by_role("dialog", name="Yêu cầu báo giá")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(1)


def test_a_tab_of_its_own_is_opened_and_the_thank_you_stays(show: Show) -> None:
    page = show(
        "desktop", {"callback": {"success": {"after": {"kind": "link", "url": "/cam-on", "tab": "new", "seconds": 0}}}}
    )
    page.locator(".fab").click()
    page.get_by_role("textbox", name="Số điện thoại").fill("0912 345 678")
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Yêu cầu gọi lại").click()
    opened.value.wait_for_url("**/cam-on")
    expect(page.get_by_text("Đã nhận số của bạn")).to_be_visible()


@pytest.mark.parametrize("answer", [QUARANTINED, DEAD], ids=["quarantined", "not sent yet"])
def test_nothing_follows_what_was_not_taken(show: Show, answer: Any) -> None:
    page = sent(show, {"kind": "widget", "widget": "quote"}, answer=answer, quote={"content": {"launcher": "never"}})
    expect(page.locator(".result")).to_be_visible()
    # The part that would act is not even fetched.
    assert (
        page.evaluate("performance.getEntriesByType('resource').filter(({ name }) => name.includes('after')).length")
        == 0
    )
    expect(page.get_by_role("dialog", name="Yêu cầu báo giá")).to_have_count(0)


def test_the_page_hears_of_a_form_before_it_is_sent_and_may_keep_it(show: Show) -> None:
    page = show("phone", {"callback": {}})
    page.evaluate("""() => {
        window.kept = [];
        const hear = event => { kept.push(event.detail); event.preventDefault(); };
        addEventListener("beckon:submit", hear, { once: true });
    }""")
    page.locator(".fab").click()
    page.get_by_role("textbox", name="Số điện thoại").fill("0912 345 678")
    page.get_by_role("button", name="Yêu cầu gọi lại").click()
    page.wait_for_function("kept.length === 1")
    stage: Stage = page.stage  # type: ignore[attr-defined]
    said = page.evaluate("kept[0]")
    assert (said["kind"], said["fields"]["phone"]) == ("callback", "0912 345 678")
    assert stage.leads == []
    page.get_by_role("button", name="Yêu cầu gọi lại").click()
    expect(page.get_by_text("Đã nhận số của bạn")).to_be_visible()
    assert len(stage.leads) == 1


def test_an_address_with_a_widgets_name_leads_straight_into_it(show: Show) -> None:
    page = show("phone", {"callback": {}})
    stage: Stage = page.stage  # type: ignore[attr-defined]
    page.goto("about:blank")
    page.goto(f"{stage.url}?a#beckon-callback")
    expect(page.get_by_role("dialog", name="Chúng tôi gọi lại cho bạn")).to_be_visible()
