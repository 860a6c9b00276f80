"""The voucher as visitors meet it, against the real collector: what the page shows is what the database holds."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from collector import clock as clocks
from collector.vouchers import redeeming
from tests.browser.conftest import Watched
from tests.browser.steps import settled, until
from tests.browser.trouble import dead, unheard
from tests.browser.world import World, page_app, served
from tests.mailbox import free_port

Visit = Callable[..., Watched]
Host = Callable[..., str]
CODE = re.compile(r"^[0-9A-Z]{4}(-[0-9A-Z]{4}){2}$")
PHONE_NUMBER = "0900 000 071"
TAB = "button.tab"
AT_ONCE = {"reveal": "at_once"}


def publish(world: World, content: dict[str, Any] | None = None, **config: Any) -> str:
    return world.publish("voucher", {"content": content or {}} | config)


def vouchers(world: World, what: str = "code") -> list[Any]:
    with world.db.read() as tx:
        query = f"select {what} from vouchers where issued_at is not null order by id"
        return [row[0] for row in tx.connection.execute(query).fetchall()]


def arrive(visit: Visit, world: World, browser: Browser | None = None, **options: Any) -> Page:
    page = visit(browser, **options).page
    page.goto(world.shop)
    expect(page.locator(TAB)).to_be_visible()
    return page


def ask(page: Page) -> Locator:
    page.locator(TAB).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    return dialog


def send(page: Page, phone: str = PHONE_NUMBER) -> None:
    ask(page)
    fill(page, phone)


def fill(page: Page, phone: str = PHONE_NUMBER) -> None:
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Số điện thoại").fill(phone)
    dialog.get_by_role("button", name="Nhận mã").click()


def code_on(page: Page) -> str:
    field = page.get_by_role("textbox", name="Mã ưu đãi")
    expect(field).to_be_visible()
    return field.input_value()


def says(page: Page, words: str) -> None:
    expect(page.get_by_role("dialog").get_by_role("heading", name=words)).to_be_visible()


@pytest.mark.parametrize("name", ["chromium", "firefox"])
def test_the_form_brings_the_code_that_the_database_holds_and_a_reload_keeps_it(
    visit: Visit, world: World, request: pytest.FixtureRequest, name: str
) -> None:
    publish(world, {"minimum_order": {"vi": "Đơn từ 500.000 ₫"}})
    options = {"locale": "vi-VN"} if name == "firefox" else {}
    page = arrive(visit, world, request.getfixturevalue(name), **options)
    send(page)
    code = code_on(page)
    assert CODE.match(code)
    assert vouchers(world) == [code]
    assert [lead["fields"]["phone"] for lead in world.leads()] == [PHONE_NUMBER]
    expect(page.locator(".terms")).to_contain_text("Đơn từ 500.000 ₫.")
    page.reload()
    expect(page.get_by_role("button", name="Xem lại mã")).to_be_visible()
    ask(page)
    assert code_on(page) == code
    expect(page.get_by_role("timer")).to_have_text("Còn 6 ngày 23 giờ")
    assert vouchers(world) == [code]


def test_a_code_at_once_is_asked_for_when_the_widget_opens_and_kept(visit: Visit, world: World) -> None:
    publish(world, AT_ONCE)
    page = arrive(visit, world)
    assert vouchers(world) == []
    ask(page)
    code = code_on(page)
    assert vouchers(world) == [code]
    page.reload()
    ask(page)
    assert code_on(page) == code
    assert len(world.posted("/v1/vouchers")) == 1
    settled(page)
    visitor = page.evaluate("beckon('why').visitor")
    assert vouchers(world, "visitor") == [visitor]


def test_an_answer_that_was_lost_costs_no_second_code(visit: Visit, world: World) -> None:
    publish(world, AT_ONCE | {"limits": {"per_device": 0}})
    world.trouble["/v1/vouchers"] = unheard
    watched = visit()
    page = watched.page
    page.goto(world.shop)
    ask(page)
    says(page, "Chưa lấy được mã")
    del world.trouble["/v1/vouchers"]
    code = code_on(page)
    assert vouchers(world) == [code]
    watched.forgive("Failed to load resource")


def test_a_form_that_had_to_wait_brings_its_code_on_the_next_page(visit: Visit, world: World) -> None:
    publish(world)
    world.trouble["/v1/leads"] = dead
    watched = visit()
    page = watched.page
    page.goto(world.shop)
    send(page)
    says(page, "Chưa gửi được")
    expect(page.get_by_role("link", name="Gọi ngay")).to_be_visible()
    page.goto(f"{world.shop}/gioi-thieu")
    del world.trouble["/v1/leads"]
    expect(page.get_by_role("button", name="Xem lại mã")).to_be_visible(timeout=30_000)
    ask(page)
    assert [code_on(page)] == vouchers(world)
    watched.forgive("Failed to load resource")


def test_the_network_comes_back_and_the_code_takes_the_place_of_the_excuse(visit: Visit, world: World) -> None:
    publish(world)
    watched = visit()
    page = watched.page
    page.goto(world.shop)
    dialog = ask(page)
    dialog.get_by_label("Số điện thoại").fill(PHONE_NUMBER)
    page.wait_for_load_state("networkidle")
    watched.context.set_offline(True)
    dialog.get_by_role("button", name="Nhận mã").click()
    says(page, "Chưa gửi được")
    watched.context.set_offline(False)
    assert [code_on(page)] == vouchers(world)
    watched.forgive("Failed to load resource")


def test_when_all_codes_are_gone_the_visitor_is_told_and_the_lead_is_kept(visit: Visit, world: World) -> None:
    publish(world, {"limits": {"total": 1}})
    send(arrive(visit, world))
    until(lambda: vouchers(world))
    page = arrive(visit, world)
    send(page, "0900 000 072")
    says(page, "Mã đã phát hết")
    assert len(vouchers(world)) == 1
    assert len(world.leads()) == 2


def test_the_same_number_on_another_phone_has_the_code_it_had_until_it_is_used(visit: Visit, world: World) -> None:
    publish(world)
    first = arrive(visit, world)
    send(first)
    code = code_on(first)
    other = arrive(visit, world)
    send(other)
    assert code_on(other) == code
    expect(other.get_by_text("Bạn đã có mã này rồi")).to_be_visible()
    redeeming.redeem(world.db, world.site, code, redeeming.Redemption(), redeeming.by_list(), world.clock())
    third = arrive(visit, world)
    send(third)
    says(third, "Bạn đã nhận đủ mã")
    assert vouchers(world) == [code]


def test_an_offer_whose_last_day_is_over_says_so(visit: Visit, world: World) -> None:
    publish(world, {"expiry": {"kind": "date", "date": "2026-01-31"}})
    page = arrive(visit, world)
    send(page)
    says(page, "Chương trình đã kết thúc")
    assert vouchers(world) == []


def test_the_clock_runs_out_before_the_visitors_eyes_and_stays_so_after_a_reload(visit: Visit, world: World) -> None:
    publish(world, {"expiry": {"kind": "after", "minutes": 30}, "apply_link": "https://shop.example/?ma={code}"})
    page = visit().page
    page.clock.install()
    page.goto(world.shop)
    send(page)
    code_on(page)
    expect(page.get_by_role("timer")).to_have_text(re.compile(r"Còn (29:5\d|30:00)"))
    page.clock.fast_forward(25 * clocks.MINUTE)
    expect(page.get_by_role("timer")).to_have_text(re.compile(r"Còn 0[45]:\d\d"))
    expect(page.get_by_role("dialog").get_by_role("status")).to_have_text(re.compile("^Còn 0[45]:"))
    page.clock.fast_forward(6 * clocks.MINUTE)
    says(page, "Mã đã hết hạn")
    expect(page.get_by_role("button", name="Chép mã")).to_have_count(0)
    expect(page.get_by_role("link", name="Dùng mã ngay")).to_have_count(0)
    page.reload()
    ask(page)
    says(page, "Mã đã hết hạn")


def test_a_code_that_has_long_been_over_makes_place_for_the_form(visit: Visit, world: World) -> None:
    publish(world, {"expiry": {"kind": "after", "minutes": 30}})
    page = visit().page
    page.clock.install()
    page.goto(world.shop)
    send(page)
    code_on(page)
    page.clock.fast_forward(clocks.DAY + clocks.HOUR)
    page.reload()
    expect(ask(page).get_by_label("Số điện thoại")).to_be_visible()


def test_the_code_is_copied_and_counted(visit: Visit, world: World) -> None:
    publish(world)
    watched = visit()
    watched.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = watched.page
    page.goto(world.shop)
    send(page)
    code = code_on(page)
    page.get_by_role("button", name="Chép mã").click()
    expect(page.get_by_role("button", name=f"Đã chép mã {code}")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == code
    settled(page)
    assert len(world.events("copy")) == 1


@pytest.mark.parametrize("old_way", [True, False])
def test_where_the_clipboard_is_refused_the_code_is_copied_the_old_way_or_left_selected(
    visit: Visit, world: World, old_way: bool
) -> None:
    publish(world)
    page = visit().page
    page.add_init_script("navigator.clipboard.writeText = () => Promise.reject(new Error('refused'))")
    if not old_way:
        page.add_init_script("document.execCommand = () => false")
    page.goto(world.shop)
    send(page)
    code = code_on(page)
    page.get_by_role("button", name="Chép mã").click()
    said = "Đã chép mã" if old_way else "Bạn bấm giữ mã để chép nhé:"
    expect(page.get_by_role("button", name=f"{said} {code}")).to_be_visible()
    if not old_way:
        field = page.get_by_role("textbox", name="Mã ưu đãi")
        expect(field).to_be_focused()
        assert field.evaluate("field => field.value.slice(field.selectionStart, field.selectionEnd)") == code


def test_the_apply_link_takes_the_code_to_the_shop_in_the_same_tab(visit: Visit, world: World) -> None:
    # A link that is followed at once is https; the shop of this test is not.
    publish(world, {"apply_link": "https://shop.example/gio-hang?ma={code}"})
    watched = visit()
    page = watched.page
    page.route("https://shop.example/**", lambda route: route.fulfill(body="<title>giỏ</title>"))
    page.goto(world.shop)
    send(page)
    code = code_on(page)
    page.get_by_role("link", name="Dùng mã ngay").click()
    page.wait_for_url(f"https://shop.example/gio-hang?ma={code}")
    assert len(watched.context.pages) == 1
    until(lambda: world.events("click"))
    watched.forgive("favicon")


@pytest.mark.parametrize("content", [{}, AT_ONCE])
def test_a_page_that_is_none_of_the_sites_shows_thanks_and_no_code(
    visit: Visit, world: World, content: dict[str, Any]
) -> None:
    publish(world, content)
    port = free_port()
    tag = f'<link rel="icon" href="data:,"><script async src="{world.tag}"></script>'
    foreign = f'<!doctype html><html lang="vi"><title>Trang lạ</title>{tag}'
    with served(page_app({"/": foreign}, {}), port):
        page = visit().page
        page.goto(f"http://127.0.0.1:{port}/")
        send(page) if not content else ask(page)
        says(page, "Cảm ơn bạn")
        expect(page.locator(".code")).to_have_count(0)
    assert vouchers(world) == []
    with world.db.read() as tx:
        reasons = {row[0] for row in tx.connection.execute("select reason from quarantine").fetchall()}
    assert reasons == {"origin"}


def test_no_code_stands_in_what_a_page_fetches(visit: Visit, world: World) -> None:
    publish(world, {"code": {"kind": "fixed", "fixed": "MOCAN-TET-2027"}})
    page = visit().page
    texts: list[str] = []
    page.on("response", lambda found: texts.append(found.url))
    page.goto(world.shop)
    expect(page.locator(TAB)).to_be_visible()
    page.wait_for_load_state("networkidle")
    fetched = [page.request.get(url).text() for url in texts if url.startswith(world.base)]
    assert any("Nhận mã ưu đãi" in text for text in fetched)
    assert not any("MOCAN-TET" in text for text in fetched)
    send(page)
    assert code_on(page) == "MOCAN-TET-2027"


def test_the_tab_comes_back_where_only_a_popup_had_called_and_its_rules_no_longer_hold(
    visit: Visit, world: World
) -> None:
    rules = {"all": [{"what": "lead", "is": "is", "value": "none"}]}
    publish(world, triggers=[{"on": "delay", "seconds": 0}], rules=rules)
    page = visit().page
    page.goto(world.shop)
    expect(page.get_by_role("dialog")).to_be_visible()
    fill(page)
    code = code_on(page)
    page.goto(f"{world.shop}/san-pham")
    expect(page.get_by_role("button", name="Xem lại mã")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    ask(page)
    assert code_on(page) == code


def test_who_has_used_the_code_is_rid_of_the_tab(visit: Visit, world: World) -> None:
    publish(world, {"launcher": "never"}, triggers=[{"on": "delay", "seconds": 0}])
    page = visit().page
    page.goto(world.shop)
    fill(page)
    code_on(page)
    page.keyboard.press("Escape")
    ask(page).get_by_role("button", name="Tôi đã dùng mã này").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator(TAB)).to_be_hidden()
    page.reload()
    page.wait_for_load_state("networkidle")
    expect(page.locator(TAB)).to_have_count(0)


def test_before_consent_a_code_is_asked_for_only_at_the_visitors_wish(visit: Visit, world: World) -> None:
    publish(world, AT_ONCE, triggers=[{"on": "delay", "seconds": 0}])
    world.change_site(gate="wait")
    page = visit().page
    page.goto(world.shop)
    says(page, "Còn một bước nữa")
    assert world.posted("/v1/vouchers") == []
    page.get_by_role("button", name="Nhận mã", exact=True).click()
    until(lambda: world.posted("/v1/vouchers"))
    (asked,) = world.posted("/v1/vouchers")
    assert (asked["visitor"], asked["touches"]) == (None, [])
    says(page, "Còn một bước nữa")
    page.evaluate("beckon('consent', 'granted')")
    page.get_by_role("button", name="Nhận mã", exact=True).click()
    assert [code_on(page)] == vouchers(world)
