"""What every widget's configuration shares, as marshmallow shapes: each key has its default and its limits."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from collector.widgets import channels
from collector.widgets.texts import LANGUAGES, default_texts, limit

SCHEMA = 1
HOME = "VN"  # the country of numbers written without one
NAME = validate.Regexp(r"^[a-z][a-z0-9_]{0,39}$", error="Use small letters, digits and _, a letter first.")

# What each type of field may hold at most; the collector checks a lead against the same numbers.
FIELD_LENGTHS = {"phone": 40, "name": 80, "email": 254, "text": 200, "note": 1000, "slot": 40}

Config = dict[str, Any]


class Shape(Schema):
    """Refuses a key it does not know, and names the ones it does."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        known = ", ".join(self.fields) or "nothing yet"
        self.error_messages = {**self.error_messages, "unknown": f"Unknown setting; known here: {known}."}


def part(shape: type[Schema]) -> fields.Nested:
    """A nested part that may be left out as a whole: each of its fields then takes its default."""
    return fields.Nested(shape, load_default=lambda: shape().load({}))


def number(default: int, least: int, most: int) -> fields.Integer:
    return fields.Integer(load_default=default, strict=True, validate=validate.Range(least, most))


def choice(*options: str) -> fields.String:
    """The first option is the default."""
    return fields.String(load_default=options[0], validate=validate.OneOf(options))


def labels() -> fields.Dict:
    """A short text per language that replaces the kind's own; an absent language keeps the kind's own."""
    language = fields.String(validate=validate.OneOf(LANGUAGES))
    return fields.Dict(keys=language, values=fields.String(validate=validate.Length(1, 60)), load_default=dict)


def address() -> fields.String:
    return fields.String(load_default=None, allow_none=True, validate=[validate.Length(max=2000), _https])


def _https(value: str) -> None:
    try:
        channels.https_url(value)
    except ValueError as problem:
        raise ValidationError(str(problem)) from None


class EdgeShape(Shape):
    x = number(16, 0, 400)
    y = number(16, 0, 400)


class OffsetShape(Shape):
    phone = part(EdgeShape)
    desktop = fields.Nested(EdgeShape, load_default=lambda: {"x": 24, "y": 24})


class LookShape(Shape):
    """`auto` follows the page's own background; `attention` is how often the button may beckon, 0 never."""

    side = choice("right", "left")
    offset = part(OffsetShape)
    color = fields.String(
        load_default="#0f766e",
        validate=validate.Regexp(r"^#[0-9a-fA-F]{6}$", error="Write the colour as six digits, like #0f766e."),
    )
    radius = number(16, 0, 28)
    theme = choice("auto", "light", "dark")
    font = choice("system", "inherit")
    attention = number(3, 0, 10)


class TriggerShape(Shape):
    """One of the engine's triggers; each kind has its own key beside `on`."""

    on = fields.String(required=True, validate=validate.OneOf(("load", "delay", "scroll", "click", "event")))
    seconds = fields.Integer(strict=True, validate=validate.Range(1, 3600))
    percent = fields.Integer(strict=True, validate=validate.Range(1, 100))
    selector = fields.String(validate=validate.Length(1, 200))
    name = fields.String(validate=NAME)

    @validates_schema
    def _one_key(self, data: Config, **_: Any) -> None:
        wanted = {"delay": "seconds", "scroll": "percent", "click": "selector", "event": "name"}.get(data["on"])
        if set(data) - {"on"} != ({wanted} if wanted else set()):
            raise ValidationError(f"A trigger on {data['on']} takes {wanted or 'nothing else'}.", "on")


class FrequencyShape(Shape):
    """Days of rest after the visitor closed what opened by itself, and after a lead; 0 is none."""

    after_closed_days = number(1, 0, 365)
    after_converted_days = number(30, 0, 365)


class LaterShape(Shape):
    """A key that the format has and this version cannot fill yet."""


class ConsentShape(Shape):
    privacy_url = address()
    marketing = fields.Boolean(load_default=False)
    wording = fields.String(load_default="", validate=validate.Length(max=40))


class SuccessShape(Shape):
    close_after_seconds = number(12, 0, 120)


class FieldShape(Shape):
    name = fields.String(required=True, validate=NAME)
    type = fields.String(required=True, validate=validate.OneOf(tuple(FIELD_LENGTHS)))
    required = fields.Boolean(load_default=False)
    label = labels()

    @validates_schema
    def _named(self, data: Config, **_: Any) -> None:
        if data["type"] == "text" and not data.get("label"):
            raise ValidationError("A free text needs a label.", "label")


class FormShape(Shape):
    fields_ = fields.List(
        fields.Nested(FieldShape),
        data_key="fields",
        attribute="fields",
        load_default=list,
        validate=validate.Length(max=12),
    )

    @validates_schema
    def _distinct(self, data: Config, **_: Any) -> None:
        names = [field["name"] for field in data.get("fields", [])]
        for name in sorted({name for name in names if names.count(name) > 1}):
            raise ValidationError(f"Two fields are called {name}.", "fields")


class TextShape(Shape):
    """The texts of one kind in one language; its keys come from texts.json."""


def texts_part(kind: str) -> fields.Nested:
    """`texts`: a language at a time, every key with its default."""
    languages: dict[str, Any] = {language: part(_language_shape(kind, language)) for language in LANGUAGES}
    return part(type(f"{kind.title()}TextsShape", (Shape,), languages))


def _language_shape(kind: str, language: str) -> type[Schema]:
    found: dict[str, Any] = {key: _text(text) for key, text in default_texts(kind, language).items()}
    return type(f"{kind.title()}TextShape", (TextShape,), found)


def _text(default: str) -> fields.String:
    return fields.String(load_default=default, validate=validate.Length(1 if default else 0, limit(default)))


def region() -> fields.String:
    """The country of phone numbers written without one."""
    capitals = validate.Regexp(r"^[A-Z]{2}$", error="Write the country as two capital letters, like VN.")
    return fields.String(load_default=HOME, validate=capitals)


class WidgetConfig(Shape):
    """What all kinds share; `rules`, `schedule` and `variants` are the format's, and must be empty for now."""

    schema = number(SCHEMA, 1, 1_000_000)
    look = part(LookShape)
    triggers = fields.List(
        fields.Nested(TriggerShape), load_default=lambda: [{"on": "load"}], validate=validate.Length(max=10)
    )
    rules = part(LaterShape)
    schedule = part(LaterShape)
    frequency = part(FrequencyShape)
    form = part(FormShape)
    consent = part(ConsentShape)
    success = part(SuccessShape)
    variants = fields.List(fields.Nested(LaterShape), load_default=list, validate=validate.Length(max=0))
