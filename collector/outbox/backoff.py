"""When to try again: twelve attempts over three days for a delivery, at most a minute's rest for a lane."""

from __future__ import annotations

import random

from collector import clock

# Twelve attempts: at once, and after each of these.
WAITS = (
    5 * clock.SECOND,
    30 * clock.SECOND,
    2 * clock.MINUTE,
    10 * clock.MINUTE,
    30 * clock.MINUTE,
    clock.HOUR,
    3 * clock.HOUR,
    6 * clock.HOUR,
    12 * clock.HOUR,
    20 * clock.HOUR,
    28 * clock.HOUR,
)
ATTEMPTS = len(WAITS) + 1
LONGEST_WISH = 6 * clock.HOUR
LANE_REST = clock.MINUTE


def wait(attempts: int) -> int | None:
    """Milliseconds before the next attempt after so many, give or take a fifth; None when there is no next."""
    if attempts >= ATTEMPTS:
        return None
    return _spread(WAITS[max(0, attempts - 1)])


def rest(fails: int) -> int:
    """Milliseconds that a lane rests after so many failures in a row: doubling from a second to a minute."""
    return _spread(min(LANE_REST, clock.SECOND * 2 ** min(fails, 10)))


def _spread(milliseconds: int) -> int:
    """So that what failed together does not come back together."""
    return int(milliseconds * random.uniform(0.8, 1.2))  # noqa: S311 - spreading load, not a secret
