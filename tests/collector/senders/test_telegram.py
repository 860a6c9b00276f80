"""Leads in Telegram: one message, one tap to call and one to open; nothing that a visitor wrote can be tapped."""

from __future__ import annotations

import json
import logging
import re
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as some

from collector import clock as clocks
from collector.notices import service as notices
from collector.notices import telling
from collector.notices.notice import Notice, line
from collector.notices.recipients import Recipient
from collector.outbox import service as outbox
from collector.telegram import message, service
from tests import hostile
from tests.collector.telegram.conftest import Desk
from tests.make import lead_body, make_widget, post_lead
from tests.telegram import TOKEN, Sent, Telegram, _formatted
from tests.telegram_text import TAPPABLE, find, units

PERSON, GROUP = 77, -4_200
LINK = "https://beckon.example.com/admin/abc/leads/l_1"


@pytest.fixture
def context(telegram_context: Any) -> Any:
    return telegram_context


@pytest.fixture
def told(desk: Desk, server: Telegram) -> Recipient:
    """The site's one chat."""
    desk.set_bot()
    server.chat(PERSON)
    server.say(PERSON, desk.code().code)
    desk.look()
    server.sent.clear()
    return notices.recipients(desk.db, desk.site)[0]


def item(rows: list[list[str]], **more: Any) -> dict[str, Any]:
    values = {"heading": "", "rows": rows, "phone": "+84900000001", "phone_text": "Gọi 0900 000 001"}
    return values | {"link": LINK, "link_text": "Mở khách này"} | more


def notice(*items: dict[str, Any], **more: Any) -> Notice:
    head = {"event": "lead.created", "locale": "vi", "title": "Khách hàng mới · Mộc An", "intro": ""}
    return head | {"items": list(items), "note": "Giờ ghi theo múi Asia/Ho_Chi_Minh", "fields": {}} | more


def send(desk: Desk, recipient: Recipient, what: Notice) -> None:
    with desk.db.write() as tx:
        telling.send(tx, recipient, what, desk.clock.now)
    desk.deliver()


def ended(desk: Desk) -> list[tuple[str, str | None]]:
    return [(row.state, row.reason) for row in outbox.list_deliveries(desk.db, desk.site.id, {})[0]]


def read(what: Notice) -> Sent:
    """What Telegram makes of a notice, without the way there."""
    values = message.compose(what)
    text, entities = _formatted(values["text"], values["parse_mode"])
    return Sent(1, None, text, entities, [], preview=False)


def test_a_lead_is_one_message_with_one_tap_to_call_and_one_to_open(
    client: FlaskClient, desk: Desk, server: Telegram, told: Recipient
) -> None:
    widget = make_widget(desk.db, desk.site, "callback", desk.clock.now)
    lead = post_lead(client, lead_body(desk.site, desk.clock.now, widget=widget)).json["id"]
    assert desk.deliver() == 1
    (sent,) = server.sent
    assert (sent.chat_id, sent.thread_id, sent.preview) == (PERSON, None, False)
    assert sent.text.startswith("Yêu cầu gọi lại mới · Mộc An\n\nTên: Đặng Thị Ơn\nĐiện thoại: 0900 000 001\n")
    assert sent.of("bold")[:2] == ["Yêu cầu gọi lại mới · Mộc An", "Tên"]
    assert sent.tappable() == [("phone_number", "+84900000001")]
    url = f"https://beckon.example.com/admin/{desk.site.key}/leads/{lead}"
    assert sent.buttons == [("Mở khách này", url)]
    assert ended(desk) == [("delivered", None)]
    assert server.count("sendMessage") == 2  # the welcome, and this


def test_a_test_message_says_that_it_is_one(desk: Desk, server: Telegram, told: Recipient) -> None:
    notices.send_test(desk.db, desk.site, told.id, "https://beckon.example.com", desk.clock.now)
    desk.deliver()
    (sent,) = server.sent
    assert re.fullmatch(r"Tin thử · Mộc An\n\n[^\n]+", sent.text)
    assert sent.buttons == [("Mở Beckon", f"https://beckon.example.com/admin/{desk.site.key}")]


def test_a_topic_of_a_forum_gets_its_messages(desk: Desk, server: Telegram) -> None:
    desk.set_bot()
    server.chat(GROUP, "supergroup", "Đội bán hàng", topics={12})
    server.say(GROUP, f"/start {desk.code().code}", thread=12)
    desk.look()
    send(desk, notices.recipients(desk.db, desk.site)[0], notice(item([["Tên", "Ơn"]])))
    assert [(sent.chat_id, sent.thread_id) for sent in server.sent] == [(GROUP, 12), (GROUP, 12)]


def test_several_leads_have_a_link_each(desk: Desk, server: Telegram, told: Recipient) -> None:
    items = [item([["Tên", name]], heading="Khách mới · 18:21 hôm nay, 18/11", link=f"{LINK}{name}") for name in "AB"]
    send(desk, told, notice(*items))
    (sent,) = server.sent
    assert sent.buttons == []
    assert [entity.url for entity in sent.entities if entity.type == "text_link"] == [f"{LINK}A", f"{LINK}B"]
    assert "Khách mới · 18:21 hôm nay, 18/11" in sent.of("bold")


@pytest.mark.parametrize("link", ["http://beckon.example.com/a", "http://localhost:8000/admin", "https://localhost/a"])
def test_where_telegram_takes_no_button_the_link_is_text(
    desk: Desk, server: Telegram, told: Recipient, link: str
) -> None:
    send(desk, told, notice(item([["Tên", "Ơn"]], link=link)))
    (sent,) = server.sent
    assert (sent.buttons, link in sent.text) == ([], True)


@pytest.mark.parametrize("words", hostile.WORDS.values(), ids=hostile.WORDS)
def test_nothing_that_a_visitor_wrote_can_be_tapped_or_marks_anything_up(
    desk: Desk, server: Telegram, told: Recipient, words: str
) -> None:
    words = line(words)
    send(desk, told, notice(item([["Tên", words], [words, "x"]], heading=words), item([[words, words]])))
    (sent,) = server.sent
    ours = {("phone_number", "+84900000001"), ("text_link", "Mở khách này")}
    assert set(sent.tappable()) == ours
    shown = words if len(words) <= 500 else words[:300]
    assert sent.text.count(shown) >= 4
    assert set(sent.of("italic", "underline", "strikethrough", "spoiler")) == {"Giờ ghi theo múi Asia/Ho_Chi_Minh"}


def test_the_stand_in_would_have_found_them() -> None:
    """Without the code round them, most of the hostile words hold something to tap."""
    found = {name for name, words in hostile.WORDS.items() if line(words) and find(line(words))}
    wanted = {"mentions", "hashtags", "commands", "url", "url without scheme", "address", "e-mail", "numbers"}
    assert wanted <= found


@given(some.text(max_size=600), some.text(max_size=100))
def test_any_words_arrive_as_they_are_and_cannot_be_tapped(value: str, label: str) -> None:
    value, label = line(value) or "–", line(label) or "–"
    sent = read(notice(item([[label, value]], phone=None)))
    assert not any(entity.type in TAPPABLE for entity in sent.entities)
    assert f"{label}: {value}" in sent.text


def test_a_message_is_cut_to_what_telegram_takes_and_says_how_much_is_left_out(
    desk: Desk, server: Telegram, told: Recipient
) -> None:
    send(desk, told, notice(*(item([["Tên", "😀" * 200]]) for _ in range(50))))
    (sent,) = server.sent
    shown = sent.text.count("Tên")
    assert 5 < shown < 10
    assert f"… và {50 - shown} mục nữa" in sent.text
    assert sent.text.endswith("Giờ ghi theo múi Asia/Ho_Chi_Minh")
    assert units(sent.text) > 3_500


def test_of_a_lead_with_too_many_fields_the_first_are_shown_and_the_way_to_the_rest(
    desk: Desk, server: Telegram, told: Recipient
) -> None:
    send(desk, told, notice(item([[f"Câu {number}", "&<>" * 100] for number in range(60)])))
    (sent,) = server.sent
    assert "… và 48 dòng nữa\n☎ +84900000001" in sent.text
    assert len(sent.buttons) == 1


@given(some.lists(some.lists(some.tuples(some.text(max_size=60), some.text(max_size=700)), max_size=30), max_size=12))
def test_whatever_is_told_fits_into_one_message(leads: list[list[tuple[str, str]]]) -> None:
    items = [item([[line(label), line(value)] for label, value in rows]) for rows in leads]
    assert units(read(notice(*items)).text) <= message.MOST


def test_a_number_that_is_not_in_our_own_spelling_is_never_outside_code(
    desk: Desk, server: Telegram, told: Recipient
) -> None:
    send(desk, told, notice(item([["Tên", "Ơn"]], phone="+84 <b>900")))
    assert server.sent[0].tappable() == []


def test_a_revoked_token_blocks_and_is_the_bots_trouble(desk: Desk, server: Telegram, told: Recipient) -> None:
    server.revoked = True
    send(desk, told, notice(item([])))
    assert ended(desk) == [("blocked", service.TOKEN_GONE)]
    found = service.bot(desk.db, desk.site)
    assert found is not None
    assert (found.trouble, found.trouble_at) == (service.TOKEN_GONE, desk.clock.now)


@pytest.mark.parametrize(
    ("shut", "reason"),
    [
        ("blocked", "this chat was left, or the bot was blocked (Forbidden: bot was blocked by the user)"),
        ("deactivated", "this chat was left, or the bot was blocked (Forbidden: user is deactivated)"),
        ("kicked", "this chat was left, or the bot was blocked (Forbidden: bot was kicked from the group chat)"),
        ("muted", "the bot may not write in this chat"),
    ],
)
def test_a_chat_that_takes_nothing_any_more_is_refused_and_shows_why(
    desk: Desk, server: Telegram, told: Recipient, shut: str, reason: str
) -> None:
    server.chats[PERSON].shut = shut
    send(desk, told, notice(item([])))
    assert ended(desk) == [("refused", reason)]
    assert notices.get(desk.db, desk.site, told.id).trouble == reason
    server.chats[PERSON].shut = ""
    send(desk, told, notice(item([])))
    assert notices.get(desk.db, desk.site, told.id).trouble is None


def test_a_chat_that_telegram_does_not_know_is_refused(desk: Desk, server: Telegram, told: Recipient) -> None:
    del server.chats[PERSON]
    send(desk, told, notice(item([])))
    assert ended(desk) == [("refused", "Telegram does not know this chat any more")]


def test_a_topic_that_was_deleted_is_refused(desk: Desk, server: Telegram) -> None:
    desk.set_bot()
    server.chat(GROUP, "supergroup", "Đội bán hàng", topics={12})
    server.say(GROUP, f"/start {desk.code().code}", thread=12)
    desk.look()
    server.chats[GROUP].topics.clear()
    send(desk, notices.recipients(desk.db, desk.site)[0], notice(item([])))
    assert ended(desk) == [("refused", "the topic of this chat was closed or deleted")]


@pytest.fixture
def group(desk: Desk, server: Telegram) -> Recipient:
    desk.set_bot()
    server.chat(GROUP, "group", "Đội bán hàng")
    server.say(GROUP, f"/start {desk.code().code}")
    desk.look()
    server.sent.clear()
    server.chats[GROUP].migrated_to = -100_777
    server.chat(-100_777, "supergroup", "Đội bán hàng")
    return notices.recipients(desk.db, desk.site)[0]


def test_a_group_that_became_a_supergroup_is_followed_without_losing_a_message(
    desk: Desk, server: Telegram, group: Recipient
) -> None:
    send(desk, group, notice(item([["Tên", "Ơn"]])))
    assert [sent.chat_id for sent in server.sent] == [-100_777]
    assert ended(desk) == [("delivered", None)]
    assert notices.get(desk.db, desk.site, group.id).address == "-100777"


def test_a_supergroup_that_is_told_already_is_not_told_twice(desk: Desk, server: Telegram, group: Recipient) -> None:
    server.say(-100_777, f"/start {desk.code().code}")
    desk.look()
    server.sent.clear()
    send(desk, group, notice(item([])))
    assert ended(desk) == [("refused", "the group became a supergroup, which is told already")]
    assert server.sent == []


def test_telegram_that_asks_to_wait_is_given_the_time(desk: Desk, server: Telegram, told: Recipient) -> None:
    server.floods = [17 * 60]
    send(desk, told, notice(item([])))
    assert ended(desk) == [("pending", "Telegram asks to wait")]
    desk.clock.now += 16 * clocks.MINUTE
    assert desk.deliver() == 0
    desk.clock.now += clocks.MINUTE
    assert desk.deliver() == 1
    assert ended(desk) == [("delivered", None)]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (
            (500, b'{"ok":false,"error_code":500,"description":"Internal Server Error"}'),
            "Telegram did not take it (500)",
        ),
        ((502, b"<html>Bad Gateway</html>"), "Telegram cannot be reached: the answer is not Telegram's (502)"),
        ((200, b""), "Telegram cannot be reached: the answer is not Telegram's (200)"),
    ],
)
def test_what_passes_is_tried_again(
    desk: Desk, server: Telegram, told: Recipient, answer: tuple[int, bytes], reason: str
) -> None:
    server.errors = [answer]
    send(desk, told, notice(item([])))
    assert ended(desk) == [("pending", reason)]
    desk.clock.now += clocks.MINUTE
    desk.deliver()
    assert ended(desk) == [("delivered", None)]


def test_a_refusal_quotes_nothing_of_the_message(desk: Desk, server: Telegram, told: Recipient) -> None:
    description = 'Bad Request: can\'t parse entities: Unsupported tag "0900 000 099"'
    body = json.dumps({"ok": False, "error_code": 400, "description": description})
    server.errors = [(400, body.encode())]
    send(desk, told, notice(item([])))
    assert ended(desk) == [
        ("refused", "Telegram refused the message (Bad Request: can't parse entities: Unsupported tag)")
    ]


def test_without_a_bot_or_with_another_secret_key_it_is_blocked(desk: Desk, server: Telegram, told: Recipient) -> None:
    other = replace(desk.context.settings, secret_key="another key of this installation, 32 bytes")
    desk.context = replace(desk.context, settings=other)
    send(desk, told, notice(item([])))
    with desk.db.write() as tx:
        tx.connection.execute("delete from telegram_bots")
    send(desk, told, notice(item([])))
    reasons = [reason for _, reason in ended(desk)]
    assert reasons == [
        service.NO_BOT,
        "the bot's token cannot be read: sealed with another secret key (BECKON_SECRET_KEY)",
    ]


def test_the_token_is_in_no_row_no_reason_and_no_log(
    desk: Desk, server: Telegram, told: Recipient, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        for answer in ((500, b"{}"), (404, b""), (400, b'{"ok":false,"error_code":400,"description":"x"}')):
            server.errors = [answer]
            send(desk, told, notice(item([])))
        desk.context = replace(desk.context, settings=replace(desk.context.settings, telegram_url="http://127.0.0.1:9"))
        desk.clock.now += clocks.HOUR
        desk.deliver()
    with desk.db.read() as tx:
        tables = ("outbox", "outbox_lanes", "delivery_attempts", "recipients", "telegram_bots")
        kept = [tuple(row) for table in tables for row in tx.connection.execute(f"select * from {table}").fetchall()]
    secret = TOKEN.split(":")[1]
    assert "the connection was refused" in str(kept)
    assert secret not in f"{kept}{caplog.text}{capsys.readouterr()}"
