"""A chat is found by a code that staff send to the bot there; nothing else that people write to it is kept."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from collector import clock as clocks
from collector.accounts import service as accounts
from collector.db import Db
from collector.notices import service as notices
from collector.sites.service import Site
from collector.telegram import polling, service
from tests.collector.telegram.conftest import Desk
from tests.telegram import Telegram

GROUP, CHANNEL, PERSON = -100_200_300, -100_900_800, 77


@pytest.fixture
def bot(desk: Desk, server: Telegram) -> Desk:
    desk.set_bot()
    server.chat(PERSON)
    server.chat(GROUP, "supergroup", "Đội bán hàng", topics={12})
    server.chat(CHANNEL, "channel", "Kênh khách mới")
    return desk


def chats(desk: Desk) -> list[tuple[str, str]]:
    return [(chat.address, chat.label) for chat in notices.recipients(desk.db, desk.site)]


def test_a_code_has_forty_bits_and_links_that_send_it(bot: Desk) -> None:
    code = bot.code()
    assert len(service.LETTERS) ** len(code.code) >= 2**40
    assert set(code.code) <= set(service.LETTERS)
    assert code.url == f"https://t.me/beckon_test_bot?start={code.code}"
    assert code.group_url == f"https://t.me/beckon_test_bot?startgroup={code.code}"
    assert bot.state(code).state == "waiting"


@pytest.mark.parametrize(
    ("chat", "said", "thread", "address", "label"),
    [
        (PERSON, "/start {}", None, "77", "Ơn"),
        (PERSON, "{}", None, "77", "Ơn"),
        (PERSON, "  {}\n", None, "77", "Ơn"),
        (GROUP, "/start@beckon_test_bot {}", None, str(GROUP), "Đội bán hàng"),
        (GROUP, "/start@Beckon_Test_Bot {}", 12, f"{GROUP}:12", "Đội bán hàng"),
        (GROUP, "/start {}", 55, str(GROUP), "Đội bán hàng"),  # a thread of replies, no topic
        (CHANNEL, "{}", None, str(CHANNEL), "Kênh khách mới"),
        (CHANNEL, "/start {}", None, str(CHANNEL), "Kênh khách mới"),
    ],
)
def test_a_code_sent_in_a_chat_connects_it_and_the_chat_is_told_so(
    bot: Desk, server: Telegram, chat: int, said: str, thread: int | None, address: str, label: str
) -> None:
    code = bot.code()
    server.say(chat, said.format(code.code), thread)
    assert bot.look() == 1
    assert chats(bot) == [(address, label)]
    state = bot.state(code)
    assert (state.state, state.label) == ("connected", label)
    assert [(sent.chat_id, sent.text) for sent in server.sent] == [
        (chat, "Từ giờ khách mới của Mộc An sẽ được báo ở đây.")
    ]


def test_a_code_is_read_as_people_write_it(bot: Desk, server: Telegram, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service.secrets, "choice", lambda _: "0")
    code = bot.code()
    server.say(PERSON, "oOoO0000")
    bot.look()
    assert bot.state(code).state == "connected"


def test_the_chat_belongs_to_whoever_made_the_code(bot: Desk, server: Telegram, db: Db, site: Site) -> None:
    accounts.add_person(db, "on@shop.example", "agent", [site.id], bot.clock.now)
    with db.read() as tx:
        person = accounts.find_person(tx, "on@shop.example")
    assert person is not None
    server.say(PERSON, bot.code(person.id).code)
    bot.look()
    assert [chat.person_id for chat in notices.of_person(db, site, person.id) if chat.method == "telegram"] == [
        person.id
    ]


def test_a_code_works_once_and_a_chat_that_is_told_already_is_told_once(bot: Desk, server: Telegram) -> None:
    first, second = bot.code(), bot.code()
    server.say(PERSON, first.code)
    server.say(GROUP, f"/start {first.code}")
    server.say(PERSON, second.code)
    assert bot.look() == 2
    assert chats(bot) == [("77", "Ơn")]
    assert bot.state(second).recipient_id == bot.state(first).recipient_id


def test_an_old_code_and_a_wrong_one_are_answered_with_nothing(bot: Desk, server: Telegram) -> None:
    old, still_open = bot.code(), None
    bot.clock.now += 14 * clocks.MINUTE
    still_open = bot.code()
    server.say(PERSON, old.code)
    server.say(PERSON, "/start 00000000")
    server.say(PERSON, "/start")
    server.say(PERSON, "xin chào shop")
    assert bot.look(2 * clocks.MINUTE) == 0
    assert server.sent == []
    assert [bot.state(old).state, bot.state(still_open).state] == ["expired", "waiting"]


def test_a_code_for_another_bot_in_the_group_is_not_ours(bot: Desk, server: Telegram) -> None:
    server.privacy = False
    code = bot.code()
    server.say(GROUP, f"/start@other_bot {code.code}")
    assert bot.look() == 0
    assert bot.state(code).state == "waiting"


def test_guessing_ends_the_codes_before_it_finds_one(bot: Desk, server: Telegram) -> None:
    code = bot.code()
    guesses = 0
    while bot.state(code).state == "waiting":
        for number in range(100):
            server.say(PERSON, f"/start {guesses + number:08d}")
        guesses += 100
        bot.look()
    assert guesses <= 1000
    assert chats(bot) == []


def test_nobody_is_asked_when_no_code_is_open(bot: Desk, server: Telegram) -> None:
    bot.look()
    assert server.count("getUpdates") == 0
    code = bot.code()
    bot.look()
    assert server.count("getUpdates") == 1
    server.say(PERSON, code.code)
    bot.look()
    bot.look()
    assert server.count("getUpdates") == 2
    bot.code()
    bot.look(service.CODE_LIVES)
    assert server.count("getUpdates") == 2


def test_telegram_is_not_asked_again_within_the_three_seconds_in_which_it_would_hold_back(
    bot: Desk, server: Telegram
) -> None:
    bot.code()
    for _ in range(7):
        bot.look(1_000)
    assert server.count("getUpdates") == 2


def test_messages_are_asked_for_once_also_after_their_numbers_began_anew(bot: Desk, server: Telegram) -> None:
    bot.code()
    server.say(PERSON, "một")
    server.say(PERSON, "hai")
    bot.look()
    bot.look()
    offsets = [values["offset"] for name, values in server.calls if name == "getupdates"]
    assert offsets == [0, 710_000_003]
    server.renumber()
    code = bot.code()
    server.say(PERSON, code.code)
    assert bot.look() == 1
    assert bot.state(code).state == "connected"


def test_more_messages_than_one_answer_holds_are_read_to_the_end(bot: Desk, server: Telegram) -> None:
    code = bot.code()
    for number in range(150):
        server.say(PERSON, f"tin nhắn số {number}")
    server.say(PERSON, code.code)
    assert [bot.look(), bot.look()] == [0, 1]


def test_the_longest_messages_do_not_stop_the_search(bot: Desk, server: Telegram) -> None:
    code = bot.code()
    for _ in range(100):
        server.say(PERSON, "😀" * 2048)
    server.say(PERSON, code.code)
    assert [bot.look(), bot.look()] == [0, 1]


def trouble(desk: Desk) -> str | None:
    found = service.bot(desk.db, desk.site)
    assert found is not None
    return found.trouble


def test_a_second_program_that_polls_is_the_bots_trouble_until_it_stops(bot: Desk, server: Telegram) -> None:
    bot.code()
    server.another_polls = True
    bot.look()
    assert trouble(bot) == service.SHARED_BOT
    server.another_polls = False
    bot.look(11_000)
    assert trouble(bot) is None


def test_a_revoked_token_and_telegram_out_of_reach_are_the_bots_trouble(bot: Desk, server: Telegram) -> None:
    bot.code()
    server.errors = [(503, b"")]
    bot.look()
    assert trouble(bot) == "Telegram cannot be asked: the answer is not Telegram's (503)"
    server.revoked = True
    bot.look(11_000)
    assert trouble(bot) == service.TOKEN_GONE


def test_of_two_workers_one_asks(bot: Desk, server: Telegram) -> None:
    bot.code()
    with bot.db.write() as tx:
        bot.clock.now += 4_000
        assert polling.SQL.claim_poll(tx, site_id=bot.site.id, now=bot.clock.now, until=bot.clock.now + polling.LEASE)
    assert bot.look(0) == 0
    assert server.count("getUpdates") == 0
    bot.look(polling.LEASE)
    assert server.count("getUpdates") == 1


def test_a_bot_that_was_replaced_while_it_was_asked_connects_nothing(
    bot: Desk, server: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = bot.code()
    server.say(PERSON, code.code)
    asked = server._getupdates

    def replaced_meanwhile(**values: Any) -> Any:
        with bot.db.write() as tx:
            tx.connection.execute("update telegram_bots set token = 'another'")
        return asked(**values)

    monkeypatch.setattr(server, "_getupdates", replaced_meanwhile)
    assert bot.look() == 0
    assert bot.state(code).state == "waiting"


def test_a_chat_in_which_the_bot_may_not_write_is_connected_and_says_why_it_hears_nothing(
    bot: Desk, server: Telegram
) -> None:
    server.chats[CHANNEL].shut = "muted"
    code = bot.code()
    server.say(CHANNEL, code.code)
    assert bot.look() == 1
    (chat,) = notices.recipients(bot.db, bot.site)
    assert "not enough rights" in (chat.trouble or "")


@pytest.mark.parametrize(
    "content", [{}, {"text": 5}, {"text": "ABCDEFGH"}, {"text": "ABCDEFGH", "chat": 7}, "text", None, []]
)
def test_a_message_of_an_unknown_shape_is_passed_over(bot: Desk, server: Telegram, content: Any) -> None:
    code = bot.code()
    server.update("message", content)
    server.say(PERSON, code.code)
    assert bot.look() == 1


def test_what_people_write_to_the_bot_is_neither_stored_nor_logged(
    bot: Desk, server: Telegram, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    code = bot.code()
    server.say(PERSON, "số của tôi 0900 000 099")
    server.say(PERSON, code.code)
    with caplog.at_level(logging.DEBUG):
        bot.look()
    with bot.db.read() as tx:
        tables = ("telegram_bots", "telegram_codes", "recipients", "outbox")
        kept = [tuple(row) for table in tables for row in tx.connection.execute(f"select * from {table}").fetchall()]
    told = f"{kept}{caplog.text}{capsys.readouterr()}"
    assert "099" not in told
    assert server.token not in told
