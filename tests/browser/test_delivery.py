"""What pages have to say reaches the collector once, whatever happens on the way."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PHONE, Watched
from tests.browser.steps import AD, fill_callback, leave_number, open_callback, sent, settled, told, until
from tests.browser.trouble import Trouble, dead, saying, unheard
from tests.browser.world import World

Visit = Callable[..., Watched]
# What Chromium itself writes to the console about a request that found no collector.
NO_ANSWER = ("Failed to load resource",)
MINUTE = 60_000
TROUBLES = {"no line": dead, "no answer": unheard, "a sign-in page": saying("200 OK", "<html>Log in</html>")}
BUSY = saying("503 Busy", Retry_After="1800", Access_Control_Expose_Headers="Retry-After")


def lead_tries(world: World) -> int:
    return len({body["sent_at"] for body in world.posted("/v1/leads")})


def the_lead(world: World) -> dict[str, Any]:
    """The only lead there is, sent under one key only."""
    (lead,) = world.leads()
    assert len({body["key"] for body in world.posted("/v1/leads")}) == 1
    return lead


def submit(page: Page, phone: str) -> None:
    open_callback(page)
    fill_callback(page, phone)


def wait_unsent(page: Page) -> None:
    expect(page.get_by_role("dialog", name="Chưa gửi được")).to_be_visible()


def pass_time(page: Page, world: World, ms: int) -> None:
    """On both sides; the page's clock must be installed."""
    world.clock.offset += ms
    page.clock.fast_forward(ms)


def left_behind(page: Page) -> list[str]:
    """Leads that the device keeps."""
    found: list[str] = page.evaluate("() => Object.keys(localStorage).filter((name) => name.includes('.l.'))")
    return found


def test_events_survive_the_closing_of_the_page(visit: Visit, world: World) -> None:
    watched = visit()
    watched.page.goto(world.shop)
    watched.page.evaluate("() => { beckon('track', 'xem_gia'); }")
    watched.page.close()
    until(lambda: world.events("xem_gia"))
    later = watched.context.new_page()
    later.goto(f"{world.shop}/gioi-thieu")
    until(lambda: sent(world, "xem_gia")[1] >= 2)
    settled(later)
    assert len(sent(world, "xem_gia")[0]) == 1
    assert len(world.events("xem_gia")) == 1
    assert len(world.events("pageview")) == 2


@pytest.mark.parametrize("trouble", TROUBLES.values(), ids=TROUBLES.keys())
def test_events_are_sent_again_under_the_same_ids_until_they_are_acknowledged(
    visit: Visit, world: World, trouble: Trouble
) -> None:
    watched = visit()
    world.trouble["/v1/events"] = trouble
    watched.page.goto(world.shop)
    until(lambda: sent(world, "pageview")[1] >= 2)
    world.trouble.clear()
    settled(watched.page)
    assert len(sent(world, "pageview")[0]) == 1
    assert len(world.events("pageview")) == 1
    watched.forgive(*NO_ANSWER)


def test_a_busy_collector_is_left_alone_as_long_as_it_asks_by_the_next_page_too(visit: Visit, world: World) -> None:
    watched = visit()
    page = watched.page
    page.clock.install()
    world.trouble["/v1/events"] = BUSY
    page.goto(world.shop)
    kept = "() => Object.entries(localStorage).some(([n, list]) => n.includes('.q.') && JSON.parse(list).notBefore)"
    until(lambda: page.evaluate(kept))
    page.goto(f"{world.shop}/gioi-thieu")
    until(lambda: page.evaluate("() => window.beckon?.('why')?.queued") >= 2)
    pass_time(page, world, 25 * MINUTE)
    page.evaluate("() => fetch('/favicon.ico')")
    assert sent(world, "pageview")[1] == 1
    world.trouble.clear()
    pass_time(page, world, 10 * MINUTE)
    settled(page)
    assert len(world.events("pageview")) == len(sent(world, "pageview")[0]) == 2
    watched.forgive(*NO_ANSWER)


def test_a_lead_without_network_is_not_said_to_be_sent_and_goes_once_when_it_is_back(
    visit: Visit, world: World
) -> None:
    watched = visit()
    page = watched.page
    page.goto(f"{world.shop}/?{AD}")
    open_callback(page)
    settled(page)
    watched.context.set_offline(True)
    fill_callback(page, "0710 000 021")
    wait_unsent(page)
    expect(page.get_by_role("link", name="Gọi ngay")).to_have_attribute("href", re.compile(r"^tel:.*710000068$"))
    assert (world.posted("/v1/leads"), told(page)) == ([], [])
    watched.context.set_offline(False)
    expect(page.get_by_text("Đã nhận số của bạn")).to_be_visible()
    lead = the_lead(world)
    assert lead["source"]["campaign"] == "ban-tra-go-soi"
    assert (told(page), left_behind(page)) == ([lead["event_id"]], [])
    watched.forgive(*NO_ANSWER)


@pytest.mark.parametrize("trouble", TROUBLES.values(), ids=TROUBLES.keys())
def test_a_lead_whose_answer_is_missing_is_stored_once_and_the_visitor_sees_it(
    visit: Visit, world: World, trouble: Trouble
) -> None:
    watched = visit()
    page = watched.page
    world.trouble["/v1/leads"] = trouble
    page.goto(world.shop)
    submit(page, "0710 000 022")
    wait_unsent(page)
    until(lambda: lead_tries(world) >= 2)
    world.trouble.clear()
    expect(page.get_by_text("Đã nhận số của bạn")).to_be_visible(timeout=15_000)
    assert told(page) == [the_lead(world)["event_id"]]
    watched.forgive(*NO_ANSWER)


def test_a_lead_outlives_the_page_while_the_collector_is_down(visit: Visit, world: World) -> None:
    watched = visit()
    page = watched.page
    page.clock.install()
    page.goto(f"{world.shop}/?{AD}")
    open_callback(page)
    settled(page)
    world.trouble["/"] = dead
    fill_callback(page, "0710 000 023")
    wait_unsent(page)
    page.goto(f"{world.shop}/gioi-thieu")
    until(lambda: page.evaluate("() => window.beckon?.('why')?.queued"))
    assert len(left_behind(page)) == 1
    world.trouble.clear()
    # The page before may still wait for an answer; only after that does another take its lead up.
    pass_time(page, world, MINUTE // 2)
    until(world.leads)
    until(lambda: not left_behind(page))
    assert told(page) == [the_lead(world)["event_id"]]
    assert the_lead(world)["source"]["campaign"] == "ban-tra-go-soi"
    watched.forgive(*NO_ANSWER)


def test_a_tab_closed_right_after_the_submit_has_sent_its_lead(visit: Visit, world: World) -> None:
    watched = visit()
    watched.page.clock.install()
    world.trouble["/v1/leads"] = unheard
    watched.page.goto(world.shop)
    submit(watched.page, "0710 000 024")
    watched.page.close()
    until(world.leads)
    world.trouble.clear()
    later = watched.context.new_page()
    later.goto(world.shop)
    until(lambda: later.evaluate("() => window.beckon?.('why')"))
    pass_time(later, world, MINUTE // 2)
    until(lambda: lead_tries(world) >= 2)
    until(lambda: not left_behind(later))
    assert told(later) == [the_lead(world)["event_id"]]
    watched.forgive(*NO_ANSWER)


def test_no_preflight_is_made_for_events_and_leads(visit: Visit, world: World) -> None:
    watched = visit()
    watched.page.goto(f"{world.shop}/lich-hen?{AD}")
    leave_number(watched.page, "0710 000 025")
    settled(watched.page)
    watched.page.close()
    methods = {(seen.method, seen.path) for seen in world.seen if seen.path.startswith("/v1/")}
    assert methods == {("POST", "/v1/events"), ("POST", "/v1/leads")}


def test_the_core_path_in_firefox(visit: Visit, firefox: Browser, world: World) -> None:
    """Landing, route change, a collector that is away, lead, close: as in Chromium above."""
    watched = visit(firefox, viewport=PHONE["viewport"], locale="vi-VN")
    page = watched.page
    world.trouble["/v1/"] = unheard
    page.goto(f"{world.shop}/lich-hen?{AD}", referer="https://www.google.com/")
    page.get_by_role("link", name="Chọn gỗ và kích thước").click()
    submit(page, "0710 000 026")
    wait_unsent(page)
    until(lambda: lead_tries(world) >= 2 and sent(world, "pageview")[1] >= 2)
    world.trouble.clear()
    expect(page.get_by_text("Đã nhận số của bạn")).to_be_visible(timeout=15_000)
    settled(page)
    page.evaluate("() => { beckon('track', 'xem_gia'); }")
    page.close()
    until(lambda: world.events("xem_gia"))
    lead = the_lead(world)
    (touch,) = world.lead(lead["id"])["attribution"]["touches"]
    assert (touch["url"], touch["channel"]) == (f"{world.shop}/lich-hen?{AD}", "Paid Search")
    paths = [row.url.removeprefix(world.shop) for row in world.events("pageview")]
    assert paths == [f"/lich-hen?{AD}", "/lich-hen/mon-do", "/lich-hen/kich-thuoc"]
    assert len(sent(world, "pageview")[0]) == 3
    assert "OPTIONS" not in {seen.method for seen in world.seen}
    watched.forgive("Cross-Origin Request Blocked", *NO_ANSWER)
