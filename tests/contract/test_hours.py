"""The hours that the widgets promise by (hours.json, which their own tests read, too) are the collector's."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from collector import clock
from collector.sites import hours

BOOK = json.loads(Path(__file__).with_name("hours.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", BOOK["cases"], ids=lambda case: case["name"])
def test_a_promise_is_the_one_that_the_widget_makes(case: dict[str, Any]) -> None:
    week, at = BOOK["hours"][case["hours"]], clock.parse_rfc3339(case["at"])
    promised = hours.promise(week, case["zone"], at, case["minutes"])
    assert hours.is_open(week, case["zone"], at) is case["open"]
    assert promised == (case["promise"] and clock.parse_rfc3339(case["promise"]))


@pytest.mark.parametrize("case", BOOK["slots"], ids=lambda case: case["name"])
def test_the_slots_that_a_link_offers_are_those_of_the_widget(case: dict[str, Any]) -> None:
    rule = {name: case[name] for name in ("minutes", "days", "notice_minutes")}
    free = hours.slots(BOOK["hours"][case["hours"]], case["zone"], clock.parse_rfc3339(case["at"]), **rule)
    assert list(free) == [clock.parse_rfc3339(start) for start in case["starts"]]
