"""What a page keeps and sends before, after and without the visitor's consent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Watched
from tests.browser.steps import AD, leave_number, open_callback, settled, told, until
from tests.browser.world import World
from tests.make import make_token

Visit = Callable[..., Watched]
Host = Callable[..., str]
GPC = "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true })"
STUBS = """() => {
    window.heard = [];
    window.fbq = (...said) => heard.push(said);
    window.dataLayer = [];
    document.cookie = '_fbp=fb.1.1795000000000.123456789';
}"""


def kept(page: Page) -> list[str]:
    """Names of all that the device keeps of the page."""
    found: list[str] = page.evaluate(
        """async () => [
            ...Object.keys(localStorage), ...Object.keys(sessionStorage), ...await caches.keys(),
            ...(await indexedDB.databases()).map(({ name }) => name), ...document.cookie.split('; ').filter(Boolean),
        ]"""
    )
    return found


def paths(world: World) -> list[str]:
    return [row.url.removeprefix(world.shop) for row in world.events("pageview")]


def body_of_the_lead(world: World) -> dict[str, Any]:
    (body,) = world.posted("/v1/leads")
    assert len(world.leads()) == 1
    return dict(body)


def report(world: World, *by: str) -> list[dict[str, Any]]:
    """Rows of the conversions report, today."""
    day = world.leads()[0]["day"]
    query = {"site": world.site.key, "from": day, "to": day, "by": ",".join(by)}
    headers = make_token(world.db, world.clock(), world.site, "read")
    answer = world.app.test_client().get("/api/v1/reports/conversions", query_string=query, headers=headers)
    rows: list[dict[str, Any]] = answer.get_json()["rows"]
    return rows


def test_before_consent_nothing_is_stored_and_nothing_sent(visit: Visit, world: World) -> None:
    world.change_site(gate="wait")
    page = visit().page
    page.goto(f"{world.shop}/?{AD}")
    open_callback(page)
    page.evaluate("() => { beckon('track', 'xem_gia'); }")
    page.goto(f"{world.shop}/gioi-thieu")
    until(lambda: page.evaluate("() => window.beckon?.('why')?.sending") is False)
    assert kept(page) == []
    page.evaluate("() => { beckon('consent', true); }")
    settled(page)
    # What the first page held back is gone with it.
    assert [row.name for row in world.events() if row.name != "impression"] == ["pageview"]
    assert paths(world) == ["/gioi-thieu"]
    assert f"beckon.{world.site.key}" in kept(page)
    assert {path for seen in world.seen if seen.method == "POST" for path in [seen.path]} == {"/v1/events"}


def test_consent_on_the_landing_page_keeps_the_landing(visit: Visit, world: World) -> None:
    world.change_site(gate="wait")
    page = visit().page
    page.goto(f"{world.shop}/lich-hen?{AD}")
    until(lambda: page.evaluate("() => window.beckon?.('why')"))
    page.evaluate("() => { beckon('consent', { storage: 'granted' }); }")
    settled(page)
    assert paths(world) == [f"/lich-hen?{AD}", "/lich-hen/mon-do"]
    page.goto(f"{world.shop}/gioi-thieu")
    leave_number(page, "0710 000 031")
    assert world.leads()[0]["source"]["campaign"] == "ban-tra-go-soi"


def test_without_consent_a_submitted_lead_says_who_asks_but_not_how_they_came(visit: Visit, world: World) -> None:
    world.change_site(gate="wait")
    page = visit().page
    page.goto(f"{world.shop}/san-pham?{AD}", referer="https://www.google.com/")
    leave_number(page, "0710 000 032")
    body = body_of_the_lead(world)
    assert (body["visitor"], body["touches"], body["referrer"]) == (None, [], "")
    assert body["url"] == f"{world.shop}/san-pham"
    (credited,) = [row for row in report(world, "source", "channel") if row["conversions"]]
    assert (credited["source"], credited["channel"]) == ("Unknown (no consent)", "Unassigned")
    assert kept(page) == []
    assert world.posted("/v1/events") == []


def test_cookieless_events_carry_no_visitor_and_leave_nothing_on_the_device(visit: Visit, world: World) -> None:
    world.change_site(gate="cookieless")
    page = visit().page
    page.goto(f"{world.shop}/?{AD}")
    settled(page)
    page.goto(f"{world.shop}/gioi-thieu?{AD}")
    leave_number(page, "0710 000 033")
    settled(page)
    assert [row.visitor for row in world.events("pageview")] == [None, None]
    assert body_of_the_lead(world)["visitor"] is None
    assert world.leads()[0]["source"]["campaign"] == "ban-tra-go-soi"
    assert kept(page) == []


def test_a_refusal_empties_the_device_and_silences_the_pages_after_it(visit: Visit, world: World) -> None:
    page = visit().page
    page.goto(world.shop)
    settled(page)
    page.evaluate("() => { beckon('consent', false); beckon('track', 'xem_gia'); }")
    until(lambda: kept(page) == [f"beckon.{world.site.key}.consent"])
    page.goto(f"{world.shop}/gioi-thieu")
    until(lambda: page.evaluate("() => window.beckon?.('why')?.sending") is False)
    page.goto(f"{world.shop}/lien-he")
    until(lambda: page.evaluate("() => window.beckon?.('why')?.sending") is False)
    page.evaluate("() => { beckon('consent', true); }")
    settled(page)
    assert paths(world) == ["/", "/lien-he"]
    assert world.events("xem_gia") == []


@pytest.mark.parametrize("private", [False, True], ids=["granted", "granted, but the browser says no"])
def test_ads_hear_of_a_lead_only_with_leave_and_never_against_global_privacy_control(
    visit: Visit, world: World, host: Host, private: bool
) -> None:
    page = visit().page
    page.add_init_script(GPC if private else "")
    page.goto(f"{host()}/plain")
    settled(page)
    page.evaluate(STUBS)
    page.evaluate("() => { beckon('consent', { storage: true, ads: true }); }")
    leave_number(page, "0710 000 034")
    body, (lead,) = body_of_the_lead(world), world.leads()
    told_meta = [["track", "Lead", {}, {"eventID": lead["event_id"]}]]
    assert told(page) == [lead["event_id"]]
    assert page.evaluate("() => heard") == ([] if private else told_meta)
    assert body["pixel"] == (None if private else {"fbp": "fb.1.1795000000000.123456789"})
    assert body["consent"]["purposes"]["ads"] is not private
