"""When a widget speaks: what an owner may set, what is refused, and the short form that the loader gets."""

from __future__ import annotations

from typing import Any

import pytest
from marshmallow import ValidationError

from collector.errors import flatten
from collector.widgets import patterns, schema
from collector.widgets.facts import FACTS

DAY = 86_400


def decided(raw: dict[str, Any], kind: str = "callback") -> dict[str, Any]:
    """The loader's entry of a widget so configured."""
    config = schema.load(kind, raw)
    assert schema.load(kind, config) == config
    return schema.split(kind, config)[0]


def refused(raw: dict[str, Any], kind: str = "callback") -> list[str]:
    """The fields that are wrong."""
    with pytest.raises(ValidationError) as problem:
        schema.load(kind, raw)
    return sorted(flatten(problem.value.messages))


@pytest.mark.parametrize(
    ("trigger", "short"),
    [
        ({"on": "load"}, ["load"]),
        ({"on": "delay", "seconds": 5}, ["delay", 5]),
        ({"on": "delay", "seconds": 0}, ["delay"]),
        ({"on": "pages", "count": 3}, ["pages", 3]),
        ({"on": "scroll", "percent": 50}, ["scroll", 50]),
        ({"on": "element", "selector": "#reviews"}, ["element", "#reviews"]),
        ({"on": "idle", "seconds": 30}, ["idle", 30]),
        ({"on": "exit", "devices": ["desktop"]}, ["exit", 0, ["desktop"]]),
        ({"on": "return"}, ["return"]),
        ({"on": "click", "selector": ".call-me"}, ["click", ".call-me"]),
        ({"on": "stay", "seconds": 90}, ["stay", 90]),
        ({"on": "data_layer", "name": "addToCart"}, ["data_layer", "addToCart"]),
        ({"on": "event", "name": "cart", "devices": ["phone", "tablet"]}, ["event", "cart", ["phone", "tablet"]]),
    ],
)  # fmt: skip
def test_a_trigger_travels_as_its_name_its_value_and_its_devices(trigger: dict[str, Any], short: list[Any]) -> None:
    assert decided({"triggers": [trigger]})["triggers"] == [short]


@pytest.mark.parametrize(
    "trigger",
    [
        {"on": "delay"},
        {"on": "load", "seconds": 5},
        {"on": "scroll", "percent": 0},
        {"on": "pages", "count": 1},
        {"on": "idle", "seconds": 0},
        {"on": "hover"},
        {"on": "exit", "devices": ["watch"]},
        {"seconds": 3},
        {"on": "data_layer", "name": "add to cart"},
    ],
)
def test_a_trigger_takes_exactly_the_key_of_its_kind(trigger: dict[str, Any]) -> None:
    assert all(field.startswith("triggers.0") for field in refused({"triggers": [trigger]}))


# Each fact with a question that makes sense of it, and how that travels.
QUESTIONS: list[tuple[dict[str, Any], list[Any]]] = [
    ({"what": "path", "is": "starts", "value": "/tr%C3%A0"}, ["path", "starts", "/trà"]),
    ({"what": "path", "is": "glob", "value": "/tra/*"}, ["path", "starts", "/tra/"]),
    ({"what": "path", "is": "glob", "value": "*.html"}, ["path", "ends", ".html"]),
    ({"what": "path", "is": "glob", "value": "*tra*"}, ["path", "contains", "tra"]),
    ({"what": "path", "is": "glob", "value": "/tra"}, ["path", "is", "/tra"]),
    ({"what": "path", "is": "glob", "value": "/p/*/reviews"}, ["path", "glob", "/p/*/reviews"]),
    ({"what": "url", "is": "regex", "value": r"/p/\d+$"}, ["url", "regex", r"/p/\d+$"]),
    ({"what": "query", "name": "Ref", "is": "exists", "not": True}, ["query:ref", "!exists"]),
    ({"what": "query", "name": "page", "is": ">=", "value": 2}, ["query:page", ">=", 2]),
    ({"what": "hash", "is": "is", "value": "gia"}, ["hash", "is", "gia"]),
    ({"what": "referrer", "is": "ends", "value": "Google.com"}, ["referrer", "ends", "google.com"]),
    ({"what": "utm", "name": "utm_source", "is": "is", "value": "Zalo"}, ["utm:source", "is", "zalo"]),
    ({"what": "visitor", "is": "is", "value": "new"}, ["visitor", "is", "new"]),
    ({"what": "visits", "is": ">", "value": 2}, ["visits", ">", 2]),
    ({"what": "pages", "is": "<=", "value": 3}, ["pages", "<=", 3]),
    ({"what": "device", "is": "is", "value": "tablet"}, ["device", "is", "tablet"]),
    ({"what": "lead", "is": "is", "value": "sent"}, ["lead", "contains", "sent"]),
    ({"what": "widget", "name": "callback", "is": "is", "value": "closed"}, ["widget:callback", "contains", "closed"]),
    ({"what": "click_id", "is": "exists"}, ["click_id", "exists"]),
    ({"what": "click_id", "name": "gclid", "is": "exists"}, ["click_id:gclid", "exists"]),
    ({"what": "channel", "is": "is", "value": "paid"}, ["channel", "is", "paid"]),
    ({"what": "system", "is": "is", "value": "ios"}, ["system", "is", "ios"]),
    ({"what": "browser", "is": "is", "value": "coccoc", "not": True}, ["browser", "!is", "coccoc"]),
    ({"what": "lead", "is": "is", "value": "won"}, ["lead", "contains", "won"]),
    ({"what": "language", "is": "starts", "value": "vi"}, ["language", "starts", "vi"]),
    ({"what": "app", "is": "is", "value": "zalo", "not": True}, ["app", "!is", "zalo"]),
    ({"what": "cookie", "name": "vip", "is": "is", "value": "1"}, ["cookie:vip", "is", "1"]),
    ({"what": "storage", "name": "cart", "is": "contains", "value": "TRA"}, ["storage:cart", "contains", "TRA"]),
    ({"what": "variable", "name": "shop.cart.total", "is": ">", "value": 5e5}, ["variable:shop.cart.total", ">", 5e5]),
    ({"what": "consent", "name": "ads", "is": "is", "value": "granted"}, ["consent:ads", "is", "granted"]),
]


@pytest.mark.parametrize(("rule", "short"), QUESTIONS)
def test_a_question_travels_as_what_is_and_value(rule: dict[str, Any], short: list[Any]) -> None:
    entry = decided({"rules": rule})
    assert (entry["rules"], entry["decide"]) == (short, 1)


def test_every_fact_has_been_asked_for() -> None:
    assert {str(rule["what"]) for rule, _ in QUESTIONS} == set(FACTS)


def test_groups_of_groups_keep_their_shape() -> None:
    leaf = {"what": "pages", "is": ">", "value": 1}
    rules = {"all": [leaf, {"any": [leaf, {"what": "lead", "is": "is", "value": "none"}]}]}
    short = ["pages", ">", 1]
    assert decided({"rules": rules})["rules"] == {"all": [short, {"any": [short, ["lead", "contains", "none"]]}]}


LEAF = {"what": "path", "is": "is", "value": "/"}


@pytest.mark.parametrize(
    "rule",
    [
        {"what": "weather", "is": "is", "value": "rain"},
        {"what": "path", "is": ">", "value": 3},
        {"what": "path", "is": "is", "value": 3},
        {"what": "path", "is": "is"},
        {"what": "path", "is": "is", "value": ""},
        {"what": "path", "is": "exists", "value": "/"},
        {"what": "path", "name": "x", "is": "is", "value": "/"},
        {"what": "query", "is": "is", "value": "x"},
        {"what": "visits", "is": "is", "value": "3"},
        {"what": "visits", "is": "contains", "value": "3"},
        {"what": "device", "is": "is", "value": "watch"},
        {"what": "consent", "name": "cookies", "is": "is", "value": "granted"},
        {"what": "variable", "name": "total", "is": ">", "value": "500"},
        {"what": "variable", "name": "total", "is": "is", "value": True},
        {"what": "path", "is": "regex", "value": "(a+)+$"},
        {"all": [LEAF], "any": [LEAF]},
        {"all": [LEAF], "what": "path"},
        {"what": "path", "is": "is", "value": "/", "colour": 1},
        {"all": [{"all": [{"all": [{"all": [{"all": [{"all": [LEAF]}]}]}]}]}]},
        {"any": [LEAF] * 51},
    ],
)
def test_a_question_that_makes_no_sense_is_refused_by_name(rule: dict[str, Any]) -> None:
    assert all(field.startswith("rules") for field in refused({"rules": rule}))


@pytest.mark.parametrize(
    "text",
    [
        "(a+)+$", "(a|a)*b", "(a|aa)+$", "(.*)*", r"^(\w+\s?)*$", "([a-zA-Z]+)*", "(a?){30}a", "(?:a|b|ab){9}c",
        "a?" * 30 + "a" * 30, "(a|a)" * 25, "x*x*x*x*y", ".*.*.*=", r"(\d+)\1", r"(a)\k<1>", "(?=a)b", "(?<!a)b",
        "(?<name>a)", "(?P<name>a)", "(?i)a", "a++", "a{1,1000}", "a{,3}", r"\Aa\Z", "[]a]", "[a", "a)", "(" * 9, "*a",
        "^(([a-z])+.)+[A-Z]([a-z])+$", "a" * 201, r"\p{L}",
    ],
)  # fmt: skip
def test_an_expression_that_could_hang_a_page_or_means_another_thing_there_is_refused(text: str) -> None:
    with pytest.raises(patterns.BadPattern):
        patterns.check_regex(text)


@pytest.mark.parametrize(
    "text",
    [
        "^/tra", r"^/p/\d+$", "/(tra|ca-phe)/", r"\.html?$", "^/(?:vi|en)(?:/.*)?$", "[a-z]{2,5}-x", ".*gia.*",
        r"\/product[s]?\/", "^[^?]*$", r"\u1ea5m", "colou?r|couleur", "^https://shop\\.example/[a-z-]+/\\d{1,6}",
    ],
)  # fmt: skip
def test_expressions_that_people_need_are_taken(text: str) -> None:
    patterns.check_regex(text)


def test_a_schedule_travels_without_what_excludes_nothing() -> None:
    assert "schedule" not in decided({"schedule": {}})
    whole = {
        "from": "2026-12-01", "to": "2026-12-24", "weekdays": ["sun", "mon"], "hours": [["08:00", "12:00"]],
        "holidays": "skip",
    }  # fmt: skip
    assert decided({"schedule": whole})["schedule"] == {
        "from": "2026-12-01", "to": "2026-12-24", "hours": [["08:00", "12:00"]], "days": "17", "skip": 1,
    }  # fmt: skip
    assert decided({"schedule": {"hours": "site"}})["schedule"] == {"hours": "site"}


@pytest.mark.parametrize(
    "schedule",
    [
        {"from": "1.12.2026"},
        {"from": "2026-12-24", "to": "2026-12-01"},
        {"weekdays": ["monday"]},
        {"hours": "day"},
        {"hours": []},
        {"hours": [["22:00", "02:00"]]},
        {"hours": [["08:00", "12:00"], ["11:00", "13:00"]]},
        {"hours": "site", "outside": "variant"},
        {"hours": "site", "content_outside": {"promise_minutes": 30}},
        {"hours": "site", "outside": "variant", "content_outside": {"promise": 30}},
    ],
)
def test_a_schedule_that_cannot_be_is_refused_by_name(schedule: dict[str, Any]) -> None:
    assert all(field.startswith("schedule") for field in refused({"schedule": schedule}))


def test_waits_travel_in_seconds_and_none_is_left_out() -> None:
    frequency = {
        "after_shown": {"hours": 1, "minutes": 30}, "after_closed": {}, "after_converted": {"days": 400}, "most": 5,
        "session": 1, "priority": -2,
    }  # fmt: skip
    assert decided({"frequency": frequency})["frequency"] == {
        "shown": 5400, "converted": 400 * DAY, "most": 5, "session": 1, "priority": -2,
    }  # fmt: skip
    assert decided({})["frequency"] == {"closed": DAY, "converted": 30 * DAY}


def test_days_as_the_first_version_wrote_them_are_still_read() -> None:
    frequency = decided({"frequency": {"after_closed_days": 3, "after_converted_days": 0}})["frequency"]
    assert frequency == {"closed": 3 * DAY}


@pytest.mark.parametrize(
    "wait", [{"days": 401}, {"days": 400, "hours": 1}, {"weeks": 1}, {"days": -1}, {"days": 1.5}, 3]
)
def test_a_wait_is_finite_and_no_longer_than_400_days(wait: Any) -> None:
    assert all(field.startswith("frequency.after_shown") for field in refused({"frequency": {"after_shown": wait}}))


TWO = [{"name": "a", "weight": 3}, {"name": "b", "content": {"promise_minutes": 5}, "look": {"side": "left"}}]


def test_variants_travel_as_names_and_weights_and_their_patches_with_the_content() -> None:
    config = schema.load("callback", {"variants": TWO, "holdout": 10})
    entry, shown = schema.split("callback", config)
    assert (entry["variants"], entry["holdout"], entry["decide"]) == ([["a", 3], ["b", 1]], 10, 1)
    assert shown["patches"] == {"b": {"content": {"promise_minutes": 5}, "look": {"side": "left"}}}
    assert "variants" not in shown
    assert shown["content"]["promise_minutes"] == 15


def test_a_variant_may_have_triggers_of_its_own() -> None:
    variants = [{"name": "a"}, {"name": "b", "triggers": [{"on": "exit"}]}]
    assert decided({"variants": variants})["variants"] == [["a", 1], ["b", 1, [["exit"]]]]


def test_a_patch_changes_one_text_and_is_cleaned_as_the_content_is() -> None:
    texts = {"vi": {"title": "Mình gọi lại nhé"}}
    raw = {
        "content": {"phone": "0900 000 012", "texts": {"vi": {"submit": "Gọi mình"}}},
        "variants": [{"name": "b", "content": {"phone": "1900 1234", "texts": texts}}],
        "schedule": {"hours": "site", "outside": "variant", "content_outside": {"promise_minutes": 60}},
    }
    config = schema.load("callback", raw)
    assert schema.load("callback", config) == config
    patches = schema.split("callback", config)[1]["patches"]
    assert patches["b"]["content"]["phone"] == "19001234"
    assert patches["b"]["content"]["texts"]["vi"]["title"] == "Mình gọi lại nhé"
    assert patches["b"]["content"]["texts"]["vi"]["submit"] == "Gọi mình"
    assert patches["outside"] == {"content": {"promise_minutes": 60}}


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        ({"variants": [{"name": "holdout"}]}, "variants.0.name"),
        ({"variants": [{"name": "outside"}]}, "variants.0.name"),
        ({"variants": [{"name": "B"}]}, "variants.0.name"),
        ({"variants": [{"name": "b"}, {"name": "b"}]}, "variants"),
        ({"variants": [{"name": "b", "weight": 0}]}, "variants"),
        ({"variants": [{"name": "b", "look": {"side": "top"}}]}, "variants.0.look.side"),
        (
            {"variants": [{"name": "b", "content": {"texts": {"vi": {"titel": "x"}}}}]},
            "variants.0.content.texts.vi.titel",
        ),
        ({"holdout": 51}, "holdout"),
    ],
)
def test_a_test_that_cannot_be_is_refused_by_name(raw: dict[str, Any], field: str) -> None:
    assert refused(raw) == [field]


@pytest.mark.parametrize("mode", ["menu", "hotline"])
def test_nobody_is_held_out_from_a_way_to_get_in_touch(mode: str) -> None:
    content = {"mode": mode, "channels": [{"kind": "phone", "value": "1900 1234"}]}
    assert refused({"content": content, "holdout": 5}, "contact") == ["holdout"]


def test_a_button_that_is_there_at_once_needs_nothing_to_decide_it() -> None:
    assert decided({}, "contact") == {"triggers": [["load"]], "opens": ["callback"]}
    assert decided({"frequency": {"after_closed": {"days": 3}}}, "contact") == decided({}, "contact")
    assert "decide" not in decided({"triggers": [{"on": "load"}, {"on": "click", "selector": "#ask"}]})


def test_what_is_not_shown_does_not_travel_with_the_content() -> None:
    config = schema.load("callback", {"rules": LEAF, "schedule": {"hours": "site"}})
    shown = schema.split("callback", config)[1]
    assert not {"triggers", "rules", "schedule", "frequency", "variants", "holdout", "patches"} & set(shown)


def test_more_settings_of_a_newer_version_come_back_as_they_were() -> None:
    newer = {
        "schema": 9, "sound": {"on": True}, "triggers": [{"on": "exit", "speed": 3}],
        "rules": {"all": [LEAF | {"fuzzy": 1}]}, "frequency": {"per_month": 2},
        "variants": [{"name": "a", "goal": "x"}],
    }  # fmt: skip
    config = schema.load("callback", newer)
    assert (config["sound"], config["triggers"][0]["speed"], config["rules"]["all"][0]["fuzzy"]) == ({"on": True}, 3, 1)
    assert (config["frequency"]["per_month"], config["variants"][0]["goal"]) == (2, "x")
    assert schema.load("callback", config) == config
    with pytest.raises(ValidationError):
        schema.load("callback", {**newer, "schema": 1})


def test_a_voucher_without_a_button_is_decided_so_that_its_code_comes_back_on_every_page() -> None:
    click = {"triggers": [{"on": "click", "selector": "#get"}]}
    assert decided(click, "voucher")["decide"] == 1
    assert "decide" not in decided({}, "voucher")
    assert "decide" not in decided(click)
