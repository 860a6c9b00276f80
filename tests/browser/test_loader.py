"""The tag on real pages: what it captures, when it counts a page, and what becomes of what it has to say."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from collector import clock as clocks
from collector.leads import service as leads
from collector.sites import service as sites
from tests.browser.conftest import PHONE, PHONE_AGENT, SWITCHES, Watched
from tests.browser.steps import AD, fill_callback, leave_number, settled, told, until
from tests.browser.trouble import Held, saying
from tests.browser.world import World

Visit = Callable[..., Watched]
Host = Callable[..., str]
SEARCH = "https://www.google.com/"
NO_NAVIGATION_API = "Object.defineProperty(window, 'navigation', { value: undefined })"


def pages_seen(world: World) -> list[str]:
    """Paths with queries of the pageviews, in order."""
    return ["/" + row.url.split("/", 3)[3] for row in world.events("pageview")]


@pytest.mark.parametrize("late", [False, True], ids=["tag first", "router first"])
def test_the_landing_is_kept_although_the_page_rewrites_its_address(visit: Visit, world: World, late: bool) -> None:
    watched, tag = visit(), Held()
    if late:
        world.trouble[urlsplit(world.tag).path] = tag
    watched.page.goto(f"{world.shop}/lich-hen?{AD}#mau", referer=SEARCH, wait_until="domcontentloaded")
    watched.page.wait_for_url("**/lich-hen/mon-do", wait_until="commit")
    tag.release()
    leave_number(watched.page, "0710 000 011")
    settled(watched.page)
    assert pages_seen(world) == [f"/lich-hen?{AD}#mau", "/lich-hen/mon-do"]
    (lead,) = world.leads()
    (touch,) = world.lead(lead["id"])["attribution"]["touches"]
    assert (touch["url"], touch["referrer"]) == (f"{world.shop}/lich-hen?{AD}#mau", SEARCH)
    assert lead["source"]["channel"] == "Paid Search"


@pytest.mark.parametrize("script", ["", NO_NAVIGATION_API], ids=["Navigation API", "older browsers"])
def test_a_route_change_of_a_single_page_app_is_a_pageview(visit: Visit, world: World, script: str) -> None:
    page = visit().page
    page.add_init_script(script)
    page.goto(f"{world.shop}/lich-hen/mon-do")
    settled(page)
    page.get_by_role("link", name="Chọn gỗ và kích thước").click()
    until(lambda: len(pages_seen(world)) == 2)
    page.go_back()
    until(lambda: len(pages_seen(world)) == 3)
    assert pages_seen(world) == ["/lich-hen/mon-do", "/lich-hen/kich-thuoc", "/lich-hen/mon-do"]
    urls = [row.url for row in world.events("pageview")]
    assert [row.referrer for row in world.events("pageview")] == ["", *urls[:-1]]
    assert len(page.evaluate("() => beckon('why').touches")) == 1


def test_tidying_tags_away_and_jumping_to_an_anchor_show_no_other_page(visit: Visit, world: World, host: Host) -> None:
    page = visit().page
    page.goto(f"{host()}/plain?hop=2&utm_source=zalo")
    settled(page)
    page.evaluate("() => history.replaceState(null, '', '?hop=2')")
    page.evaluate("() => { location.hash = 'gia'; }")
    page.evaluate("() => history.pushState(null, '', '?hop=3')")
    settled(page)
    assert pages_seen(world) == ["/plain?hop=2&utm_source=zalo", "/plain?hop=3"]


def test_the_tag_pasted_three_times_counts_once(visit: Visit, world: World, host: Host) -> None:
    page = visit().page
    page.goto(f"{host()}/twice")
    expect(page.get_by_role("button", name="Liên hệ với chúng tôi")).to_have_count(1)
    settled(page)
    assert [row.name for row in world.events()].count("pageview") == 1


def test_two_sites_live_beside_each_other_on_one_page(visit: Visit, world: World, host: Host) -> None:
    other = world.add_site("Trà Mây", "https://tra-may.example")
    form = world.publish("callback", {}, other)
    origin = host("", world.tag_of(other))
    sites.add_origin(world.db, other.id, origin, world.clock())
    page = visit().page
    page.goto(f"{origin}/two?utm_source=bao-xuan")
    page.evaluate("id => { beckon('track', 'xem_gia'); beckon('open', id); }", form)
    fill_callback(page, "0710 000 012")
    expect(page.get_by_text("Đã nhận số của bạn")).to_be_visible()
    settled(page)
    both = {world.site.id, other.id}
    until(lambda: {row.site_id for row in world.events("xem_gia")} == both)
    views = world.events("pageview")
    assert len(views) == 2
    assert {row.site_id for row in views} == both
    assert len({row.visitor for row in views}) == 2
    assert world.leads() == []
    (lead,) = leads.list_leads(world.db, other, {})[0]
    assert lead["source"]["source"] == "bao-xuan"
    assert told(page) == [lead["event_id"]]


@pytest.fixture
def remembering(playwright: Playwright) -> Iterator[Browser]:
    """Chromium with its back/forward cache, which the driver switches off otherwise."""
    off = ["--disable-back-forward-cache"]
    browser = playwright.chromium.launch(
        executable_path=shutil.which("chromium"), args=SWITCHES, ignore_default_args=off
    )
    yield browser
    browser.close()


def test_a_page_out_of_the_back_forward_cache_is_one_more_pageview(
    visit: Visit, world: World, host: Host, remembering: Browser
) -> None:
    watched = visit(remembering, **PHONE, user_agent=PHONE_AGENT)
    page, origin = watched.page, host()
    page.goto(f"{origin}/plain?utm_source=zalo")
    settled(page)
    page.evaluate("() => addEventListener('pageshow', ({ persisted }) => { window.persisted = persisted; })")
    page.goto(f"{origin}/other")
    settled(page)
    # The driver waits for a load event that a cached page never has: ask the browser itself.
    browser = watched.context.new_cdp_session(page)
    browser.send("Runtime.evaluate", {"expression": "setTimeout(() => history.back())"})
    asked = {"expression": "window.persisted === true", "returnByValue": True}
    until(lambda: browser.send("Runtime.evaluate", asked)["result"]["value"])
    leave_number(page, "0710 000 013")
    settled(page)
    assert pages_seen(world) == ["/plain?utm_source=zalo", "/other", "/plain?utm_source=zalo"]
    assert '"nav":"restore"' in world.events("pageview")[-1].props.replace(" ", "")
    (lead,) = world.leads()
    assert len(world.lead(lead["id"])["attribution"]["touches"]) == 1


def test_a_prerendered_page_counts_when_it_is_seen(world: World, host: Host, tmp_path: Path) -> None:
    world.trouble = {"/go/ran": saying("200 OK"), "/go": saying("404 Not yet")}
    profile = [f"--user-data-dir={tmp_path}/profile", f"--user-agent={PHONE_AGENT}"]
    # Alone: Chromium prepares no page while a driver is connected.
    command = [shutil.which("chromium") or "chromium", "--headless", *SWITCHES, *profile, f"{host()}/prepare"]
    browser = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until(lambda: any(seen.path == "/go/ran-true" for seen in [*world.seen]), 30)
        assert world.posted("/v1/events") == []
        gone = clocks.now_ms()
        world.trouble["/go"] = saying("200 OK")
        until(lambda: world.events("pageview"))
    finally:
        browser.terminate()
        browser.wait()
    (view,) = world.events("pageview")
    assert view.at >= gone
    assert pages_seen(world) == ["/prepared?utm_source=bao-xuan"]


def test_commands_from_before_the_script_are_carried_out_in_order(visit: Visit, world: World, host: Host) -> None:
    page = visit().page
    page.goto(f"{host()}/early")
    settled(page)
    (row,) = world.events("dat_hang")
    assert (row.value_minor, row.currency, json.loads(row.props)) == (1250, "USD", {"hop": 2})
    assert page.evaluate("() => heard") == [["ready", world.site.key]]
    assert [row.name for row in world.events("pageview", "dat_hang")] == ["pageview", "dat_hang"]
    assert not world.events("tostring", "no_such_command")


def test_the_page_opens_and_closes_a_widget_and_hears_of_it(visit: Visit, world: World, host: Host) -> None:
    page = visit().page
    page.goto(f"{host()}/plain")
    settled(page)
    hear(page, "opened", "closed", "submitted")
    page.evaluate("() => beckon('open', 'callback')")
    form = page.get_by_role("dialog", name="Chúng tôi gọi lại cho bạn")
    expect(form).to_be_visible()
    page.evaluate("() => beckon('close')")
    expect(form).to_be_hidden()
    page.evaluate("id => beckon('open', id)", world.callback)
    expect(form).to_be_visible()
    page.evaluate("id => { beckon('close'); beckon('open', id); }", world.callback)
    fill_callback(page, "0710 000 014")
    expect(page.get_by_text("Đã nhận số của bạn")).to_be_visible()
    heard = page.evaluate("() => heard")
    assert [name for name, _ in heard] == ["opened", "closed"] * 2 + ["opened", "submitted"]
    assert {(detail["widget"], detail["kind"], detail["variant"]) for _, detail in heard} == {
        (world.callback, "callback", None)
    }
    settled(page)
    ids = [detail["event_id"] for _, detail in heard]
    opened, closed = ([row.id for row in world.events(name)] for name in ("open", "close"))
    (lead,) = world.leads()
    assert ids == [opened[0], closed[0], opened[1], closed[1], opened[2], lead["event_id"]]


def hear(page: Page, *names: str) -> None:
    page.evaluate(
        """names => {
            window.heard = [];
            for (const name of names) addEventListener(`beckon:${name}`, ({ detail }) => heard.push([name, detail]));
        }""",
        names,
    )


def test_a_channel_tap_is_told_to_the_page_and_counted(visit: Visit, world: World, host: Host) -> None:
    page = visit().page
    page.goto(f"{host()}/plain")
    settled(page)
    hear(page, "clicked")
    page.get_by_role("button", name="Liên hệ với chúng tôi").click()
    call = page.locator("beckon-widget a[href^='tel:']").first
    call.evaluate("link => link.addEventListener('click', (event) => event.preventDefault())")
    call.click()
    settled(page)
    (row,) = world.events("click")
    ((_, detail),) = page.evaluate("() => heard")
    assert (detail["channel"], detail["event_id"], detail["widget"]) == ("phone", row.id, world.contact)
    assert (row.widget_id, json.loads(row.props)["channel"]) == (world.contact, "phone")


def test_why_tells_the_page_what_we_know_and_bad_commands_are_passed_over(
    visit: Visit, world: World, host: Host
) -> None:
    page = visit().page
    origin = host()
    page.goto(f"{origin}/plain?utm_source=zalo", referer=SEARCH)
    settled(page)
    page.evaluate(
        "() => { beckon(); beckon(null); beckon('open', 'no such'); beckon('track', '1!'); beckon('on', 'x'); }"
    )
    page.evaluate("() => { beckon('track', {}, 1n); beckon('identify', 'khach-7'); beckon('constructor'); }")
    settled(page)
    why = page.evaluate("() => beckon('why')")
    assert [(touch["url"], touch["referrer"]) for touch in why["touches"]] == [
        (f"{origin}/plain?utm_source=zalo", SEARCH)
    ]
    assert (why["sending"], why["storing"], why["queued"]) == (True, True, 0)
    assert why["widgets"][world.contact] == "shown by load"
    (row,) = world.events("identify")
    assert (json.loads(row.props), row.visitor) == ({"id": "khach-7"}, why["visitor"])


def test_taps_on_the_pages_own_contact_links_are_counted_once_each_without_set_up(
    visit: Visit, world: World, host: Host
) -> None:
    page = visit().page
    page.goto(f"{host()}/links?utm_source=zalo")
    button = page.get_by_role("button", name=re.compile("Liên hệ|Chat"))
    expect(button.first).to_be_visible()
    for place in ("#tel b", "#mail", "#zalo", "#m", "#other", "#here", "#none", "h1"):
        page.locator(place).click()
    settled(page)
    own = [row for row in world.events("click") if row.widget_id is None]
    told = [json.loads(row.props) for row in own]
    assert [row["channel"] for row in told] == ["phone", "email", "zalo", "messenger"]
    assert {row["from"] for row in told} == {"page"}
    assert len({row.visitor for row in own}) == 1


def test_taps_in_a_widget_are_counted_by_the_widget_alone(visit: Visit, world: World, host: Host) -> None:
    page = visit().page
    page.goto(f"{host()}/links")
    page.evaluate("() => beckon('open', 'contact')")
    link = page.locator("beckon-widget a[href^='tel:']").first
    expect(link).to_be_visible()
    link.evaluate("link => link.click()")
    settled(page)
    (row,) = world.events("click")
    assert row.widget_id == world.contact
