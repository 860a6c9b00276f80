"""The contact button as visitors meet it, with the real loader in a real browser."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.widgets.conftest import MONDAY, SUNDAY, Show

NUMBER = "0900 000 012"
CHANNELS = [
    {"kind": "zalo", "value": NUMBER},
    {"kind": "messenger", "value": "shop.example"},
    {"kind": "phone", "value": NUMBER},
    {"kind": "callback"},
]
BOTH = {"contact": {"content": {"channels": CHANNELS}}, "callback": {}}
HOTLINE = {"contact": {"content": {"mode": "hotline", "channels": CHANNELS[2:]}}, "callback": {}}


def button(page: Page) -> Any:
    return page.locator(".fab")


def only(*channels: dict[str, Any], **content: Any) -> dict[str, Any]:
    return {"contact": {"content": {"channels": list(channels), **content}}}


def sent(page: Page, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.stage.named(name)  # type: ignore[attr-defined]
    return found


@pytest.mark.parametrize("browser", ["chromium", "firefox"])
def test_the_button_shows_the_channels_as_links_in_the_owners_order(show: Show, browser: str) -> None:
    page = show("phone", BOTH, browser)
    button(page).click()
    links = page.locator(".card a")
    expect(links).to_have_count(3)
    hrefs = [link.get_attribute("href") or "" for link in links.all()]
    assert hrefs[0] == "https://zalo.me/84900000012"
    assert hrefs[1].startswith("https://m.me/shop.example?ref=")
    assert hrefs[2] == "tel:+84900000012"
    assert [link.get_attribute("target") for link in links.all()] == [None] * 3
    expect(page.get_by_text("Đang mở cửa đến 12:00")).to_be_visible()


def test_a_computer_opens_chats_in_a_tab_and_offers_to_copy_the_number(show: Show) -> None:
    page = show("desktop", BOTH, context={"permissions": ["clipboard-read", "clipboard-write"]})
    button(page).click()
    assert page.locator("a.messenger, a[href*='m.me']").get_attribute("target") == "_blank"
    page.get_by_role("button", name=f"Chép số {NUMBER}").last.click()
    expect(page.get_by_role("status").first).to_have_text(f"Đã chép số {NUMBER}")
    assert page.evaluate("navigator.clipboard.readText()") == NUMBER
    assert sent(page, "copy")[0]["channel"] == "phone"


@pytest.mark.parametrize(
    ("device", "agent"),
    [
        (
            "phone",
            "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/156.0 Mobile Safari/537.36 Zalo android/23",
        ),
        (
            "desktop",
            "Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile [FBAN/FBIOS;FBAV/450.0]",
        ),
    ],
)
def test_inside_another_app_nothing_opens_a_tab_and_the_number_can_be_copied(
    show: Show, device: str, agent: str
) -> None:
    page = show(device, BOTH, context={"user_agent": agent})
    button(page).click()
    assert page.locator(".card [target]").count() == 0
    expect(page.get_by_role("button", name=f"Chép số {NUMBER}")).to_have_count(2)


def test_the_keyboard_moves_through_the_list_and_escape_gives_the_focus_back(show: Show) -> None:
    page = show("desktop", BOTH)
    button(page).focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".card a").first).to_be_focused()
    page.keyboard.press("End")
    expect(page.locator(".card button").last).to_be_focused()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowUp")
    expect(page.locator(".card button").last).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".card")).to_be_hidden()
    expect(button(page)).to_be_focused()
    expect(button(page)).to_have_attribute("aria-expanded", "false")


def test_a_tap_beside_the_list_closes_it_and_leaves_the_focus_alone(show: Show) -> None:
    page = show("phone", BOTH)
    button(page).tap()
    page.touchscreen.tap(20, 20)
    expect(page.locator(".card")).to_be_hidden()
    assert sent(page, "close") == [{"by": "outside"}]


def test_tabbing_past_the_last_link_closes_the_list(show: Show) -> None:
    page = show("phone", only(CHANNELS[0], CHANNELS[1]))
    button(page).click()
    page.locator(".card a").last.focus()
    page.keyboard.press("Shift+Tab")
    expect(page.locator(".card")).to_be_visible()
    page.evaluate("document.querySelector('#ask').focus()")
    expect(page.locator(".card")).to_be_hidden()


def test_a_click_is_counted_with_its_channel_and_the_reference_that_the_link_carries(show: Show) -> None:
    page = show("phone", BOTH)
    page.evaluate("addEventListener('beckon:clicked', event => window.heard = event.detail.channel)")
    button(page).click()
    link = page.locator("a[href*='m.me']")
    link.evaluate("link => link.addEventListener('click', event => event.preventDefault())")
    href = link.get_attribute("href") or ""
    link.click()
    [click] = sent(page, "click")
    assert click["channel"] == "messenger"
    assert f"ref={click['ref']}&" in href
    assert page.evaluate("heard") == "messenger"


def test_the_call_back_row_opens_the_form_and_the_focus_comes_back_to_the_button(show: Show) -> None:
    page = show("phone", BOTH)
    button(page).click()
    page.get_by_text("Gọi lại cho tôi").click()
    expect(page.get_by_role("dialog", name="Chúng tôi gọi lại cho bạn")).to_be_visible()
    expect(page.locator(".card")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(button(page)).to_be_focused()


def test_one_channel_is_a_link_of_its_own(show: Show) -> None:
    page = show("phone", only(CHANNELS[0]))
    link = page.get_by_role("link", name="Chat Zalo")
    expect(link).to_have_attribute("href", "https://zalo.me/84900000012")
    assert link.evaluate("link => getComputedStyle(link).backgroundColor") == "rgb(0, 104, 255)"


def test_a_form_that_the_site_has_not_is_not_offered(show: Show) -> None:
    page = show("phone", only(CHANNELS[0], CHANNELS[3]))
    expect(page.get_by_role("link", name="Chat Zalo")).to_be_visible()


def test_a_hotline_on_a_phone_dials_and_on_a_computer_shows_the_number(show: Show) -> None:
    page = show("phone", HOTLINE)
    expect(page.get_by_role("link", name="Hotline 0900 000 012")).to_have_attribute("href", "tel:+84900000012")
    page = show("desktop", HOTLINE)
    page.get_by_role("button", name="Hotline 0900 000 012").click()
    expect(page.get_by_role("button", name=f"Chép số {NUMBER}")).to_be_visible()


def test_a_hotline_out_of_hours_becomes_the_call_back_form(show: Show) -> None:
    page = show("phone", HOTLINE, at=SUNDAY)
    page.get_by_role("button", name="Ngoài giờ làm việc").click()
    expect(page.get_by_text("chúng tôi gọi trước 8:15 sáng mai")).to_be_visible()


def test_attention_ends_by_itself_and_is_off_where_motion_is_unwanted(show: Show) -> None:
    page = show("phone", HOTLINE)
    count = "ring => getComputedStyle(ring).animationIterationCount"
    assert page.locator(".ring").evaluate(count) == "3"
    page.emulate_media(reduced_motion="reduce")
    assert page.locator(".ring").evaluate("ring => getComputedStyle(ring).animationName") == "none"


def test_the_greeting_comes_once_and_stays_away_when_it_was_closed(show: Show) -> None:
    greeting = {"show": True, "delay_seconds": 60}
    page = show("phone", only(*CHANNELS[:2], greeting=greeting), running=True)
    for times in (1, 0):
        expect(button(page)).to_be_visible()
        expect(page.locator(".bubble")).to_have_count(0)
        page.clock.fast_forward(61_000)
        expect(page.locator(".bubble")).to_have_count(times)
        if times:
            page.get_by_role("button", name="Ẩn lời nhắn").click()
            page.reload()


def test_a_badge_stays_until_the_list_was_opened_and_does_not_come_back(show: Show) -> None:
    greeting = {"show": True, "delay_seconds": 60, "style": "badge"}
    page = show("phone", only(*CHANNELS[:2], greeting=greeting), running=True)
    for visit, times in enumerate((1, 1, 0)):
        expect(button(page)).to_be_visible()
        page.clock.fast_forward(61_000)
        expect(page.locator(".badge")).to_have_count(times)
        expect(page.locator(".bubble")).to_have_count(0)
        if visit == 1:
            button(page).click()
            expect(page.locator(".badge")).to_have_count(0)
        page.reload()


def test_an_owner_of_a_pale_colour_gets_dark_words_and_the_left_corner_is_the_left_one(show: Show) -> None:
    config = {"contact": {"content": {"channels": CHANNELS[:2]}, "look": {"side": "left", "color": "#ffd400"}}}
    page = show("phone", config, dir="rtl")
    box = button(page).bounding_box()
    assert box
    assert box["x"] == 16
    assert button(page).evaluate("button => getComputedStyle(button).color") == "rgb(0, 0, 0)"


def test_nothing_of_it_is_printed(show: Show) -> None:
    page = show("desktop", BOTH)
    expect(button(page)).to_be_visible()
    page.emulate_media(media="print")
    expect(button(page)).to_be_hidden()


def test_people_stand_over_their_channels_and_who_is_there_stands_first(show: Show) -> None:
    people = [
        {"name": "Lê Văn Ba", "channels": ["messenger"], "hours": [["14:00", "17:00"]]},
        {"name": "Đặng Thị Ơn", "role": {"vi": "Tư vấn"}, "channels": ["zalo"]},
    ]
    page = show("phone", only(*CHANNELS[:3], agents=people))
    button(page).click()
    expect(page.locator(".agent").first).to_contain_text("Đặng Thị Ơn")
    lines = page.locator(".card li")
    assert [line.inner_text().split("\n")[0] for line in lines.all()][1] == "Chat Zalo"
    expect(page.locator(".agent").last).to_contain_text("Ngoài giờ, mở lại 14:00 hôm nay")


def test_a_computer_shows_a_code_for_what_needs_a_phone_and_asks_nobody_for_it(show: Show) -> None:
    page = show("desktop", only(*CHANNELS[:2]))
    button(page).click()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("button", name="QR Chat Zalo").click()
    expect(page.get_by_role("img", name="Quét mã bằng điện thoại")).to_be_visible()
    assert [url for url in asked if "/w/" not in url and "/v1/" not in url] == []
    page.get_by_role("button", name="QR Chat Zalo").click()
    expect(page.get_by_role("img")).to_have_count(0)


def test_where_a_link_takes_no_text_the_reference_is_shown_and_is_the_one_that_is_counted(show: Show) -> None:
    page = show("phone", only(*CHANNELS[:2]))
    button(page).click()
    link = page.locator("a[href*='zalo']")
    link.evaluate("link => link.addEventListener('click', event => event.preventDefault())")
    link.click()
    expect(page.get_by_text(f"#{sent(page, 'click')[0]['ref']}")).to_be_visible()


def test_when_no_app_comes_the_number_can_be_copied_and_the_browser_opened(show: Show) -> None:
    agent = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/156.0 Mobile Safari/537.36 Zalo android/23"
    page = show("phone", only(*CHANNELS[:2]), context={"user_agent": agent})
    button(page).click()
    link = page.locator("a[href*='zalo']")
    link.evaluate("link => link.addEventListener('click', event => event.preventDefault())")
    link.click()
    help_ = page.get_by_role("group", name="Ứng dụng không mở?")
    expect(help_.get_by_role("button", name=f"Chép số {NUMBER}")).to_be_visible()
    away = "intent://zalo.me/84900000012#Intent;scheme=https;end"
    expect(help_.get_by_role("link", name="Mở trình duyệt")).to_have_attribute("href", away)
    help_.get_by_role("button", name="Đóng").click()
    expect(help_).to_be_hidden()


def test_the_button_goes_while_what_the_owner_names_is_in_view(show: Show) -> None:
    page = show("phone", only(*CHANNELS[:2], hide_near="#ask"))
    expect(button(page)).to_be_hidden()
    page.evaluate("document.querySelector('#ask').style.display = 'none'")
    expect(button(page)).to_be_visible()


HOURS = [["08:00", "09:00"]]


def test_a_channel_outside_its_own_hours_says_when_it_is_there_again(show: Show) -> None:
    page = show("phone", only(CHANNELS[0] | {"hours": HOURS}, CHANNELS[1] | {"hours": [["08:00", "12:00"]]}))
    page.locator(".fab").click()
    expect(page.locator("[data-id=zalo]")).to_contain_text("Ngoài giờ, mở lại 8:00 sáng mai")
    expect(page.locator("[data-id=messenger]")).not_to_contain_text("Ngoài giờ")


def test_a_channel_that_goes_outside_its_hours_is_back_when_they_begin(show: Show) -> None:
    page = show("phone", only(CHANNELS[0] | {"hours": [["11:00", "12:00"]], "outside": "hide"}, CHANNELS[1]))
    page.locator(".fab").click()
    expect(page.locator("[data-id=messenger]")).to_be_visible()
    expect(page.locator("[data-id=zalo]")).to_be_hidden()
    page.locator(".fab").click()
    page.clock.set_fixed_time(MONDAY + timedelta(hours=1))
    page.locator(".fab").click()
    expect(page.locator("[data-id=zalo]")).to_be_visible()


def test_a_skype_link_that_was_brought_over_is_still_one(show: Show) -> None:
    page = show("phone", only(CHANNELS[1], {"kind": "skype", "value": "skype:live:shop?chat"}))
    page.locator(".fab").click()
    expect(page.get_by_role("link", name="Chat Skype")).to_have_attribute("href", "skype:live:shop?chat")
