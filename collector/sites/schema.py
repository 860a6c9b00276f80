"""Shapes of a site in the API and the admin."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfoNotFoundError

from marshmallow import Schema, ValidationError, fields, validate, validates

from collector import clock, money
from collector.sites import hours as working_hours
from collector.sites import origins

GATES = ("none", "wait", "cookieless")
LOCALES = ("vi", "en")


class SiteSchema(Schema):
    """A site as people set it up; every field but the name has a default for a Vietnamese shop."""

    name = fields.String(required=True, validate=validate.Length(1, 120))
    origins = fields.List(fields.String(), required=True, validate=validate.Length(1, 50))
    locale = fields.String(load_default="vi", validate=validate.OneOf(LOCALES))
    timezone = fields.String(load_default="Asia/Ho_Chi_Minh")
    currency = fields.String(load_default="VND")
    gate = fields.String(load_default="none", validate=validate.OneOf(GATES))
    hours = fields.Dict(load_default=lambda: working_hours.DEFAULT)
    ignored_referrers = fields.List(fields.String(validate=validate.Length(1, 253)), load_default=list)
    phone = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=40))
    gap_seconds = fields.Integer(load_default=30, strict=True, validate=validate.Range(0, 86_400))

    @validates("origins")
    def _origins(self, value: list[str], data_key: str) -> None:  # noqa: ARG002
        for origin in value:
            try:
                origins.normal(origin)
            except (ValueError, UnicodeError) as error:
                raise ValidationError(f"{origin}: {error}") from None

    @validates("timezone")
    def _timezone(self, value: str, data_key: str) -> None:  # noqa: ARG002
        try:
            clock.zone(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValidationError(f"{value} is no time zone; one is written like Asia/Ho_Chi_Minh") from None

    @validates("currency")
    def _currency(self, value: str, data_key: str) -> None:  # noqa: ARG002
        if not money.known(value):
            raise ValidationError(f"{value} is no currency; one is written like VND")

    @validates("hours")
    def _hours(self, value: dict[str, Any], data_key: str) -> None:  # noqa: ARG002
        try:
            working_hours.check(value)
        except (ValueError, TypeError) as error:
            raise ValidationError(str(error)) from None
