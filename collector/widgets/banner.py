"""The configuration of a banner: where it stands, what it says, and what becomes of it."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from marshmallow import ValidationError, fields, post_load, validate, validates_schema

from collector.widgets import colours
from collector.widgets.config import WidgetConfig
from collector.widgets.deeds import DeedShape
from collector.widgets.forms import words
from collector.widgets.markup import Sentences
from collector.widgets.shapes import Config, Shape, choice, labels, number, part, texts_part
from collector.widgets.shapes import address as https
from collector.widgets.texts import LANGUAGES

MOST_MESSAGES = 10
_NAME = validate.Regexp(r"^([a-z][a-z0-9_]{0,39})?$", error="Use small letters, digits and _, a letter first.")
DUSK = "#14171f"  # under a picture, unless the owner chooses
# What a new banner says: it leads to the call-back form where the site has one.
FIRST: Config = {
    "text": {
        "vi": "<b>Bạn cần tư vấn?</b> Để lại số, chúng tôi gọi lại cho bạn.",
        "en": "<b>Need advice?</b> Leave your number and we call you back.",
    },
    "button": {"kind": "widget", "widget": "callback", "label": {"vi": "Gọi lại cho tôi", "en": "Call me back"}},
}


def _source() -> fields.String:
    return fields.String(required=True, validate=https().validators)


def _pixels() -> fields.Integer:
    return fields.Integer(required=True, strict=True, validate=validate.Range(1, 8000))


class PictureWidthShape(Shape):
    """The same picture in another width, in px."""

    src = _source()
    width = _pixels()


class PictureShape(Shape):
    """A picture of `width` × `height` px: its place is kept before it comes. `sources` are other widths of it."""

    src = _source()
    alt = words(200, load_default=dict)
    width = _pixels()
    height = _pixels()
    sources = fields.List(fields.Nested(PictureWidthShape), load_default=list, validate=validate.Length(max=6))

    @post_load
    def _languages(self, data: Config, **_: Any) -> Config:
        return data | {"alt": _everywhere(data["alt"])}


class ButtonShape(DeedShape):
    """What a button does, and what stands on it."""

    label = labels()

    @post_load
    def _said(self, data: Config, **_: Any) -> Config:
        if not data["label"]:
            raise ValidationError("Write what stands on the button.", "label")
        return data | {"label": _everywhere(data["label"])}


class MessageShape(Shape):
    """One thing it says. `sponsored`: its links are paid for, and say so to search engines."""

    id = fields.String(load_default="", validate=_NAME)
    text = Sentences(required=True)
    image = fields.Nested(PictureShape, load_default=None, allow_none=True)
    code = fields.String(load_default="", validate=validate.Length(max=40))
    button = fields.Nested(ButtonShape, load_default=None, allow_none=True)
    sponsored = fields.Boolean(load_default=False)


class ClockShape(Shape):
    """Counts down to a moment of the site's clock, or `minutes` from a visitor's first look. What follows: `at_end`."""

    kind = choice("date", "visitor")
    at = fields.String(load_default="")
    minutes = number(30, 1, 60 * 24 * 60)
    at_end = choice("hide", "text")
    end_text = words(120, load_default=dict)

    @validates_schema
    def _whole(self, data: Config, **_: Any) -> None:
        if data["kind"] == "date" and not _is_moment(data["at"]):
            raise ValidationError("Write the moment like 2027-01-31T23:59.", "at")
        if data["at_end"] == "text" and not data["end_text"]:
            raise ValidationError("Write what it says then.", "end_text")

    @post_load
    def _languages(self, data: Config, **_: Any) -> Config:
        return data | {"end_text": _everywhere(data["end_text"])}


def _is_moment(text: str) -> bool:
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d", text):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _everywhere(said: dict[str, str]) -> dict[str, str]:
    """A language that is left out says what another one does."""
    return {language: said.get(language) or next(iter(said.values())) for language in LANGUAGES if said}


def _colour() -> fields.String:
    six = validate.Regexp(r"^#[0-9a-fA-F]{6}$", error="Write the colour as six digits, like #0f766e.")
    return fields.String(load_default=None, allow_none=True, validate=six)


class PaintShape(Shape):
    """Colours in place of `look.color` with black or white on it; words that could not be read are refused.

    `rgb` and `veil` are computed: the ground as the script takes it, and how much of it must lie over a picture.
    """

    ground = _colour()
    text = _colour()
    rgb = fields.String(load_default="")
    veil = fields.Float(load_default=1)

    @validates_schema
    def _legible(self, data: Config, **_: Any) -> None:
        if not data["text"]:
            return
        if not data["ground"]:
            raise ValidationError("Choose the ground as well.", "ground")
        if colours.contrast(colours.rgb(data["ground"]), colours.rgb(data["text"])) < colours.WORDS:
            raise ValidationError("These words could hardly be read there: the contrast must be 4.5:1 or more.", "text")

    @post_load
    def _compute(self, data: Config, **_: Any) -> Config:
        if not data["ground"]:
            return data | {"rgb": "", "veil": 1.0}
        shades = colours.shades(data["ground"])
        text = data["text"] or {"#fff": "#ffffff", "#000": "#000000"}[shades["on"]]
        veil = _veil(colours.rgb(data["ground"]), colours.rgb(text))
        return data | {"text": text, "rgb": shades["own"], "veil": veil}


def _veil(ground: colours.Rgb, text: colours.Rgb) -> float:
    """The least share of the ground through which words can be read on any spot of a picture."""
    for percent in range(50, 100, 2):
        spots = ([(part * percent + spot * (100 - percent)) / 100 for part in ground] for spot in (0, 255))
        if all(colours.contrast(tuple(map(round, spot)), text) >= colours.WORDS for spot in spots):
            return percent / 100
    return 1.0


def _selector() -> fields.String:
    return fields.String(load_default="", validate=validate.Length(max=200))


class BannerContentShape(Shape):
    """`place` says where: an edge, a corner (with `look.side`), or in the page itself, in what `slot` selects."""

    place = choice("top", "bottom", "corner", "inline")
    corner = choice("bottom", "top")
    slot = _selector()
    push = fields.Boolean(load_default=False)
    sticky = fields.Boolean(load_default=True)
    below = _selector()
    above = _selector()
    fill = choice("color", "plain")
    paint = part(PaintShape)
    background = https()
    closable = fields.Boolean(load_default=True)
    messages = fields.List(
        fields.Nested(MessageShape),
        load_default=lambda: [MessageShape().load(FIRST)],
        validate=validate.Length(1, MOST_MESSAGES),
    )
    rotate_seconds = number(7, 3, 60)
    countdown = fields.Nested(ClockShape, load_default=None, allow_none=True)
    texts = texts_part("banner")

    @validates_schema
    def _stands(self, data: Config, **_: Any) -> None:
        if data["place"] == "top":
            return
        if data["push"]:
            raise ValidationError("Only a banner at the top of the page can move it.", "push")
        if not data["sticky"]:
            raise ValidationError("Only a banner at the top of the page can scroll away with it.", "sticky")

    @post_load
    def _darken(self, data: Config, **_: Any) -> Config:
        if data["background"] and not data["paint"]["ground"]:
            data["paint"] = PaintShape().load({"ground": DUSK})
        return data

    @post_load
    def _named(self, data: Config, **_: Any) -> Config:
        """Every message has a name, for events and reports."""
        for place, message in enumerate(data["messages"], 1):
            message["id"] = message["id"] or f"m{place}"
        names = [message["id"] for message in data["messages"]]
        if len({*names}) < len(names):
            raise ValidationError("Two messages have the same id.", "messages")
        return data


class BannerConfig(WidgetConfig):
    """No dialog, and nothing of it rests on the page: to take its place is to show."""

    modal = False
    rests = False

    content = part(BannerContentShape)
