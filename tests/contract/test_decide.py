"""What the loader decides by (decide.json, which the script's own tests read, too) is what publishing makes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from collector import clock
from collector.sites import hours
from collector.widgets import arms, facts, schema
from collector.widgets.deciding import PLAIN_TRIGGERS, TRIGGERS

BOOK = json.loads(Path(__file__).with_name("decide.json").read_text(encoding="utf-8"))


def published(**raw: Any) -> dict[str, Any]:
    return schema.split("callback", schema.load("callback", raw))[0]


def test_both_sides_know_the_same_questions_comparisons_and_triggers() -> None:
    assert BOOK["facts"] == list(facts.FACTS)
    assert BOOK["operators"] == list(facts.OPERATORS)
    assert BOOK["triggers"] == [name for name in TRIGGERS if name != "click"]
    assert set(PLAIN_TRIGGERS) == {"load", "click"}


def test_every_fact_and_every_operator_is_tried() -> None:
    leaves = [case["rule"] for case in BOOK["rules"] if "what" in case["rule"]]
    assert {leaf["what"] for leaf in leaves} == set(facts.FACTS)
    assert {leaf["is"] for leaf in leaves} == set(facts.OPERATORS)


@pytest.mark.parametrize("case", BOOK["rules"], ids=lambda case: str(case["short"]))
def test_a_rule_is_published_in_the_short_form_that_the_script_reads(case: dict[str, Any]) -> None:
    assert published(rules=case["rule"]).get("rules") == case["short"]


@pytest.mark.parametrize("case", BOOK["schedules"], ids=lambda case: f"{case['short']} {case['at']}")
def test_a_schedule_is_published_in_the_short_form_that_the_script_reads(case: dict[str, Any]) -> None:
    assert published(schedule=case["schedule"])["schedule"] == case["short"]


def test_the_sites_hours_are_open_when_the_script_finds_them_so() -> None:
    for case in BOOK["schedules"]:
        if case["short"] == {"hours": "site"}:
            at = clock.parse_rfc3339(case["at"])
            assert hours.is_open(BOOK["hours"], case["zone"], at) is not case["outside"]


@pytest.mark.parametrize("case", BOOK["arms"], ids=lambda case: f"{case['visitor']} {case['widget']}")
def test_a_visitor_is_in_the_arm_that_the_script_puts_them_in(case: dict[str, Any]) -> None:
    assert arms.arm(case["widget"], case["variants"], case["holdout"], case["visitor"]) == case["arm"]
    if case["visitor"]:
        assert arms.bucket(case["visitor"], case["widget"]) == case["bucket"]


def test_the_hash_is_fnv_1a_as_published() -> None:
    # Test vectors of draft-eastlake-fnv: "" 0x811c9dc5, "a" 0xe40c292c, "foobar" 0xbf9cf968.
    known = {"": 0x811C9DC5, "a": 0xE40C292C, "foobar": 0xBF9CF968}
    assert {text: arms.bucket(text, "") for text in known} == {text: value % 10_000 for text, value in known.items()}


def test_arms_are_shared_out_by_their_weights() -> None:
    variants = [{"name": "a", "weight": 3}, {"name": "b", "weight": 1}]
    found = [arms.arm("w_1", variants, 20, f"visitor-{number:014}") for number in range(4000)]
    shares = {name: found.count(name) / len(found) for name in ("holdout", "a", "b")}
    assert shares == pytest.approx({"holdout": 0.2, "a": 0.6, "b": 0.2}, abs=0.03)
