"""An open page of the admin when a lead comes in: it counts, tells and rings, in one of the open pages."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.admin.cast import send_lead
from tests.browser.admin.conftest import Enter
from tests.browser.world import World

# Counts the notes that are begun, instead of listening.
EAR = """
window.notes = 0;
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (at) { window.notes += 1; return start.call(this, at); };
"""


def open_overview(world: World, enter: Enter) -> Page:
    page = enter()
    page.add_init_script(EAR)
    page.goto(f"{world.base}/admin/{world.site.key}/")
    page.locator("h1").click()  # as somebody who works there has touched the page
    return page


def test_a_new_lead_is_counted_told_and_rung_for_without_reloading(world: World, enter: Enter) -> None:
    page = open_overview(world, enter)
    lead = send_lead(world.app, world.site, world.clock(), "key-00001", fields={"phone": "0900000001", "name": "Ơn"})
    expect(page.locator("#news a")).to_contain_text("Ơn", timeout=15_000)
    expect(page).to_have_title(re.compile(r"^\(1\) "))
    expect(page.locator(".main-nav [data-waiting]").first).to_have_text("1")
    page.wait_for_function("window.notes === 2")
    page.locator("#news a").click()
    expect(page).to_have_url(re.compile(lead["id"]))


def test_switched_off_it_tells_and_does_not_ring(world: World, enter: Enter) -> None:
    page = open_overview(world, enter)
    page.get_by_role("button", name="Reo khi có khách").click()
    expect(page.locator("#sound")).to_have_attribute("aria-pressed", "false")
    send_lead(world.app, world.site, world.clock(), "key-00002")
    expect(page.locator("#news a")).to_be_visible(timeout=15_000)
    assert page.evaluate("window.notes") == 0
    page.reload()
    expect(page.locator("#sound")).to_have_attribute("aria-pressed", "false")


def test_of_two_open_pages_one_rings(world: World, enter: Enter) -> None:
    first = open_overview(world, enter)
    second = first.context.new_page()
    second.add_init_script(EAR)
    second.goto(first.url)
    second.locator("h1").click()
    send_lead(world.app, world.site, world.clock(), "key-00003")
    for page in (second, first):
        page.bring_to_front()
        expect(page.locator("#news a")).to_be_visible(timeout=25_000)
    assert first.evaluate("window.notes") + second.evaluate("window.notes") >= 2
    assert min(first.evaluate("window.notes"), second.evaluate("window.notes")) == 0


def test_a_collector_that_is_away_leaves_the_page_quiet(world: World, enter: Enter) -> None:
    page = open_overview(world, enter)
    with page.expect_request(re.compile("/news")):
        page.route("**/news**", lambda route: route.abort())
    page.unroute("**/news**")
    page.watched.forgive("net::ERR_FAILED", "Failed to load resource")  # type: ignore[attr-defined]
    send_lead(world.app, world.site, world.clock(), "key-00004")
    expect(page.locator("#news a")).to_be_visible(timeout=25_000)
