"""What a button does, or what follows a form: a link, another widget, a channel."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, post_load, validate

from collector.widgets import channels
from collector.widgets.markup import address
from collector.widgets.shapes import Config, Shape, choice, region

# Links of channels without words to carry along; callback is a widget, a link an address.
LINKS = {
    "zalo": "https://zalo.me/{bare}",
    "messenger": "https://m.me/{value}",
    "whatsapp": "https://wa.me/{bare}",
    "telegram": "https://t.me/{value}",
    "viber": "viber://chat?number=%2B{bare}",
    "phone": "tel:{value}",
    "sms": "sms:{value}",
    "email": "mailto:{value}",
}


class DeedShape(Shape):
    """Follow a link, open another widget, or call or open a channel. `href` is computed."""

    kind = choice("link", "widget", "channel")
    url = fields.String(load_default="", validate=validate.Length(max=2000))
    widget = fields.String(load_default="", validate=validate.Length(max=60))
    channel = choice(*LINKS)
    value = fields.String(load_default="", validate=validate.Length(max=200))
    region = region()
    href = fields.String(load_default="")

    @post_load
    def _lead(self, data: Config, **_: Any) -> Config:
        if data["kind"] == "widget" and not data["widget"]:
            raise ValidationError("Name the widget that it opens, by kind or id.", "widget")
        return data | {"href": _href(data)}


def _href(data: Config) -> str:
    at = {"link": "url", "channel": "value", "widget": ""}[data["kind"]]
    try:
        if data["kind"] == "link":
            return address(data["url"])
        if data["kind"] == "channel":
            value, _ = channels.clean(data["channel"], data["value"], data["region"])
            return LINKS[data["channel"]].format(value=value, bare=value.lstrip("+"))
    except ValueError as problem:
        raise ValidationError(str(problem), at) from None
    return ""
