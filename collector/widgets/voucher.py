"""The configuration of a voucher: what it is worth, which code, for whom, until when."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from marshmallow import ValidationError, fields, post_load, validate, validates_schema

from collector import money
from collector.widgets import channels
from collector.widgets.config import WidgetConfig
from collector.widgets.forms import asking, wording
from collector.widgets.shapes import Config, Shape, choice, labels, number, part, region, texts_part

VOUCHER_FIELDS: tuple[Config, ...] = (
    {"name": "phone", "type": "phone", "required": True},
    {"name": "name", "type": "name"},
)
PLACE = "{code}"
WEEK = 7 * 24 * 60
YEAR = 366 * 24 * 60
_FIXED = re.compile(r"[^\W_]([\w. -]{1,62}[^\W_])")


class CodeShape(Shape):
    """`fixed`: one code for all. `pool`: uploaded ones, each once. `generated`: made for each lead, after `prefix`."""

    kind = choice("generated", "fixed", "pool")
    fixed = fields.String(load_default="", validate=validate.Length(max=64))
    prefix = fields.String(
        load_default="",
        validate=validate.Regexp(r"^[A-Za-z0-9]{0,12}$", error="A prefix has up to 12 letters and digits."),
    )

    @validates_schema
    def _has_code(self, data: Config, **_: Any) -> None:
        if data["kind"] == "fixed" and not _FIXED.fullmatch(data["fixed"]):
            raise ValidationError("Write the code: 3 to 64 letters and digits.", "fixed")


class WorthShape(Shape):
    """What the code gives: so many percent, an amount in minor units, a gift in words, or free shipping."""

    kind = choice("percent", "amount", "gift", "free_shipping")
    percent = number(10, 1, 100)
    amount_minor = fields.Integer(
        load_default=None, allow_none=True, strict=True, validate=validate.Range(1, money.LIMIT_MINOR)
    )
    currency = fields.String(load_default=None, allow_none=True)
    gift = labels()

    @validates_schema
    def _whole(self, data: Config, **_: Any) -> None:
        if data["kind"] == "amount" and data["amount_minor"] is None:
            raise ValidationError("Write the amount, in minor units.", "amount_minor")
        if data["kind"] == "gift" and not data["gift"]:
            raise ValidationError("Write what the gift is.", "gift")
        if data["currency"] is not None and not money.known(data["currency"]):
            raise ValidationError("Write the currency as three letters, like VND.", "currency")


class LimitsShape(Shape):
    """How many codes at most: in all (null: no limit), for one phone and for one device (0: no limit)."""

    total = fields.Integer(load_default=None, allow_none=True, strict=True, validate=validate.Range(1, 10**9))
    per_phone = number(1, 0, 1000)
    per_device = number(1, 0, 1000)


class ExpiryShape(Shape):
    """`after`: so many minutes after it was given; `date`: at the end of that day in the site's zone; or `never`."""

    kind = choice("after", "date", "never")
    minutes = number(WEEK, 1, YEAR)
    date = fields.String(load_default=None, allow_none=True)

    @validates_schema
    def _has_date(self, data: Config, **_: Any) -> None:
        if data["kind"] == "date" or data["date"]:
            try:
                date.fromisoformat(data["date"] or "")
            except ValueError:
                raise ValidationError("Write the last day like 2027-01-31.", "date") from None


def _apply_link(value: str) -> None:
    try:
        channels.https_url(value.replace(PLACE, "CODE"))
    except ValueError as problem:
        raise ValidationError(str(problem)) from None
    if PLACE not in value:
        raise ValidationError("Write {code} where the code belongs.")


def _kept(field: fields.Nested) -> fields.Nested:
    """A part that only the collector reads: it never reaches a page, where anybody could take the code from it."""
    field.metadata = {**field.metadata, "server_only": True}
    return field


class VoucherContentShape(Shape):
    """`reveal`: the code comes after the form, or `at_once`. `tab` keeps a small tab that shows the code again."""

    region = region()
    launcher = choice("auto", "always", "never")
    code = _kept(part(CodeShape))
    limits = _kept(part(LimitsShape))
    worth = part(WorthShape)
    minimum_order = labels()
    apply_link = fields.String(load_default=None, allow_none=True, validate=[validate.Length(max=2000), _apply_link])
    expiry = part(ExpiryShape)
    reveal = choice("form", "at_once")
    tab = fields.Boolean(load_default=True)
    clock = fields.Boolean(load_default=True)
    texts = texts_part("voucher")


class VoucherConfig(WidgetConfig):
    gives = True

    content = part(VoucherContentShape)
    form = asking(*VOUCHER_FIELDS)

    @validates_schema
    def _asks(self, data: Config, **_: Any) -> None:
        ways = [field for field in data["form"]["fields"] if field["type"] in ("phone", "email")]
        reached = any(field["required"] and not field.get("when") for field in ways)
        if data["content"]["reveal"] == "form" and not reached:
            raise ValidationError("A voucher's form has a required phone or e-mail field.", "form")

    @post_load
    def _wording(self, data: Config, **_: Any) -> Config:
        data["consent"]["wording"] = wording(data)
        return data
