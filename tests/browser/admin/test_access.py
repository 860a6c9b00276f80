"""Every page of the admin, for everybody: axe, width, targets, keyboard, without scripts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from collector.accounts import service as accounts
from tests.admin.cast import sign_in
from tests.browser.admin.conftest import Enter, Shop

AXE = (Path(__file__).parents[3] / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
RUN = "() => axe.run(document, {resultTypes: ['violations']})"
# What a thumb has to hit; links inside sentences are exempt (WCAG 2.5.8).
SMALL = """() => [...document.querySelectorAll('button, [role=button], nav a, .call, .button-like, select, input')]
  .filter(each => each.checkVisibility() && !each.matches('.first-button, [type=checkbox], [type=radio]'))
  .filter(each => each.getBoundingClientRect().height < 43.5).map(each => each.outerHTML.slice(0, 120))"""
TOO_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def own_pages(shop: Shop) -> list[str]:
    ids = shop.ids
    pages = ["", "leads", "leads?held=1", "leads?q=nobody", "leads/new", "more", "site", "people", "widgets"]
    pages += ["notices", "telegram", "chats/new", "webhooks"]
    pages += [f"leads/{ids[name]}" for name in ("sold", "new", "held", "hostile0", "hostile2", "hostile3")]
    pages += [f"widgets/{shop.world.contact}", f"widgets/{shop.world.callback}"]
    pages += [
        "reports?by=channel&by=campaign",
        "reports?by=day&goal=won&metric=value_minor",
        "reports?from=2020-01-01&to=2020-01-02",
    ]
    return [shop.path(page) for page in pages]


def other_pages(shop: Shop) -> list[str]:
    return [f"{shop.world.base}/admin/{page}" for page in ("sites", "sites/new", "account", "account/password")]


def look(page: Page, address: str) -> list[Any]:
    """Open it and list what is wrong: axe's violations, a page wider than the screen, targets that are too small."""
    page.goto(address)
    page.evaluate(AXE)
    found = [(each["id"], each["nodes"][0]["html"]) for each in page.evaluate(RUN)["violations"]]
    wide = page.evaluate(TOO_WIDE)
    return [*found, *page.evaluate(SMALL), *(["too wide"] if wide > 0 else [])]


@pytest.mark.parametrize(("size", "language", "scheme"), [("phone", "vi", "light"), ("desktop", "en", "dark")])
def test_axe_finds_nothing_and_everything_fits(shop: Shop, enter: Enter, size: str, language: str, scheme: str) -> None:
    # axe sets styles to measure contrast, which the pages' own policy would refuse it.
    page = enter("installation", size, language, color_scheme=scheme, bypass_csp=True)
    for address in own_pages(shop) + other_pages(shop):
        assert (address, look(page, address)) == (address, [])
    page.context.clear_cookies()
    for path in ("sign-in", "sign-in/x"):
        assert look(page, f"{shop.world.base}/admin/{path}") == []


def test_hostile_words_do_not_run_on_any_page(shop: Shop, enter: Enter) -> None:
    page = enter("installation", "desktop")
    asked: list[str] = []
    page.on("dialog", lambda dialog: asked.append(dialog.message))
    page.on("request", lambda request: asked.append(request.url) if shop.world.base not in request.url else None)
    dimensions = ("source", "medium", "campaign", "term", "content", "landing_page", "click_id_kind")
    addresses = own_pages(shop) + [shop.path(f"reports?by={name}") for name in dimensions]
    for address in addresses:
        page.goto(address, wait_until="networkidle")
        assert page.title() != "owned"
    assert asked == []


def test_firefox_draws_every_page_without_a_complaint(shop: Shop, enter: Enter, firefox: Browser) -> None:
    page = enter("installation", browser=firefox, viewport={"width": 1280, "height": 800})
    for address in own_pages(shop) + other_pages(shop):
        page.goto(address)
        expect(page.locator("h1")).to_be_visible()
        assert page.evaluate(TOO_WIDE) <= 0


def test_no_script_of_anybody_elses_can_come_in(shop: Shop, enter: Enter) -> None:
    page = enter()
    page.goto(shop.path())
    attempt = (
        "() => { const it = document.createElement('script'); try { it.src = 'x.js' } catch { return 'refused' } }"
    )
    assert page.evaluate(attempt) == "refused"
    page.watched.forgive("TrustedScriptURL")  # type: ignore[attr-defined]


def test_the_keyboard_reaches_the_content_first(shop: Shop, enter: Enter) -> None:
    page = enter(size="desktop")
    page.goto(shop.path())
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Đến nội dung chính")
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.id") == "main"


def test_enter_in_the_value_saves_the_value_and_leaves_the_status(shop: Shop, enter: Enter) -> None:
    page = enter(size="desktop")
    page.goto(shop.path(f"leads/{shop.ids['new']}"))
    page.locator("#value").fill("2.000.000")
    page.locator("#value").press("Enter")
    expect(page.locator(".history")).to_contain_text("2.000.000")
    lead = shop.world.lead(shop.ids["new"])
    assert (lead["status"], lead["value_minor"]) == ("new", 2_000_000)


def test_everything_but_charts_works_without_scripts(shop: Shop, enter: Enter) -> None:
    page = enter(java_script_enabled=False)
    page.goto(shop.path(f"leads/{shop.ids['new']}"))
    page.locator("#value").fill("3.000.000")
    page.locator("#status-won").click()
    expect(page.locator("#status-won")).to_have_attribute("aria-pressed", "true")
    page.goto(shop.path("leads"))
    page.get_by_label("Tìm").fill("Máy")
    page.get_by_role("button", name="Tìm").click()
    expect(page.get_by_text("Không có khách nào khớp bộ lọc.")).to_be_visible()
    page.goto(shop.path("reports"))
    page.locator("#goal").select_option("won")
    page.get_by_role("button", name="Xem", exact=True).click()
    expect(page.locator("tfoot")).to_contain_text("4.500.000")
    page.goto(shop.path(f"widgets/{shop.world.contact}"))
    page.get_by_role("button", name="Thêm kênh").click()
    expect(page.get_by_text("Chưa lưu.")).to_be_visible()
    assert page.locator(".copy button").count() == 0 or not page.locator(".copy button").first.is_visible()


def test_without_scripts_somebody_signs_in_by_password(shop: Shop, enter: Enter) -> None:
    world = shop.world
    secret = sign_in(world.db, "agent", [world.site.id], world.clock(), "tuvan@shop.example")
    found = accounts.person_of_session(world.db, secret, world.clock())
    assert found
    accounts.set_password(world.db, found[0], "một câu ngắn dễ nhớ", found[1])
    page = enter("viewer", java_script_enabled=False)
    page.context.clear_cookies()
    page.goto(shop.path("leads"))
    page.get_by_label("Email").fill("tuvan@shop.example")
    page.get_by_label("Mật khẩu").fill("một câu ngắn dễ nhớ")
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page).to_have_url(shop.path("leads"))
    page.watched.forgive("401")  # type: ignore[attr-defined]
