"""The published cases, one test each: landing_urls.json says why each is as it is."""

import json
from pathlib import Path
from typing import Any

import pytest

from collector.attribution.classify import classify

TABLE = json.loads((Path(__file__).parent / "landing_urls.json").read_text(encoding="utf-8"))
CASES = TABLE["cases"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["id"]))
def test_a_landing_gets_what_the_table_says(case: dict[str, Any]) -> None:
    site = case.get("site", TABLE["config"]["site"])
    facts = classify(case["url"], case["referrer"], site["own_domains"], (), case.get("user_agent"))
    found = {name: getattr(facts, name) for name in case["expected"] if name != "click_id"}
    found["click_id"] = facts.click_id._asdict() if facts.click_id else None
    assert found == case["expected"], case["why"]
    assert case.get("also", {}).items() <= facts.click_ids.items()
    if case.get("ignored_referrer"):
        assert (facts.ignored, facts.opens) == ("ignored_host", False)


def test_all_152_cases_are_here() -> None:
    assert len({case["id"] for case in CASES}) == 152
