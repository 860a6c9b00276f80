"""Who is told of leads, in a browser: a chat connected by its code, tests that arrive, choices, and alerts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from collector.accounts import service as accounts
from collector.notices import service as notices
from tests.admin.cast import SCRIPTED, break_bot, make_bot, make_chat, make_webhook
from tests.browser.admin.conftest import Enter
from tests.browser.admin.test_access import look
from tests.browser.conftest import Watched
from tests.browser.world import World, running
from tests.mailbox import Mailbox, mail_server
from tests.telegram import TOKEN, Telegram, telegram_server


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with mail_server() as found:
        yield found


@pytest.fixture
def telegram() -> Iterator[Telegram]:
    with telegram_server() as found:
        yield found


@pytest.fixture
def world(tmp_path: Path, mailbox: Mailbox, telegram: Telegram) -> Iterator[World]:
    """The world with a mail server, and Telegram as a Bot API server of one's own."""
    near = {
        "BECKON_SMTP_HOST": "127.0.0.1",
        "BECKON_SMTP_PORT": str(mailbox.port),
        "BECKON_SMTP_SECURITY": "none",
        "BECKON_TELEGRAM_URL": telegram.url,
        "BECKON_OUTBOUND_NETWORKS": "127.0.0.0/8",
    }
    with running(f"sqlite:///{tmp_path}/beckon.db", tmp_path, near) as found:
        yield found


def at(world: World, path: str = "notices") -> str:
    return f"{world.base}/admin/{world.site.key}/{path}"


def add(world: World, address: str = "chung@shop.example") -> str:
    return notices.add_email(world.db, world.site, address, world.clock()).id


def test_a_group_is_connected_by_its_code_without_reloading_and_takes_a_test(
    world: World, enter: Enter, telegram: Telegram
) -> None:
    page = enter()
    page.goto(at(world, "telegram"))
    page.get_by_label("Token của bot").fill(f"Use this token to access the HTTP API:\n{TOKEN}")
    page.get_by_role("button", name="Kiểm tra và lưu").click()
    expect(page.get_by_text("Bot @beckon_test_bot đã sẵn sàng.")).to_be_visible()
    page.get_by_role("button", name="Nhóm hoặc kênh của cả đội").click()
    code = page.locator("#code").inner_text()
    assert page.get_by_role("button", name="Thêm bot vào nhóm").get_attribute("href") == (
        f"https://t.me/beckon_test_bot?startgroup={code}"
    )
    telegram.chat(-100, "supergroup", "Nhóm bán hàng")
    telegram.say(-100, f"/start@beckon_test_bot {code}")
    expect(page.get_by_text("Đã nối: Nhóm bán hàng")).to_be_visible(timeout=15_000)
    page.get_by_role("button", name="Báo khi nào, báo những gì").click()
    page.get_by_role("button", name="Gửi thử").click()
    expect(page.get_by_text("Tin thử đã tới sau")).to_be_visible(timeout=15_000)
    assert telegram.sent[-1].chat_id == -100


def test_a_test_by_email_arrives_and_the_page_says_after_how_long(world: World, enter: Enter, mailbox: Mailbox) -> None:
    add(world)
    page = enter()
    page.goto(at(world))
    page.locator("#everybody").get_by_role("button", name="Gửi thử").click()
    expect(page.get_by_text(re.compile(r"Tin thử đã tới sau [\d,]+ giây"))).to_be_visible(timeout=15_000)
    expect(page.locator("#everybody .health")).to_contain_text("Đã báo")
    assert mailbox.recipients == ["chung@shop.example"]


def test_a_mailbox_that_is_none_is_named_in_the_row_and_on_the_overview(
    world: World, enter: Enter, mailbox: Mailbox
) -> None:
    mailbox.answer = "550 5.1.1 no such user"
    add(world)
    page = enter()
    page.goto(at(world))
    page.locator("#everybody").get_by_role("button", name="Gửi thử").click()
    expect(page.get_by_text("Tin thử không tới: hộp thư không tồn tại")).to_be_visible(timeout=15_000)
    expect(page.locator("#everybody .health")).to_contain_text("hộp thư không tồn tại")
    page.goto(at(world, ""))
    page.locator("#alerts").get_by_role("link", name="Sửa ngay").click()
    expect(page.locator("h1")).to_have_text("chung@shop.example")


def test_hours_of_ones_own_appear_when_they_are_chosen(world: World, enter: Enter) -> None:
    page = enter()
    page.goto(at(world))
    page.get_by_role("button", name="Báo tôi qua email").click()
    page.get_by_text("Báo tôi khi nào, những gì").click()
    expect(page.get_by_label("Thứ Hai, từ").first).to_be_hidden()
    page.get_by_label("Theo giờ riêng").check()
    expect(page.get_by_label("Thứ Hai, từ").first).to_be_visible()
    page.get_by_role("button", name="Lưu").click()
    expect(page.locator("#mine")).to_contain_text("Giờ riêng")


def test_everything_is_done_without_scripts(world: World, enter: Enter, mailbox: Mailbox, telegram: Telegram) -> None:
    page = enter(java_script_enabled=False)
    page.goto(at(world))
    page.locator("#mail").get_by_label("Email").fill("chung@shop.example")
    page.locator("#mail").get_by_role("button", name="Thêm").click()
    page.locator("#everybody").get_by_role("button", name="Gửi thử").click()
    for _ in range(20):
        if page.get_by_text("Tin thử đã tới").count():
            break
        page.wait_for_timeout(200)
        page.get_by_role("link", name="Xem lại").click()
    expect(page.get_by_text("Tin thử đã tới")).to_be_visible()
    page.get_by_text("Gỡ", exact=True).click()
    page.get_by_role("button", name="Đúng, gỡ bỏ").click()
    expect(page.get_by_text("Đã gỡ.")).to_be_visible()
    page.goto(at(world, "telegram"))
    page.get_by_label("Token của bot").fill(TOKEN)
    page.get_by_role("button", name="Kiểm tra và lưu").click()
    page.get_by_role("button", name="Telegram của tôi").click()
    telegram.chat(7, title="Ơn")
    telegram.say(7, f"/start {page.locator('#code').inner_text()}")
    for _ in range(60):
        if page.get_by_text("Đã nối: Ơn").count():
            break
        page.wait_for_timeout(250)
        page.get_by_role("button", name="Xem lại").click()
    expect(page.get_by_text("Đã nối: Ơn")).to_be_visible()


def test_the_template_of_a_chat_is_tried_while_it_is_typed(world: World, enter: Enter) -> None:
    page = enter()
    page.goto(at(world, "chats/new?format=own"))
    page.get_by_label("Mẫu, dạng JSON").fill('{"text": "Gọi {{name}} ngay"}')
    expect(page.locator("#preview")).to_contain_text("Gọi Đặng Thị Ơn ngay")
    page.get_by_label("Mẫu, dạng JSON").fill('{"text": "{{nmae}}"}')
    expect(page.locator("#preview")).to_contain_text("không có trường {{nmae}}")


def fill(world: World) -> list[str]:
    """Everything that the pages can show at once, troubles too; returns their addresses."""
    now, site, db = world.clock(), world.site, world.db
    for number, (name, role) in enumerate((("Bảy", "agent"), ("Nguyễn Thị Thanh Hương " * 3, "agent"))):
        accounts.add_person(db, f"p{number}@shop.example", role, [site.id], now, name)
        notices.join_by_email(db, site, f"p{number}@shop.example", now)
    mail, chat = (
        add(world, "mot-dia-chi-rat-dai-cua-cua-hang@chi-nhanh-binh-thanh.shop.example"),
        make_chat(db, site, now),
    )
    group = notices.add(db, site, method="telegram", address="1", label=SCRIPTED[:100], now=now).id
    make_bot(db, site, now)
    break_bot(db, site, now)
    hook = make_webhook(db, site, now)
    with db.write() as tx:
        for one in (mail, group):
            notices.note_trouble(tx, site.id, one, "the mail server refused 550 5.1.1 for this address", now)
    own_hours = {"when": "own_hours", "hours": {"week": [[["08:00", "12:00"]]] * 7, "holidays": []}}
    notices.change(db, site, chat, {"choices": own_hours}, now)
    paths = ["", "notices", f"notices/{mail}", f"notices/{chat}", f"notices/{group}", "telegram", "chats/new", "people"]
    return [at(world, path) for path in (*paths, "chats/new?format=zalo_oa", "webhooks", f"webhooks/{hook}")]


@pytest.mark.parametrize(("size", "language", "scheme"), [("phone", "vi", "light"), ("desktop", "en", "dark")])
def test_axe_finds_nothing_and_everything_fits(
    world: World, enter: Enter, size: str, language: str, scheme: str
) -> None:
    page = enter("installation", size, language, color_scheme=scheme, bypass_csp=True)
    for address in fill(world):
        assert (address, look(page, address)) == (address, [])
        page.evaluate("() => document.querySelectorAll('details').forEach((each) => { each.open = true })")
        assert (address, page.evaluate("() => document.documentElement.scrollWidth - innerWidth") <= 0) == (
            address,
            True,
        )


def test_firefox_draws_the_pages_without_a_complaint(
    world: World, enter: Enter, firefox: object, visit: Callable[..., Watched]
) -> None:
    page: Page = enter("installation", browser=firefox, viewport={"width": 360, "height": 740})
    for address in fill(world):
        page.goto(address)
        expect(page.locator("h1")).to_be_visible()
        assert page.title() != "owned"
