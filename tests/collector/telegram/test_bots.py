"""A bot is set up by pasting what BotFather wrote; whatever is wrong with it is said before anything is saved."""

from __future__ import annotations

from dataclasses import replace

import pytest

from collector.db import Db
from collector.errors import Problem
from collector.notices import service as notices
from collector.outbox import service as outbox
from collector.sites.service import Site
from collector.telegram import service as telegram
from tests.collector.telegram.conftest import Desk
from tests.telegram import TOKEN, Telegram

BOTFATHER = f"""Done! Congratulations on your new bot. You will find it at t.me/beckon_test_bot. You can now add a
description, about section and profile picture for your bot, see /help for a list of commands.

Use this token to access the HTTP API:
{TOKEN}
Keep your token secure and store it safely, it can be used by anyone to control your bot."""


def refusal(desk: Desk, text: str = TOKEN) -> str:
    with pytest.raises(Problem) as caught:
        desk.set_bot(text)
    assert caught.value.status == 422
    assert telegram.bot(desk.db, desk.site) is None
    return (caught.value.errors or {})["token"][0]


def stored(db: Db) -> str:
    with db.read() as tx:
        rows = tx.connection.execute("select token, username from telegram_bots").fetchall()
    return str([tuple(row) for row in rows])


@pytest.mark.parametrize("text", [TOKEN, f"  {TOKEN}\n", BOTFATHER, f"token: `{TOKEN}`."])
def test_the_token_is_found_in_whatever_was_pasted(desk: Desk, text: str) -> None:
    found = desk.set_bot(text)
    assert (found.username, found.url, found.trouble) == ("beckon_test_bot", "https://t.me/beckon_test_bot", None)
    assert telegram.bot(desk.db, desk.site) == found


def test_the_token_is_stored_sealed_and_never_read_back(desk: Desk) -> None:
    desk.set_bot()
    assert TOKEN not in stored(desk.db)
    assert TOKEN not in repr(telegram.bot(desk.db, desk.site))
    assert telegram.token_of(desk.db, desk.box, desk.site.id) == TOKEN


@pytest.mark.parametrize("text", ["", "beckon_test_bot", "12345:short", f"x{TOKEN[:20]}"])
def test_a_text_without_a_token_is_refused_without_asking_anybody(desk: Desk, server: Telegram, text: str) -> None:
    assert refusal(desk, text).startswith("there is no token in this text")
    assert server.calls == []


@pytest.mark.parametrize("token", ["900000002:AAanother-token-of-the-right-shape_000000", TOKEN[:-1] + "1"])
def test_a_token_that_telegram_does_not_know_is_refused(desk: Desk, token: str) -> None:
    assert refusal(desk, token) == "Telegram does not know this token"


def test_a_bot_whose_messages_another_program_receives_is_refused(desk: Desk, server: Telegram) -> None:
    server.webhook = "https://other.example/hook"
    assert refusal(desk) == "another program receives this bot's messages; make a bot for Beckon alone"


@pytest.mark.parametrize(
    "answer", [(502, b"<html>"), (200, b"[]"), (200, b'{"ok": true, "result": null}'), (200, b"[" * 9000)]
)
def test_an_answer_that_is_not_telegrams_is_refused_without_the_token(
    desk: Desk, server: Telegram, answer: tuple[int, bytes]
) -> None:
    server.errors = [answer, answer]
    reason = refusal(desk)
    assert reason.startswith("Telegram cannot be asked: the answer is not Telegram's")
    assert TOKEN not in reason


def test_telegram_out_of_reach_is_said_with_the_reason_and_nothing_is_saved(desk: Desk) -> None:
    nobody = replace(desk.context.settings, telegram_url="http://127.0.0.1:9")
    desk.context = replace(desk.context, settings=nobody)
    assert refusal(desk) == "Telegram cannot be asked: the connection was refused"


def test_a_private_address_for_telegram_needs_to_be_allowed(desk: Desk) -> None:
    desk.context = replace(desk.context, settings=replace(desk.context.settings, telegram_url="https://10.0.0.1"))
    assert refusal(desk) == "Telegram cannot be asked: the address 10.0.0.1 is not public"


def test_a_bot_serves_one_site_because_two_would_take_each_others_messages(desk: Desk, other_site: Site) -> None:
    desk.set_bot()
    elsewhere = replace(desk, site=other_site)
    assert refusal(elsewhere) == "this bot serves another site already; make a bot for each site"


def connect(desk: Desk, server: Telegram) -> str:
    """A chat that hears of leads; returns its recipient's id."""
    server.chat(77)
    code = desk.code()
    server.say(77, code.code)
    desk.look()
    return desk.state(code).recipient_id or ""


def test_a_new_token_of_the_same_bot_leaves_its_chats_alone(desk: Desk, server: Telegram) -> None:
    desk.set_bot()
    connect(desk, server)
    server.token = "900000001:AAthe-new-token_after-the-old-was-revoked"
    desk.set_bot(server.token)
    assert [chat.paused for chat in notices.recipients(desk.db, desk.site)] == [False]
    assert telegram.token_of(desk.db, desk.box, desk.site.id) == server.token


def test_another_bot_pauses_the_chats_of_the_one_before_until_they_are_connected_again(
    desk: Desk, server: Telegram
) -> None:
    desk.set_bot()
    connect(desk, server)
    server.token, server.username = "900000002:AAanother-token-of-the-right-shape_000000", "another_test_bot"
    desk.set_bot(server.token)
    (chat,) = notices.recipients(desk.db, desk.site)
    assert (chat.paused, chat.trouble) == (True, telegram.BOT_REPLACED)
    connect(desk, server)
    assert [(chat.paused, chat.trouble) for chat in notices.recipients(desk.db, desk.site)] == [(False, None)]


def test_without_its_bot_a_site_tells_no_chat_and_what_waits_is_cancelled(desk: Desk, server: Telegram) -> None:
    desk.set_bot()
    recipient = connect(desk, server)
    left_open = desk.code()
    notices.send_test(desk.db, desk.site, recipient, "https://beckon.example.com", desk.clock.now)
    telegram.remove_bot(desk.db, desk.site, desk.clock.now)
    assert telegram.bot(desk.db, desk.site) is None
    assert [(chat.paused, chat.trouble) for chat in notices.recipients(desk.db, desk.site)] == [
        (True, telegram.BOT_REMOVED)
    ]
    assert [row.state for row in outbox.list_deliveries(desk.db, desk.site.id, {})[0]] == ["cancelled"]
    assert desk.state(left_open).state == "expired"
    with pytest.raises(Problem) as caught:
        desk.code()
    assert caught.value.status == 409
