"""Which arm of a test a visitor is in. Twin of widgets/js/engine/arms.js; tests/contract/decide.json holds both."""

from __future__ import annotations

from typing import Any

BUCKETS = 10_000
HOLDOUT = "holdout"


def bucket(visitor: str, widget: str) -> int:
    """FNV-1a, 32 bits, of both ids in a row, modulo 10000: the same for ever, and for each widget another."""
    found = 2_166_136_261
    for byte in (visitor + widget).encode():
        found = (found ^ byte) * 16_777_619 % 2**32
    return found % BUCKETS


def arm(widget: str, variants: list[dict[str, Any]], holdout: int, visitor: str | None) -> str | None:
    """A variant's name, "holdout", or None where there is no test or nobody to remember.

    The first `holdout` percent of the buckets see nothing; the rest is shared out by the variants' weights.
    """
    if visitor is None or not (variants or holdout):
        return None
    kept = holdout * BUCKETS // 100
    place = bucket(visitor, widget) - kept
    if place < 0:
        return HOLDOUT
    total, reached = sum(variant["weight"] for variant in variants), 0
    for variant in variants:
        reached += variant["weight"]
        if place * total < reached * (BUCKETS - kept):
            return str(variant["name"])
    return None
