"""A fresh installation as its owner meets it: commands in an empty folder, a page of one's own, the first lead."""

from __future__ import annotations

import re
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from collector import clock
from tests.browser.conftest import Watched
from tests.browser.steps import leave_number, sign_in, until
from tests.browser.world import HOST, page_app, served
from tests.command import Beckon
from tests.mailbox import Mailbox, free_port, mail_server

OWNER = "owner@shop.example"
PAGE = """<!doctype html>
<html lang="vi">
<head><meta charset="utf-8"><title>Bàn trà</title><link rel="icon" href="data:,">
{tag}
</head>
<body><h1>Bàn trà gỗ sồi</h1></body>
</html>
"""


def install(beckon: Beckon, origin: str) -> dict[str, Any]:
    """A site with both widgets and somebody who may sign in; returns what the commands printed."""
    told = ("--phone", "0710000068", "--notify", OWNER)
    site = beckon.json("site", "add", "Mộc An", "--origin", origin, *told)
    for kind in ("contact", "callback"):
        widget = beckon.json("widget", "add", site["key"], kind)
        beckon.json("widget", "publish", widget["id"])
    return site | beckon.json("user", "add", OWNER, "--role", "owner")


def span() -> tuple[str, ...]:
    """Days that hold the present in every zone."""
    now = clock.now_ms()
    first, last = (clock.day(at, "UTC") for at in (now - clock.DAY, now + clock.DAY))
    return ("--from", first, "--to", last, "--by", "campaign")


def mail_settings(mailbox: Mailbox) -> dict[str, str]:
    return {"BECKON_SMTP_HOST": HOST, "BECKON_SMTP_PORT": str(mailbox.port), "BECKON_SMTP_SECURITY": "none"}


def text_of(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def leave_own_number(page: Page, address: str) -> None:
    page.goto(f"{address}/?utm_source=zalo&utm_medium=social&utm_campaign=khai-truong")
    leave_number(page, "0710 000 021", "Đặng Thị Ơn")


def read_the_lead(page: Page, sign_in_link: str, mailed: str) -> None:
    """From the link in the mail to the lead in the inbox."""
    link = re.search(r"http://\S+/admin/\S+/leads/l_\w+", mailed)
    assert link is not None
    sign_in(page, sign_in_link)
    page.goto(link[0])
    expect(page.get_by_role("heading", name="Đặng Thị Ơn")).to_be_visible()
    expect(page.locator("a[href='tel:+84710000021']").first).to_be_visible()
    expect(page.get_by_text("khai-truong").first).to_be_visible()


def test_commands_a_tag_in_a_page_of_ones_own_and_the_lead_is_in_the_inbox_and_in_the_mail(
    visit: Callable[..., Watched], tmp_path: Path
) -> None:
    port, page_port = free_port(), free_port()
    page_origin = f"http://{HOST}:{page_port}"
    beckon = Beckon(tmp_path, settings={"BECKON_PUBLIC_URL": f"http://{HOST}:{port}"})
    made = install(beckon, page_origin)
    pages = page_app({"/": PAGE.format(tag=made["tag"])}, {})
    with mail_server() as mailbox, served(pages, page_port), beckon.serving(port=port, **mail_settings(mailbox)) as run:
        leave_own_number(visit().page, page_origin)
        (message,) = until(lambda: mailbox.messages)
        assert (message["To"], mailbox.recipients) == (OWNER, [OWNER])
        mailed = text_of(message)
        assert "Đặng Thị Ơn" in mailed
        assert "0710 000 021" in mailed
        read_the_lead(visit().page, made["sign_in_link"], mailed)
        assert run.stop() == 0
    (row,) = beckon.json("report", "conversions", "--site", made["key"], *span())["rows"]
    assert (row["campaign"], row["conversions"]) == ("khai-truong", 1)
