"""A call-back that its visitor moves and cancels, from the form to the row in the database."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.conftest import Watched
from tests.browser.steps import leave_number, until
from tests.browser.world import World

Visit = Callable[..., Watched]


def test_who_asked_for_a_call_takes_another_time_and_then_none(visit: Visit, world: World) -> None:
    page = visit().page
    page.goto(world.shop)
    leave_number(page, "0710 000 041")
    (lead,) = until(world.leads)
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Đổi hoặc huỷ giờ hẹn").click()
    own = opened.value
    expect(own.get_by_role("heading", name="Cuộc gọi lại của bạn")).to_be_visible()
    picked = own.get_by_label("Đổi sang giờ khác").locator("option").last
    own.get_by_label("Đổi sang giờ khác").select_option(picked.get_attribute("value") or "")
    own.get_by_role("button", name="Đổi giờ").click()
    expect(own.get_by_role("status")).to_contain_text("Chúng tôi gọi bạn lúc")
    (moved,) = world.leads()
    assert (moved["id"], moved["status"]) == (lead["id"], "new")
    assert moved["promise_at"] not in (None, lead["promise_at"])
    own.get_by_role("button", name="Huỷ cuộc gọi").click()
    expect(own.get_by_role("status")).to_have_text("Đã huỷ. Chúng tôi sẽ không gọi nữa.")
    (cancelled,) = world.leads()
    assert (cancelled["status"], cancelled["promise_at"]) == ("lost", None)
