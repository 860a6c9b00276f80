"""The only module that reads the time. Services take `now` as an argument."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

Clock = Callable[[], int]

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


def now_ms() -> int:
    """The present, in milliseconds since 1970 UTC."""
    return time.time_ns() // 1_000_000


@lru_cache(maxsize=64)
def zone(name: str) -> ZoneInfo:
    """An IANA zone; raises ZoneInfoNotFoundError or ValueError for a name that is none."""
    return ZoneInfo(name)


def local(at: int, timezone: str) -> datetime:
    """Milliseconds UTC as an aware datetime in the zone."""
    return datetime.fromtimestamp(at / 1000, zone(timezone))


def day(at: int, timezone: str) -> str:
    """The site's date (YYYY-MM-DD) on which the moment falls."""
    return local(at, timezone).strftime("%Y-%m-%d")


def rfc3339(at: int) -> str:
    """Milliseconds UTC as the API spells them: 2026-11-21T08:15:00.123Z."""
    moment = datetime.fromtimestamp(at // 1000, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{at % 1000:03d}Z"


def parse_rfc3339(text: str) -> int:
    """The inverse; a text without a zone is refused with ValueError."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("the time names no zone")
    return round(moment.timestamp() * 1000)
