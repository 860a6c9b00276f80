"""Whatever a visitor writes can be read in every chat, and is nothing there: no markup, link, mention or command."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from collector.chats.words import LOOKALIKES, harmless, marked
from collector.notices.notice import line
from tests import hostile

# What chats look for, read as widely as any of them does.
ALIVE = {
    "markup": re.compile(r"[*_~`\[\]<>|\\#{}]"),
    "reference": re.compile(r"&#?\w+;"),
    "mention": re.compile(r"[@＠]\S"),
    "command": re.compile(r"(?<!\w)/\w"),
    "topic": re.compile(r"(?<!\w)[#$＃]\w"),
    "scheme": re.compile(r"[^\W\d_]:\S|://"),
    "domain": re.compile(r"[^\s.][.。．｡․][^\W\d_]"),
    "address": re.compile(r"(?<!\d)\d{1,3}(?:\.\d{1,3}){3}(?!\d)"),
    "emoji": re.compile(r"(?<!\d):[\w+-]+:"),
    "list": re.compile(r"^(?:[-+=•] |---|===|\d+[.)] |> )"),
    "line": re.compile(r"[\r\n\u2028\u2029\x85\x00-\x1f\x7f-\x9f]"),
    "direction": re.compile(r"[\u202a-\u202e\u2066-\u2069\u200e\u200f]"),
}
BACK = {looks: plain for plain, looks in LOOKALIKES.items()} | str.maketrans("–＋＝．）＆", "-+=.)&")


def alive(text: str) -> dict[str, str]:
    return {name: found[0] for name, pattern in ALIVE.items() if (found := pattern.search(text))}


def seen(text: str) -> str:
    """What an eye takes from it: lookalikes for what they look like, and no spaces."""
    return "".join(text.translate(BACK).split())


@pytest.mark.parametrize("words", hostile.WORDS.values(), ids=hostile.WORDS)
def test_hostile_words_are_nothing_and_look_the_same(words: str) -> None:
    assert alive(harmless(words)) == {}
    assert seen(harmless(words)) == seen(line(words))


def test_most_of_them_would_be_something() -> None:
    quiet = [name for name, words in hostile.WORDS.items() if not alive(words)]
    assert quiet == ["numbers", "invisible", "long", "long word", "surrogate", "spaces", "vietnamese"]


@given(some.text() | some.text("ab1.@/:#*_<>[]()&;{}|$~`\\-+= \u200b。＠", max_size=30))
@example("a.b.c")
@example("1.a")
@example("-- -")
@example("::a:b:")
@example("&amp&lt;;")
def test_any_words_are_nothing_and_look_the_same(words: str) -> None:
    assert alive(harmless(words)) == {}
    assert seen(harmless(words)) == seen(line(words))


@pytest.mark.parametrize(
    "words",
    ["Đặng Thị Ơn", "0900 000 001", "+84900000001", "1.500.000đ", "lúc 9:30, ngày 21.11.2026", "50% (giảm)", "2-3 cái"],
)
def test_ordinary_words_stay_as_they_are(words: str) -> None:
    assert harmless(words) == words


def test_words_of_our_own_keep_their_addresses() -> None:
    assert marked("Khách mới · mocan.example <b>") == "Khách mới · mocan.example ‹b›"
