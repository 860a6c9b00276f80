"""Forms with all kinds of questions, steps, conditions and drafts, as visitors meet them."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.widgets.conftest import Show
from tests.browser.widgets.stage import Stage
from tests.browser.widgets.test_access import small_targets, violations

SIZES = [{"value": "s", "label": {"vi": "Nhỏ"}}, {"value": "l", "label": {"vi": "Lớn"}}]
PHONE = {"name": "phone", "type": "phone", "required": True}


def label(text: str) -> dict[str, str]:
    return {"vi": text, "en": text}


EVERY: list[dict[str, Any]] = [
    PHONE,
    {"name": "email", "type": "email"},
    {"name": "need", "type": "select", "label": label("Nhu cầu"), "options": SIZES, "required": True},
    {"name": "size", "type": "radio", "label": label("Cỡ"), "options": SIZES},
    {"name": "rooms", "type": "multi", "label": label("Phòng"), "options": SIZES},
    {"name": "install", "type": "checkbox", "label": label("Cần lắp đặt")},
    {"name": "count", "type": "number", "label": label("Số lượng"), "min": 1},
    {"name": "day", "type": "date", "label": label("Ngày"), "min": 0, "max": 30},
    {"name": "stars", "type": "rating", "label": label("Đánh giá")},
    {"name": "story", "type": "textarea", "label": label("Mô tả"), "hint": label("Vài dòng là đủ")},
    {"name": "campaign", "type": "hidden", "source": {"from": "param", "name": "utm_campaign"}},
    {"name": "seen", "type": "hidden", "source": {"from": "cookie", "name": "seen"}},
    {"name": "sku", "type": "hidden", "source": {"from": "variable", "name": "shop.sku"}},
    {"name": "price", "type": "hidden", "source": {"from": "selector", "name": "main p"}},
    {"name": "product", "type": "hidden", "source": {"from": "product"}},
]


def form(*fields: dict[str, Any], steps: list[dict[str, Any]] | None = None, **more: Any) -> dict[str, Any]:
    return {"callback": {"form": {"fields": list(fields), "steps": steps or []}, **more}}


def stage(page: Page) -> Stage:
    found: Stage = page.stage  # type: ignore[attr-defined]
    return found


def opened(show: Show, config: dict[str, Any], device: str = "phone", **options: Any) -> Page:
    page = show(device, config, **options)
    page.locator("#ask").click()
    expect(page.locator("button.send").last).to_be_attached()
    expect(page.get_by_label("Số điện thoại")).to_be_attached()
    return page


def done(page: Page) -> dict[str, Any]:
    page.locator("button.send:visible").click()
    expect(page.get_by_text("Đã nhận số của bạn")).to_be_visible()
    found: dict[str, Any] = stage(page).leads[0]["fields"]
    return found


def test_every_kind_of_question_is_asked_and_answered(show: Show) -> None:
    page = opened(show, form(*EVERY))
    page.evaluate("document.cookie = 'seen=t%C3%A1o'; window.shop = {sku: 'GS-1'}")
    page.evaluate("history.replaceState(null, '', '/?utm_campaign=tet')")
    page.get_by_label("Số điện thoại").fill("0912 345 678")
    page.get_by_label("Nhu cầu").select_option("l")
    page.get_by_role("group", name="Cỡ").get_by_text("Nhỏ").click()
    for size in ("Nhỏ", "Lớn"):
        page.get_by_role("group", name="Phòng").get_by_text(size).click()
    page.get_by_label("Cần lắp đặt").check()
    page.get_by_label("Số lượng").fill("3")
    page.get_by_label("Ngày").fill("2026-11-25")
    page.get_by_role("group", name="Đánh giá").locator("label").nth(3).click()
    page.get_by_label("Mô tả").fill("Bàn trà gỗ sồi")
    assert done(page) == {
        "phone": "0912 345 678", "need": "l", "size": "s", "rooms": ["s", "l"], "install": True, "count": "3",
        "day": "2026-11-25", "stars": "4", "story": "Bàn trà gỗ sồi", "campaign": "tet", "seen": "táo", "sku": "GS-1",
        "price": "1.890.000 ₫", "product": "Ghế gỗ sồi",
    }  # fmt: skip


def test_the_right_keyboard_and_the_browsers_memory_serve_each_question(show: Show) -> None:
    page = opened(show, form(*EVERY))
    field = page.get_by_label("Số lượng")
    assert (field.get_attribute("inputmode"), field.get_attribute("type")) == ("numeric", None)
    assert page.get_by_label("Email").get_attribute("autocomplete") == "email"
    assert page.get_by_label("Ngày").get_attribute("max") == "2026-12-23"
    for control in page.locator("beckon-widget").locator("input.input, select, textarea").all():
        assert control.evaluate("field => parseFloat(getComputedStyle(field).fontSize)") >= 16


def test_a_rarer_question_left_empty_is_told_at_its_place(show: Show) -> None:
    page = opened(show, form(*EVERY))
    page.get_by_label("Số điện thoại").fill("0912 345 678")
    page.locator("button.send").click()
    expect(page.get_by_label("Nhu cầu")).to_be_focused()
    expect(page.get_by_label("Nhu cầu")).to_have_accessible_description("Bạn điền mục này giúp nhé.")
    assert stage(page).leads == []


def test_what_the_collector_misses_is_shown_at_its_field(show: Show) -> None:
    page = opened(show, form(*EVERY))
    missing = (422, {"title": "Bad", "status": 422, "errors": {"story": ["Xin mô tả thêm."]}})
    stage(page).answers = [missing]
    page.get_by_label("Số điện thoại").fill("0912 345 678")
    page.get_by_label("Nhu cầu").select_option("s")
    page.locator("button.send").click()
    expect(page.get_by_label("Mô tả")).to_be_focused()
    expect(page.get_by_label("Mô tả")).to_have_accessible_description("Xin mô tả thêm.")


def test_a_question_comes_only_when_its_condition_is_met_and_its_answer_goes_with_it(show: Show) -> None:
    when = {"all": [{"field": "size", "is": "l"}], "any": []}
    fields = [
        PHONE,
        EVERY[3],
        {"name": "floor", "type": "text", "label": label("Tầng"), "required": True, "when": when},
    ]
    page = opened(show, form(*fields))
    expect(page.get_by_label("Tầng")).to_be_hidden()
    page.get_by_text("Lớn").click()
    page.get_by_label("Tầng").fill("7")
    page.get_by_text("Nhỏ").click()
    expect(page.get_by_label("Tầng")).to_be_hidden()
    page.get_by_label("Số điện thoại").fill("0912 345 678")
    assert done(page) == {"phone": "0912 345 678", "size": "s"}


STEPS = [{"title": label("Bạn cần gì"), "fields": ["size"]}, {"title": label("Liên hệ"), "fields": ["phone"]}]


def test_steps_are_told_checked_one_by_one_and_can_be_gone_back(show: Show) -> None:
    page = opened(show, form(PHONE, EVERY[3] | {"required": True}, steps=STEPS), "desktop")
    expect(page.get_by_text("Bước 1/2: Bạn cần gì")).to_be_visible()
    expect(page.get_by_label("Số điện thoại")).to_be_hidden()
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page.get_by_text("Bạn điền mục này giúp nhé.")).to_be_visible()
    page.get_by_text("Nhỏ").click()
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page.get_by_text("Bước 2/2: Liên hệ")).to_be_focused()
    page.get_by_role("button", name="Quay lại").click()
    expect(page.get_by_label("Nhỏ")).to_be_checked()
    page.get_by_role("button", name="Tiếp tục").click()
    page.get_by_label("Số điện thoại").fill("0912 345 678")
    assert done(page) == {"phone": "0912 345 678", "size": "s"}


def test_an_error_in_an_earlier_step_leads_back_to_it(show: Show) -> None:
    page = opened(show, form(PHONE, EVERY[3], steps=STEPS))
    page.get_by_role("button", name="Tiếp tục").click()
    stage(page).answers = [(422, {"title": "Bad", "status": 422, "errors": {"size": ["Chọn cỡ nhé."]}})]
    page.get_by_label("Số điện thoại").fill("0912 345 678")
    page.locator("button.send:visible").click()
    expect(page.get_by_text("Chọn cỡ nhé.")).to_be_visible()
    expect(page.get_by_text("Bước 1/2")).to_be_visible()


BOXES = [
    {"purpose": "privacy", "text": label("Tôi đồng ý xử lý dữ liệu"), "required": True},
    {"purpose": "ads", "text": label("Tôi đồng ý quảng cáo")},
]


def test_each_purpose_has_its_box_and_a_needed_one_is_asked_for(show: Show) -> None:
    page = opened(show, form(PHONE, consent={"boxes": BOXES}))
    page.get_by_label("Số điện thoại").fill("0912 345 678")
    for box in page.get_by_role("checkbox").all():
        expect(box).not_to_be_checked()
    page.locator("button.send").click()
    expect(page.get_by_label("Tôi đồng ý xử lý dữ liệu")).to_be_focused()
    page.get_by_label("Tôi đồng ý xử lý dữ liệu").check()
    done(page)
    consent = stage(page).leads[0]["consent"]
    assert consent["purposes"] == {"privacy": True, "ads": False}
    assert consent["wording"] == stage(page).configs["callback"]["consent"]["wording"]


def test_a_draft_outlives_the_page_but_neither_a_refusal_nor_its_sending(show: Show) -> None:
    page = opened(show, form(PHONE, EVERY[3]))
    page.get_by_label("Số điện thoại").fill("0912")
    page.get_by_text("Lớn").click()
    page.reload()
    page.locator("#ask").click()
    expect(page.get_by_label("Số điện thoại")).to_have_value("0912")
    expect(page.get_by_label("Lớn")).to_be_checked()
    page.get_by_label("Số điện thoại").fill("0912 345 678")
    done(page)
    assert "0912" not in page.evaluate("JSON.stringify({...localStorage})")
    page = opened(show, form(PHONE), gate="wait")
    page.get_by_label("Số điện thoại").fill("0912")
    assert page.evaluate("JSON.stringify({...localStorage})") == "{}"


def test_a_form_whose_later_parts_cannot_be_fetched_still_says_so(show: Show) -> None:
    page = show("phone", form(PHONE))
    page.route("**/w/ui-sending*", lambda route: route.abort())
    page.locator("#ask").click()
    page.get_by_label("Số điện thoại").fill("0912 345 678")
    page.locator("button.send").click()
    expect(page.get_by_role("alert")).to_have_text("Chưa gửi được")
    page.unroute("**/w/ui-sending*")
    page.locator("button.send").click()
    expect(page.get_by_text("Đã nhận số của bạn")).to_be_visible()


def test_axe_finds_nothing_on_any_kind_of_question_in_either_theme(show: Show) -> None:
    for ground in ("#fff", "#15171b"):
        page = opened(show, form(*EVERY, consent={"boxes": BOXES}), ground=ground, context={"bypass_csp": True})
        page.emulate_media(reduced_motion="reduce")
        page.locator("button.send").click()
        expect(page.get_by_label("Số điện thoại")).to_be_focused()
        assert violations(page) == []
        assert small_targets(page) == []
