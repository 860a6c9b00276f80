"""The quote request as visitors meet it: what they pick, what it comes to, and what becomes of it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from collector.quotes import service as quotes
from tests.browser.conftest import PHONE, Watched
from tests.browser.widgets.conftest import Show
from tests.browser.widgets.stage import Stage
from tests.browser.widgets.test_access import LOOKS, small_targets, violations
from tests.browser.widgets.test_speed import ANSWER_MS, SLOWER
from tests.browser.world import World

HOSTILE = '<img src=x onerror="window.bad=1">{{7*7}}\u202e'
PRODUCTS: list[dict[str, Any]] = [
    {
        "id": "table",
        "label": {"vi": "Bàn trà Suối", "en": "Suối table"},
        "detail": {"vi": "Sồi trắng, 110 × 60 × 38 cm", "en": "White oak"},
        "price_minor": 3_450_000,
        "extras": [
            {"id": "black", "label": {"vi": "Sơn đen", "en": "Black"}, "price_minor": 200_000},
            {"id": "glass", "label": {"vi": "Mặt kính", "en": "Glass top"}},
        ],
    },
    {
        "id": "shelf",
        "label": {"vi": "Kệ sách", "en": "Shelf"},
        "unit": {"vi": "m²", "en": "m²"},
        "step": "0.1",
        "price_minor": 2_890_333,
    },
    {"id": "custom", "label": {"vi": "Đóng theo mẫu", "en": "Made to order"}},
]
MANY = [
    {"id": f"p{number}", "label": {"vi": f"Bàn số {number}"}, "detail": {"vi": "gỗ Đỏ"}, "price_minor": number}
    for number in range(100)
]
LD = {"@context": "https://schema.org", "@graph": [{"@type": "WebPage"}, {"@type": ["Product"], "name": "Ghế mây Hạ"}]}
LAUNCHER = re.compile("Nhận báo giá|Get a quote")
Visit = Callable[..., Watched]


def config(products: list[dict[str, Any]] | None = None, **more: Any) -> dict[str, Any]:
    content = {"products": PRODUCTS if products is None else products, "launcher": "always", "phone": "0900 000 012"}
    return {"quote": {"content": content | more.pop("content", {}), **more}}


def stage(page: Page) -> Stage:
    found: Stage = page.stage  # type: ignore[attr-defined]
    return found


def tell(page: Page, data: Any) -> None:
    """The page says to search engines what it sells."""
    text = data if isinstance(data, str) else json.dumps(data)
    made = "const found = Object.assign(document.createElement('script'), {type: 'application/ld+json'});"
    page.evaluate("text => {" + made + "found.append(text); document.head.append(found); }", text)


def opened(page: Page) -> Page:
    page.get_by_role("button", name=LAUNCHER).click()
    expect(page.get_by_role("dialog")).to_be_visible()
    return page


def ask(show: Show, device: str = "phone", widgets: Any = None, **options: Any) -> Page:
    return opened(show(device, widgets or config(), **options))


def box(page: Page, name: str) -> Any:
    return page.get_by_role("dialog").get_by_role("checkbox", name=name)


def phone(page: Page) -> Any:
    return page.get_by_role("dialog").get_by_label("Số điện thoại")


def onward(page: Page) -> None:
    page.locator("button.send:visible").click()


def send(page: Page, number: str = "0912 345 678") -> None:
    onward(page)
    phone(page).fill(number)
    onward(page)


def fields(page: Page) -> dict[str, Any]:
    expect(page.get_by_role("heading", name="Đã nhận yêu cầu báo giá")).to_be_visible()
    found: dict[str, Any] = stage(page).leads[0]["fields"]
    return found


def pick_all(page: Page) -> None:
    """Two black tables, 2.5 m² of shelf, and something made to order."""
    box(page, "Bàn trà Suối").check()
    page.get_by_role("button", name="Thêm: Bàn trà Suối").click()
    box(page, "Sơn đen").check()
    box(page, "Kệ sách").check()
    page.get_by_label("Số lượng: Kệ sách (m²)").fill("2,5")
    box(page, "Đóng theo mẫu").check()


def digits(text: str) -> int:
    """Of an amount; what is said of its tax stands behind."""
    return int("".join(sign for sign in text.partition("(")[0] if sign.isdigit()))


def request_of(world: World, page: Page) -> tuple[int, dict[str, Any]]:
    """What the visitor was shown, and the draft that staff find."""
    opened(page)
    pick_all(page)
    shown = digits(page.locator(".estimate").inner_text())
    onward(page)
    phone(page).fill("0710 000 001")
    onward(page)
    expect(page.get_by_role("heading", name="Đã nhận yêu cầu báo giá")).to_be_visible()
    [found] = quotes.list_quotes(world.db, world.site, {}, world.clock())[0]
    return shown, quotes.get(world.db, world.site, found["id"], world.clock())


def check_request(world: World, page: Page) -> None:
    shown, quote = request_of(world, page)
    assert [(line["text"], line["quantity"], line["total_minor"]) for line in quote["lines"]] == [
        ("Bàn trà Suối, Sơn đen", "2", 7_300_000),
        ("Kệ sách", "2.5", 7_225_833),
        ("Đóng theo mẫu", "1", None),
    ]
    assert quote["total_minor"] == shown == 15_687_900
    assert (quote["state"], quote["phone_e164"]) == ("draft", "+84710000001")
    expect(page.get_by_text("2,5 m² Kệ sách")).to_be_visible()


def test_a_request_becomes_a_draft_whose_amounts_are_those_that_were_shown(visit: Visit, world: World) -> None:
    world.publish("quote", config(content={"tax_percent": "8"})["quote"])
    page = visit().page
    page.goto(world.shop + "/gioi-thieu")
    check_request(world, page)


def test_the_same_in_firefox(visit: Visit, firefox: Browser, world: World) -> None:
    world.publish("quote", config(content={"tax_percent": "8"})["quote"])
    page = visit(firefox, viewport=PHONE["viewport"], locale="vi-VN").page
    page.goto(world.shop + "/gioi-thieu")
    check_request(world, page)


def test_the_page_of_a_product_has_it_picked_already(visit: Visit, world: World) -> None:
    world.publish("quote", config()["quote"])
    page = visit().page
    page.goto(world.shop + "/san-pham/ban-tra-suoi")
    opened(page)
    expect(box(page, "Bàn trà Suối")).to_be_checked()
    onward(page)
    phone(page).fill("0710 000 001")
    onward(page)
    expect(page.get_by_role("heading", name="Đã nhận yêu cầu báo giá")).to_be_visible()
    [lead] = world.leads()
    whole = world.lead(lead["id"])
    assert whole["fields"]["product"] == "Bàn trà Suối"
    assert [item["id"] for item in whole["fields"]["items"]] == ["table"]


def test_a_product_of_the_page_that_is_not_in_the_list_is_asked_for_in_its_own_words(show: Show) -> None:
    page = show("phone", config(), context={"bypass_csp": True})
    tell(page, "{ broken")
    tell(page, LD)
    opened(page)
    expect(box(page, "Ghế mây Hạ")).to_be_checked()
    expect(page.locator(".estimate")).to_have_text("Báo giá sau")
    send(page)
    assert fields(page)["items"] == [{"text": "Ghế mây Hạ", "quantity": "1", "extras": []}]


def test_a_page_that_sells_nothing_picks_nothing(show: Show) -> None:
    page = ask(show)
    assert page.locator(".product :checked").count() == 0


def test_whoever_opens_the_form_can_say_for_what(show: Show) -> None:
    page = show("phone", config())
    expect(page.locator(".fab")).to_be_visible()
    page.evaluate("beckon('open', 'quote', {product: 'shelf'})")
    expect(box(page, "Kệ sách")).to_be_checked()


@pytest.mark.parametrize(
    ("source", "page_says"),
    [
        ({"from": "product"}, "document.head.innerHTML += '<meta property=og:type content=product>'"),
        ({"from": "selector", "name": "main h1"}, "0"),
        ({"from": "variable", "name": "dataLayer.0.item"}, "window.dataLayer = [{item: 'Ghế gỗ sồi'}]"),
    ],
)
def test_without_a_list_the_form_asks_in_words_and_says_for_what(show: Show, source: Any, page_says: str) -> None:
    asked = [{"name": "product", "type": "hidden", "source": source}, *config_fields()]
    page = show("phone", config([], form={"fields": asked, "steps": []}), context={"bypass_csp": True})
    page.evaluate(page_says)
    opened(page)
    expect(page.get_by_text("Báo giá cho: Ghế gỗ sồi")).to_be_visible()
    expect(page.locator(".estimate")).to_have_count(0)
    page.get_by_label("Bạn cần gì?").fill("Bốn chiếc")
    phone(page).fill("0912 345 678")
    onward(page)
    assert fields(page) == {"product": "Ghế gỗ sồi", "need": "Bốn chiếc", "phone": "0912 345 678"}


def config_fields() -> list[dict[str, Any]]:
    return [
        {"name": "need", "type": "textarea", "label": {"vi": "Bạn cần gì?", "en": "What?"}},
        {"name": "phone", "type": "phone", "required": True},
    ]


def test_the_estimate_follows_each_choice(show: Show) -> None:
    page = ask(show)
    total = page.locator(".estimate")
    expect(total).to_be_hidden()
    box(page, "Bàn trà Suối").check()
    expect(total).to_have_text("Tạm tính 3.450.000\u00a0₫")
    box(page, "Sơn đen").check()
    page.get_by_role("button", name="Thêm: Bàn trà Suối").click()
    expect(total).to_have_text("Tạm tính 7.300.000\u00a0₫")
    box(page, "Đóng theo mẫu").check()
    expect(total).to_have_text("Tạm tính từ 7.300.000\u00a0₫")
    box(page, "Mặt kính").check()
    expect(total).to_have_text("Báo giá sau")
    box(page, "Bàn trà Suối").uncheck()
    box(page, "Đóng theo mẫu").uncheck()
    expect(total).to_be_hidden()


def test_a_quantity_is_stepped_typed_with_comma_or_dot_and_kept_within_bounds(show: Show) -> None:
    page = ask(show, widgets=config(content={"most_quantity": 20}))
    box(page, "Kệ sách").check()
    field = page.get_by_label("Số lượng: Kệ sách (m²)")
    less, more = (page.get_by_role("button", name=f"{word}: Kệ sách") for word in ("Bớt", "Thêm"))
    more.click()
    expect(field).to_have_value("1,1")
    less.click(click_count=2)
    expect(field).to_have_value("0,9")
    for typed, kept in (("2.54", "2,5"), ("3,2", "3,2"), ("99", "20"), ("abc", "20"), ("0,01", "0,1")):
        field.fill(typed)
        field.blur()
        expect(field).to_have_value(kept)
    expect(less).to_have_attribute("aria-disabled", "true")
    less.click(force=True)
    expect(field).to_have_value("0,1")
    send(page)
    assert fields(page)["items"] == [{"id": "shelf", "text": "Kệ sách", "quantity": "0.1", "extras": []}]


def test_of_one_only_the_last_stands(show: Show) -> None:
    page = ask(show, widgets=config(content={"several": False, "quantities": False}))
    page.get_by_role("radio", name="Bàn trà Suối").check()
    box(page, "Sơn đen").check()
    page.get_by_role("radio", name="Kệ sách").check()
    expect(page.locator(".estimate")).to_have_text("Tạm tính 2.890.333\u00a0₫")
    expect(box(page, "Sơn đen")).to_be_hidden()
    send(page)
    assert fields(page)["items"] == [{"id": "shelf", "text": "Kệ sách", "quantity": "1", "extras": []}]


def test_an_owner_who_shows_no_prices_sends_none_to_the_page(show: Show) -> None:
    page = ask(show, widgets=config(content={"prices": False}))
    box(page, "Bàn trà Suối").check()
    assert "₫" not in page.locator("dialog").inner_text()
    assert "3450000" not in stage(page).content("quote")


def test_something_must_be_picked_or_said_in_words(show: Show) -> None:
    page = ask(show)
    onward(page)
    expect(page.get_by_text("Bạn chọn ít nhất một mục giúp nhé.")).to_be_visible()
    expect(box(page, "Bàn trà Suối")).to_be_focused()
    page.get_by_label("Mô tả yêu cầu của bạn").fill("Tủ bếp chữ L")
    send(page)
    assert fields(page) == {"need": "Tủ bếp chữ L", "phone": "0912 345 678", "product": "Ghế gỗ sồi"}


def test_steps_go_forth_and_back_and_a_condition_brings_its_question(show: Show) -> None:
    when = {"all": [{"field": "place", "is": "home"}]}
    option = [{"value": value, "label": {"vi": value}} for value in ("home", "shop")]
    asked = [
        {"name": "place", "type": "radio", "label": {"vi": "Giao tới đâu?"}, "options": option, "required": True},
        {"name": "floor", "type": "number", "label": {"vi": "Tầng mấy?"}, "when": when, "required": True},
        {"name": "phone", "type": "phone", "required": True},
    ]
    steps = [{"title": {"vi": title}, "fields": names} for title, names in (("Hàng", ["place", "floor"]),)]
    page = ask(show, widgets=config(form={"fields": asked, "steps": [*steps, {"fields": ["phone"]}]}))
    expect(page.get_by_text("Bước 1/2: Hàng")).to_be_visible()
    box(page, "Đóng theo mẫu").check()
    page.get_by_text("shop", exact=True).click()
    expect(page.get_by_label("Tầng mấy?")).to_be_hidden()
    page.get_by_text("home", exact=True).click()
    onward(page)
    expect(page.get_by_label("Tầng mấy?")).to_be_focused()
    page.get_by_label("Tầng mấy?").fill("3")
    onward(page)
    expect(page.get_by_text("Bước 2/2")).to_be_focused()
    page.get_by_role("button", name="Quay lại").click()
    expect(box(page, "Đóng theo mẫu")).to_be_checked()
    send(page)
    assert fields(page)["floor"] == "3"


def test_what_was_picked_outlives_closing_and_reloading(show: Show) -> None:
    page = ask(show)
    pick_all(page)
    shown = page.locator(".estimate").inner_text()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    opened(page)
    expect(page.locator(".estimate")).to_have_text(shown)
    page.reload()
    opened(page)
    expect(page.locator(".estimate")).to_have_text(shown)
    expect(box(page, "Sơn đen")).to_be_checked()
    send(page)
    assert [(item["id"], item["quantity"], item["extras"]) for item in fields(page)["items"]] == [
        ("table", "2", ["black"]), ("shelf", "2.5", []), ("custom", "1", []),
    ]  # fmt: skip


def test_a_number_that_misses_digits_is_mended_under_the_same_key(visit: Visit, world: World) -> None:
    world.publish("quote", config()["quote"])
    watched = visit()
    page = watched.page
    page.goto(world.shop)
    opened(page)
    box(page, "Kệ sách").check()
    send(page, "0710 00")
    field = phone(page)
    expect(field).to_be_focused()
    expect(field).to_have_accessible_description("Số này có vẻ thiếu chữ số. Nếu đúng rồi, bạn bấm gửi lần nữa.")
    field.fill("0710 000 001")
    onward(page)
    expect(page.get_by_role("heading", name="Đã nhận yêu cầu báo giá")).to_be_visible()
    first, second = world.posted("/v1/leads")
    assert first["key"] == second["key"]
    assert len(quotes.list_quotes(world.db, world.site, {}, world.clock())[0]) == 1
    watched.forgive("422")


def test_a_hundred_products_are_searched_without_marks_and_shown_when_asked_for(show: Show) -> None:
    page = ask(show, widgets=config(MANY))
    rows = page.locator(".product")
    expect(rows).to_have_count(8)
    search = page.get_by_label("Tìm sản phẩm")
    search.fill("ban so 7 go do")
    expect(rows).to_have_count(8)
    search.fill("SỐ 77")
    expect(rows).to_have_count(1)
    box(page, "Bàn số 77").check()
    search.press("Enter")
    expect(page.get_by_text("Bước 1/2: Bạn cần gì")).to_be_visible()
    search.fill("")
    expect(rows.first.get_by_role("checkbox")).to_be_checked()
    search.fill("không có gì")
    expect(page.get_by_text("Không có mục nào khớp.")).to_be_visible()
    search.fill("")
    page.get_by_role("button", name="Xem tất cả 100 mục").click()
    expect(rows).to_have_count(100)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    send(page)
    assert [item["id"] for item in fields(page)["items"]] == ["p77"]


def test_a_hostile_name_stays_text(show: Show) -> None:
    named = [PRODUCTS[0] | {"label": {"vi": HOSTILE}}]
    page = show("phone", config(named), context={"bypass_csp": True})
    tell(page, LD | {"@graph": [{"@type": "Product", "name": "</script><svg onload=bad=1>"}]})
    opened(page)
    box(page, HOSTILE).check()
    send(page)
    assert [item["text"] for item in fields(page)["items"]] == ["</script><svg onload=bad=1>", HOSTILE]
    assert page.locator("dialog img, dialog svg[onload]").count() == 0
    assert page.evaluate("window.bad") is None


REFUSED = (404, {"title": "No such site", "status": 404})
QUARANTINED = (202, {"status": "quarantined", "reason": "origin"})
KEEP = {"url": "https://shop.example/q/1", "text": "Giữ liên kết này"}


def test_what_the_collector_gives_to_keep_can_be_kept(show: Show) -> None:
    page = ask(show)
    stage(page).answers = [(201, {"id": "l_1", "status": "held", "success": {"link": KEEP}})]
    box(page, "Kệ sách").check()
    send(page)
    expect(page.get_by_role("link", name="Giữ liên kết này")).to_have_attribute("href", KEEP["url"])


@pytest.mark.parametrize("answers", [[None] * 9, [REFUSED]])
def test_what_was_not_sent_is_said_so_with_a_number_to_call(show: Show, answers: list[Any]) -> None:
    page = ask(show)
    stage(page).answers = answers
    box(page, "Kệ sách").check()
    send(page)
    expect(page.get_by_role("heading", name="Chưa gửi được")).to_be_visible()
    expect(page.get_by_role("link", name="Gọi ngay")).to_have_attribute("href", "tel:+84900000012")


def test_a_request_that_was_refused_can_be_tried_again_as_it_was(show: Show) -> None:
    page = ask(show)
    stage(page).answers = [REFUSED]
    box(page, "Kệ sách").check()
    send(page)
    page.get_by_role("button", name="Quay lại").click()
    onward(page)
    expect(page.get_by_role("heading", name="Đã nhận yêu cầu báo giá")).to_be_visible()
    assert stage(page).leads[1]["fields"] == stage(page).leads[0]["fields"]


def test_what_nobody_may_ever_read_gets_thanks_and_no_promise(show: Show) -> None:
    page = ask(show)
    stage(page).answers = [QUARANTINED]
    box(page, "Kệ sách").check()
    send(page)
    expect(page.get_by_role("heading", name="Cảm ơn bạn")).to_be_visible()
    expect(page.locator(".asked")).to_have_count(0)


def test_everything_can_be_done_by_keys_alone(show: Show) -> None:
    page = show("desktop", config())
    fab = page.locator(".fab")
    expect(fab).to_be_visible()
    fab.focus()
    page.keyboard.press("Enter")
    expect(box(page, "Bàn trà Suối")).to_be_focused()
    page.keyboard.press("Space")
    for key in ("Tab", "Tab", "Tab", "Enter"):
        page.keyboard.press(key)
    expect(page.get_by_label("Số lượng: Bàn trà Suối")).to_have_value("2")
    page.keyboard.press("Shift+Tab")
    page.keyboard.type("4")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(box(page, "Sơn đen")).to_be_checked()
    expect(page.locator(".estimate")).to_have_text("Tạm tính 14.600.000\u00a0₫")
    page.locator("button.send:visible").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("0912 345 678")
    page.keyboard.press("Enter")
    assert fields(page)["items"][0]["quantity"] == "4"
    page.keyboard.press("Escape")
    expect(fab).to_be_focused()


def see_step(page: Page) -> None:
    page.locator(".product input").nth(0).check()
    onward(page)


def see_success(page: Page, *answers: Any) -> None:
    see_step(page)
    stage(page).answers = list(answers)
    page.locator("input[type=tel]").fill("0912 345 678")
    onward(page)
    expect(page.locator(".result")).to_be_visible()


def see_picked(page: Page) -> None:
    for index in range(2):
        page.locator(".product > .agree").nth(index).click()
    expect(page.locator(".stepper").nth(1)).to_be_visible()


STATES: dict[str, Callable[[Page], None]] = {
    "list": lambda page: expect(page.locator(".product").first).to_be_visible(),
    "picked": see_picked,
    "nothing": onward,
    "step": see_step,
    "missing": lambda page: (see_step(page), onward(page))[0],
    "success": see_success,
    "thanks": lambda page: see_success(page, QUARANTINED),
    "waiting": lambda page: see_success(page, *[None] * 9),
    "refused": lambda page: see_success(page, REFUSED),
}


@pytest.mark.parametrize(("theme", "lang", "device"), [("light", "vi", "phone"), ("dark", "en", "desktop")])
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_and_every_target_is_big_enough(
    show: Show, state: str, theme: str, lang: str, device: str
) -> None:
    ground, color = LOOKS[theme]
    widgets = config([*PRODUCTS, *MANY][:100], look={"color": color}, consent={"marketing": True})
    page = show(device, widgets, lang=lang, ground=ground, context={"bypass_csp": True})
    page.emulate_media(reduced_motion="reduce")
    opened(page)
    STATES[state](page)
    assert violations(page) == []
    assert small_targets(page) == []


# As CLS counts: what moves right after a tap was asked for.
SHIFTS = """
  window.seen = { shifts: 0 };
  new PerformanceObserver((list) => list.getEntries().forEach(({value, hadRecentInput}) => {
    if (!hadRecentInput) seen.shifts += value;
  })).observe({type: 'layout-shift', buffered: true});
"""
WORK = ("EventDispatch", "RunMicrotasks", "FunctionCall", "UpdateLayoutTree", "Layout", "PrePaint", "Paint", "Layerize")


def work_ms(trace: bytes) -> float:
    """How long the page's threads worked, by their own time; what happened inside something else counts once."""
    events = [event for event in json.loads(trace)["traceEvents"] if event["name"] in WORK and "tdur" in event]
    whole, ends = 0.0, dict.fromkeys({(event["pid"], event["tid"]) for event in events}, 0)
    for event in sorted(events, key=lambda event: (event["tts"], -event["tdur"])):
        thread, end = (event["pid"], event["tid"]), event["tts"] + event["tdur"]
        whole += max(0, end - max(event["tts"], ends[thread])) / 1000
        ends[thread] = max(ends[thread], end)
    return whole


def test_a_tap_is_answered_at_once_and_nothing_moves(show: Show, chromium: Browser) -> None:
    page = show("phone", config([*PRODUCTS, *MANY][:100]), script=SHIFTS)
    expect(page.locator(".fab")).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.emulate_media(reduced_motion="reduce")
    chromium.start_tracing(page=page, categories=["devtools.timeline"])
    page.locator(".fab").tap()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert work_ms(chromium.stop_tracing()) * SLOWER < ANSWER_MS
    pick_all(page)
    send(page)
    fields(page)
    assert page.evaluate("seen.shifts") == 0
