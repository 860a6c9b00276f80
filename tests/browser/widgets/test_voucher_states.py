"""Every state of the voucher: nothing for axe to find, nothing that moves the page, and a way through by keyboard."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.widgets.conftest import MONDAY, Show
from tests.browser.widgets.stage import Stage
from tests.browser.widgets.test_access import LOOKS, small_targets, violations

Answer = tuple[int, dict[str, Any]] | None

TAB = "button.tab"
CHANNELS = [{"kind": kind, "value": "0900 000 012"} for kind in ("zalo", "phone", "sms", "whatsapp")]
AT_ONCE = {"reveal": "at_once"}
FORM = {"marketing": True, "privacy_url": "https://shop.example/privacy"}
APPLY = "https://shop.example/?ma=K7PM-2QXR-9DTV"
REFUSED = (404, {"type": "about:blank", "title": "No such voucher", "status": 404})
QUARANTINED = (202, {"status": "quarantined", "reason": "origin"})
WATCH = """
  window.shifts = 0;
  new PerformanceObserver((list) => list.getEntries().forEach(({value}) => { shifts += value }))
    .observe({type: 'layout-shift', buffered: true});
"""


def voucher(state: str = "issued", ends: timedelta = timedelta(days=6, hours=23), **more: Any) -> dict[str, Any]:
    """As the collector tells of a code."""
    percent = {"kind": "percent", "percent": 10, "amount_minor": None, "currency": None, "text": "Giảm 10%"}
    return {
        "state": state,
        "code": "K7PM-2QXR-9DTV",
        "expires_at": (MONDAY + ends).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "apply_url": None,
        "worth": percent,
        "text": "Đơn từ 500.000 ₫. Dùng đến 9:05 ngày 30/11/2026.",
    } | more


def lead(given: dict[str, Any] | None = None, status: str = "stored") -> Answer:
    success = {"voucher": given} if given else {}
    return 201, {"id": "l_1", "status": status, "event_id": "e_1", "success": success}


def at_once(given: dict[str, Any] | None, status: str = "stored") -> Answer:
    return 201, {"status": status, "voucher": given}


def stage(page: Page) -> Stage:
    found: Stage = page.stage  # type: ignore[attr-defined]
    return found


def opened(show: Show, content: dict[str, Any], device: str = "phone", **options: Any) -> Page:
    """The page with its dialog open, and the answers that it will have."""
    answers = options.pop("answers", [])
    config = {"content": content, "consent": FORM} | options.pop("config", {})
    page = show(device, {"voucher": config}, context={"bypass_csp": True}, script=WATCH, **options)
    stage(page).answers = list(answers)
    page.locator(TAB).click()
    expect(page.get_by_role("dialog")).to_be_visible()
    return page


def send(page: Page) -> None:
    page.locator("input[type=tel]").fill("0912 345 678")
    page.locator("button.send").click()
    expect(page.locator(".result")).to_be_visible()


# What the widget shows, by what the collector answers; the heading in both languages.
AFTER_FORM: dict[str, tuple[Answer, str]] = {
    "issued": (lead(voucher()), "Mã của bạn|Your code"),
    "apply": (lead(voucher(apply_url=APPLY)), "Mã của bạn|Your code"),
    "already": (lead(voucher("already")), "Mã của bạn|Your code"),
    "for ever": (lead(voucher(expires_at=None)), "Mã của bạn|Your code"),
    "ended": (lead(voucher(ends=timedelta(seconds=-5))), "Mã đã hết hạn|This code has expired"),
    "limit": (lead({"state": "limit"}), "Bạn đã nhận đủ mã|You have had all your codes"),
    "sold out": (lead({"state": "sold_out"}), "Mã đã phát hết|All codes are gone"),
    "over": (lead({"state": "over"}), "Chương trình đã kết thúc|This offer has ended"),
    "held": (lead(status="held"), "Cảm ơn bạn|Thank you"),
    "quarantined": (QUARANTINED, "Cảm ơn bạn|Thank you"),
    "refused": (REFUSED, "Không nhận được mã|No code this time"),
    "waiting": (None, "Chưa gửi được|Not sent yet"),
}
WITHOUT_FORM: dict[str, tuple[Answer, str]] = {
    "issued": (at_once(voucher()), "Mã của bạn|Your code"),
    "sold out": (at_once({"state": "sold_out"}), "Mã đã phát hết|All codes are gone"),
    "unknown": (at_once({"state": "unknown_visitor"}), "Còn một bước nữa|One more step"),
    "held": (at_once(None, "held"), "Cảm ơn bạn|Thank you"),
    "quarantined": (QUARANTINED, "Cảm ơn bạn|Thank you"),
    "refused": (REFUSED, "Không nhận được mã|No code this time"),
    "waiting": (None, "Chưa lấy được mã|No code yet"),
}


def faultless(page: Page, heading: str) -> None:
    expect(page.get_by_role("dialog").get_by_role("heading", name=re.compile(heading))).to_be_visible()
    assert violations(page) == []
    assert small_targets(page) == []
    assert page.evaluate("shifts") == 0


@pytest.mark.parametrize(("theme", "lang", "device"), [("light", "vi", "phone"), ("dark", "en", "desktop")])
def test_nothing_is_wrong_with_the_tab_and_the_form(show: Show, theme: str, lang: str, device: str) -> None:
    ground, color = LOOKS[theme]
    options = {"lang": lang, "ground": ground, "config": {"look": {"color": color}}}
    page = opened(show, {"minimum_order": {"vi": "Đơn từ 500.000 ₫"}}, device, **options)
    faultless(page, "Tặng bạn mã ưu đãi|A voucher for you")
    page.locator("button.send").click()
    expect(page.locator("input[type=tel]")).to_have_attribute("aria-invalid", "true")
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(page.locator(TAB)).to_be_visible()
    assert violations(page) == []
    assert small_targets(page) == []


@pytest.mark.parametrize(("theme", "lang", "device"), [("light", "vi", "phone"), ("dark", "en", "desktop")])
@pytest.mark.parametrize("state", AFTER_FORM)
def test_nothing_is_wrong_with_an_answer_to_the_form(
    show: Show, state: str, theme: str, lang: str, device: str
) -> None:
    ground, color = LOOKS[theme]
    answer, heading = AFTER_FORM[state]
    config = {"look": {"color": color}}
    page = opened(show, {}, device, lang=lang, ground=ground, config=config, answers=[answer] * 9)
    send(page)
    faultless(page, heading)


@pytest.mark.parametrize("state", WITHOUT_FORM)
def test_nothing_is_wrong_with_an_answer_without_a_form(show: Show, state: str) -> None:
    answer, heading = WITHOUT_FORM[state]
    page = opened(show, AT_ONCE, answers=[answer] * 9)
    faultless(page, heading)


@pytest.mark.parametrize(
    ("worth", "drawn"),
    [
        ({"kind": "percent", "percent": 15}, "Giảm 15%"),
        ({"kind": "amount", "amount_minor": 1_500_000}, "Giảm 1.500.000 ₫"),
        ({"kind": "amount", "amount_minor": 1250, "currency": "USD"}, "Giảm 12,50 US$"),
        ({"kind": "gift", "gift": {"vi": "Bộ lót ly gỗ"}}, "Bộ lót ly gỗ"),
        ({"kind": "free_shipping"}, "Miễn phí giao hàng"),
    ],
)
def test_what_it_is_worth_is_drawn_larger_than_all_else(show: Show, worth: dict[str, Any], drawn: str) -> None:
    page = opened(show, {"worth": worth})
    expect(page.locator(".worth")).to_have_text(re.compile(r"\s*".join(map(re.escape, drawn.split(" ")))))
    sizes = page.locator("dialog *").evaluate_all("all => all.map((one) => parseFloat(getComputedStyle(one).fontSize))")
    large = page.locator(".worth b")
    assert large.evaluate("one => parseFloat(getComputedStyle(one).fontSize)") == max(sizes)
    box = large.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360


def test_an_answer_that_comes_late_moves_nothing(show: Show) -> None:
    short = {"form": {"fields": [{"name": "phone", "type": "phone", "required": True}]}, "consent": {}}
    page = opened(show, {}, config=short, answers=[lead(voucher("already", apply_url=APPLY))])
    page.route("**/v1/leads", lambda route: (page.wait_for_timeout(1200), route.continue_()))
    send(page)
    faultless(page, "Mã của bạn")


def test_the_keyboard_goes_in_through_the_code_and_back_to_the_tab(show: Show) -> None:
    page = opened(show, {}, "desktop", answers=[lead(voucher(apply_url=APPLY))])
    focused = "document.querySelector('beckon-widget').shadowRoot.activeElement"
    # Boxes to tick are fetched: the field is there, and has the focus, a moment after the dialog.
    page.wait_for_function(f"{focused}.id === 'f-phone'")
    send(page)
    assert page.evaluate(f"{focused}.id") == "dialog-title"
    seen = []
    for _ in range(4):
        page.keyboard.press("Tab")
        seen.append(page.evaluate(f"{focused}.getAttribute('aria-label') ?? {focused}.textContent"))
    assert seen == ["Mã ưu đãi", "Dùng mã ngay", "Chép mã", "Đóng"]
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert page.evaluate(f"{focused}.className") == "tab"
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="Mã ưu đãi")).to_have_value("K7PM-2QXR-9DTV")


def test_a_code_never_closes_by_itself_and_a_plain_thank_you_does(show: Show) -> None:
    for answer, stays in ((lead(voucher()), True), (lead({"state": "sold_out"}), False)):
        page = opened(show, {}, answers=[answer], running=True)
        send(page)
        page.clock.fast_forward(13_000)
        expect(page.get_by_role("dialog")).to_have_count(int(stays))


def test_a_thank_you_does_not_turn_into_a_form_again(show: Show) -> None:
    page = opened(show, {}, answers=[lead({"state": "limit"})])
    send(page)
    page.keyboard.press("Escape")
    page.locator(TAB).click()
    expect(page.get_by_role("heading", name="Bạn đã nhận đủ mã")).to_be_visible()


@pytest.mark.parametrize(
    ("content", "link", "shown"),
    [({}, False, True), ({}, True, False), ({"launcher": "always"}, True, True), ({"launcher": "never"}, False, False)],
)
def test_the_offer_has_a_tab_of_its_own_where_the_page_has_no_link_to_it(
    show: Show, content: dict[str, Any], link: bool, shown: bool
) -> None:
    linked = """addEventListener('DOMContentLoaded', () => {
        const link = document.createElement('a'); link.href = '#beckon-voucher'; link.textContent = 'Mã';
        document.querySelector('main').append(link) })"""
    page = show("phone", {"voucher": {"content": content}}, script=linked if link else "")
    expect(page.locator("beckon-widget")).to_be_attached()
    expect(page.locator(TAB)).to_be_visible(visible=shown)
    if link:
        page.get_by_role("link", name="Mã", exact=True).click()
        expect(page.get_by_role("dialog", name="Tặng bạn mã ưu đãi")).to_be_visible()


def test_neither_tab_nor_clock_where_the_owner_wants_none(show: Show) -> None:
    page = show("phone", {"voucher": {"content": {"launcher": "never", "tab": False, "clock": False}}})
    stage(page).answers = [lead(voucher())]
    page.evaluate("beckon('open', 'voucher')")
    send(page)
    expect(page.get_by_role("timer")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator(TAB)).to_be_hidden()


def test_the_open_card_of_another_widget_lies_over_the_tab(show: Show) -> None:
    tab = {"content": {"launcher": "always"}, "look": {"side": "left"}}
    page = show("phone", {"contact": {"content": {"channels": CHANNELS}}, "voucher": tab})
    expect(page.locator(TAB)).to_be_visible()
    page.locator(".fab").click()
    link = page.get_by_role("link", name="Zalo")
    expect(link).to_be_visible()
    link.evaluate("one => Promise.all(one.closest('.card').getAnimations().map(({ finished }) => finished))")
    # Along the card's left edge nothing else of ours is hit.
    hit = "step => document.elementFromPoint(24, 200 + step * 6)?.dataset.widget"
    assert set(page.evaluate(f"[...Array(70).keys()].map({hit}).filter(Boolean)")) == {"w_contact"}
