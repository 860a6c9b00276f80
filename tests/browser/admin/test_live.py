"""What pages do by themselves: lists that follow, parts that are redrawn in place, a tag that reports in."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.admin.cast import send_pageview
from tests.browser.admin.conftest import FORGOTTEN, Enter, Shop
from tests.browser.world import World


def test_the_first_pageview_is_told_without_reloading(world: World, enter: Enter) -> None:
    page = enter()
    page.goto(f"{world.base}/admin/{world.site.key}/")
    expect(page.get_by_text("Đang chờ lượt xem đầu tiên")).to_be_visible()
    send_pageview(world.db, world.site, world.clock())
    expect(page.get_by_text("Mã đã hoạt động")).to_be_visible(timeout=10_000)


def test_the_list_follows_what_is_typed_and_the_address_keeps_it(shop: Shop, enter: Enter) -> None:
    page = enter(size="desktop")
    page.goto(shop.path("leads"))
    page.get_by_label("Tìm").fill("Ơn")
    expect(page.locator(".lead-list li")).to_have_count(2)
    expect(page).to_have_url(re.compile(r"q=%C6%A0n"))
    page.reload()
    expect(page.locator(".lead-list li")).to_have_count(2)


def test_a_status_is_changed_in_place_and_the_keyboard_stays_there(shop: Shop, enter: Enter) -> None:
    page = enter()
    page.goto(shop.path(f"leads/{shop.ids['new']}"))
    page.locator("#status-contacted").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#status-contacted")).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("() => document.activeElement.id") == "status-contacted"
    assert shop.world.lead(shop.ids["new"])["status"] == "contacted"


def test_a_mistaken_value_is_told_in_place(shop: Shop, enter: Enter) -> None:
    page = enter()
    page.goto(shop.path(f"leads/{shop.ids['new']}"))
    page.locator("#value").fill("nhiều lắm")
    page.locator("#status-won").click()
    expect(page.get_by_text("Viết số tiền như 1.500.000")).to_be_visible()
    assert shop.world.lead(shop.ids["new"])["status"] == "new"
    page.watched.forgive("422")  # type: ignore[attr-defined]


def test_the_forgotten_domain_is_added_with_one_tap(shop: Shop, enter: Enter) -> None:
    page = enter()
    page.goto(shop.path())
    expect(page.get_by_text(FORGOTTEN)).to_be_visible()
    before = len(shop.world.leads())
    page.get_by_role("button", name="Đúng của tôi").click()
    expect(page.get_by_text("Đã thêm tên miền và nhận khách từ đó.")).to_be_visible()
    assert len(shop.world.leads()) == before + 1


def test_a_part_of_the_site_is_saved_in_place(shop: Shop, enter: Enter) -> None:
    page = enter()
    page.goto(shop.path("site"))
    page.get_by_label("Hotline").fill("0710 000 099")
    page.locator("#contact").get_by_role("button", name="Lưu").click()
    expect(page.locator("#contact").get_by_text("Đã lưu.")).to_be_visible()
    assert page.get_by_label("Hotline").input_value() == "0710 000 099"


def test_channels_are_moved_and_published(shop: Shop, enter: Enter) -> None:
    page = enter()
    page.goto(shop.path(f"widgets/{shop.world.contact}"))
    page.get_by_role("button", name="Chuyển Gọi điện lên").click()
    expect(page.locator("select[name=channel-kind]").first).to_have_value("phone")
    page.get_by_role("button", name="Lưu và xuất bản").click()
    expect(page.get_by_text("Đã xuất bản.")).to_be_visible()


def test_the_chart_is_drawn_from_the_table_and_follows_the_question(shop: Shop, enter: Enter) -> None:
    page = enter(size="desktop")
    page.goto(shop.path("reports?by=channel"))
    canvas = page.locator("canvas")
    expect(canvas).to_be_visible()
    assert page.evaluate("() => Chart.getChart(document.querySelector('canvas')).data.datasets[0].data.length") >= 2
    page.locator("#by0").select_option("day")
    expect(page.locator("canvas[data-chart=line]")).to_be_visible()
    expect(page).to_have_url(re.compile("by=day"))
    assert page.evaluate("() => Chart.getChart(document.querySelector('canvas')).config.type") == "line"


def test_the_tag_is_copied(shop: Shop, enter: Enter) -> None:
    page = enter(size="desktop")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=shop.world.base)
    page.goto(shop.path("site"))
    page.get_by_role("button", name="Chép").click()
    expect(page.get_by_role("button", name="Đã chép")).to_be_visible()
    assert page.evaluate("() => navigator.clipboard.readText()") == f'<script async src="{shop.world.tag}"></script>'


def test_an_ended_session_leads_to_the_door_and_back(shop: Shop, enter: Enter) -> None:
    page = enter()
    page.goto(shop.path(f"leads/{shop.ids['new']}"))
    page.context.clear_cookies()
    page.locator("#status-lost").click()
    expect(page).to_have_url(re.compile(r"/admin/sign-in\?next="))
    page.watched.forgive("401")  # type: ignore[attr-defined]


def test_a_problem_is_told_where_the_person_is(shop: Shop, enter: Enter) -> None:
    page = enter()
    page.goto(shop.path(f"leads/{shop.ids['new']}"))
    with shop.world.db.write() as tx:
        tx.connection.execute("delete from memberships where role = 'owner'")
    page.locator("#status-lost").click()
    expect(page.locator("#trouble")).to_contain_text("Không có website này")
    page.watched.forgive("404")  # type: ignore[attr-defined]
