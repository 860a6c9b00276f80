"""A template is JSON before and after it is filled; values are text in it and never anything else."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from collector.chats.fitting import units
from collector.chats.template import FIELDS, FORMATS, PRESETS
from collector.notices.notice import line
from tests import hostile
from tests.collector.chats.conftest import CALL, LINK, item, message, notice, texts
from tests.collector.chats.test_words import alive, seen

ANYTHING = some.text(max_size=700)


def shape(node: Any) -> Any:
    """A message without its texts."""
    if isinstance(node, dict):
        return {name: shape(inner) for name, inner in node.items()}
    return [shape(inner) for inner in node] if isinstance(node, list) else type(node).__name__


def signs(told: dict[str, Any]) -> dict[str, int]:
    """How often each letter that marks something up is there."""
    return {sign: everything(told).count(sign) for sign in "*_~`[]<>|\\#{}"}


def links(told: dict[str, Any]) -> set[str]:
    return set(re.findall(r"(?:tel:|https?://)[^|>)\s]+", everything(told)))


def everything(told: dict[str, Any]) -> str:
    return "\n".join(text for key, text in texts(told) if key != "$schema")


def said(words: str) -> dict[str, Any]:
    """A lead that consists of these words."""
    fields = dict.fromkeys(("name", "phone", "email", "kind", "source", "page"), words) | {"site": "Mộc An"}
    return notice(item([[words, words], ["Tên", words]]), fields=fields)


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("words", hostile.WORDS.values(), ids=hostile.WORDS)
def test_hostile_words_change_nothing_but_texts_and_add_no_sign(format_: str, words: str) -> None:
    plain, told = message(format_, said("Ơn")), message(format_, said(words))
    assert shape(told) == shape(plain)
    assert signs(told) == signs(plain)
    assert links(told) <= {LINK, CALL}


@pytest.mark.parametrize("name", [name for name in FIELDS if name not in ("link", "link_text", "call", "call_text")])
@pytest.mark.parametrize("words", hostile.WORDS.values(), ids=hostile.WORDS)
def test_hostile_words_are_nothing_wherever_a_template_puts_them(name: str, words: str) -> None:
    told = message("own", said(words) | {"title": "Khách mới"}, f'{{"x": "{{{{{name}}}}}"}}')
    assert alive(told["x"].replace("+84900000001", "").replace("\n", " ")) == {}


@given(ANYTHING, ANYTHING)
def test_any_words_leave_a_template_json_and_can_be_read_in_it(value: str, label: str) -> None:
    template = '{"a": "“{{name}}”", "b": ["{{text}}", 5, null, {"c": "{{ name }}{{name}}"}]}'
    what = notice(item([[label, value]]))
    told = message("own", what | {"fields": what["fields"] | {"name": value}}, template)
    again = json.loads(json.dumps(told, ensure_ascii=False).encode())
    assert again == told
    name = seen(line(value))[:200] or seen("–")
    assert name in seen(again["a"])
    assert seen(again["b"][3]["c"]).count(name) >= 2
    assert seen(line(value))[:200] in seen(again["b"][0])


def test_a_notice_without_leads_has_no_empty_lines() -> None:
    what = notice(item([], phone=None), intro="Tin thử", note="Giờ")
    assert message("own", what, '{"x": "{{text}}"}') == {"x": "Tin thử\n\nGiờ"}


def test_a_value_that_looks_like_a_field_is_not_filled_again() -> None:
    told = message("own", notice(item([]), fields={"name": "{{phone}} {{link}}", "phone": "x"}), '{"x": "{{name}}"}')
    assert told == {"x": "｛｛phone｝｝ ｛｛link｝｝"}


def test_every_field_has_its_value() -> None:
    template = json.dumps({name: f"{{{{{name}}}}}" for name in FIELDS})
    what = notice(item([["Tên", "Ơn"]], heading="Khách mới"), intro="Xin chào", note="Giờ")
    assert message("own", what, template) == {
        "link": LINK,
        "link_text": "Mở khách này",
        "call": CALL,
        "call_text": "Gọi 0900 000 001",
        "title": "Khách hàng mới · Mộc An",
        "text": "Xin chào\n\nKhách mới\nTên: Ơn\n\nGiờ",
        "name": "Ơn",
        "phone": "+84900000001",
        "email": "–",
        "source": "Google Ads",
        "page": "https: // shop. example/ban-tra",
        "kind": "callback",
        "site": "Mộc An",
        "when": "18:06 18/11/2026",
    }


@pytest.mark.parametrize("phone", [None, "", "0900", "+84 900", "javascript:alert(1)"])
@pytest.mark.parametrize("format_", FORMATS)
def test_without_a_number_there_is_nothing_to_call_and_no_empty_block(format_: str, phone: str | None) -> None:
    told = message(format_, notice(item([["Tên", "Ơn"]], phone=phone, phone_text="Gọi x")))
    assert "tel:" not in everything(told)
    assert "Gọi" not in everything(told)
    assert all(text for _, text in texts(told))
    assert LINK in everything(told)


@pytest.mark.parametrize("format_", FORMATS)
def test_of_several_leads_each_has_its_number_and_its_link_and_the_button_leads_to_the_list(format_: str) -> None:
    leads = [item([["Tên", name]], heading=f"Khách {name}", link=f"{LINK}{name}") for name in ("A", "B")]
    told = message(format_, notice(*leads, fields={"site": "Mộc An"}))
    assert "☎ +84900000001" in everything(told)
    assert all(f"Mở khách này: {LINK}{name}" in everything(told) for name in ("A", "B"))
    assert links(told) == {f"{LINK}A", f"{LINK}B", LINK.rpartition("/")[0]}


@pytest.mark.parametrize("format_", FORMATS)
def test_a_digest_is_cut_to_what_the_chat_takes_and_says_how_much_is_left_out(format_: str) -> None:
    told = message(format_, notice(*(item([["Tên", "*_<😀" * 90], ["Nguồn", "x" * 500]]) for _ in range(50))))
    most = PRESETS[format_]["most"]
    for key, text in texts(told):
        assert units(text) <= most.get(key, most["*"]), key
    assert re.search(r"… và \d+ mục nữa", json.dumps(told, ensure_ascii=False))


@given(some.lists(some.lists(some.tuples(ANYTHING, ANYTHING), max_size=30), max_size=12), some.sampled_from(FORMATS))
def test_whatever_is_told_fits(leads: list[list[tuple[str, str]]], format_: str) -> None:
    told = message(format_, notice(*(item([list(row) for row in rows]) for rows in leads)))
    most = PRESETS[format_]["most"]
    assert all(units(text) <= most.get(key, most["*"]) for key, text in texts(told))


def test_a_long_text_leaves_room_for_what_stands_beside_it() -> None:
    template = '{"content": "{{title}}\\n{{text}}\\n' + "x" * 1000 + '\\n{{link}}"}'
    told = message("discord", notice(*(item([["Tên", "y" * 400]]) for _ in range(9))), template)
    assert told["content"].endswith("x" * 1000 + "\nhttps://beckon.example.com/admin/abc/leads")
    assert units(told["content"]) <= 2000
    assert "mục nữa" in told["content"]


def test_an_element_is_left_out_with_its_link_but_a_card_stays_when_its_buttons_go() -> None:
    template = {
        "blocks": [{"text": {"x": "<{{call}}|{{call_text}}>"}}, {"elements": [{"url": "{{call}}"}]}, {"x": "{{name}}"}],
        "card": {"body": ["{{name}}"], "actions": [{"url": "{{call}}"}]},
        "tel": "{{call}}",
        "both": "{{name}}: {{call}}",
        "lines": "{{name}}\n{{call}}\ncuối",
        "empty": "",
        "none": [],
    }
    told = message("own", notice(item([], phone=None)), json.dumps(template))
    assert told == {
        "blocks": [{"x": "Ơn"}],
        "card": {"body": ["Ơn"]},
        "both": "Ơn: –",
        "lines": "Ơn\ncuối",
        "empty": "",
        "none": [],
    }


def test_a_discord_message_mentions_nobody_unless_the_template_says_so() -> None:
    assert message("discord", notice(item([])), '{"content": "{{name}}"}')["allowed_mentions"] == {"parse": []}
    asked = '{"content": "@here {{name}}", "allowed_mentions": {"parse": ["everyone"]}}'
    assert message("discord", notice(item([])), asked)["allowed_mentions"] == {"parse": ["everyone"]}


def test_words_of_visitors_are_in_no_slack_text_that_is_read_as_markup() -> None:
    told = message("slack", said("CANARY"))
    marked_up = [
        told["text"],
        *(block["text"]["text"] for block in told["blocks"] if block["text"]["type"] == "mrkdwn"),
    ]
    assert "CANARY" in json.dumps(told)
    assert "CANARY" not in "".join(marked_up)
