"""The host page never suffers: what its author would notice of us, in good times and in bad."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from tests.browser.conftest import DESKTOP, PHONE, PHONE_AGENT, SWITCHES, Watched
from tests.browser.pages import NOTICE, strict_policy
from tests.browser.steps import AD, fill_callback, leave_number, open_callback, sent, settled, until
from tests.browser.trouble import Held, dead, saying
from tests.browser.world import World

Visit = Callable[..., Watched]
Host = Callable[..., str]
# What Chromium itself writes to the console about a request that found no collector.
NO_ANSWER = ("Failed to load resource", "Failed to load module script")
# So long after a tap the browser still takes it for the cause of what moves.
AFTER_A_TAP_MS = 600
LONG_TASK_MS = 50


def works(page: Page) -> None:
    """The page's own program still does what it does."""
    button = page.locator("#count")
    before = int(button.inner_text())
    button.evaluate("button => button.click()")
    expect(button).to_have_text(str(before + 1))


def test_a_strict_policy_with_trusted_types_is_never_violated(visit: Visit, world: World, host: Host) -> None:
    page = visit().page
    page.add_init_script(NOTICE)
    page.goto(f"{host(strict_policy(world))}/plain?{AD}")
    leave_number(page, "0710 000 041")
    settled(page)
    works(page)
    assert page.evaluate("() => noticed.violations") == []
    assert world.leads()[0]["source"]["campaign"] == "ban-tra-go-soi"


def test_a_page_finds_its_globals_its_address_and_its_document_as_they_were(
    visit: Visit, world: World, host: Host
) -> None:
    # Not a phone: to look like one, the driver itself adds ontouchstart and its like.
    watched, address = visit(None, **DESKTOP, is_mobile=False, has_touch=False), f"{host()}/plain?{AD}"
    page = watched.page
    page.add_init_script(NOTICE)
    page.goto(address)
    leave_number(page, "0710 000 042")
    page.keyboard.press("Escape")
    settled(page)
    assert page.evaluate("() => noticed.changes()") == ["window.beckon"]
    assert page.evaluate("() => [location.href, history.length, history.state, document.title]") == [
        address, 2, None, "Trà Mây",
    ]  # fmt: skip
    added = "() => [...document.body.children].map(({ localName }) => localName).filter((name) => name.includes('-'))"
    assert set(page.evaluate(added)) == {"beckon-widget"}
    marks = "() => [document.documentElement, document.body].flatMap((e) => e.getAttributeNames())"
    assert page.evaluate(marks) == ["lang"]
    assert watched.context.cookies() == []


@pytest.mark.parametrize("size", [PHONE | {"user_agent": PHONE_AGENT}, DESKTOP], ids=["phone", "desktop"])
def test_nothing_on_the_page_moves(visit: Visit, world: World, host: Host, size: dict[str, Any]) -> None:
    page, slow = visit(None, **size).page, Held()
    page.add_init_script(NOTICE)
    page.goto(f"{host()}/plain")
    open_callback(page)
    world.trouble["/v1/leads"] = slow
    fill_callback(page, "0710 000 043")
    slow.arrived.wait()
    page.wait_for_timeout(AFTER_A_TAP_MS)
    slow.release()
    expect(page.get_by_text("Đã nhận số của bạn")).to_be_visible()
    page.keyboard.press("Escape")
    page.wait_for_timeout(AFTER_A_TAP_MS)
    # A shift of the test's own, so that its absence before means something.
    page.evaluate("() => document.body.prepend(Object.assign(document.createElement('p'), { textContent: 'Tin mới' }))")
    until(lambda: page.evaluate("() => noticed.shifts"))
    assert page.evaluate("() => noticed.shifts") == ["BODY"]


def cpu_milliseconds(trace: bytes, base: str) -> list[float]:
    """How long each piece of script from there kept the page's processor, the longest first.

    Time of the thread, not of the clock: what else runs on the machine does not count.
    """
    ran = [event for event in json.loads(trace)["traceEvents"] if event["name"] in ("EvaluateScript", "FunctionCall")]
    found = [event["tdur"] / 1000 for event in ran if event["args"]["data"].get("url", "").startswith(base)]
    return sorted(found, reverse=True)


def test_no_script_of_ours_is_a_long_task_on_a_phone_four_times_slower(
    visit: Visit, world: World, host: Host, chromium: Browser
) -> None:
    page = visit().page
    chromium.start_tracing(page=page, categories=["devtools.timeline"])
    page.goto(f"{host()}/plain")
    leave_number(page, "0710 000 047")
    found = cpu_milliseconds(chromium.stop_tracing(), world.base)
    assert len(found) > 5
    assert found[0] <= LONG_TASK_MS / 4


@pytest.fixture
def forgetful(playwright: Playwright, tmp_path: Path) -> Iterator[Watched]:
    """A visitor whose browser blocks all site data, as its settings offer."""
    settings = tmp_path / "profile/Default/Preferences"
    settings.parent.mkdir(parents=True)
    settings.write_text(json.dumps({"profile": {"default_content_setting_values": {"cookies": 2}}}))
    context = playwright.chromium.launch_persistent_context(
        tmp_path / "profile", executable_path=shutil.which("chromium"), args=SWITCHES, user_agent=PHONE_AGENT, **PHONE
    )
    watched = Watched(context)
    yield watched
    context.close()
    assert watched.errors == []


def test_where_storage_is_blocked_all_works_with_less_memory(forgetful: Watched, world: World, host: Host) -> None:
    page, origin = forgetful.page, host()
    page.goto(f"{origin}/other")
    assert "SecurityError" in page.evaluate("() => { try { return localStorage.length } catch (e) { return e.name } }")
    settled(page)
    page.goto(f"{origin}/plain?{AD}")
    leave_number(page, "0710 000 044")
    settled(page)
    first, second = (row.visitor for row in world.events("pageview"))
    assert first != second
    assert world.leads()[0]["source"]["campaign"] == "ban-tra-go-soi"


FULL = """
    let size = 1 << 22;
    for (let i = 0; size; i++) try { localStorage.setItem(`own${i}`, 'x'.repeat(size)); } catch { size >>= 1; }
"""


def test_with_a_full_storage_a_lead_is_retried_from_memory(visit: Visit, world: World, host: Host) -> None:
    watched = visit()
    page = watched.page
    page.add_init_script(FULL)
    page.goto(f"{host()}/plain?{AD}")
    world.trouble["/v1/"] = dead
    open_callback(page)
    fill_callback(page, "0710 000 045")
    expect(page.get_by_role("dialog", name="Chưa gửi được")).to_be_visible()
    world.trouble.clear()
    expect(page.get_by_text("Đã nhận số của bạn")).to_be_visible(timeout=15_000)
    settled(page)
    assert len({body["key"] for body in world.posted("/v1/leads")}) == len(world.leads()) == 1
    assert len(sent(world, "pageview")[0]) == len(world.events("pageview")) == 1
    assert page.evaluate("() => Object.keys(localStorage).every((name) => name.startsWith('own'))")
    watched.forgive(*NO_ANSWER)


GARBAGE = [
    "{", "null", "[]", '"x"', "0", '{"visitor":1,"touches":"x","seen":"y"}',
    '{"visitor":"AAAAAAAAAAAAAAAAAAAAAA","touches":[null,{},{"at":"x"},7],"seen":1e308}',
    '{"at":0,"events":[null,1,{},{"id":"x"}],"dropped":"many","notBefore":1e308}', '{"at":0,"events":{}}',
    '{"key":"k","at":1,"body":null}', '{"key":"k","at":9e15,"body":{"fields":7}}', '{"storage":"x","ads":[]}',
]  # fmt: skip


def test_corrupted_storage_is_read_as_empty(visit: Visit, world: World, host: Host) -> None:
    page, origin = visit().page, host()
    page.goto(f"{origin}/other")
    names = ["", ".consent", ".q.x", ".l.x", f".w.{world.callback}", f".w.{world.contact}"]
    spoil = "([name, text]) => localStorage.setItem(name, text)"
    for index, garbage in enumerate(GARBAGE):
        for name in names:
            page.evaluate(spoil, [f"beckon.{world.site.key}{name}", garbage])
        page.goto(f"{origin}/other?{index}")
        until(lambda: page.evaluate("() => window.beckon?.('why')"))
    leave_number(page, "0710 000 046")
    settled(page)
    views = [row.url.partition("?")[2] for row in world.events("pageview")]
    # In whatever order: a page that is left at once may be heard after the next one.
    assert sorted(views) == sorted(["", *(str(index) for index in range(len(GARBAGE)))])
    assert len(world.leads()) == 1


ELSEWHERE = {
    "an error": saying("500 Broken", "<h1>Oops"),
    "a sign-in page": saying("200 OK", "<!doctype html><title>Log in</title>"),
    "nothing": saying("204 No Content"),
    "broken JSON": saying("200 OK", '{"stored":', "application/json"),
    "other JSON": saying("200 OK", '[{"status":{}}]', "application/json"),
    "a script that throws": saying("200 OK", "throw new Error('not ours')", "text/javascript"),
    "a script of another kind": saying("200 OK", "export const start = 7", "text/javascript"),
    "a refusal": saying("410 Gone", '{"title":7,"errors":9}', "application/problem+json"),
    "a dead line": dead,
}


def test_whatever_the_collector_answers_the_page_works_and_sees_no_error(
    visit: Visit, world: World, host: Host
) -> None:
    origin = host()
    for index, (name, answer) in enumerate(ELSEWHERE.items()):
        watched = visit()
        page = watched.page
        world.trouble = dict.fromkeys(("/v1/", "/w/", f"/s/{world.site.key}/"), answer)
        page.goto(f"{origin}/plain?{AD}")
        until(lambda page=page: page.evaluate("() => window.beckon?.('why')"))
        page.evaluate("() => addEventListener('beckon:error', ({ detail }) => { window.failed = detail.kind; })")
        page.evaluate("name => { beckon('open', 'callback'); beckon('track', name); }", f"event_{index}")
        until(lambda page=page: page.evaluate("() => window.failed") == "callback")
        works(page)
        page.goto(f"{origin}/other")
        until(lambda index=index: sent(world, f"event_{index}")[1])
        page.close()
        watched.forgive(*NO_ANSWER)
        assert (name, watched.errors) == (name, [])


def test_without_the_loader_the_page_works(visit: Visit, world: World, host: Host) -> None:
    origin, hung = host(), Held()
    for answer in (saying("500 Broken"), saying("200 OK", "", "text/javascript"), dead, hung):
        watched = visit()
        world.trouble["/"], world.seen = answer, []
        watched.page.goto(f"{origin}/plain", wait_until="domcontentloaded")
        until(lambda: any(seen.path.startswith("/s/") for seen in [*world.seen]))
        works(watched.page)
        assert watched.page.evaluate("() => typeof window.beckon") == "undefined"
        watched.page.close()
        watched.forgive(*NO_ANSWER)
    hung.release()


def test_a_collector_that_never_answers_keeps_no_page_waiting(visit: Visit, world: World, host: Host) -> None:
    watched, origin, hung = visit(), host(), Held()
    watched.page.goto(f"{origin}/other")
    settled(watched.page)
    world.trouble["/"] = hung
    watched.page.goto(f"{origin}/plain")  # waits for the page's load event
    watched.page.evaluate("() => { beckon('open', 'callback'); beckon('track', 'xem_gia'); }")
    until(hung.arrived.is_set)
    works(watched.page)
    watched.page.goto(f"{origin}/other")
    hung.release()
    settled(watched.page)
    assert len(sent(world, "xem_gia")[0]) == len(world.events("xem_gia")) == 1


def test_names_in_the_page_that_shadow_the_browsers_own_do_no_harm(visit: Visit, world: World, host: Host) -> None:
    page = visit().page
    page.goto(f"{host()}/clobbered?{AD}", referer="https://www.google.com/")
    leave_number(page, "0710 000 048")
    settled(page)
    works(page)
    (view,) = world.events("pageview")
    assert (view.url.partition("?")[2], view.referrer) == (AD, "")
    assert world.leads()[0]["source"]["campaign"] == "ban-tra-go-soi"


def test_libraries_of_long_ago_do_no_harm(visit: Visit, world: World, host: Host) -> None:
    page = visit().page
    page.goto(f"{host()}/vintage?{AD}")
    leave_number(page, "0710 000 049")
    settled(page)
    works(page)
    assert len(world.events("pageview")) == 1
    assert world.leads()[0]["source"]["campaign"] == "ban-tra-go-soi"


def test_an_address_made_to_poison_prototypes_poisons_none(visit: Visit, world: World, host: Host) -> None:
    page = visit().page
    page.add_init_script(NOTICE)
    poison = "__proto__[a]=1&__proto__.b=1&constructor[prototype][c]=1&utm_source=__proto__&utm_campaign=constructor"
    page.goto(f"{host()}/other?{poison}#__proto__=1")
    page.evaluate("""() => {
        beckon('set', JSON.parse('{"__proto__": {"d": 1}, "constructor": {"prototype": {"e": 1}}}'));
        beckon('track', '__proto__', JSON.parse('{"__proto__": {"f": 1}}'));
        beckon('consent', JSON.parse('{"__proto__": {"g": 1}}'));
        beckon('__proto__');
    }""")
    leave_number(page, "0710 000 050")
    settled(page)
    assert page.evaluate("() => ['a', 'b', 'c', 'd', 'e', 'f', 'g'].filter((name) => name in {})") == []
    assert page.evaluate("() => noticed.changes()").count("window.beckon") == 1
    source = world.leads()[0]["source"]
    assert (source["source"], source["campaign"]) == ("__proto__", "constructor")


# One thing each that older browsers, extensions and pages lack; the visit is counted all the same.
MISSING = [
    "window.navigation", "window.requestIdleCallback", "window.IntersectionObserver", "window.PerformanceObserver",
    "Navigator.prototype.sendBeacon", "Navigator.prototype.connection", "CSSStyleSheet.prototype.replaceSync",
    "HTMLDialogElement.prototype.showModal", "Performance.prototype.getEntriesByType",
    "Document.prototype.currentScript",
]  # fmt: skip


def test_what_a_browser_lacks_is_done_without(visit: Visit, world: World, host: Host) -> None:
    watched, origin = visit(), host()
    for name in MISSING:
        page = watched.context.new_page()
        page.add_init_script(f"delete {name}")
        page.goto(f"{origin}/plain?{name}")
        assert page.evaluate(f"() => {name}") is None
        open_callback(page)
        page.close()
    until(lambda: {row.url.partition("?")[2] for row in world.events("pageview")} == {*MISSING})


# What a page may have done to the browser; we may be silent then, never heard.
BROKEN = [
    "window.fetch = () => { throw new Error('page') }",
    "window.fetch = () => undefined",
    "window.fetch = async () => ({ ok: true, json: () => ({}) })",
    "JSON.stringify = () => { throw new Error('page') }",
    "JSON.parse = () => { throw new Error('page') }",
    "Array.prototype.toJSON = function () { return String(this) }",
    "Array.prototype.map = () => 7",
    "Object.prototype.trigger = 'page'",
    "Object.freeze(Object.prototype)",
    "crypto.getRandomValues = () => { throw new Error('page') }",
    "Date.now = () => NaN",
    "window.setTimeout = () => 0",
    "window.addEventListener = document.addEventListener = () => { throw new Error('page') }",
    "window.dispatchEvent = () => { throw new Error('page') }",
    "document.createElement = () => { throw new Error('page') }",
    "Element.prototype.attachShadow = () => null",
    "Object.defineProperty(document, 'title', { value: document })",
    "Object.defineProperty(window, 'beckon', { value: 7 })",
    "window.beckon = { sites: 1, log: 2, q: 3 }",
    "Storage.prototype.setItem = Storage.prototype.getItem = () => { throw new Error('page') }",
]


def test_a_page_that_has_broken_the_browser_sees_no_error_of_ours(visit: Visit, world: World, host: Host) -> None:
    watched, origin = visit(), host()
    for script in BROKEN:
        page = watched.context.new_page()
        page.add_init_script(script)
        page.goto(f"{origin}/plain")
        works(page)
        page.goto(f"{origin}/other", wait_until="commit")
        # The page stays open: what still goes on in it is heard at the end.
        assert (script, watched.errors) == (script, [])
