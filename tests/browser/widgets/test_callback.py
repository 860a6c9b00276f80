"""The call-back form as visitors meet it, with the real loader in a real browser."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.widgets.conftest import SUNDAY, Show
from tests.browser.widgets.stage import Stage

FORM: dict[str, Any] = {"callback": {"content": {"phone": "0900 000 012"}}}
SHORT = (422, {"type": "about:blank", "title": "Bad", "status": 422, "errors": {"phone": ["too short"]}})
FOCUSED = "document.querySelector('beckon-widget').shadowRoot.activeElement.id"
QUARANTINED = (202, {"status": "quarantined", "reason": "origin"})


def stage(page: Page) -> Stage:
    found: Stage = page.stage  # type: ignore[attr-defined]
    return found


def opened(show: Show, device: str = "phone", config: Any = FORM, browser: str = "chromium", **options: Any) -> Page:
    page = show(device, config, browser, **options)
    page.locator(".fab").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    return page


def submit(page: Page, phone: str) -> None:
    page.get_by_label("Số điện thoại").fill(phone)
    page.locator("button.send").click()


@pytest.mark.parametrize("browser", ["chromium", "firefox"])
def test_a_number_is_enough_and_the_promise_is_read_back(show: Show, browser: str) -> None:
    page = opened(show, browser=browser)
    submit(page, "0912 345 678")
    expect(page.get_by_role("heading", name="Đã nhận số của bạn")).to_be_visible()
    assert page.evaluate(FOCUSED) == "dialog-title"
    expect(page.get_by_text("Chúng tôi gọi cho bạn trong 15 phút.")).to_be_visible()
    [lead] = stage(page).leads
    assert lead["fields"] == {"phone": "0912 345 678", "slot": "now"}
    assert lead["consent"] == {"purposes": {}, "wording": stage(page).configs["callback"]["consent"]["wording"]}


def test_the_collectors_own_promise_goes_before_the_pages(show: Show) -> None:
    page = opened(show)
    said = {"title": "x", "text": "Chúng tôi gọi lại trước 10:45 hôm nay."}
    stage(page).answers = [(201, {"id": "l_1", "status": "stored", "event_id": "e_1", "success": said})]
    submit(page, "0912 345 678")
    expect(page.get_by_text("trước 10:45 hôm nay")).to_be_visible()


def test_the_first_touch_and_the_opening_are_counted(show: Show) -> None:
    page = opened(show)
    assert stage(page).named("open") == [{"trigger": "launcher"}]
    page.get_by_label("Số điện thoại").type("0912")
    assert len(stage(page).named("start")) == 1


def test_an_empty_number_is_told_at_the_field_and_sends_nothing(show: Show) -> None:
    page = opened(show)
    submit(page, "  ")
    field = page.get_by_label("Số điện thoại")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description("Bạn nhập số điện thoại giúp nhé.")
    assert stage(page).leads == []


def test_an_odd_number_is_taken_when_it_is_sent_once_more(show: Show) -> None:
    page = opened(show)
    stage(page).answers = [SHORT]
    submit(page, "12345")
    field = page.get_by_label("Số điện thoại")
    expect(field).to_be_focused()
    expect(field).to_have_accessible_description("Số này có vẻ thiếu chữ số. Nếu đúng rồi, bạn bấm gửi lần nữa.")
    page.locator("button.send").click()
    expect(page.get_by_text("Đã nhận số của bạn")).to_be_visible()
    first, second = stage(page).leads
    assert first["key"] == second["key"]


def test_a_number_that_looks_odd_is_only_hinted_at_while_typing(show: Show) -> None:
    page = opened(show)
    field = page.get_by_label("Số điện thoại")
    field.fill("0912 345 67")
    page.get_by_label("Tên của bạn").focus()
    expect(field).to_have_accessible_description("Số này trông hơi lạ, bạn xem lại giúp nhé.")
    expect(field).to_have_attribute("aria-invalid", "false")


def test_a_slot_of_the_sites_hours_is_sent_as_a_moment(show: Show) -> None:
    page = opened(show)
    page.get_by_text("Hẹn giờ").click()
    page.locator("button.send").click()
    expect(page.get_by_label("Số điện thoại")).to_be_focused()
    page.get_by_text("Ngày mai").click()
    page.get_by_text("9:00", exact=True).click()
    submit(page, "0912 345 678")
    expect(page.get_by_text("Chúng tôi gọi cho bạn lúc 9:00 sáng mai.")).to_be_visible()
    assert stage(page).leads[0]["fields"]["slot"] == "2026-11-24T02:00:00.000Z"


def test_a_slot_wished_for_but_not_picked_is_asked_for(show: Show) -> None:
    page = opened(show)
    page.get_by_text("Hẹn giờ").click()
    submit(page, "0912 345 678")
    expect(page.get_by_text("Bạn chọn một giờ giúp nhé.")).to_be_visible()
    assert page.evaluate(FOCUSED) == "time-0"


def test_a_visitor_abroad_reads_whose_clock_the_slots_follow(show: Show) -> None:
    page = opened(show, context={"timezone_id": "Europe/Paris"})
    page.get_by_text("Hẹn giờ").click()
    expect(page.get_by_text("Giờ hiển thị theo Giờ Đông Dương (10:05).")).to_be_visible()


def test_out_of_hours_the_next_opening_is_promised(show: Show) -> None:
    page = opened(show, at=SUNDAY)
    expect(page.get_by_text("Hiện ngoài giờ. Để lại số, chúng tôi gọi trước 8:15 sáng mai.")).to_be_visible()
    page.get_by_text("Hẹn giờ").click()
    expect(page.locator(".day .chip").first).to_contain_text("Ngày mai")


def test_with_the_network_gone_it_says_so_offers_a_call_and_turns_into_success(show: Show) -> None:
    page = opened(show)
    stage(page).answers = [None, None]
    submit(page, "0912 345 678")
    expect(page.get_by_role("heading", name="Chưa gửi được")).to_be_visible()
    expect(page.get_by_role("link", name="Gọi ngay 0900 000 012")).to_have_attribute("href", "tel:+84900000012")
    expect(page.get_by_role("heading", name="Đã nhận số của bạn")).to_be_visible(timeout=20_000)
    assert len({lead["key"] for lead in stage(page).leads}) == 1


def test_what_is_quarantined_is_thanked_for_without_a_promise(show: Show) -> None:
    page = opened(show)
    stage(page).answers = [QUARANTINED]
    submit(page, "0912 345 678")
    expect(page.get_by_role("heading", name="Cảm ơn bạn")).to_be_visible()
    expect(page.get_by_text("phút")).to_have_count(0)


def test_a_second_tap_while_sending_sends_nothing_twice(show: Show) -> None:
    page = opened(show)
    page.get_by_label("Số điện thoại").fill("0912 345 678")
    page.locator("form").evaluate("form => { form.requestSubmit(); form.requestSubmit() }")
    expect(page.get_by_text("Đã nhận số của bạn")).to_be_visible()
    assert len(stage(page).leads) == 1


@pytest.mark.parametrize("browser", ["chromium", "firefox"])
def test_the_focus_goes_in_stays_in_and_comes_back(show: Show, browser: str) -> None:
    page = show("desktop", FORM, browser)
    page.locator("#ask").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert page.evaluate(FOCUSED) == "f-phone"
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate("['BODY', 'BECKON-WIDGET'].includes(document.activeElement.tagName)")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    # Not expect(…).to_be_focused(): Firefox's window itself may not have the focus.
    assert page.evaluate("document.activeElement.id") == "ask"


def test_a_draft_is_kept_when_the_form_is_closed(show: Show) -> None:
    page = opened(show)
    page.get_by_label("Số điện thoại").fill("0912")
    page.get_by_role("button", name="Đóng").click()
    page.locator(".fab").click()
    expect(page.get_by_label("Số điện thoại")).to_have_value("0912")


def test_a_tap_on_the_page_behind_closes_and_a_drag_out_of_a_field_does_not(show: Show) -> None:
    page = opened(show, "desktop")
    box = page.get_by_label("Số điện thoại").bounding_box()
    assert box
    page.mouse.move(box["x"] + 20, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(40, 40)
    page.mouse.up()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.mouse.click(40, 40)
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_keys_typed_in_the_form_are_no_shortcuts_of_the_page(show: Show) -> None:
    page = opened(show)
    page.evaluate("window.keys = 0; addEventListener('keydown', () => window.keys++)")
    page.get_by_label("Tên của bạn").press_sequentially("An /")
    assert page.evaluate("keys") == 0


def test_a_browser_without_native_dialogs_gets_a_layer_that_behaves_alike(show: Show) -> None:
    page = show("desktop", FORM, context={"bypass_csp": True}, script="delete HTMLDialogElement.prototype.showModal")
    page.locator("#ask").click()
    expect(page.get_by_role("dialog", name="Chúng tôi gọi lại cho bạn")).to_be_visible()
    expect(page.get_by_label("Số điện thoại")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    expect(page.locator("button.send")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Đóng")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#ask")).to_be_focused()


def test_the_consent_box_is_unticked_and_its_answer_travels_with_the_wording(show: Show) -> None:
    page = opened(show, config={"callback": {"consent": {"marketing": True}}})
    box = page.get_by_role("checkbox")
    expect(box).not_to_be_checked()
    box.check()
    submit(page, "0912 345 678")
    expect(page.get_by_text("Đã nhận số của bạn")).to_be_visible()
    assert stage(page).leads[0]["consent"]["purposes"] == {"marketing": True}


def test_success_closes_by_itself_but_not_under_the_visitors_hands(show: Show) -> None:
    patient = {"callback": {"success": {"close_after_seconds": 60}}}
    for moves in (False, True):
        page = opened(show, config=patient, running=True)
        submit(page, "0912 345 678")
        expect(page.get_by_text("Đã nhận số của bạn")).to_be_visible()
        if moves:
            page.mouse.move(180, 600)
        page.clock.fast_forward(61_000)
        expect(page.get_by_role("dialog")).to_be_visible(visible=moves)


def test_the_sheet_stays_above_the_on_screen_keyboard(show: Show) -> None:
    page = opened(show)
    page.evaluate(
        """() => { Object.defineProperty(visualViewport, 'height', {value: 380});
        visualViewport.dispatchEvent(new Event('resize')) }"""
    )
    page.get_by_label("Tên của bạn").focus()
    page.evaluate("visualViewport.dispatchEvent(new Event('resize'))")
    expect(page.get_by_role("dialog")).to_have_attribute("style", re.compile("--high: 380px"))
    for control in (page.get_by_label("Tên của bạn"), page.locator("button.send")):
        box = control.bounding_box()
        assert box
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 380


def test_the_field_is_big_enough_that_a_phone_does_not_zoom(show: Show) -> None:
    page = opened(show)
    field = page.get_by_label("Số điện thoại")
    assert field.evaluate("field => parseFloat(getComputedStyle(field).fontSize)") >= 16
    assert (field.get_attribute("type"), field.get_attribute("autocomplete")) == ("tel", "tel")


def test_a_button_of_its_own_appears_only_where_no_contact_button_leads_to_it(show: Show) -> None:
    both = {"contact": {"content": {"channels": [{"kind": "zalo", "value": "0900 000 012"}, {"kind": "callback"}]}}}
    page = show("phone", both | FORM)
    expect(page.locator(".fab")).to_have_count(1)
    page.locator("#ask").click()
    expect(page.get_by_role("dialog")).to_be_visible()


@pytest.mark.parametrize("browser", ["chromium", "firefox"])
def test_another_country_is_picked_from_a_list_that_is_fetched_for_it(show: Show, browser: str) -> None:
    page = opened(show, browser=browser)
    field = page.get_by_label("Số điện thoại")
    page.get_by_role("button", name="Mã quốc gia +84").click()
    listed = page.get_by_role("combobox", name="Mã quốc gia")
    expect(listed.locator("option").first).to_have_text("Việt Nam +84")
    listed.select_option("49")
    expect(field).to_be_focused()
    expect(field).to_have_value("+49 ")
    expect(page.get_by_role("button", name="Mã quốc gia +49")).to_be_visible()
    field.press_sequentially("170 0000000")
    page.locator("button.send").click()
    expect(page.get_by_text("Đã nhận số của bạn")).to_be_visible()
    assert stage(page).leads[0]["fields"]["phone"] == "+49 170 0000000"


def test_the_country_comes_into_the_labels_line_and_moves_nothing(show: Show) -> None:
    page = show("phone", FORM)
    page.emulate_media(reduced_motion="reduce")  # the sheet itself is to stand still
    page.locator(".fab").click()
    before = page.get_by_label("Số điện thoại").bounding_box()
    expect(page.get_by_role("button", name="Mã quốc gia +84")).to_be_visible()
    assert page.get_by_label("Số điện thoại").bounding_box() == before


def test_a_site_of_another_country_hints_by_that_countrys_numbers(show: Show) -> None:
    page = opened(show, config={"callback": {"content": {"region": "GB"}}})
    field = page.get_by_label("Số điện thoại")
    field.fill("020 7946 0018 22")
    page.get_by_label("Tên của bạn").focus()
    expect(field).to_have_accessible_description("Số này trông hơi lạ, bạn xem lại giúp nhé.")
    field.fill("020 7946 0018")
    page.get_by_label("Tên của bạn").focus()
    expect(field).to_have_accessible_description("Ví dụ 0912 345 678")


def test_the_thank_you_offers_the_link_to_change_or_cancel(show: Show) -> None:
    page = opened(show)
    link = {"url": "https://beckon.example.com/c/x", "text": "Đổi hoặc huỷ giờ hẹn"}
    stage(page).answers = [(201, {"id": "l_1", "status": "stored", "event_id": "e_1", "success": {"link": link}})]
    submit(page, "0912 345 678")
    found = page.get_by_role("link", name="Đổi hoặc huỷ giờ hẹn")
    expect(found).to_have_attribute("href", "https://beckon.example.com/c/x")
