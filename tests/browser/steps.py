"""What people do, in the words that they see."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.world import World

AD = "utm_source=google&utm_medium=cpc&utm_campaign=ban-tra-go-soi&utm_term=ban%20tra&gclid=Cj0KCQiA-test-0123456789"
PHONE_NUMBER = "0710 000 0"


def arrive(page: Page, url: str, referrer: str = "") -> None:
    """Open a page as if a link on another site led there."""
    page.goto(url, referer=referrer) if referrer else page.goto(url)


def open_callback(page: Page) -> None:
    """From the contact button to the call-back form."""
    page.get_by_role("button", name="Liên hệ với chúng tôi").click()
    page.get_by_role("button", name="Gọi lại cho tôi").click()
    expect(page.get_by_role("dialog", name="Chúng tôi gọi lại cho bạn")).to_be_visible()


def fill_callback(page: Page, phone: str, name: str = "") -> None:
    form = page.get_by_role("dialog", name="Chúng tôi gọi lại cho bạn")
    form.get_by_label("Số điện thoại").fill(phone)
    if name:
        form.get_by_label("Tên của bạn").fill(name)
    form.get_by_role("button", name="Yêu cầu gọi lại").click()


def leave_number(page: Page, phone: str, name: str = "") -> None:
    """Open the form, send it, and read the promise."""
    open_callback(page)
    fill_callback(page, phone, name)
    expect(page.get_by_text("Đã nhận số của bạn")).to_be_visible()


def sign_in(page: Page, link: str) -> None:
    """Use a one-time link and go on without a password."""
    page.goto(link)
    page.get_by_role("main").get_by_role("button").click()
    with page.expect_navigation():
        page.get_by_role("link", name=re.compile("Để sau|Not now")).click()
    expect(page.get_by_role("navigation").first).to_be_attached()


def settled(page: Page) -> None:
    """Wait until the collector has acknowledged all that the page had to say.

    The page is told that the network is there, upon which it sends what it would else gather for a while.
    """
    hurry = "() => { dispatchEvent(new Event('online')); return window.beckon?.('why')?.queued === 0; }"
    until(lambda: page.evaluate(hurry))


def sent(world: World, name: str) -> tuple[set[str], int]:
    """Under which ids pages have sent the events of that name, and in how many tries."""
    bodies = [body for body in world.posted("/v1/events") if any(event["name"] == name for event in body["events"])]
    ids = {event["id"] for body in bodies for event in body["events"] if event["name"] == name}
    return ids, len({body["sent_at"] for body in bodies})


def told(page: Page) -> list[str]:
    """Event ids of the leads that the page's own analytics heard of."""
    leads = "() => (window.dataLayer ?? []).filter(({ event }) => event === 'generate_lead')"
    return [entry["event_id"] for entry in page.evaluate(leads)]


def until(check: Callable[[], Any], seconds: float = 15) -> Any:
    """Wait for something true in the database; the background work is not the page's."""
    deadline = time.monotonic() + seconds
    while not (found := check()):
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)
    return found
