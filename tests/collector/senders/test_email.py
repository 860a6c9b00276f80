"""Staff are told: from the accepted lead to a message in a real mailbox."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from collector.db import Db
from collector.jobs import Context, run_once
from collector.leads import service as leads
from collector.notices import service as notices
from collector.settings import Settings
from collector.sites.service import Site
from tests.conftest import MovableClock
from tests.mailbox import Mailbox, mail_server
from tests.make import lead_body, make_widget, post_lead

STAFF = "nhan-vien@shop.example"
NASTY = "A\r\nBcc: thief@evil.example\r\n\r\n<img src=x onerror=alert(1)> \u202ehttps://evil.example"


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with mail_server() as box:
        yield box


@pytest.fixture
def context(db: Db, settings: Settings, clock: MovableClock, mailbox: Mailbox) -> Context:
    reachable = replace(settings, smtp_host="127.0.0.1", smtp_port=mailbox.port, smtp_security="none")
    return Context(db, replace(reachable, mail_from="Beckon <beckon@shop.example>"), clock)


@pytest.fixture
def told_site(db: Db, site: Site, now: int) -> Site:
    notices.add_email(db, site, STAFF, now)
    return site


def test_a_lead_is_announced_in_the_sites_language_with_one_tap_to_call(
    client: FlaskClient, db: Db, told_site: Site, now: int, context: Context, mailbox: Mailbox
) -> None:
    widget = make_widget(db, told_site, "callback", now)
    lead = post_lead(client, lead_body(told_site, now, widget=widget)).json["id"]
    assert run_once("deliver", context) == 1
    assert mailbox.recipients == [STAFF]
    message = mailbox.messages[0]
    assert message["Subject"] == "Yêu cầu gọi lại mới · Mộc An"
    text = message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    html = message.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert "Tên: Đặng Thị Ơn" in text
    assert "Đã hẹn: 18:21 hôm nay" in text
    assert "facebook · tet-2027" in text
    assert 'href="tel:+84900000001"' in html
    assert f"https://beckon.example.com/admin/{told_site.key}/leads/{lead}" in html
    delivery = leads.get_lead(db, told_site, lead, "vi")["deliveries"][0]
    assert (delivery["state"], message["Message-ID"]) == ("delivered", f"<{delivery['id']}@shop.example>")


def test_a_visitors_words_become_no_header_no_markup_and_no_second_line(
    client: FlaskClient, told_site: Site, now: int, context: Context, mailbox: Mailbox
) -> None:
    post_lead(client, lead_body(told_site, now, fields={"phone": "0900000001", "name": NASTY, "x<y": "<b>"}))
    run_once("deliver", context)
    message = mailbox.messages[0]
    assert (mailbox.recipients, message["Bcc"], message["To"]) == ([STAFF], None, STAFF)
    html = message.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert "<img" not in html
    assert "&lt;img src=x" in html
    assert "\u202e" not in html
    text = message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert not any(line.startswith("Bcc:") for line in text.splitlines())


def test_a_held_lead_is_not_announced(
    client: FlaskClient, told_site: Site, now: int, context: Context, mailbox: Mailbox
) -> None:
    post_lead(client, lead_body(told_site, now, fields={"phone": "0900000001", "website": "spam"}))
    assert run_once("deliver", context) == 0


@pytest.mark.parametrize(
    ("answer", "state", "reason"),
    [
        ("550 no such mailbox", "refused", "the mail server refused the message (550)"),
        ("451 come later", "pending", "the mail server did not take the message (451)"),
    ],
)
def test_what_the_mail_server_says_decides(
    client: FlaskClient,
    db: Db,
    told_site: Site,
    now: int,
    context: Context,
    mailbox: Mailbox,
    answer: str,
    state: str,
    reason: str,
) -> None:
    lead = post_lead(client, lead_body(told_site, now)).json["id"]
    mailbox.answer = answer
    run_once("deliver", context)
    delivery = leads.get_lead(db, told_site, lead, "vi")["deliveries"][0]
    assert (delivery["state"], delivery["reason"]) == (state, reason)


def test_without_a_reachable_server_the_message_waits_and_says_why(
    client: FlaskClient, db: Db, told_site: Site, now: int, context: Context
) -> None:
    lead = post_lead(client, lead_body(told_site, now)).json["id"]
    run_once("deliver", replace(context, settings=replace(context.settings, smtp_host="")))
    delivery = leads.get_lead(db, told_site, lead, "vi")["deliveries"][0]
    assert (delivery["state"], delivery["reason"]) == ("pending", "no mail server is set (BECKON_SMTP_HOST)")
