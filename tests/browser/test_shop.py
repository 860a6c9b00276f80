"""The shop's own scripts, in Chromium, under its strict policy; the tag itself is refused (nothing listens there)."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from collector.demo.shop import create_shop


@pytest.fixture(scope="module")
def shop() -> Iterator[str]:
    server = make_server("127.0.0.1", 0, create_shop("http://127.0.0.1:20999/s/DEMO.js"), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A phone of 360 px, in the dark, that fails the test on any error but the tag's refused connection."""
    context = chromium.new_context(viewport={"width": 360, "height": 740}, color_scheme="dark")
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    yield page
    context.close()
    assert [error for error in errors if "ERR_CONNECTION_REFUSED" not in error] == []


def test_the_booking_page_rewrites_its_address_at_load_and_drops_the_query(shop: str, page: Page) -> None:
    page.goto(shop + "/lich-hen?utm_source=zalo&utm_campaign=hen-do-tan-nha")
    assert page.evaluate("location.pathname + location.search") == "/lich-hen/mon-do"
    assert page.get_by_role("group", name="Bạn cần món nào?").is_visible()


def test_the_booking_page_routes_without_loading_and_computes_an_estimate(shop: str, page: Page) -> None:
    page.goto(shop + "/lich-hen?mon=ghe-an-lam")
    assert page.evaluate("location.pathname") == "/lich-hen/kich-thuoc"
    page.evaluate("window.marker = 1")
    page.get_by_text("Óc chó").click()
    page.get_by_role("slider").press("End")
    page.get_by_role("link", name="Xem tạm tính").click()
    assert page.evaluate("location.pathname") == "/lich-hen/tam-tinh"
    # 1.290.000 × 1.35 for walnut, × 1.3 because half the price grows with the width.
    assert page.locator('[data-bill="sum"]').inner_text() == "2.260.000 ₫"
    page.go_back()
    assert page.get_by_role("slider").is_visible()
    assert page.evaluate("window.marker") == 1


def test_the_menu_of_a_phone_opens_and_escape_closes_it(shop: str, page: Page) -> None:
    page.goto(shop + "/")
    menu = page.get_by_role("navigation", name="Chính")
    assert not menu.is_visible()
    page.get_by_role("button", name="Menu").click()
    assert menu.is_visible()
    page.keyboard.press("Escape")
    assert not menu.is_visible()


def test_the_call_back_link_leads_to_the_number_when_the_tag_is_absent(shop: str, page: Page) -> None:
    page.goto(shop + "/san-pham/ban-tra-suoi")
    assert page.evaluate("dataLayer[0].ecommerce.items[0].item_id") == "ban-tra-suoi"
    page.get_by_role("link", name="Gọi lại tư vấn món này").click()
    page.wait_for_url("**/lien-he")


def test_no_page_is_wider_than_the_phone(shop: str, page: Page) -> None:
    for path in ("/", "/san-pham", "/san-pham/giuong-suong", "/quang-cao", "/lien-he", "/chinh-sach", "/lich-hen"):
        page.goto(shop + path)
        assert page.evaluate("document.documentElement.scrollWidth") == 360, path
