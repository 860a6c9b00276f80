"""How values look: visitors' words made inert, times in their zone, money with its currency."""

from __future__ import annotations

import unicodedata

import pytest
from flask import Flask, g

from admin import show
from admin.timeline import icon_name
from collector.sites.service import Site
from tests.admin.cast import BIDI


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Đặng Thị Ơn", "Đặng Thị Ơn"),
        (unicodedata.normalize("NFD", "Đặng Thị Ơn"), "Đặng Thị Ơn"),
        ("\u202eevil\u202c", "evil"),
        ("a\u200db", "ab"),
        ("dòng\nmới\tnữa", "dòng mới nữa"),
        ("chuông\x07 \x1b[31m", "chuông [31m"),
        ("a" + "\u0336" * 40, "a" + "\u0336" * 4),
        ("\ud800", ""),
        ("O'Brien & <b>", "O'Brien & <b>"),
        (5, "5"),
    ],
)
def test_what_disturbs_the_text_around_is_not_shown(typed: object, shown: str) -> None:
    assert show.plain(typed) == shown


def test_words_are_escaped_and_held_apart() -> None:
    assert show.words("<script>") == "<bdi>&lt;script&gt;</bdi>"


@pytest.mark.parametrize(
    ("text", "mixed"),
    [("Nguyễn Ơn", False), ("n\u0430me", True), ("Иван", False), ("Anna Иван", False), (BIDI, True), (None, False)],
)
def test_words_of_letters_that_look_alike_are_told(text: str | None, mixed: bool) -> None:
    assert show.mixed_scripts(text) is mixed


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("https://shop.example/", True),
        ("HTTP://shop.example", True),
        ("javascript:alert(1)", False),
        (" https://x", False),
        ("data:text/html,x", False),
        (None, False),
    ],
)
def test_only_web_addresses_become_links(address: str | None, link: bool) -> None:
    assert show.is_link(address) is link


@pytest.mark.parametrize(
    ("language", "at", "shown"),
    [
        ("vi", 1_795_000_000_000, "18:06"),
        ("vi", 1_795_000_000_000 - 86_400_000, "18:06 17/11"),
        ("en", 1_795_000_000_000 - 400 * 86_400_000, "18:06 14/10/2025"),
    ],
)
def test_moments_are_of_the_sites_zone(app: Flask, site: Site, language: str, at: int, shown: str) -> None:
    with app.test_request_context(headers={"Accept-Language": language}):
        g.site = site
        moment = str(show.moment(at))
    assert f">{shown}</time>" in moment
    assert "+07:00" in moment
    assert 'datetime="20' in moment


def test_numbers_and_money_follow_the_language(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "vi"}):
        assert show.amount(1_500_000, "VND") == "1.500.000\xa0₫"
        assert show.typed_amount(1_500_000, "VND") == "1.500.000"
        assert show.typed_amount(None, "VND") == ""
        assert show.number(1234.5) == "1.234,5"
        assert show.percent(0.1234) == "12,3%"
        assert show.percent(None) == "–"
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert show.amount(1234, "EUR") == "€12.34"


def test_phones_are_read_as_at_home_or_from_abroad() -> None:
    assert show.phone("+84900000001") == "0900 000 001"
    assert show.phone("+4915112345678") == "+49 1511 2345678"


def test_every_channel_of_the_rule_table_has_a_mark() -> None:
    assert icon_name("Paid Search") == "search"
    assert icon_name("Something new") == "link"
