"""By when somebody will call: computed from the site's hours, said in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from babel.dates import format_date, format_time

from collector import clock, sentences
from collector.sites import hours
from collector.sites.service import Site
from collector.widgets.service import Published

say = sentences.beside(__file__)
DEFAULT_MINUTES = 15
NOW_WORDS = ("", "now")
MORNING_ENDS = 11


@dataclass(frozen=True, slots=True)
class Promise:
    """`at` in ms UTC; `text` is a whole sentence."""

    at: int
    text: str


def make(site: Site, widget: Published | None, fields: dict[str, Any], now: int, locale: str) -> Promise | None:
    """The promise that a call-back form earns; None for other forms, and when the site is never open.

    A slot (`fields.slot`, RFC 3339) is kept when it is ahead and inside the hours; otherwise the next opening counts.
    """
    if widget is None or widget.kind != "callback":
        return None
    slot = _slot(site, fields.get("slot"), now)
    if slot is not None:
        return Promise(slot, say("slot", locale, when=when(slot, now, site.timezone, locale)))
    minutes = int(widget.config["content"].get("promise_minutes") or DEFAULT_MINUTES)
    at = hours.promise(site.hours, site.timezone, now, minutes)
    return Promise(at, say("promise", locale, when=when(at, now, site.timezone, locale))) if at else None


def _slot(site: Site, value: Any, now: int) -> int | None:
    if not isinstance(value, str) or value in NOW_WORDS:
        return None
    try:
        at = clock.parse_rfc3339(value)
    except ValueError:
        return None
    ahead = now - clock.HOUR < at < now + hours.DAYS_AHEAD * clock.DAY
    return at if ahead and hours.is_open(site.hours, site.timezone, at) else None


def when(at: int, now: int, timezone: str, locale: str) -> str:
    """`15:00 hôm nay`, `8:15 sáng mai`, `9:00 on Monday, 23 Nov`: in the site's zone, as the form says it too."""
    moment = clock.local(at, timezone)
    days = (moment.date() - clock.local(now, timezone).date()).days
    time = format_time(moment, "H:mm" if locale == "vi" else "h:mm a", locale=locale)
    part = "_am" if moment.hour < MORNING_ENDS else ""
    if days in (0, 1):
        return say(("today" if days == 0 else "tomorrow") + part, locale, time=time)
    weekday = format_date(moment, "EEEE", locale=locale).replace("Thứ", "thứ")
    date = format_date(moment, "d/M" if locale == "vi" else "d MMM", locale=locale)
    return say("later" + part, locale, time=time, weekday=weekday, date=date)
