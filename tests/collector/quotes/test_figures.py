"""Sums to the unit, whatever is offered."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.quotes import figures


def half_up(exact: Fraction) -> int:
    return int((exact + Fraction(1, 2)).__floor__())


QUANTITIES = st.integers(1, 10**9).map(lambda thousandths: figures.quantity(str(Decimal(thousandths).scaleb(-3))))
LINES = st.lists(
    st.fixed_dictionaries(
        {"text": st.just("x"), "quantity": QUANTITIES, "unit_minor": st.none() | st.integers(0, 10**7)}
    ),
    max_size=12,
)
PERCENTS = st.integers(0, 10_000).map(lambda hundredths: figures.percent(str(Decimal(hundredths).scaleb(-2))))


@given(LINES, PERCENTS, PERCENTS)
def test_lines_sum_to_the_totals_exactly_and_each_amount_is_rounded_half_up_once(
    lines: list[dict[str, Any]], discount: str, tax: str
) -> None:
    found = figures.compute(lines, discount, 0, tax)
    for line in found.lines:
        exact = None if line["unit_minor"] is None else Fraction(line["quantity"]) * line["unit_minor"]
        assert line["total_minor"] == (None if exact is None else half_up(exact))
    assert found.subtotal_minor == sum(line["total_minor"] or 0 for line in found.lines)
    assert found.discount_minor == half_up(Fraction(discount) * found.subtotal_minor / 100)
    left = found.subtotal_minor - found.discount_minor
    assert left >= 0
    assert found.tax_minor == half_up(Fraction(tax) * left / 100)
    assert found.total_minor == left + found.tax_minor


@given(LINES, st.integers(0, 10**6), PERCENTS)
def test_an_amount_off_is_taken_as_it_is_or_refused(lines: list[dict[str, Any]], discount: int, tax: str) -> None:
    subtotal = figures.compute(lines, None, 0, "0").subtotal_minor
    if discount > subtotal:
        with pytest.raises(ValueError, match="discount"):
            figures.compute(lines, None, discount, tax)
    else:
        assert figures.compute(lines, None, discount, tax).discount_minor == discount


@pytest.mark.parametrize(
    ("typed", "kept"), [("2", "2"), ("2.50", "2.5"), ("0.125", "0.125"), ("007", "7"), ("100", "100")]
)
def test_a_quantity_is_kept_in_its_shortest_form(typed: str, kept: str) -> None:
    assert figures.quantity(typed) == kept


@pytest.mark.parametrize(
    "typed", ["0", "0.000", "", "-1", "1,5", "1.2345", "1e3", "１", "nan", "9999999999", " 1", "1\n"]
)
def test_what_is_no_quantity_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="quantity"):
        figures.quantity(typed)


@pytest.mark.parametrize("typed", ["100.01", "8%", "-1", "8.555", "", "abc", "8\n"])
def test_what_is_no_percentage_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="percentage"):
        figures.percent(typed)


def test_what_comes_to_more_than_can_be_kept_is_refused() -> None:
    with pytest.raises(ValueError, match="more than can be kept"):
        figures.compute([{"text": "x", "quantity": "999999999", "unit_minor": 10**13}], None, 0, "0")
