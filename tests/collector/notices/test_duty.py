"""When a recipient is on duty, and when next: hours, days away, midnights and the nights when clocks change."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from collector import clock
from collector.notices import duty
from collector.notices.schema import DEFAULTS
from collector.sites.service import Site
from tests.collector.notices.people import OFFICE, at

WEDNESDAY_NIGHT = at("2026-11-18 21:00")


def site_in(timezone: str = "Asia/Ho_Chi_Minh", hours: Any = OFFICE) -> Site:
    """As much of a site as matters here."""
    return cast(Site, SimpleNamespace(timezone=timezone, hours=hours))


def choose(**values: Any) -> dict[str, Any]:
    return DEFAULTS | values


def test_by_default_everybody_is_always_on_duty() -> None:
    assert duty.when(DEFAULTS, site_in(), WEDNESDAY_NIGHT) == WEDNESDAY_NIGHT


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        ("2026-11-18 07:59", "2026-11-18 08:00"),
        ("2026-11-18 08:00", "2026-11-18 08:00"),
        ("2026-11-18 17:29", "2026-11-18 17:29"),
        ("2026-11-18 17:30", "2026-11-19 08:00"),
        ("2026-11-18 23:59", "2026-11-19 08:00"),
        ("2026-11-19 00:00", "2026-11-19 08:00"),
        ("2026-11-21 18:00", "2026-11-23 08:00"),  # Saturday evening: Sunday is closed
    ],
)
def test_who_follows_the_sites_hours_is_told_when_they_begin(moment: str, due: str) -> None:
    assert duty.when(choose(when="site_hours"), site_in(), at(moment)) == at(due)


def test_a_holiday_is_no_duty() -> None:
    closed = OFFICE | {"holidays": ["2026-11-19", "2026-11-20"]}
    found = duty.when(choose(when="site_hours"), site_in(hours=closed), WEDNESDAY_NIGHT)
    assert found == at("2026-11-21 08:00")


def test_own_hours_may_end_at_midnight_and_go_on_after_it() -> None:
    night = {"week": [[["00:00", "06:00"], ["22:00", "24:00"]]] * 7, "holidays": []}
    chosen = choose(when="own_hours", hours=night)
    assert [duty.on_duty(chosen, site_in(), at(f"2026-11-18 {time}")) for time in ("21:59", "22:00", "23:59")] == [
        False,
        True,
        True,
    ]
    assert [duty.on_duty(chosen, site_in(), at(f"2026-11-19 {time}")) for time in ("00:00", "05:59", "06:00")] == [
        True,
        True,
        False,
    ]


def test_who_wants_nothing_outside_their_hours_is_told_nothing() -> None:
    assert duty.when(choose(when="site_hours", outside="nothing"), site_in(), WEDNESDAY_NIGHT) is None


def test_the_last_day_away_is_a_whole_day_away_in_the_sites_zone() -> None:
    away = choose(away_until="2026-11-20")
    assert duty.when(away, site_in(), at("2026-11-20 23:59")) == at("2026-11-21 00:00")
    assert duty.when(away, site_in(), at("2026-11-21 00:00")) == at("2026-11-21 00:00")
    assert duty.when(away | {"outside": "nothing"}, site_in(), at("2026-11-20 23:59")) is None


def test_who_comes_back_on_a_closed_day_is_told_when_the_hours_begin() -> None:
    away = choose(when="site_hours", away_until="2026-11-21")  # back on Sunday
    assert duty.when(away, site_in(), WEDNESDAY_NIGHT) == at("2026-11-23 08:00")


def test_who_is_away_for_long_is_told_after_two_weeks_all_the_same() -> None:
    away = choose(away_until="2027-03-01")
    assert duty.when(away, site_in(), WEDNESDAY_NIGHT) == WEDNESDAY_NIGHT + 14 * clock.DAY
    week_later = WEDNESDAY_NIGHT + 7 * clock.DAY
    assert duty.when(away, site_in(), week_later, since=WEDNESDAY_NIGHT) == WEDNESDAY_NIGHT + 14 * clock.DAY


@pytest.mark.parametrize("hours", [{"week": [[]] * 7, "holidays": []}, OFFICE | {"holidays": ["every"]}])
def test_hours_that_never_begin_mean_at_once_rather_than_never(hours: dict[str, Any]) -> None:
    if hours["holidays"]:
        hours = hours | {
            "holidays": [clock.day(WEDNESDAY_NIGHT + n * clock.DAY, "Asia/Ho_Chi_Minh") for n in range(20)]
        }
    assert duty.when(choose(when="site_hours"), site_in(hours=hours), WEDNESDAY_NIGHT) == WEDNESDAY_NIGHT


@pytest.mark.parametrize(
    ("timezone", "night", "due"),
    [
        # Berlin, clocks forward on 28 March 2027: that morning comes an hour sooner.
        ("Europe/Berlin", "2027-03-27 22:00", 9 * clock.HOUR),
        # and back on 31 October: an hour later.
        ("Europe/Berlin", "2027-10-30 22:00", 11 * clock.HOUR),
    ],
)
def test_a_morning_after_the_clocks_change_begins_by_the_clock_on_the_wall(timezone: str, night: str, due: int) -> None:
    site = site_in(timezone, {"week": [[["08:00", "17:00"]]] * 7, "holidays": []})
    now = at(night, timezone)
    found = duty.when(choose(when="site_hours"), site, now)
    assert found is not None
    assert found - now == due
    assert clock.local(found, timezone).strftime("%H:%M") == "08:00"


def test_hours_that_begin_when_clocks_jump_over_them_begin_right_after() -> None:
    site = site_in("Europe/Berlin", {"week": [[["02:30", "17:00"]]] * 7, "holidays": []})
    found = duty.when(choose(when="site_hours"), site, at("2027-03-28 00:30", "Europe/Berlin"))
    assert found is not None
    assert clock.local(found, "Europe/Berlin").strftime("%d %H:%M") == "28 03:30"


def test_a_day_without_a_midnight_ends_an_absence_too() -> None:
    """In Cairo clocks go forward at midnight: 24 April 2026 begins at one o'clock."""
    site = site_in("Africa/Cairo")
    now = at("2026-04-23 20:00", "Africa/Cairo")
    found = duty.when(choose(away_until="2026-04-23"), site, now)
    assert found is not None
    assert clock.local(found, "Africa/Cairo").strftime("%Y-%m-%d %H:%M") == "2026-04-24 01:00"
    assert duty.on_duty(choose(away_until="2026-04-23"), site, found)
    assert not duty.on_duty(choose(away_until="2026-04-23"), site, found - 1)


def test_own_hours_go_by_the_sites_zone() -> None:
    chosen = choose(when="own_hours", hours=OFFICE)
    saigon, berlin = site_in(), site_in("Europe/Berlin")
    morning = at("2026-11-18 09:00")
    assert (duty.on_duty(chosen, saigon, morning), duty.on_duty(chosen, berlin, morning)) == (True, False)
