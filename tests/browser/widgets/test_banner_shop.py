"""The banner on the demo shop, against the real collector: what a visitor does is a row in the database."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Watched
from tests.browser.steps import settled, until
from tests.browser.world import World

Visit = Callable[..., Watched]
SALE = {
    "text": {"vi": "Ưu đãi <b>khai trương</b>, <a href='/khuyen-mai'>xem điều kiện</a><script>window.hit = 1</script>"},
    "code": "MOCAN20",
    "button": {"kind": "widget", "widget": "callback", "label": {"vi": "Gọi cho tôi"}},
}


def rows(world: World, widget: str, *names: str) -> list[tuple[str, Any]]:
    return [(row.name, json.loads(row.props)) for row in world.events(*names) if row.widget_id == widget]


@pytest.mark.parametrize("browser", ["chromium", "firefox"])
def test_a_banner_is_seen_clicked_closed_and_remembered(
    world: World, visit: Visit, browser: str, request: pytest.FixtureRequest
) -> None:
    widget = world.publish("banner", {"content": {"place": "bottom", "messages": [SALE]}})
    page = visit(request.getfixturevalue(browser)).page
    page.goto(world.shop)
    region = page.get_by_role("region", name="Thông báo của cửa hàng")
    expect(region).to_contain_text("Ưu đãi khai trương, xem điều kiện")
    expect(region.get_by_role("link", name="xem điều kiện")).to_have_attribute("href", "/khuyen-mai")
    assert page.evaluate("window.hit") is None
    until(lambda: settled(page) or rows(world, widget, "impression"))
    region.get_by_role("button", name="Gọi cho tôi").click()
    expect(page.get_by_role("dialog", name="Chúng tôi gọi lại cho bạn")).to_be_visible()
    page.keyboard.press("Escape")
    region.get_by_role("button", name="Đóng").click()
    expect(region).to_have_count(0)
    settled(page)
    page.goto(f"{world.shop}/san-pham")
    page.wait_for_function("window.beckon?.('why', 'banner')?.startsWith('frequency: closed')")
    expect(region).to_have_count(0)
    assert rows(world, widget) == [
        ("impression", {}),
        ("click", {"button": "widget", "message": "m1", "opens": "callback"}),
        ("close", {"by": "button", "message": "m1"}),
    ]


def test_every_visitor_of_a_test_keeps_the_words_of_an_arm_and_its_clicks_tell_which(
    world: World, visit: Visit
) -> None:
    link = {"kind": "link", "url": "/san-pham", "label": {"vi": "Xem"}}
    other = {"messages": [{"text": {"vi": "Câu thứ hai"}, "button": link}]}
    widget = world.publish("banner", {"variants": [{"name": "b", "content": other}]})
    page = visit().page
    page.goto(world.shop)
    expect(page.get_by_text("Câu thứ hai")).to_be_visible()
    page.get_by_role("link", name="Xem", exact=True).click()
    page.wait_for_url("**/san-pham")
    until(lambda: settled(page) or rows(world, widget, "click"))
    assert rows(world, widget, "click") == [("click", {"button": "link", "message": "m1"})]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_two_banners_at_one_edge_do_not_cover_each_other(world: World, visit: Visit, theme: str) -> None:
    for text in ("Băng rôn một", "Băng rôn hai"):
        world.publish("banner", {"content": {"place": "bottom", "messages": [{"text": {"vi": text}}]}})
    page = visit(color_scheme=theme).page
    page.goto(world.shop)
    expect(page.get_by_role("region", name="Thông báo của cửa hàng")).to_have_count(2)
    page.wait_for_function(
        """() => {
          const bars = [...document.querySelectorAll('beckon-widget')]
            .map(({shadowRoot}) => shadowRoot.querySelector('.bar')).filter(Boolean)
            .map((bar) => bar.getBoundingClientRect());
          return bars.length === 2 && Math.abs(bars[0].top - bars[1].bottom) < 1;
        }"""
    )
