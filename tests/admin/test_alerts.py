"""What the overview says of notices that do not arrive: one line each, the cause once, few of them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from collector.db import Db
from collector.notices import service as notices
from collector.outbox import service as outbox
from collector.settings import Settings
from collector.sites.service import Site
from collector.telegram import service as telegram
from tests.admin.cast import break_bot, client_of, make_bot, make_webhook, sign_in
from tests.conftest import MovableClock

GONE = "the mail server refused 550 5.1.1 for this address"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, smtp_host="mail.shop.example")


def note(db: Db, site: Site, recipient_id: str, now: int, why: str = GONE) -> None:
    with db.write() as tx:
        notices.note_trouble(tx, site.id, recipient_id, why, now)


def lines(browser: FlaskClient, site: Site) -> list[str]:
    """The alerts, and the line that counts the rest."""
    text = browser.get(f"/admin/{site.key}/").text
    if 'id="alerts"' not in text:
        return []
    return text.split('<ul class="alerts">')[1].split("</ul>")[0].split("<li>")[1:]


def test_when_all_is_well_there_is_no_alert(owner: FlaskClient, db: Db, site: Site, now: int) -> None:
    notices.add_email(db, site, "chung@shop.example", now)
    make_bot(db, site, now)
    make_webhook(db, site, now)
    assert lines(owner, site) == []


def test_without_a_mail_server_one_line_says_so_while_somebody_is_told_by_email(
    app: Flask, owner: FlaskClient, db: Db, site: Site, now: int
) -> None:
    services = app.extensions["beckon"]
    app.extensions["beckon"] = replace(services, settings=replace(services.settings, smtp_host=""))
    assert lines(owner, site) == []
    for name in ("a", "b"):
        note(db, site, notices.add_email(db, site, f"{name}@shop.example", now).id, now)
    found = lines(owner, site)
    assert len(found) == 1
    assert "E-mails do not go out: no mail server is set" in found[0]
    assert f"/admin/{site.key}/notices#mail" in found[0]


def test_a_mail_server_that_fails_is_told_once_and_not_for_everybody_at_its_end(
    owner: FlaskClient, db: Db, site: Site, now: int, clock: MovableClock
) -> None:
    one = notices.add_email(db, site, "chung@shop.example", now)
    note(db, site, one.id, now)
    with db.write() as tx:
        outbox.SQL.open_lane(tx, id="email")
        outbox.SQL.fail_lane(
            tx, id="email", now=now, pause_until=now, reason="the mail server x.example cannot be found"
        )
    assert "Notices do not reach" in lines(owner, site)[0]  # once is no news
    clock.now += 30_000
    found = lines(owner, site)
    assert len(found) == 1
    assert "the mail server x.example cannot be found" in found[0]


def test_a_bot_that_fails_is_told_once_and_not_for_its_chats(owner: FlaskClient, db: Db, site: Site, now: int) -> None:
    chat = notices.add(db, site, method="telegram", address="5", label="Nhóm", now=now)
    make_bot(db, site, now)
    note(db, site, chat.id, now, telegram.TOKEN_GONE)
    assert "Notices do not reach Nhóm" in lines(owner, site)[0]
    break_bot(db, site, now)
    assert ["The Telegram bot @mocan_bot does not work" in line for line in lines(owner, site)] == [True]


def test_somebody_who_is_paused_is_no_alert_unless_the_bot_was_replaced(
    owner: FlaskClient, db: Db, site: Site, now: int
) -> None:
    make_bot(db, site, now)
    chat = notices.add(db, site, method="telegram", address="5", label="Nhóm", now=now)
    notices.set_paused(db, site, chat.id, True, now)
    note(db, site, chat.id, now)
    assert lines(owner, site) == []
    note(db, site, chat.id, now, telegram.BOT_REPLACED)
    assert "connect this chat again" in lines(owner, site)[0]


def test_three_are_shown_and_the_rest_counted(owner: FlaskClient, db: Db, site: Site, now: int) -> None:
    for number in range(5):
        note(db, site, notices.add_email(db, site, f"a{number}@shop.example", now).id, now)
    found = lines(owner, site)
    assert len(found) == 4
    assert "and 2 more" in found[3]


def test_an_agent_may_put_right_their_own_and_is_told_whom_to_ask_for_the_rest(
    app: Flask, db: Db, site: Site, now: int
) -> None:
    browser = client_of(app, sign_in(db, "agent", [site.id], now, "bay@shop.example"))
    notices.join_by_email(db, site, "bay@shop.example", now)
    notices.add_email(db, site, "chung@shop.example", now)
    for one in notices.recipients(db, site):
        note(db, site, one.id, now)
    own, other = lines(browser, site)
    assert "/notices/r_" in own
    assert "An owner can put it right." in other
    assert "href" not in other
