"""How soon a tap is answered on a slow phone, and that the page neither waits nor moves.

No clock is read: what is counted is the thread's own work, the rounds over the network and the bytes, and from these
follows what a cheap phone takes. `pytest -s` prints the figures.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from tests.browser.widgets.conftest import Show

# 400 ms there and back at 1.6 Mbit/s, a processor four times slower: a cheap phone on a poor network.
ROUND_MS, BYTES_A_MS, SLOWER = 400, 200, 4
# Long enough that what is asked for at once overlaps, on a busy machine too.
FAR = {"offline": False, "latency": ROUND_MS, "downloadThroughput": -1, "uploadThroughput": -1}
USABLE_MS, ANSWER_MS, LONG_TASK_MS = 1000, 100, 50
CONTACT = [{"kind": "zalo", "value": "0900 000 012"}, {"kind": "phone", "value": "0900 000 012"}, {"kind": "callback"}]
WATCH = """
  window.seen = { shifts: 0 };
  const add = ({value}) => { seen.shifts += value };
  new PerformanceObserver((list) => list.getEntries().forEach(add)).observe({type: 'layout-shift', buffered: true});
"""
# What a page's thread does; the inner pieces of each are in it.
WORK = ("EventDispatch", "RunMicrotasks", "UpdateLayoutTree", "Layout", "PrePaint", "Paint", "Layerize", "Commit")
TASKS = ("EvaluateScript", "EventDispatch", "RunMicrotasks", "TimerFire", "FireIdleCallback", "FunctionCall")


def tell(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def ready(show: Show, widgets: dict[str, Any], script: str = "", far: bool = False) -> Page:
    """The page as a visitor finds it some seconds after it came."""
    page = show("phone", widgets, script=WATCH + script)
    if far:
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", FAR)
        page.reload()
    page.wait_for_load_state("networkidle")
    return page


def spent(trace: bytes, names: tuple[str, ...]) -> list[float]:
    """How long the page's thread worked on each, on a slow phone, by its own time: what else runs does not count.

    What runs inside another of them is in that one already.
    """
    events = [event for event in json.loads(trace)["traceEvents"] if event["name"] in names]
    outer: list[dict[str, Any]] = []
    for event in sorted(events, key=lambda one: (one["tid"], one["ts"], -one.get("dur", 0))):
        last = outer[-1] if outer and outer[-1]["tid"] == event["tid"] else None
        if last is None or event["ts"] >= last["ts"] + last.get("dur", 0):
            outer.append(event)
    return [event.get("tdur", 0) / 1000 * SLOWER for event in outer]


def fetched(request: Request) -> tuple[float, float, int]:
    """When it was asked for, when it was there, how many bytes came."""
    begun = request.timing["startTime"]
    return begun, begun + request.timing["responseEnd"], request.sizes()["responseBodySize"]


def rounds(files: list[tuple[float, float, int]]) -> int:
    """The longest chain of files of which each was asked for when the one before had come."""
    depths: list[int] = []
    for index, (start, _, _) in enumerate(sorted(files)):
        before = [depths[place] for place, (_, end, _) in enumerate(sorted(files)[:index]) if end <= start]
        depths.append(1 + max(before, default=0))
    return max(depths, default=0)


TAPS: dict[str, tuple[dict[str, Any], str]] = {
    "form": ({"callback": {}}, "dialog[open]"),
    "list": ({"contact": {"content": {"channels": CONTACT}}, "callback": {}}, ".card:not([hidden])"),
}


@pytest.mark.parametrize("name", TAPS)
def test_a_tap_on_a_button_is_answered_within_a_tenth_of_a_second(show: Show, chromium: Browser, name: str) -> None:
    widgets, opens = TAPS[name]
    page = ready(show, widgets)
    expect(page.locator(".card" if "contact" in widgets else ".fab")).to_be_attached()
    page.emulate_media(reduced_motion="reduce")  # what moves afterwards is no part of the answer
    chromium.start_tracing(page=page, categories=["devtools.timeline"])
    page.locator(".fab").first.tap()
    expect(page.locator(opens)).to_be_visible()
    # Inner pieces are counted again with the outer ones, so the truth is below it.
    busy = sum(spent(chromium.stop_tracing(), WORK))
    tell(f"tap on the {name}: {busy:.0f} ms of work on a phone that is {SLOWER} times slower")
    assert busy < ANSWER_MS
    assert page.evaluate("seen.shifts") == 0


def test_nothing_that_beckon_does_on_a_page_takes_long_at_once(show: Show, chromium: Browser) -> None:
    page = ready(show, TAPS["list"][0])
    chromium.start_tracing(page=page, categories=["devtools.timeline"])
    page.reload()  # the page has no script but ours
    expect(page.locator(".card")).to_be_attached()
    page.locator(".fab").first.tap()
    page.locator("[data-id=callback] button").tap()
    expect(page.locator(".country")).to_be_visible()
    longest = max(spent(chromium.stop_tracing(), TASKS))
    tell(f"longest task from load to open form: {longest:.0f} ms on a phone that is {SLOWER} times slower")
    assert longest < LONG_TASK_MS
    assert page.evaluate("seen.shifts") == 0


@pytest.mark.parametrize("saves", [False, True])
def test_the_form_can_be_used_within_a_second_of_the_tap(show: Show, chromium: Browser, saves: bool) -> None:
    save = "Object.defineProperty(Navigator.prototype, 'connection', {get: () => ({saveData: true})});"
    page = ready(show, {"callback": {"content": {"launcher": "never"}, "triggers": []}}, save * saves, far=True)
    if not saves:
        expect(page.locator("beckon-widget")).to_have_count(0)
    came: list[Request] = []

    def note(request: Request) -> None:
        came.append(request)

    page.on("requestfinished", note)
    chromium.start_tracing(page=page, categories=["devtools.timeline"])
    page.locator("#ask").tap()
    expect(page.locator("dialog[open] input").first).to_be_visible()
    opened = time.time() * 1000
    busy = sum(spent(chromium.stop_tracing(), WORK))
    needed = [file for file in map(fetched, came) if file[1] <= opened]
    size = sum(file[2] for file in needed)
    took = rounds(needed) * ROUND_MS + size / BYTES_A_MS + busy
    tell(f"form, data {'saved' if saves else 'free'}: {rounds(needed)} rounds, {size:.0f} bytes: {took:.0f} ms")
    # Where data is saved the parts are fetched only now, all at once.
    assert took < USABLE_MS
    assert rounds(needed) == (1 if saves else 0)
    assert page.evaluate("seen.shifts") == 0
