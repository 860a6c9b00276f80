"""A site's working hours: open now, when next, and by when a call back can honestly be promised.

Hours are `{"week": [[["08:00", "12:00"], …], … seven days, Monday first], "holidays": ["2027-01-01", …]}` in the site's
zone; an empty list is a closed day. The widgets compute the same; tests/contract/hours.json holds both.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from collector import clock

DAYS_AHEAD = 14
DEFAULT = {"week": [[["08:00", "17:30"]]] * 6 + [[]], "holidays": []}

Hours = dict[str, Any]


def check(hours: Hours) -> Hours:
    """Raise ValueError for hours that overlap, run backwards or are no times."""
    week = hours.get("week")
    if not isinstance(week, list) or len(week) != 7:
        raise ValueError("hours have seven days, Monday first")
    for day in week:
        last = ""
        for start, end in day:
            if not (_is_time(start) and _is_time(end)) or start >= end or start < last:
                raise ValueError(f"{start}-{end} is no span of hours")
            last = end
    for date in hours.get("holidays", []):
        datetime.strptime(date, "%Y-%m-%d")  # noqa: DTZ007 - a date has no zone
    return {"week": week, "holidays": hours.get("holidays", [])}


def _is_time(text: Any) -> bool:
    return isinstance(text, str) and len(text) == 5 and (text == "24:00" or _clock_time(text))


def _clock_time(text: str) -> bool:
    try:
        datetime.strptime(text, "%H:%M")  # noqa: DTZ007
    except ValueError:
        return False
    return True


def spans(hours: Hours, timezone: str, at: int) -> Iterator[tuple[int, int]]:
    """Open spans (start, end) in ms UTC from the day of `at` on, in order, for two weeks."""
    midnight = clock.local(at, timezone).replace(hour=0, minute=0, second=0, microsecond=0)
    for ahead in range(DAYS_AHEAD):
        # Through a naive date, so that a day of 23 or 25 hours does not shift the ones after it.
        date = (midnight.replace(tzinfo=None) + timedelta(days=ahead)).replace(tzinfo=clock.zone(timezone))
        if f"{date:%Y-%m-%d}" in hours.get("holidays", []):
            continue
        for start, end in hours["week"][date.weekday()]:
            yield _moment(date, start), _moment(date, end)


def _moment(date: datetime, text: str) -> int:
    hour, minute = int(text[:2]), int(text[3:])
    if hour == 24:
        date, hour = (date.replace(tzinfo=None) + timedelta(days=1)).replace(tzinfo=date.tzinfo), 0
    return int(date.replace(hour=hour, minute=minute).timestamp() * 1000)


def is_open(hours: Hours, timezone: str, at: int) -> bool:
    """Whether somebody is there."""
    return any(start <= at < end for start, end in spans(hours, timezone, at))


def promise(hours: Hours, timezone: str, at: int, minutes: int) -> int | None:
    """By when a call back can be promised: `minutes` of open time from `at`; None when the site is never open."""
    left = minutes * clock.MINUTE
    for start, end in spans(hours, timezone, at):
        if end <= at:
            continue
        begin = max(start, at)
        if end - begin >= left:
            return begin + left
        left -= end - begin
    return None


def slots(hours: Hours, timezone: str, at: int, *, minutes: int, days: int, notice_minutes: int) -> Iterator[int]:
    """The starts of slots that a visitor may take: each begins and ends in open time, none sooner than the notice,
    over the next so many days that have one."""
    length, soonest = minutes * clock.MINUTE, at + notice_minutes * clock.MINUTE
    seen: set[str] = set()
    for start, end in spans(hours, timezone, at):
        day = clock.day(start, timezone)
        for slot in range(start, end - length + 1, length):
            if slot < soonest:
                continue
            if day not in seen and len(seen) == days:
                return
            seen.add(day)
            yield slot
