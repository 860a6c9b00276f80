"""Open hours and honest promises, in the site's zone."""

from __future__ import annotations

from typing import Any

import pytest

from collector import clock
from collector.sites.hours import check, is_open, promise

ZONE = "Asia/Ho_Chi_Minh"
WEEK: dict[str, Any] = {
    "week": [[["08:00", "12:00"], ["13:30", "17:30"]]] * 5 + [[["08:00", "12:00"]], []],
    "holidays": ["2026-11-23"],
}


def at(text: str, zone: str = ZONE) -> int:
    return int(clock.datetime.fromisoformat(text).replace(tzinfo=clock.zone(zone)).timestamp() * 1000)


@pytest.mark.parametrize(
    ("moment", "promised"),
    [
        ("2026-11-18 09:00", "2026-11-18 09:15"),
        ("2026-11-18 11:50", "2026-11-18 13:35"),  # ten minutes are left before lunch, five come after
        ("2026-11-18 12:30", "2026-11-18 13:45"),
        ("2026-11-18 17:29", "2026-11-19 08:14"),
        ("2026-11-18 23:00", "2026-11-19 08:15"),
        ("2026-11-21 12:00", "2026-11-24 08:15"),  # Saturday noon; Sunday is closed and Monday a holiday
    ],
)
def test_a_promise_counts_open_minutes(moment: str, promised: str) -> None:
    assert promise(WEEK, ZONE, at(moment), 15) == at(promised)


def test_who_never_opens_promises_nothing() -> None:
    assert promise({"week": [[]] * 7, "holidays": []}, ZONE, at("2026-11-18 09:00"), 15) is None


def test_midnight_belongs_to_the_day_that_begins() -> None:
    always = {"week": [[["00:00", "24:00"]]] * 7, "holidays": []}
    assert is_open(always, ZONE, at("2026-11-18 00:00"))
    assert promise(always, ZONE, at("2026-11-18 23:59"), 15) == at("2026-11-19 00:14")


def test_a_day_of_23_hours_does_not_shift_the_hours_after_it() -> None:
    berlin = {"week": [[["09:00", "17:00"]]] * 7, "holidays": []}
    before = at("2027-03-27 18:00", "Europe/Berlin")  # clocks go forward in the night
    assert promise(berlin, "Europe/Berlin", before, 15) == at("2027-03-28 09:15", "Europe/Berlin")


@pytest.mark.parametrize(
    "hours",
    [
        {"week": []},
        {"week": [[["17:00", "08:00"]]] * 7},
        {"week": [[["08:00", "12:00"], ["11:00", "13:00"]]] * 7},
        {"week": [[["8:00", "12:00"]]] * 7},
        {"week": [[["08:00", "25:00"]]] * 7},
        {"week": [[]] * 7, "holidays": ["1/1/2027"]},
    ],
)
def test_hours_that_cannot_be_are_refused(hours: dict[str, Any]) -> None:
    with pytest.raises((ValueError, TypeError)):
        check(hours)
