"""What every widget's configuration shares, as marshmallow shapes: each key has its default and its limits."""

from __future__ import annotations

from math import inf
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from collector.widgets import channels
from collector.widgets.texts import LANGUAGES, default_texts, limit

SCHEMA = 1
HOME = "VN"  # the country of numbers written without one
NAME = validate.Regexp(r"^[a-z][a-z0-9_]{0,39}$", error="Use small letters, digits and _, a letter first.")

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


class Scalar(fields.Field[Any]):
    """A text or a finite number."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Any:
        if (
            isinstance(value, bool)
            or not isinstance(value, str | int | float)
            or value in (inf, -inf)
            or value != value
        ):
            raise ValidationError("A text or a number.")
        return value


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
