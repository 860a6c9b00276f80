"""The configuration of a call-back form."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, post_load, validate, validates_schema

from collector.widgets import channels
from collector.widgets.config import WidgetConfig
from collector.widgets.forms import asking, wording
from collector.widgets.shapes import Config, Shape, choice, number, part, region, texts_part

CALLBACK_FIELDS = [
    {"name": "phone", "type": "phone", "required": True, "label": {}},
    {"name": "name", "type": "name", "required": False, "label": {}},
    {"name": "slot", "type": "slot", "required": False, "label": {}},
]


class SlotsShape(Shape):
    """Slots of `minutes`, over the next `days` open days, none sooner than `notice_minutes`."""

    minutes = number(60, 10, 240)
    days = number(4, 1, 10)
    notice_minutes = number(30, 0, 1440)


class CallbackContentShape(Shape):
    """`phone` is the number that calls the visitor; without one the site's own is filled when published."""

    region = region()
    phone = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=40))
    phone_display = fields.String(load_default="", validate=validate.Length(max=40))
    launcher = choice("auto", "always", "never")
    promise_minutes = number(15, 1, 1440)
    slots = part(SlotsShape)
    texts = texts_part("callback")

    @post_load
    def _phone(self, data: Config, **_: Any) -> Config:
        return {**data, **_dialled(data["phone"], data["phone_display"], data["region"])}


def _dialled(phone: str | None, display: str, region: str) -> Config:
    if not phone:
        return {"phone": None, "phone_display": ""}
    try:
        value, shown = channels.phone(phone, region)
    except channels.BadValue as problem:
        raise ValidationError({"phone": [str(problem)]}) from None
    return {"phone": value, "phone_display": display or shown}


class CallbackConfig(WidgetConfig):
    content = part(CallbackContentShape)
    form = asking(*CALLBACK_FIELDS)

    @validates_schema
    def _rings(self, data: Config, **_: Any) -> None:
        kinds = [field["type"] for field in data["form"]["fields"] if field["type"] != "phone" or field["required"]]
        if kinds.count("phone") != 1 or kinds.count("slot") > 1:
            raise ValidationError("A call-back form has one required phone field, and one slot at most.", "form")

    @post_load
    def _wording(self, data: Config, **_: Any) -> Config:
        data["consent"]["wording"] = wording(data)
        return data
