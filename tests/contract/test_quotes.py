"""What is picked comes to: the same table that the scripts are tried with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from collector.quotes import figures, requests

CASES = json.loads((Path(__file__).parent / "quotes.json").read_text(encoding="utf-8"))


def compute(case: dict[str, Any]) -> figures.Figures:
    lines = [{"text": "x", "unit_minor": line["unit"], "quantity": line["quantity"]} for line in case["lines"]]
    return figures.compute(lines, None, 0, case["tax"])


@pytest.mark.parametrize("case", CASES["sums"], ids=lambda case: case["about"])
def test_lines_come_to_the_same_here_and_in_the_page(case: dict[str, Any]) -> None:
    found = compute(case)
    assert ([line["total_minor"] for line in found.lines], found.total_minor) == (case["each"], case["total"])


def test_what_is_too_much_here_is_no_estimate_there() -> None:
    with pytest.raises(ValueError, match="more than can be kept"):
        compute(CASES["too_much"])


@pytest.mark.parametrize("sent", sorted({case["sent"] for case in CASES["quantities"] if case["sent"]}))
def test_a_quantity_is_kept_as_the_page_sends_it(sent: str) -> None:
    [line] = requests.lines({"items": [{"text": "Kệ", "quantity": sent}]}, {}, "vi")
    assert line["quantity"] == sent
