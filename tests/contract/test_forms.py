"""Which fields a form asks for: the same table that the scripts are tried with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from collector.widgets import answers

CASES = json.loads((Path(__file__).parent / "forms.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES["conditions"], ids=str)
def test_a_condition_holds_as_agreed(case: dict[str, Any]) -> None:
    assert answers.met(case["when"], case["answers"]) is case["met"]


@pytest.mark.parametrize("case", CASES["asked"], ids=lambda case: case["about"])
def test_the_same_fields_are_asked(case: dict[str, Any]) -> None:
    found = answers.asked({"form": {"fields": case["fields"]}}, case["answers"])
    assert [field["name"] for field in found] == case["asked"]
