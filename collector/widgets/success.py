"""What becomes of a form that was taken: how long the thank-you stands, and what follows it."""

from __future__ import annotations

from marshmallow import fields

from collector.widgets.deeds import DeedShape
from collector.widgets.shapes import Shape, choice, number


class AfterShape(DeedShape):
    """A deed after `seconds` of thank-you. `tab`: where a link opens; `pass_on`: it gets the page's own parameters."""

    seconds = number(2, 0, 30)
    tab = choice("same", "new")
    pass_on = fields.Boolean(load_default=False)


class SuccessShape(Shape):
    """`after` null: the thank-you is all."""

    close_after_seconds = number(12, 0, 120)
    after = fields.Nested(AfterShape, load_default=None, allow_none=True)
