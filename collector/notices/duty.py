"""When a recipient is told: at once while on duty, later when their hours next begin, or not at all."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from collector import clock
from collector.notices.schema import Choices
from collector.sites import hours as working_hours
from collector.sites.hours import Hours
from collector.sites.service import Site

LONGEST_WAIT = working_hours.DAYS_AHEAD * clock.DAY


def on_duty(choices: Choices, site: Site, at: int) -> bool:
    """Whether to tell at once."""
    if _back_at(choices, site, at) > at:
        return False
    hours = _hours(choices, site)
    return hours is None or working_hours.is_open(hours, site.timezone, at)


def when(choices: Choices, site: Site, at: int, since: int | None = None) -> int | None:
    """When to tell what happened at `since` (ms UTC, default `at`), seen from `at`; None for not at all.

    On duty it is `at`. Else the digest goes when duty next begins, and never later than two weeks after `since`: with
    hours that never begin it is `at`, because late is better than never and never is what nobody asked for.
    """
    if on_duty(choices, site, at):
        return at
    if choices["outside"] == "nothing":
        return None
    latest = (at if since is None else since) + LONGEST_WAIT
    return max(at, min(_next(choices, site, at), latest))


def _next(choices: Choices, site: Site, at: int) -> int:
    """The beginning of the next duty; the moment they are back when no hours begin within two weeks of it."""
    back = _back_at(choices, site, at)
    hours = _hours(choices, site)
    if hours is None:
        return back
    spans = working_hours.spans(hours, site.timezone, back)
    return next((max(start, back) for start, end in spans if end > back), back)


def _hours(choices: Choices, site: Site) -> Hours | None:
    """The hours of duty; None for day and night."""
    own: dict[str, Hours | None] = {"always": None, "site_hours": site.hours, "own_hours": choices["hours"]}
    return own[choices["when"]]


def _back_at(choices: Choices, site: Site, at: int) -> int:
    """The midnight after the last day away, in the site's zone; `at` for somebody who is here."""
    if choices["away_until"] is None or clock.day(at, site.timezone) > choices["away_until"]:
        return at
    back = date.fromisoformat(choices["away_until"]) + timedelta(days=1)
    midnight = datetime(back.year, back.month, back.day, tzinfo=clock.zone(site.timezone))
    return int(midnight.timestamp() * 1000)
