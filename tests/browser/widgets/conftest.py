"""Pages that show widgets, in Chromium, and in Firefox where a test asks for both."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.widgets.stage import Stage

SIZES: dict[str, dict[str, Any]] = {
    "phone": {"viewport": {"width": 360, "height": 740}, "has_touch": True, "device_scale_factor": 2},
    "desktop": {"viewport": {"width": 1280, "height": 800}},
}
AGENTS = {
    "phone": "Mozilla/5.0 (Linux; Android 14; SM-A546E) AppleWebKit/537.36 Chrome/156.0.0.0 Mobile Safari/537.36",
    "desktop": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36",
}
MONDAY = datetime(2026, 11, 23, 3, 5, tzinfo=UTC)  # 10:05 in Hồ Chí Minh City, open until noon
SUNDAY = datetime(2026, 11, 22, 3, 5, tzinfo=UTC)

Show = Callable[..., Page]


@pytest.fixture
def stages() -> Iterator[list[Stage]]:
    made: list[Stage] = []
    yield made
    for stage in made:
        stage.close()


@pytest.fixture
def show(request: pytest.FixtureRequest, stages: list[Stage]) -> Iterator[Show]:
    """Opens a page with widgets: show(device, {kind: config}, …). The page's stage is `page.stage`.

    Every error that the page sees fails the test at its end.
    """
    opened: list[Any] = []
    troubles: list[str] = []

    def open_page(device: str, widgets: dict[str, Any], browser: str = "chromium", **options: Any) -> Page:
        at, context = options.pop("at", MONDAY), options.pop("context", {})
        script, running = options.pop("script", ""), options.pop("running", False)
        stage = Stage(widgets, **options)
        stages.append(stage)
        visitor = {"user_agent": AGENTS[device], "timezone_id": "Asia/Ho_Chi_Minh"} | SIZES[device] | context
        made = request.getfixturevalue(browser).new_context(**visitor)
        opened.append(made)
        page: Page = made.new_page()
        # A clock that runs can be put forward: page.clock.fast_forward(ms).
        page.clock.install(time=at) if running else page.clock.set_fixed_time(at)
        page.add_init_script(script)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
        page.stage = stage  # type: ignore[attr-defined]
        page.goto(stage.url)
        return page

    yield open_page
    for context in opened:
        context.close()
    # An answer of 422 and a dead network are logged by the browser itself.
    assert [trouble for trouble in troubles if "Failed to load resource" not in trouble] == []
