"""The stand-in refuses what the Bot API refuses, so that a test that passes says something."""

from __future__ import annotations

import json
from typing import Any

import pytest

from collector.telegram import api
from tests.collector.telegram.conftest import Desk
from tests.telegram import TOKEN, Telegram
from tests.telegram_text import cut, find, merge, parse_html


@pytest.fixture
def bot(desk: Desk, server: Telegram) -> api.Bot:
    server.chat(77)
    return api.Bot(desk.outbound, server.url, TOKEN)


@pytest.mark.parametrize(
    ("text", "description"),
    [
        ("<b>x", "can't parse entities: Can't find end tag corresponding to start tag"),
        ("<b>x</i>", "can't parse entities: Unmatched end tag at byte offset 4, expected"),
        ("ơ</b>", "can't parse entities: Unexpected end tag at byte offset 2"),
        ("<h1>x</h1>", "can't parse entities: Unsupported start tag"),
        ("1 < 2", "can't parse entities: Unclosed start tag at byte offset 2"),
        ("", "message text is empty"),
        ("<b> </b>", "text must be non-empty"),
        ("x" * 4097, "message is too long"),
        ("😀" * 2049, "message is too long"),
    ],
)
def test_a_text_that_the_server_cannot_use_is_refused(bot: api.Bot, text: str, description: str) -> None:
    with pytest.raises(api.Failure) as caught:
        bot.call("sendMessage", {"chat_id": 77, "text": text, "parse_mode": "HTML"})
    assert (caught.value.code, caught.value.description) == (400, f"Bad Request: {description}")


@pytest.mark.parametrize(
    "values",
    [
        {"chat_id": "77"},
        {"chat_id": 78},
        {"chat_id": 77, "message_thread_id": 5},
        {"chat_id": 77, "parse_mode": "Markdown"},
        {"chat_id": 77, "link_preview_options": {"disabled": True}},
        {"chat_id": 77, "disable_web_page": True},
        {"chat_id": 77, "reply_markup": {"inline_keyboard": [[{"text": "x", "url": "http://localhost:8000"}]]}},
        {"chat_id": 77, "reply_markup": {"inline_keyboard": [[{"text": "", "url": "https://a.example"}]]}},
        {"chat_id": 77, "reply_markup": {"inline_keyboard": [{"text": "x", "url": "https://a.example"}]}},
    ],
)
def test_parameters_that_the_server_cannot_use_are_refused(bot: api.Bot, values: dict[str, Any]) -> None:
    with pytest.raises(api.Failure) as caught:
        bot.call("sendMessage", {"text": "x"} | values)
    assert caught.value.code == 400


def test_what_a_text_holds_is_found_as_the_server_finds_it() -> None:
    source = "<b>Tên</b>: <code>@admin evil.example</code> @admin /ban #tag $USD a@b.vn evil.vn +84900000001 &lt;b&gt;"
    text, own = parse_html(source)
    assert text.endswith("<b>")
    assert [(one.type, cut(text, one)) for one in merge(own, find(text))] == [
        ("bold", "Tên"),
        ("code", "@admin evil.example"),
        ("mention", "@admin"),
        ("bot_command", "/ban"),
        ("hashtag", "#tag"),
        ("cashtag", "$USD"),
        ("email", "a@b.vn"),
        ("url", "evil.vn"),
        ("phone_number", "+84900000001"),
    ]


def test_updates_are_forgotten_once_a_higher_number_was_asked_for(bot: api.Bot, server: Telegram) -> None:
    for text in ("một", "hai", "ba"):
        server.say(77, text)
    first = bot.call("getUpdates", {"limit": 2})
    assert [update["message"]["text"] for update in first] == ["một", "hai"]
    assert [update["message"]["text"] for update in bot.call("getUpdates", {"offset": first[1]["update_id"]})] == [
        "hai",
        "ba",
    ]
    assert len(bot.call("getUpdates", {})) == 2
    assert bot.call("getUpdates", {"offset": first[1]["update_id"] + 2}) == []


def test_an_unknown_method_and_a_form_are_refused(bot: api.Bot, desk: Desk, server: Telegram) -> None:
    with pytest.raises(api.Failure) as caught:
        bot.call("sendTelegram")
    assert (caught.value.code, caught.value.description) == (404, "Not Found: method not found")
    form = desk.outbound.post(f"{server.url}/bot{TOKEN}/getMe", b"a=b", {"Content-Type": "text/csv"})
    assert (form.status, json.loads(form.body)["ok"]) == (400, False)
