"""What an owner may set of a push opt-in."""

from __future__ import annotations

from typing import Any

import pytest
from marshmallow import ValidationError

from collector.errors import flatten
from collector.widgets import schema


def refused(raw: dict[str, Any]) -> set[str]:
    with pytest.raises(ValidationError) as problem:
        schema.load("push", raw)
    return set(flatten(problem.value.messages))


def test_it_waits_for_a_sign_of_interest_and_rests_longer_each_time_unless_told_otherwise() -> None:
    config = schema.load("push", {})
    assert [trigger["on"] for trigger in config["triggers"]] == ["load", "pages", "delay"]
    assert config["content"]["back_off_days"] == [7, 30, 90]
    assert (config["look"]["side"], config["content"]["way"]) == ("left", "window")


def test_it_takes_no_turn_from_dialogs_and_may_be_held_out() -> None:
    deciding, shown = schema.split("push", schema.load("push", {"holdout": 10}))
    assert "modal" not in deciding
    assert deciding["holdout"] == 10
    assert shown["content"]["worker"] == {"path": "/beckon-worker.js", "scope": "/beckon-push/"}


@pytest.mark.parametrize(
    ("content", "where"),
    [
        ({"prompt": "inline"}, "content.selector"),
        ({"worker": {"path": "//evil.example/w.js"}}, "content.worker.path"),
        ({"worker": {"path": "/a/../w.js"}}, "content.worker.path"),
        ({"worker": {"path": "https://evil.example/w.js"}}, "content.worker.path"),
        ({"worker": {"path": "/worker.txt"}}, "content.worker.path"),
        ({"worker": {"scope": "/no-slash"}}, "content.worker.scope"),
        ({"worker": {"path": "/js/w.js", "scope": "/beckon-push/"}}, "content.worker.scope"),
        ({"categories": [{"id": "tin", "label": {}}]}, "content.categories.0.label"),
        ({"categories": [{"id": "Tin mới", "label": {"vi": "Tin"}}]}, "content.categories.0.id"),
        ({"categories": [{"id": "tin", "label": {"vi": "Tin"}}] * 2}, "content.categories"),
        ({"categories": [{"id": f"c{n}", "label": {"vi": "Tin"}} for n in range(9)]}, "content.categories"),
        ({"back_off_days": []}, "content.back_off_days"),
        ({"back_off_days": [0]}, "content.back_off_days.0"),
        ({"back_off_days": [9999]}, "content.back_off_days.0"),
    ],
)
def test_what_cannot_work_is_refused_where_it_stands(content: dict[str, Any], where: str) -> None:
    assert refused({"content": content}) == {where}


def test_a_form_is_none_of_it() -> None:
    assert refused({"form": {"fields": [{"name": "phone", "type": "phone"}]}}) == {"form"}


@pytest.mark.parametrize("worker", [{"path": "/sw.js", "scope": "/"}, {"path": "/js/w.js", "scope": "/js/"}])
def test_a_worker_of_the_site_may_stand_anywhere_that_browsers_allow(worker: dict[str, str]) -> None:
    assert schema.load("push", {"content": {"worker": worker}})["content"]["worker"] == worker
