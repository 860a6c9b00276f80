"""Browsers, and the world they look at."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Playwright, expect, sync_playwright

from tests.browser.pages import hosted
from tests.browser.world import World, running
from tests.postgres import cluster

# Without these Chromium asks the network for much at every start.
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Headless Chromium names itself, and would be taken for the bot that it is.
PHONE_AGENT = "Mozilla/5.0 (Linux; Android 14; SM-A546E) AppleWebKit/537.36 Chrome/130.0.0.0 Mobile Safari/537.36"
PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True, "locale": "vi-VN"}
DESKTOP = {"viewport": {"width": 1280, "height": 800}, "locale": "vi-VN"}

# What is awaited comes soon or never: a machine that is busy with other things fails no test.
expect.set_options(timeout=15_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=SWITCHES)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def firefox(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.firefox.launch(channel="moz-firefox", executable_path=shutil.which("firefox-esr"))
    yield browser
    browser.close()


class Watched:
    """A visitor's first page, and what went wrong on any of theirs."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.errors: list[str] = []
        context.on("console", self._console)
        context.on("weberror", lambda found: self.errors.append(f"uncaught: {found.error}"))
        self.page = context.new_page()

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.errors.append(f"{message.type}: {message.text}")

    def forgive(self, *words: str) -> None:
        """Forget lines that name one of these: what the browser itself says of a trouble the test has made."""
        self.errors[:] = [error for error in self.errors if not any(word in error for word in words)]


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Callable[..., Watched]]:
    """`visit()` is a new visitor's page on a phone; `visit(browser, **options)` another. Errors fail the test."""
    opened: list[tuple[BrowserContext, Watched]] = []

    def make(browser: Browser | None = None, **options: Any) -> Watched:
        used = browser or chromium
        defaults: dict[str, Any] = PHONE | {"user_agent": PHONE_AGENT} if used is chromium else {}
        context = used.new_context(**(defaults | options))
        watched = Watched(context)
        opened.append((context, watched))
        return watched

    yield make
    errors = [error for _, watched in opened for error in watched.errors]
    for context, _ in opened:
        context.close()
    assert errors == []


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with running(f"sqlite:///{tmp_path}/beckon.db", tmp_path) as found:
        yield found


@pytest.fixture
def host(world: World) -> Iterator[Callable[..., str]]:
    """`host(policy, other_tag)` serves the pages of tests/browser/pages and returns their origin."""
    with ExitStack() as stack:
        yield lambda *args: stack.enter_context(hosted(world, *args))


@pytest.fixture
def postgres_world(tmp_path: Path) -> Iterator[World]:
    with cluster() as url, running(url, tmp_path) as found:
        yield found
