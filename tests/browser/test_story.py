"""The whole chain: an ad is clicked, a number is left, staff call and sell, the report shows it under its campaign."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Browser, Page, expect

from collector import clock as clocks
from tests.browser.conftest import PHONE, Watched
from tests.browser.steps import AD, arrive, leave_number, sign_in, until
from tests.browser.world import World

CAMPAIGN = "ban-tra-go-soi"
Visit = Callable[..., Watched]


def click_the_ad_and_look_around(page: Page, world: World) -> None:
    """From the ad through two pages of the shop."""
    arrive(page, f"{world.shop}/san-pham/ban-tra-suoi?{AD}", "https://www.google.com/")
    page.goto(f"{world.shop}/gioi-thieu")
    expect(page.get_by_role("button", name="Liên hệ với chúng tôi")).to_be_visible()


def sell(page: Page, world: World, lead_id: str, amount: str) -> None:
    """Staff on a phone: open the lead, tap the number, mark it won."""
    sign_in(page, world.sign_in_link())
    page.goto(f"{world.base}/admin/{world.site.key}/leads/{lead_id}")
    expect(page.locator("a[href='tel:+84710000001']").first).to_be_visible()
    page.locator("#value").fill(amount)
    page.locator("#status-won").click()
    expect(page.locator("#status-won")).to_have_attribute("aria-pressed", "true")


def report_row(page: Page, world: World, goal: str) -> str:
    """The campaign's row of the report, as the marketer reads it."""
    page.goto(f"{world.base}/admin/{world.site.key}/reports?by=campaign&goal={goal}")
    return page.get_by_role("row").filter(has_text=CAMPAIGN).inner_text()


def whole_chain(visitor: Page, staff: Page, world: World) -> str:
    """From the click to the sale; returns the campaign's row in the report of sales."""
    click_the_ad_and_look_around(visitor, world)
    leave_number(visitor, "0710 000 001", "Đặng Thị Ơn")
    (lead,) = world.leads()
    assert (lead["name"], lead["phone_e164"]) == ("Đặng Thị Ơn", "+84710000001")
    assert lead["source"] == {"channel": "Paid Search", "source": "google", "medium": "cpc", "campaign": CAMPAIGN}
    touch = world.lead(lead["id"])["attribution"]["touches"][0]
    assert touch["click_id"] == {"param": "gclid", "value": "Cj0KCQiA-test-0123456789"}
    pushed = visitor.evaluate("() => dataLayer.find(entry => entry.event === 'generate_lead')")
    assert pushed["event_id"] == lead["event_id"]
    until(lambda: {"pageview", "open", "start", "submit"} <= {event.name for event in world.events()})
    sell(staff, world, lead["id"], "1.500.000")
    return report_row(staff, world, "won")


def test_from_the_ad_to_the_sale_in_the_report(visit: Visit, world: World) -> None:
    assert "1.500.000" in whole_chain(visit().page, visit().page, world)


def test_the_same_on_postgresql(visit: Visit, postgres_world: World) -> None:
    assert "1.500.000" in whole_chain(visit().page, visit().page, postgres_world)


def test_the_same_in_firefox(visit: Visit, firefox: Browser, world: World) -> None:
    size = {"viewport": PHONE["viewport"], "locale": "vi-VN"}
    assert "1.500.000" in whole_chain(visit(firefox, **size).page, visit(firefox, **size).page, world)


def test_an_ad_keeps_the_credit_when_the_visitor_returns_directly_two_days_later(visit: Visit, world: World) -> None:
    watched = visit()
    click_the_ad_and_look_around(watched.page, world)
    until(lambda: len(world.events("pageview")) == 2)
    world.clock.offset = 2 * clocks.DAY
    watched.page.clock.set_system_time((world.clock()) / 1000)
    watched.page.goto(world.shop)
    leave_number(watched.page, "0710 000 002")
    (lead,) = world.leads()
    attribution = world.lead(lead["id"])["attribution"]
    assert [touch["channel"] for touch in attribution["touches"]] == ["Paid Search", "Direct"]
    assert lead["source"]["campaign"] == CAMPAIGN
    assert any("trực tiếp" in sentence and "không được tính" in sentence for sentence in attribution["explanation"])
    credited = {model: attribution["credited"][model][0]["touch"] for model in ("last", "last_non_direct", "first")}
    ad, direct = (touch["id"] for touch in attribution["touches"])
    assert credited == {"last": direct, "last_non_direct": ad, "first": ad}


def test_a_lead_carries_its_touches_when_the_beacon_is_blocked(visit: Visit, world: World) -> None:
    watched = visit()
    world.blocked = ("/v1/events",)
    click_the_ad_and_look_around(watched.page, world)
    leave_number(watched.page, "0710 000 003")
    (lead,) = world.leads()
    assert lead["source"]["campaign"] == CAMPAIGN
    assert world.events("pageview") == []
    # The browser's own lines for the blocked requests; nothing of ours.
    watched.errors[:] = [error for error in watched.errors if "/v1/events" not in error and "ERR_FAILED" not in error]
