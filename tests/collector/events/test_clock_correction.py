"""A page's clock may be wrong by years: what counts is how long before its sending something happened."""

from __future__ import annotations

import pytest

from collector import clock
from collector.db import Db
from collector.events import service
from collector.sites import service as sites

from .conftest import SHOP, Page, batch, event, stored

R = 1_795_000_000_000  # the moment of arrival
D = clock.DAY
THREE_YEARS = 3 * 365 * D


@pytest.mark.parametrize(
    ("case", "at", "sent_at", "expected"),
    [
        ("sent at once by a right clock", R, R, R),
        ("happened a minute before it was sent", R - 60_000, R, R - 60_000),
        ("travelled two seconds", R - 60_000, R - 2_000, R - 58_000),
        ("the clock is three years slow", R - THREE_YEARS - 5_000, R - THREE_YEARS, R - 5_000),
        ("the clock is three years fast", R + THREE_YEARS - 5_000, R + THREE_YEARS, R - 5_000),
        ("the clock shows 1970", 0, 7_000, R - 7_000),
        ("before 1970", -9_000, -2_000, R - 7_000),
        ("seven days in the queue", R - 7 * D, R, R - 7 * D),
        ("longer than seven days in the queue", R - 7 * D - 1, R, R - 7 * D),
        ("the clock was set forward meanwhile", R - THREE_YEARS, R, R - 7 * D),
        ("the clock was set back meanwhile: never in the future", R + 60_000, R, R),
        ("as far as numbers go", -(2**53), 2**53, R - 7 * D),
        ("as far as numbers go, the other way", 2**53, -(2**53), R),
    ],
)
def test_an_event_s_time_is_its_arrival_less_its_age(case: str, at: int, sent_at: int, expected: int) -> None:
    assert service.corrected(at, sent_at, R) == expected, case


@pytest.mark.parametrize(
    ("age", "timezone", "day"),
    [
        (0, "Asia/Ho_Chi_Minh", "2026-11-18"),  # 18:06 there
        (18 * clock.HOUR + 7 * clock.MINUTE, "Asia/Ho_Chi_Minh", "2026-11-17"),  # 23:59 of the day before
        (18 * clock.HOUR + 6 * clock.MINUTE, "Asia/Ho_Chi_Minh", "2026-11-18"),  # 00:00:40
        (0, "America/Los_Angeles", "2026-11-18"),  # 03:06
        (4 * clock.HOUR, "America/Los_Angeles", "2026-11-17"),
        (0, "Pacific/Kiritimati", "2026-11-19"),
        (0, "Asia/Kathmandu", "2026-11-18"),
    ],
)
def test_the_day_is_the_site_s_own(db: Db, page: Page, age: int, timezone: str, day: str) -> None:
    site = sites.add(db, {"name": "Shop", "origins": [SHOP], "timezone": timezone}, R)
    page.post(batch(site, event(at=R - age)))
    assert [(row.at, row.day) for row in stored(db)] == [(R - age, day)]
