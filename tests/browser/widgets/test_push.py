"""The opt-in as visitors meet it: asked in our words first, and told the truth in every state of the browser."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.widgets.conftest import AGENTS, Show
from tests.browser.widgets.test_access import small_targets, violations

DAY = 86_400_000
START = 1_795_403_100_000
CATEGORIES = [
    {"id": "sale", "label": {"vi": "Giảm giá", "en": "Sales"}},
    {"id": "new", "label": {"vi": "Hàng mới", "en": "New arrivals"}, "checked": False},
]
# The worker file answers; what the browser says is the test's.
STAND_IN = """
    const real = window.fetch.bind(window);
    window.fetch = (url, options) => !String(url).includes("beckon-worker") ? real(url, options) : Promise.resolve(
        new Response('importScripts("/sw/KEY.js")', {headers: {"content-type": "text/javascript"}}));
    window.asked = 0;
    let said = "%s";
    Object.defineProperty(Notification, "permission", {get: () => said});
    Notification.requestPermission = () => { asked++; return %s; };
"""
NEVER = "new Promise(() => {})"
AT_LOAD = [{"on": "load"}]
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 Version/17.4 Mobile Safari/604.1"
OLD_IPHONE = IPHONE.replace("17_4", "15_7").replace("17.4", "15.7")
APPS = {
    "facebook": AGENTS["phone"] + " [FB_IAB/FB4A;FBAV/490.0.0;]",
    "messenger": AGENTS["phone"] + " [FB_IAB/Orca-Android;FBAV/490.0.0;]",
    "zalo": AGENTS["phone"] + " Zalo android/24091200",
    "instagram": AGENTS["phone"] + " Instagram 350.0.0.0 Android",
    "tiktok": AGENTS["phone"] + " musical_ly_2023 trill_320 BytedanceWebview",
}
ASK = "Nhận tin mới của chúng tôi?"


def browser_says(permission: str = "default", answer: str = NEVER, more: str = "") -> str:
    return STAND_IN % (permission, answer) + more


def opt_in(**content: Any) -> dict[str, Any]:
    triggers = content.pop("triggers", AT_LOAD)
    found = {"way": "worker", "categories": CATEGORIES} | content
    return {"push": {"content": found, "triggers": triggers}}


def card(page: Page, name: str) -> Any:
    return page.get_by_role("dialog", name=name)


def call(page: Page) -> None:
    page.wait_for_function("typeof window.beckon === 'function'")
    page.evaluate("beckon('open', 'push')")


def memory(page: Page) -> Any:
    return page.evaluate("JSON.parse(localStorage['beckon.KEY.w.w_push'] ?? '{}')")


def silent(page: Page) -> None:
    """The part has come, has decided, and has drawn nothing."""
    page.wait_for_function("() => String(window.beckon?.('why', 'push') ?? '').startsWith('shown')")
    page.wait_for_timeout(300)
    assert page.locator("beckon-widget").count() == 0


def test_the_browser_is_not_asked_before_the_visitor_has_said_yes(show: Show) -> None:
    page = show("phone", opt_in(), script=browser_says())
    expect(card(page, ASK)).to_be_visible()
    assert page.evaluate("asked") == 0
    page.get_by_role("button", name="Nhận tin", exact=True).click()
    expect(card(page, "Trình duyệt đang hỏi bạn")).to_be_visible()
    assert page.evaluate("asked") == 1


def test_an_unasked_card_takes_no_focus_and_covers_no_link_of_the_page(show: Show) -> None:
    page = show("desktop", opt_in(place="bottom"), script=browser_says())
    expect(card(page, ASK)).to_be_visible()
    assert page.evaluate("document.activeElement === document.body")
    page.get_by_role("link", name="Trang khác").click()
    expect(page).to_have_url(re.compile("/other$"))


def test_asked_for_it_takes_the_focus_and_gives_it_back(show: Show) -> None:
    page = show("desktop", opt_in(prompt="none"), script=browser_says())
    link = page.get_by_role("link", name="Trang khác")
    link.focus()
    call(page)
    expect(page.get_by_role("heading", name=ASK)).to_be_focused()
    page.keyboard.press("Escape")
    expect(card(page, ASK)).to_have_count(0)
    expect(link).to_be_focused()


@pytest.mark.parametrize("no", ["Để sau", "Đóng", "Escape"])
def test_each_no_rests_it_longer_and_no_rest_is_for_ever(show: Show, no: str) -> None:
    page = show("phone", opt_in(), script=browser_says(), at=datetime.fromtimestamp(START / 1000, UTC))
    now = START
    for refusals, days in enumerate((7, 30, 90, 90), 1):
        expect(card(page, ASK)).to_be_visible()
        button = page.get_by_role("button", name="Để sau" if no == "Escape" else no)
        button.focus()
        page.keyboard.press(no if no == "Escape" else "Enter")
        expect(card(page, ASK)).to_have_count(0)
        assert memory(page)["refused"] == refusals
        assert memory(page)["until"] == now + days * DAY
        page.clock.set_fixed_time((now + days * DAY) / 1000 - 1)
        page.reload()
        silent(page)
        now += days * DAY
        page.clock.set_fixed_time(now / 1000)
        page.reload()


def test_it_opens_for_who_asks_whatever_was_refused_before(show: Show) -> None:
    page = show("phone", opt_in(), script=browser_says())
    page.get_by_role("button", name="Để sau").click()
    expect(card(page, ASK)).to_have_count(0)
    call(page)
    expect(card(page, ASK)).to_be_visible()


def test_a_question_that_stays_open_is_told_where_to_look(show: Show) -> None:
    page = show("phone", opt_in(), script=browser_says(), running=True)
    page.get_by_role("button", name="Nhận tin", exact=True).click()
    expect(page.get_by_text("Không thấy câu hỏi?")).to_have_count(0)
    page.clock.fast_forward(7000)
    expect(page.get_by_text("Không thấy câu hỏi?")).to_be_visible()


def test_a_question_that_is_closed_without_an_answer_counts_as_a_no(show: Show) -> None:
    page = show("phone", opt_in(), script=browser_says(answer="Promise.resolve('default')"))
    page.get_by_role("button", name="Nhận tin", exact=True).click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert memory(page)["refused"] == 1
    page.reload()
    silent(page)


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("desktop", "Bấm biểu tượng bên trái địa chỉ trang"),
        ("phone", "Chọn Quyền, rồi Thông báo"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", "Gửi thông báo"),
        (AGENTS["desktop"] + " Edg/156.0.0.0", "Chọn Quyền cho trang này"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1.15", "Mở Safari"),
        (AGENTS["phone"] + " SamsungBrowser/28.0", "Trang web, rồi Thông báo"),
    ],
)
def test_a_refusal_in_the_browser_is_told_with_how_to_undo_it_there(show: Show, agent: str, words: str) -> None:
    script = browser_says(answer="(said = 'denied', Promise.resolve('denied'))")
    page = show("desktop", opt_in(), script=script, context={"user_agent": AGENTS.get(agent, agent)})
    page.get_by_role("button", name="Nhận tin", exact=True).click()
    expect(card(page, "Trình duyệt đang chặn thông báo")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text=words)).to_be_visible()
    assert page.stage.named("deny") == [{"by": "browser"}]  # type: ignore[attr-defined]


UNABLE = "delete window.PushManager;"
INSECURE = "Object.defineProperty(window, 'isSecureContext', {get: () => false});"


@pytest.mark.parametrize(
    ("device", "context", "script", "told"),
    [
        ("desktop", {}, browser_says("denied"), "Trình duyệt đang chặn thông báo"),
        ("desktop", {}, browser_says(more=UNABLE), "Trình duyệt này không nhận được thông báo"),
        ("desktop", {}, browser_says(more=INSECURE), "Trang này chưa gửi được thông báo"),
        ("phone", {"user_agent": OLD_IPHONE}, browser_says(more=UNABLE), "Trình duyệt này không nhận được thông báo"),
        *(("phone", {"user_agent": agent}, browser_says(), "Hãy mở trang bằng trình duyệt") for agent in APPS.values()),
    ],
)
def test_where_nothing_can_be_had_it_draws_nothing_until_asked_why(
    show: Show, device: str, context: dict[str, Any], script: str, told: str
) -> None:
    page = show(device, opt_in(), script=script, context=context)
    silent(page)
    call(page)
    expect(card(page, told)).to_be_visible()
    assert page.evaluate("asked") == 0


def test_inside_another_app_the_address_is_copied_or_opened_outside(show: Show) -> None:
    context = {"user_agent": APPS["zalo"], "permissions": ["clipboard-read", "clipboard-write"]}
    page = show("phone", opt_in(), script=browser_says(), context=context)
    call(page)
    outside = page.get_by_role("link", name="Mở trình duyệt").get_attribute("href") or ""
    assert re.match(r"intent://127\.0\.0\.1:\d+/#Intent;scheme=http;end", outside)
    page.get_by_role("button", name="Chép địa chỉ").click()
    expect(page.get_by_role("status").filter(has_text="Đã chép địa chỉ")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.url


def test_an_iphone_is_shown_the_way_to_the_home_screen(show: Show) -> None:
    page = show("phone", opt_in(), script=browser_says(more=UNABLE), context={"user_agent": IPHONE})
    expect(card(page, ASK)).to_be_visible()
    page.get_by_role("button", name="Xem cách làm").click()
    steps = page.get_by_role("listitem")
    assert [re.sub(r"\s+", " ", text) for text in steps.all_inner_texts()] == [
        "Bấm nút Chia sẻ của trình duyệt",
        "Chọn Thêm vào MH chính",
        "Mở trang từ biểu tượng mới và bật thông báo",
    ]
    assert page.locator(".steps svg").count() == 3


def test_an_iphone_is_left_alone_where_the_owner_wants_it_or_a_window_would_not_help(show: Show) -> None:
    for content in ({"ios_steps": False}, {"way": "window"}):
        page = show("phone", opt_in(**content), script=browser_says(more=UNABLE), context={"user_agent": IPHONE})
        silent(page)


def test_a_bell_rests_on_the_page_and_opens_a_panel(show: Show) -> None:
    page = show("phone", opt_in(prompt="bell"), script=browser_says())
    bell = page.get_by_role("button", name="Thông báo của trang này")
    expect(bell).to_have_attribute("aria-expanded", "false")
    expect(page.get_by_role("dialog")).to_have_count(0)
    bell.click()
    expect(card(page, ASK)).to_be_visible()
    expect(page.get_by_role("heading", name=ASK)).to_be_focused()
    page.keyboard.press("Escape")
    expect(bell).to_be_focused()
    # Closing what one has opened oneself says no as well: the bell stays, a slide-in would rest.
    expect(bell).to_have_attribute("aria-expanded", "false")
    bell.click()
    page.mouse.click(300, 100)
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_an_inline_button_stands_in_its_place_and_asks(show: Show) -> None:
    page = show("phone", opt_in(prompt="inline", selector="main"), script=browser_says())
    page.locator("main").get_by_role("button", name="Nhận thông báo").click()
    expect(card(page, ASK)).to_be_visible()
    assert page.evaluate("document.querySelectorAll('main beckon-push').length") == 1


def test_a_form_of_another_widget_can_offer_a_box_to_tick(show: Show) -> None:
    script = browser_says(answer="(said = 'denied', Promise.resolve('denied'))")
    page = show("phone", opt_in(prompt="none"), script=script)
    page.wait_for_function("typeof window.beckon === 'function'")
    page.evaluate("beckon('open', 'push', {into: document.querySelector('main'), trigger: 'form'})")
    page.get_by_label("Báo cho tôi trên máy này khi có tin mới").check()
    expect(page.get_by_text("Trình duyệt đang chặn thông báo")).to_be_visible()
    assert page.evaluate("asked") == 1


def test_the_way_from_the_question_to_the_answer_moves_nothing_of_the_page(show: Show) -> None:
    watch = """
        window.shifts = [];
        new PerformanceObserver((list) => shifts.push(...list.getEntries().map((each) => each.value)))
            .observe({type: "layout-shift", buffered: true});"""
    script = browser_says(answer="new Promise((go) => setTimeout(() => go(said = 'denied'), 900))", more=watch)
    for content in ({}, {"prompt": "bell"}, {"place": "bottom"}):
        page = show("phone", opt_in(**content), script=script, running=True)
        if content.get("prompt") == "bell":
            page.get_by_role("button", name="Thông báo của trang này").click()
        page.get_by_role("button", name="Nhận tin", exact=True).click()
        expect(card(page, "Trình duyệt đang chặn thông báo")).to_be_visible()
        page.wait_for_timeout(300)
        assert sum(page.evaluate("shifts")) == 0, content


BROKEN = "navigator.serviceWorker.getRegistration = () => Promise.reject(new Error());"

STATES: dict[str, tuple[str, dict[str, Any], str]] = {
    "ask": (browser_says(), {}, ""),
    "waiting": (browser_says(), {}, "yes"),
    "denied": (browser_says("denied"), {}, "call"),
    "ios": (browser_says(more=UNABLE), {"user_agent": IPHONE}, "how"),
    "app": (browser_says(), {"user_agent": APPS["zalo"]}, "call"),
    "unsupported": (browser_says(more=UNABLE), {}, "call"),
    "failed": (browser_says("granted", more=BROKEN), {}, "yes"),
}


@pytest.mark.parametrize(("theme", "lang", "device"), [("light", "vi", "phone"), ("dark", "en", "desktop")])
@pytest.mark.parametrize("prompt", ["slide", "bell"])
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_and_every_target_is_big_enough(
    show: Show, state: str, prompt: str, theme: str, lang: str, device: str
) -> None:
    ground, color = {"light": ("#fff", "#0f766e"), "dark": ("#15171b", "#ffd400")}[theme]
    script, context, act = STATES[state]
    config = opt_in(prompt=prompt)
    config["push"]["look"] = {"color": color}
    shown = {"bypass_csp": True} | context
    page = show(device, config, lang=lang, ground=ground, script=script, context=shown)
    page.emulate_media(reduced_motion="reduce")
    call(page)
    if act in ("yes", "how"):
        page.locator("button.send").click()
    names = {"waiting": "hỏi bạn|is asking", "failed": "Chưa bật|did not work"}
    expect(page.get_by_role("dialog")).to_be_visible()
    if state in names:
        expect(page.get_by_role("heading", name=re.compile(names[state]))).to_be_visible()
    assert violations(page) == []
    assert small_targets(page) == []
