"""The configuration of a push opt-in: how it asks, about what, and where the worker lives. See docs/push.md."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from collector.widgets.config import WidgetConfig
from collector.widgets.deciding import TriggerShape
from collector.widgets.shapes import NAME, Config, LookShape, Shape, choice, labels, part, texts_part

MOST_CATEGORIES = 8
# After the first, second and every later refusal of our own prompt.
BACK_OFF_DAYS = [7, 30, 90]
# A mere load only puts the bell there and looks after a subscription; a slide-in waits for a sign of interest.
SPEAKS_ON: tuple[Config, ...] = ({"on": "load"}, {"on": "pages", "count": 2}, {"on": "delay", "seconds": 30})
_PATH = re.compile(r"/[A-Za-z0-9._~%/-]*")


def _path(ending: str, error: str) -> Callable[[str], None]:
    """A path on the site's own origin; `//host` and `..` lead elsewhere."""

    def check(value: str) -> None:
        if not _PATH.fullmatch(value) or "//" in value or ".." in value or not value.endswith(ending):
            raise ValidationError(error)

    return check


class CategoryShape(Shape):
    """Something to be told of. `checked` is how its box stands at first."""

    id = fields.String(required=True, validate=NAME)
    label = labels()
    checked = fields.Boolean(load_default=True)

    @validates_schema
    def _named(self, data: Config, **_: Any) -> None:
        if not data["label"]:
            raise ValidationError("Write what this category is called.", "label")


class WorkerShape(Shape):
    """The worker file on the site's own origin, and the scope it is registered with."""

    path = fields.String(
        load_default="/beckon-worker.js",
        validate=[
            validate.Length(max=200),
            _path(".js", "Write the path of the worker file like /beckon-worker.js."),
        ],
    )
    scope = fields.String(
        load_default="/beckon-push/",
        validate=[validate.Length(max=200), _path("/", "Write the scope like /beckon-push/.")],
    )

    @validates_schema
    def _reaches(self, data: Config, **_: Any) -> None:
        """Browsers refuse a worker that claims more than its own folder."""
        if not data["scope"].startswith(data["path"].rpartition("/")[0] + "/"):
            raise ValidationError("The scope lies in the folder of the worker file.", "scope")


class PushLookShape(LookShape):
    """On the left, where no contact button is."""

    side = choice("left", "right")


class PushContentShape(Shape):
    """`way` is `window` (nothing but the tag) or `worker` (a file of one line on the site's own origin)."""

    prompt = choice("slide", "bell", "inline", "none")
    selector = fields.String(load_default="", validate=validate.Length(max=200))
    place = choice("top", "bottom")
    way = choice("window", "worker")
    worker = part(WorkerShape)
    categories = fields.List(
        fields.Nested(CategoryShape), load_default=list, validate=validate.Length(max=MOST_CATEGORIES)
    )
    ios_steps = fields.Boolean(load_default=True)
    back_off_days = fields.List(
        fields.Integer(strict=True, validate=validate.Range(1, 400)),
        load_default=lambda: [*BACK_OFF_DAYS],
        validate=validate.Length(1, 10),
    )
    texts = texts_part("push")

    @validates_schema
    def _whole(self, data: Config, **_: Any) -> None:
        if data["prompt"] == "inline" and not data["selector"].strip():
            raise ValidationError("Write the selector of the place for the button.", "selector")
        ids = [category["id"] for category in data["categories"]]
        for name in sorted({name for name in ids if ids.count(name) > 1}):
            raise ValidationError(f"Two categories are called {name}.", "categories")


class PushConfig(WidgetConfig):
    """It never covers the page, so it is no dialog among dialogs; a share may go without it like any other."""

    modal = False

    look = part(PushLookShape)
    content = part(PushContentShape)
    triggers = fields.List(
        fields.Nested(TriggerShape),
        load_default=lambda: [TriggerShape().load(trigger) for trigger in SPEAKS_ON],
        validate=validate.Length(max=10),
    )

    @validates_schema
    def _asks_nothing(self, data: Config, **_: Any) -> None:
        if data.get("form", {}).get("fields"):
            raise ValidationError("A push opt-in has no form.", "form")
