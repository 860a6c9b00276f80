"""When a widget speaks: triggers, frequency and the arms of a test. Rules and schedule have files of their own."""

from __future__ import annotations

import datetime as dt
from typing import Any

from marshmallow import ValidationError, fields, pre_load, validate, validates_schema

from collector.widgets.facts import DEVICES
from collector.widgets.shapes import Config, Shape, number

# The one key of each trigger beside `on` and `devices`.
TRIGGERS = {
    "load": None,
    "delay": "seconds",
    "stay": "seconds",
    "pages": "count",
    "scroll": "percent",
    "element": "selector",
    "idle": "seconds",
    "exit": None,
    "return": None,
    "click": "selector",
    "event": "name",
    "data_layer": "name",
}
# What the loader does by itself; all else is for the script's part `decide`.
PLAIN_TRIGGERS = ("load", "click")
# As tag managers name what happens on a page: add_to_cart, gtm.formSubmit, checkout:step.
EVENT = validate.Regexp(r"^[A-Za-z][\w.:-]{0,79}$", error="Use letters, digits, _ . : and -, a letter first.")
LONGEST_WAIT = dt.timedelta(days=400)
# Names that the engine itself gives.
TAKEN = ("holdout", "outside")


class TriggerShape(Shape):
    """One of the engine's triggers, on all devices or those named."""

    on = fields.String(required=True, validate=validate.OneOf(tuple(TRIGGERS)))
    seconds = fields.Integer(strict=True, validate=validate.Range(0, 3600))
    count = fields.Integer(strict=True, validate=validate.Range(2, 1000))
    percent = fields.Integer(strict=True, validate=validate.Range(1, 100))
    selector = fields.String(validate=validate.Length(1, 200))
    name = fields.String(validate=EVENT)
    devices = fields.List(fields.String(validate=validate.OneOf(DEVICES)), load_default=list)

    @validates_schema
    def _one_key(self, data: Config, **_: Any) -> None:
        wanted = TRIGGERS[data["on"]]
        if set(data) - {"on", "devices"} != ({wanted} if wanted else set()):
            raise ValidationError(f"A trigger on {data['on']} takes {wanted or 'nothing else'}.", "on")
        if data["on"] == "idle" and not data["seconds"]:
            raise ValidationError("At least one second.", "seconds")


class WaitShape(Shape):
    """A time, as the sum of its keys; nothing is none. Never longer than 400 days."""

    seconds = number(0, 0, 86_400)
    minutes = number(0, 0, 10_000)
    hours = number(0, 0, 10_000)
    days = number(0, 0, 400)

    @validates_schema
    def _finite(self, data: Config, **_: Any) -> None:
        if dt.timedelta(**data) > LONGEST_WAIT:
            raise ValidationError("At most 400 days.", "days")


def wait(**default: int) -> fields.Nested:
    return fields.Nested(WaitShape, load_default=lambda: WaitShape().load(default))


class FrequencyShape(Shape):
    """How often a widget may speak unasked. `most` and `session` are counts, 0 for no limit."""

    after_shown = wait()
    after_closed = wait(days=1)
    after_converted = wait(days=30)
    most = number(0, 0, 1000)
    session = number(0, 0, 100)
    priority = number(0, -100, 100)

    @pre_load
    def _in_days(self, data: Any, **_: Any) -> Any:
        """`after_closed_days: 3` is how the first version wrote `after_closed: {"days": 3}`."""
        if not isinstance(data, dict):
            return data
        old = [key for key in ("after_closed_days", "after_converted_days") if key in data]
        return {key: data[key] for key in data if key not in old} | {key[:-5]: {"days": data[key]} for key in old}


class VariantShape(Shape):
    """An arm of a test: what differs from the widget itself. Patches are checked with the widget's own shape."""

    name = fields.String(
        required=True,
        validate=[
            validate.Regexp(r"^[a-z0-9][a-z0-9_-]{0,19}$", error="Use small letters, digits, _ and -."),
            validate.NoneOf(TAKEN, error="The engine itself uses this name."),
        ],
    )
    weight = number(1, 0, 10_000)
    content = fields.Dict(keys=fields.String(), load_default=dict)
    look = fields.Dict(keys=fields.String(), load_default=dict)
    triggers = fields.List(
        fields.Nested(TriggerShape), load_default=None, allow_none=True, validate=validate.Length(max=10)
    )


def check_variants(variants: list[Config]) -> None:
    """Raises ValidationError for arms that cannot be told apart or that nobody could get into."""
    names = [variant["name"] for variant in variants]
    for name in sorted({name for name in names if names.count(name) > 1}):
        raise ValidationError(f"Two variants are called {name}.", "variants")
    if variants and not any(variant["weight"] for variant in variants):
        raise ValidationError("At least one variant needs a weight.", "variants")
