"""Staff are told by mail: from the accepted lead to a message in a real mailbox."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from collector import clock as clocks
from collector.db import Db
from collector.jobs import Context, run_once
from collector.leads import service as leads
from collector.notices import service as notices
from collector.notices.inert import BREAK
from collector.outbox import service as outbox
from collector.outbox.sending import Delivery
from collector.senders import email
from collector.settings import Settings
from collector.sites.service import Site
from tests.certificates import Authority
from tests.collector.notices.people import (
    OFFICE,
    at,
    callback,
    escalate,
    lead,
    queued,
    send_digests,
    told_by_mail,
)
from tests.collector.notices.test_inert import LINKS
from tests.conftest import MovableClock
from tests.mailbox import PASSWORD, USER, Mailbox, mail_server
from tests.make import lead_body, make_widget, post_lead

STAFF = "nhan-vien@shop.example"
NASTY = (
    "A\r\nBcc: thief@evil.example\r\n\r\n<img src=x onerror=alert(1)> \u202ehttps://evil.example www.evil.example "
    "<a href='//evil.example'>x</a> @everyone {{ 7*7 }} =?utf-8?b?QUJD?= 10.0.0.1 \u2066\x1b[31m"
)


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with mail_server() as box:
        yield box


@pytest.fixture
def context(db: Db, settings: Settings, clock: MovableClock, mailbox: Mailbox) -> Context:
    reachable = replace(settings, smtp_host="127.0.0.1", smtp_port=mailbox.port, smtp_security="none")
    sender = "Quán Mộc An <beckon@shop.example>"
    return Context(db, replace(reachable, mail_from=sender, mail_return="bounces@shop.example"), clock)


@pytest.fixture
def told_site(db: Db, site: Site, now: int) -> Site:
    notices.add_email(db, site, STAFF, now)
    return site


def plain(message: EmailMessage) -> str:
    return str(message.get_body(("plain",)).get_content())  # type: ignore[union-attr]


def html(message: EmailMessage) -> str:
    return str(message.get_body(("html",)).get_content())  # type: ignore[union-attr]


class Page(HTMLParser):
    """The tags, links and visible words of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.words: list[str] = []
        self._hidden = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self._hidden += tag == "style"
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "action", "background")]
        assert not [name for name, _ in attrs if name.startswith("on")]

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag == "style"

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words.append(data)


def first_state(db: Db, site: Site, lead_id: str) -> tuple[str, str | None]:
    delivery = leads.get_lead(db, site, lead_id, "vi")["deliveries"][0]
    return delivery["state"], delivery["reason"]


def test_a_lead_is_announced_in_the_sites_language_with_one_tap_to_call(
    client: FlaskClient, db: Db, told_site: Site, now: int, context: Context, mailbox: Mailbox
) -> None:
    widget = make_widget(db, told_site, "callback", now)
    found = post_lead(client, lead_body(told_site, now, widget=widget)).json["id"]
    assert run_once("deliver", context) == 1
    message = mailbox.messages[0]
    assert message["Subject"] == "Yêu cầu gọi lại mới · Mộc An"
    assert "Tên: Đặng Thị Ơn" in plain(message)
    assert "Đã hẹn: 18:21 hôm nay, 18/11" in plain(message)
    assert "facebook · tet-2027" in plain(message)
    link = f"https://beckon.example.com/admin/{told_site.key}/leads/{found}"
    assert Page(html(message)).links == ["tel:+84900000001", link]
    assert link in plain(message)
    assert first_state(db, told_site, found) == ("delivered", None)


def test_the_headers_are_ours_alone(
    client: FlaskClient, told_site: Site, now: int, context: Context, mailbox: Mailbox, db: Db
) -> None:
    post_lead(client, lead_body(told_site, now))
    run_once("deliver", context)
    message = mailbox.messages[0]
    own = {name: message[name] for name in ("From", "To", "Auto-Submitted", "Reply-To", "Message-ID")}
    assert own == {
        "From": "Quán Mộc An <beckon@shop.example>",
        "To": STAFF,
        "Auto-Submitted": "auto-generated",
        "Reply-To": None,
        "Message-ID": f"<{queued(db)[0]['id']}@shop.example>",
    }
    assert message["Date"].datetime.year >= 2026
    assert (mailbox.senders, mailbox.recipients) == (["bounces@shop.example"], [STAFF])
    assert max(len(line) for line in message.as_bytes().splitlines()) < 998


def test_a_visitors_words_become_no_header_no_markup_no_link_and_no_second_line(
    client: FlaskClient, told_site: Site, now: int, context: Context, mailbox: Mailbox
) -> None:
    fields = {"phone": "0900000001", "name": NASTY, "x<y> evil.example": NASTY, "email": "thief@evil.example"}
    found = post_lead(client, lead_body(told_site, now, fields=fields)).json["id"]
    run_once("deliver", context)
    message = mailbox.messages[0]
    assert (mailbox.recipients, message["Bcc"], message["To"]) == ([STAFF], None, STAFF)
    assert message["Subject"] == "Khách hàng mới · Mộc An"
    ours = f"https://beckon.example.com/admin/{told_site.key}/leads/{found}"
    page = Page(html(message))
    assert page.links == ["tel:+84900000001", ours]
    assert page.tags <= {*("html", "head", "meta", "title", "style", "body", "div", "table", "tr", "td", "bdi", "a")}
    for words in ("\n".join(page.words), plain(message).replace(ours, "")):
        assert [pattern.pattern for pattern in LINKS if pattern.search(words)] == []
        assert not set(words) & set("\u202e\u2066\x1b")
        assert "{{ 7*7 }}" in words
    assert not any(line.startswith("Bcc:") for line in plain(message).splitlines())
    assert f"thief@{BREAK}evil.{BREAK}example" in plain(message)


def test_a_sites_name_is_one_line_of_a_subject(db: Db, context: Context, mailbox: Mailbox, now: int) -> None:
    from tests.make import make_site

    site = make_site(db, now, "Mộc An\r\nBcc: thief@evil.example")
    notices.add_email(db, site, STAFF, now)
    lead(db, site, now)
    run_once("deliver", context)
    assert mailbox.messages[0]["Subject"] == "Khách hàng mới · Mộc An Bcc: thief@evil.example"
    assert mailbox.recipients == [STAFF]


def test_a_lead_without_a_number_has_nothing_to_call(
    db: Db, told_site: Site, now: int, context: Context, mailbox: Mailbox
) -> None:
    found = lead(db, told_site, now, phone="", email="khach@shop.example")
    run_once("deliver", context)
    assert Page(html(mailbox.messages[0])).links == [f"https://beckon.example.com/admin/{told_site.key}/leads/{found}"]
    assert "Gọi" not in plain(mailbox.messages[0])


def test_a_digest_lists_each_lead_with_its_own_taps(db: Db, site: Site, context: Context, mailbox: Mailbox) -> None:
    night = at("2026-11-18 21:00")
    told_by_mail(db, site, STAFF, night, when="own_hours", hours=OFFICE)
    found = [
        lead(db, site, night + number, phone=f"0900 000 00{number}", name=f"Khách {number}") for number in range(5)
    ]
    send_digests(db, at("2026-11-19 08:00"))
    run_once("deliver", replace(context, clock=lambda: at("2026-11-19 08:00")))
    message = mailbox.messages[0]
    assert message["Subject"] == "5 khách trong lúc bạn nghỉ · Mộc An"
    wanted = [
        part
        for number, lead_id in enumerate(found)
        for part in (f"tel:+8490000000{number}", f"https://beckon.example.com/admin/{site.key}/leads/{lead_id}")
    ]
    assert Page(html(message)).links == wanted
    assert plain(message).index("Khách 0") < plain(message).index("Khách 4")


def test_a_digest_of_fifty_is_shown_whole_by_mail_clients_that_cut(
    db: Db, site: Site, context: Context, mailbox: Mailbox
) -> None:
    night = at("2026-11-18 21:00")
    told_by_mail(db, site, STAFF, night, when="own_hours", hours=OFFICE)
    for number in range(60):
        lead(db, site, night + number, fields={"Sản phẩm": "Bàn trà gỗ sồi", "Ghi chú": "Giao buổi chiều " * 5})
    send_digests(db, at("2026-11-19 08:00"))
    run_once("deliver", replace(context, clock=lambda: at("2026-11-19 08:00")))
    assert len(html(mailbox.messages[0]).encode()) < 102_000
    assert "và 10 khách nữa" in plain(mailbox.messages[0])


def test_a_late_lead_says_so_first(db: Db, site: Site, now: int, context: Context, mailbox: Mailbox) -> None:
    boss = told_by_mail(db, site, STAFF, now, late_after=0, kinds=["callback"])
    notices.change(db, site, boss.id, {"locale": "en"}, now)
    callback(db, site, now, now + clocks.MINUTE)
    escalate(db, now + clocks.HOUR)
    run_once("deliver", replace(context, clock=lambda: now + clocks.HOUR))
    message = next(one for one in mailbox.messages if one["Subject"].startswith("Nobody"))
    assert message["Subject"] == "Nobody has called yet · Mộc An"
    assert "A call was promised by 6:07 PM today, 18 Nov, and nobody has taken it yet." in plain(message)


def test_a_test_message_says_that_there_is_nobody_to_call(
    db: Db, told_site: Site, now: int, context: Context, mailbox: Mailbox
) -> None:
    recipient = notices.recipients(db, told_site)[0]
    notices.send_test(db, told_site, recipient.id, "https://beckon.example.com", now)
    run_once("deliver", context)
    assert mailbox.messages[0]["Subject"] == "Tin thử · Mộc An"
    assert Page(html(mailbox.messages[0])).links == [f"https://beckon.example.com/admin/{told_site.key}"]


def test_a_held_lead_is_not_announced(
    client: FlaskClient, told_site: Site, now: int, context: Context, mailbox: Mailbox
) -> None:
    post_lead(client, lead_body(told_site, now, fields={"phone": "0900000001", "website": "spam"}))
    assert run_once("deliver", context) == 0


@pytest.mark.parametrize(
    ("answer", "state", "reason"),
    [
        ("550 no such mailbox", "refused", "the mail server refused 550 for this address"),
        ("451 come later", "pending", "the mail server does not take mail for this address now (451)"),
        ("452 full", "pending", "the mailbox is full, or the mail server has no room (452)"),
    ],
)
def test_what_the_mail_server_says_of_one_address_holds_up_nobody_else(
    db: Db, told_site: Site, now: int, context: Context, mailbox: Mailbox, answer: str, state: str, reason: str
) -> None:
    notices.add_email(db, told_site, "chu@shop.example", now)
    mailbox.answers[STAFF] = answer
    found = lead(db, told_site, now)
    run_once("deliver", context)
    assert first_state(db, told_site, found) == (state, reason)
    assert mailbox.recipients == ["chu@shop.example"]
    assert outbox.lane(db, "email").fails == 0


def test_a_mail_server_that_closes_keeps_everything_back_for_a_moment(
    db: Db, told_site: Site, now: int, context: Context, mailbox: Mailbox, clock: MovableClock
) -> None:
    mailbox.answer = "421 busy"
    for _ in range(5):
        lead(db, told_site, now)
    run_once("deliver", context)
    assert [row["state"] for row in queued(db)] == ["pending"] * 5
    assert outbox.lane(db, "email").reason == "the mail server 127.0.0.1 is closing (421)"
    mailbox.answer = "250 OK"
    clock.now += clocks.MINUTE
    run_once("deliver", context)
    clock.now += clocks.MINUTE
    run_once("deliver", context)
    assert len(mailbox.messages) == 5


def test_a_refused_address_is_shown_as_in_trouble_until_mail_arrives_again(
    db: Db, told_site: Site, now: int, context: Context, mailbox: Mailbox
) -> None:
    mailbox.answer = "550 5.1.1 no such mailbox"
    lead(db, told_site, now)
    run_once("deliver", context)
    assert [found.trouble for found in notices.troubles(db, told_site)] == [
        "the mail server refused 550 5.1.1 for this address"
    ]
    mailbox.answer = "250 OK"
    lead(db, told_site, now)
    run_once("deliver", context)
    assert notices.troubles(db, told_site) == []
    assert notices.recipients(db, told_site)[0].ok_at == now


def test_an_attempt_that_is_repeated_is_the_same_message(
    db: Db, told_site: Site, now: int, context: Context, mailbox: Mailbox, clock: MovableClock
) -> None:
    found = lead(db, told_site, now)
    run_once("deliver", context)
    delivery = leads.get_lead(db, told_site, found, "vi")["deliveries"][0]
    outbox.redeliver(db, told_site.id, delivery["id"], now)
    run_once("deliver", context)
    assert len({message["Message-ID"] for message in mailbox.messages}) == 1
    assert len(mailbox.messages) == 2


def test_twenty_leads_in_a_burst_need_few_connections(
    db: Db, told_site: Site, now: int, context: Context, mailbox: Mailbox
) -> None:
    for _ in range(20):
        lead(db, told_site, now)
    run_once("deliver", context)
    assert len(mailbox.messages) == 20
    assert mailbox.connections <= email.WIDTH


def test_mail_leaves_encrypted_and_signed_in(
    db: Db, told_site: Site, now: int, context: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.certificate))
    found = lead(db, told_site, now)
    with mail_server(starttls=authority.issue(), sign_in=True) as box:
        safe = replace(context.settings, smtp_port=box.port, smtp_security="starttls")
        run_once("deliver", replace(context, settings=replace(safe, smtp_user=USER, smtp_password=PASSWORD)))
    assert first_state(db, told_site, found) == ("delivered", None)
    assert (box.recipients, len(box.mechanisms)) == ([STAFF], 1)


def test_without_a_reachable_server_the_message_waits_and_says_why(
    client: FlaskClient, db: Db, told_site: Site, now: int, context: Context
) -> None:
    found = post_lead(client, lead_body(told_site, now)).json["id"]
    run_once("deliver", replace(context, settings=replace(context.settings, smtp_host="")))
    assert first_state(db, told_site, found) == ("pending", "no mail server is set (BECKON_SMTP_HOST)")


def test_what_was_queued_for_somebody_who_left_is_not_sent(
    db: Db, told_site: Site, now: int, context: Context, mailbox: Mailbox
) -> None:
    found = lead(db, told_site, now)
    with db.write() as tx:
        tx.connection.execute("delete from recipients")
    run_once("deliver", context)
    assert first_state(db, told_site, found) == ("refused", "this recipient was removed")
    assert mailbox.messages == []


def test_what_an_earlier_version_queued_still_goes_out(
    db: Db, site: Site, now: int, context: Context, mailbox: Mailbox
) -> None:
    notice = {"event": "lead.created", "locale": "vi", "title": "Khách hàng mới", "intro": "Tên: Ơn\nhttps://x.example"}
    payload: dict[str, Any] = {**notice, "items": [], "note": "", "fields": {}}
    with db.write() as tx:
        outbox.put(
            tx, site.id, kind="email", event="lead.created", target=STAFF, payload=payload, now=now, lane="email"
        )
    run_once("deliver", context)
    assert (mailbox.recipients, mailbox.messages[0]["Subject"]) == ([STAFF], "Khách hàng mới")
    assert "Tên: Ơn" in plain(mailbox.messages[0])


@pytest.mark.parametrize("locale", ["vi", "en"])
def test_both_templates_say_the_language_and_stand_in_both_lights(locale: str) -> None:
    item = {
        "heading": "",
        "rows": [["Tên", "Ơn"]],
        "phone": None,
        "phone_text": "",
        "link": "https://x",
        "link_text": "x",
    }
    payload = {"event": "lead.created", "locale": locale, "title": "T", "intro": "", "items": [item], "note": "n"}
    delivery = Delivery("s", "d_1", "email", "x", "email", STAFF, None, payload, 1, 0, 0)
    text = html(email.compose(delivery, STAFF, "Beckon <beckon@shop.example>"))
    assert f'<html lang="{locale}">' in text
    assert '<meta name="color-scheme" content="light dark">' in text
    assert re.search(r"@media \(prefers-color-scheme:\s*dark\)", text)
