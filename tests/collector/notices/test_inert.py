"""Others' words hold nothing that a mail client or a chat turns into something to tap."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.notices.inert import BREAK, inert
from collector.notices.notice import line

# What clients look for, each more eagerly than most of them do.
THING = rf"[^\s{BREAK}]"
LINKS = [
    re.compile(r"\w://"),
    re.compile(rf"[^\W\d]:{THING}"),
    re.compile(rf"{THING}[.。．｡․][^\W\d]"),
    re.compile(r"[^\W\d][.。．｡․]\w"),
    re.compile(rf"[@＠]{THING}"),
    re.compile(r"(?:^|\s)[/#$]\w"),
    re.compile(r"\\\\"),
    re.compile(r"//"),
    re.compile(r"(?<!\d)\d{1,3}(?:\.\d{1,3}){3}(?!\d)"),
]


@pytest.mark.parametrize(
    "text",
    [
        "https://evil.example/login?a=b",
        "HTTP://EVIL.EXAMPLE",
        "www.evil.example",
        "evil.example",
        "evil。example",
        "thief@evil.example",
        "@everyone @channel",
        "/start now",
        "#topic $MONEY",
        "mailto:thief@evil.example",
        "tel:1900123456",
        "javascript:alert(1)",
        "//evil.example/x",
        r"\\evil\share",
        "10.0.0.1/admin",
        "a.b.c.d@e.f",
        "x.💩.la",
    ],
)
def test_nothing_in_it_is_a_link_and_it_reads_as_before(text: str) -> None:
    found = inert(text)
    assert [pattern.pattern for pattern in LINKS if pattern.search(found)] == []
    assert found.replace(BREAK, "") == text


@pytest.mark.parametrize(
    "text",
    [
        "Đặng Thị Ơn",
        "0900 000 001",
        "0900.000.001",
        "+84900000001",
        "1.500.000 đ",
        "21.11.2026",
        "15:30 hôm nay, 18/11",
        "bàn trà, gỗ sồi. Giao sớm",
        "và/hoặc",
        "facebook · tet-2027",
    ],
)
def test_ordinary_words_and_numbers_are_left_alone(text: str) -> None:
    assert inert(text) == text


PIECES = st.sampled_from([*"ab1./:@#$ \\", "http", "www", "evil", "。", "é", "💩", "com", "//", "127.0.0.1"])


@given(st.lists(PIECES, max_size=25).map("".join))
def test_whatever_is_typed_nothing_in_it_is_a_link(text: str) -> None:
    found = inert(text)
    assert [pattern.pattern for pattern in LINKS if pattern.search(found)] == []
    assert found.replace(BREAK, "") == text


def test_what_came_with_the_words_cannot_be_used_against_them() -> None:
    assert line("A\r\nBcc: x\u200b\u202e\u2066 b\x00\u2028c") == "A Bcc: x b c"
    assert len(line("x" * 2000)) == 500
