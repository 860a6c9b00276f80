"""The arithmetic of a quote, in integer minor units. docs/quotes.md says the same in words.

Every amount is rounded once, half up, where it arises: each line (quantity × unit price), the discount when it is a
percentage of the subtotal, the tax on what is left after the discount. Sums are never rounded, so that lines add up to
the subtotal, and subtotal − discount + tax to the total, to the unit.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any

from collector.money import LIMIT_MINOR

Line = dict[str, Any]

MOST_LINES = 100
_QUANTITY = re.compile(r"\d{1,9}(\.\d{1,3})?", re.ASCII)
_PERCENT = re.compile(r"\d{1,3}(\.\d{1,2})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Figures:
    """What a quote comes to, in minor units. `lines` carry their `total_minor`."""

    lines: list[Line]
    subtotal_minor: int
    discount_minor: int
    tax_minor: int
    total_minor: int


def quantity(text: str) -> str:
    """A quantity as it is kept: `2`, `1.5`, `0.125`. Raises ValueError for none, and for more than three decimals."""
    if not _QUANTITY.fullmatch(text) or not Decimal(text):
        raise ValueError("a quantity like 2 or 1.5, with three decimals at most")
    return _plain(Decimal(text))


def percent(text: str) -> str:
    """A percentage as it is kept: `8`, `7.5`. Raises ValueError above 100 and for more than two decimals."""
    if not _PERCENT.fullmatch(text) or Decimal(text) > 100:
        raise ValueError("a percentage like 8 or 7.5")
    return _plain(Decimal(text))


def _plain(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else str(int(text))


def compute(lines: Sequence[Line], discount_percent: str | None, discount_minor: int, tax_percent: str) -> Figures:
    """The figures of lines {text, quantity, unit_minor}; one without a price counts as nothing.

    `discount_minor` is used where there is no percentage. Raises ValueError for a discount above the subtotal and for
    amounts that are too large.
    """
    priced = [line | {"total_minor": _times(line["unit_minor"], line["quantity"])} for line in lines]
    subtotal = sum(line["total_minor"] or 0 for line in priced)
    discount = discount_minor if discount_percent is None else _share(subtotal, discount_percent)
    if discount > subtotal:
        raise ValueError("the discount is more than the lines come to")
    tax = _share(subtotal - discount, tax_percent)
    total = subtotal - discount + tax
    if max(subtotal, total) > LIMIT_MINOR:
        raise ValueError("this comes to more than can be kept")
    return Figures(priced, subtotal, discount, tax, total)


def _times(unit_minor: int | None, quantity: str) -> int | None:
    return None if unit_minor is None else _rounded(Decimal(quantity), unit_minor)


def _share(amount_minor: int, percent: str) -> int:
    return _rounded(Decimal(percent).scaleb(-2), amount_minor)


def _rounded(factor: Decimal, amount_minor: int) -> int:
    with localcontext(prec=60):
        return int((factor * amount_minor).quantize(Decimal(1), ROUND_HALF_UP))
