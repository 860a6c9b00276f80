"""Nothing that axe can find, in any state, theme or language; and targets that a thumb can hit."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.widgets.conftest import Show

AXE = Path(__file__).parents[3] / "node_modules/axe-core/axe.min.js"
NUMBER = "0900 000 012"
ALL = [
    {"kind": "zalo", "value": NUMBER},
    {"kind": "messenger", "value": "shop.example"},
    {"kind": "whatsapp", "value": NUMBER},
    {"kind": "telegram", "value": "shop_example"},
    {"kind": "viber", "value": NUMBER},
    {"kind": "phone", "value": NUMBER},
    {"kind": "sms", "value": NUMBER},
    {"kind": "email", "value": "hello@shop.example"},
    {"kind": "map", "value": "12 Phố Mẫu"},
    {"kind": "link", "value": "https://shop.example/size", "label": {"vi": "Bảng kích thước", "en": "Size guide"}},
]
FORM: dict[str, Any] = {"consent": {"marketing": True, "privacy_url": "https://shop.example/privacy"}}
LOOKS = {"light": ("#fff", "#0f766e"), "dark": ("#15171b", "#ffd400")}

# Only what is ours: the page itself is no example of anything.
RUN = "axe.run({include: [['beckon-widget']]}, {resultTypes: ['violations']})"


def violations(page: Page) -> list[str]:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(f"{RUN}.then(({{violations}}) => violations)")
    return [f"{v['id']}: {node['target']} {node['failureSummary']}" for v in found for node in v["nodes"]]


def small_targets(page: Page) -> list[str]:
    """What can be tapped and is smaller than 44 by 44 px; links inside a sentence are let be, as WCAG 2.5.5 does."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll('beckon-widget')].flatMap(({shadowRoot}) =>
          [...shadowRoot.querySelectorAll(
            'a:not(p a), button, .chip, input:not(.said, .agree *), select, .agree')].flatMap(element => {
            const {width, height} = element.getBoundingClientRect();
            return width && (width < 44 || height < 44) ? [`${element.outerHTML.slice(0, 80)} ${width}x${height}`] : [];
          }))"""
    )
    return found


def ask(page: Page) -> None:
    page.locator("#ask").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(page.locator(".country")).to_be_visible()


def send(page: Page, *answers: Any) -> None:
    ask(page)
    page.stage.answers = list(answers)  # type: ignore[attr-defined]
    page.locator("input[type=tel]").fill("0912 345 678")
    page.locator("button.send").click()
    expect(page.locator(".result")).to_be_visible()


def pick(page: Page) -> None:
    ask(page)
    page.get_by_role("button", name=re.compile("Hẹn giờ|Pick a time")).click()
    page.locator(".time .chip").first.click()


def fail(page: Page) -> None:
    ask(page)
    page.locator("button.send").click()


def unfold(page: Page) -> None:
    page.locator(".fab[aria-expanded]").click()
    expect(page.locator(".card")).to_be_visible()


STATES: dict[str, Callable[[Page], None]] = {
    "closed": lambda page: expect(page.locator(".fab").first).to_be_visible(),
    "list": unfold,
    "form": ask,
    "slots": pick,
    "errors": fail,
    "success": send,
    "waiting": lambda page: send(page, *[None] * 9),
    "thanks": lambda page: send(page, (202, {"status": "quarantined", "reason": "origin"})),
}


@pytest.mark.parametrize(("theme", "lang", "device"), [("light", "vi", "phone"), ("dark", "en", "desktop")])
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_and_every_target_is_big_enough(
    show: Show, state: str, theme: str, lang: str, device: str
) -> None:
    ground, color = LOOKS[theme]
    greeting = {"show": True, "delay_seconds": 0}
    contact = {"content": {"channels": ALL, "greeting": greeting}, "look": {"color": color}}
    form = FORM | {"look": {"color": color}, "content": {"launcher": "always"}}
    page = show(device, {"contact": contact, "callback": form}, lang=lang, ground=ground, context={"bypass_csp": True})
    page.emulate_media(reduced_motion="reduce")
    STATES[state](page)
    assert theme in (page.locator(".b").first.get_attribute("class") or "").split()
    assert violations(page) == []
    assert small_targets(page) == []


@pytest.mark.parametrize("kind", [channel["kind"] for channel in ALL])
def test_axe_finds_nothing_on_a_button_in_the_colours_of_its_channel(show: Show, kind: str) -> None:
    channel = next(entry for entry in ALL if entry["kind"] == kind)
    page = show("phone", {"contact": {"content": {"channels": [channel]}}}, context={"bypass_csp": True})
    page.emulate_media(reduced_motion="reduce")
    expect(page.locator(".fab")).to_be_visible()
    assert violations(page) == []
